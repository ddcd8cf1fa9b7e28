"""The chance of an interview at one program: an estimate with its range, by its own rate where that is known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchsafe.domain.estimate import Estimate
from matchsafe.domain.program import Program
from matchsafe.domain.season import Season
from matchsafe.odds.invitation import chances_of_interview, rates_of

ON: Final = date(2026, 9, 1)
often = settings(max_examples=12, deadline=None)


def chance_of_interview(season: Season, program: Program, on: date, **given: Any) -> Estimate:
    return chances_of_interview(season, [program], on, **given)[0]


class TestOneProgram:
    def test_an_estimate_has_a_range_and_says_what_is_not_known(
        self, program_of: Callable[..., Program], season_of: Callable[..., Season]
    ) -> None:
        season = season_of(visa="j1", step2_ck={"attempts": 2})
        found = chance_of_interview(season, program_of(), ON)
        assert 0 < found.low < found.value < found.high < 0.2
        said = " ".join(found.caveats)
        assert "J-1" in said
        assert "attempts" in said
        assert "rate is not known" in said
        assert "share of IMG" in said

    def test_a_known_rate_narrows_the_range(
        self, program_of: Callable[..., Program], season_of: Callable[..., Season]
    ) -> None:
        unknown = program_of(img_share=0.4)
        known = program_of(
            img_share=0.4, applications=4000, invite_rate_us_img=0.03, invite_rate_non_us_img=0.02
        )
        wide, narrow = (chance_of_interview(season_of(), p, ON) for p in (unknown, known))
        assert narrow.high / narrow.low < wide.high / wide.low
        assert narrow.caveats == ()

    def test_many_at_once_are_the_same_as_one_by_one(
        self, catalog: list[Program], season_of: Callable[..., Season]
    ) -> None:
        rates = rates_of(catalog)
        together = chances_of_interview(
            season_of(), catalog[:5], ON, rates=rates.at(range(5)), signal="silver"
        )
        for j, found in enumerate(together):
            alone = chance_of_interview(season_of(), catalog[j], ON, rates=rates.at([j]), signal="silver")
            assert alone.value == pytest.approx(found.value)
            assert alone.low == pytest.approx(found.low)

    def test_a_barred_program_has_no_chance_and_says_why(
        self, program_of: Callable[..., Program], season_of: Callable[..., Season]
    ) -> None:
        found = chance_of_interview(season_of(visa="h1b"), program_of(h1b=False), ON)
        assert (found.value, found.low, found.high) == (0, 0, 0)
        assert found.caveats[0] == "It does not sponsor the visa you need (H-1B)."

    def test_a_specialty_without_rates_and_a_us_graduate_are_told_so(
        self, program_of: Callable[..., Program], season_of: Callable[..., Season]
    ) -> None:
        said = " ".join(chance_of_interview(season_of(), program_of(specialty="psychiatry"), ON).caveats)
        assert "No invitation rates of this specialty" in said
        said = " ".join(chance_of_interview(season_of(type="us_md"), program_of(), ON).caveats)
        assert "gap between the types" in said

    @often
    @given(
        st.builds(dict, visa=st.sampled_from([None, "none", "j1", "h1b", "j1_or_h1b"]),
                  graduation_year=st.none() | st.integers(1980, 2027),
                  us_clinical_experience=st.sampled_from([None, "none", "observership", "hands_on"]),
                  step2_ck=st.builds(dict, score=st.none() | st.integers(150, 300),
                                    attempts=st.sampled_from([None, 1, 3])),
                  type=st.sampled_from(["us_img", "non_us_img", "us_md", "us_do"])),
        st.builds(dict, j1=st.sampled_from([None, True, False]), h1b=st.sampled_from([None, True, False]),
                  img_share=st.none() | st.floats(0, 1), step2_low=st.none() | st.integers(200, 260),
                  step2_high=st.none() | st.integers(240, 290), attempts_allowed=st.none() | st.integers(0, 3),
                  graduation_limit=st.none() | st.integers(0, 20), usce_required=st.sampled_from([None, True, False]),
                  invite_rate_non_us_img=st.none() | st.floats(0, 1), applications=st.none() | st.integers(0, 9000),
                  positions=st.none() | st.integers(0, 60), specialty=st.sampled_from(["neurology", "urology"])),
    )  # fmt: skip
    def test_whatever_is_known_or_not_it_is_a_chance(
        self, program_of: Callable[..., Program], profile: dict[str, Any], program: dict[str, Any]
    ) -> None:
        season = Season.model_validate({"applicant": profile, "target": {"specialty": "neurology"}})
        found = chance_of_interview(season, program_of(**program), ON)
        assert 0 <= found.low <= found.value <= found.high <= 1
