"""Changing a season: versions, a history to go back in, one answer to a double tap; on SQLite and on PostgreSQL."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from matchsafe.domain.season import Season
from matchsafe.domain.season_plan import Marks, SeasonPlan
from matchsafe.domain.season_summary import summarize
from matchsafe.workspace import change_log, migrations
from matchsafe.workspace.store import (
    NoChangeToUndo,
    StaleSeason,
    StoredSeason,
    UnknownSeason,
    UnreadableSeason,
    Workspace,
)
from matchsafe.workspace.tables import season_changes, seasons


def holding(*programs: str) -> Season:
    return Season.model_validate(
        {
            "applicant": {"type": "us_img"},
            "target": {"specialty": "family_medicine"},
            "interviews": [{"program": p} for p in programs],
        }
    )


def adding(program: str) -> Callable[[Season], Season]:
    def edit(season: Season) -> Season:
        return holding(*(i.program for i in season.interview_list), program)

    return edit


def programs(stored: StoredSeason) -> list[str]:
    assert stored.season is not None
    return [i.program for i in stored.season.interview_list]


def test_a_change_is_an_edit_of_what_is_there_and_counts_the_version_up(workspace: Workspace) -> None:
    season_id = workspace.save(holding("A"))
    assert workspace.get(season_id).version == 1
    changed = workspace.change(season_id, adding("B"), text="Added B")
    assert (programs(changed), changed.version) == (["A", "B"], 2)
    assert workspace.get(season_id) == changed


def test_an_edit_that_changes_nothing_is_no_change(workspace: Workspace) -> None:
    season_id = workspace.save(holding("A"))
    before = workspace.get(season_id)
    assert workspace.change(season_id, lambda _: holding("A"), text="Nothing") == before
    assert len(workspace.history(season_id)) == 1


def test_what_an_edit_raises_is_passed_on_and_nothing_is_saved(workspace: Workspace) -> None:
    season_id = workspace.save(holding("A"))

    def broken(_: Season) -> Season:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        workspace.change(season_id, broken)
    assert workspace.get(season_id).version == 1


def test_a_change_made_for_an_older_version_says_what_came_between(workspace: Workspace) -> None:
    season_id = workspace.save(holding("A"))
    workspace.change(season_id, adding("B"), text="Added B", expected=1)
    workspace.change(season_id, adding("C"), text="Added C")
    with pytest.raises(StaleSeason, match="changed meanwhile: Added B; Added C") as caught:
        workspace.change(season_id, adding("D"), expected=1)
    assert [c.version for c in caught.value.changes] == [2, 3]
    assert programs(caught.value.stored) == ["A", "B", "C"] == programs(workspace.get(season_id))


def test_a_version_that_never_was_is_stale(workspace: Workspace) -> None:
    season_id = workspace.save(holding("A"))
    with pytest.raises(StaleSeason, match=r"changed meanwhile\. Your"):
        workspace.change(season_id, adding("B"), expected=7, part=lambda _: None)


def test_an_older_version_is_no_hindrance_where_the_part_a_change_rests_on_is_the_same(
    workspace: Workspace,
) -> None:
    season_id = workspace.save(holding("A"), name="Mine")
    workspace.change(season_id, adding("B"), text="Added B")
    workspace.revise(season_id, lambda was: replace(was, name="Other"), expected=1, part=lambda was: was.name)
    assert workspace.get(season_id).name == "Other"
    with pytest.raises(StaleSeason, match="Added B"):
        workspace.change(season_id, adding("C"), expected=1, part=lambda was: was.season)


def test_the_same_key_again_changes_nothing(workspace: Workspace) -> None:
    season_id = workspace.save(holding("A"))
    first = workspace.change(season_id, adding("B"), key="tap", expected=1, text="Added B")
    assert workspace.change(season_id, adding("B"), key="tap", expected=1, text="Added B") == first
    assert [c.text for c in workspace.history(season_id)] == ["Added B", ""]


def test_two_seasons_change_together_or_not_at_all(workspace: Workspace) -> None:
    mine, theirs = (workspace.save(holding(name)) for name in ("A", "B"))

    def both(follow: Callable[[Season, Season], Season], key: str) -> StoredSeason:
        return workspace.change_both(mine, adding("C"), theirs, follow, key=key, other_text="Followed")

    def refuse(_mine: Season, _theirs: Season) -> Season:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        both(refuse, "one")
    assert (programs(workspace.get(mine)), programs(workspace.get(theirs))) == (["A"], ["B"])
    for _ in range(2):  # a double tap
        changed = both(lambda one, _: one, "two")
    assert programs(changed) == programs(workspace.get(theirs)) == ["A", "C"]
    assert [c.text for c in workspace.history(theirs)] == ["Followed", ""]
    with pytest.raises(UnknownSeason):
        workspace.change_both(mine, adding("D"), "gone", lambda one, _: one)
    assert programs(workspace.get(mine)) == ["A", "C"]


def test_the_same_key_makes_one_season(workspace: Workspace) -> None:
    first = workspace.save(holding("A"), key="tap")
    assert workspace.save(holding("A"), key="tap") == first
    assert workspace.save_draft(None, {}, key="other tap") == workspace.save_draft(None, {}, key="other tap")
    assert len(workspace.list()) == 2
    assert "tap" not in first
    assert len(first) >= 32


def test_undo_and_redo_walk_through_the_history(workspace: Workspace) -> None:
    season_id = workspace.save(holding("A"), name="Mine")
    workspace.change(season_id, adding("B"), text="Added B")
    plan = SeasonPlan(catalog="mine")
    workspace.revise(season_id, lambda was: replace(was, plan=plan), text="Asked for a plan")
    assert workspace.undo(season_id).plan is None
    assert programs(workspace.undo(season_id)) == ["A"]
    with pytest.raises(NoChangeToUndo):
        workspace.undo(season_id)
    assert programs(workspace.redo(season_id)) == ["A", "B"]
    undo, redo = workspace.next_steps(season_id)
    assert undo is not None
    assert redo is not None
    assert (undo.text, redo.text) == ("Added B", "Asked for a plan")
    redone = workspace.redo(season_id)
    assert redone.plan == SeasonPlan(catalog="mine")
    assert (redone.name, redone.version) == ("Mine", 7)
    with pytest.raises(NoChangeToUndo):
        workspace.redo(season_id)
    told = [(c.kind, c.text) for c in workspace.history(season_id, 3)]
    assert told == [("redo", "Asked for a plan"), ("redo", "Added B"), ("undo", "Added B")]


def test_a_change_after_an_undo_ends_what_can_be_done_again(workspace: Workspace) -> None:
    season_id = workspace.save(holding("A"))
    workspace.change(season_id, adding("B"))
    workspace.undo(season_id)
    workspace.change(season_id, adding("C"))
    with pytest.raises(NoChangeToUndo):
        workspace.redo(season_id)
    assert programs(workspace.undo(season_id)) == ["A"]


def test_a_double_tap_on_undo_undoes_once_and_a_stale_one_nothing(workspace: Workspace) -> None:
    season_id = workspace.save(holding("A"))
    workspace.change(season_id, adding("B"))
    workspace.change(season_id, adding("C"))
    for _ in range(2):
        assert programs(workspace.undo(season_id, expected=3, key="tap")) == ["A", "B"]
    with pytest.raises(StaleSeason):
        workspace.undo(season_id, expected=3)


@settings(max_examples=15)
@given(st.lists(st.sampled_from(["change", "undo", "redo"]), max_size=25))
def test_undo_and_redo_are_those_of_two_stacks(steps: list[str]) -> None:
    with Workspace("sqlite://") as workspace:
        season_id = workspace.save(holding())
        here, done, undone = 0, [], []
        for number, step in enumerate(steps, start=1):
            if step == "change":
                workspace.change(season_id, lambda _, n=number: holding(f"P{n}"))  # type: ignore[misc]
                done.append(here)
                here, undone = number, []
                continue
            taken, given_to = (done, undone) if step == "undo" else (undone, done)
            move = workspace.undo if step == "undo" else workspace.redo
            if not taken:
                with pytest.raises(NoChangeToUndo):
                    move(season_id)
                continue
            move(season_id)
            given_to.append(here)
            here = taken.pop()
        assert programs(workspace.get(season_id)) == ([f"P{here}"] if here else [])


def test_a_season_can_be_read_as_it_was_at_a_moment(workspace: Workspace) -> None:
    season_id = workspace.save(holding("A"))
    then = workspace.get(season_id).updated
    workspace.change(season_id, adding("B"))
    workspace.change(season_id, adding("C"))
    earlier = workspace.at(season_id, then)
    assert earlier is not None
    assert (programs(earlier), earlier.version) == (["A"], 1)
    assert workspace.at(season_id, then - timedelta(days=1)) is None
    now = workspace.at(season_id, datetime.now(UTC))
    assert now is not None
    assert programs(now) == ["A", "B", "C"]


def test_many_at_once_lose_nothing(workspace: Workspace) -> None:
    season_id = workspace.save(holding())
    tabs = threading.Barrier(8)

    def work(tab: int) -> None:
        tabs.wait()
        for n in range(5):
            workspace.change(season_id, adding(f"{tab}/{n}"), text=f"Added {tab}/{n}")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    stored = workspace.get(season_id)
    assert sorted(programs(stored)) == sorted(f"{tab}/{n}" for tab in range(8) for n in range(5))
    assert stored.version == 41


def test_a_double_tap_at_the_same_moment_makes_one(workspace: Workspace) -> None:
    season_id = workspace.save(holding())
    with ThreadPoolExecutor(4) as pool:
        for answer in pool.map(lambda _: workspace.change(season_id, adding("A"), key="tap"), range(4)):
            assert programs(answer) == ["A"]
        assert len({*pool.map(lambda _: workspace.save(holding("B"), key="new"), range(4))}) == 1
    assert len(workspace.list()) == 2


def test_only_a_whole_and_readable_season_can_be_changed(workspace: Workspace) -> None:
    draft = workspace.save_draft(None, {"season": {}})
    with pytest.raises(UnknownSeason, match="not finished"):
        workspace.change(draft, adding("A"))
    with pytest.raises(UnknownSeason):
        workspace.change("nobody", adding("A"))
    season_id = workspace.save(holding())
    for text in ('{"unknown": 1}', "{"):
        with workspace._transaction(write=True) as connection:
            connection.execute(sa.update(seasons).where(seasons.c.id == season_id).values(season=text))
        with pytest.raises(UnreadableSeason):
            workspace.change(season_id, adding("A"))
    with pytest.raises(UnreadableSeason):
        workspace.save(holding(), season_id=season_id)


def test_a_proof_is_no_change_of_the_season(workspace: Workspace) -> None:
    with pytest.raises(UnknownSeason):
        workspace.save_proof("nobody", None)  # type: ignore[arg-type]


def test_nothing_of_the_history_is_left_of_a_deleted_season(workspace: Workspace) -> None:
    def left() -> int:
        with workspace._transaction() as connection:
            return int(
                connection.execute(sa.select(sa.func.count()).select_from(season_changes)).scalar_one()
            )

    first, second = workspace.save(holding("A")), workspace.save(holding("B"))
    workspace.change(first, adding("C"), text="Added C")
    assert left() == 3
    workspace.delete(first)
    assert left() == 1
    workspace.change(second, adding("C"), text="Added C")
    workspace.forget_history(second)
    assert left() == 0
    assert programs(workspace.get(second)) == ["B", "C"]
    with pytest.raises(NoChangeToUndo):
        workspace.undo(second)
    workspace.delete_all()
    assert left() == 0


def test_the_oldest_changes_go_first(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(change_log, "MOST", 3)
    season_id = workspace.save(holding())
    for n in range(6):
        workspace.change(season_id, adding(str(n)))
    assert [c.version for c in workspace.history(season_id)] == [7, 6, 5]
    for _ in range(2):
        workspace.undo(season_id)
    with pytest.raises(StaleSeason) as caught:
        workspace.change(season_id, adding("late"), expected=2, part=lambda _: None)
    assert [c.version for c in caught.value.changes] == [7, 8, 9]


def test_thousands_of_changes_stay_small(sqlite_file: Path) -> None:
    big = holding(*(f"Hospital number {n} of the state" for n in range(50)))
    document = {"name": "", "season": json.loads(big.model_dump_json()), "draft": None, "plan": None}
    with Workspace(f"sqlite:///{sqlite_file}") as workspace:
        season_id = workspace.save(big)
        with workspace._transaction(write=True) as connection:
            for version in range(2, 1002):
                after = json.loads(json.dumps(document))
                after["season"]["interviews"][version % 50]["program"] = f"Changed {version}"
                change = change_log.SeasonChange(version, datetime.now(UTC), "Changed a hospital", "change")
                change_log.write(connection, season_id, change, document, after, None)
                document = after
    assert sqlite_file.stat().st_size < 500 * 1000, "under 500 bytes a change"


def test_a_database_goes_up_and_down_with_what_is_in_it(url: str) -> None:
    plan = SeasonPlan(catalog="mine", marks={"mine": Marks(include=("a",))})
    with Workspace(url) as workspace:
        season_id = workspace.save(holding("A"), name="Mine", plan=plan)
        workspace.change(season_id, adding("B"))
        with workspace._transaction(write=True) as connection:
            migrations.move(connection, "0003")
            assert "version" not in {c["name"] for c in sa.inspect(connection).get_columns(seasons.name)}
            assert not sa.inspect(connection).has_table(season_changes.name)
    with Workspace(url) as workspace:
        stored = workspace.get(season_id)
        assert (programs(stored), stored.name, stored.plan, stored.version) == (["A", "B"], "Mine", plan, 1)
        with workspace._transaction() as connection:
            kept = connection.execute(sa.select(seasons.c.summary)).scalar_one()
        assert kept is not None
        assert [listed.summary for listed in workspace.list()] == [summarize(holding("A", "B"))]
        assert workspace.history(season_id) == ()
        workspace.change(season_id, adding("C"))
        assert programs(workspace.undo(season_id)) == ["A", "B"]
        with (
            pytest.raises(NotImplementedError, match="restore a backup"),
            workspace._transaction(write=True) as c,
        ):
            migrations.move(c, "0001")
    with Workspace(url) as workspace:
        assert workspace.plan(season_id) == plan
