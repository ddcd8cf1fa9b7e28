"""The one list of pairs that a couple's seasons keep, each from its own side: pairs, wishes, certification, history."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import Field, model_validator

from matchsafe.domain.moments import Instant
from matchsafe.domain.season_part import Name, OwnId, Part, ShortText

MOST_PAIRS: Final = 300
"""The longest list of pairs the Match accepts."""
MAX_PAIRS: Final = 1000
"""More than any list has; the Match's own limit is a check, so that a list too long can still be mended."""
MAX_PAIR_VERSIONS: Final = 30

Nearness = Literal["program", "city", "metro", "state", "division", "miles", "hours", "anywhere"]
OneMatches = Literal["last", "mixed", "never"]


class PairEntry(Part):
    """A program of each partner, by id, code or name, or "no match"; it may be written as a list of two."""

    first: Name
    second: Name

    @model_validator(mode="before")
    @classmethod
    def _two(cls, value: Any) -> Any:
        if isinstance(value, list | tuple) and len(value) == 2:
            return {"first": value[0], "second": value[1]}
        return value

    @property
    def names(self) -> tuple[str, str]:
        """Both names."""
        return self.first, self.second

    @property
    def mirror(self) -> PairEntry:
        """The pair as the other partner writes it."""
        return PairEntry(first=self.second, second=self.first)


Pairs = Annotated[tuple[PairEntry, ...], Field(max_length=MAX_PAIRS)]
"""Pairs, best first."""


class CoupleWishes(Part):
    """What two partners wish of their pairs; everything may be left out.

    Attributes:
        first_weight: How much the first partner's order counts against the second's.
        second_weight: The same for the second.
        together: What being together means.
        miles: With ``miles``: how far apart programs may be, as the crow flies.
        hours: With ``hours``: how many hours by road, as we estimate them from the miles.
        together_weight: What being together is worth, where 1 is the whole way from a last choice to a first one.
        apart: Whether pairs that are not together are ranked at all.
        one_matches: Where pairs of a program with "no match" go: after all others, mixed in by worth, or nowhere.
        no_match_worth: With ``mixed``: what a partner without a match is worth, where a first choice is 1, a last
            choice near 0.
        must: Pairs that have to be on the list, first of all, in this order.
        never: Pairs that must not be.
        limit: Longest list.
    """

    first_weight: float = Field(default=1, ge=0.01, le=100)
    second_weight: float = Field(default=1, ge=0.01, le=100)
    together: Nearness = "state"
    miles: float = Field(default=100, ge=0.1, le=3_000)
    hours: float = Field(default=2, ge=0.1, le=60)
    together_weight: float = Field(default=1, ge=0, le=10)
    apart: bool = True
    one_matches: OneMatches = "last"
    no_match_worth: float = Field(default=-1, ge=-10, le=1)
    must: tuple[PairEntry, ...] = Field(default=(), max_length=MOST_PAIRS)
    never: tuple[PairEntry, ...] = Field(default=(), max_length=10_000)
    limit: int = Field(default=MOST_PAIRS, ge=1, le=MOST_PAIRS)

    def mirror(self) -> CoupleWishes:
        """The same wishes from the other partner's side."""
        sides = {"first_weight": self.second_weight, "second_weight": self.first_weight}
        pairs = {name: tuple(p.mirror for p in getattr(self, name)) for name in ("must", "never")}
        return self.model_copy(update=sides | pairs)


class PairVersion(Part):
    """A list of pairs as it was at a moment.

    Attributes:
        why: What was done, in words, such as "Moved pair 7 up".
    """

    at: Instant
    pairs: Pairs = ()
    why: ShortText | None = None


class CoupleList(Part):
    """A couple's list of pairs; in each the own program comes first.

    Attributes:
        partner: Id of the partner's season where both are saved in one place; else the partner is under ``couples``.
        certified: The pairs as this partner certified them in the official system.
        history: Earlier versions, the oldest first.
    """

    partner: OwnId = ""
    wishes: CoupleWishes = CoupleWishes()
    pairs: Pairs = ()
    certified: PairVersion | None = None
    history: tuple[PairVersion, ...] = Field(default=(), max_length=MAX_PAIR_VERSIONS)
