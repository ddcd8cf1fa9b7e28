"""How much of a budget is worth spending, where nothing is, and the order of wishes between specialties."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from tests.services.conftest import record

from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.sample import sample
from matchsafe.domain.plan import PlanReport, PlanRequest
from matchsafe.domain.season import Couple, Season
from matchsafe.domain.season_interview import Interview
from matchsafe.odds.invitation import ALL_DRAWS
from matchsafe.planning.measures import objective_of
from matchsafe.planning.selection import Selection
from matchsafe.present import words
from matchsafe.services.outlook import outlook
from matchsafe.services.plan import plan
from matchsafe.services.plan.candidates import candidates
from matchsafe.services.plan.evaluator import PortfolioEvaluator
from matchsafe.services.plan.solution import HELD_OUT_NODES, new_applications_pay, scenarios_at, solve_plan
from matchsafe.services.plan.useful_spend import parts_of

SEPTEMBER, DECEMBER, MATCH_WEEK = date(2026, 9, 1), date(2026, 12, 10), date(2027, 3, 17)


def asked(season: Season, catalog: Catalog | None, on: date = SEPTEMBER, **request: Any) -> PlanReport:
    return plan(season, PlanRequest(**request), catalog, on)


@pytest.fixture(scope="module")
def whole(season: Season) -> PlanReport:
    return asked(season, sample(), budget=1200, useful_step=0)


@pytest.fixture(scope="module")
def useful(season: Season) -> PlanReport:
    return asked(season, sample(), budget=1200)


def test_a_day_of_sending_that_has_passed_is_said_to_have_passed(season: Season) -> None:
    passed, today = (
        asked(season, None, date(2026, 11, 3), budget=60, sent_on=day).headline
        for day in (date(2026, 10, 24), date(2026, 11, 3))
    )
    assert "That day has passed" in passed
    assert "passed" not in today


def test_the_plan_stops_where_another_100_dollars_add_less_than_1(
    useful: PlanReport, whole: PlanReport
) -> None:
    assert useful.recommendation.code == "spend_less"
    assert useful.useful.cost < useful.whole_budget.cost <= 1200
    assert useful.useful.cost == useful.cost
    assert useful.useful.programs == len(useful.programs)
    assert {p.id for p in (*useful.programs, *useful.rest)} == {p.id for p in whole.programs}
    rest = useful.whole_budget.cost - useful.useful.cost
    more = useful.whole_budget.chance.value - useful.useful.chance.value
    assert more / rest * 100 < 0.01
    assert useful.next_dollars.chance.value < 0.01


def test_the_headline_names_the_spend_the_range_and_what_the_rest_would_add(useful: PlanReport) -> None:
    text = useful.headline
    assert text == useful.recommendation.text
    assert f"{useful.useful.programs} programs for ${useful.cost:,.0f}" in text.replace(".00", "")
    assert "It could be" in text
    assert f"Another ${useful.whole_budget.cost - useful.cost:,.0f} would add" in text
    more = useful.whole_budget.chance.value - useful.useful.chance.value
    assert useful.rest_adds.value == pytest.approx(more)
    assert words.chance(useful.rest_adds) in text  # with its range


def test_the_parts_of_a_list_are_worth_what_each_is_alone(season: Season, catalog: Catalog) -> None:
    request = PlanRequest(budget=330, signals="all", applied={catalog.programs[0].id: "gold"})
    solved = solve_plan(season, candidates(season, request, catalog, SEPTEMBER), request, SEPTEMBER)
    whole = Selection(solved.problem, objective_of(solved.problem, "match"), np.array(solved.whole.modes))
    parts = [part.modes for part in parts_of(whole)]
    assert len(parts) == len(whole.members)
    alone = [solved.evaluator.worth(modes).mean() for modes in parts]
    assert [worth.mean() for worth in solved.evaluator.worths(parts)] == pytest.approx(alone)
    for larger, smaller in pairwise(parts[::-1]):  # each time the program missed least for its fee goes
        least = Selection(solved.problem, whole.objective, larger).removable()
        of = [np.where(np.arange(len(larger)) == j, -1, larger) for j in least.tolist()]
        missed = [Selection(solved.problem, whole.objective, modes) for modes in of]
        before = Selection(solved.problem, whole.objective, larger)
        rates = [(before.value - m.value) / max(before.cost - m.cost, 0.01) for m in missed]
        assert of[int(np.argmin(rates))].tolist() == smaller.tolist()
    every = solved.evaluator.picks(whole.modes)
    for number, gain, signal_gain in zip(every.numbers, every.gain(), every.signal_gain(), strict=True):
        for told, instead in ((gain, -1), (signal_gain, min(whole.modes[number], 0))):
            other = whole.modes.copy()
            other[number] = instead
            lost = solved.evaluator.worth(whole.modes) - solved.evaluator.worth(other)
            assert told.value == pytest.approx(lost.mean(), abs=1e-12)


def test_signals_of_a_list_are_valued_as_where_every_program_may_be_signalled(
    season: Season, catalog: Catalog
) -> None:
    sent = {p.id: signal for p, signal in zip(catalog.programs, ("gold", "silver", None), strict=False)}
    request = PlanRequest(budget=330, signals="all", applied=sent)
    offered = candidates(season, request, catalog, DECEMBER)
    solved = solve_plan(season, offered, request, DECEMBER)
    every = range(len(offered.programs))
    drawn = scenarios_at(season, request, offered, every, DECEMBER, count=ALL_DRAWS, nodes=HELD_OUT_NODES)
    slow = PortfolioEvaluator.of(solved.problem, every, drawn, offered.invited, offered.open_invitations)
    for modes in (solved.whole.modes, solved.more, *(p.modes for p in solved.curve)):
        assert solved.evaluator.worth(modes) == pytest.approx(slow.worth(modes), abs=1e-12)
        means = [one.picks(modes).count().mean for one in (solved.evaluator, slow)]
        assert means[0] == pytest.approx(means[1], abs=1e-12)


def test_some_programs_of_a_list_read_as_among_all_of_them(season: Season, catalog: Catalog) -> None:
    request = PlanRequest(budget=330, signals="all")
    solved = solve_plan(season, candidates(season, request, catalog, SEPTEMBER), request, SEPTEMBER)
    every, numbers = solved.evaluator.picks(solved.whole.modes), [pick.number for pick in solved.whole.picks]
    some = solved.evaluator.picks(solved.whole.modes, numbers[::3])
    at = np.isin(every.numbers, numbers[::3])
    assert some.numbers.tolist() == every.numbers[at].tolist()
    for what in ("interview", "match_there", "gain", "signal_gain"):
        told = getattr(every, what)()
        assert getattr(some, what)() == [told[i] for i in np.flatnonzero(at)]


def test_a_step_of_0_spends_the_whole_budget_and_a_large_one_less(
    season: Season, useful: PlanReport, whole: PlanReport
) -> None:
    assert whole.rest == ()
    assert whole.recommendation.code == "spend"
    assert whole.cost == pytest.approx(useful.whole_budget.cost)
    picky = asked(season, sample(), budget=1200, useful_step=5)
    assert picky.cost < useful.cost


def test_where_new_applications_add_almost_nothing_no_dollar_is_asked_for(season: Season) -> None:
    late = asked(season, sample(), DECEMBER, budget=900)
    assert late.recommendation.code == "spend_nothing"
    assert (late.useful.cost, late.useful.programs, late.cost) == (0, 0, 0)
    assert late.headline.startswith(
        "Spend nothing more. New applications sent today, 10 December, add almost nothing"
    )
    assert "Do this instead: " in late.headline
    assert not any("signals" in w for w in late.warnings)  # they would better a list that is not recommended
    assert late.rest


@pytest.mark.parametrize("interviews", [0, 4])
def test_after_rank_lists_close_the_season_is_over_and_costs_nothing(season: Season, interviews: int) -> None:
    held = Season(applicant=season.applicant, target=season.target, interviews=interviews)
    over = asked(held, sample(), MATCH_WEEK, budget=110)
    assert over.recommendation.code == "season_over"
    assert (over.programs, over.rest, over.cost) == ((), (), 0)
    assert (over.bill, over.left_out) == ((), ())
    assert "rank lists are closed" in over.headline
    assert "1 September 2027" in over.headline
    assert over.chance.value == pytest.approx(over.held_chance.value if over.held_chance else 0)


def test_a_list_of_one_cheap_program_is_worth_its_few_dollars(season: Season) -> None:
    """$11 that add nearly 1 match of 100 are well spent; the same in November are not."""
    one = Catalog("one", (record(1, "internal_medicine", "NY", img_share=0.8, j1=True),))
    assert asked(season, one, signals="none").recommendation.code == "spend"
    couple = season.model_copy(update={"couples": Couple(partner=season.applicant, partner_interviews=0)})
    late = asked(couple, one, date(2026, 11, 20), signals="none")
    assert (late.recommendation.code, late.programs) == ("spend_nothing", ())
    assert "matchsafe plan FILE --together state" in late.warnings[0], "a plan for two is what a couple needs"


def test_fees_with_little_hope_are_told_with_what_they_buy_and_no_fee_stands_where_none_is_asked(
    season: Season, catalog: Catalog
) -> None:
    few = asked(season, catalog, date(2026, 11, 20), budget=110, useful_step=0)
    assert 0 < few.wasted_programs <= len(few.programs)
    if few.wasted_programs == len(few.programs):
        assert few.wasted_adds == few.chance
    assert 0 < few.wasted_adds.value <= few.chance.value
    mine = [p for p in few.budget_curve if p.cost == few.cost]
    assert mine[0].chance == few.chance
    nothing = asked(season, catalog, date(2026, 12, 20), budget=110)
    assert (nothing.recommendation.code, nothing.bill, nothing.wasted_programs) == ("spend_nothing", (), 0)


def test_a_plan_of_long_shots_says_so_first(season: Season, catalog: Catalog) -> None:
    few = asked(season, catalog, date(2026, 11, 1), budget=2000, useful_step=0)
    assert all(p.role == "reach" for p in few.programs)
    assert few.headline.startswith("Every program here is a long shot.")


def test_signals_are_planned_only_where_they_are_said_to_be_left(season: Season, catalog: Catalog) -> None:
    unsaid, none, everything = (asked(season, catalog, budget=330, signals=s) for s in (None, "none", "all"))
    assert {p.signal for p in (*unsaid.programs, *none.programs)} == {None}
    assert {p.signal for p in everything.programs} == {"gold", "silver", None}
    assert any("No signals are planned" in w for w in unsaid.warnings)
    assert not any("No signals are planned" in w for w in none.warnings)
    sent = asked(season, catalog, budget=330, applied={everything.programs[0].id: "gold"})
    assert Counter(p.signal for p in sent.programs)["gold"] == 1


def test_the_first_wish_is_not_outbid_by_an_easier_specialty(season: Season, catalog: Catalog) -> None:
    """What its share of the budget would buy it alone is on the list, whatever the others offer."""
    both = ("internal_medicine", "family_medicine")
    first, free = (asked(season, catalog, budget=220, specialties=both, first_share=x) for x in (0.8, 0))
    alone = asked(season, catalog, budget=0.8 * 220, specialties=both[:1])
    assert {p.id for p in alone.programs} <= {p.id for p in first.programs}
    spent, unbound = (Counter(p.specialty for p in r.programs) for r in (first, free))
    assert spent["internal_medicine"] > unbound["internal_medicine"]
    assert spent["family_medicine"]
    assert first.first_specialty == "internal_medicine"
    assert free.first_specialty is None
    other = asked(season, catalog, budget=220, specialties=both[::-1], first_share=0.8)
    assert Counter(p.specialty for p in other.programs)["internal_medicine"] < spent["internal_medicine"]
    for report, wished in ((first, "Internal"), (other, "Family")):  # the first wish is named first
        assert re.search(r"in (Internal|Family) Medicine", report.headline).group(1) == wished  # type: ignore[union-attr]


STRONG = {
    "type": "non_us_img", "graduation_year": 2024, "step1": {"passed": True, "attempts": 1},
    "step2_ck": {"score": 250, "attempts": 1}, "us_clinical_experience": "hands_on", "letters": "strong", "visa": "j1",
}  # fmt: skip
APPLYING = {"apply_more", "december_widen", "november_keep_applying"}


@pytest.mark.parametrize(
    ("specialty", "interviews", "on", "listed"),
    [
        ("psychiatry", 5, date(2026, 11, 2), False),
        ("psychiatry", 0, date(2026, 11, 2), True),
        ("internal_medicine", 2, date(2026, 11, 2), True),
        ("internal_medicine", 2, date(2026, 11, 25), False),
        ("surgery_general", 2, date(2026, 11, 2), False),
    ],
)
def test_the_outlook_tells_to_apply_exactly_where_the_plan_of_the_same_list_spends(
    specialty: str, interviews: int, on: date, listed: bool
) -> None:
    target = {"specialty": specialty}
    held = Season.model_validate({"applicant": STRONG, "target": target, "interviews": interviews})
    request, catalog = PlanRequest(budget=110), sample() if listed else None
    spends = plan(held, request, catalog, on).recommendation.code != "spend_nothing"
    told = [a for a in outlook(held, on, request, catalog).actions if a.code in APPLYING]
    assert any("pply to" in a.text or "adding programs" in a.text for a in told) is spends
    assert new_applications_pay(held, on, request, catalog) is spends


def test_a_plan_that_may_cost_nothing_silences_the_advice_to_apply() -> None:
    held = Season.model_validate(
        {"applicant": STRONG, "target": {"specialty": "psychiatry"}, "interviews": 0}
    )
    on = date(2026, 11, 2)
    assert new_applications_pay(held, on, PlanRequest(), sample()) is True
    assert new_applications_pay(held, on, PlanRequest(budget=0), sample()) is False
    codes = {a.code for a in outlook(held, on, PlanRequest(budget=0), sample()).actions}
    assert "apply_more" not in codes


def test_where_a_match_needs_two_programs_a_slow_start_does_not_end_the_list() -> None:
    """The first $100 for positions with first years add less than the next: three times $100 are looked at."""
    targets = ({"specialty": "anesthesiology", "track": "advanced"},
               {"specialty": "internal_medicine", "track": "preliminary"})  # fmt: skip
    who = {"type": "us_img", "graduation_year": 2022, "step1": {"passed": True}, "step2_ck": {"score": 231}}
    held = Season.model_validate({"applicant": who, "targets": targets})
    found = asked(held, None, budget=400, useful_step=1.5)
    assert found.next_dollars.chance.value * 100 < 1.5
    assert found.cost > 200


@pytest.mark.parametrize("first_share", [0, 0.7])
def test_more_money_never_advises_a_dearer_or_a_worse_list(
    season: Season, catalog: Catalog, first_share: float
) -> None:
    """What is useful is one sum, whatever the budget: a smaller budget buys as much of it as it can."""
    wishes = {"specialties": ("internal_medicine", "family_medicine")} if first_share else {}
    plans = [
        asked(season, catalog, date(2026, 10, 28), budget=budget, first_share=first_share, **wishes)
        for budget in (60, 150, 340, 420, None)
    ]
    costs, values = [p.cost for p in plans], [p.chance.value for p in plans]
    assert costs == sorted(costs)
    assert costs[-1] == costs[-2] > 150, "the useful sum is reached"
    assert all(after > before - 1e-4 for before, after in pairwise(values))
    assert [p.recommendation.code for p in plans[:2]] == ["spend", "spend"]
    assert plans[-1].recommendation.code == "spend_less"


def test_more_money_never_advises_to_spend_less() -> None:
    """Dollars are worth it or not, however many there are: $55 are judged as the best $100 would be."""
    held = Season.model_validate(
        {
            "applicant": {"type": "us_img", "step2_ck": {"score": 245}, "visa": "none"},
            "target": {"specialty": "family_medicine"},
            "interviews": 6,
        }
    )
    asked_with = [PlanRequest(budget=dollars, signals="none") for dollars in (55, 120)]
    told = [new_applications_pay(held, date(2026, 11, 5), request, None) for request in asked_with]
    assert told[0] == told[1]


def test_few_dollars_that_add_almost_nothing_in_all_are_not_asked_for() -> None:
    """$100 would pay here, and $11 or $33 of them add less than what a plan calls almost nothing."""
    held = Season.model_validate(
        {"applicant": STRONG, "target": {"specialty": "psychiatry"}, "interviews": 5}
    )
    on = date(2026, 10, 20)
    for budget in (11, 33, 55):
        found = asked(held, sample(), on, budget=budget)
        added = found.whole_budget.chance.value - (found.held_chance.value if found.held_chance else 0)
        assert (found.recommendation.code == "spend") is (added * 100 >= 0.5) is (budget == 55)
        assert new_applications_pay(held, on, PlanRequest(budget=budget), sample()) is (budget == 55)
        assert ("in 100" in found.headline and "less than 1 in 100" not in found.headline) is (budget == 55)
        if budget < 55:
            assert f"Your ${budget} buy too little" in found.headline
            assert "The next $100 would add about 1 in 100" in found.headline
            assert "almost nothing" not in found.headline
        patient = asked(held, sample(), on, budget=budget, useful_step=0.4)
        assert (patient.recommendation.code == "spend") is (added * 100 >= 0.2)


def test_no_plan_can_be_asked_where_no_figures_say_what_a_specialty_offers() -> None:
    held = Season.model_validate(
        {"applicant": STRONG, "target": {"specialty": "dermatology"}, "interviews": 2}
    )
    assert new_applications_pay(held, SEPTEMBER) is None


STARTS = {"spend": "Apply to", "spend_less": "Apply to", "spend_nothing": "Spend nothing more. ",
          "season_over": "Spend nothing. The season is over"}  # fmt: skip


@pytest.mark.parametrize("on", [SEPTEMBER, date(2026, 11, 20), MATCH_WEEK])
@pytest.mark.parametrize("budget", [0, 60])
def test_code_text_cost_programs_and_chance_of_a_plan_say_the_same(
    on: date, budget: float, season: Season, catalog: Catalog
) -> None:
    found = asked(season, catalog, on, budget=budget)
    said = json.loads(found.model_dump_json())
    useful, whole, code = said["useful"], said["whole_budget"], said["recommendation"]["code"]
    assert (set(useful), set(said["recommendation"])) == ({"cost", "programs", "chance"}, {"code", "text"})
    assert said["recommendation"]["text"] == said["headline"]
    assert STARTS[code] in said["headline"]
    assert (useful["cost"], useful["chance"]) == (said["cost"], said["chance"])
    assert useful["programs"] == sum(not p["applied"] for p in said["programs"])
    assert (useful["programs"] == 0) is (useful["cost"] == 0) is (code in ("spend_nothing", "season_over"))
    assert (whole["programs"] > useful["programs"]) is (code == "spend_less" or bool(said["rest"]))
    assert useful["cost"] <= whole["cost"] <= budget
    assert useful["chance"]["value"] <= whole["chance"]["value"] + 1e-9
    if useful["programs"]:
        assert f"{useful['programs']} program" in said["headline"]
        assert f"${useful['cost']:.0f}" in said["headline"]
        assert words.span(found.useful.chance) in said["headline"]


EVERY = [
    (date.fromisoformat(on), status)
    for on in ("2026-10-10", "2026-11-20", "2027-01-15")
    for status in ("invited", "scheduled", "attended")
]


@pytest.mark.parametrize(("on", "status"), EVERY if os.environ.get("MATCHSAFE_EVERY_SEED") else EVERY[::4])
def test_an_invitation_never_lowers_the_chance(
    season: Season, catalog: Catalog, on: date, status: Any
) -> None:
    applied = {p.id: ("gold" if n == 0 else None) for n, p in enumerate(catalog.programs[:25])}

    def chance(count: int) -> float:
        at = tuple(
            Interview(program=p.name, state=p.state, status=status, visas_sponsored=("j1",))
            for p in catalog.programs[3 : 3 + count]
        )
        held = Season(applicant=season.applicant, target=season.target, interviews=at)
        return asked(held, catalog, on, budget=0, applied=applied).chance.value

    values = [chance(n) for n in (0, 1, 2, 5)]
    assert values == sorted(values)
    assert values[-1] > values[0]
