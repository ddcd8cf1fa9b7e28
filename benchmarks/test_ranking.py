"""Rank lists: a couple's list from 20 programs each, and the chances of 300 pairs, against one outlook for two."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import pytest

from matchsafe.domain.season import Couple, Season
from matchsafe.domain.season_couple import CoupleWishes
from matchsafe.market.season.season import play
from matchsafe.odds.couples import DRAWS, couple_outlook
from matchsafe.ranking.joint_chances import draw_cases, joint_outcome
from matchsafe.ranking.pairs import PairUtility, pair_list
from matchsafe.ranking.rank_chances import list_model
from matchsafe.ranking.rank_order import rank_order
from matchsafe.services.rank import rank_report
from matchsafe.services.rank_seasons import SCALE, seasons_around
from matchsafe.services.simulated_nation import nation, season_programs

ON: Final = date(2027, 2, 10)
SEASONS: Final = 20
STATES: Final = ("NY", "NJ", "TX", "MI")


@pytest.fixture(scope="module")
def partners() -> tuple[Season, Season]:
    def season(name: str) -> Season:
        held = [{"program": f"{name}{i}", "state": STATES[i % 4], "status": "attended"} for i in range(20)]
        content = {
            "applicant": {"type": "us_img"},
            "target": {"specialty": "internal_medicine"},
            "interviews": held,
        }
        return Season.model_validate(content)

    return season("A"), season("B")


@pytest.mark.benchmark(group="a list of pairs from 20 programs each (s, under 1)")
def test_pairs(benchmark: Any, partners: tuple[Season, Season]) -> None:
    def make() -> int:
        sides = [rank_order(s).primary for s in partners]
        return len(pair_list(PairUtility(sides[0], sides[1], CoupleWishes())).pairs)

    assert benchmark(make) == 300


@pytest.mark.benchmark(group="joint chances of 300 pairs (s, under 2)")
@pytest.mark.parametrize("what", ["pairs", "outlook for two"])
def test_joint_chances(benchmark: Any, partners: tuple[Season, Season], what: str) -> None:
    sides = [rank_order(s).primary for s in partners]
    pairs = pair_list(PairUtility(sides[0], sides[1], CoupleWishes())).pairs
    couple = Couple(partner=partners[1].applicant, partner_interviews=partners[1].interviews)
    both = partners[0].model_copy(update={"couples": couple})

    def chances() -> object:
        models = [list_model(s, side, ON, DRAWS) for s, side in zip(partners, sides, strict=True)]
        return joint_outcome(draw_cases(models[0], models[1], tied=True), pairs)

    benchmark(chances if what == "pairs" else lambda: couple_outlook(both, ON))


@pytest.mark.benchmark(group="a list of 20 ranks with its checks (s)")
def test_one_list(benchmark: Any, partners: tuple[Season, Season]) -> None:
    assert len(benchmark(lambda: rank_report(partners[0], ON, trial=False)).list) == 20


def test_seasons_around_a_list(contest: Any, partners: tuple[Season, Season]) -> None:
    """Against the same seasons played and thrown away: what is asked of them should cost nearly nothing."""

    def anew() -> object:
        season_programs.cache_clear()
        return seasons_around(partners[0], SEASONS, ON)

    def played() -> None:
        for number in range(SEASONS):
            play(nation(), 1, number, SCALE)

    kept = f"{SEASONS} seasons around the next list"
    contest.run(f"{SEASONS} national seasons around a list", anew, "seasons played alone", played, rounds=3)
    contest.row_of(
        kept, lambda: seasons_around(partners[0], SEASONS, ON), "seasons played alone", played, rounds=1
    )
