"""The difference between two versions of a JSON document, small where little changed.

A delta is JSON itself: ``None`` where nothing differs, ``["=", value]`` for another value, ``["{", deltas, gone]`` for
an object, ``["[", start, stop, items]`` for a list that is the same up to ``start`` and from ``stop`` on, and
``["#", deltas]`` for a list of the same length.
"""

from __future__ import annotations

from typing import Any, TypeAlias

Delta: TypeAlias = list[Any] | None


def difference(source: Any, target: Any) -> Delta:
    """What turns one document into another; see ``patched``."""
    if source == target and repr(source) == repr(
        target
    ):  # most parts: said without a look inside; 1 is not True
        return None
    if isinstance(source, dict) and isinstance(target, dict):
        changed = {
            name: ["=", value] if name not in source else difference(source[name], value)
            for name, value in target.items()
        }
        changed = {name: delta for name, delta in changed.items() if delta is not None}
        gone = [name for name in source if name not in target]
        return ["{", changed, gone] if changed or gone else None
    if isinstance(source, list) and isinstance(target, list):
        return _of_lists(source, target)
    return ["=", target]


def _of_lists(source: list[Any], target: list[Any]) -> Delta:
    if len(source) == len(target):
        items = {
            str(at): d for at, pair in enumerate(zip(source, target, strict=True)) if (d := difference(*pair))
        }
        return ["#", items] if items else None
    shorter, start = min(len(source), len(target)), 0
    while start < shorter and difference(source[start], target[start]) is None:
        start += 1
    same = 0
    while same < shorter - start and difference(source[-1 - same], target[-1 - same]) is None:
        same += 1
    return ["[", start, len(source) - same, target[start : len(target) - same]]


def patch(source: Any, delta: Delta) -> Any:
    """The document that ``difference(source, document)`` leads to; ``source`` stays as it is."""
    if delta is None:
        return source
    match delta:
        case ["=", value]:
            return value
        case ["{", changed, gone]:
            kept = {name: value for name, value in source.items() if name not in gone}
            return kept | {name: patch(kept.get(name), each) for name, each in changed.items()}
        case ["[", start, stop, items]:
            return [*source[:start], *items, *source[stop:]]
        case ["#", items]:
            return [patch(value, items.get(str(at))) for at, value in enumerate(source)]
    raise ValueError("not a delta")
