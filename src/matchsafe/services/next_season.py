"""The season after one that is over: who applies and for what stays, what happened in it does not."""

from __future__ import annotations

from datetime import date

from matchsafe.domain.season import LATEST_VERSION, Season
from matchsafe.evidence.calendar import match_year


def next_season(season: Season, on: date) -> Season:
    """A season that begins, with the profile, wishes, couple, time zone and criteria of an earlier one.

    Args:
        season: The earlier season.
        on: The day the new one is begun, which sets the year of its Match.
    """
    couples = season.couples and season.couples.model_copy(update={"partner_interviews": ()})
    target = {"targets": season.targets} if season.targets else {"target": season.target}
    return Season(
        version=LATEST_VERSION,
        cycle=match_year(on),
        time_zone=season.time_zone,
        applicant=season.applicant,
        couples=couples,
        applications_sent=0,
        interviews=0,
        criteria=season.criteria,
        **target,
    )
