"""Typed access to the cited figures by id. A data file is read when a figure of it is first asked for."""

from __future__ import annotations

from difflib import SequenceMatcher, get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from matchsafe.domain.package_data import own_text
from matchsafe.evidence.figure import Figure, Table

_DATA = files("matchsafe.evidence") / "data"
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def own_yaml(package: str, name: str) -> Any:
    """The content of a YAML file in a package, read by libyaml where it is there: ten times as fast."""
    return yaml.load(own_text(package, name), Loader=_Loader)


@cache
def file_names() -> tuple[str, ...]:
    """Names of the data files without their ending, in order; an id is ``file.name``."""
    return tuple(sorted(p.name.removesuffix(".yaml") for p in _DATA.iterdir() if p.name.endswith(".yaml")))


@cache
def _file(name: str) -> dict[str, Figure]:
    """The figures of one data file by id: the fields under ``common``, overridden by those of each entry."""
    content: dict[str, Any] = own_yaml("matchsafe.evidence", f"data/{name}.yaml")
    common: dict[str, Any] = content.get("common", {})
    figures_ = (
        Figure(id=f"{name}.{key}", **{**common, **entry}) for key, entry in content["figures"].items()
    )
    return {figure.id: figure for figure in figures_}


@cache
def _names() -> frozenset[str]:
    return frozenset(file_names())


def _file_of(figure_id: str) -> dict[str, Figure]:
    name = figure_id.partition(".")[0]
    return _file(name) if name in _names() else {}


def figure(figure_id: str) -> Figure:
    """The figure with this id; reads its data file and no other.

    Raises:
        KeyError: If there is no such figure; the message names the id. ``suggest`` lists near misses.
    """
    found = _file_of(figure_id).get(figure_id)
    if found is None:
        raise KeyError(f"there is no figure {figure_id!r}")
    return found


def number(figure_id: str) -> float:
    """The value of a figure that is one number, in the figure's own unit (a rate is per 100, not a share).

    Raises:
        KeyError: If there is no such figure.
        TypeError: If its value is not a number.
    """
    value = figure(figure_id).value
    if not isinstance(value, int | float):
        raise TypeError(f"figure {figure_id!r} is not a single number")
    return float(value)


def table(figure_id: str) -> Table:
    """The table of a figure.

    Raises:
        KeyError: If there is no such figure.
        TypeError: If the figure is a single value.
    """
    found = figure(figure_id).table
    if found is None:
        raise TypeError(f"figure {figure_id!r} has no table")
    return found


def with_prefix(prefix: str) -> tuple[Figure, ...]:
    """The figures of one data file whose ids begin with ``prefix``, in the order of the file.

    This is how code uses a whole family without naming each figure: ``with_prefix("assumptions.")`` or
    ``with_prefix("article.zone_")``. The prefix holds at least the file's name and the dot.

    Raises:
        ValueError: If the prefix has no dot.
    """
    if "." not in prefix:
        raise ValueError(f"prefix {prefix!r} does not name a data file: write 'file.' or 'file.start'")
    return tuple(f for f in _file_of(prefix).values() if f.id.startswith(prefix))


@cache
def figures() -> tuple[Figure, ...]:
    """Every figure, in the order of the files' names and of the entries in each. Reads all data files."""
    return tuple(f for name in file_names() for f in _file(name).values())


_CLOSE = 0.6
"""How alike two ids are (0 to 1, the measure of ``difflib``) before one is offered for the other."""


def search(text: str) -> list[Figure]:
    """The figures whose words (id, title, source, whom they count, year, notes) hold each one of ``text``, in order.

    Case does not matter. Empty text finds every figure.
    """
    words = text.casefold().split()
    return [f for f in figures() if _holds(f, words)]


def _holds(figure: Figure, words: list[str]) -> bool:
    f = figure
    heap = " ".join((f.id, f.title, f.publisher, f.document, f.population, f.year, f.notes)).casefold()
    return all(word in heap for word in words)


def suggest(figure_id: str, limit: int = 3) -> list[str]:
    """Ids a reader may have meant by ``figure_id``, best first, at most ``limit``; empty if none is near.

    Compares the whole id and, for a reader who left the file's name out, the part after the dot.
    """
    wanted = figure_id.strip().casefold()
    ids = [f.id for f in figures()]
    near = get_close_matches(wanted, ids, n=limit, cutoff=_CLOSE)
    tail = wanted.rpartition(".")[2]
    by_tail = {i: SequenceMatcher(None, tail, i.partition(".")[2]).ratio() for i in ids if i not in near}
    near += sorted((i for i, ratio in by_tail.items() if ratio >= _CLOSE), key=lambda i: -by_tail[i])
    return near[:limit]
