"""Fit the model over the range of the coupling, pool the draws, and write the file that ships."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import jax
import numpy as np
import numpy.typing as npt
from numpyro.diagnostics import effective_sample_size, split_gelman_rubin
from numpyro.infer import MCMC, NUTS, init_to_median

from matchsafe.evidence import figure
from matchsafe.odds.fit.model import program
from matchsafe.odds.fit.tables import Tables

POOLED: Final = ("alpha", "b", "log_r", "logit_eps")
"""Sites with one value per specialty and, under ``type_`` the name, one per applicant type."""
SITES: Final = (*POOLED, "lam", *(f"type_{s}" for s in POOLED))
HYPER: Final = tuple(f"{s}_{part}" for s in POOLED for part in ("centre", "tau", "slopes"))
_ORDERS: Final = 200
"""Random orders tried for the pairs; the least correlated one is taken."""
Draws = dict[str, npt.NDArray[np.float64]]


@dataclass(frozen=True)
class FitPlan:
    """How long to sample.

    Attributes:
        pairs: Number of coupling pairs (k, c) the model is fitted at.
        chains, warmup, samples: Per pair.
        keep: Draws kept in all, spread evenly over the pairs.
        seed: Of every random number.
    """

    pairs: int = 6
    chains: int = 2
    warmup: int = 250
    samples: int = 500
    keep: int = 240
    seed: int = 20261122


def coupling_pairs(count: int) -> npt.NDArray[np.float64]:
    """``count`` pairs (k, c), spread evenly over both assumptions' ranges and uncorrelated as far as may be.

    A single pair is the two central values.
    """
    ids = ("assumptions.strength_in_rank_count", "assumptions.strength_at_each_program")
    ranges = [figure(i) for i in ids]
    if count == 1:
        return np.array([[float(str(f.value)) for f in ranges]])
    middle = (np.arange(count) + 0.5) / count
    orders = (np.random.default_rng(seed).permutation(count) for seed in range(_ORDERS))
    order = min(orders, key=lambda o: abs(float(np.corrcoef(np.arange(count), o)[0, 1])))
    places = np.stack([middle, middle[order]], 1)
    low, high = (np.array([float(getattr(f, end) or 0) for f in ranges]) for end in ("low", "high"))
    return np.asarray(low + places * (high - low))


def sample(tables: Tables, k: float, c: float, plan: FitPlan, seed: int) -> tuple[Draws, dict[str, float]]:
    """Draws at one coupling pair, flat over chains, and the worst diagnostics over the sites that ship."""
    # the four parameters of a type answer to three published figures, so they move together
    together = [tuple(f"type_{s}" for s in POOLED), tuple(f"{s}_tau" for s in POOLED)]
    kernel = NUTS(program, init_strategy=init_to_median, target_accept_prob=0.85, dense_mass=together)
    mcmc = MCMC(
        kernel, num_warmup=plan.warmup, num_samples=plan.samples, num_chains=plan.chains, progress_bar=False
    )
    mcmc.run(jax.random.PRNGKey(seed), tables, k, c, extra_fields=("diverging",))
    grouped: dict[str, Any] = mcmc.get_samples(group_by_chain=True)
    shipped = {s: np.asarray(grouped[s]) for s in SITES + HYPER}
    worst = {
        "r_hat": max(float(np.max(split_gelman_rubin(v))) for v in shipped.values()),
        "ess": min(float(np.min(effective_sample_size(v))) for v in shipped.values()),
        "divergences": int(np.sum(np.asarray(mcmc.get_extra_fields()["diverging"]))),
    }
    flat = {s: v.reshape(-1, *v.shape[2:]).astype(float) for s, v in shipped.items()}
    return flat, worst


def fit(tables: Tables, plan: FitPlan, say: Any = print) -> tuple[Draws, list[dict[str, float]]]:
    """Draws pooled over the coupling pairs (with ``k`` and ``c`` beside them) and each pair's diagnostics."""
    pairs = coupling_pairs(plan.pairs)
    per_pair = plan.keep // len(pairs)
    parts: list[Draws] = []
    diagnostics = []
    for i, (k, c) in enumerate(pairs):
        draws, worst = sample(tables, float(k), float(c), plan, plan.seed + i)
        picked = np.linspace(0, len(draws["b"]) - 1, per_pair).round().astype(int)
        part = {s: v[picked] for s, v in draws.items()}
        part["k"], part["c"] = np.full(per_pair, k), np.full(per_pair, c)
        parts.append(part)
        diagnostics.append({"k": round(float(k), 3), "c": round(float(c), 3), **worst})
        say(f"  pair {i + 1} of {len(pairs)}: k {k:.2f}, c {c:.2f}, worst R-hat {worst['r_hat']:.3f}, "
            f"smallest ESS {worst['ess']:.0f}, divergences {worst['divergences']}")  # fmt: skip
    return {s: np.concatenate([p[s] for p in parts]) for s in parts[0]}, diagnostics
