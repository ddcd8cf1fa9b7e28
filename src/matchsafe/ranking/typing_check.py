"""What was typed into the official system against the list it should be: where they differ, rank by rank."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from matchsafe.domain.rank_report import Difference, TypedRank
from matchsafe.domain.text import plain_name


def typing_check(own: Sequence[Sequence[str]], typed: Sequence[str]) -> tuple[TypedRank, ...]:
    """Compare a list with what the official system shows.

    Args:
        own: For each rank, what may stand there, such as the code and the name; the first is shown.
        typed: The lines the system shows, in its order; empty ones and leading numbers are left out.
    """
    lines = [line for text in typed if (line := _line(text))]
    names = [[_plain(name) for name in each if name] for each in own]
    found = [next((at for at, each in enumerate(names) if _fits(line, each)), None) for line in lines]
    keep = SequenceMatcher(None, list(range(len(own))), found, autojunk=False).get_matching_blocks()
    in_order = {block.b + step for block in keep for step in range(block.size)}
    rows: list[TypedRank] = []
    seen: set[int] = set()
    for at, (line, rank) in enumerate(zip(lines, found, strict=True)):
        if rank is None or rank in seen:
            rows.append(TypedRank(None, at + 1, line, "not_on_list"))
            continue
        seen.add(rank)
        kind: Difference = "same" if at in in_order else "other_place"
        rows.append(TypedRank(rank + 1, at + 1, own[rank][0], kind))
    missing = (TypedRank(at + 1, None, own[at][0], "missing") for at in range(len(own)) if at not in seen)
    return (*rows, *missing)


def _line(text: str) -> str:
    """A typed line without its number: "3. City" and "3, 9999140C0" are "City" and "9999140C0"."""
    plain = " ".join(text.replace("\t", " ").replace(",", " ").split())
    first, _, rest = plain.partition(" ")
    number = first.rstrip(".)")
    return rest if rest and number.isdigit() and len(number) <= 3 else plain


def _plain(text: str) -> str:
    return plain_name(text.replace(",", " "))


def _fits(line: str, names: Sequence[str]) -> bool:
    """Whether a line is one of the names, or has one of them as whole words in it, as a copied row does."""
    plain = f" {_plain(line)} "
    return any(f" {name} " in plain for name in names)
