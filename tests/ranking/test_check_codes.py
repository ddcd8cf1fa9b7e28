"""Every code of the contract comes from a small season, as the library, the terminal and the API give it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final, get_args

import pytest

from matchsafe.domain.rank_report import CheckCode
from matchsafe.domain.season import Season
from matchsafe.ranking.list_checks import ListFacts, list_checks
from matchsafe.ranking.rank_order import rank_order
from matchsafe.services.couple_rank import couple_report

ON: Final = date(2027, 2, 10)
Make = Callable[..., Season]
RADIOLOGY: Final = {"specialty": "radiology_diagnostic", "track": "advanced"}
YEAR: Final = {"program": "Year", "track": "preliminary"}
CITY: Final = {"program": "City"}
CERTIFIED: Final = {"order": ["City", "Lake"], "certified": {"at": "2027-02-01", "order": ["Lake", "City"]}}
MANY: Final = [{"program": f"Year {i}", "track": "preliminary"} for i in range(21)]
NAMES: Final = [year["program"] for year in MANY]

SINGLE: Final[dict[str, dict[str, Any]]] = {
    "ranked_without_interview": {"interviews": [CITY], "rank_list": {"order": ["City", "Nowhere"]}},
    "interviewed_not_ranked": {"interviews": [CITY, {"program": "Lake"}], "rank_list": {"order": ["City"]}},
    "ordered_by_chance": {"interviews": [{"program": f"P{r}", "ratings": {"city": r}} for r in (1, 3, 5)]},
    "visa_not_sponsored": {"interviews": [{**CITY, "visas_sponsored": []}], "visa": "j1"},
    "step3_needed": {"interviews": [{**CITY, "visas_sponsored": ["h1b"]}], "visa": "h1b"},
    "no_supplemental_list": {"interviews": [{**CITY, **RADIOLOGY}], "targets": [RADIOLOGY]},
    "track_mixed": {"interviews": [{**CITY, "nrmp_code": "9999140P0"}]},
    "specialty_order": {
        "interviews": [{**CITY, "specialty": "family_medicine"}, {"program": "Lake", "specialty": "internal_medicine"}],
        "targets": [{"specialty": "internal_medicine"}, {"specialty": "family_medicine"}],
    },
    "duplicate": {"interviews": [CITY], "rank_list": {"order": ["City", "City"]}},
    "unknown_code": {"interviews": [{**CITY, "nrmp_code": "1409990001"}]},
    "fee_over_20": {"interviews": 21},
    "over_300": {"interviews": [CITY], "rank_list": {"order": [f"P{i}" for i in range(301)]}},
    "deadline": {"interviews": [CITY]},
    "edited_after_certifying": {"interviews": [CITY, {"program": "Lake"}], "rank_list": CERTIFIED},
    "ranked_unwilling": {"interviews": [{**CITY, "would_rank": False}], "rank_list": {"order": ["City"]}},
    "not_eligible": {"interviews": [CITY], "ecfmg_certified": "no"},
    "visa_unknown": {"interviews": [CITY], "visa": "j1"},
    "program_withdrawn": {"interviews": [{**CITY, "specialty": "urology"}]},
    "supplemental_misattached": {
        "interviews": [CITY, YEAR], "rank_list": {"order": ["City"], "supplemental": [{"programs": ["Year"]}]},
    },
    "joint_ap": {"interviews": [CITY, {**YEAR, "joint_with": "Lake"}]},
    "supplemental_fee": {
        "interviews": [{**CITY, **RADIOLOGY}, *MANY], "targets": [RADIOLOGY],
        "rank_list": {"order": ["City"], "supplemental": [{"advanced": ["City"], "programs": NAMES}]},
    },
    "length_fee": {"interviews": 100},
}  # fmt: skip
COUPLES: Final = {
    "certified_by_one", "couple_unequal_lengths", "couple_single_outcomes_missing", "unreachable_pair",
}  # fmt: skip


@pytest.mark.parametrize("code", SINGLE)
def test_each_code_of_a_single_list_comes_from_a_small_season(season: Make, code: str) -> None:
    order = rank_order(season(**SINGLE[code]))
    rising = [0.2 + 0.1 * (len(order.primary) - at) / len(order.primary) for at in range(len(order.primary))]
    found = list_checks(ListFacts(order, ON, rising))
    assert code in {c.code for c in found}


def test_the_other_codes_come_from_two_lists_and_there_are_no_more(season: Make) -> None:
    one = season([CITY, {"program": "Lake"}], rank_list={"order": ["City", "no match", "City", "Lake"]})
    halves = ["no match", "Hill", "Hill", "Hill", "Hill"]
    certified = {"order": halves, "certified": {"at": "2027-02-01", "order": halves}}
    two = season([{"program": "Hill"}], rank_list=certified)
    assert {c.code for c in couple_report(one, two, on=ON).checks} >= COUPLES
    assert COUPLES | set(SINGLE) == set(get_args(CheckCode))
