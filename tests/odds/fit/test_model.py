"""The likelihood against plain sums and simulated applicants."""

from __future__ import annotations

from typing import Any, Final

import jax
import numpy as np
import numpy.typing as npt
import pytest
from numpyro import handlers
from scipy.stats import nbinom, norm

from matchsafe.odds.fit import model
from matchsafe.odds.fit.model import COUNT_COUPLING, MAX_RANKS, moments, program
from matchsafe.odds.fit.tables import Tables, read_tables

pytestmark = pytest.mark.fit
Floats = npt.NDArray[np.float64]
joint = jax.jit(model.joint)
"""The likelihood, compiled as a whole."""

CASES: Final[dict[str, tuple[tuple[float, float, float, float], float, float, float]]] = {
    # alpha, b, log r, logit eps; k, c; shift
    "a large specialty": ((1.1, -1.4, 0.2, -3.4), 0.5, 0.95, 0.0),
    "a small one with few ranks": ((0.2, -2.2, -0.4, -2.0), 0.3, 0.6, 0.0),
    "strong coupling, long lists": ((1.9, -0.6, 0.8, -4.0), 0.75, 1.25, 0.0),
    "stronger applicants": ((1.1, -1.4, 0.2, -3.4), 0.5, 0.95, 0.7),
}


def summed(group: Any, k: float, c: float, shift: float) -> tuple[Floats, Floats, float]:
    """The shares by plain sums over 3001 strengths and every count."""
    alpha, b, log_r, logit_eps = group
    theta = np.linspace(-7, 7, 3001)
    r, ranks = np.exp(log_r), np.arange(1, MAX_RANKS + 1)
    reached, missed = np.zeros((len(theta), MAX_RANKS)), np.zeros((len(theta), MAX_RANKS))
    eps, weight = 1 / (1 + np.exp(-logit_eps)), norm.pdf(theta)
    for i, strength in enumerate(theta + shift):
        count = weight[i] * nbinom.pmf(ranks - 1, r, r / (r + np.exp(alpha + k * strength)))
        none = (1 - 1 / (1 + np.exp(-b - c * strength))) ** ranks
        missed[i] = count * (eps + (1 - eps) * none)
        reached[i] = count - missed[i]
    total = reached.sum() + missed.sum()
    gap = [(s.sum(1) * (theta + shift)).sum() / s.sum() for s in (reached, missed)]
    return reached.sum(0) / total, missed.sum(0) / total, float(gap[0] - gap[1])


@pytest.mark.parametrize("case", CASES)
def test_shares_of_outcome_and_ranks_agree_with_plain_sums(case: str) -> None:
    group, k, c, shift = CASES[case]
    reached, missed, gap = (np.asarray(v) for v in joint(group, k, c, shift))
    exact = summed(group, k, c, shift)
    assert reached.shape == missed.shape == (MAX_RANKS,)
    assert np.abs(reached - exact[0]).max() < 1e-4
    assert np.abs(missed - exact[1]).max() < 1e-4
    assert reached.sum() + missed.sum() == pytest.approx(1, abs=1e-12)
    assert float(gap) == pytest.approx(exact[2], abs=2e-3)


def test_shares_are_those_of_simulated_applicants() -> None:
    (alpha, b, log_r, logit_eps), k, c, _ = CASES["a large specialty"]
    rng, people = np.random.default_rng(7), 400_000
    theta = rng.standard_normal(people)
    r = np.exp(log_r)
    ranks = 1 + rng.negative_binomial(r, r / (r + np.exp(alpha + k * theta)))
    theta, ranks = theta[ranks <= MAX_RANKS], ranks[ranks <= MAX_RANKS]
    reached = rng.binomial(ranks, 1 / (1 + np.exp(-b - c * theta))) > 0
    reached &= rng.random(len(ranks)) >= 1 / (1 + np.exp(-logit_eps))
    matched, missed, gap = (np.asarray(v) for v in joint((alpha, b, log_r, logit_eps), k, c))
    assert matched.sum() == pytest.approx(reached.mean(), abs=0.004)
    for share, chosen in ((matched, reached), (missed, ~reached)):
        seen = np.bincount(ranks[chosen], minlength=MAX_RANKS + 1)[1:] / len(ranks)
        assert np.abs(share - seen).max() < 0.003
    assert float(gap) == pytest.approx(theta[reached].mean() - theta[~reached].mean(), abs=0.02)


def test_groups_of_any_shape_are_worked_out_at_once() -> None:
    group, k, c, _ = CASES["a large specialty"]
    alone = [np.asarray(v) for v in joint(group, k, c)]
    wide = [np.full((3, 2), v) for v in group]
    many = joint(wide, np.full((3, 1), k), np.full((3, 1), c))
    for one, several in zip(alone, many, strict=True):
        assert np.asarray(several).shape == (3, 2, *one.shape)
        assert np.asarray(several)[2, 1] == pytest.approx(one)


def test_stronger_applicants_match_more_and_rank_more() -> None:
    group, k, c, _ = CASES["a large specialty"]
    rates, means = zip(*((float(m.sum()), float(moments(m + n)[1])) for m, n, _ in
                         (joint(group, k, c, s) for s in (-1.0, 0.0, 1.0))), strict=True)  # fmt: skip
    assert rates[0] < rates[1] < rates[2]
    assert means[0] < means[1] < means[2]


def test_moments_of_a_distribution_worked_out_by_hand() -> None:
    shares = np.zeros((2, MAX_RANKS))
    shares[0, :3] = 0.1, 0.2, 0.1  # ranks 1, 2, 3
    shares[1, 6] = 0.5
    total, mean, sd = (np.asarray(v) for v in moments(shares))
    assert total == pytest.approx([0.4, 0.5])
    assert mean == pytest.approx([2.0, 7.0])
    assert sd == pytest.approx([np.sqrt(0.5), 1e-3])


def test_strength_shows_less_in_the_counts_of_us_seniors() -> None:
    assert COUNT_COUPLING.tolist() == [1.0, 1.0, 0.5, 0.5]


@pytest.fixture(scope="module")
def tables() -> Tables:
    return read_tables()


def density(tables: Tables) -> tuple[float, dict[str, Any]]:
    """Log-density of the program at values drawn from its priors, and those values."""

    trace = handlers.trace(handlers.seed(program, 3)).get_trace(tables, 0.5, 0.95)
    sites = [s for s in trace.values() if s["type"] == "sample"]
    total = sum(float(np.sum(np.asarray(s["fn"].log_prob(s["value"])))) for s in sites)
    return total, {s["name"]: s["value"] for s in sites if not s["is_observed"]}


def test_the_program_has_a_value_for_each_specialty_and_type_and_a_finite_density(tables: Tables) -> None:
    total, values = density(tables)
    size = len(tables.specialties)
    assert np.isfinite(total)
    for site in ("alpha", "b", "log_r", "logit_eps"):
        assert values[site].shape == (size,)
        assert values[f"type_{site}"].shape == (4,)
        assert values[f"{site}_slopes"].shape == (2,)
    assert values["lam"].shape == (size,)


def test_a_specialty_left_out_says_nothing_of_its_own_outcomes(tables: Tables) -> None:
    i = tables.specialties.index("neurology")
    other = read_tables()
    other.matched[i], other.total[i] = 3, 900
    other.ranks_quartiles[i], other.ranks_mean[i], other.step2_gap[i] = 9, 9, 2.0
    hidden, hidden_too, seen = (
        density(t)[0] for t in (tables.without("neurology"), other.without("neurology"), tables)
    )
    assert hidden == pytest.approx(hidden_too, rel=1e-12)
    assert hidden > seen
