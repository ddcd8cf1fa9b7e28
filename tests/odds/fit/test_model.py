"""The joint shares against plain sums and simulated applicants, and the program around them."""

from __future__ import annotations

from typing import Any, Final

import jax
import jax.numpy as jnp
import numpy as np
import numpy.typing as npt
import pytest
from numpyro import handlers
from scipy.optimize import brentq
from scipy.stats import poisson

from matchsafe.odds.fit import model
from matchsafe.odds.fit.likelihood import MAX_RANKS
from matchsafe.odds.fit.model import LONGEST_PADDED, PADDING, SITES, program
from matchsafe.odds.fit.tables import Tables, read_tables
from matchsafe.odds.reference import LONGEST_PADDED as PADDED_AT_RUN_TIME

pytestmark = pytest.mark.fit
Floats = npt.NDArray[np.float64]
joint = jax.jit(model.joint)
"""The shares, compiled as a whole."""
CASES: Final = {
    "a large specialty": {"alpha": 0.9, "log_k": 0.1, "log_capacity": 3.4, "b": -1.5, "c_s": 0.8, "log_c_u": -0.2,
                          "logit_eps": -4.5, "logit_w": -5.0},
    "few interviews, none of them sure": {"alpha": -0.2, "log_k": 0.3, "log_capacity": 2.6, "b": -2.0, "c_s": 0.3,
                                          "log_c_u": -1.0, "logit_eps": -2.0, "logit_w": -3.0},
    "long lists, strong coupling": {"alpha": 1.6, "log_k": 0.0, "log_capacity": 3.0, "b": -2.2, "c_s": 1.9,
                                    "log_c_u": 0.1, "logit_eps": -4.0, "logit_w": -7.0},
}  # fmt: skip


def arrays(case: dict[str, float], shape: tuple[int, ...] = ()) -> dict[str, Any]:
    return {k: np.full(shape, v) for k, v in case.items()}


def summed(c: dict[str, float]) -> tuple[Floats, float]:
    """Shares and gap by plain sums over 601 strengths, 81 impressions and every count."""
    s, u, counts = np.linspace(-7, 7, 601), np.linspace(-6, 6, 81), np.arange(MAX_RANKS + 1)
    weight_s, weight_u = (np.exp(-0.5 * x**2) / np.exp(-0.5 * x**2).sum() for x in (s, u))
    level = c["alpha"] + np.exp(c["log_k"]) * s
    count = weight_s[:, None] * poisson.pmf(
        counts, (np.exp(level) / (1 + np.exp(level - c["log_capacity"])))[:, None]
    )
    p = 1 / (1 + np.exp(-(c["b"] + c["c_s"] * s[:, None] + np.exp(c["log_c_u"]) * u)))
    eps, w = (1 / (1 + np.exp(-c[n])) for n in ("logit_eps", "logit_w"))
    won = np.array([count[:, n] * (1 - eps) * (1 - ((1 - p) ** n) @ weight_u) for n in counts]).T
    printed = np.zeros((2, len(counts)))
    for i, part in enumerate((won.sum(0), (count - won).sum(0))):
        printed[i] += (1 - w) * part
        for end in range(1, LONGEST_PADDED + 1):
            np.add.at(printed[i], np.maximum(counts, end), w / LONGEST_PADDED * part)
    lost = (count[:, 1:] - won[:, 1:]).sum(1) + w * count[:, 0]
    gap = (won.sum(1) * s).sum() / won.sum() - (lost * s).sum() / lost.sum()
    return printed[:, 1:] / printed[:, 1:].sum(), float(gap)


@pytest.mark.parametrize("case", CASES)
def test_shares_of_outcome_and_ranks_agree_with_plain_sums(case: str) -> None:
    shares, gap = (np.asarray(v) for v in joint(arrays(CASES[case])))
    exact, exact_gap = summed(CASES[case])
    assert shares.shape == (2, MAX_RANKS)
    assert shares.sum() == pytest.approx(1, abs=1e-12)
    assert np.abs(shares - exact).max() < 3e-4
    assert float(gap) == pytest.approx(exact_gap, abs=5e-3)


def test_shares_are_those_of_simulated_applicants() -> None:
    c = CASES["few interviews, none of them sure"]
    rng, people = np.random.default_rng(7), 400_000
    s, u = rng.standard_normal((2, people))
    level = c["alpha"] + np.exp(c["log_k"]) * s
    count = rng.poisson(np.exp(level) / (1 + np.exp(level - c["log_capacity"])))
    won = rng.binomial(count, 1 / (1 + np.exp(-(c["b"] + c["c_s"] * s + np.exp(c["log_c_u"]) * u)))) > 0
    won &= rng.random(people) >= 1 / (1 + np.exp(-c["logit_eps"]))
    padded = rng.random(people) < 1 / (1 + np.exp(-c["logit_w"]))
    printed = np.where(padded, np.maximum(count, rng.integers(1, LONGEST_PADDED + 1, people)), count)
    listed = (printed > 0) & (printed <= MAX_RANKS)
    shares = np.asarray(joint(arrays(c))[0])
    for o, chosen in enumerate((won & listed, ~won & listed)):
        seen = np.bincount(printed[chosen], minlength=MAX_RANKS + 1)[1:] / listed.sum()
        assert np.abs(shares[o] - seen).max() < 0.003


def test_groups_of_any_shape_are_worked_out_at_once() -> None:
    case = CASES["a large specialty"]
    alone = [np.asarray(v) for v in joint(arrays(case))]
    many = joint(arrays(case, (3, 2)))
    for one, several in zip(alone, many, strict=True):
        assert np.asarray(several).shape == (3, 2, *one.shape)
        assert np.asarray(several)[2, 1] == pytest.approx(one)


def test_padding_moves_short_lists_up_to_20_and_no_further() -> None:
    assert PADDING.sum(1) == pytest.approx(1)
    assert PADDING[3, 3] == pytest.approx(3 / 20)
    assert PADDING[3, 4:21] == pytest.approx(1 / 20)
    assert PADDING[25, 25] == pytest.approx(1)
    assert LONGEST_PADDED == PADDED_AT_RUN_TIME


@pytest.fixture(scope="module")
def tables() -> Tables:
    return read_tables()


def density(
    tables: Tables, centre: float, included: Any, centred: float = 0.0
) -> tuple[float, dict[str, Any]]:
    """Log-density of the program at values drawn from its priors, and its sites."""
    shares = np.full((len(SITES), len(tables.specialties)), centred)
    given = {"logit_w_z": np.linspace(-1.5, 1.5, len(tables.specialties))}  # its prior is a factor
    fixed = handlers.substitute(handlers.seed(program, 3), given)
    trace = handlers.trace(fixed).get_trace(tables, centre, included, shares)
    total = sum(
        float(np.sum(np.asarray(s["fn"].log_prob(s["value"]))))
        for s in trace.values()
        if s["type"] == "sample"
    )
    return total, {n: s["value"] for n, s in trace.items()}


def test_the_program_has_a_value_for_each_specialty_and_a_finite_density(tables: Tables) -> None:
    size = len(tables.specialties)
    total, values = density(tables, 0.8, jnp.ones(size))
    assert np.isfinite(total)
    for site in SITES:
        assert values[site].shape == (size,)
    assert {n for n in values if n.endswith("_slopes")} == {"alpha_slopes", "b_slopes"}
    assert "c_s_centre" not in values


def test_the_cut_moves_how_far_strength_counts_after_the_interview_and_nothing_else(tables: Tables) -> None:
    low, high = (density(tables, c, jnp.ones(len(tables.specialties)))[1] for c in (0.3, 1.9))
    assert np.asarray(high["c_s"] - low["c_s"]) == pytest.approx(1.6)
    assert np.asarray(high["b"]) == pytest.approx(np.asarray(low["b"]))


def test_a_specialty_left_out_says_nothing(tables: Tables) -> None:
    i = tables.specialties.index("neurology")
    without = jnp.ones(len(tables.specialties)).at[i].set(0.0)
    full, values = density(tables, 0.8, jnp.ones(len(tables.specialties)))
    assert density(tables, 0.8, without)[0] == pytest.approx(full - float(values["log_likelihood"][i]))


def test_a_long_way_where_padding_shows_nowhere_is_short_for_the_sampler_and_the_model_the_same() -> None:
    places = np.linspace(-9.0, 2.0, 109)
    values, log_slope = (np.asarray(v) for v in model.unfold(places, -6.5))
    assert values[0] < -20.0
    assert values[places > -4] == pytest.approx(places[places > -4], abs=0.1)
    above, below = (np.asarray(model.unfold(places + h, -6.5)[0]) for h in (1e-5, -1e-5))
    assert np.exp(log_slope) == pytest.approx((above - below) / 2e-5, rel=1e-5)


@pytest.mark.parametrize("centred", [0.4, 1.0])
def test_centring_changes_the_coordinates_and_not_the_model(tables: Tables, centred: float) -> None:
    size = len(tables.specialties)
    z = {n: np.full(size, 0.7) for n in (f"{s}_z" for s in SITES)}
    total: dict[float, float] = {}
    values: dict[float, dict[str, Any]] = {}
    for share in (0.0, centred):
        given = dict(z)
        if share:  # the coordinates at which the values are those of the plain ones
            for site in set(SITES) - {"logit_w"}:
                middle = values[0.0][site] - values[0.0][f"{site}_tau"] * 0.7
                given[f"{site}_z"] = share * middle + values[0.0][f"{site}_tau"] ** share * 0.7
            given["logit_w_z"] = np.array([
                brentq(lambda y, v=value, f=flat: float(model.unfold(y, f)[0]) - v, -40.0, 10.0, xtol=1e-13)
                for value, flat in zip(values[0.0]["logit_w"], model.flat_padding(tables), strict=True)
            ])  # fmt: skip
        fixed = handlers.substitute(handlers.seed(program, 3), given)
        trace = handlers.trace(fixed).get_trace(
            tables, 0.8, jnp.ones(size), np.full((len(SITES), size), share)
        )
        values[share] = {n: np.asarray(s["value"]) for n, s in trace.items()}
        logs = {
            n: float(np.sum(s["fn"].log_prob(s["value"]))) for n, s in trace.items() if s["type"] == "sample"
        }
        # the change of coordinates stretches each by the spread to the power of the share
        stretch = sum(
            size * share * np.log(values[share][f"{s}_tau"]) for s in SITES if s != "logit_w"
        )  # fmt: skip
        if share:
            _, slopes = model.unfold(given["logit_w_z"], model.flat_padding(tables))
            few = tables.total < 100  # folded at any share where there are more applicants
            stretch += float((np.log(values[share]["logit_w_tau"]) - np.asarray(slopes))[few].sum())
        total[share] = sum(logs.values()) + stretch
    for site in SITES:
        assert values[centred][site] == pytest.approx(values[0.0][site])
    assert total[centred] == pytest.approx(total[0.0])
