"""Fit the model at each value of the cut, and pool the draws with equal weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import jax
import jax.numpy as jnp
import numpy as np
import numpy.typing as npt
from numpyro.diagnostics import effective_sample_size, split_gelman_rubin
from numpyro.infer import MCMC, NUTS, init_to_median

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
_ACCEPT: Final = 0.85
_DEEPEST: Final = 8
"""Doublings of a trajectory."""
_TIE_STEPS: Final = 5
"""Newton steps to a published rate."""
Draws = dict[str, npt.NDArray[np.float64]]


@dataclass(frozen=True)
class FitPlan:
    """How long to sample.

    Attributes:
        cut: Centres of ``c_s``.
        chains: At each of them.
        warmup: Steps in which each chain's sampler is tuned, at the first value of the cut.
        settle, samples: Steps left out and kept of each chain at each value.
        keep: Draws kept in all, spread evenly over the cut.
        seed: Of every random number.
    """

    cut: tuple[float, ...] = CUT
    chains: int = 2
    warmup: int = 220
    settle: int = 40
    samples: int = 280
    keep: int = 240
    seed: int = 20261129


class Chain:
    """One chain: tuned once, then run on any value of the cut with any specialties left out."""

    def __init__(self, tables: Tables, plan: FitPlan, number: int) -> None:
        self._size, self._plan = len(tables.specialties), plan
        self._key = jax.random.PRNGKey(plan.seed + number)
        self._model = partial(program, tables)
        kernel = NUTS(
            self._model,
            init_strategy=init_to_median(num_samples=5),
            target_accept_prob=_ACCEPT,
            max_tree_depth=_DEEPEST,
        )
        tuner = self._sampler(kernel, plan.warmup, 1)
        tuner.run(self._next(), plan.cut[0], jnp.ones(self._size))
        state: Any = tuner.last_state
        self._position = state.z
        self._kernel = NUTS(
            self._model,
            step_size=float(state.adapt_state.step_size),
            inverse_mass_matrix=state.adapt_state.inverse_mass_matrix,
            adapt_step_size=False,
            adapt_mass_matrix=False,
            max_tree_depth=_DEEPEST,
        )
        self._runners: dict[int, MCMC] = {}

    def _next(self) -> Any:
        self._key, key = jax.random.split(self._key)
        return key

    @staticmethod
    def _sampler(kernel: NUTS, warmup: int, samples: int) -> MCMC:
        return MCMC(
            kernel,
            num_warmup=warmup,
            num_samples=samples,
            num_chains=1,
            progress_bar=False,
            jit_model_args=True,
        )

    def run(self, centre: float, samples: int, without: int | None = None) -> tuple[Draws, int]:
        """Draws at a value of the cut, and how many of its steps diverged.

        Args:
            without: Number of a specialty whose tables are left out.
        """
        if samples not in self._runners:
            self._runners[samples] = self._sampler(self._kernel, self._plan.settle, samples)
        mcmc, included = self._runners[samples], np.ones(self._size)
        if without is not None:
            included[without] = 0.0
        mcmc.run(
            self._next(),
            centre,
            jnp.asarray(included),
            init_params=self._position,
            extra_fields=("diverging",),
        )
        state: Any = mcmc.last_state
        if without is None:
            self._position = state.z
        found: dict[str, Any] = mcmc.get_samples()
        draws = {s: np.asarray(found[s], float) for s in (*CHECKED, "gap", "log_likelihood")}
        return draws, int(np.sum(np.asarray(mcmc.get_extra_fields()["diverging"])))


def diagnosed(chains: Sequence[Draws], divergences: int) -> dict[str, float]:
    """The worst diagnostics of chains at one value of the cut, over the sites that ship."""
    stacked = {s: np.stack([c[s] for c in chains]) for s in (*CHECKED, "log_likelihood")}
    return {
        "r_hat": max(float(np.max(split_gelman_rubin(stacked[s]))) for s in CHECKED),
        "ess": min(float(np.min(effective_sample_size(stacked[s]))) for s in CHECKED),
        "divergences": divergences,
        "log_likelihood": float(stacked["log_likelihood"].sum(-1).mean()),
    }


def pooled(by_value: Sequence[tuple[float, Draws]], keep: int) -> Draws:
    """Draws pooled over the cut with equal weights, evenly spread over each value's; beside them it, as ``cut``."""
    each = keep // len(by_value)
    parts: list[Draws] = []
    for centre, draws in by_value:
        picked = np.linspace(0, len(draws["b"]) - 1, each).round().astype(int)
        parts.append({**{s: v[picked] for s, v in draws.items()}, "cut": np.full(each, centre)})
    return {s: np.concatenate([p[s] for p in parts]) for s in parts[0]}


def tie(draws: Draws, tables: Tables) -> Draws:
    """Draws whose match rates are the published ones where these count enough applicants, by a step in ``b``.

    A published rate is a full count of its season, not a sample; how rates move between seasons is an assumption
    added later.
    """
    large = tables.total >= FULL_COUNT
    goal = jnp.asarray(np.where(large, tables.matched / np.maximum(tables.total, 1), 0.5))

    @jax.jit
    def step(p: Any) -> Any:
        def away(b: Any) -> Any:
            rate = joint({**p, "b": b})[0][..., 0, :].sum(-1)
            return jnp.log(rate / (1 - rate)) - jnp.log(goal / (1 - goal))

        value, slope = jax.jvp(away, (p["b"],), (jnp.ones_like(p["b"]),))
        return p["b"] - jnp.where(large, jnp.clip(value / slope, -1, 1), 0.0)

    tied = draws["b"].copy()
    for d in range(len(tied)):
        p = {s: jnp.asarray(draws[s][d]) for s in SITES}
        for _ in range(_TIE_STEPS):
            p["b"] = step(p)
        tied[d] = np.asarray(p["b"])
    return {**draws, "b": tied}


def fit(
    chains: Sequence[Chain], tables: Tables, plan: FitPlan, say: Any
) -> tuple[Draws, list[dict[str, float]]]:
    """Draws over the cut, tied to the published rates, and the diagnostics at each value."""
    by_value, diagnostics = [], []
    for centre in plan.cut:
        ran = [c.run(centre, plan.samples) for c in chains]
        worst = diagnosed([d for d, _ in ran], sum(n for _, n in ran))
        by_value.append((centre, {s: np.concatenate([d[s] for d, _ in ran]) for s in ran[0][0]}))
        diagnostics.append({"cut": centre, **worst})
        say(f"  cut {centre:g}: worst R-hat {worst['r_hat']:.3f}, smallest ESS {worst['ess']:.0f}, "
            f"divergences {worst['divergences']}, mean log-likelihood {worst['log_likelihood']:.1f}")  # fmt: skip
    kept = pooled(by_value, plan.keep)
    # what programs see before an interview never counts against an applicant after it
    kept["c_s"] = np.maximum(kept["c_s"], 0.0)
    return tie(kept, tables), diagnostics
