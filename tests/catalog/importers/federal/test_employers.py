"""Employers that no program was found for: asked about, settled by the reader, and asked again if she wishes."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.catalog.importers.federal.conftest import CLOSED, CMS, USCIS, filings
from typer.testing import CliRunner

from matchsafe.catalog import exchange
from matchsafe.catalog.attachment import attach
from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.employers import decided_employers, find_employer, open_employers
from matchsafe.catalog.import_change import import_programs
from matchsafe.catalog.importers import ProgramFile, read_file
from matchsafe.catalog.importers.federal.files import read_public_file
from matchsafe.catalog.store import Store
from matchsafe.cli.app import app

CORP = "INVENTED HOLDINGS GROUP, Sampleville, OH"


def told(path: Path, *rows: dict[str, object]) -> ProgramFile:
    found = read_public_file(filings(path, *rows))
    assert found is not None
    return found


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, programs: Catalog) -> Store:
    """A list whose hospital files under the name of its owner, which is nothing like its own."""
    monkeypatch.setenv("MATCHSAFE_CATALOGS", str(tmp_path / "catalogs"))
    kept = Store()
    kept.change("mine", "a list", lambda _: (Catalog("mine", programs.records), ""))
    kept.use("mine")
    other = {"EMPLOYER_NAME": "INVENTED HOLDINGS GROUP"}
    import_programs(kept, "mine", read_file(filings(tmp_path / "LCA_Q3.xlsx", other, other, {})))
    return kept


def filed(store: Store) -> list[tuple[int, str]]:
    return [(v.value, v.source) for v in store.read("mine").find("lake").h1b_filings]


def test_a_case_counts_once_in_whichever_files_and_however_often_it_is_read(
    tmp_path: Path, programs: Catalog
) -> None:
    """Half a quarter, the other half, the whole of it, two quarters in one file, one of them again."""
    cases = [{"CASE_NUMBER": f"I-200-25097-{n:06d}"} for n in range(6)]
    for row in cases[4:]:
        row["DECISION_DATE"] = "2025-02-03"
    after = programs
    for number, part in enumerate((cases[:2], cases[2:4], cases[:4], cases[3:], cases[4:], cases[:1])):
        after, _ = attach(after, told(tmp_path / f"part{number}.xlsx", *part).organizations)
        seen = [v.value for v in after.records[0].h1b_filings]
        assert seen == [[2], [4], [4], [6], [6], [6]][number]
    assert after.records[0].h1b_filings[0].source == "DOL LCA disclosure data FY2025 (Q2, Q3)"
    assert "cases" not in after.records[0].model_dump()["h1b_filings"][0]


def test_she_says_which_hospital_it_is_and_takes_it_back(store: Store) -> None:
    run = CliRunner()
    shown = run.invoke(app, ["catalog", "employers"]).stdout
    assert "1 employer of public files" in shown
    assert f"{CORP}: 2 H-1B filings for residents in 2025" in shown
    assert "Invented Lakeside Hospital Program: lake" in " ".join(shown.split())
    assert filed(store) == [(1, "DOL LCA disclosure data FY2025 (Q3)")]
    assert run.invoke(app, ["catalog", "employers", CORP, "lake"]).exit_code == 0
    assert filed(store) == [(3, "DOL LCA disclosure data FY2025 (Q3)")], "added to those under its own name"
    assert "You said" in (store.read("mine").find("lake").h1b_filings[0].note or "")
    assert f"You said: {CORP} is lake" in run.invoke(app, ["catalog", "employers"]).stdout
    assert run.invoke(app, ["catalog", "employers", CORP, "--again"]).exit_code == 0
    assert filed(store) == [(1, "DOL LCA disclosure data FY2025 (Q3)")]
    assert len(open_employers(store.read("mine"))) == 1
    store.undo("mine")
    assert filed(store)[0][0] == 3
    for wrong in ([CORP], [CORP, "nobody"], ["INVENTED UNHEARD OF", "lake"], [CORP, "lake", "--none"]):
        assert run.invoke(app, ["catalog", "employers", *wrong]).exit_code == 2


def test_what_she_said_holds_for_the_next_quarter_and_on_another_computer(
    store: Store, tmp_path: Path
) -> None:
    CliRunner().invoke(app, ["catalog", "employers", CORP, "lake"])
    later = {"EMPLOYER_NAME": "INVENTED HOLDINGS GROUP", "DECISION_DATE": "2025-08-04"}
    import_programs(store, "mine", read_file(filings(tmp_path / "LCA_Q4.xlsx", later)))
    assert filed(store) == [(4, "DOL LCA disclosure data FY2025 (Q3, Q4)")]
    moved = exchange.load(exchange.dump(store.read("mine")))
    assert moved.employers == store.read("mine").employers
    assert [e.programs for e in decided_employers(moved)] == [("lake",)]


def test_only_those_that_tell_something_and_may_be_a_hospital_of_the_list_are_asked_about(
    tmp_path: Path, programs: Catalog
) -> None:
    named = "INVENTED LAKE SIDES HOSPITALS"
    after = programs
    for name, content in (
        ("cms.csv", CMS.replace("INVENTED LAKESIDE HOSPITAL", named)),
        ("hub.csv", USCIS.replace("INVENTED LAKESIDE HOSPITAL", "INVENTED DENTAL CHAIN")),
        ("closed.csv", CLOSED.replace("Invented River Hospital", "Invented Riverine Hospital Center")),
    ):
        path = tmp_path / name
        path.write_text(content)
        found = read_public_file(path)
        assert found is not None
        after, _ = attach(after, found.organizations)
    assert [e.name for e in open_employers(after)] == ["Invented Riverine Hospital Center"]
    assert find_employer(after, "invented riverine hospital center, mocktown, ny").facts["closed"]
