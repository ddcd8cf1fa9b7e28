"""The one command that refits the model, with chains far too short to ship."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpyro
import numpyro.distributions as dist
import pytest
from numpyro import handlers
from numpyro.infer import HMC

import matchsafe.odds.fit.__main__ as command
from matchsafe.domain.season import Season
from matchsafe.evidence import figure
from matchsafe.odds import assess, draws
from matchsafe.odds.fit import hold_out, run
from matchsafe.odds.fit.run import Draws, FitPlan, coupling_pairs, fit
from matchsafe.odds.fit.tables import TYPES, Tables, read_tables
from matchsafe.present.model_checks import checks

pytestmark = pytest.mark.fit
COUPLING = ("assumptions.strength_in_rank_count", "assumptions.strength_at_each_program")
TINY = FitPlan(pairs=2, chains=2, warmup=20, samples=16, keep=16)


def tiny(seed: int = TINY.seed, pairs: int = 1, **_: Any) -> FitPlan:
    return replace(TINY, seed=seed, pairs=pairs)


def toy(tables: Tables, k: float, c: float) -> None:
    """A program with the sites of the real one, all from one normal variable: it samples at once."""
    size = len(tables.specialties)
    z = 0.1 * numpyro.sample("z", dist.Normal(0, 1).expand([size]).to_event(1))
    likely = {"alpha": 0.9, "b": -1.4 - 0.1 * (c - k), "log_r": 0.1, "logit_eps": -3.2}
    for site, value in likely.items():
        numpyro.deterministic(site, value + z)
        numpyro.deterministic(f"type_{site}", value + z[:4])
        numpyro.deterministic(f"{site}_centre", value + z[0])
        numpyro.deterministic(f"{site}_tau", 0.2 + 0.1 * z[1] ** 2)
        numpyro.deterministic(f"{site}_slopes", z[:2])
    numpyro.deterministic("lam", 0.5 + 0.1 * z / (1 + abs(z)))


def made_up(tables: Tables, k: float, c: float, plan: FitPlan, seed: int) -> tuple[Draws, dict[str, float]]:
    """Values of the program's sites from its toy, in place of hours of sampling."""
    size, rng = plan.chains * plan.samples, np.random.default_rng(seed)
    trace = handlers.trace(handlers.seed(toy, 1)).get_trace(tables, k, c)
    found = {
        n: np.asarray(s["value"]) + 0.05 * rng.random((size, *np.shape(s["value"]))) for n, s in trace.items()
    }
    return found, {"r_hat": 1.01, "ess": 70.5, "divergences": 0}


@pytest.mark.parametrize("count", [2, 6, 10])
def test_coupling_pairs_have_one_value_in_each_part_of_both_ranges(count: int) -> None:
    pairs = coupling_pairs(count)
    assert pairs.shape == (count, 2)
    for column, name in zip(pairs.T, COUPLING, strict=True):
        found = figure(name)
        assert found.low is not None
        assert found.high is not None
        assert ((column > found.low) & (column < found.high)).all()
        part = np.floor((np.sort(column) - found.low) / (found.high - found.low) * count)
        assert part.tolist() == list(range(count))


def test_many_coupling_pairs_are_hardly_correlated() -> None:
    assert abs(np.corrcoef(coupling_pairs(6).T)[0, 1]) < 0.1


def test_a_single_coupling_pair_is_the_two_central_values() -> None:
    assert coupling_pairs(1).tolist() == [[float(str(figure(n).value)) for n in COUPLING]]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the command wrote from made-up draws, with Internal Medicine alone left out."""
    out = tmp_path_factory.mktemp("fit") / "new"
    tiny.seed = FitPlan.seed  # type: ignore[attr-defined]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run, "sample", made_up)
        patch.setattr(command, "FitPlan", tiny)
        patch.setattr(hold_out, "ENOUGH", 5000)
        patch.setattr(sys, "argv", ["fit", "--quick", "--out", str(out), "--seed", "5"])
        command.main()
    return out


def test_the_command_writes_the_draws_and_the_report(written: Path) -> None:
    assert sorted(p.name for p in written.iterdir()) == ["draws.npz", "fit_report.json"]
    report = json.loads((written / "fit_report.json").read_text())
    assert report["command"] == "python -m matchsafe.odds.fit --quick"
    assert report["seed"] == 5
    assert report["draws"] == TINY.keep
    assert set(report["software"]) == {"numpyro", "jax", "numpy"}
    assert [r["specialty"] for r in report["hold_out"]] == ["internal_medicine"]
    assert [r["type"] for r in report["types"]] == list(TYPES)
    assert {"k", "c", "r_hat", "ess", "divergences"} <= set(report["convergence"][0])
    with np.load(written / "draws.npz", allow_pickle=False) as content:
        specialties = [str(s) for s in content["specialties"]]
        assert specialties == [*read_tables().specialties, "other"]
        assert content["b"].shape == (TINY.keep, len(TYPES), len(specialties))
        assert content["b"].dtype == np.float32
        for name in ("alpha", "b", "log_r", "logit_eps", "lam", "k", "c", "visa", "step2_mean", "step2_sd"):
            assert np.isfinite(content[name]).all(), name


def test_what_was_written_can_be_shipped(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    caches = (draws._file, draws.fit_report, draws.group)
    monkeypatch.setattr(draws, "_DATA", written)
    try:
        for cache in caches:
            cache.cache_clear()
        season = Season.model_validate({
            "applicant": {"type": "us_img", "step2_ck": {"score": 240}, "visa": "none"},
            "target": {"specialty": "family_medicine"},
            "interviews": 5,
        })  # fmt: skip
        found = assess(season, date(2026, 11, 22))
        assert 0 < found.chance.low <= found.chance.value <= found.chance.high < 1
        assert draws.group("us_img", "urology").size == TINY.keep
        assert checks(draws.fit_report())[2].rows[0][0] == "Internal Medicine"
    finally:
        for cache in caches:
            cache.cache_clear()


def test_sampling_gives_flat_draws_around_the_program_and_the_worst_of_the_diagnostics(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(run, "program", toy)
    blocks: list[tuple[str, ...]] = []

    def short(*args: Any, dense_mass: list[tuple[str, ...]], **kwargs: Any) -> HMC:
        blocks.extend(dense_mass)
        return HMC(*args, num_steps=3, trajectory_length=None, step_size=0.25, **kwargs)

    monkeypatch.setattr(run, "NUTS", short)
    tables = read_tables()
    found, worst = run.sample(tables, 0.5, 0.95, replace(TINY, warmup=50, samples=150), seed=1)
    assert set(found) == {*run.SITES, *run.HYPER}
    assert found["b"].shape == (300, len(tables.specialties))
    assert found["alpha_slopes"].shape == (300, 2)
    assert found["alpha"].mean(0) == pytest.approx(0.9, abs=0.1)
    assert 0.98 < worst["r_hat"] < 1.5
    assert 10 < worst["ess"] < 300
    assert worst["divergences"] == 0
    assert {name for block in blocks for name in block} <= {*run.SITES, *run.HYPER}


def test_draws_are_pooled_over_the_coupling_pairs_with_their_values_beside_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    size = len(read_tables().specialties)
    asked: list[tuple[float, float, int]] = []

    def sample(
        _: Any, k: float, c: float, plan: FitPlan, seed: int
    ) -> tuple[dict[str, Any], dict[str, float]]:
        asked.append((k, c, seed))
        values = np.arange(plan.samples, dtype=float)[:, None] + 100 * len(asked) + np.zeros(size)
        return {"b": values}, {"r_hat": 1.0, "ess": 60.0, "divergences": 0}

    monkeypatch.setattr(run, "sample", sample)
    said: list[str] = []
    found, diagnostics = fit(read_tables(), TINY, said.append)
    assert [(k, c) for k, c, _ in asked] == [tuple(p) for p in coupling_pairs(2)]
    assert [seed - TINY.seed for _, _, seed in asked] == [0, 1]
    picked = np.linspace(0, TINY.samples - 1, 8).round()
    assert found["b"][:, 0].tolist() == [*(100 + 1.0 * n for n in picked), *(200 + 1.0 * n for n in picked)]
    assert found["k"].tolist() == [asked[0][0]] * 8 + [asked[1][0]] * 8
    assert [d["k"] for d in diagnostics] == [round(k, 3) for k, _, _ in asked]
    assert len(said) == 2
