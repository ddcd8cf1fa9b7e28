"""Backups: one private file with seasons and program lists, from either database into either, all or nothing."""

from __future__ import annotations

import json
import shutil
import stat
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchsafe.catalog.access import use
from matchsafe.catalog.errors import CatalogError
from matchsafe.catalog.lists import save_list, saved_lists
from matchsafe.catalog.sample import sample
from matchsafe.catalog.store import Store
from matchsafe.domain.season import Season
from matchsafe.domain.season_plan import SeasonPlan
from matchsafe.services.backup import backup, backup_bytes, restore, restore_file
from matchsafe.workspace import workspace_file
from matchsafe.workspace.store import NewerSchema, UnreadableSeason, Workspace, WorkspaceError
from matchsafe.workspace.tables import season_changes, seasons


def season(*programs: str) -> Season:
    return Season.model_validate(
        {
            "applicant": {"type": "us_img"},
            "target": {"specialty": "neurology"},
            "interviews": [{"program": p} for p in programs],
        }
    )


@pytest.fixture(params=["sqlite", "postgresql"])
def workspace(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    url = (
        f"sqlite:///{tmp_path}/w.sqlite"
        if request.param == "sqlite"
        else request.getfixturevalue("postgresql_url")
    )
    with Workspace(url) as opened:
        yield opened


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "catalogs")


def everything(workspace: Workspace) -> list[Any]:
    """Every season as a list shows it and as it is read."""
    return [(listed, workspace.get(listed.id)) for listed in workspace.list()]


def test_a_backup_brings_back_everything(workspace: Workspace, store: Store, tmp_path: Path) -> None:
    use(store, "sample")
    program = sample().programs[0].id
    save_list(store, "sample", "safe ones", [program])
    season_id = workspace.save(season("Østre 山"), name="Mine", plan=SeasonPlan(catalog="sample"))
    workspace.change(season_id, lambda _: season("Østre 山", "B"), text="Added B", key="tap")
    workspace.save_draft(None, {"answered": ["type"]})
    before = everything(workspace)
    file = backup(workspace, store, tmp_path / "backup.json")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    workspace.delete_all()
    workspace.save(season())
    store.remove("sample")
    assert restore(workspace, store, file) == (2, 1)
    assert everything(workspace) == before
    assert [c.text for c in workspace.history(season_id)] == ["Added B", ""]
    undone = workspace.undo(season_id).season
    assert undone is not None
    assert [i.program for i in undone.interview_list] == ["Østre 山"]
    assert (store.in_use(), saved_lists(store, "sample")) == ("sample", {"safe ones": (program,)})
    assert store.read("sample").records


def test_a_backup_moves_everything_to_another_machine(
    workspace: Workspace, store: Store, tmp_path: Path
) -> None:
    workspace.save(season("A"))
    file = backup(workspace, store, tmp_path / "backup.json")
    other_store = Store(tmp_path / "other" / "catalogs")
    use(other_store, "sample")
    with Workspace(f"sqlite:///{tmp_path / 'other.sqlite'}") as other:
        assert restore(other, other_store, file) == (1, 0)
        assert everything(other) == everything(workspace)
        assert other_store.names() == ()


def test_a_backup_never_overwrites_a_file(workspace: Workspace, store: Store, tmp_path: Path) -> None:
    target = tmp_path / "thesis.docx"
    target.write_text("precious")
    with pytest.raises(WorkspaceError, match="already there"):
        backup(workspace, store, target)
    assert target.read_text() == "precious"
    with pytest.raises(WorkspaceError, match="cannot be written"):
        backup(workspace, store, tmp_path / "nowhere" / "backup.json")


def changed(content: bytes, **parts: Any) -> bytes:
    return json.dumps({**json.loads(content), **parts}).encode()


def test_what_is_no_backup_changes_nothing(tmp_path: Path, store: Store) -> None:
    use(store, "sample")
    with Workspace(f"sqlite:///{tmp_path}/w.sqlite") as workspace:
        season_id = workspace.save(season("A"))
        good = backup_bytes(workspace, store)
        told = json.loads(good)
        one = told["seasons"][0]
        files = told["lists"]["files"]["sample"]
        for content, match in [
            (b"", "not a backup"),
            (b"{", "not a backup"),
            (b"[" * 100_000, "not a backup"),
            (b"{}", "damaged"),
            (b"SQLite format 3\x00 and then nothing of the kind" * 100, "not a backup"),
            (changed(good, more=1), "damaged"),
            (changed(good, seasons=[one, one]), "twice"),
            (changed(good, seasons=[{**one, "id": "é"}]), "damaged"),
            (changed(good, seasons=[{**one, "created": "soon"}]), "damaged"),
            (changed(good, lists={"files": {"../evil": files}}), "damaged"),
            (changed(good, lists={"files": {"sample": {**files, "../evil": ""}}}), "damaged"),
            (changed(good, lists={"files": {"sample": {**files, "index.json": "?"}}}), "damaged"),
            (changed(good, matchsafe_workspace=9999), "newer version"),
        ]:
            path = tmp_path / "bad"
            path.write_bytes(content)
            with pytest.raises((UnreadableSeason, NewerSchema, CatalogError), match=match):
                restore(workspace, store, path)
        with pytest.raises(UnreadableSeason, match="no backup"):
            restore(workspace, store, tmp_path / "none")
        assert [s.id for s in workspace.list()] == [season_id]
        assert store.names() == ("sample",)
        assert backup_bytes(workspace, store)[200:] == good[200:]


def test_an_automatic_copy_brings_back_the_seasons_and_leaves_the_lists(tmp_path: Path, store: Store) -> None:
    use(store, "sample")
    with Workspace(f"sqlite:///{tmp_path}/w.sqlite") as workspace:
        season_id = workspace.save(season("A"))
    with Workspace(f"sqlite:///{tmp_path}/w.sqlite") as workspace:
        workspace.save(season("B"), season_id=season_id)
        (copy,) = (tmp_path / "w-backups").iterdir()
        assert restore(workspace, store, copy) == (1, None)
        found = workspace.get(season_id).season
        assert found is not None
        assert [i.program for i in found.interview_list] == ["A"]
        assert store.names() == ("sample",)
        shutil.copy(tmp_path / "w.sqlite", tmp_path / "other.sqlite")
        assert restore(workspace, store, tmp_path / "other.sqlite")[0] == 1, "the file of another workspace"


moments = st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC))
texts = st.text(st.characters(exclude_characters="\x00"), max_size=8)
documents = st.none() | st.builds(
    json.dumps, st.dictionaries(texts, st.floats() | st.integers() | texts | st.lists(texts, max_size=2), max_size=3)
) | st.sampled_from(["", "{", "null", '"text"', '{"a":1}', "[1, 2]"])  # fmt: skip


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(texts, moments, moments, st.integers(1, 9), documents, documents, documents, documents),
        max_size=3,
    ),
    st.data(),
)
def test_a_file_read_back_is_what_was_written(rows: list[Any], data: st.DataObject) -> None:
    names = ("name", "created", "updated", "version", "season", "draft", "plan", "proof")
    told = [{"id": f"s{n}", "space": "", **dict(zip(names, row, strict=True))} for n, row in enumerate(rows)]
    changes = [
        {
            "season": f"s{n}",
            "version": version,
            "at": data.draw(moments),
            "kind": "change",
            "text": data.draw(texts),
            "key": None,
            "before": None,
        }
        for n in range(len(rows))
        for version in range(1, data.draw(st.integers(1, 3)))
    ]
    before = {seasons.name: told, season_changes.name: changes}
    content = workspace_file.dump(workspace_file.workspace_file(before, None))
    json.loads(content, parse_constant=lambda _: pytest.fail("no JSON"))
    assert workspace_file.rows_of(workspace_file.load(content)) == before


def test_the_file_says_what_it_is(tmp_path: Path, store: Store) -> None:
    with Workspace(f"sqlite:///{tmp_path}/w.sqlite") as workspace:
        told = json.loads(backup_bytes(workspace, store))
        assert told["matchsafe_workspace"] == 1
        assert told["written"].startswith(str(date.today().year))
        assert restore_file(workspace, store, backup_bytes(workspace, store)) == (0, 0)
