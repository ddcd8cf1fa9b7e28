"""``matchsafe catalog``: from a first look at the sample to comparing, undoing and taking out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from matchsafe.catalog.catalog import Catalog, PossibleTwin
from matchsafe.catalog.record import Record
from matchsafe.catalog.store import Store

from .conftest import Run


def program(key: str, **fields: object) -> Record:
    told = {
        "name": f"Invented Hospital {key.upper()}",
        "specialty": "internal_medicine",
        "state": "OH",
        **fields,
    }
    values = {f: [{"value": v, "source": "An invented list", "as_of": "2025"}] for f, v in told.items()}
    return Record.model_validate({"id": key, **values})


@pytest.fixture(autouse=True)
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("MATCHSAFE_CATALOGS", str(tmp_path / "catalogs"))
    monkeypatch.chdir(tmp_path)
    return Store()


@pytest.fixture
def mine(shelf: Store) -> Store:
    """A catalog of two programs, made in two steps."""
    first = program("a", j1=True, setting="university", latitude=40.0, longitude=-83.0)
    second = program("b", state="NY", img_share=0.4, city="Albany", h1b=True)
    for records in ((first,), (first, second)):
        shelf.change(
            "mine", "import of invented.csv", lambda c, r=records: (Catalog(c.name, r), f"{len(r)} read")
        )
    return shelf


def test_without_a_catalog_every_command_says_how_to_get_one(run: Run) -> None:
    for command in (
        ["show"],
        ["search"],
        ["compare", "a", "b"],
        ["history"],
        ["export", "x.csv"],
    ):
        ran = run("catalog", *command)
        assert (ran.code, ran.out) == (2, "")
        assert "matchsafe catalog use sample" in ran.err


def test_the_sample_can_be_used_and_says_what_it_is(run: Run) -> None:
    used = run("catalog", "use", "sample")
    assert used.code == 0
    assert "invented" in used.err
    found = run("catalog", "search", "ohio", "--per-page", "3")
    assert found.out.count("(invented), Ohio") == 3
    assert "Sample catalog" in found.err
    told = json.loads(run("catalog", "search", "--json", "--per-page", "1").out)
    assert told["catalog"]["sample"] is True
    assert "invented" in told["catalog"]["banner"]


def test_catalogs_are_listed_and_one_is_chosen(run: Run, mine: Store) -> None:
    mine.change("other", "made", lambda c: (Catalog(c.name), "empty"))
    assert "Which catalog?" in run("catalog", "show").err
    assert run("catalog", "use", "other").out.startswith("In use: other, 0 programs")
    assert run("catalog", "use", "third").code == 2


def test_a_program_is_shown_with_the_source_of_every_value(run: Run, mine: Store) -> None:
    out = run("catalog", "show", "a").out
    assert "Sponsors J-1 visas: yes\n    An invented list, as of 2025. The only source that tells it." in out
    told = json.loads(run("catalog", "show", "a", "--json").out)
    field = next(f for f in told["fields"] if f["field"] == "j1")
    assert (field["value"], field["winners"][0]["source"], field["disputed"]) == (
        True,
        "An invented list",
        False,
    )
    missing = run("catalog", "show", "zzz")
    assert (missing.code, "Accepted: an id as listed" in missing.err) == (2, True)


def test_a_catalog_is_shown_by_specialty(run: Run, mine: Store) -> None:
    assert "Internal Medicine: 2" in run("catalog", "show").out
    assert json.loads(run("catalog", "show", "--json").out)["by_specialty"] == {"internal_medicine": 2}


def test_programs_are_found_with_what_is_not_known_counted(run: Run, mine: Store) -> None:
    out = run("catalog", "search", "--visa", "j1", "--sort", "distance", "--near", "OH").out
    assert "a | Invented Hospital A | Internal Medicine | OH | visas: J-1 | " in out
    assert "IMGs 40 in 100" in out
    assert "Of 1 of them it is not known: visas" in out
    assert "\nBy state: NY 1, OH 1\n" in out
    assert "\nBy state, in the whole country: NY 1, OH 1\n" in run("catalog", "search", "--state", "NY").out
    assert "By state" not in run("catalog", "search", "nowhere").out
    assert "1 program," in run("catalog", "search", "--visa", "j1", "--known-only").out
    near = json.loads(
        run("catalog", "search", "--near", "40,-83", "--within", "5", "--known-only", "--json").out
    )
    assert [(p["id"], p["miles"]) for p in near["programs"]] == [("a", 0.0)]


def test_every_problem_of_a_search_is_told_at_once_under_the_name_of_its_option(
    run: Run, mine: Store
) -> None:
    ran = run("catalog", "search", "--specialty", "magic", "--score", "400", "--state", "ZZ")
    assert ran.code == 2
    assert [line.partition(":")[0] for line in ran.err.splitlines()] == ["--specialty", "--state", "--score"]
    assert "--near" in run("catalog", "search", "--within", "5").err
    assert "Accepted: a state, or latitude,longitude" in run("catalog", "search", "--near", "the sea").err


def test_programs_are_compared_side_by_side(run: Run, mine: Store) -> None:
    out = run("catalog", "compare", "a", "b").out
    assert "State (differ)\n    a: Ohio - An invented list, as of 2025\n    b: New York" in out
    assert "Sponsors J-1 visas\n    a: yes - An invented list, as of 2025\n    b: not known" in out
    told = json.loads(run("catalog", "compare", "a", "b", "--json").out)
    assert told["ids"] == ["a", "b"]
    assert {r["field"] for r in told["rows"]} >= {"state", "j1", "h1b"}
    assert "Two to 4" in run("catalog", "compare", "a").err


def test_an_own_entry_is_put_in_and_taken_back(run: Run, mine: Store) -> None:
    assert run("catalog", "set", "a", "j1", "no").out == "Sponsors J-1 visas: no\n"
    out = run("catalog", "show", "a").out
    assert "Your own entry stands before all others" in out
    assert "also: yes - An invented list, as of 2025" in out
    assert run("catalog", "set", "a", "j1").out == "Sponsors J-1 visas: yes\n"
    assert 'must be true or false. It says "perhaps"' in run("catalog", "set", "a", "j1", "perhaps").err


def test_changes_are_listed_undone_and_done_again(run: Run, mine: Store) -> None:
    assert [line[:3] for line in run("catalog", "history").out.splitlines()[::2]] == ["  1", "* 2"]
    run("catalog", "undo")
    run("catalog", "undo")
    assert "All changes are undone" in run("catalog", "history").out
    run("catalog", "undo", "--redo")
    run("catalog", "undo", "--to", "2")
    assert json.loads(run("catalog", "history", "--json").out)["current"] == 2


def test_a_catalog_is_written_to_a_file_and_not_over_another(run: Run, mine: Store, tmp_path: Path) -> None:
    for name, first in (
        ("x.csv", b"\xef\xbb\xbfid,"),
        ("x.xlsx", b"PK"),
        ("x.jsonl", b'{"format": "matchsafe-catalog"'),
    ):
        assert "2 programs written" in run("catalog", "export", name).out
        assert (tmp_path / name).read_bytes().startswith(first)
        again = run("catalog", "export", name)
        assert (again.code, "--force" in again.err) == (2, True)
        assert run("catalog", "export", name, "--force").code == 0
    assert 'pdf" is not a format' in run("catalog", "export", "x.pdf").err
    assert "cannot be written" in run("catalog", "export", "no/such/folder/x.csv").err


def test_a_catalog_is_deleted_only_when_that_is_said(
    run: Run, mine: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = run("catalog", "delete", "mine")
    assert (refused.code, refused.out) == (2, "")
    assert "2 versions" in refused.err
    assert "--yes" in refused.err

    monkeypatch.setattr("matchsafe.cli.output.at_terminal", lambda: True)
    assert "Nothing was changed." in run("catalog", "delete", "mine", typed="\n").out
    assert "mine" in mine.names()
    assert "Deleted" in run("catalog", "delete", "mine", typed="y\n").out
    assert "mine" not in mine.names()


def test_deleting_without_asking_takes_the_name_that_is_there(run: Run, mine: Store) -> None:
    unknown = run("catalog", "delete", "other", "--yes")
    assert unknown.code == 2
    assert "other" in unknown.err
    assert run("catalog", "delete", "mine", "--yes").code == 0
    assert mine.names() == ()


@pytest.fixture
def doubtful(shelf: Store) -> Store:
    """Two entries that may be one program."""
    records = (program("a", city="Akron"), program("b", city="Akron"))
    pair = PossibleTwin("a", "b", "The names are alike, but not enough to be sure.")
    shelf.change("mine", "test", lambda c: (Catalog(c.name, records, twins=(pair,)), ""))
    return shelf


@pytest.mark.parametrize(("command", "left"), [("same", 1), ("apart", 2)])
def test_entries_that_may_be_one_are_listed_until_somebody_decides(
    run: Run, doubtful: Store, command: str, left: int
) -> None:
    ran = run("catalog", "twins")
    assert ran.out.startswith(
        "1 pair of entries that may be one program\n  a  Invented Hospital A, Akron, OH\n"
    )
    assert [
        (t["one"]["id"], t["other"]["id"]) for t in json.loads(run("catalog", "twins", "--json").out)
    ] == [("a", "b")]
    assert "To take it back: matchsafe catalog undo" in run("catalog", command, "a", "b").out
    assert len(doubtful.read("mine").records) == left
    assert json.loads(run("catalog", "twins", "--json").out) == []
    run("catalog", "undo")
    assert len(json.loads(run("catalog", "twins", "--json").out)) == 1


def test_deciding_about_an_unknown_entry_changes_nothing(run: Run, doubtful: Store) -> None:
    ran = run("catalog", "same", "a", "nowhere")
    assert ran.code == 2
    assert "nowhere" in ran.err
    assert len(doubtful.read("mine").records) == 2
