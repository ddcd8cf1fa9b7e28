"""What a match is to, in words: a part of a training, and the first year that an advanced position needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from matchsafe.domain.estimate import Estimate
from matchsafe.domain.outlook import FirstYears
from matchsafe.domain.rankable import rankable_in
from matchsafe.domain.season import Season
from matchsafe.domain.season_part import Track
from matchsafe.domain.text import MarkedText
from matchsafe.present import marked, words

_PLACES: Final[Mapping[Track, str]] = {
    "advanced": " to an advanced position",
    "preliminary": " to a preliminary year",
    "transitional": " to a transitional year",
}
"""What a match is to, where it is not a whole training."""


def place(season: Season) -> str:
    """What a match of this season is to, where all that is held is the same part of a training; else ""."""
    tracks = {season.target_of(i).track for i in rankable_in(season)} or {w.track for w in season.wishes}
    return _PLACES.get(tracks.pop(), "") if len(tracks) == 1 else ""


def first_years(years: FirstYears) -> MarkedText:
    """What a match leaves open where a position needs a first year."""
    both = marked.chance(years.both, text=words.with_range(years.both))
    if not years.held:
        told = "You hold no interview for the first year that an advanced position needs. We assume most find one: "
        return MarkedText(told, both, " have both.")
    alone = marked.chance(years.alone, text=words.with_range(years.alone))
    have = " have an advanced position and its first year; "
    return MarkedText("Of these, ", both, have, alone, " have a first year alone, and no specialty.")


def own_first_years(years: FirstYears | None) -> tuple[tuple[str, Estimate], ...]:
    """The same as parts of one partner's own chance; none where no position needs a first year or none is held."""
    if years is None or not years.held:
        return ()
    return (
        ("You, with an advanced position and its first year", years.both),
        ("You, with a first year alone and no specialty", years.alone),
    )
