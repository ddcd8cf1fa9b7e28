"""Finding figures by words, and the ids nearest to one that does not exist."""

from __future__ import annotations

from difflib import SequenceMatcher, get_close_matches

from matchsafe.evidence.figure import Figure
from matchsafe.evidence.store import figures

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
