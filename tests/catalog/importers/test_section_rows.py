"""Tables that say specialty or state once for many rows: by a heading above them, or in the first row of a group."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from matchsafe.catalog.importers import CatalogFileError, ListOptions, ProgramFile, read_choices, read_file
from matchsafe.catalog.importers.section_rows import section_in

Write = Callable[..., Path]
HEAD = "Program,City,State,Step 2 CK minimum\n"
FIRST = "Alder Falls Hospital,Alder,OH,220\nBirch Point Hospital,Birch,MI,225\n"
SECOND = "Cedar Hill Clinic,Cedar,NY,230\nElm Grove Hospital,Elm,PA,\n"
TWO_EACH = ["internal_medicine"] * 2 + ["neurology"] * 2


def specialties(out: ProgramFile) -> list[str]:
    assert len(out.drafts) + len(out.rejected) == out.rows
    return [d.specialty[0].value for d in out.drafts]


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}Internal Medicine,,,\n{FIRST}Neurology,,,\n{SECOND}",
        f"{HEAD}Internal Medicine\n{FIRST}\nNEUROLOGY\n{SECOND}",
        f"Internal Medicine,,,\n{HEAD}{FIRST}Neurology,,,\n{HEAD}{SECOND}",
        f"List of 2025,,,\n\nSpecialty: Internal Medicine,,,\n{HEAD}{FIRST}-- Neurology (2 programs) --,,,\n{SECOND}",
        f"{HEAD}IM,2 programs,,\n{FIRST}Internal Medicine total,,,2\n180 - Neurology,2,,\n{SECOND}Total,4,,\n",
        f"{HEAD}{'Internal Medicine,' * 3}Internal Medicine\n{FIRST}{'Neurology,' * 3}Neurology\n{SECOND}",
        f"{HEAD}Internal Medicine,,,\n{FIRST}Page 1 of 2,,,\n{HEAD}Neurology (continued),,,\n{SECOND}* of 2025,,,\n",
    ],
)
def test_a_line_above_programs_gives_them_their_specialty(text: str, text_file: Write) -> None:
    out = read_file(text_file(text))
    assert specialties(out) == TWO_EACH
    assert "read from lines above the programs: Internal Medicine and Neurology" in out.notes[-1]


def test_a_specialty_that_stands_in_the_first_row_of_its_group_holds_for_the_group(text_file: Write) -> None:
    text = "Specialty,Program,City\nInternal Medicine,Alder,A\n,Birch,B\nNeurology,Cedar,C\n,Elm,E\n"
    assert specialties(read_file(text_file(text))) == TWO_EACH
    scattered = text.replace(",Elm,E", "Internal Medicine,Elm,E\n,Fir,F\n,Gum,G")
    assert specialties(read_file(text_file(scattered))) == [*TWO_EACH[::2], "internal_medicine"]


def test_a_program_called_by_its_specialty_is_of_it(text_file: Write) -> None:
    text = "Program,Hospital\nInternal Medicine,Alder Hospital\nNeurology Residency,Alder Hospital\n"
    assert specialties(read_file(text_file(text))) == TWO_EACH[1:3]
    text = (
        "Program,City\nAlder Hospital - Internal Medicine,Alder\nBirch (Neurology),Birch\nElm Surgery,Elm\n"
    )
    out = read_file(text_file(text))
    assert specialties(out) == TWO_EACH[1:3]
    assert [r.reason for r in out.rejected] == ["no specialty is given"]


@pytest.mark.parametrize(
    "heading", ["Hyperbaric Medicine", "Internal Medicine/Psychiatry", "Cardiology Fellowships"]
)
def test_rows_below_an_unknown_specialty_are_not_given_the_one_before(heading: str, text_file: Write) -> None:
    out = read_file(text_file(f"{HEAD}Internal Medicine,,,\n{FIRST}{heading},,,\n{SECOND}"))
    assert specialties(out) == TWO_EACH[:2]
    assert sum(r.origin in ("row 6", "row 7") for r in out.rejected) == 2


@pytest.mark.parametrize(
    ("lines", "states"),
    [
        (("Internal Medicine", "Ohio", "MICHIGAN", "Neurology", "Ohio"), [None, "OH", "MI", None, "OH"]),
        (("OHIO", "Internal Medicine", "Neurology", "Michigan", "Neurology"), ["OH", "OH", "OH", "MI", "MI"]),
    ],
)
def test_states_may_stand_below_or_above_specialties(
    lines: tuple[str, ...], states: list[str | None], text_file: Write
) -> None:
    text = "".join(f"{line},\nHospital {n},Alder\n" for n, line in enumerate(lines))
    out = read_file(
        text_file(f"Program,City\n{text}"), ListOptions(choices=read_choices(sets=["specialty=surgery"]))
    )
    found = {d.name[0].value: d.state[0].value if d.state else None for d in out.drafts}
    assert [found.get(f"Hospital {n}") for n in range(len(lines))] == states


def test_notes_and_kinds_of_programs_are_no_programs(text_file: Write) -> None:
    notes = "Source: own research,,,\nCommunity programs,,,\n- 3 -,,,\nGrand total: 4 programs in Ohio,,,\n"
    out = read_file(
        text_file(f"{HEAD}{FIRST}{notes}Gum Hospital,,,\n"),
        ListOptions(choices=read_choices(sets=["specialty=surgery"])),
    )
    assert [d.name[0].value for d in out.drafts][2:] == ["Gum Hospital"]


def test_a_row_of_one_given_hospital_may_hold_only_a_specialty(text_file: Write) -> None:
    path = text_file("Specialty,Positions\nInternal Medicine,12\nNeurology,4\n")
    with pytest.raises(CatalogFileError):
        read_file(path)
    given = ListOptions(choices=read_choices(sets=["institution=Alder Hospital"]))
    assert specialties(read_file(path, given)) == TWO_EACH[1:3]


@pytest.mark.parametrize(
    "text",
    [
        "Alder Falls Hospital",
        "Institute of Neurology",
        "Elm School of Medicine",
        "2025",
        "",
        "Gum Surgery Center",
    ],
)
def test_names_of_hospitals_head_no_section(text: str) -> None:
    assert section_in(text) is None
