"""What was asked of a plan stays with its season: saved, copied, restored and deleted with it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from matchsafe.domain.plan import PlanRequest
from matchsafe.domain.season import Season
from matchsafe.domain.season_plan import Marks, SeasonPlan
from matchsafe.workspace.store import UnknownSeason, UnreadableSeason, Workspace

PLAN = SeasonPlan(
    catalog="mine",
    request=PlanRequest(budget=900, home_states=("NY",)),
    marks={
        "mine": Marks(include=("a",), exclude=("b",), applied={"c": "gold"}),
        "other": Marks(applied={"d": None}),
    },
)


def save_plan(workspace: Workspace, season_id: str, plan: SeasonPlan = PLAN) -> None:
    workspace.revise(season_id, lambda was: replace(was, plan=plan))


def test_a_plan_comes_back_as_it_was_saved(workspace: Workspace, season: Season) -> None:
    season_id = workspace.save(season)
    assert workspace.plan(season_id) is None
    save_plan(workspace, season_id)
    assert workspace.plan(season_id) == PLAN


def test_the_season_and_its_name_stay_when_a_plan_is_saved_and_the_plan_when_the_season_is(
    workspace: Workspace, season: Season
) -> None:
    season_id = workspace.save(season, name="My season")
    save_plan(workspace, season_id)
    stored = workspace.get(season_id)
    assert (stored.season, stored.name) == (season, "My season")
    workspace.save(season, season_id=season_id)
    assert workspace.plan(season_id) == PLAN


def test_a_plan_of_a_season_that_is_not_there_is_told(workspace: Workspace) -> None:
    with pytest.raises(UnknownSeason):
        workspace.plan("nobody")
    with pytest.raises(UnknownSeason):
        save_plan(workspace, "nobody")


def test_a_deleted_season_leaves_nothing_of_its_plan_in_the_file(tmp_path: Path, season: Season) -> None:
    place = tmp_path / "w.sqlite"
    with Workspace(f"sqlite:///{place}") as workspace:
        season_id = workspace.save(season)
        save_plan(workspace, season_id, PLAN.model_copy(update={"catalog": "unmistakable-name"}))
        workspace.delete(season_id)
    assert b"unmistakable-name" not in place.read_bytes()


def test_a_plan_this_version_cannot_read_is_told_and_left_as_it_is(tmp_path: Path, season: Season) -> None:
    place = tmp_path / "w.sqlite"
    with Workspace(f"sqlite:///{place}") as workspace:
        season_id = workspace.save(season)
        save_plan(workspace, season_id)
    with closing(sqlite3.connect(place)) as other:
        other.execute('UPDATE matchsafe_seasons SET plan = \'{"from": "tomorrow"}\'')
        other.commit()
    with Workspace(f"sqlite:///{place}") as workspace:
        with pytest.raises(UnreadableSeason, match="left as it is"):
            workspace.plan(season_id)
        assert workspace.get(season_id).season == season


def test_a_database_from_before_plans_is_brought_up_to_date(tmp_path: Path, season: Season) -> None:
    place = tmp_path / "w.sqlite"
    with Workspace(f"sqlite:///{place}") as workspace:
        season_id = workspace.save(season)
    with closing(sqlite3.connect(place)) as old:
        for table in ("shares", "spaces", "space_keys", "season_changes"):
            old.execute(f"DROP TABLE matchsafe_{table}")
        old.execute("DROP INDEX matchsafe_seasons_space")
        for column in ("plan", "proof", "version", "space", "summary"):
            old.execute(f"ALTER TABLE matchsafe_seasons DROP COLUMN {column}")
        old.execute("UPDATE matchsafe_schema SET version_num = '0001'")
        old.commit()
    with Workspace(f"sqlite:///{place}") as workspace:
        assert workspace.get(season_id).season == season
        assert workspace.plan(season_id) is None
        save_plan(workspace, season_id)


def test_marks_belong_to_one_list() -> None:
    assert SeasonPlan().current_marks == Marks()
    assert PLAN.with_marks("mine", Marks()).marks["other"] == PLAN.marks["other"]
