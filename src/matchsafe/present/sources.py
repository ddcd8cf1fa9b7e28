"""Marks that keep a published figure, an estimate, a rule of thumb and an assumption from looking alike."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Final, NamedTuple

from matchsafe import evidence
from matchsafe.domain.outlook import Source, SourceKind
from matchsafe.present.labels import label


class Mark(NamedTuple):
    """How one kind of number is marked.

    Attributes:
        symbol: A shape that differs from every other mark, so that colour is never needed.
        ascii: The same where only ASCII can be shown.
        word: What the mark means in a few words.
        css: Class name for the page.
        text: One sentence that says how far to trust it.
    """

    symbol: str
    ascii: str
    word: str
    css: str
    text: str


_MARKS: Final[dict[str, Mark]] = {
    kind: Mark(symbol, plain, label("source_kind", kind), f"mark mark-{kind.replace('_', '-')}", text)
    for kind, symbol, plain, text in (
        ("published", "■", "#", "Counted and printed by the publisher named beside it."),
        ("derived", "◨", "=", "Worked out by us from published counts; the page of the figure says how."),
        ("estimate", "◆", "*", "From our model, with a range; the method page says how it was checked."),
        ("rule_of_thumb", "≈", "~", "Advice from experience, not a count; it says whose."),
        ("assumption", "?", "?", "No data gives this size; we chose it, and its range widens the answer."),
    )
}

KINDS: Final[tuple[str, ...]] = tuple(_MARKS)
"""Every kind that has a mark, from the firmest to the least firm."""


def mark(kind: str) -> Mark:
    """The mark of a kind of number.

    Raises:
        KeyError: If there is no such kind.
    """
    return _MARKS[kind]


def kind_of(source: str) -> str:
    """The kind of the figure with this id; what is not the id of a figure is our own estimate."""
    try:
        return evidence.figure(source).kind
    except KeyError:
        return "estimate"


def firmest(sources: Iterable[str]) -> str:
    """The firmest kind among what stands against a rule of thumb; "estimate" if it is our model alone."""
    kinds = {kind_of(source) for source in sources} - {"rule_of_thumb"}
    return min(kinds, key=KINDS.index, default="estimate")


class CitedWork(NamedTuple):
    """A report or page, the kind of what was taken from it, and the ids of the figures that were."""

    kind: SourceKind
    text: str
    ids: tuple[str, ...]


def works(sources: Iterable[Source]) -> tuple[CitedWork, ...]:
    """Sources by the report they come from, the firmest kind first; one report may give two kinds."""
    found: dict[tuple[SourceKind, str], list[str]] = {}
    for source in sorted(sources, key=lambda s: KINDS.index(s.kind)):
        found.setdefault((source.kind, _work(source)), []).append(source.id)
    return tuple(CitedWork(kind, text, tuple(ids)) for (kind, text), ids in found.items())


def _work(source: Source) -> str:
    try:
        figure = evidence.figure(source.id)
    except KeyError:
        return source.text or source.id
    return f"{figure.publisher}, {figure.document}"


def cite(source: str) -> str:
    """Publisher, document, place and year of the figure with this id; any other text is returned as it is."""
    try:
        return evidence.figure(source).citation()
    except KeyError:
        return source


@cache
def source(figure_id: str) -> Source:
    """A figure as an answer lists it: its title and where it comes from.

    Raises:
        KeyError: If there is no such figure.
    """
    found = evidence.figure(figure_id)
    return Source(id=found.id, kind=found.kind, text=f"{found.title}. {found.citation()}")
