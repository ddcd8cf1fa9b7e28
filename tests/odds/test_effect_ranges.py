"""The range of one more interview holds what the tables alone allow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from matchsafe.domain.season import Season
from matchsafe.odds.applicant_posterior import applicant_posterior
from matchsafe.odds.draws import ALLOWED_AT, group
from matchsafe.odds.effects import interview_effect, next_interviews, what_if
from matchsafe.odds.quadrature import over_cut


def test_the_ends_between_two_numbers_of_ranks_lie_between_theirs() -> None:
    of = group("non_us_img", "surgery_general")
    ends = [of.allowed_for(n) for n in range(60)]
    assert [of.allowed_for(n) for n in ALLOWED_AT] == [pytest.approx(tuple(e)) for e in of.allowed.T]
    assert ends[0] == ends[1]
    assert ends[10] == ends[59]
    low, high = ends[4]
    assert of.allowed[0, 2] < low < of.allowed[0, 1]
    assert of.allowed[1, 1] < high < of.allowed[1, 2]


def test_a_range_holds_what_is_allowed_beside_its_draws() -> None:
    values, cut = np.array([0.02, 0.03, 0.04, 0.03]), np.array([0.3, 0.3, 1.9, 1.9])
    plain, wide = over_cut(values, cut), over_cut(values, cut, (0.1, 2.0))
    assert (plain.low, plain.high) == (0.02, 0.04)
    assert (wide.low, wide.value, wide.high) == pytest.approx((0.003, 0.03, 0.06))


def test_in_surgery_it_may_be_that_nothing_is_gained_from_the_seventh_interview(on: date) -> None:
    """Without any prior the tables admit that half of those lists lead nowhere."""
    found = interview_effect("non_us_img", "surgery_general", 6, on).one_more
    assert found.low < 0.002
    assert 0.02 < found.value < found.high


@pytest.mark.parametrize("specialty", ["internal_medicine", "surgery_general", "dermatology"])
def test_an_applicant_with_a_profile_is_allowed_as_much_in_proportion(
    specialty: str, make_season: Callable[..., Season], on: date
) -> None:
    season = make_season(5, specialty, step2_ck={"score": 250}, visa="none")
    now = applicant_posterior(season, on)
    shut = replace(now, group=replace(now.group, allowed=np.ones((2, len(ALLOWED_AT)))))
    low, high = now.group.allowed_for(5)
    ours, plain = next_interviews(season, now), next_interviews(season, shut)
    for code, effect in ours.items():
        if code == "go_well":
            assert effect == plain[code], "it adds no interview"
            continue
        assert effect.value == plain[code].value
        assert effect.low == pytest.approx(min(plain[code].low, low * effect.value))
        assert effect.high == pytest.approx(max(plain[code].high, high * effect.value))


@pytest.mark.parametrize(("held", "more"), [(0, 1), (0, 5), (2, 3), (12, 5)])
def test_many_more_interviews_never_add_more_than_there_is_to_gain(
    held: int, more: int, make_season: Callable[..., Season], on: date
) -> None:
    found = what_if(make_season(held, "dermatology"), {"community": more}, on)
    assert found.change.low <= found.change.value <= found.change.high <= 1
