"""Catalogs on disk: versions, undo, and what a crash leaves behind."""

from __future__ import annotations

import gzip
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from matchsafe.catalog import files, store
from matchsafe.catalog.access import searchable_catalog
from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.errors import CatalogBusy, CatalogError, DamagedCatalog, NothingToUndo, UnknownCatalog
from matchsafe.catalog.lists import save_list
from matchsafe.catalog.store import Store, Version, default_folder

from .conftest import Make


@pytest.fixture
def shelf(tmp_path: Path) -> Store:
    return Store(tmp_path / "catalogs")


def add(shelf: Store, make: Make, key: str, name: str = "mine") -> Version:
    """One more program in the catalog."""
    return shelf.change(
        name, f"import of {key}", lambda c: (Catalog(name, (*c.records, make(key))), f"1 new: {key}")
    )


def ids(shelf: Store, version: int | None = None) -> list[str]:
    return [r.id for r in shelf.read("mine", version).records]


def test_each_change_is_a_version_and_all_of_them_can_be_read(shelf: Store, make: Make) -> None:
    for key in "abc":
        add(shelf, make, key)
    assert ids(shelf) == ["a", "b", "c"]
    assert [ids(shelf, n) for n in (1, 2, 3)] == [["a"], ["a", "b"], ["a", "b", "c"]]
    versions, current = shelf.history("mine")
    assert current == 3
    assert [(v.number, v.parent, v.what, v.summary, v.records) for v in versions][1] == (
        2, 1, "import of b", "1 new: b", 2,
    )  # fmt: skip
    assert versions[0].made_at.endswith("Z")


def test_undo_and_redo_move_along_the_versions(shelf: Store, make: Make) -> None:
    for key in "ab":
        add(shelf, make, key)
    undone = shelf.undo("mine")
    assert undone is not None
    assert (undone.number, ids(shelf)) == (1, ["a"])
    assert shelf.undo("mine") is None
    assert ids(shelf) == []
    with pytest.raises(NothingToUndo, match="no earlier version"):
        shelf.undo("mine")
    shelf.redo("mine")
    shelf.redo("mine")
    assert ids(shelf) == ["a", "b"]
    with pytest.raises(NothingToUndo, match="nothing to do again"):
        shelf.redo("mine")


def test_a_change_after_an_undo_starts_from_what_is_in_use_and_keeps_the_other_branch(
    shelf: Store, make: Make
) -> None:
    for key in "ab":
        add(shelf, make, key)
    shelf.undo("mine")
    assert add(shelf, make, "c").parent == 1
    assert ids(shelf) == ["a", "c"]
    shelf.undo("mine", to=2)
    assert ids(shelf) == ["a", "b"]
    with pytest.raises(NothingToUndo, match="9"):
        shelf.undo("mine", to=9)


def test_a_change_that_fails_changes_nothing(shelf: Store, make: Make) -> None:
    def fail(_: Catalog) -> tuple[Catalog, str]:
        raise ValueError("half-way")

    with pytest.raises(ValueError, match="half-way"):
        shelf.change("mine", "import", fail)
    assert shelf.names() == ()
    add(shelf, make, "a")
    with pytest.raises(ValueError, match="half-way"):
        shelf.change("mine", "import", fail)
    assert ids(shelf) == ["a"]


def test_old_versions_are_removed_but_not_the_one_in_use(
    shelf: Store, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "KEPT_VERSIONS", 3)
    for key in "abcde":
        add(shelf, make, key)
    assert [v.number for v in shelf.history("mine")[0]] == [3, 4, 5]
    assert len(list((shelf.place("mine") / "versions").iterdir())) == 3
    shelf.undo("mine", to=3)
    with pytest.raises(NothingToUndo, match="not kept"):
        shelf.undo("mine")
    add(shelf, make, "f")
    assert [v.number for v in shelf.history("mine")[0]] == [3, 4, 5, 6]
    shelf.undo("mine")
    assert ids(shelf) == ["a", "b", "c"]


def test_names_are_told_and_checked(shelf: Store, make: Make) -> None:
    assert shelf.names() == ()
    add(shelf, make, "a", "one")
    add(shelf, make, "a", "two")
    (shelf.folder / "Not a catalog").mkdir()
    assert shelf.names() == ("one", "two")
    with pytest.raises(UnknownCatalog, match="Catalogs: one, two"):
        shelf.read("three")
    for bad in ("", "../one", "A", "a/b", "a" * 41, ".hidden"):
        with pytest.raises(CatalogError, match="cannot be the name"):
            shelf.change(bad, "x", lambda c: (c, ""))
    with pytest.raises(CatalogError, match="no version 7"):
        shelf.read("one", 7)


def test_the_catalog_in_use_is_the_chosen_one_or_the_only_one(shelf: Store, make: Make) -> None:
    assert shelf.in_use() is None
    add(shelf, make, "a", "one")
    assert shelf.in_use() == "one"
    add(shelf, make, "a", "two")
    assert shelf.in_use() is None
    shelf.use("two")
    assert shelf.in_use() == "two"
    (shelf.folder / "in-use").write_bytes(b"\xff")
    assert shelf.in_use() is None
    with pytest.raises(UnknownCatalog):
        shelf.use("three")


@pytest.mark.parametrize("harm", ["cut", "other", "changed", "gone"])
def test_a_damaged_version_is_named_and_the_others_are_offered(shelf: Store, make: Make, harm: str) -> None:
    for key in "abc":
        add(shelf, make, key)
    path = shelf.place("mine") / "versions" / "000003.jsonl.gz"
    content = path.read_bytes()
    if harm == "gone":
        path.unlink()
    elif harm == "changed":
        path.write_bytes(gzip.compress(gzip.decompress(content).replace(b"Invented", b"Inverted")))
    else:
        path.write_bytes(content[: len(content) // 2] if harm == "cut" else b"something else")
    with pytest.raises(
        DamagedCatalog, match=r"Version 3 .*can be read: 2 \(import of b, 20\d\d-..-..\), 1 "
    ) as caught:
        shelf.read("mine")
    assert "matchsafe catalog undo" in str(caught.value)
    with pytest.raises(DamagedCatalog):
        add(shelf, make, "d")
    shelf.undo("mine")
    assert ids(shelf) == ["a", "b"]
    with pytest.raises(DamagedCatalog, match="Nothing was changed"):
        shelf.redo("mine")
    assert ids(shelf) == ["a", "b"]


def test_a_deleted_catalog_is_gone_with_all_its_versions(shelf: Store, make: Make) -> None:
    add(shelf, make, "a")
    place = shelf.place("mine")
    save_list(shelf, "mine", "safe ones", ["a"])
    shelf.remove("mine")
    assert shelf.names() == ()
    assert [path.name for path in place.rglob("*")] == ["lock"]
    with pytest.raises(UnknownCatalog):
        shelf.remove("mine")


def test_a_catalog_that_was_deleted_and_made_anew_is_not_taken_for_the_old_one(
    shelf: Store, make: Make
) -> None:
    add(shelf, make, "a")
    old = searchable_catalog(shelf, "mine").catalog
    shelf.remove("mine")
    add(shelf, make, "b")
    assert searchable_catalog(shelf, "mine").catalog.records != old.records


def test_a_catalog_that_cannot_be_deleted_says_so(
    shelf: Store, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(shelf, make, "a")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "unlink", refuse)
    with pytest.raises(CatalogError, match="cannot be deleted: Permission denied"):
        shelf.remove("mine")
    assert shelf.names() == ("mine",)


@pytest.mark.parametrize(
    "content", [b"", b"{}", b'{"current": 2}', b"\xff", b'{"current": 1, "versions": [{}]}']
)
def test_a_damaged_list_of_versions_is_found_again_from_the_versions(
    shelf: Store, make: Make, content: bytes
) -> None:
    for key in "ab":
        add(shelf, make, key)
    before = shelf.history("mine")
    (shelf.place("mine") / "index.json").write_bytes(content)
    (shelf.place("mine") / "versions" / "000009.jsonl.gz").write_bytes(b"no version")
    foreign = gzip.compress(b'{"format": "matchsafe-catalog", "format_version": 1}\n')
    (shelf.place("mine") / "versions" / "000010.jsonl.gz").write_bytes(foreign)
    assert shelf.history("mine") == before
    assert ids(shelf) == ["a", "b"]


def test_files_can_be_read_by_this_user_only(shelf: Store, make: Make) -> None:
    add(shelf, make, "a")
    for path in shelf.place("mine").rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path


def test_a_second_writer_waits_and_then_says_so(
    shelf: Store, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(shelf, make, "a")
    with (
        files.only_writer(shelf.place("mine")),
        pytest.raises(CatalogBusy),
        files.only_writer(shelf.place("mine"), wait=0.05),
    ):
        pass
    add(shelf, make, "b")


def test_two_writers_at_once_lose_nothing(shelf: Store, make: Make) -> None:
    keys = [f"k{i}" for i in range(12)]
    threads = [
        threading.Thread(target=lambda part=keys[i::3]: [add(shelf, make, k) for k in part]) for i in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ids(shelf)) == sorted(keys)


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, make: Make) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CatalogError, match="cannot be kept in"):
        add(Store(tmp_path / "file"), make, "a")
    with pytest.raises(CatalogError, match=r"cannot be written: .* Nothing was changed"):
        files.write_whole(tmp_path / "no such folder" / "x", b"")


def test_the_folder_is_that_of_the_user_or_the_one_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MATCHSAFE_CATALOGS", str(tmp_path))
    assert Store().folder == tmp_path
    monkeypatch.delenv("MATCHSAFE_CATALOGS")
    assert default_folder().parts[-2:] == ("matchsafe", "catalogs")


KILLED = """
import os, signal, sys
from pathlib import Path
from matchsafe.catalog import store
from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.record import Record

folder, step, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
real, calls = getattr(os, step), 0

def dying(*args, **more):
    global calls
    calls += 1
    if calls == count:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*args, **more)

setattr(os, step, dying)

def work(catalog):
    told = lambda value: [{"value": value, "source": "s"}]
    one = {"id": "killed", "name": told("K"), "specialty": told("neurology")}
    return Catalog("mine", (*catalog.records, Record.model_validate(one))), "1 new"

store.Store(folder).change("mine", "import", work)
print("survived")
"""


@pytest.mark.parametrize(
    ("step", "count", "changed"),
    [
        ("fsync", 1, False),  # the new version is written but not yet whole on disk
        ("replace", 1, False),  # it is whole, but under another name
        ("fsync", 2, False),  # it has its name
        ("fsync", 3, False),  # the list of versions is written beside the old one
        ("replace", 2, False),
        ("fsync", 4, True),  # the new list is in place
    ],
)
def test_a_killed_import_leaves_the_catalog_as_it_was_or_wholly_changed(
    shelf: Store, make: Make, step: str, count: int, changed: bool
) -> None:
    add(shelf, make, "a")
    command = [sys.executable, "-c", KILLED, str(shelf.folder), step, str(count)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert "survived" not in done.stdout
    assert ids(shelf) == (["a", "killed"] if changed else ["a"])
    add(shelf, make, "b")
    assert ids(shelf)[-1] == "b"
    assert not list(shelf.folder.rglob("*.unfinished"))
    shelf.undo("mine")
    assert ids(shelf) == (["a", "killed"] if changed else ["a"])


def test_a_first_import_that_is_killed_leaves_no_catalog(shelf: Store) -> None:
    command = [sys.executable, "-c", KILLED, str(shelf.folder), "fsync", "2"]
    assert subprocess.run(command, capture_output=True, timeout=300).returncode == -signal.SIGKILL
    assert shelf.names() == ()
    command[-1] = "99"
    assert subprocess.run(command, capture_output=True, timeout=300).returncode == 0
    assert ids(shelf) == ["killed"]
