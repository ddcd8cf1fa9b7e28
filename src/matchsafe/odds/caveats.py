"""Where the model is out of its depth, as codes; ``present.outlook_words`` says them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from matchsafe.domain.outlook import Caveat
from matchsafe.domain.season import Season
from matchsafe.domain.specialties import OWN_MATCH
from matchsafe.evidence import number
from matchsafe.evidence.calendar import day_of, match_year
from matchsafe.odds.applicant_posterior import ApplicantPosterior
from matchsafe.odds.programs import PRELIMINARY
from matchsafe.odds.reference import in_own_match

FEW_APPLICANTS: Final = 100
"""Below this many applicants the published report itself warns against reading much into a distribution."""
LONG_LIST: Final = 25
"""Fewer than 1 in 100 non-US IMGs of 2026 ranked more programs of their specialty; not a limit of the model."""
OWN_MATCH_IMGS: Final = "selection.ophthalmology_imgs"
"""How many graduates of foreign schools matched in the one match of its own of which that is published."""
_MANY: Final = 0.1
"""Share of lists that lead nowhere from which it is said aloud; a choice of wording."""


def caveats(season: Season, now: ApplicantPosterior, on: date) -> tuple[Caveat, ...]:
    """What to know on a day before leaning on the chance, the gravest first."""
    return tuple(_caveats(season, now, on))


def _caveats(season: Season, now: ApplicantPosterior, on: date) -> Iterator[Caveat]:
    if not now.ranks:
        yield Caveat("no_interviews")
    if in_own_match(season):
        yield Caveat("own_match")
        if season.target.specialty == "ophthalmology":
            yield Caveat("own_match_imgs", round(number(OWN_MATCH_IMGS)))
        return
    for wish in season.wishes:
        if wish.specialty in OWN_MATCH:
            yield Caveat("own_match_elsewhere", specialty=wish.specialty)
    if not now.group.known:
        yield Caveat("no_tables")
    elif now.group.applicants < FEW_APPLICANTS:
        yield Caveat("few_applicants", now.group.applicants)
    for part in now.parts[1:]:
        if part.target.specialty != now.parts[0].target.specialty and part.ranks and not part.group.known:
            yield Caveat("no_tables_elsewhere", specialty=part.target.specialty)
    never = float(now.group.eps.mean())
    if now.ranks and never > _MANY:
        yield Caveat("plateau", round(100 * (1 - never)))
    if now.ranks > LONG_LIST:
        yield Caveat("long_list", now.ranks)
    if now.parts[0].target.track in PRELIMINARY:
        yield Caveat("one_year_track")
    if any(part.target.track == "advanced" and part.ranks for part in now.parts):
        held = any(part.target.track in PRELIMINARY and part.ranks for part in now.parts)
        yield Caveat("first_year_held" if held else "first_year")
    if season.applicant.type != "non_us_img":
        yield Caveat("other_type")
    if season.only_a_number and now.ranks:
        yield Caveat("number_only")
    if any(kind.visa == "unknown" for kind in now.kinds):
        yield Caveat("visa_unknown_h1b" if now.need == "h1b" else "visa_unknown")
    if now.ranks and on < day_of("rank_list_opens", match_year(on)):
        yield Caveat("count_so_far")
    if season.couples is not None:
        yield Caveat("own_list")
