"""What one partner gives the other: a season file with what pairs and chances need, and with nothing private."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from matchsafe.domain.season import Applicant, Couple, Season
from matchsafe.domain.season_couple import CoupleList
from matchsafe.domain.season_interview import Interview
from matchsafe.domain.season_rank import RankList
from matchsafe.ranking.edits import with_list
from matchsafe.ranking.pair_edits import same_pairs
from matchsafe.ranking.rank_order import rank_order

_OF_APPLICANT: Final = (
    "type", "graduation_year", "step1", "step2_ck", "step3", "us_clinical_experience", "letters", "visa", "red_flags",
    "us_residence", "us_experience_months", "ecfmg_certified", "ecfmg_expected", "earlier_us_training", "reapplicant",
)  # fmt: skip
_OF_INTERVIEW: Final = (
    "program", "id", "specialty", "track", "state", "city", "setting", "img_share", "visas_sponsored", "status",
    "format", "went", "highly_selective", "step3_asked", "nrmp_code", "joint_with",
)  # fmt: skip
"""How an interview went is among them, as it moves the chance; ratings, signs and notes are not."""
_OF_OTHERS: Final = ("specialty", "track", "state", "setting", "img_share", "status")
"""Of an interview that is on no list: it says something of the applicant, so it counts, without its name."""


def partner_file(season: Season, *, ratings: bool = False) -> Season:
    """The season as a partner may see it: profile, programs in rank order, supplemental lists and pairs.

    Args:
        ratings: Whether the ratings of each program go along.
    """
    season = with_list(season)
    order = rank_order(season)
    listed = {id(e.interview): e.interview for e in order.entries if e.interview is not None}
    fields = (*_OF_INTERVIEW, "ratings") if ratings else _OF_INTERVIEW
    interviews = [Interview.model_validate(_field_values(i, fields)) for i in listed.values()]
    others = [i for i in order.left_off if i.status in ("scheduled", "attended")]
    interviews += [
        Interview.model_validate(
            {**_field_values(i, _OF_OTHERS), "program": f"Not listed {n}", "would_rank": False}
        )
        for n, i in enumerate(others, 1)
    ]
    own = season.rank_list or RankList()
    given = {
        "version": 2,
        "applicant": Applicant.model_validate(_field_values(season.applicant, _OF_APPLICANT)),
        "interviews": tuple(interviews),
        "rank_list": RankList(order=own.order, supplemental=own.supplemental),
    }
    for name in ("cycle", "time_zone", "applications_sent", *(("criteria",) if ratings else ())):
        if name in season.model_fields_set:
            given[name] = getattr(season, name)
    given |= {"targets": season.targets} if season.targets else {"target": season.target}
    if (pairs := season.couple_list) is not None:
        given["couple_list"] = CoupleList(wishes=pairs.wishes, pairs=pairs.pairs, certified=pairs.certified)
    return Season(**given)


def with_partner(season: Season, partner: Season, at: datetime, *, pairs: bool) -> Season:
    """The season with the partner of a file.

    Args:
        pairs: Whether the partner's list of pairs, if there is one, becomes this season's.
    """
    partner = partner_file(partner, ratings=True)
    couple = Couple(
        partner=partner.applicant,
        partner_targets=partner.every_target,
        partner_interviews=partner.interviews,
        partner_rank_list=partner.rank_list,
    )
    season = season.model_copy(update={"couples": couple})
    if pairs and partner.couple_list is not None:
        season = same_pairs(season, partner, "", at, "Took over your partner's pairs")
    return season


def _field_values(group: Applicant | Interview, fields: tuple[str, ...]) -> dict[str, object]:
    return {name: getattr(group, name) for name in fields if name in group.model_fields_set}
