"""Saving, reading and deleting seasons: the same on SQLite and on PostgreSQL."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matchsafe.domain.season import Season
from matchsafe.workspace.store import UnknownSeason, UnreadableSeason, Workspace, WorkspaceError
from matchsafe.workspace.stored_season import season_of_text


def with_interviews(number: int) -> Season:
    return Season.model_validate(
        {"applicant": {"type": "us_img"}, "target": {"specialty": "family_medicine"}, "interviews": number}
    )


def test_a_saved_season_comes_back_as_it_was(workspace: Workspace, season: Season) -> None:
    stored = workspace.get(workspace.save(season, name="My season"))
    assert stored.season == season
    assert stored.name == "My season"
    assert stored.draft is None
    assert stored.readable


def test_only_what_was_given_is_stored_so_that_a_download_shows_no_defaults(
    workspace: Workspace, season: Season
) -> None:
    stored = workspace.get(workspace.save(season)).season
    assert stored is not None
    assert stored.model_dump(exclude_unset=True) == season.model_dump(exclude_unset=True)


def test_a_season_outlives_the_program(url: str, season: Season) -> None:
    with Workspace(url) as first:
        season_id = first.save(season)
    with Workspace(url) as second:
        assert second.get(season_id).season == season


def test_ids_cannot_be_guessed_and_are_never_the_same(workspace: Workspace) -> None:
    ids = {workspace.save(with_interviews(n)) for n in range(20)}
    assert len(ids) == 20
    assert all(len(i) >= 32 for i in ids)


def test_no_id_looks_like_an_option_of_a_command(workspace: Workspace) -> None:
    made = workspace.save(with_interviews(1), key="tap 0")  # its digest begins with a hyphen
    assert made.startswith("_")
    assert workspace.get(made).id == made


def test_saving_again_replaces_the_season_and_keeps_its_name_and_first_day(workspace: Workspace) -> None:
    season_id = workspace.save(with_interviews(3), name="Autumn")
    before = workspace.get(season_id)
    assert workspace.save(with_interviews(5), season_id=season_id) == season_id
    after = workspace.get(season_id)
    assert after.season == with_interviews(5)
    assert (after.name, after.created) == ("Autumn", before.created)
    assert after.updated > before.updated
    assert len(workspace.list()) == 1


def test_a_season_can_be_renamed_and_a_name_holds_no_control_characters(workspace: Workspace) -> None:
    season_id = workspace.save(with_interviews(3), name="Autumn")
    workspace.save(with_interviews(3), season_id=season_id, name=" <b>Win\x00ter\n\ud800</b> " + "x" * 500)
    name = workspace.get(season_id).name
    assert name.startswith("<b>Winter</b> x")
    assert len(name) == 200


def test_times_are_in_utc_and_true(workspace: Workspace) -> None:
    stored = workspace.get(workspace.save(with_interviews(1)))
    assert stored.created.utcoffset() == timedelta(0)
    assert stored.created.tzinfo is UTC
    assert abs(datetime.now(UTC) - stored.updated) < timedelta(minutes=1)


def test_the_list_shows_the_last_changed_first(workspace: Workspace) -> None:
    old, new = workspace.save(with_interviews(1)), workspace.save(with_interviews(2))
    assert [s.id for s in workspace.list()] == [new, old]
    workspace.save(with_interviews(3), season_id=old)
    assert [s.id for s in workspace.list()] == [old, new]


def test_a_draft_is_kept_beside_the_season_until_it_is_saved(workspace: Workspace) -> None:
    season_id = workspace.save(with_interviews(4))
    assert workspace.draft(season_id) == {}
    assert workspace.save_draft(season_id, {"applicant": {"type": "us_img"}}) == season_id
    stored = workspace.get(season_id)
    assert stored.season == with_interviews(4)
    assert workspace.draft(season_id) == stored.draft == {"applicant": {"type": "us_img"}}
    workspace.save(with_interviews(5), season_id=season_id)
    assert workspace.get(season_id).draft is None


def test_a_draft_can_come_before_any_season(workspace: Workspace) -> None:
    season_id = workspace.save_draft(None, {"answered": ["type"]})
    assert workspace.get(season_id).season is None
    workspace.save_draft(season_id, {"answered": ["type", "visa"]})
    assert workspace.draft(season_id) == {"answered": ["type", "visa"]}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.dictionaries(
        st.text(st.characters(), max_size=5),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(st.characters()),
            lambda inner: (
                st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
            ),
            max_leaves=6,
        ),
        max_size=4,
    )
)
def test_a_draft_keeps_whatever_was_typed(workspace: Workspace, data: dict[str, object]) -> None:
    assert workspace.draft(workspace.save_draft(None, data)) == data


def test_a_season_is_read_once_as_long_as_it_stays_as_it_is_and_no_longer_kept_once_deleted(
    workspace: Workspace, season: Season
) -> None:
    season_id = workspace.save(season)
    assert workspace.get(season_id).season is workspace.get(season_id).season
    workspace.change(season_id, lambda was: was.model_copy(update={"notes": "other"}))
    assert (now := workspace.get(season_id).season) is not None
    assert now.notes == "other"
    workspace.delete(season_id)
    assert season_of_text.cache_info().currsize == 0


def test_a_deleted_season_is_gone_and_the_others_stay(workspace: Workspace) -> None:
    gone, kept = workspace.save(with_interviews(1)), workspace.save(with_interviews(2))
    workspace.delete(gone)
    assert [s.id for s in workspace.list()] == [kept]
    for ask in (workspace.get, workspace.draft, workspace.delete):
        with pytest.raises(UnknownSeason, match="no saved season"):
            ask(gone)


def test_deleting_everything_leaves_an_empty_workspace_that_still_works(workspace: Workspace) -> None:
    for number in range(5):
        workspace.save(with_interviews(number))
    workspace.delete_all()
    assert workspace.list() == ()
    workspace.delete_all()
    workspace.save(with_interviews(1))
    assert len(workspace.list()) == 1


@pytest.mark.parametrize(
    "season_id", ["", "none", "../../etc/passwd", "a" * 5000, "\x00", "\ud800", "' OR 1=1 --", "é"]
)
def test_an_id_that_is_not_there_is_not_found_whatever_it_looks_like(
    workspace: Workspace, season_id: str
) -> None:
    workspace.save(with_interviews(1))
    with pytest.raises(UnknownSeason):
        workspace.get(season_id)
    with pytest.raises(UnknownSeason):
        workspace.delete(season_id)
    with pytest.raises(UnknownSeason):
        workspace.save(with_interviews(1), season_id=season_id)
    with pytest.raises(UnknownSeason):
        workspace.save_draft(season_id, {})
    assert len(workspace.list()) == 1


def test_many_threads_lose_nothing(workspace: Workspace) -> None:
    start = threading.Barrier(8)

    def work(thread: int) -> list[str]:
        start.wait()
        mine = [workspace.save(with_interviews(n)) for n in range(6)]
        for n, season_id in enumerate(mine):
            workspace.save(with_interviews(n + 10), season_id=season_id)
            assert workspace.get(season_id).season == with_interviews(n + 10)
        workspace.delete(mine.pop())
        return mine

    with ThreadPoolExecutor(8) as pool:
        kept = [season_id for ids in pool.map(work, range(8)) for season_id in ids]
    assert sorted(s.id for s in workspace.list()) == sorted(kept)


def test_a_season_this_version_cannot_read_is_kept_and_told(workspace: Workspace, url: str) -> None:
    import sqlalchemy as sa

    good, bad = workspace.save(with_interviews(1)), workspace.save(with_interviews(2))
    with workspace._transaction(write=True) as connection:
        connection.execute(
            sa.text("UPDATE matchsafe_seasons SET season = :s, summary = NULL WHERE id = :i"),
            {"s": '{"a": 1}', "i": bad},
        )
    with pytest.raises(UnreadableSeason, match="left as it is"):
        workspace.get(bad)
    assert {s.id: s.readable for s in workspace.list()} == {good: True, bad: False}
    with workspace._transaction(write=True) as connection:  # as another version would have written it
        connection.execute(sa.text("UPDATE matchsafe_seasons SET summary = '{}'"))
    assert {s.id: s.readable for s in workspace.list()} == {good: True, bad: False}
    assert next(s for s in workspace.list() if s.id == bad).summary is None
    workspace.delete(bad)
    assert [s.id for s in workspace.list()] == [good]


def test_every_error_is_a_workspace_error() -> None:
    from matchsafe.workspace import errors

    kinds = [k for k in vars(errors).values() if isinstance(k, type) and issubclass(k, Exception)]
    assert all(issubclass(k, WorkspaceError) for k in kinds)
    assert {k.__name__ for k in kinds} == {
        "WorkspaceError",
        "UnknownSeason",
        "NoChangeToUndo",
        "ReusedKey",
        "ReadOnlySpace",
        "SeasonExists",
        "WorkspaceFull",
        "WorkspaceBusy",
        "UnreadableSeason",
        "WorkspaceUnavailable",
        "NewerSchema",
    }


def test_each_call_is_few_statements(workspace: Workspace) -> None:
    import sqlalchemy as sa

    for number in range(10):
        workspace.save(with_interviews(number))
    seen: list[str] = []
    sa.event.listen(workspace._engine, "before_cursor_execute", lambda *a: seen.append(a[2]))
    workspace.list()
    assert (
        sum(s.startswith("SELECT matchsafe") for s in seen) == len([s for s in seen if "BEGIN" not in s]) == 1
    )
