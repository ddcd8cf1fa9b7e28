"""Chances at programs in every scenario: published averages come back, and everything moves the way it should."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import date
from typing import Any, Final

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.odds.invitation.conftest import mean_invite

from matchsafe.domain.program import Program
from matchsafe.domain.season import Season
from matchsafe.evidence.signals import signal_counts
from matchsafe.odds import assess
from matchsafe.odds.assumptions import draws
from matchsafe.odds.draws import group
from matchsafe.odds.invitation import (
    MANY_DRAWS,
    SIGNALS,
    Rates,
    Ties,
    rates_of,
)
from matchsafe.odds.invitation.effects import signal_effects, signal_gaps
from matchsafe.odds.invitation.scenarios import base_logits, scenarios, trait_nodes

ON: Final = date(2026, 9, 1)
PROFILE: Final = {
    "visa": "j1", "graduation_year": 2024, "us_clinical_experience": "hands_on",
    "step1": {"passed": True, "attempts": 1}, "step2_ck": {"score": 248, "attempts": 1},
}  # fmt: skip
often = settings(max_examples=12, deadline=None)


def rates_at(*rate: float) -> Rates:
    mean = np.repeat(np.array(rate)[:, None], 2, 1)
    return Rates(mean, np.full_like(mean, 0.5), mean)


class TestPublishedAveragesComeBack:
    @pytest.mark.parametrize(
        "specialty", ["internal_medicine", "neurology", "surgery_general", "dermatology"]
    )
    @pytest.mark.parametrize("rate", [0.005, 0.03, 0.2])
    def test_averaged_over_the_strengths_of_all_who_apply(self, specialty: str, rate: float) -> None:
        """By a sum over 2,001 strengths, not by the nodes the model uses."""
        fitted = group("non_us_img", specialty).thin(8)
        logit = base_logits("non_us_img", np.array([[rate, rate]]), fitted)[0]
        drift = draws("interview_assumptions.invitations_by_season", 8)
        theta = np.linspace(-8, 8, 2001)
        weight = np.exp(-0.5 * theta**2) / np.exp(-0.5 * theta**2).sum()
        rise = fitted.log_mean_count(theta) - fitted.log_mean_count(np.zeros(1))
        for d in range(8):
            mean = weight @ (1 / (1 + np.exp(-logit[d] - rise[d])))
            assert np.log(mean / (1 - mean)) - drift[d] == pytest.approx(np.log(rate / (1 - rate)), abs=2e-3)

    @pytest.mark.parametrize("rate", [0.01, 0.05])
    def test_averaged_over_the_usual_mix_of_profiles_and_signals(
        self, rate: float, program_of: Callable[..., Program], season_of: Callable[..., Season]
    ) -> None:
        """The usual shares of visa need, attempts, age and experience give back the rate of a program without bars."""
        program = program_of(j1=True, attempts_allowed=5, graduation_limit=60, usce_required=False)
        total = weight = 0.0
        middle = {"attempts": 0.12, "older": 0.35, "none": 0.15, "hands": 0.5, "visa": 0.852}
        for visa in ("j1", "none"):
            for tries in (1, 2):
                for year in (2024, 2015):
                    for experience in ("none", "observership", "hands_on"):
                        w = middle["visa"] if visa == "j1" else 1 - middle["visa"]
                        w *= middle["attempts"] if tries == 2 else 1 - middle["attempts"]
                        w *= middle["older"] if year == 2015 else 1 - middle["older"]
                        w *= {"none": middle["none"], "hands_on": middle["hands"]}.get(experience, 0.35)
                        season = season_of(visa=visa, graduation_year=year, us_clinical_experience=experience,
                                           step2_ck={"attempts": tries}, step1={"attempts": 1})  # fmt: skip
                        found = scenarios(season, [program], ON, rates=rates_at(rate), count=MANY_DRAWS)
                        plain, silver = (mean_invite(found, s)[0] for s in ("plain", "silver"))
                        total += w * (0.9 * plain + 0.1 * silver)
                        weight += w
        assert weight == pytest.approx(1)
        assert total == pytest.approx(rate, rel=0.12)

    def test_of_a_program_whose_policies_are_not_known_too(self, chance: Callable[..., float]) -> None:
        unknown = chance({}, {}, rates=rates_at(0.03))
        assert unknown == pytest.approx(
            chance({"j1": True, "usce_required": False}, {}, rates=rates_at(0.03))
        )


def test_programs_that_say_the_same_have_the_chances_that_each_has_alone(
    program_of: Callable[..., Program], season_of: Callable[..., Season]
) -> None:
    season = season_of(visa="h1b", step2_ck={"attempts": 2}, us_clinical_experience="none")
    said: list[dict[str, Any]] = [
        {}, {"h1b": True}, {}, {"attempts_allowed": 1}, {"h1b": True, "img_share": 0.7}, {"attempts_allowed": 1},
        {"setting": "university"}, {"img_share": 0.7},
    ]  # fmt: skip
    programs = [program_of(id=f"p{j}", **known) for j, known in enumerate(said)]
    same: dict[str, Any] = {"overrides": {"p5": {"attempts"}}, "count": 8}
    together = scenarios(season, programs, ON, rates=rates_at(*[0.03] * len(said)), **same)
    for j, program in enumerate(programs):
        alone = scenarios(season, [program], ON, rates=rates_at(0.03), **same)
        assert together.invite["plain"][j] == pytest.approx(alone.invite["plain"][0], abs=1e-12)
        assert together.reach[j] == pytest.approx(alone.reach[0], abs=1e-12)


class TestEligibility:
    @pytest.mark.parametrize(
        ("policy", "rule", "profile"),
        [
            ("j1", "visa", {"visa": "j1"}),
            ("attempts_allowed", "attempts", {"step2_ck": {"attempts": 2}}),
            ("graduation_limit", "graduation_year", {"graduation_year": 2012}),
            ("usce_required", "us_experience", {"us_clinical_experience": "none"}),
            ("step2_minimum", "step2_minimum", {"step2_ck": {"score": 205}}),
        ],
    )
    def test_a_bar_leaves_no_chance_an_unknown_policy_costs_some_and_an_override_lifts_it(
        self, chance: Callable[..., float], policy: str, rule: str, profile: dict[str, Any]
    ) -> None:
        bars = {
            "j1": False,
            "attempts_allowed": 0,
            "graduation_limit": 5,
            "usce_required": True,
            "step2_minimum": 230,
        }
        takes = {
            "j1": True,
            "attempts_allowed": 5,
            "graduation_limit": 60,
            "usce_required": False,
            "step2_minimum": 190,
        }
        say = {"profile": profile, "rates": rates_at(0.05)}
        assert chance({policy: bars[policy]}, **say) == 0
        assert 0 < chance({}, **say) < chance({policy: takes[policy]}, **say)
        assert chance({policy: bars[policy]}, overrides={"p": {rule}}, **say) > 0

    def test_those_whom_a_policy_does_not_bar_stand_a_little_better_there(
        self, chance: Callable[..., float]
    ) -> None:
        citizen = {"visa": "none"}
        assert chance({"j1": False}, citizen, rates=rates_at(0.03)) > chance(
            {"j1": True}, citizen, rates=rates_at(0.03)
        )

    def test_a_us_img_who_needs_a_visa_meets_the_same_bar(self, chance: Callable[..., float]) -> None:
        who = {"type": "us_img", "visa": "h1b"}
        assert chance({"h1b": False}, who) == 0
        assert 0 < chance({}, who) < chance({"h1b": True}, who)

    def test_either_visa_will_do_for_one_who_can_use_both(self, chance: Callable[..., float]) -> None:
        assert chance({"j1": False, "h1b": True}, {"visa": "j1_or_h1b"}) > 0
        assert chance({"j1": False, "h1b": False}, {"visa": "j1_or_h1b"}) == 0


class TestTheProfile:
    @often
    @given(
        st.integers(190, 280),
        st.integers(0, 40),
        st.sampled_from([None, (235, 255), (250, 262), (215, 230), (240, 240)]),
    )
    def test_a_higher_score_never_lowers_the_chance(
        self, chance: Callable[..., float], score: int, more: int, known: tuple[int, int] | None
    ) -> None:
        program = {} if known is None else {"step2_low": known[0], "step2_high": known[1]}
        low, high = (
            chance(program, {**PROFILE, "step2_ck": {"score": s, "attempts": 1}}, rates=rates_at(0.04))
            for s in (score, min(score + more, 300))
        )
        assert high >= low - 1e-9

    def test_a_score_far_below_the_invited_range_costs_more_than_elsewhere(
        self, chance: Callable[..., float]
    ) -> None:
        weak = {**PROFILE, "step2_ck": {"score": 225, "attempts": 1}}
        assert chance({"step2_low": 252, "step2_high": 264}, weak) < 0.7 * chance({}, weak)

    def test_a_failed_step_2_costs_no_more_than_the_published_gap(self, chance: Callable[..., float]) -> None:
        def odds(tries: int) -> float:
            p = chance({}, {**PROFILE, "step2_ck": {"score": 248, "attempts": tries}}, rates=rates_at(0.04))
            return p / (1 - p)

        published = 0.0275 / (1 - 0.0275) / (0.1336 / (1 - 0.1336))
        assert published < odds(2) / odds(1) < 0.7

    @pytest.mark.parametrize(
        ("worse", "better"),
        [
            ({"graduation_year": 2012}, {"graduation_year": 2024}),
            ({"us_clinical_experience": "none"}, {"us_clinical_experience": "observership"}),
            ({"us_clinical_experience": "observership"}, {"us_clinical_experience": "hands_on"}),
            ({"visa": "j1"}, {"visa": "none"}),
            ({"letters": "weak"}, {"letters": "strong"}),
        ],
    )
    def test_a_stronger_profile_is_invited_more(
        self, chance: Callable[..., float], worse: dict[str, Any], better: dict[str, Any]
    ) -> None:
        assert chance({}, {**PROFILE, **worse}) < chance({}, {**PROFILE, **better})

    def test_us_graduates_are_invited_more_than_non_us_imgs(self, chance: Callable[..., float]) -> None:
        by_type = [chance({}, {"type": t}, rates=rates_at(0.03)) for t in ("non_us_img", "us_do", "us_md")]
        assert by_type == sorted(by_type)
        assert by_type[2] < 0.5


class TestTies:
    def test_a_home_state_helps_by_no_more_than_the_published_gap(self, chance: Callable[..., float]) -> None:
        away = chance({"state": "NY"}, PROFILE, rates=rates_at(0.04))
        home = chance({"state": "NY"}, PROFILE, rates=rates_at(0.04), ties=Ties(home_states={"NY"}))
        assert 1.2 < home / away < 31.4 / 9.85
        assert chance({"state": "TX"}, PROFILE, rates=rates_at(0.04), ties=Ties(home_states={"NY"})) == away

    def test_a_preference_helps_inside_and_costs_outside(self, chance: Callable[..., float]) -> None:
        def at(state: str | None) -> float:
            return chance(
                {"state": state}, PROFILE, rates=rates_at(0.04), ties=Ties(preferred_states={"NY", "NJ"})
            )

        none = chance({"state": "NY"}, PROFILE, rates=rates_at(0.04))
        assert at("TX") < none < at("NJ") == at("NY")
        assert at("NY") / at("TX") < 17.4 / 7.11
        assert at(None) == none


class TestSignals:
    @pytest.mark.parametrize("specialty", sorted(signal_gaps()))
    def test_a_signal_helps_less_where_there_are_more_imgs_and_never_more_than_was_ever_published(
        self, specialty: str, program_of: Callable[..., Program]
    ) -> None:
        shares = (0.0, 0.15, 0.5, 0.85, 1.0)
        programs = [
            program_of(img_share=share, specialty=specialty or "internal_medicine") for share in shares
        ]
        silver, gold = signal_effects(specialty or "internal_medicine", programs, 64)
        assert (np.diff(silver, axis=0) <= 1e-12).all()
        assert (silver > 0).all()
        assert (gold >= silver).all()
        assert np.exp(gold).max() <= 9.61 + 1e-9
        assert np.exp(silver).mean() < np.exp(signal_gaps()[specialty][0] or 0)

    def test_a_signal_to_internal_medicine_does_what_is_published_of_it_and_no_more(
        self, program_of: Callable[..., Program]
    ) -> None:
        silver, _ = signal_effects("internal_medicine", [program_of(img_share=0.4)], 64)
        assert np.exp(np.median(silver)) == pytest.approx(1.85, abs=0.2)

    def test_specialties_without_figures_of_signals_take_those_of_specialties_like_them(
        self, program_of: Callable[..., Program]
    ) -> None:
        mean = {name: float(signal_effects(name, [program_of(img_share=0.3, specialty=name)], 64)[0].mean())
                for name in ("psychiatry", "dermatology", "pediatrics")}  # fmt: skip
        assert mean["psychiatry"] < mean["dermatology"]

    def test_a_programs_own_rates_with_and_without_a_signal_count_as_far_as_a_season_lasts(
        self, program_of: Callable[..., Program]
    ) -> None:
        def step(**rates: float) -> float:
            return float(signal_effects("pediatrics", [program_of(img_share=0.3, **rates)], 64)[0].mean())

        usual = step()
        assert step(invite_rate_signal=0.2, invite_rate_no_signal=0.2) < usual
        assert usual < step(invite_rate_signal=0.9, invite_rate_no_signal=0.02) <= 2 * usual
        assert step(invite_rate_signal=0.5) == usual

    def test_gold_counts_more_where_there_is_gold(
        self, chance: Callable[..., float], program_of: Callable[..., Program]
    ) -> None:
        plain, silver, gold = (chance({"specialty": "internal_medicine"}, PROFILE, s) for s in SIGNALS)
        assert plain < silver < gold
        silvers, golds = signal_effects("neurology", [program_of()], 8)
        assert silvers == pytest.approx(golds)

    def test_an_application_without_a_signal_is_below_average_only_where_signals_exist(self) -> None:
        assert any(signal_counts("neurology"))
        assert not any(signal_counts("nuclear_medicine"))


class TestShapes:
    def test_signals_that_nobody_may_send_change_nothing_of_the_rest(
        self, program_of: Callable[..., Program], season_of: Callable[..., Season]
    ) -> None:
        asked = season_of(), [program_of()], date(2026, 9, 1)
        every, plain = scenarios(*asked), scenarios(*asked, signals=("plain",))
        assert set(plain.invite) == {"plain"}
        assert np.array_equal(plain.hit(), every.hit())

    def test_weights_add_to_one_and_chances_are_chances(
        self, catalog: list[Program], season_of: Callable[..., Season]
    ) -> None:
        found = scenarios(season_of(**PROFILE), catalog, ON, rates=rates_of(catalog))
        assert found.weights.sum() == pytest.approx(1)
        assert len(found.weights) == len(found.draw) == 128
        for signal in SIGNALS:
            hit = found.hit(signal)
            assert hit.shape == (400, 128)
            assert ((hit >= 0) & (hit <= found.invite[signal])).all()
            assert (found.invite[signal] <= 1).all()
        never = (found.reach == 0).all(0)
        assert never.sum() == 16

    def test_one_program_at_a_time_gives_the_same(
        self, catalog: list[Program], season_of: Callable[..., Season]
    ) -> None:
        rates, season = rates_of(catalog), season_of(**PROFILE)
        together = scenarios(season, catalog[:9], ON, rates=rates.at(range(9)))
        for j in range(9):
            alone = scenarios(season, [catalog[j]], ON, rates=rates.at([j]))
            assert alone.invite["gold"][0] == pytest.approx(together.invite["gold"][j])
            assert alone.reach[0] == pytest.approx(together.reach[j])

    def test_stronger_scenarios_are_stronger_everywhere(
        self, catalog: list[Program], season_of: Callable[..., Season]
    ) -> None:
        found = scenarios(season_of(), catalog, ON, rates=rates_of(catalog))
        s, u, _ = trait_nodes(5)
        invite = found.invite["plain"].reshape(400, 16, 8)[:, :, :-1]
        reach = found.reach.reshape(400, 16, 8)[:, :, :-1]
        levels = [invite[:, :, np.isclose(s, level)] for level in (-2, -1, 0, 1, 2)]
        for weaker, stronger in itertools.pairwise(levels):
            assert (stronger.min(2) > weaker.max(2)).all()
        assert all(np.ptp(level, axis=2).max() < 1e-12 for level in levels)
        middle = np.argsort(s[np.isclose(u, 0)])
        assert (np.diff(reach[:, :, np.isclose(u, 0)][:, :, middle], axis=2) > -1e-9).all()
        assert (reach[:, :, np.isclose(s, 1) & (u > 0)] > reach[:, :, np.isclose(s, 1) & (u < 0)]).all()

    def test_seven_pairs_of_traits_average_polynomials_as_two_normal_traits_do(self) -> None:
        s, u, weights = trait_nodes(5)
        assert weights.sum() == pytest.approx(1)
        for i, j, mean in (
            (1, 0, 0),
            (2, 0, 1),
            (0, 2, 1),
            (1, 1, 0),
            (4, 0, 3),
            (0, 4, 3),
            (2, 2, 1),
            (3, 2, 0),
        ):
            assert weights @ (s**i * u**j) == pytest.approx(mean, abs=1e-12), (i, j)

    def test_more_pairs_average_a_steep_chance_as_a_fine_grid_does(self) -> None:
        s, u, weights = trait_nodes(7)
        fine = np.linspace(-6, 6, 2001)
        normal = np.exp(-0.5 * fine**2) / np.exp(-0.5 * fine**2).sum()
        for many in (1, 6, 20):
            step = 1 - (1 / (1 + np.exp(-1.5 + 2 * fine))) ** many
            exact = normal @ step
            assert weights @ (1 - (1 / (1 + np.exp(-1.5 + 2 * u))) ** many) == pytest.approx(exact, abs=0.01)
            assert weights @ s == pytest.approx(0, abs=1e-12)

    def test_without_rates_they_are_fitted_to_the_programs_given(
        self, catalog: list[Program], season_of: Callable[..., Season]
    ) -> None:
        some = catalog[:60]
        given_, fitted = (scenarios(season_of(), some, ON, rates=r) for r in (rates_of(some), None))
        assert given_.invite["plain"] == pytest.approx(fitted.invite["plain"])

    def test_no_programs_are_no_scenario_less(self, season_of: Callable[..., Season]) -> None:
        assert scenarios(season_of(), [], ON).reach.shape == (0, 128)


class TestInterviewsHeld:
    def test_more_interviews_held_mean_more_strength(
        self,
        chance: Callable[..., float],
        season_of: Callable[..., Season],
        program_of: Callable[..., Program],
    ) -> None:
        means = [
            mean_invite(
                scenarios(season_of(interviews=n, **PROFILE), [program_of()], ON, rates=rates_at(0.04))
            )[0]
            for n in (1, 5, 15)
        ]
        assert means == sorted(means)
        none_held = chance({}, PROFILE, rates=rates_at(0.04))
        assert none_held < means[2]

    @pytest.mark.parametrize("held", [3, 8])
    def test_certain_interviews_at_average_programs_match_as_often_as_the_outlook_says(
        self, held: int, season_of: Callable[..., Season], program_of: Callable[..., Program]
    ) -> None:
        """The same strength, programs and lists that lead nowhere as in the outlook: the chance is the same."""
        season = season_of(interviews=held, **PROFILE)
        found = scenarios(season, [program_of()], ON, rates=rates_at(0.04), count=MANY_DRAWS)
        matching = 1 - found.weights @ np.prod(1 - np.repeat(found.reach, held, 0), 0)
        assert matching == pytest.approx(assess(season, ON).chance.value, abs=0.02)
