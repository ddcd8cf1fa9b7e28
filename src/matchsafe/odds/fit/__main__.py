"""One command that refits the model and writes the two files that ship: the draws and the report on them."""

from __future__ import annotations

import argparse
import json
import time
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import jax
import numpy as np
import numpyro

from matchsafe.odds.fit.groups import by_type, visa_step
from matchsafe.odds.fit.hold_out import leave_one_out
from matchsafe.odds.fit.model import COUNT_COUPLING
from matchsafe.odds.fit.reproduce import specialties, types
from matchsafe.odds.fit.run import Draws, FitPlan, fit
from matchsafe.odds.fit.tables import TYPES, Floats, Tables, read_tables

_HOLD_OUT = {"pairs": 1, "warmup": 200, "samples": 150, "keep": 150}
"""Each refit without a specialty uses the central coupling: eleven of them have to be made."""


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - a command that reports its progress


def _any_of(values: Floats, seed: int) -> Floats:
    """For each draw the value of a specialty picked at random."""
    rng = np.random.default_rng(seed + 2)
    return values[np.arange(len(values)), rng.integers(values.shape[1], size=len(values))]


def write_draws(path: Path, draws: Draws, tables: Tables, seed: int) -> None:
    """Write the draws that ship, in single precision."""
    mean, sd = (np.append(v, np.nanmean(v)) for v in (tables.step2_mean, tables.step2_sd))
    single: dict[str, Any] = {
        **by_type(draws, tables, seed),
        "lam": np.concatenate([draws["lam"], _any_of(draws["lam"], seed)[:, None]], 1),
        "k": draws["k"],
        "c": draws["c"],
        "visa": visa_step(draws, tables, seed),
        "count_coupling": COUNT_COUPLING,
        "step2_mean": np.where(np.isnan(mean), mean[-1], mean),
        "step2_sd": np.where(np.isnan(sd), sd[-1], sd),
    }
    whole: dict[str, Any] = {
        "specialties": np.array([*tables.specialties, "other"]),
        "types": np.array(TYPES),
        "applicants": np.append(tables.total, 0).astype(np.int32),
    }
    np.savez_compressed(path, **{n: v.astype(np.float32) for n, v in single.items()}, **whole)


def main() -> None:
    """Fit, check, hold out, write."""
    here = Path(__file__).resolve().parent.parent / "data"
    parser = argparse.ArgumentParser(prog="python -m matchsafe.odds.fit", description=__doc__)
    parser.add_argument("--out", type=Path, default=here, help="folder for draws.npz and fit_report.json")
    parser.add_argument("--seed", type=int, default=FitPlan.seed)
    parser.add_argument(
        "--quick", action="store_true", help="short chains, for trying the command out; do not ship"
    )
    chosen = parser.parse_args()
    numpyro.set_host_device_count(2)
    jax.config.update("jax_enable_x64", True)
    began = time.monotonic()
    short: dict[str, int] = {"pairs": 2, "warmup": 60, "samples": 32, "keep": 64} if chosen.quick else {}
    plan = FitPlan(seed=chosen.seed, **short)
    held = FitPlan(seed=chosen.seed, **({**short, "pairs": 1} if short else _HOLD_OUT))
    tables = read_tables()
    _say(f"Fitting {len(tables.specialties)} specialties at {plan.pairs} coupling pairs")
    draws, diagnostics = fit(tables, plan, _say)
    chosen.out.mkdir(parents=True, exist_ok=True)
    write_draws(chosen.out / "draws.npz", draws, tables, plan.seed)
    _say("Leaving one specialty out at a time")
    scores = leave_one_out(tables, held, draws, _say)
    report = {
        "made": date.today().isoformat(),
        "command": "python -m matchsafe.odds.fit" + (" --quick" if chosen.quick else ""),
        "seed": plan.seed,
        "software": {p: version(p) for p in ("numpyro", "jax", "numpy")},
        "draws": len(draws["k"]),
        "convergence": diagnostics,
        "specialties": specialties(draws, tables),
        "types": types(draws, tables),
        "hold_out": scores,
        "hold_out_draws": held.keep,
        "minutes": round((time.monotonic() - began) / 60, 1),
    }
    (chosen.out / "fit_report.json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    _say(f"Wrote draws.npz and fit_report.json to {chosen.out} in {report['minutes']} minutes")


if __name__ == "__main__":
    main()
