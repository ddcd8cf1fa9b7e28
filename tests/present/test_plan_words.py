"""A plan in words says the same as its numbers, and never a bare percentage."""

from __future__ import annotations

from typing import Any

import pytest

from matchsafe.domain.plan import PlannedCell, PlanReport
from matchsafe.domain.season import Season
from matchsafe.domain.text import dollars
from matchsafe.present import plan_doubts, plan_words


def changed(plan: PlanReport, **parts: Any) -> PlanReport:
    """The plan with some parts exchanged."""
    return PlanReport.model_validate({**plan.model_dump(), **parts})


def test_a_searched_list_says_how_near_the_best_it_is(plan: PlanReport) -> None:
    spent = changed(plan, whole_budget=plan.useful)
    assert (
        plan_doubts.near_best(spent) == "No other list for your budget can be better by more than 2 in 100."
    )


def test_a_useful_part_of_the_budget_is_not_measured_against_all_of_it(plan: PlanReport) -> None:
    """That all of it buys more is told beside; the proof is of the list for all of it."""
    more = plan.whole_budget.chance.value
    told = plan_doubts.near_best(
        changed(plan, upper_bound=more + 0.004, gap=more + 0.004 - plan.chance.value)
    )
    assert told == "No other list for all of your budget can beat the one found for it by even 1 in 100."


def test_a_proved_list_says_that_none_is_better(plan: PlanReport) -> None:
    whole = changed(plan, status="proved", whole_budget=plan.useful)
    assert plan_doubts.near_best(whole) == "Proved: no other list that keeps these rules is better."
    useful = plan_doubts.near_best(changed(plan, status="proved"))
    assert useful.startswith("Proved: no other list for all of your budget can beat the one found for it by ")


@pytest.mark.parametrize("status", ["cancelled", "time_limit", "not_exact"])
def test_an_unfinished_proof_still_tells_the_distance(plan: PlanReport, status: str) -> None:
    told = plan_doubts.near_best(changed(plan, status=status, whole_budget=plan.useful))
    assert told.startswith("No other list for your budget can be better by more than 2 in 100")
    assert len(told) > 70


def test_a_list_by_wishes_is_told_by_its_share_of_the_best_worth(plan: PlanReport) -> None:
    told = plan_doubts.near_best(changed(plan, objective="utility", upper_bound=0.5, gap=0.1))
    assert told == "By your wishes it is worth at least 80 in 100 of the best possible list."
    assert "100 in 100" in plan_doubts.near_best(changed(plan, objective="utility", upper_bound=0.0, gap=0.0))


def test_of_an_empty_list_nothing_is_claimed(plan: PlanReport) -> None:
    assert plan_doubts.near_best(changed(plan, programs=())) == ""


def test_the_next_dollars_name_three_programs_and_count_the_rest(plan: PlanReport) -> None:
    assert plan_words.next_dollars(plan) == (
        "The next $100 would add about 7 in 100 (5 to 9): "
        "Invented Hospital 5; Invented Hospital 6; Invented Hospital 7; and 2 more."
    )


@pytest.mark.parametrize(
    ("programs", "chance", "told"),
    [
        ((), (0, 0, 0), "would buy nothing more"),
        (("Invented Hospital 5",), (0, 0, 0), "would change nothing that can be seen"),
        (
            ("Invented Hospital 5",),
            (0.001, 0, 0.012),
            "would add fewer than 1 in 100 (0 to 1): Invented Hospital 5.",
        ),
        (
            ("Invented Hospital 5",),
            (0.02, -0.01, 0.03),
            "would add +2 in 100 (−1 to 3): Invented Hospital 5.",
        ),
    ],
)
def test_the_next_dollars_are_honest_where_they_buy_little(
    plan: PlanReport, programs: tuple[str, ...], chance: tuple[float, float, float], told: str
) -> None:
    value, low, high = chance
    more = {"dollars": 100.0, "programs": programs, "chance": {"value": value, "low": low, "high": high}}
    assert told in plan_words.next_dollars(changed(plan, next_dollars=more))


@pytest.mark.parametrize(
    ("why", "told"),
    [
        ({"stopped_by": "all_listed"}, "every program that can be added is on the list."),
        ({"stopped_by": "max_programs"}, "the list is as long as you allowed (4 programs)."),
        (
            {"stopped_by": "max_per_specialty", "stopped_in": ("family_medicine", "neurology")},
            "the list has as many programs in Family Medicine and Neurology as you allowed.",
        ),
        ({"stopped_by": "no_gain"}, "no program that is left adds anything that can be seen."),
    ],
)
def test_which_limit_keeps_more_money_from_buying_more_is_told(
    plan: PlanReport, why: dict[str, object], told: str
) -> None:
    more = {"dollars": 100.0, "programs": (), "chance": {"value": 0, "low": 0, "high": 0}, **why}
    found = plan_words.next_dollars(changed(plan, next_dollars=more))
    assert found == f"The next $100 would buy nothing more: {told}"


def test_without_a_catalog_changes_of_the_list_are_counted_by_state(plan: PlanReport) -> None:
    none = {"name": None, "sample": False, "as_of": None, "programs": 16, "banner": None}
    cell = {"specialty": "family_medicine", "state": "WY", "count": 3, "of_about": 5, "signals": 0,
            "p_interview": {"value": 0.1, "low": 0.1, "high": 0.1}, "text": "", "look_up": ()}  # fmt: skip
    base = plan.shifts[1].model_dump()
    shift = {
        **base,
        "dropped": ["Family Medicine in Wyoming"] * 2 + ["Family Medicine in Ohio"],
        "added": ["Family Medicine in Arkansas"] * 2 + ["Neurology in Texas", "Family Medicine in Ohio"],
    }
    other = changed(plan, catalog=none, programs=(), cells=[cell], shifts=[shift])
    told = plan_doubts.shift(other.shifts[0], other)
    assert told.endswith("then (2 more in Arkansas, 2 fewer in Wyoming, 1 more of Neurology in Texas).")
    same = {**base, "dropped": ["Family Medicine in Ohio"], "added": ["Family Medicine in Ohio"]}
    alike = changed(plan, catalog=none, programs=(), cells=[cell], shifts=[same])
    assert plan_doubts.shift(alike.shifts[0], alike).endswith("the best list stays the same.")
    states = [f"Family Medicine in {s}" for s in "ABCDEFGH"]
    many = changed(
        plan, catalog=none, programs=(), cells=[cell], shifts=[{**base, "added": states, "dropped": []}]
    )
    assert plan_doubts.shift(many.shifts[0], many).endswith("1 more in F, and changes in 2 more).")


def test_the_next_dollars_by_wishes_tell_the_chance_of_matching_too(plan: PlanReport) -> None:
    assert plan_words.next_dollars(changed(plan, objective="utility")) == plan_words.next_dollars(plan)


def test_without_a_catalog_programs_are_counted_instead_of_named(plan: PlanReport) -> None:
    none = {"name": None, "sample": False, "as_of": None, "programs": 16, "banner": None}
    other = changed(plan, catalog=none)
    assert plan_words.next_dollars(other).endswith("about 7 in 100 (5 to 9): 5 more programs.")
    assert "published figures" in plan_words.catalog_line(other)
    assert "of this kind" in plan_doubts.waste(other)


@pytest.mark.parametrize(
    ("target", "word"),
    [
        (None, ""),
        ({"low": 12, "high": 15}, "below"),
        ({"low": 2, "high": 3}, "inside"),
        ({"low": 1, "high": 2}, "above"),
    ],
)
def test_interviews_are_told_against_the_usual_target(
    plan: PlanReport, target: dict[str, int] | None, word: str
) -> None:
    told = plan_words.interviews(changed(plan, target=target))
    assert "About 2.4 interviews on average; in nine of ten cases 0 to 3." in told
    assert (f"{word} the usual target" in told) == bool(word)
    none = plan.interviews.model_copy(update={"mean": 0.01, "low": 0, "high": 0})
    assert plan_words.interviews(changed(plan, interviews=none)).startswith(
        "Fewer than 0.1 interviews on average; in nine of ten cases 0."
    )


def test_the_list_is_grouped_by_role_the_likeliest_first(plan: PlanReport) -> None:
    found = list(plan_words.groups(plan))
    assert [g.code for g in found] == ["safer", "target", "reach"]
    assert [p.id for p in found[0].programs] == ["p2", "p4"]
    assert sum(len(g.programs) for g in found) == len(plan.programs)


def test_the_budget_table_keeps_the_own_budget_and_the_last_row(plan: PlanReport) -> None:
    steps = plan_words.budget_steps(plan)
    assert [s.programs for s in steps if s.yours] == [4]
    assert steps[-1].programs == 12
    assert len(steps) <= 10
    assert plan_words.budget_steps(changed(plan, budget_curve=())) == ()
    one = plan.budget_curve[1]
    twice = (one, one.model_copy(update={"budget": 20.0}))
    assert len(plan_words.budget_steps(changed(plan, budget_curve=twice))) == 1, "the same list once"


def test_a_budget_of_which_nothing_is_near_is_not_marked_as_the_own(plan: PlanReport) -> None:
    assert not any(s.yours for s in plan_words.budget_steps(changed(plan, cost=500.0)))


def test_another_strength_says_what_would_change(plan: PlanReport) -> None:
    weaker, stronger = (plan_doubts.shift(x, plan) for x in plan.shifts)
    assert weaker == (
        "If you are a little weaker than we think: about 30 in 100 (25 to 35) with this list; "
        "the best list stays the same."
    )
    assert (
        "about 52 in 100 (47 to 57) with the list that is best then (without Invented Hospital 1, with "
        in stronger
    )
    assert stronger.endswith("and 2 more).")
    told = plan_doubts.strength_line(plan)
    assert (
        "weakest third of applicants like you match in about 20 in 100 (15 to 25), the middle third" in told
    )
    assert told.endswith("the strongest in about 60 in 100 (55 to 65).")


def test_waste_and_diminishing_are_silent_where_there_are_none(plan: PlanReport) -> None:
    told = plan_doubts.waste(plan)
    assert "1 program of the list would almost never look" in told
    assert told.endswith("save $11, and your chance would fall by about 1 in 100 (1 to 2).")
    assert plan_doubts.waste(changed(plan, wasted_programs=0)) == ""
    assert "$77" in plan_words.diminishing_returns(plan)
    assert plan_words.diminishing_returns(changed(plan, diminishing_from=None)) == ""
    assert "$0" not in plan_words.diminishing_returns(changed(plan, diminishing_from=0.0))


def test_the_catalog_is_named_with_its_date(plan: PlanReport) -> None:
    assert (
        plan_words.catalog_line(plan) == 'From the catalog "invented": 16 programs, newest value from 2026.'
    )
    one = plan.programs[0]
    assert plan_words.fee_note(changed(plan, programs=(one,), cost=one.fee)) == ""
    assert "leaving it out would save" in plan_words.fee_note(
        changed(plan, programs=(one, one), cost=one.fee)
    )


def test_places_and_cells_are_told_as_far_as_known(plan: PlanReport) -> None:
    assert [plan_words.place(p) for p in plan.programs] == [
        "Invented City, OH",
        "Invented City, OH",
        "Invented City",
        "OH",
    ]
    cell = PlannedCell(
        specialty="internal_medicine", state="NY", count=3, of_about=40, signals=1, p_interview=plan.chance,
        text="about 3", look_up=(),
    )  # fmt: skip
    assert plan_words.cell_name(cell) == "Internal Medicine, New York"
    assert plan_words.cell_signals(cell) == "1 signal among them"
    assert plan_words.cell_signals(cell.model_copy(update={"signals": 0})) == ""


def test_the_usual_mistake_is_named_and_amounts_read_as_money(plan: PlanReport) -> None:
    assert "about 48 in 100 (43 to 53)" in plan_doubts.independence(plan)
    assert [dollars(x) for x in (44.0, 1340.5, 0)] == ["$44", "$1,340.50", "$0"]


@pytest.mark.parametrize(
    ("held", "told"),
    [
        (
            1,
            "Your 1 interview is from a season that is over. This plan is for the next one and does not count it.",
        ),
        (
            2,
            "Your 2 interviews are from a season that is over. This plan is for the next one and does not count them.",
        ),
    ],
)
def test_one_past_interview_is_one(held: int, told: str) -> None:
    season = {"applicant": {"type": "us_img"}, "target": {"specialty": "neurology"}, "interviews": held}
    assert plan_words.past_interviews(Season.model_validate(season)) == told
