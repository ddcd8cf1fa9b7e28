"""A season file is changed where it stands: comments stay, and what differs is all that is written anew."""

from __future__ import annotations

import difflib
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchsafe.services import season as edits
from matchsafe.workspace.seasonfile import in_place, load_text

EXAMPLES = Path(__file__).parents[3] / "examples"
RECORD = (EXAMPLES / "season_record.yaml").read_text(encoding="utf-8")


def changed_lines(before: str, after: str) -> list[str]:
    """The lines taken out and put in."""
    found = difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return [line for line in found if not line.startswith(("---", "+++", "@@"))]


def test_only_what_differs_is_written_and_comments_stay() -> None:
    season = load_text(RECORD).season
    edit = edits.change(season, "application", "a2", {"notes": "Ask: why? # 1", "city": None})
    text, whole = in_place.edit_text(RECORD, edit.season)
    assert whole
    assert changed_lines(RECORD, text) == ["+    notes: 'Ask: why? # 1'"]


def test_an_entry_is_added_and_taken_out_without_touching_the_others() -> None:
    season = load_text(RECORD).season
    added = edits.add(season, "cost", {"amount": 40, "note": "Bus"}, part_id="k2").season
    text, _ = in_place.edit_text(RECORD, added)
    assert changed_lines(RECORD, text) == ["+  - amount: 40", "+    id: k2", "+    note: Bus"]
    gone, _ = in_place.edit_text(text, edits.remove(added, "cost", "k2").season)
    assert gone == RECORD
    without, whole = in_place.edit_text(RECORD, edits.remove(season, "interview", "i1").season)
    assert whole
    assert not [line for line in changed_lines(RECORD, without) if line.startswith("+")]


def test_a_file_without_ids_gets_them_and_the_version() -> None:
    text = (EXAMPLES / "non_us_img_internal_medicine_6.yaml").read_text(encoding="utf-8")
    season = edits.add(load_text(text).season, "interview", {"program": "No"}).season
    new, whole = in_place.edit_text(text, season)
    assert whole
    lines = changed_lines(text, new)
    assert not [line for line in lines if line.startswith("-")]
    assert '+  - program: "No"' in lines
    assert "+version: 2" in lines


def test_json_stays_json() -> None:
    text = (EXAMPLES / "non_us_img_psychiatry_4.json").read_text(encoding="utf-8")
    season = edits.set_fields(load_text(text).season, {"budget": 100}).season
    new, whole = in_place.edit_text(text, season)
    assert whole
    assert load_text(new).season == season
    assert new.startswith("{")


ODD = (
    "applicant: {type: us_img}\ntarget: {specialty: IM}\ninterviews:\n- {program: A} # one\n- program: 2023\n",
    '"applicant": {"type": us_img}\ntarget:\n  specialty: |\n    Internal Medicine\nnotes: >-\n  two\n  lines # here\n',
    "# head\n---\napplicant:\n    type: us_img\ntarget:\n    specialty: IM\ncosts:\n    -   amount: 1.50\n...\n",
)


@pytest.mark.parametrize("text", ODD)
def test_odd_but_valid_yaml_reads_back_as_the_season(text: str) -> None:
    season = edits.add(load_text(text).season, "connection", {"name": "true"}).season
    new, _ = in_place.edit_text(text, season)
    assert load_text(new).season == season


SHORT = """\
applicant: {type: us_img}   # who
target: {specialty: IM}
applications:               # all of them
  - program: A              # the first
    id: a1
    city: Buffalo
  # the second
  - {program: B, id: a2}
"""
WORDS = st.sampled_from(
    ["No", "1e5", "a: b", "# x", "'", '"q"', "- a", "x\ny", "2026-01-01", "~", "[", "é", "&a", "null", "12"]
)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["a1", "a2"]), st.sampled_from(["notes", "city", "program"]), WORDS))
)
def test_whatever_is_written_reads_back_as_the_season(changes: list[tuple[str, str, str]]) -> None:
    text, season = SHORT, load_text(SHORT).season
    for part, name, value in changes:
        season = edits.change(season, "application", part, {name: value}).season
    text, whole = in_place.edit_text(text, season)
    assert whole
    assert load_text(text).season == season
    assert all(comment in text for comment in ("# who", "# all of them", "# the second"))


def test_a_file_is_replaced_undone_and_done_again(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text("one", encoding="utf-8")
    assert not in_place.swap_back(path)
    in_place.replace_files({path: "two"})
    assert path.read_text(encoding="utf-8") == "two"
    assert in_place.swap_back(path)
    assert path.read_text(encoding="utf-8") == "one"
    assert in_place.swap_back(path, redo=True)
    assert path.read_text(encoding="utf-8") == "two"
    in_place.delete_file(path)
    assert [*tmp_path.iterdir()] == []


def test_a_file_that_cannot_be_written_is_left_as_it_was(tmp_path: Path, monkeypatch: Any) -> None:
    path = tmp_path / "s.yaml"
    path.write_text("one", encoding="utf-8")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        in_place.replace_files({path: "two"})
    assert [p.name for p in tmp_path.iterdir()] == ["s.yaml"]
    assert path.read_text(encoding="utf-8") == "one"


def test_where_one_of_two_files_cannot_be_replaced_both_are_as_they_were(
    tmp_path: Path, monkeypatch: Any
) -> None:
    first, second = tmp_path / "a.yaml", tmp_path / "b.yaml"
    first.write_text("one", encoding="utf-8")
    second.write_text("one", encoding="utf-8")

    def held(new: Path, path: Path) -> None:
        if path == first:  # the last to take its place
            raise OSError(16, "Device or resource busy")
        replaced(new, path)

    replaced = os.replace
    monkeypatch.setattr("os.replace", held)
    with pytest.raises(OSError, match="busy"):
        in_place.replace_files({first: "two", second: "two"})
    assert {p.read_text(encoding="utf-8") for p in (first, second)} == {"one"}
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize("names", [["A", "B"], ["B"], [], ["Dr. Example", "A"], ["12", "Dr. Example"]])
def test_a_list_of_names_is_changed_in_its_line(names: list[str]) -> None:
    season = edits.change(load_text(RECORD).season, "interview", "i1", {"interviewers": names}).season
    text, whole = in_place.edit_text(RECORD, season)
    assert whole
    assert load_text(text).season == season
    assert "# who will talk with you" in text


def test_a_part_in_the_middle_keeps_its_place() -> None:
    season = load_text(RECORD).season
    parts = season.applications
    added = edits.add(season, "application", {"program": "Mercy"}, part_id="mid").season.applications[-1]
    moved = season.model_copy(update={"applications": (parts[0], added, *parts[1:])})
    text, whole = in_place.edit_text(RECORD, moved)
    assert whole
    assert [a.id for a in load_text(text).season.applications] == ["a1", "mid", "a2", "a3"]


def test_where_comments_cannot_be_kept_the_season_is_and_that_is_told(monkeypatch: Any) -> None:
    def odd(*_: object) -> str:
        raise ValueError("odd YAML")

    monkeypatch.setattr(in_place, "_edited_yaml", odd)
    season = edits.set_fields(load_text(RECORD).season, {"budget": 1}).season
    text, whole = in_place.edit_text(RECORD, season)
    assert not whole
    assert load_text(text).season == season


def test_a_file_goes_back_and_forth_step_by_step(tmp_path: Path) -> None:
    path = tmp_path / "me.yaml"
    path.write_text("0", encoding="utf-8")
    for n in range(1, in_place.STEPS + 6):
        in_place.replace_files({path: str(n)})
    seen = []
    while in_place.swap_back(path):
        seen.append(int(path.read_text(encoding="utf-8")))
    assert seen == list(range(in_place.STEPS + 4, 4, -1)), "the oldest steps are gone, none is skipped"
    assert not in_place.swap_back(path)
    assert in_place.swap_back(path, redo=True)
    assert in_place.swap_back(path, redo=True)
    assert path.read_text(encoding="utf-8") == "7"
    in_place.replace_files({path: "new"})
    assert not in_place.swap_back(path, redo=True), "a change ends what can be done again"
    assert in_place.swap_back(path)
    assert path.read_text(encoding="utf-8") == "7"
    in_place.delete_file(path)
    assert list(tmp_path.iterdir()) == []
