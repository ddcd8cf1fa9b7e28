"""Chances in words, "about 71 in 100 (58 to 82)": whole numbers, the range always beside them."""

from __future__ import annotations

import math

from matchsafe.domain.estimate import Estimate
from matchsafe.domain.season import Season
from matchsafe.domain.season_summary import SeasonSummary, summarize
from matchsafe.domain.specialties import specialty_name
from matchsafe.domain.text import plural
from matchsafe.present.labels import label


def whole(share: float) -> int:
    """A share as a whole number out of 100, the rounding that words, icons and charts have in common.

    Halves go up. A share that is not exactly 1 never becomes 100; one below half a hundredth becomes 0,
    which words then call "fewer than 1".

    Raises:
        ValueError: If the share is not between 0 and 1.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"{share} is not a share between 0 and 1")
    return 100 if share == 1 else min(99, math.floor(share * 100 + 0.5))


def of_100(share: float, below: str = "fewer than 1", above: str = "more than 99") -> str:
    """A share as a number out of 100: "71", with words of its own where it rounds to none or all."""
    rounded = whole(share)
    if rounded == 0 and share > 0:
        return below
    if rounded == 99 and share * 100 >= 99.5:
        return above
    return str(rounded)


def per_100(share: float) -> str:
    """A share (0 to 1) without a range: "71 in 100", "fewer than 1 in 100"."""
    return f"{of_100(share)} in 100"


def number(e: Estimate) -> str:
    """The central value alone, out of 100: "71"."""
    return of_100(e.value)


def matches(e: Estimate) -> str:
    """The verb after the number: "1 matches", "2 match"."""
    return "matches" if number(e) == "1" else "match"


def qualifier(e: Estimate) -> str:
    """What goes before a number that is neither certain nor told by its limit: "about ", else ""."""
    return "about " if number(e).isdigit() and e.value not in (0, 1) else ""


def with_range(e: Estimate) -> str:
    """The value and its range where "of 100" is said already: "about 71 (58 to 82)"."""
    told = f"{qualifier(e)}{number(e)}"
    return f"{told} ({span(e)})" if has_range(e) else told


def has_range(e: Estimate) -> bool:
    """Whether the range says more than the value: not where both ends read alike ("about 1 in 100 (1 to 1)")."""
    return of_100(e.low) != of_100(e.high)


def span(e: Estimate) -> str:
    """The range, out of 100: "58 to 82"."""
    return spread(e.low, e.high)


def spread(low: float, high: float) -> str:
    """A range given by two shares: "58 to 82", "under 1 to 3"."""
    return f"{of_100(low, 'under 1', 'over 99')} to {of_100(high, 'under 1', 'over 99')}"


def chance(e: Estimate) -> str:
    """A chance with its range: "about 71 in 100 (58 to 82)"; a value without a range stands alone.

    Where the value and its whole range are past one limit, the words say it once: "fewer than 1 in 100".
    """
    told = per_100(e.value)
    if e.value not in (0, 1) and told[0].isdigit():
        told = f"about {told}"
    return f"{told} ({span(e)})" if has_range(e) else told


def _points(difference: float) -> int:
    return int(math.copysign(math.floor(abs(difference) * 100 + 0.5), difference))


def _with_minus(points: int) -> str:
    return f"−{-points}" if points < 0 else str(points)


def effect(e: Estimate) -> str:
    """A difference of two chances: "+5 in 100 (2 to 7)"; a minus sign where it lowers the chance.

    What is not nothing but rounds to it reads "less than +1 in 100 (0 to under 1)".
    """
    points = _points(e.value)
    if points:
        told = f"{'+' if points > 0 else ''}{_with_minus(points)} in 100"
    elif e.value == 0:
        told = "no change"
    else:
        told = f"less than {'+' if e.value > 0 else '−'}1 in 100"
    low, high = (_with_minus(_points(end)) for end in (e.low, e.high))
    high = "under 1" if e.high > 0 and high == "0" else high
    return told if e.low == e.high or low == high else f"{told} ({low} to {high})"


def gain(e: Estimate) -> str:
    """What something adds to a chance: "about 7 in 100 (4 to 9)"; with signs where it may also take away."""
    return chance(e) if e.low >= 0 else effect(e)


def change(before: Estimate, after: Estimate) -> str:
    """What a what-if does: "71 → 76 in 100", never as a ratio."""
    return f"{number(before)} → {number(after)} in 100"


def season_line(season: Season | SeasonSummary) -> str:
    """Who this is about: "Internal Medicine, non-US IMG, 6 interviews you can rank"."""
    it = season if isinstance(season, SeasonSummary) else summarize(season)
    advanced = any(t.track == "advanced" for t in it.wishes)  # its first years are no wish of their own
    tracks = {
        t: "" if t.track == "categorical" else f" ({label('track', t.track)})"
        for t in it.wishes
        if not (advanced and t.track in ("preliminary", "transitional"))
    }
    wishes = ", then ".join(f"{specialty_name(t.specialty)}{track}" for t, track in tracks.items())
    couple = ", with a partner in the Match" if it.couple else ""
    return f"{wishes}, {label('type', it.type)}, {plural(it.rankable, 'interview')} you can rank{couple}"
