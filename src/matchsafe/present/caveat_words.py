"""What to know before leaning on a chance, in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from matchsafe.domain.outlook import Caveat, CaveatCode
from matchsafe.domain.season import ApplicantType, Season
from matchsafe.domain.specialties import OWN_MATCH, specialty_name

TYPE_PLURALS: Final[dict[ApplicantType, str]] = {
    "non_us_img": "non-US IMGs",
    "us_img": "US-IMGs",
    "us_md": "US MD seniors",
    "us_do": "US DO seniors",
}
IMGS_THERE: Final = " of 100 graduates of schools outside the United States matched (2003 to 2008)."
_CAVEATS: Final[dict[CaveatCode, str]] = {
    "no_interviews": "No interview counts yet, so there is nothing to match from.",
    "own_match": "{specialty} has a match of its own ({whose}). Our figures come from the Main Residency Match.",
    "own_match_imgs": "In that match {number}" + IMGS_THERE,
    "no_tables": "No published table counts ranks in {specialty}. The range shows how much other specialties differ.",
    "few_applicants": "Only {number} non-US IMGs are behind the figures for {specialty}. Other specialties fill in.",
    "plateau": "In {specialty} even a long list can fail: our estimate never goes above about {number} in 100.",
    "long_list": "Hardly any IMG ranks {number} programs of one specialty. The published figures end well before that.",
    "one_year_track": "No report counts matches by list length for preliminary or transitional positions. We count how "
    "many programs had places left over, and assume how gladly they take someone they interviewed.",
    "first_year": "How many of those who match to an advanced position find a first year too is our assumption.",
    "first_year_held": "We count the first years you hold interviews for. One that you find later, in SOAP for "
    "example, is not counted.",
    "other_type": "The tables by specialty and list length cover non-US IMGs. We adjusted them for {types}.",
    "number_only": "You gave a number only, so we treat each interview as an average program.",
    "visa_unknown_h1b": "We do not know whether some of your programs sponsor H-1B. They count for less.",
    "visa_unknown": "We do not know whether some of your programs sponsor your visa, so we use the average.",
    "count_so_far": "We assume no more interviews come. If more come, your chance is higher.",
    "own_match_elsewhere": "{specialty} has a match of its own ({whose}). Your interviews there are not counted here.",
    "no_tables_elsewhere": "No published table counts ranks in {specialty}. Its part rests on other specialties.",
    "own_list": "This is your chance on your own list. Your chance as a couple is shown separately.",
}


def caveats(season: Season, found: Iterable[Caveat]) -> tuple[str, ...]:
    """What to know before leaning on the chance, in the order given."""
    types = TYPE_PLURALS[season.applicant.type]
    own = season.target.specialty
    return tuple(
        _CAVEATS[c.code].format(
            number=c.number, types=types, specialty=specialty_name(s), whose=OWN_MATCH.get(s)
        )
        for c in found
        if (s := c.specialty or own)
    )
