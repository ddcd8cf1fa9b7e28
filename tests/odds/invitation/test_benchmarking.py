"""The mean over a nearly complete list without rates is the published one; short lists keep their own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit, logit

from matchsafe.domain.program import Program
from matchsafe.odds.invitation.benchmarking import benchmark, coverage, national_positions, weight_of
from matchsafe.odds.invitation.features import IMG_TYPES, ProgramFeatures
from matchsafe.odds.invitation.partial_pooling import fit
from matchsafe.odds.invitation.prior import published_rates
from matchsafe.odds.invitation.scenarios import rates_of, scenarios
from matchsafe.odds.invitation.shared_effects import JointSteps

SIZE = 20
PAIRINGS = 24
MEANS = {("family_medicine", t): published_rates()["family_medicine", t] for t in IMG_TYPES}


def made_up(
    share: float, specialty: str = "family_medicine", seed: int = 1, **known: object
) -> list[Program]:
    """Invented programs that hold a share of the country's positions, with settings and IMG shares all known."""
    rng = np.random.default_rng(seed)
    return [
        Program.model_validate({
            "id": f"{specialty}-{i}", "name": f"Invented Hospital {i}", "specialty": specialty,
            "state": ("NY", "MI", "TX")[i % 3], "positions": SIZE, "applications": 2_000 + 40 * i,
            "setting": ("university", "community_university_affiliated")[i % 2],
            "img_share": round(float(rng.beta(1, 2)), 2), **known,
        })
        for i in range(round(share * national_positions(specialty) / SIZE))
    ]  # fmt: skip


@settings(max_examples=6, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    share=st.floats(0.62, 1.3),
    setting=st.sampled_from(["unknown", "university"]),
)
def test_the_mean_of_a_complete_list_without_rates_is_the_published_one(
    seed: int, share: float, setting: str
) -> None:
    programs = made_up(share, "family_medicine", seed, setting=setting) + made_up(share, "neurology", seed)
    known = ProgramFeatures.of(programs)
    rates = rates_of(programs)
    for specialty in ("family_medicine", "neurology"):
        mean = rates.mean[known.specialty == specialty].mean(0)
        assert mean == pytest.approx([published_rates()[specialty, t] for t in IMG_TYPES], rel=1e-6)


@settings(max_examples=25, deadline=None)
@given(
    rates=st.lists(st.floats(0.001, 0.9), min_size=2, max_size=40),
    positions=st.floats(1, 400),
)
def test_the_order_of_programs_stays(rates: list[float], positions: float) -> None:
    expected = np.column_stack([rates, rates[::-1]])
    known = replace(
        ProgramFeatures.blank(["family_medicine"] * len(rates)), positions=np.full(len(rates), positions)
    )
    tied = benchmark(known, expected, MEANS).expected
    for t in (0, 1):
        before, after = (np.argsort(a[:, t], kind="stable") for a in (expected, tied))
        assert (np.diff(tied[before, t]) >= -1e-12).all()
        assert expected[after, t] == pytest.approx(np.sort(expected[:, t]))


@pytest.mark.parametrize("share", [0.02, 0.1, 0.19])
def test_a_short_list_is_left_alone_however_its_programs_were_chosen(share: float) -> None:
    programs = made_up(share, img_share=0.9)
    known = ProgramFeatures.of(programs)
    model = fit(programs)
    rates = model.rates(known, 0.45)
    assert (rates.mean == rates.expected).all()
    order = np.argsort(model.expectation(known)[:, 1], kind="stable")
    assert (np.diff(rates.mean[order, 1]) >= -1e-12).all()
    assert rates.mean.mean(0)[1] > 1.2 * MEANS["family_medicine", "non_us_img"]


def test_between_short_and_whole_the_step_grows_and_is_unsure() -> None:
    shares, steps, unsure = (0.15, 0.3, 0.4, 0.5, 0.7), [], []
    for share in shares:
        known = ProgramFeatures.of(made_up(share))
        expected = np.full((known.count, 2), 0.01)
        tied = benchmark(known, expected, MEANS)
        steps.append(float((logit(tied.expected) - logit(expected))[0, 0]))
        unsure.append(float(tied.unsure[0, 0]))
        weight = weight_of(coverage(known, "family_medicine"))
        full = float(logit(MEANS["family_medicine", "us_img"]) - logit(0.01))
        assert steps[-1] == pytest.approx(weight * full)
        assert unsure[-1] == pytest.approx(
            np.std([0.0] * 1000 + [full] * 1000) * 2 * np.sqrt(weight * (1 - weight))
        )
    assert (np.diff(steps) > 0).all()
    assert unsure[0] == unsure[-1] == 0
    assert min(unsure[1:-1]) > 0.1


def test_the_range_of_a_chance_is_wider_by_the_uncertainty_in_between(season_of) -> None:
    """Over pairings of the tie's draws with the others: in any one pairing they may cancel by chance."""
    programs = made_up(0.4)
    rates = rates_of(programs)
    assert isinstance(rates.joint, JointSteps)
    assert rates.joint.unsure.min() > 0
    without = replace(rates.joint, unsure=np.zeros_like(rates.joint.unsure)).dense()
    tie = rates.joint.dense() - without
    rng = np.random.default_rng(5)

    def by_draw(steps: np.ndarray) -> np.ndarray:
        used = replace(rates, joint=steps)
        found = scenarios(season_of("family_medicine"), programs, date(2026, 9, 1), rates=used)
        mean = [found.invite["plain"][:, found.draw == d].mean() for d in range(int(found.draw.max()) + 1)]
        return np.log(mean)

    plain = by_draw(without)
    pairings = [by_draw(without + tie[:, :, rng.permutation(tie.shape[2])]) for _ in range(PAIRINGS)]
    own = np.mean([np.var(p - plain) for p in pairings])
    assert own > 0.1**2
    # independent errors: their variances add, but for what chance correlation is left in the mean over pairings
    added = np.mean([np.var(p) for p in pairings]) - np.var(plain)
    left = 2 * np.sqrt(own * np.var(plain) / (len(plain) * PAIRINGS))
    assert added == pytest.approx(own, abs=3 * left)
    assert added > 0


def test_programs_with_rates_of_their_own_are_not_tied() -> None:
    programs = made_up(1.0, invite_rate_us_img=0.2, invite_rate_non_us_img=0.15)
    known = ProgramFeatures.of(programs)
    expected = np.full((known.count, 2), 0.1)
    tied = benchmark(known, expected, MEANS)
    assert tied.expected == pytest.approx(expected)
    assert not tied.unsure.any()
    assert rates_of(programs).mean.mean(0)[1] > 0.1, "their own rates decide, far above the published mean"


def test_the_more_programs_come_with_a_rate_the_less_the_others_are_tied() -> None:
    rated = made_up(1.0, invite_rate_us_img=0.01, invite_rate_non_us_img=0.01)
    bare = made_up(1.0)
    steps = []
    for count in (0, 50, 150, len(bare)):
        known = ProgramFeatures.of(rated[:count] + bare[count:])
        tied = benchmark(known, np.full((known.count, 2), 0.01), MEANS)
        steps.append(float(tied.expected[0, 0]))
    assert (np.diff(steps) < 0).all()


def test_a_specialty_without_a_published_mean_moves_as_the_others_did() -> None:
    known = ProgramFeatures.of(made_up(1.0) + made_up(1.0, "neurology") + made_up(1.0, "psychiatry"))
    assert ("psychiatry", "us_img") not in published_rates()
    tied = benchmark(known, np.full((known.count, 2), 0.02), published_rates())
    step = {
        s: (logit(tied.expected) - logit(0.02))[known.specialty == s][0, 0]
        for s in np.unique(known.specialty)
    }
    assert step["psychiatry"] == pytest.approx((step["family_medicine"] + step["neurology"]) / 2)
    unsure = tied.unsure[known.specialty == "psychiatry"][0, 0]
    assert unsure == pytest.approx(abs(step["family_medicine"] - step["neurology"]) / 2)
    alone = ProgramFeatures.of(made_up(1.0, "psychiatry"))
    assert (benchmark(alone, np.full((alone.count, 2), 0.02), published_rates()).unsure == 0).all()


def test_positions_that_are_not_known_count_with_the_typical_size_and_an_unknown_country_covers_nothing() -> (
    None
):
    programs = made_up(0.5)
    told = coverage(ProgramFeatures.of(programs), "family_medicine")
    guessed = coverage(
        ProgramFeatures.of([p.model_copy(update={"positions": None}) for p in programs]), "family_medicine"
    )
    assert told == pytest.approx(0.5, abs=0.01)
    assert 0.1 < guessed < told
    assert coverage(ProgramFeatures.blank(["family_medicine"] * 5_000), "family_medicine") == 1
    assert coverage(ProgramFeatures.blank(["aerospace_medicine"]), "aerospace_medicine") == 0


@given(st.floats(0, 1))
def test_the_weight_rises_smoothly_from_none_to_all(covered: float) -> None:
    weight = weight_of(covered)
    assert 0 <= weight <= 1
    assert weight == (0 if covered <= 0.2 else 1 if covered >= 0.6 else weight)
    assert weight_of(min(covered + 0.01, 1)) - weight == pytest.approx(0, abs=0.04)


def test_how_crowded_a_specialty_is_counts_once() -> None:
    """Its published mean holds as crowded as it is: more applications everywhere in it leave its average alone."""
    few = made_up(0.1, "neurology", applications=500) + made_up(0.1, applications=500)
    many = made_up(0.1, "neurology", applications=500) + made_up(0.1, applications=4_000)
    at = ProgramFeatures.of(few).specialty == "family_medicine"
    calm, crowded = (rates_of(some).mean[at].mean(0) for some in (few, many))
    assert crowded == pytest.approx(calm, rel=0.12)
    assert expit(logit(calm) - 1.09 * np.log(8))[1] < 0.2 * crowded[1], (
        "what counting it twice would make of it"
    )
