"""Saved lists in the terminal: making, showing, changing, renaming, deleting, and what cannot be done."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.lists import saved_lists
from matchsafe.catalog.record import Record
from matchsafe.catalog.store import Store

from .conftest import Run


def program(key: str) -> Record:
    told = {"name": f"Invented Hospital {key.upper()}", "specialty": "internal_medicine", "state": "OH"}
    return Record.model_validate(
        {"id": key, **{f: [{"value": v, "source": "An invented list"}] for f, v in told.items()}}
    )


@pytest.fixture(autouse=True)
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A catalog of three programs."""
    monkeypatch.setenv("MATCHSAFE_CATALOGS", str(tmp_path / "catalogs"))
    store = Store()
    store.change("mine", "made up", lambda c: (Catalog(c.name, tuple(map(program, "abc"))), "3 read"))
    return store


def test_programs_are_saved_under_a_name_and_shown(run: Run) -> None:
    assert "There is no saved list yet." in run("catalog", "lists").out
    ran = run("catalog", "save", "First choice", "b", "a")
    assert ran.out.splitlines() == [
        "First choice: 2 programs",
        "  b | Invented Hospital B | Internal Medicine | OH",
        "  a | Invented Hospital A | Internal Medicine | OH",
    ]
    run("catalog", "save", "First choice", "b", "c")
    run("catalog", "save", "Other", "c")
    assert run("catalog", "lists").out.splitlines() == ["First choice: 3 programs", "Other: 1 program"]
    assert "  c | " in run("catalog", "lists", "First choice").out


def test_programs_are_taken_off(run: Run, mine: Store) -> None:
    run("catalog", "save", "one", "a", "b")
    assert run("catalog", "unsave", "one", "a").out.startswith("one: 1 program\n")
    refused = run("catalog", "unsave", "one", "a")
    assert (refused.code, refused.out) == (2, "")
    assert 'Not on the list "one": a. On it: b.' in refused.err
    assert saved_lists(mine, "mine") == {"one": ("b",)}


def test_a_list_is_renamed_and_deleted(run: Run, mine: Store) -> None:
    run("catalog", "save", "one", "a")
    assert run("catalog", "lists", "one", "--rename", "two").out.startswith("two: 1 program")
    assert "no saved list yet" in run("catalog", "lists", "two", "--delete").out
    assert saved_lists(mine, "mine") == {}


def test_for_programs_the_lists_are_json(run: Run, mine: Store) -> None:
    run("catalog", "save", "one", "a", "b")
    told = json.loads(run("catalog", "lists", "--json").out)
    assert told["lists"] == [{"name": "one", "ids": ["a", "b"]}]
    assert told["catalog"]["name"] == "mine"
    mine.change("mine", "shorter", lambda c: (Catalog(c.name, (program("a"),)), "1"))
    one = json.loads(run("catalog", "lists", "one", "--json").out)
    assert ([p["id"] for p in one["programs"]], one["gone"], one["ids"]) == (["a"], ["b"], ["a", "b"])
    assert "  b | no longer in the catalog mine" in run("catalog", "lists", "one").out
    changed = json.loads(run("catalog", "unsave", "one", "b", "--json").out)
    assert (changed["name"], changed["gone"]) == ("one", [])


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (["lists", "nothing"], 'There is no list "nothing"'),
        (["lists", "nothing", "--delete"], 'There is no list "nothing"'),
        (["lists", "--delete"], "Say which list"),
        (["lists", "--rename", "x"], "Say which list"),
        (["lists", "x", "--rename", "y", "--delete"], "not both"),
        (["save", "x", "zzz"], 'no program with the id "zzz"'),
        (["save", " ", "a"], "has 1 to 80 signs"),
        (["save", "a\tb\x07", "a"], "cannot be used in the name of a list"),
        (["lists", "--catalog", "nowhere"], "nowhere"),
    ],
)
def test_what_cannot_be_done_is_told_and_changes_nothing(
    run: Run, mine: Store, asked: list[str], told: str
) -> None:
    ran = run("catalog", *asked)
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err
    assert saved_lists(mine, "mine") == {}
