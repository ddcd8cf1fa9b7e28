"""Fit the model at each value of the cut, and pool the draws with equal weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Protocol

import jax
import jax.numpy as jnp
import numpy as np
import numpy.typing as npt
import numpyro
import numpyro.distributions as dist
from jax.flatten_util import ravel_pytree
from numpyro import handlers
from numpyro.diagnostics import effective_sample_size, split_gelman_rubin
from numpyro.infer import MCMC, NUTS, init_to_median, init_to_value
from numpyro.infer.util import initialize_model

from matchsafe.odds.arrays import Floats
from matchsafe.odds.fit.geometry import centredness, covariance, curvature, lowest, stretch
from matchsafe.odds.fit.likelihood import FULL_COUNT
from matchsafe.odds.fit.model import PRIORS, SITES, joint, program
from matchsafe.odds.fit.tables import Tables

CUT: Final = (0.3, 0.8, 1.3, 1.9)
"""Centres of ``c_s`` the model is fitted at, with equal weights: the tables do not tell them apart."""
HYPER: Final = (
    *(f"{s}_centre" for s in SITES if s != "c_s"),
    *(f"{s}_tau" for s in SITES),
    *(f"{s}_slopes" for s, p in PRIORS.items() if p.slopes),
)
"""Sites that describe how specialties differ."""
CHECKED: Final = (*SITES, *HYPER)
"""Sites whose convergence is reported: all that an answer uses."""
ACCEPT: Final = (0.97, 0.99)
"""Target acceptance of a chain, and of the same sampled again in smaller steps where one of its steps diverged."""
_DEEPEST: Final = 8
"""Doublings of a trajectory."""
_LOOKED_AT: Final = 12
"""Draws at which the curvature of the posterior is taken."""
_SEED_OF_SHAPE: Final = 0
_TIE_STEPS: Final = 5
"""Newton steps to a published rate."""
Draws = dict[str, npt.NDArray[np.float64]]


@dataclass(frozen=True)
class FitPlan:
    """How long to sample.

    Attributes:
        cut: Centres of ``c_s``.
        chains: At each of them.
        tuning: Steps of each of the two runs that the sampler is tuned by, of which the last third is looked at.
        settle, samples: Steps left out and kept of each chain at each value.
        keep: Draws kept in all, spread evenly over the cut.
        seed: Of every random number.
    """

    cut: tuple[float, ...] = CUT
    chains: int = 2
    tuning: int = 180
    settle: int = 150
    samples: int = 1800
    keep: int = 240
    seed: int = 20261129


class ChainSource(Protocol):
    """What gives the draws of one chain."""

    def run(self, centre: float) -> tuple[Draws, int]:
        """Draws at a value of the cut, and how many of its steps diverged."""


class Chain:
    """One chain, tuned anew at each value of the cut, so that each run stands for itself.

    It runs in coordinates in which the posterior is nearly round; see ``geometry``.
    """

    def __init__(self, tables: Tables, plan: FitPlan, number: int) -> None:
        self._tables, self._plan, self._number = tables, plan, number
        self._size = len(tables.specialties)
        anything = (plan.cut[0], jnp.ones(self._size), jnp.ones((len(SITES), self._size)))
        whole = initialize_model(
            jax.random.PRNGKey(_SEED_OF_SHAPE), partial(program, tables), model_args=anything, dynamic_args=True,
            init_strategy=init_to_median(num_samples=5), validate_grad=False,
        )  # fmt: skip
        start, unravel = ravel_pytree(whole.param_info.z)
        self._start, self._unravel = np.asarray(start), unravel

        def density(x: Any, *of: Any) -> Any:
            return whole.potential_fn(*of)(unravel(x))

        def sites(x: Any, *of: Any) -> Any:
            found = whole.postprocess_fn(*of)(unravel(x))
            return {s: found[s] for s in (*CHECKED, "gap", "log_likelihood")}

        def round_(place: Any, spread: Any, *of: Any) -> None:
            free = dist.ImproperUniform(dist.constraints.real_vector, (), (len(start),))
            at = numpyro.sample("at", free)
            with handlers.block():
                value = -density(place + spread @ at, *of)
            numpyro.factor("density", value)

        self._gradient, self._sites = jax.jit(jax.value_and_grad(density)), jax.jit(sites)
        lengths = (plan.tuning - plan.tuning // 3, plan.tuning // 3), (plan.settle, plan.samples)
        made = {
            each: self._sampler(round_, *each, ACCEPT[0]) for each in set(lengths)
        }  # each is compiled once
        self._tuner, runner = (made[each] for each in lengths)
        self._runners = (
            runner,
            *(self._sampler(round_, *lengths[1], accept) for accept in ACCEPT[1:]),
        )
        names = unravel(jnp.arange(len(start)))
        own = [np.asarray(names[n]) for n in sorted(names) if n.endswith("_z")]
        blocks = [np.array(b, int) for b in zip(*own, strict=True)]
        rest = np.setdiff1d(np.arange(len(start)), np.concatenate(blocks) if blocks else [])
        self._blocks = [*blocks, rest] if len(rest) else blocks

    @staticmethod
    def _sampler(model: Any, warmup: int, samples: int, accept: float) -> MCMC:
        kernel = NUTS(
            model,
            init_strategy=init_to_value(values={}),
            target_accept_prob=accept,
            step_size=0.3,
            adapt_mass_matrix=False,
            max_tree_depth=_DEEPEST,
        )
        return MCMC(kernel, num_warmup=warmup, num_samples=samples, progress_bar=False, jit_model_args=True)

    def run(self, centre: float, without: int | None = None) -> tuple[Draws, int]:
        """Draws at a value of the cut, and how many of its steps diverged.

        Args:
            without: Number of a specialty whose tables are left out.
        """
        included = np.ones(self._size)
        if without is not None:
            included[without] = 0.0
        of = (centre, jnp.asarray(included), jnp.asarray(centredness(self._tables, centre)))
        rng = np.random.default_rng([self._plan.seed, self._number, round(1000 * centre), without or 0])

        def at(x: Floats) -> tuple[float, Floats]:
            value, slope = self._gradient(jnp.asarray(x), *of)
            return float(value), np.asarray(slope)

        def sampled(sampler: MCMC, place: Floats, spread: Floats) -> tuple[Floats, int]:
            root = np.linalg.cholesky(spread)
            sampler.run(
                jax.random.PRNGKey(rng.integers(2**31)), jnp.asarray(place), jnp.asarray(root), *of,
                init_params={"at": jnp.zeros(len(place))}, extra_fields=("diverging",),
            )  # fmt: skip
            wrong = int(np.sum(np.asarray(sampler.get_extra_fields()["diverging"])))
            return place + np.asarray(sampler.get_samples()["at"]) @ root.T, wrong

        mode = lowest(at, self._start)
        spread = covariance(curvature(at, mode))
        place = mode + np.linalg.cholesky(spread) @ rng.standard_normal(len(mode))
        seen, _ = sampled(self._tuner, place, spread)
        looked = seen[:: max(len(seen) // _LOOKED_AT, 1)]
        spread = covariance(np.mean([curvature(at, x) for x in looked], 0))
        seen, _ = sampled(self._tuner, seen[-1], spread)
        spread = stretch(spread, seen, self._blocks)
        for runner in self._runners:
            found, wrong = sampled(runner, seen[-1], spread)
            if not wrong:
                break
        each = [self._sites(jnp.asarray(x), *of) for x in found]
        return {s: np.stack([np.asarray(e[s], float) for e in each]) for s in each[0]}, wrong


def worst_diagnostics(chains: Sequence[Draws], divergences: int) -> dict[str, Any]:
    """The worst diagnostics of chains at one value of the cut over the sites that ship, and beside padding's alone.

    Those beside padding leave the share of padded lists out, which is part of the printed tables and never of an
    applicant's own list.
    """
    stacked = {s: np.stack([c[s] for c in chains]) for s in (*CHECKED, "log_likelihood")}
    apart = {s: float(np.max(split_gelman_rubin(stacked[s]))) for s in CHECKED}
    drawn = {s: float(np.min(effective_sample_size(stacked[s]))) for s in CHECKED}
    other = [s for s in CHECKED if not s.startswith("logit_w")]
    return {
        "r_hat": max(apart.values()),
        "ess": min(drawn.values()),
        "r_hat_beside_padding": max(apart[s] for s in other),
        "ess_beside_padding": min(drawn[s] for s in other),
        "divergences": divergences,
        "log_likelihood": float(stacked["log_likelihood"].sum(-1).mean()),
    }


def pool_draws(by_value: Sequence[tuple[float, Draws]], keep: int) -> Draws:
    """Draws pooled over the cut with equal weights, evenly spread over each value's; beside them it, as ``cut``."""
    each = keep // len(by_value)
    parts: list[Draws] = []
    for centre, draws in by_value:
        picked = np.linspace(0, len(draws["b"]) - 1, each).round().astype(int)
        parts.append({**{s: v[picked] for s, v in draws.items()}, "cut": np.full(each, centre)})
    return {s: np.concatenate([p[s] for p in parts]) for s in parts[0]}


@jax.jit
def _nearer(p: Any, goal: Any, large: Any) -> Any:
    """``b`` after one of Newton's steps toward the rates of the large specialties."""

    def away(b: Any) -> Any:
        rate = joint({**p, "b": b})[0][..., 0, :].sum(-1)
        return jnp.log(rate / (1 - rate)) - jnp.log(goal / (1 - goal))

    value, slope = jax.jvp(away, (p["b"],), (jnp.ones_like(p["b"]),))
    return p["b"] - jnp.where(large, jnp.clip(value / slope, -1, 1), 0.0)


def tie(draws: Draws, tables: Tables) -> Draws:
    """Draws whose match rates are the published ones where these count enough applicants, by a step in ``b``.

    A published rate is a full count of its season, not a sample; how rates move between seasons is an assumption
    added later.
    """
    large = tables.total >= FULL_COUNT
    goal = jnp.asarray(np.where(large, tables.matched / np.maximum(tables.total, 1), 0.5))
    tied = draws["b"].copy()
    for d in range(len(tied)):
        p = {s: jnp.asarray(draws[s][d]) for s in SITES}
        for _ in range(_TIE_STEPS):
            p["b"] = _nearer(p, goal, large)
        tied[d] = np.asarray(p["b"])
    return {**draws, "b": tied}


def fit(
    chains: Sequence[ChainSource], tables: Tables, plan: FitPlan, say: Any
) -> tuple[Draws, list[dict[str, Any]]]:
    """Draws over the cut, tied to the published rates, and the diagnostics at each value."""
    by_value, diagnostics = [], []
    for centre in plan.cut:
        ran = [c.run(centre) for c in chains]
        worst = worst_diagnostics([d for d, _ in ran], sum(n for _, n in ran))
        by_value.append((centre, {s: np.concatenate([d[s] for d, _ in ran]) for s in ran[0][0]}))
        diagnostics.append({"cut": centre, **worst})
        say(f"  cut {centre:g}: worst R-hat {worst['r_hat']:.3f}, smallest ESS {worst['ess']:.0f}, "
            f"divergences {worst['divergences']}, mean log-likelihood {worst['log_likelihood']:.1f}")  # fmt: skip
    kept = pool_draws(by_value, plan.keep)
    # what programs see before an interview never counts against an applicant after it
    kept["c_s"] = np.maximum(kept["c_s"], 0.0)
    return tie(kept, tables), diagnostics
