"""What a match is to, in words: a part of a training, and the first year that an advanced position needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from matchsafe.domain.estimate import Estimate
from matchsafe.domain.outlook import CoupleOutlook, FirstYears, Outlook
from matchsafe.domain.rankable import rankable_in
from matchsafe.domain.season import Season
from matchsafe.domain.season_part import Track
from matchsafe.domain.text import MarkedText, Piece, sentence
from matchsafe.present import phrase, words

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


WHOLE: Final = " to a full training, first year included"
"""What a match is to, where some positions need a first year and interviews for one are held."""


def first_years(years: FirstYears, chance: Estimate) -> MarkedText:
    """What the answer leaves open where a position needs a first year.

    Args:
        years: The first years.
        chance: Chance of a match of any kind.
    """
    if not years.held:
        told = "You hold no interview for the first year that an advanced position needs. We assume most find one: "
        return MarkedText(told, _with_range(years.both), " have both.")
    told = MarkedText(_with_range(chance), " match at all. That also counts ", _with_range(years.alone))
    alone = (
        " who have a first year alone, and no specialty, and those who have an advanced position without one. "
        "A full training takes a supplemental list of first years at every advanced program."
    )
    return sentence(MarkedText(told, alone))


def _with_range(e: Estimate) -> Piece:
    return phrase.chance(e, text=words.with_range(e))


def own_first_years(years: FirstYears | None) -> tuple[tuple[str, Estimate], ...]:
    """The same as parts of one partner's own chance; none where no position needs a first year or none is held."""
    if years is None or not years.held:
        return ()
    return (
        ("You, with an advanced position and its first year", years.both),
        ("You, with a first year alone and no specialty", years.alone),
    )


def subject(
    chance: Estimate | None, couple: CoupleOutlook | None, years: FirstYears | None = None
) -> tuple[Estimate | None, str]:
    """The chance an answer is about, if there is one, and whom it counts.

    Of a couple it is that both match; where first years are held for advanced positions, that of a full training.
    """
    if couple is not None:
        return couple.both, "couples"
    return (years.complete if years is not None and years.held else chance), "applicants"


def own_answer(outlook: Outlook) -> Estimate | None:
    """The answer on the reader's own list, beside a partner's."""
    return subject(outlook.chance, None, outlook.first_years)[0]
