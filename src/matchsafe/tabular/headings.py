"""Which field a column's name fits: rules made of words, for every reader of people's tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class HeadingRule:
    """What a name must and must not hold to fit a field.

    Attributes:
        field: Of the record that is read.
        need: Groups of words; the name has one of each.
        never: Words the name has none of.
    """

    field: str
    need: tuple[frozenset[str], ...]
    never: frozenset[str]

    @classmethod
    def of(cls, field: str, need: str, never: str = "") -> HeadingRule:
        """A rule from words: in each group (comma) one of the alternatives (blank) has to be there."""
        groups = tuple(frozenset(group.split()) for group in need.split(","))
        return cls(field, groups, frozenset(never.split()))

    def fits(self, words: frozenset[str]) -> bool:
        """Whether a name of these words is one of the field."""
        return all(group & words for group in self.need) and not self.never & words


def fitting_fields(words: frozenset[str], rules: Iterable[HeadingRule]) -> list[tuple[str, int]]:
    """The fields a name fits, best first, each with how many groups of words speak for it."""
    found: dict[str, int] = {}
    for rule in rules:
        if rule.fits(words):
            found[rule.field] = max(found.get(rule.field, 0), len(rule.need))
    return sorted(found.items(), key=lambda pair: -pair[1])
