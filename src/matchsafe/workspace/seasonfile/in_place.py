"""Change a season file where it stands: only what differs is written anew, and the reader's comments stay."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from io import StringIO
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from matchsafe.domain.season import Season
from matchsafe.domain.season_plan import SeasonPlan
from matchsafe.whole_file import whole_file, write_whole
from matchsafe.workspace.seasonfile.document import SeasonFileError
from matchsafe.workspace.seasonfile.reader import MAX_BYTES, read_text
from matchsafe.workspace.seasonfile.syntax import plain
from matchsafe.workspace.seasonfile.validation import content_of, season_from
from matchsafe.workspace.seasonfile.writer import dump_json, dump_yaml

BEFORE: Final = ".before"
"""What the name of the copy of a file from before its last change ends with."""

UNDONE: Final = ".undone"
"""What the name of the copy of a file from before its last undo ends with."""

STEPS: Final = 20
"""Changes of a file that can be undone: older copies end with a number too, up to this one."""

_ABOVE: Final = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\n)*---[ \t]*(?:#[^\n]*)?\n")
"""Comments above the mark at which a YAML document begins; the editor of YAML would drop them."""
_COMMENT: Final = re.compile(r"(?:^|(?<=\s))#.*", re.MULTILINE)
_DASH_INSIDE: Final = re.compile(r"^( +)- ", re.MULTILINE)


def edit_text(text: str, season: Season, plan: SeasonPlan | None = None) -> tuple[str, bool]:
    """The text of a season file as it says another season, and whether its comments could be kept.

    Args:
        text: What the file says now, in YAML or JSON.
        season: What it should say.
        plan: What it holds of a plan, to be kept.
    """
    if text.lstrip()[:1] in ("{", "["):
        return dump_json(season, plan), True
    try:
        changed, whole = _edited_yaml(
            text, content_of(*season_from(read_text(text, "season"), "season")), content_of(season, plan)
        )
        if len(changed.encode()) <= MAX_BYTES and season_from(read_text(changed, "season"), "season") == (
            season,
            plan,
        ):
            return changed, whole
    except (SeasonFileError, ValueError, TypeError, AttributeError, KeyError):  # odd, but valid YAML
        pass
    return dump_yaml(season, plan), "#" not in text


@contextmanager
def only_writer(paths: Iterable[Path]) -> Iterator[None]:
    """Hold the folders of some files: what is read here stays so until it is changed here.

    The system lets go of them when the program ends, however it ends. Where folders cannot be held, nothing waits.
    """
    with ExitStack() as held:
        for folder in sorted({path.resolve().parent for path in paths}):
            with suppress(OSError):
                held.enter_context(_folder_lock(folder))
        yield


def replace_files(texts: Mapping[Path, str]) -> None:
    """Put texts in the places of files; what these said stays beside them.

    Every text is whole on disk before the first takes its place.

    Raises:
        OSError: If one cannot be written; all are as they were.
    """
    before = {path: path.read_bytes() for path in texts}
    try:
        with ExitStack() as whole:
            for path, text in texts.items():
                whole.enter_context(whole_file(path)).write_bytes(text.encode())
            for path, content in before.items():
                _push(path, BEFORE, content)
    except OSError:
        for path, content in before.items():
            if path.read_bytes() != content:
                write_whole(path, content)
        raise
    for path in texts:
        for copy in _copies(path, UNDONE):
            copy.unlink()


def swap_back(path: Path, *, redo: bool = False) -> bool:
    """Undo the last change of a file, or do it again; false where there is nothing to undo or to do again.

    Raises:
        OSError: If it cannot be written; the file is as it was.
    """
    source, keep = (UNDONE, BEFORE) if redo else (BEFORE, UNDONE)
    with only_writer([path]):
        copies = _copies(path, source)
        if not copies:
            return False
        now, then = path.read_bytes(), copies[0].read_bytes()
        _push(path, keep, now)
        write_whole(path, then)
        for newer, older in pairwise(copies):
            older.replace(newer)
        copies[-1].unlink(missing_ok=True)  # it has moved on, where there were several
    return True


def delete_file(path: Path) -> None:
    """Delete a file and the copies of it from before its last changes."""
    for each in (path, *_copies(path, BEFORE), *_copies(path, UNDONE)):
        each.unlink(missing_ok=True)


if os.name == "nt":  # pragma: no cover - Windows cannot hold a folder

    @contextmanager
    def _folder_lock(folder: Path) -> Iterator[None]:
        yield

else:
    import fcntl

    @contextmanager
    def _folder_lock(folder: Path) -> Iterator[None]:
        handle = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


def _copies(path: Path, end: str) -> list[Path]:
    """The copies of a file that are there, the newest first."""
    places = [_beside(path, end), *(_beside(path, f"{end}.{n}") for n in range(2, STEPS + 1))]
    return [place for place in places if place.exists()]


def _push(path: Path, end: str, content: bytes) -> None:
    """Keep a copy as the newest; the others move on by one, and the oldest of too many goes."""
    copies = _copies(path, end)[: STEPS - 1]
    for n in range(len(copies), 0, -1):
        copies[n - 1].replace(_beside(path, f"{end}.{n + 1}"))
    write_whole(_beside(path, end), content, private=True)


def _beside(path: Path, end: str) -> Path:
    return path.with_name(f"{path.name}{end}")


def _edited_yaml(text: str, before: dict[str, Any], wanted: dict[str, Any]) -> tuple[str, bool]:
    """The text with only those values changed that differ, and whether comments stay where nothing is changed."""
    from ruamel.yaml import YAML
    from ruamel.yaml.resolver import BaseResolver

    class AsWritten(BaseResolver):
        """Takes every plain word as text, so that it is written again as it stands."""

        processing_version = (1, 2)

        def __init__(self, loader: Any = None, version: Any = None, loadumper: Any = None) -> None:
            super().__init__(loader or loadumper)

    yaml = YAML()
    yaml.Resolver = AsWritten
    yaml.preserve_quotes = True
    yaml.width = 1_000_000
    if (inside := _DASH_INSIDE.search(text)) is not None:
        offset = len(inside.group(1))
        yaml.indent(mapping=2, sequence=offset + 2, offset=offset)
    above = found[0] if (found := _ABOVE.match(text)) else ""
    tree = yaml.load(text[len(above) :])

    def dumped() -> str:
        out = StringIO()
        yaml.dump(tree, out)
        return above + out.getvalue()

    unchanged = dumped()
    whole = all(comment.rstrip() in unchanged for comment in _COMMENT.findall(text))
    _merge(tree, before, wanted)
    return dumped(), whole


def _merge(tree: Any, before: dict[str, Any], wanted: dict[str, Any]) -> None:
    """Make a group of the file, which says ``before``, say what is wanted, changing as little as can be."""
    for name in [name for name in tree if name not in wanted]:
        del tree[name]
    for name, value in wanted.items():
        was = before.get(name)
        if name not in tree:
            tree[name] = _new(value)
        elif was == value:
            continue
        elif not value and isinstance(value, dict | list):
            tree[name] = _new(value)
        elif isinstance(value, dict) and isinstance(tree[name], dict):
            _merge(tree[name], was if isinstance(was, dict) else {}, value)
        elif isinstance(value, list) and isinstance(tree[name], list):
            _merge_list(tree[name], was if isinstance(was, list) else [], value)
        else:
            tree[name] = _new(value)


def _merge_list(tree: Any, before: list[Any], wanted: list[Any]) -> None:
    """Make a list say what is wanted; entries are known by their ids, or by their place where they have none."""
    said = {id(entry): was for entry, was in zip(tree, before, strict=False)}
    ids = {str(value["id"]) for value in wanted if isinstance(value, dict) and value.get("id")}
    for place in range(len(tree) - 1, -1, -1):
        if not _is_wanted(tree[place], wanted, ids, place):
            del tree[place]
    for place, value in enumerate(wanted):
        here = tree[place] if place < len(tree) else None
        if isinstance(value, dict) and isinstance(here, dict) and _alike(here, value):
            was = said.get(id(here))
            _merge(here, was if isinstance(was, dict) else {}, value)
        elif here is None:
            tree.append(_new(value))
        elif not _same(here, value):
            if len(tree) < len(wanted):
                tree.insert(place, _new(value))
            else:
                tree[place] = _new(value)


def _is_wanted(entry: Any, wanted: list[Any], ids: set[str], place: int) -> bool:
    """Whether an entry of the file is still wanted."""
    if isinstance(entry, dict):
        if entry.get("id"):
            return str(entry["id"]) in ids
        return any(isinstance(value, dict) and _alike(entry, value) for value in wanted)
    return place < len(wanted)


def _alike(entry: Any, value: dict[str, Any]) -> bool:
    """Whether an entry of the file is about the same thing; one that had no id yet may get one."""
    if entry.get("id") or not value.get("id"):
        return str(entry.get("id", "")) == str(value.get("id", ""))
    return all(_same(entry.get(name), value[name]) for name in ("program", "name", "kind") if name in value)


def _same(written: Any, value: Any) -> bool:
    """Whether a value of the file says the same, however it is written."""
    if isinstance(written, dict | list) or isinstance(value, dict | list):
        return False
    said = plain(str(written)) if not _is_quoted(written) else str(written)
    return said == value and isinstance(said, bool) == isinstance(value, bool)


def _is_quoted(written: Any) -> bool:
    from ruamel.yaml.scalarstring import ScalarString

    return isinstance(written, ScalarString)


def _new(value: Any) -> Any:
    """A value as it is written anew: small groups on one line, quotes only where they are needed."""
    from ruamel.yaml.comments import CommentedMap, CommentedSeq
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString, PlainScalarString

    if isinstance(value, dict):
        group = CommentedMap((name, _new(each)) for name, each in value.items())
        if (
            len(value) <= 3
            and "id" not in value
            and not any(isinstance(v, dict | list) for v in value.values())
        ):
            group.fa.set_flow_style()
        return group
    if isinstance(value, list):
        entries = CommentedSeq(_new(each) for each in value)
        if all(not isinstance(each, dict | list) for each in value):
            entries.fa.set_flow_style()
        return entries
    if isinstance(value, str):
        return PlainScalarString(value) if isinstance(plain(value), str) else DoubleQuotedScalarString(value)
    if isinstance(value, bool):
        return PlainScalarString("true" if value else "false")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return PlainScalarString("null" if value is None else repr(value))
