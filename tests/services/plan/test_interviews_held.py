"""Interviews already held count in a plan exactly as in the outlook, and late applications count for little."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from matchsafe.catalog.catalog import Catalog
from matchsafe.domain.plan import PlanReport, PlanRequest, Preferences
from matchsafe.domain.season import Season
from matchsafe.domain.season_interview import Interview
from matchsafe.odds.draws import group
from matchsafe.odds.invitation import ALL_DRAWS, timing
from matchsafe.present import outlook_words, plan_words, words
from matchsafe.present.verdict import verdict
from matchsafe.services.outlook import outlook
from matchsafe.services.plan import plan
from matchsafe.services.plan.held_interviews import day_that_counts, interviews_by_program
from matchsafe.services.plan.solution import new_applications_pay

AUTUMN, LATE = date(2026, 9, 23), date(2026, 11, 20)
TOLERANCE = 0.002
"""How far a plan and the outlook may be apart on the same interviews: seven strengths a draw against 37."""


def holding(season: Season, interviews: Any, **changes: Any) -> Season:
    return Season(applicant=season.applicant, target=season.target, interviews=interviews, **changes)


def asked(season: Season, catalog: Catalog | None, on: date = LATE, **request: Any) -> PlanReport:
    """A plan that spends the whole budget, with every signal left."""
    return plan(season, PlanRequest(**{"useful_step": 0, "signals": "all", **request}), catalog, on)


def some(count: int, **facts: Any) -> tuple[Interview, ...]:
    return tuple(Interview(program=f"Elsewhere {n}", status="attended", **facts) for n in range(count))


@pytest.fixture(scope="module")
def six(season: Season) -> Season:
    mixed = (*some(3, setting="community", went="well"), *some(2, went="poorly", img_share=0.1))
    return holding(season, (*mixed, Interview(program="Elsewhere 9", visas_sponsored=("j1",))))


@pytest.fixture(scope="module")
def found(six: Season, catalog: Catalog) -> PlanReport:
    return asked(six, catalog, budget=220)


@pytest.fixture(scope="module")
def in_time(six: Season, catalog: Catalog) -> PlanReport:
    return asked(six, catalog, AUTUMN, budget=220)


def test_the_plan_is_judged_on_every_draw_there_is() -> None:
    assert group("non_us_img", "internal_medicine").size == ALL_DRAWS


def test_the_interviews_alone_are_worth_what_the_outlook_says(season: Season, catalog: Catalog) -> None:
    held = holding(season, 4)
    plan, seen = asked(held, catalog, budget=0), outlook(held, LATE).chance
    told, valued = plan.held_chance, plan.whole_budget.chance
    assert told is not None
    assert (told.low, told.value, told.high) == (seen.low, seen.value, seen.high)
    for end in ("low", "value", "high"):  # lists are valued with fewer strengths a draw
        assert getattr(valued, end) == pytest.approx(getattr(seen, end), abs=TOLERANCE)


def test_positions_and_first_years_held_count_together_as_in_the_outlook(
    season: Season,
) -> None:
    later = {"specialty": "anesthesiology", "track": "advanced"}
    year = {"specialty": "internal_medicine", "track": "preliminary"}
    held = Season.model_validate({
        "applicant": season.applicant.model_dump(),
        "targets": [later, year],
        "interviews": [{"program": f"P{n}", **(year if n < 2 else later)} for n in range(5)],
    })  # fmt: skip
    plan, seen = asked(held, None, budget=0, only_states=("VT",)), outlook(held, LATE)
    assert seen.first_years is not None
    assert plan.held_chance == plan.chance == seen.first_years.complete
    assert seen.chance is not None
    assert seen.chance.value > seen.first_years.complete.value + seen.first_years.alone.value
    assert seen.verdict.code == verdict(seen.first_years.complete).code
    number = words.number(seen.first_years.complete)
    assert f"about {number} match to a full training, first year included. It could be" in seen.headline
    assert f"About {words.number(seen.chance)} (" in seen.headline
    assert outlook_words.changes_count(seen) == "about a full training, first year included"
    assert outlook_words.aside(seen) == "about a match of any kind, also to a first year alone"


def test_so_they_are_where_they_differ_and_where_they_crowd_in_one_city(
    season: Season, six: Season, catalog: Catalog, found: PlanReport
) -> None:
    crowd = holding(season, some(9, city="Invented City", state="NY"))
    for held, told in ((six, found), (crowd, asked(crowd, catalog, budget=0))):
        assert told.held_chance is not None
        seen = outlook(held, LATE).chance.value
        assert told.held_chance.value == pytest.approx(seen)
        assert told.chance.value - told.added.value == pytest.approx(seen)


def test_the_ranges_of_all_budgets_carry_on_the_outlooks(six: Season, found: PlanReport) -> None:
    seen, points = outlook(six, LATE).chance, [p.chance for p in found.budget_curve]
    assert seen is not None
    assert found.budget_curve[0].cost == 0
    assert points[0] == seen.model_copy(update={"caveats": ()})
    for end in ("low", "value", "high"):
        ends = [getattr(e, end) for e in (*points, found.whole_budget.chance)]
        assert ends[:-1] == sorted(ends[:-1])
        assert ends[0] <= ends[-1] <= 1
    mine = next(p for p in found.budget_curve if p.cost == found.cost)
    assert mine.chance == found.chance == found.whole_budget.chance


def test_what_the_list_adds_is_the_rest_of_the_chance(found: PlanReport) -> None:
    assert found.held_chance is not None
    assert found.added is not None
    assert found.added.value == pytest.approx(found.chance.value - found.held_chance.value)
    assert 0 < found.added.low < found.added.value < found.added.high
    assert found.interviews.held == 6
    assert found.interviews.low >= 6
    assert min(found.interviews.dots) >= 6
    there = sum(p.p_match_there.value for p in found.programs)
    assert there < found.chance.value, "some match where they hold an interview"


def test_it_is_told_in_words(found: PlanReport) -> None:
    assert "With the 6 interviews you hold, of 100 applicants like you, about" in found.headline
    told = plan_words.held_interviews(found)
    assert told.startswith("With only the 6 interviews you hold it is about")
    assert "this list adds" in told
    assert "with the 6 you hold" in plan_words.interviews(found)


def test_without_interviews_nothing_of_them_is_told(season: Season, catalog: Catalog) -> None:
    got = asked(season, catalog, AUTUMN, budget=110)
    assert (got.held_chance, got.added, got.late, got.interviews.held) == (None, None, None, 0)
    assert plan_words.held_interviews(got) == ""
    assert got.warnings == ()


def test_an_application_sent_late_is_worth_far_less(found: PlanReport, in_time: PlanReport) -> None:
    assert found.late is not None
    assert found.late.value < 0.3
    assert in_time.late is None
    assert found.added is not None
    assert in_time.added is not None
    assert found.added.value < 0.4 * in_time.added.value
    assert found.sent_on == LATE
    assert any(w.startswith("Sent today, an application is late") for w in found.warnings)
    assert "This is for applications sent today, 20 November." in found.headline
    assert "sent" not in in_time.headline
    assert "interview_assumptions.sent_late_november" in {s.id for s in found.sources}
    assert not {s.id for s in in_time.sources} & set(timing.figures("sent_late"))


def test_the_day_of_sending_is_the_day_of_the_plan_unless_another_is_named(
    season: Season, catalog: Catalog
) -> None:
    late, early = (asked(season, catalog, on, budget=110) for on in (LATE, AUTUMN))
    assert late.chance.value < early.chance.value / 2
    in_time = asked(season, catalog, LATE, budget=110, sent_on=AUTUMN)
    assert in_time.chance.value == pytest.approx(early.chance.value)
    under_way = asked(holding(season, 0, applications_sent=40), catalog, budget=110)
    assert under_way.chance.value == pytest.approx(late.chance.value)


def test_an_application_that_has_brought_nothing_so_far_may_still_bring_something(
    season: Season, catalog: Catalog
) -> None:
    both = {"applied": {"p2": None}, "include": ("p5",), "max_programs": 2}
    got = {p.id: p.p_interview.value for p in asked(season, catalog, **both).programs}
    before = {p.id: p.p_interview.value for p in asked(season, catalog, AUTUMN, **both).programs}
    assert got["p5"] / before["p5"] < got["p2"] / before["p2"] < 1


def test_a_program_one_has_an_interview_at_is_not_applied_to_again(season: Season, catalog: Catalog) -> None:
    there = Interview(program="invented hospital  5", state="NY", status="scheduled")
    held = holding(season, (there,))
    got = asked(held, catalog, AUTUMN, budget=2000, include=("p5",))
    assert "p5" not in {p.id for p in got.programs}
    assert "You have an interview here already." in {x.reason for x in got.left_out if x.id == "p5"}
    other = holding(season, (there.model_copy(update={"program": "Elsewhere"}),))
    assert "p5" in {p.id for p in asked(other, catalog, AUTUMN, budget=2000).programs}


def test_an_interview_that_came_of_an_application_counts_once(season: Season, catalog: Catalog) -> None:
    there = Interview(program="Invented Hospital 5", state="NY", status="scheduled")
    held = holding(season, (there,))
    sent = asked(held, catalog, AUTUMN, budget=0, applied={"p5": "gold", "p2": None})
    assert {p.id for p in sent.programs} == {"p2"}
    assert sent.held_chance is not None
    assert sent.interviews.held == 1
    assert sent.chance.value > sent.held_chance.value


def test_a_waiting_list_or_a_name_that_fits_two_programs_settles_nothing(
    season: Season, catalog: Catalog
) -> None:
    waiting = holding(season, (Interview(program="Invented Hospital 5", status="waitlisted"),))
    assert interviews_by_program(waiting, catalog.programs) == {}
    twins = [p.model_copy(update={"name": "Twin"}) for p in catalog.programs[:2]]
    named = holding(season, (Interview(program="twin"),))
    assert interviews_by_program(named, twins) == {}
    assert set(interviews_by_program(named, twins[:1])) == {twins[0].id}
    assert interviews_by_program(holding(season, 3), catalog.programs) == {}


def test_by_wishes_a_held_interview_is_worth_what_it_meets(season: Season, catalog: Catalog) -> None:
    wishes = Preferences(states=("CA",), state_weight=5)
    here, there = (
        asked(
            holding(season, some(8, state=state, went="well")), catalog, AUTUMN,
            budget=110, objective="utility", wishes=wishes,
        )
        for state in ("CA", "NY")
    )  # fmt: skip
    in_california = [sum(p.state == "CA" for p in x.programs) / len(x.programs) for x in (here, there)]
    assert in_california[1] >= in_california[0]
    assert there.upper_bound < here.upper_bound


def test_the_longest_list_counts_applications_not_interviews(six: Season, catalog: Catalog) -> None:
    assert len(asked(six, catalog, AUTUMN, max_programs=4).programs) == 4


def test_without_a_catalog_held_interviews_count_too(six: Season) -> None:
    got = asked(six, None, AUTUMN, budget=330)
    assert sum(c.count for c in got.cells) == 30
    assert got.held_chance is not None
    assert got.held_chance.value == pytest.approx(outlook(six, AUTUMN).chance.value, abs=TOLERANCE)


class TestTheDayOfAnApplication:
    @pytest.mark.parametrize("what", ["sent_late", "still_to_come"])
    def test_nothing_is_lost_before_programs_begin_to_look_and_no_day_gains(self, what: timing.What) -> None:
        days = [date(2026, 9, 23), date(2026, 10, 10), date(2026, 11, 1), date(2026, 11, 20), date(2026, 12, 1),
                date(2027, 1, 1), date(2027, 2, 10)]  # fmt: skip
        shares = np.array([timing.share(what, day, 60) for day in days])
        assert (shares[0] == 1).all()
        assert (timing.share(what, date(2026, 6, 20), 60) == 1).all()
        assert (np.diff(shares, axis=0) <= 0).all()
        assert (shares > 0).all()

    def test_the_first_of_a_month_has_the_figures_range(self) -> None:
        shares = timing.share("sent_late", date(2027, 11, 1), 60)
        assert 0.1 <= shares.min() < shares.max() <= 0.5

    def test_silence_takes_from_an_application_what_would_have_been_heard(self) -> None:
        """Against the definition: invited later over (invited later or never)."""
        chance, left = 0.3, np.array([0.0, 0.4, 1.0])
        later, never = chance * left, 1 - chance
        np.testing.assert_allclose(timing.pending_chance(np.array(chance), left), later / (later + never))


def test_the_budget_curve_counts_programs_applied_to_and_no_interviews_held(found: PlanReport) -> None:
    cheap = [p for p in found.budget_curve if p.cost <= 30 * 11]
    assert cheap
    assert [p.programs for p in cheap] == [p.cost / 11 for p in cheap]


def test_before_programs_look_one_day_is_as_good_as_another_and_later_or_under_way_each_counts(
    season: Season,
) -> None:
    fresh = season.model_copy(update={"interviews": (), "applications_sent": None})
    request = PlanRequest()
    august, september, november = date(2026, 8, 1), date(2026, 9, 2), date(2026, 11, 20)
    assert day_that_counts(fresh, request, august) == day_that_counts(fresh, request, september)
    assert day_that_counts(fresh, request, november) != day_that_counts(fresh, request, date(2026, 11, 21))
    under_way = fresh.model_copy(update={"applications_sent": 40})
    assert day_that_counts(under_way, request, august) != day_that_counts(under_way, request, september)


def test_interviews_in_a_match_of_its_own_count_on_no_list_of_the_main_match() -> None:
    """A plan, and the outlook that asks it, hold only what can stand on the list."""
    both = [{"specialty": "ophthalmology"}, {"specialty": "neurology"}]
    at = [{"program": "Eyes", "specialty": "ophthalmology"}, {"program": "Nerves", "specialty": "neurology"}]
    held = Season.model_validate({"applicant": {"type": "non_us_img"}, "targets": both, "interviews": at})
    found = plan(held, PlanRequest(specialties=("neurology",), budget=110), None, date(2026, 11, 20))
    assert found.interviews.held == 1
    assert new_applications_pay(held, date(2026, 11, 20)) is (found.recommendation.code != "spend_nothing")
