"""A plan for two stops where the next $100 adds almost nothing to matching together, and says what it leaves."""

from __future__ import annotations

from datetime import date

import pytest
from tests.services.conftest import record

from matchsafe import plan_couple
from matchsafe.catalog.catalog import Catalog
from matchsafe.domain.couple_plan import CouplePlanReport, CoupleRequest
from matchsafe.domain.season import Season
from matchsafe.services.couple_plan.evaluator import CoupleEvaluator
from matchsafe.services.couple_plan.solution import solve_couple
from matchsafe.services.couple_plan.useful_lists import PairWorth

EARLY, LATE = date(2026, 9, 23), date(2026, 12, 20)
APPLICANT = {
    "type": "us_img", "step2_ck": {"score": 262, "attempts": 1}, "step1": {"passed": True, "attempts": 1},
    "graduation_year": 2026, "us_clinical_experience": "hands_on", "letters": "strong", "visa": "none",
}  # fmt: skip
ONE, TWO = (
    Season.model_validate({"applicant": APPLICANT, "target": {"specialty": specialty}})
    for specialty in ("internal_medicine", "family_medicine")
)


@pytest.fixture(scope="module")
def towns() -> Catalog:
    kinds = [(s, state) for state in ("OH", "TX", "NY") for s in ("internal_medicine", "family_medicine")]
    return Catalog(
        "towns",
        tuple(record(i, *kinds[i % 6], img_share=0.95, track="categorical") for i in range(36)),
    )


def planned(catalog: Catalog, on: date = EARLY, **wishes: object) -> CouplePlanReport:
    return plan_couple(
        ONE, TWO, CoupleRequest.model_validate({"budget": 330, "together": "anywhere", **wishes}), catalog, on
    )


@pytest.fixture(scope="module")
def all_of_it(towns: Catalog) -> CouplePlanReport:
    return planned(towns, useful_step=0)


def test_the_useful_lists_are_part_of_what_the_budget_buys(
    towns: Catalog, all_of_it: CouplePlanReport
) -> None:
    useful = planned(towns, useful_step=8)
    assert useful.recommendation.code == "spend_less"
    assert 0 < useful.useful.programs < useful.whole_budget.programs
    assert useful.cost == useful.useful.cost < useful.whole_budget.cost == all_of_it.cost
    assert useful.whole_budget.chance == all_of_it.both_together
    more = useful.whole_budget.chance.value - useful.both_together.value
    assert useful.rest_adds.value == pytest.approx(more)
    assert 0 <= useful.rest_adds.low < more < useful.rest_adds.high
    for mine, whole in ((useful.first, all_of_it.first), (useful.second, all_of_it.second)):
        assert {p.id for p in mine.programs} <= {p.id for p in whole.programs}
    rest = useful.whole_budget.cost - useful.useful.cost
    assert f"Another ${rest:,.0f} would add about" in useful.headline
    assert useful.recommendation.text == useful.headline
    assert useful.upper_bound == pytest.approx(all_of_it.upper_bound)


def test_late_in_december_nothing_is_asked_for_and_what_to_do_instead_is_said(towns: Catalog) -> None:
    found = planned(towns, LATE)
    assert (found.recommendation.code, found.cost, found.first.programs) == ("spend_nothing", 0, ())
    assert found.headline.startswith("Spend nothing more. New applications add almost nothing")
    assert "Do this instead." in found.headline


def test_the_worth_of_parts_is_that_of_the_lists_worked_out_afresh(towns: Catalog) -> None:
    request = CoupleRequest(budget=200)
    solved = solve_couple((ONE, TWO), request, towns, EARLY, cancel=lambda: False)
    evaluator = CoupleEvaluator(solved, EARLY)
    worth = PairWorth(solved, evaluator)
    assert worth(solved.found.modes) == pytest.approx(evaluator.together().value)
    fewer = solved.found.modes.copy()
    fewer[solved.found.first[::2]] = -1
    less = worth(fewer)
    assert less < evaluator.together().value
    assert PairWorth(solved, evaluator)(fewer) == pytest.approx(less)


def test_interviews_of_a_season_that_is_over_are_named_and_not_counted(towns: Catalog) -> None:
    old = ONE.model_copy(update={"interviews": 3})
    found = plan_couple(old, TWO, CoupleRequest(budget=90, together="anywhere"), towns, date(2026, 9, 1))
    assert (found.held_nowhere, found.first.interviews.held) == (0, 0)
    assert found.warnings[0].startswith("First partner: Your 3 interviews are from a season that is over.")
    assert not any(w.startswith("Second partner: Your") for w in found.warnings)
