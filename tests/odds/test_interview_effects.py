"""What one more interview of each kind adds, and that "what if" says the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from matchsafe.domain.season import Season
from matchsafe.domain.season_interview import MAX_INTERVIEWS
from matchsafe.odds import INTERVIEW_KINDS, Assessment, assess, what_if
from matchsafe.odds.applicant_posterior import applicant_posterior
from matchsafe.odds.first_years import full_training, holds_both

Assess = Callable[..., Assessment]
PLAIN = "community_university_affiliated"
"""The kind of interview whose step in the logit is 0 on average."""


def effects(found: Assessment) -> dict[str, float]:
    return {kind: e.value for kind, e in found.next_interview.items()}


@pytest.mark.parametrize("specialty", ["internal_medicine", "pediatrics", "surgery_general", "neurology"])
@pytest.mark.parametrize("count", [2, 4, 6, 9, 13, 18])
def test_one_more_interview_adds_something_but_less_than_the_curve_rises(
    assessed: Assess, specialty: str, count: int
) -> None:
    found = assessed(count, specialty)
    slope = found.curve[count + 1].value - found.curve[count].value
    assert 0 < effects(found)[PLAIN] < slope
    assert all(e.low > 0 for e in found.next_interview.values())


def test_effects_come_largest_first_and_each_is_what_what_if_says(
    assessed: Assess, make_season: Callable[..., Season], on: date
) -> None:
    found = assessed(6, visa="j1")
    values = list(effects(found).values())
    assert values == sorted(values, reverse=True)
    assert set(effects(found)) == set(INTERVIEW_KINDS)
    for kind, value in effects(found).items():
        change = what_if(make_season(6, visa="j1"), {kind: 1}, on).change
        if kind != "go_well":  # told against going so-so, while what-if is told against the list as it is
            assert change.value == pytest.approx(value, abs=1e-12), kind
        else:
            assert 0 < change.value < value


def test_the_kinds_of_interview_stand_in_the_order_their_assumptions_give(assessed: Assess) -> None:
    found = effects(assessed(6))
    assert found["community"] > found[PLAIN] > found["university"] > found["highly_selective"]


def test_a_program_known_to_sponsor_is_only_offered_to_those_who_need_a_visa(assessed: Assess) -> None:
    assert "visa_sponsoring" not in effects(assessed(6))
    assert "visa_sponsoring" not in effects(assessed(6, visa="none"))
    for visa in ("j1", "h1b", "j1_or_h1b"):
        needed = effects(assessed(6, visa=visa))
        assert needed["visa_sponsoring"] == pytest.approx(needed[PLAIN], abs=0.01)


def test_going_well_is_only_offered_while_an_interview_is_still_open(assessed: Assess) -> None:
    program = {"program": "Lake Hospital"}
    assert "go_well" not in effects(assessed([{**program, "went": "well"}] * 4))
    assert "go_well" not in effects(assessed([]))
    open_still = effects(assessed([{**program, "went": "well"}] * 4 + [program] * 2))
    assert 0 < open_still["go_well"] < effects(assessed([program] * 6))["go_well"]


def test_going_well_never_takes_the_chance_past_certainty(
    make_season: Callable[..., Season], on: date
) -> None:
    found = what_if(make_season(25, "pediatrics"), {"go_well": 1, "community": 30}, on)
    assert found.before.value < found.after.value <= found.after.high <= 1
    assert what_if(make_season([]), {"go_well": 1}, on).after.value == 0


def test_adding_more_interviews_adds_more(make_season: Callable[..., Season], on: date) -> None:
    changes = [what_if(make_season(4), {"community": n}, on).change.value for n in (0, 1, 2, 5, 50)]
    assert changes == sorted(changes)
    assert changes[0] == 0


def test_what_if_is_asked_for_today_unless_a_day_is_given(make_season: Callable[..., Season]) -> None:
    season = make_season(4, graduation_year=2022)
    assert what_if(season, {"community": 1}) == what_if(season, {"community": 1}, date.today())


@pytest.mark.parametrize("add", [{"nightly": 1}, {"community": -1}, {"university": MAX_INTERVIEWS + 1}])
def test_what_if_names_what_it_cannot_add(
    make_season: Callable[..., Season], on: date, add: dict[str, int]
) -> None:
    (kind, number), = add.items()  # fmt: skip
    with pytest.raises(ValueError, match=f"cannot add {kind}: {number}; known kinds are visa_sponsoring"):
        what_if(make_season(4), {"community": 1, **add}, on)


@pytest.mark.parametrize(("years", "most"), [(1, "first_year"), (5, "community")])
def test_where_the_answer_is_a_full_training_what_would_help_counts_that_too(
    years: int, most: str, on: date
) -> None:
    later = {"specialty": "anesthesiology", "track": "advanced"}
    first = {"specialty": "internal_medicine", "track": "preliminary"}
    held = [{"program": f"P{n}", **(first if n < years else later)} for n in range(years + 3)]
    season = Season.model_validate(
        {"applicant": {"type": "non_us_img"}, "targets": [later, first], "interviews": held}
    )
    found = assess(season, on)
    more = what_if(season, {"community": 1}, on)
    assert more is not None
    assert found.first_years is not None
    assert more.before == found.first_years.complete
    helps = found.next_interview
    assert next(kind for kind in helps if kind != "go_well") == most
    assert helps["community"].value == pytest.approx(more.change.value)
    # against a list that has it: the same applicant, as strong as with the list as it is
    now = applicant_posterior(season, on)
    missed = [part.list_log_miss for part in now.parts]
    missed[1] = missed[1] * (years + 1) / years
    assert holds_both(now)
    gained = full_training(now, missed).mean() - found.first_years.complete.value
    assert helps["first_year"].value == pytest.approx(gained)
