"""What a profile moves, and what it leaves open."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any, Final

import numpy as np
import pytest

from matchsafe.domain.season import Applicant
from matchsafe.odds.assumptions import AS_IT_IS, EVIDENCE_ALONE, Override, assumption_overrides, draws
from matchsafe.odds.draws import group
from matchsafe.odds.strength import MOST_YEARS, Strength, doublings, failures, months, strength, years_since

ON: Final = date(2026, 11, 22)
GROUP: Final = group("non_us_img", "internal_medicine")
FULL: Final[dict[str, Any]] = {
    "step2_ck": {"score": 246, "attempts": 1}, "step1": {"attempts": 1}, "step3": {"passed": False}, "visa": "j1",
    "graduation_year": 2021, "us_clinical_experience": "hands_on", "letters": "average", "red_flags": [],
}  # fmt: skip


def of(override: Override = AS_IT_IS, **profile: Any) -> Strength:
    with assumption_overrides((override,)):
        return strength(Applicant.model_validate({"type": "non_us_img", **profile}), GROUP, ON)


def test_an_unknown_profile_is_that_of_the_average_applicant_with_much_left_open() -> None:
    found = of()
    assert (found.mean == 0).all()
    assert found.sd == pytest.approx(1)
    assert found.hidden is not None
    assert ((found.hidden > 0.1) & (found.hidden < 0.76)).all()
    assert not np.any(found.profile)


def test_a_full_profile_leaves_nothing_open_and_a_fact_more_always_leaves_less() -> None:
    assert of(**FULL).hidden is None
    open_ = [of().hidden]
    known: dict[str, Any] = {}
    for name in ("step2_ck", "visa", "graduation_year"):
        known[name] = FULL[name]
        open_.append(of(**known).hidden)
    for more, less in itertools.pairwise(open_):
        assert more is not None
        assert less is not None
        assert less.mean() < more.mean()


def test_what_is_known_and_what_is_open_never_take_all_there_is_to_see() -> None:
    for profile in ({}, FULL, {"step2_ck": {"score": 246}}):
        found = of(**profile)
        hidden = 0.0 if found.hidden is None else found.hidden
        assert (found.sd**2 - hidden >= 0.25 - 1e-9).all()


def test_a_score_moves_strength_by_its_correlation() -> None:
    at = GROUP.step2_mean + GROUP.step2_sd
    low, high = (of(step2_ck={"score": round(s)}).mean for s in (GROUP.step2_mean, at))
    assert (high - low) == pytest.approx(GROUP.lam * (round(at) - round(GROUP.step2_mean)) / GROUP.step2_sd)


def test_a_visa_moves_log_interviews_by_its_rate_ratio() -> None:
    step = of(visa="j1").mean - of(visa="none").mean
    assert step * GROUP.slope == pytest.approx(draws("assumptions.visa_needed", GROUP.size))


def test_the_evidence_alone_knows_score_and_visa_and_nothing_else() -> None:
    bare = of(
        EVIDENCE_ALONE, graduation_year=1990, letters="weak", red_flags=["gap"], us_clinical_experience="none"
    )
    assert (bare.mean == 0).all()
    assert bare.hidden is None
    assert (of(EVIDENCE_ALONE, visa="j1").mean < 0).all()
    assert (of(EVIDENCE_ALONE, step2_ck={"score": 270}).mean > 0).all()


def test_us_imgs_are_not_measured_by_visa_need() -> None:
    found = strength(Applicant(type="us_img", visa="j1"), group("us_img", "internal_medicine"), ON)
    assert (found.mean == 0).all()


@pytest.mark.parametrize(("count", "steps"), [(0, 0.0), (1, 1.0), (3, 2.0), (7, 3.0)])
def test_each_doubling_of_the_count_and_one_is_a_step(count: int, steps: float) -> None:
    assert doublings(count) == steps


def test_failures_are_counted_over_both_exams_and_a_flag_is_one() -> None:
    def of_(**profile: Any) -> int | None:
        return failures(Applicant.model_validate({"type": "us_img", **profile}))

    assert of_() is None
    assert of_(step1={"attempts": 4}, step2_ck={"attempts": 4}) == 6
    assert of_(red_flags=["attempt"]) == 1
    assert of_(step1={"attempts": 1}) == 0
    assert of_(step1={"passed": False, "attempts": 1}) == 1


def test_years_run_from_0_to_the_most_that_are_told_apart() -> None:
    def of_(year: int | None) -> float | None:
        return years_since(Applicant(type="us_img", graduation_year=year), ON)

    assert of_(None) is None
    assert (of_(2030), of_(2026), of_(2020), of_(1960)) == (0, 0, 6, MOST_YEARS)


def counted(kind: str | None = None, given: int | None = None) -> Any:
    return months(
        Applicant.model_validate(
            {"type": "us_img", "us_clinical_experience": kind, "us_experience_months": given}
        ),
        240,
    )


def test_a_kind_of_experience_stands_for_some_months() -> None:
    assert counted() is None
    assert counted("none") == 0
    observer, hands_on = (np.asarray(counted(kind)) for kind in ("observership", "hands_on"))
    assert 0 < observer.mean() < hands_on.mean()


def test_months_that_are_given_count_one_by_one_and_beat_the_kind() -> None:
    assert [counted("hands_on", n) for n in (0, 1, 4, 12)] == [0, 1, 4, 12]
    assert counted(None, 4) == counted("observership", 4) == 4
    many = [counted(None, n) for n in range(241)]
    steps = np.diff(many)
    assert (steps > 0).all(), "no month is worth nothing"
    assert (np.diff(steps) <= 1e-12).all(), "and none is worth more than the one before"
    assert steps[12] > 0.95


def test_a_month_moves_log_interviews_by_its_rate_ratio() -> None:
    step = of(us_experience_months=7).mean - of(us_experience_months=6).mean
    assert step * GROUP.slope == pytest.approx(draws("assumptions.month_of_us_experience", GROUP.size))
    assert np.exp((step * GROUP.slope).mean()) == pytest.approx(1.06, abs=0.03)
