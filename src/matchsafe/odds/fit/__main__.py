"""One command that refits the model and writes what ships: the draws and the report on them."""

from __future__ import annotations

import argparse
import json
import time
from datetime import date
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import jax
import numpy as np

from matchsafe.odds.fit.checkpoint import StoredChain, settings_of
from matchsafe.odds.fit.groups import COUNT_COUPLING, any_other, by_type, score_correlation
from matchsafe.odds.fit.hold_out import leave_one_out
from matchsafe.odds.fit.likelihood_set import likelihood_set, set_ends
from matchsafe.odds.fit.model import SITES
from matchsafe.odds.fit.reproduce import ENOUGH, shares, specialties, types
from matchsafe.odds.fit.run import Chain, Draws, FitPlan, fit
from matchsafe.odds.fit.tables import TYPES, Tables, read_tables


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - a command that reports its progress


def write_draws(path: Path, draws: Draws, types_: Draws, tables: Tables, seed: int) -> None:
    """Write the draws that ship, in single precision."""
    mean, sd = (np.append(v, np.nanmean(v)) for v in (tables.step2_mean, tables.step2_sd))
    other, large = any_other(draws, tables, seed), tables.with_applicants(ENOUGH)
    single: dict[str, Any] = {
        **{s: np.concatenate([draws[s], other[s][:, None]], 1) for s in SITES},
        "lam": score_correlation(draws, tables, seed),
        "cut": draws["cut"],
        "type_alpha": types_["type_alpha"],
        "type_b": types_["type_b"],
        "count_coupling": COUNT_COUPLING,
        "allowed": set_ends(likelihood_set(large), large, draws, tables),
        "step2_mean": np.where(np.isnan(mean), mean[-1], mean),
        "step2_sd": np.where(np.isnan(sd), sd[-1], sd),
    }
    whole: dict[str, Any] = {
        "specialties": np.array([*tables.specialties, "other"]),
        "types": np.array(TYPES),
        "applicants": np.append(tables.total, 0).astype(np.int32),
    }
    np.savez_compressed(path, **{n: v.astype(np.float32) for n, v in single.items()}, **whole)


def write(out: Path, draws: Draws, diagnostics: list[dict[str, Any]], plan: FitPlan,
          tables: Tables, command: str) -> dict[str, Any]:  # fmt: skip
    """Everything after sampling: the types, the draws' file, the checks, the specialties left out, the report."""
    types_ = by_type(draws, tables, plan.seed)
    out.mkdir(parents=True, exist_ok=True)
    write_draws(out / "draws.npz", draws, types_, tables, plan.seed)
    each = shares(draws)
    _say("Leaving one specialty out at a time")
    report = {
        "made": date.today().isoformat(),
        "command": command,
        "seed": plan.seed,
        "software": {p: version(p) for p in ("numpyro", "jax", "numpy")},
        "draws": len(draws["cut"]),
        "convergence": diagnostics,
        "specialties": specialties(each, tables),
        "types": types(draws, types_, tables),
        "hold_out": leave_one_out(tables, draws, plan.seed, each.mean(0), _say),
    }
    (out / "fit_report.json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    return report


def main() -> None:
    """Fit, check, hold out, write."""
    here = Path(__file__).resolve().parent.parent / "data"
    parser = argparse.ArgumentParser(prog="python -m matchsafe.odds.fit", description=__doc__)
    parser.add_argument("--out", type=Path, default=here, help="folder for draws.npz and fit_report.json")
    parser.add_argument("--seed", type=int, default=FitPlan.seed)
    parser.add_argument(
        "--chains", type=Path, default=Path("fit-chains"),
        help="folder that keeps each finished chain: a run that was stopped goes on where it was",
    )  # fmt: skip
    parser.add_argument(
        "--chain", type=int, choices=range(FitPlan.chains),
        help="sample this chain alone and stop, so that a second core can take the other",
    )  # fmt: skip
    parser.add_argument(
        "--quick", action="store_true", help="short chains, for trying the command out; do not ship"
    )
    chosen = parser.parse_args()
    jax.config.update("jax_enable_x64", True)
    began = time.monotonic()
    short: dict[str, Any] = {"tuning": 30, "settle": 5, "samples": 16, "keep": 16} if chosen.quick else {}
    plan = FitPlan(seed=chosen.seed, **short)
    tables = read_tables()
    _say(f"Fitting {len(tables.specialties)} specialties at {len(plan.cut)} values of the cut")
    folder = chosen.chains / settings_of(plan, tables)
    chains = [StoredChain(partial(Chain, tables, plan, n), folder, n) for n in range(plan.chains)]
    if chosen.chain is not None:
        for centre in plan.cut:
            _, wrong = chains[chosen.chain].run(centre)
            _say(f"  cut {centre:g}: chain {chosen.chain} is done, divergences {wrong}")
        return
    draws, diagnostics = fit(chains, tables, plan, _say)
    write(chosen.out, draws, diagnostics, plan, tables,
          "python -m matchsafe.odds.fit" + (" --quick" if chosen.quick else ""))  # fmt: skip
    _say(
        f"Wrote draws.npz and fit_report.json to {chosen.out} in {(time.monotonic() - began) / 60:.0f} minutes"
    )
    _say("Now rebuild the report on the limits: python -m matchsafe.odds.fit.acceptance")


if __name__ == "__main__":
    main()
