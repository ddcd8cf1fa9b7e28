"""Variations read from files mean the market their lists mean; what does not fit is told by file, row and column."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterable
from operator import attrgetter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matchsafe.market import (
    MarketError,
    Reversion,
    Variations,
    VariedMarket,
    match,
    match_varied,
    varied_market,
)
from matchsafe.market.files import (
    read_market,
    read_market_json,
    read_varied_market,
    read_varied_market_json,
)

EXAMPLE = Path(__file__).parents[2] / "examples" / "market" / "variations"
NAMES = ("applicants", "programs", "couples", "supplemental", "reversions")
PLACES = ("P", "Q", "R", "S", "T")


def same(one: VariedMarket, other: VariedMarket) -> bool:
    parts = {
        "market": ("offsets", "programs", "scores", "quotas"),
        "market.couples": ("members", "offsets", "first", "second"),
        "supplemental": ("linked", "offsets", "programs", "scores"),
    }
    wanted = [f"{part}.{name}" for part, own in parts.items() for name in own]
    get = attrgetter(*wanted, "donors", "receivers", "positions", "parity")
    names = [(tuple(v.market.applicant_ids), tuple(v.market.program_ids)) for v in (one, other)]
    return names[0] == names[1] and all(
        np.array_equal(a, b) for a, b in zip(get(one), get(other), strict=True)
    )


@st.composite
def varied(draw: st.DrawFn) -> dict[str, Any]:
    """Lists in which whoever is listed lists back, and variations of every kind; S is for physicians."""
    people = [f"a{i}" for i in range(draw(st.integers(1, 5)))]
    physicians = [a for a in people if draw(st.booleans())]
    some = st.lists(st.sampled_from(PLACES), unique=True, max_size=4)
    allowed = {a: [p for p in PLACES if p != "S" or a in physicians] for a in people}
    lists = {a: [p for p in draw(some) if p in allowed[a]] for a in people}
    couples = []
    if len(people) > 2 and draw(st.booleans()):
        one, two = people[-2:]
        left, right = lists.pop(one), lists.pop(two)
        pairs = list(zip(left, right, strict=False))
        couples = [(one, two, [p for p, _ in pairs], [q for _, q in pairs])]
    links: dict[str, dict[str, list[str]]] = {}
    for a, own in lists.items():
        for advanced in own:
            extra = [p for p in draw(some) if p in allowed[a] and p != advanced]
            if extra and draw(st.booleans()):
                links.setdefault(a, {})[advanced] = extra
    wants = {a: set(own).union(*links.get(a, {}).values()) for a, own in lists.items()}
    for one, two, left, right in couples:
        wants |= {one: set(left), two: set(right)}
    programs = {
        p: (draw(st.integers(0, 3)), draw(st.permutations([a for a in wants if p in wants[a]])))
        for p in PLACES
    }
    moves, left_to_give = [], {p: quota for p, (quota, _) in programs.items()}
    for donor, receiver in draw(st.lists(st.sampled_from(["PQ", "PR", "QR", "RT"]), unique=True)):
        if left_to_give[donor]:
            moves.append(Reversion(donor, receiver, draw(st.integers(1, left_to_give[donor]))))
            left_to_give[donor] -= moves[-1].positions
    parity = draw(st.dictionaries(st.sampled_from(PLACES), st.sampled_from(["even", "odd"])))
    wanted = Variations(links, moves, parity, ["S"], physicians)
    return {"applicants": lists, "programs": programs, "couples": couples, "variations": wanted}


def write(folder: Path, name: str, header: str, rows: Iterable[Iterable[Any]]) -> Path:
    path = folder / f"{name}.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([header.split(), *rows])
    return path


def as_csv(folder: Path, lists: dict[str, Any]) -> dict[str, Path]:
    wanted: Variations = lists["variations"]
    yes = dict.fromkeys(wanted.physicians, "yes")

    def ranked(own: Any) -> list[tuple[Any, Any]]:
        return [*enumerate(own, 1)] or [("", "")]

    return {
        "applicants": write(folder, "applicants", "applicant rank program physician", (
            (a, rank, p, yes.get(a, "")) for a, own in lists["applicants"].items() for rank, p in ranked(own))),
        "programs": write(folder, "programs", "program quota rank applicant Parity for_physicians", (
            (p, quota, rank, a, wanted.parity.get(p, "").upper(), "TRUE" if p in wanted.physician_only else "no")
            for p, (quota, own) in lists["programs"].items() for rank, a in ranked(own))),
        "couples": write(
            folder, "couples", "first second rank first_program second_program first_physician second_physician", (
                (a, b, rank, *(pair or ("", "")), yes.get(a, "no"), yes.get(b, "no"))
                for a, b, left, right in lists["couples"]
                for rank, pair in ranked(zip(left, right, strict=True)))),
        "supplemental": write(folder, "supplemental", "applicant advanced rank program", (
            (a, advanced, rank, p) for a, own in wanted.supplemental.items()
            for advanced, extra in own.items() for rank, p in enumerate(extra, 1))),
        "reversions": write(folder, "reversions", "donor receiver positions", (
            (r.donor, r.receiver, r.positions) for r in wanted.reversions)),
    }  # fmt: skip


def as_json(lists: dict[str, Any]) -> dict[str, Any]:
    wanted: Variations = lists["variations"]
    return {
        "applicants": [{"applicant": a, "programs": own, "physician": a in wanted.physicians}
                       for a, own in lists["applicants"].items()],
        "programs": [{"program": p, "quota": quota, "applicants": own, "parity": wanted.parity.get(p),
                      "for_physicians": p in wanted.physician_only}
                     for p, (quota, own) in lists["programs"].items()],
        "couples": [{"first": a, "second": b, "pairs": [list(pair) for pair in zip(left, right, strict=True)],
                     "first_physician": a in wanted.physicians, "second_physician": b in wanted.physicians}
                    for a, b, left, right in lists["couples"]],
        "supplemental": [{"applicant": a, "advanced": advanced, "programs": extra}
                         for a, own in wanted.supplemental.items() for advanced, extra in own.items()],
        "reversions": [vars(r) for r in wanted.reversions],
    }  # fmt: skip


@settings(
    max_examples=80 if os.environ.get("MATCHSAFE_EVERY_SEED") else 40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(lists=varied())
def test_files_and_one_json_file_mean_the_market_of_their_lists(
    tmp_path: Path, lists: dict[str, Any]
) -> None:
    by_name = varied_market(**lists)
    assert same(read_varied_market(**as_csv(tmp_path, lists)), by_name)
    path = tmp_path / "market.json"
    path.write_text(json.dumps(as_json(lists)))
    assert same(read_varied_market_json(path), by_name)


@pytest.mark.parametrize("form", ["json", "parquet"])
def test_the_tables_may_be_json_or_parquet_with_true_and_false(tmp_path: Path, form: str) -> None:
    kinds: dict[str, Any] = {"rank": int, "quota": int, "positions": int, "for_physicians": lambda v: v == "yes",
                             "physician": lambda v: v == "yes" if v else None}  # fmt: skip
    csvs = {name: EXAMPLE / f"{name}.csv" for name in NAMES if name != "couples"}
    paths = {}
    for name, source in csvs.items():
        with source.open(newline="") as file:
            rows = [{k: kinds.get(k, str)(v) for k, v in row.items()} for row in csv.DictReader(file)]
        paths[name] = tmp_path / f"{name}.{form}"
        if form == "json":
            paths[name].write_text(json.dumps(rows))
        else:
            arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
            parquet.write_table(arrow.Table.from_pylist(rows), paths[name])
    assert same(read_varied_market(**paths), read_varied_market(**csvs))


def files(folder: Path, **texts: str) -> dict[str, Path]:
    base = {
        "applicants": "applicant,rank,program\nAnn,1,Rad\nBen,1,City\n",
        "programs": "program,quota,rank,applicant\nRad,1,1,Ann\nCity,1,1,Ben\nHill,2,1,Ann\n",
        "supplemental": "applicant,advanced,rank,program\nAnn,Rad,1,Hill\n",
    }
    paths = {}
    for name, text in (base | texts).items():
        paths[name] = folder / f"{name}.csv"
        paths[name].write_text(text)
    return paths


def told(paths: dict[str, Path], **options: Any) -> list[str]:
    with pytest.raises(MarketError) as caught:
        read_varied_market(**paths, **options)
    assert caught.value.total == len(caught.value.problems)
    return [p.sentence() for p in caught.value.problems]


def test_every_problem_of_supplemental_lists_and_reversions_is_told_at_once(tmp_path: Path) -> None:
    paths = files(
        tmp_path,
        couples="first,second,rank,first_program,second_program\nUma,Vic,1,City,Hill\n",
        programs="program,quota,rank,applicant,parity\nRad,1,1,Ann,prime\nCity,1,1,Ben,even\nCity,1,2,Uma,odd\n"
        "Hill,2,1,Ann,\nHill,2,2,Vic,\n",
        supplemental="applicant,advanced,rank,program\nAnn,Rad,1,Rad\nAnn,Rad,1,Hill\nAnn,Rad,3,Hill\nAnn,City,1,Hill\n"
        "Ann,City,2,City\nUma,City,1,Hill\nUma,City,2,Rad\nZoe,Moon,1,Mars\n",
        reversions="donor,receiver,positions\nRad,Hill,2\nHill,City,1\nCity,Rad,1\nCity,Rad,1\nMars,Rad,1\nCity,Hill,0\n",
    )
    assert sorted(told(paths)) == [
        "programs.csv, row 2, column parity: 'prime' is not even, odd or empty",
        "programs.csv, row 4, column parity: odd, but even in an earlier row of 'City'",
        "reversions.csv, row 2, column positions: 'Rad' reverts 2 positions in all; its quota is 1",
        "reversions.csv, row 5, column positions: 'City' reverts 2 positions in all; its quota is 1",
        "reversions.csv, row 5, column receiver: this reversion stands twice",
        "reversions.csv, row 6, column donor: there is no program 'Mars'",
        "reversions.csv, row 7, column positions: '0' is not a whole number from 1 to 999,999,999",
        "reversions.csv: positions would go in a circle: Rad to Hill to City to Rad",
        "supplemental.csv, row 2, column program: this is the advanced program itself",
        "supplemental.csv, row 3, column rank: rank 1 of this list stands in row 2 too",
        "supplemental.csv, row 4, column program: this program stands in row 3 of the same list too",
        "supplemental.csv, row 5, column advanced: 'City' is not on the rank list of 'Ann'",
        "supplemental.csv, row 6, column program: this is the advanced program itself",
        "supplemental.csv, row 9, column advanced: there is no program 'Moon'",
        "supplemental.csv, row 9, column applicant: there is no applicant 'Zoe'",
        "supplemental.csv, row 9, column program: there is no program 'Mars'",
    ]


def test_rows_and_headers_that_lack_something_are_told(tmp_path: Path) -> None:
    paths = files(
        tmp_path,
        supplemental="applicant,advanced,rank,program\nAnn,Rad,,\nAnn,,1,Hill\n",
        reversions="donor,receiver\nRad,Hill\n",
    )
    assert told(paths) == [
        "supplemental.csv, row 3, column advanced: is empty",
        "supplemental.csv, row 2, column rank: is empty",
        "supplemental.csv, row 2, column program: is empty",
        "reversions.csv, row 1: the header lacks positions (found: donor, receiver)",
    ]


def test_a_first_year_listing_of_one_side_only_is_told_once(tmp_path: Path) -> None:
    paths = files(
        tmp_path,
        applicants="applicant,rank,program\nAnn,1,Rad\nAnn,2,City\nBen,1,City\n",
        programs="program,quota,rank,applicant\nRad,1,1,Ann\nCity,1,1,Ben\nCity,1,2,Ann\nHill,2,1,Ben\n",
        supplemental="applicant,advanced,rank,program\nAnn,Rad,1,Hill\nAnn,City,1,Hill\n",
    )
    assert told(paths) == [
        "supplemental.csv, row 2, column program: 'Ann' lists 'Hill', which does not list them",
        "programs.csv, row 5, column applicant: 'Hill' lists 'Ben', who does not list it",
    ]
    result = match_varied(read_varied_market(**paths, one_sided="unacceptable"))
    assert result.first_year() == {"Ann": None}


def test_positions_for_physicians_are_closed_to_others_in_every_file(tmp_path: Path) -> None:
    paths = files(
        tmp_path,
        applicants="applicant,rank,program,physician\nAnn,1,Rad,\nBen,1,City,no\nCem,1,Hill,Yes\n",
        programs="program,quota,rank,applicant,for_physicians\nRad,1,1,Ann,\nCity,1,1,Ben,yes\nHill,2,1,Ann,1\nHill,2,2,Cem,\n",
    )
    assert told(paths) == [
        "applicants.csv, row 3, column program: 'City' is for physicians (R), and 'Ben' is not one",
        "supplemental.csv, row 2, column program: 'Hill' is for physicians (R), and 'Ann' is not one",
        "programs.csv, row 3, column applicant: 'City' is for physicians (R), and 'Ben' is not one",
        "programs.csv, row 4, column applicant: 'Hill' is for physicians (R), and 'Ann' is not one",
    ]
    result = match_varied(read_varied_market(**paths, one_sided="unacceptable"))
    assert result.as_dict() == {"Ann": "Rad", "Ben": None, "Cem": "Hill"}
    assert result.first_year() == {"Ann": None}


def test_physicians_need_no_reader_of_variations(tmp_path: Path) -> None:
    paths = files(
        tmp_path,
        applicants="applicant,rank,program,physician\nAnn,1,Rad,yes\nBen,1,Rad,\n",
        programs="program,quota,rank,applicant,for_physicians\nRad,2,1,Ann,yes\nRad,2,2,Ben,yes\n",
    )
    market = read_market(paths["applicants"], paths["programs"], one_sided="unacceptable")
    assert match(market).as_dict() == {"Ann": "Rad", "Ben": None}


def test_a_reader_without_variations_loses_none_of_them(tmp_path: Path) -> None:
    paths = files(tmp_path, programs="program,quota,rank,applicant,parity\nRad,1,1,Ann,odd\nCity,1,1,Ben,\n")
    with pytest.raises(MarketError, match="read_varied_market reads it"):
        read_market(paths["applicants"], paths["programs"])
    path = tmp_path / "market.json"
    path.write_text(
        json.dumps({"applicants": [], "programs": [{"program": "P", "quota": 2, "parity": "even"}]})
    )
    with pytest.raises(MarketError, match="read_varied_market reads it"):
        read_market_json(path)


SCORED = {
    "applicants": "applicant,rank,program,score\nAnn,1,Rad,2\nBen,1,Hill,5\nCem,1,Rad,1\n",
    "programs": "program,quota\nRad,1\nHill,1\n",
}


def test_a_market_of_scores_has_scores_on_supplemental_lists(tmp_path: Path) -> None:
    paths = files(
        tmp_path, **SCORED, supplemental="applicant,advanced,rank,program,score\nAnn,Rad,1,Hill,5.5\n"
    )
    result = match_varied(read_varied_market(**paths))
    assert result.as_dict() == {"Ann": "Rad", "Ben": None, "Cem": None}
    assert result.first_year() == {"Ann": "Hill"}


def test_scores_that_lack_or_differ_are_told(tmp_path: Path) -> None:
    assert told(files(tmp_path, **SCORED)) == [
        "supplemental.csv, row 1: the header lacks score, as the applicants have scores"
    ]
    both = SCORED["applicants"] + "Ann,2,Hill,3\n"
    paths = files(
        tmp_path,
        **(SCORED | {"applicants": both}),
        supplemental="applicant,advanced,rank,program,score\nAnn,Rad,1,Hill,5.5\n",
    )
    assert told(paths) == [
        "supplemental.csv, row 2, column score: another row has another score of this applicant for the same program"
    ]
    paths = files(tmp_path, supplemental="applicant,advanced,rank,program,score\nAnn,Rad,1,Hill,1\n")
    assert told(paths) == ["supplemental.csv, row 1: has scores, but applicants.csv has none"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"supplemental": [{"applicant": "Ann", "advanced": "Rad"}]}, "supplemental[0]: lacks programs"),
        ({"supplemental": [{"applicant": "Ann", "advanced": "Rad", "programs": ["X"]}]},
         "supplemental[0].programs[0]: there is no program 'X'"),
        ({"supplemental": [{"applicant": "Ann", "advanced": "X", "programs": ["Hill"]}]},
         "supplemental[0].advanced: there is no program 'X'"),
        ({"supplemental": [{"applicant": "Ann", "advanced": "Rad", "programs": []}]}, "supplemental[0]: is empty"),
        ({"supplemental": [{"applicant": "Ann", "advanced": "Rad", "programs": ["Hill"], "scores": [1]}]},
         "supplemental[0]: has scores"),
        ({"reversions": [{"donor": "Rad", "receiver": "X", "positions": 1}]}, "reversions[0].receiver: there is no"),
        ({"reversions": [{"donor": "Rad", "receiver": "Hill", "positions": True}]},
         "reversions[0].positions: 'True' is not"),
        ({"reversions": [{"donor": "Rad", "receiver": "Hill", "positions": 1, "order": 1}]},
         "reversions[0].order: is not known here"),
        ({"programs": [{"program": "Rad", "quota": 1, "applicants": ["Ann"], "parity": 2}]},
         "programs[0].parity: '2' is not even, odd or empty"),
        ({"applicants": [{"applicant": "Ann", "programs": ["Rad"], "physician": "perhaps"}]},
         "applicants[0].physician: 'perhaps' is not yes, no or empty"),
    ],
)  # fmt: skip
def test_json_that_does_not_fit_is_told_by_its_place(
    tmp_path: Path, change: dict[str, Any], said: str
) -> None:
    market: dict[str, Any] = {
        "applicants": [{"applicant": "Ann", "programs": ["Rad"]}],
        "programs": [
            {"program": "Rad", "quota": 1, "applicants": ["Ann"]},
            {"program": "Hill", "quota": 1, "applicants": ["Ann"]},
        ],
    }
    path = tmp_path / "m.json"
    path.write_text(json.dumps(market | change))
    with pytest.raises(MarketError) as caught:
        read_varied_market_json(path)
    assert f"m.json, {said}" in [p.sentence()[: len(said) + 8] for p in caught.value.problems]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.binary(max_size=200) | st.text("applicantdvedrnkpgomsi,;\n 1", max_size=200).map(str.encode)
)
def test_any_bytes_are_told_as_problems(tmp_path: Path, content: bytes) -> None:
    paths = files(tmp_path)
    for name in ("supplemental", "reversions"):
        paths[name] = tmp_path / f"any-{name}.csv"
        paths[name].write_bytes(content)
    with pytest.raises(MarketError):
        read_varied_market(**paths)
