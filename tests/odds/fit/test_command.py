"""The one command that refits the model, with chains far too short to ship."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import jax.numpy as jnp
import numpy as np
import numpyro
import numpyro.distributions as dist
import pytest

import matchsafe.odds.fit.__main__ as command
from matchsafe.domain.season import Season
from matchsafe.evidence import figure
from matchsafe.odds import assess, draws
from matchsafe.odds.fit import groups, hold_out, run
from matchsafe.odds.fit.checkpoint import StoredChain, settings_of
from matchsafe.odds.fit.likelihood_set import RANKS, LikelihoodSet
from matchsafe.odds.fit.model import PRIORS, SITES, Pooling, joint
from matchsafe.odds.fit.run import CUT, Chain, Draws, FitPlan, fit, pool_draws, tie, worst_diagnostics
from matchsafe.odds.fit.tables import TYPES, Tables, read_tables

pytestmark = pytest.mark.fit
LIKELY = {"alpha": 0.7, "log_k": 0.1, "log_capacity": 3.3, "b": -1.4, "log_c_u": -0.2, "logit_eps": -4.5,
          "logit_w": -5.0}  # fmt: skip


def toy(tables: Tables, centre: Any, included: Any, centred: Any) -> None:
    """A program with the sites of the real one, all from one normal variable: it samples at once."""
    size = len(tables.specialties)
    z = 0.1 * numpyro.sample("all_z", dist.Normal(0, 1).expand([size]).to_event(1))
    for site, prior in PRIORS.items():
        middle = LIKELY.get(site, centre)
        numpyro.deterministic(site, middle + z)
        if site != "c_s":
            numpyro.deterministic(f"{site}_centre", middle + z[0])
        numpyro.deterministic(f"{site}_tau", 0.2 + 0.1 * z[1] ** 2)
        if prior.slopes:
            numpyro.deterministic(f"{site}_slopes", z[:2])
    numpyro.deterministic("gap", 1.1 + z)
    numpyro.deterministic("log_likelihood", -(z**2) * included)


def test_the_cut_runs_over_the_range_of_its_assumption() -> None:
    found = figure("assumptions.strength_at_each_program")
    assert (min(CUT), max(CUT)) == (found.low, found.high)


@pytest.mark.skipif(
    not os.environ.get("MATCHSAFE_EVERY_SEED"), reason="compiles for 10 s: MATCHSAFE_EVERY_SEED=1 asks for it"
)
def test_a_chain_runs_at_a_value_of_the_cut_with_a_specialty_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(run, "program", toy)
    monkeypatch.setattr(run, "centredness", lambda tables, centre: np.zeros((len(SITES), len(tables.total))))
    tables = read_tables()
    chain = Chain(tables, FitPlan(tuning=180, settle=120, samples=60), 0)
    found, wrong = chain.run(1.9, without=3)
    assert wrong == 0
    assert set(found) == {*run.CHECKED, "gap", "log_likelihood"}
    assert found["c_s"].shape == (60, len(tables.specialties))
    assert found["c_s"].mean() == pytest.approx(1.9, abs=0.05)
    assert found["c_s"].std(0).mean() == pytest.approx(0.1, rel=0.2)
    assert (found["log_likelihood"][:, 3] == 0).all()
    assert (found["log_likelihood"][:, 4] < 0).all()


class Counted:
    """A chain that counts its runs."""

    def __init__(self) -> None:
        self.runs = 0

    def run(self, centre: float) -> tuple[Draws, int]:
        self.runs += 1
        return {"b": np.full((3, 2), centre)}, 4


def test_a_stopped_fit_goes_on_with_the_chains_that_are_finished(tmp_path: Path) -> None:
    made: list[Counted] = []

    def make() -> Counted:
        made.append(Counted())
        return made[-1]

    folder = tmp_path / "chains"
    first = StoredChain(make, folder, 1).run(0.8)  # type: ignore[arg-type]
    again = StoredChain(make, folder, 1)  # type: ignore[arg-type]
    for found, wrong in (first, again.run(0.8)):
        assert (found["b"] == 0.8).all()
        assert list(found) == ["b"]
        assert wrong == 4
    assert [c.runs for c in made] == [1], "what is stored is not sampled again, nor the sampler built"
    again.run(1.3)
    assert [c.runs for c in made] == [1, 1]
    assert sorted(p.name for p in folder.iterdir()) == ["cut-0.8-chain-1.npz", "cut-1.3-chain-1.npz"]


def test_chains_of_other_settings_or_tables_are_not_taken_for_these(monkeypatch: pytest.MonkeyPatch) -> None:
    tables = read_tables()
    plain = settings_of(FitPlan(), tables)
    assert plain == settings_of(FitPlan(), read_tables())
    others = [settings_of(FitPlan(seed=1), tables),
              settings_of(FitPlan(), replace(tables, matched=tables.matched + 1))]  # fmt: skip
    monkeypatch.setitem(PRIORS, "b", Pooling(-1.0, 0.7, 0.4, 0.3))
    assert len({plain, *others, settings_of(FitPlan(), tables)}) == 4


def chains_of(offset: float) -> list[Draws]:
    rng = np.random.default_rng(1)
    found: list[Draws] = []
    for number in (0, 1):
        one: Draws = {s: rng.standard_normal((200, 3)) + number * offset for s in run.CHECKED}
        found.append({**one, "log_likelihood": rng.standard_normal((200, 3))})
    return found


def test_chains_that_agree_are_told_from_chains_that_do_not() -> None:
    good, bad = worst_diagnostics(chains_of(0.0), 0), worst_diagnostics(chains_of(2.0), 3)
    assert good["r_hat"] < 1.05
    assert bad["r_hat"] > 1.3
    assert good["ess"] > 3 * bad["ess"]
    padded = chains_of(0.0)
    padded[1]["logit_w"] += 2.0
    only = worst_diagnostics(padded, 0)
    assert only["r_hat"] > 1.3
    assert only["r_hat_beside_padding"] < 1.05
    assert only["ess_beside_padding"] > 3 * only["ess"]
    assert (good["divergences"], bad["divergences"]) == (0, 3)


def test_draws_are_pooled_over_the_cut_evenly_with_its_value_beside_them() -> None:
    by_value = [(c, {"b": 100 * i + np.arange(50.0)[:, None]}) for i, c in enumerate(CUT)]
    found = pool_draws(by_value, 16)
    assert found["cut"].tolist() == [c for c in CUT for _ in range(4)]
    assert found["b"][:4, 0].tolist() == [0, 16, 33, 49]
    assert found["b"][4, 0] == 100


def made_up(tables: Tables, size: int, centre: float = 0.8) -> Draws:
    rng, s = np.random.default_rng(2), len(tables.specialties)
    found: Draws = {"gap": 1.1 + 0.1 * rng.random((size, s)), "log_likelihood": -rng.random((size, s))}
    for site, prior in PRIORS.items():
        middle = LIKELY.get(site, centre)
        found[site] = middle + 0.1 * rng.standard_normal((size, s))
        found[f"{site}_centre"], found[f"{site}_tau"] = np.full(size, middle), 0.2 + 0.1 * rng.random(size)
        if prior.slopes:
            found[f"{site}_slopes"] = 0.1 * rng.standard_normal((size, 2))
    del found["c_s_centre"]
    return found


def test_draws_are_tied_to_the_published_rates_of_the_large_specialties_alone() -> None:
    tables = read_tables()
    loose = made_up(tables, 2)
    tied = tie(loose, tables)
    large = tables.total >= 100
    rate = np.asarray(joint({s: jnp.asarray(tied[s]) for s in SITES})[0][..., 0, :].sum(-1))
    assert rate[:, large] == pytest.approx(np.tile((tables.matched / tables.total)[large], (2, 1)), abs=1e-4)
    assert (tied["b"][:, ~large] == loose["b"][:, ~large]).all()
    assert all((tied[s] == loose[s]).all() for s in loose if s != "b")


class Made:
    """A chain of made-up draws."""

    def __init__(self, tables: Tables, plan: FitPlan, number: int) -> None:
        self.tables, self.number, self.samples = tables, number, plan.samples

    def run(self, centre: float) -> tuple[Draws, int]:
        found = made_up(self.tables, self.samples, centre)
        return {s: v + 0.001 * self.number for s, v in found.items()}, 0


def test_a_fit_goes_over_the_cut_with_every_chain_and_says_how_it_went() -> None:
    tables, plan, said = read_tables(), FitPlan(samples=4, keep=8), []  # type: ignore[var-annotated]
    found, diagnostics = fit([Made(tables, plan, n) for n in (0, 1)], tables, plan, said.append)
    assert [d["cut"] for d in diagnostics] == list(CUT)
    assert found["cut"].tolist() == [c for c in CUT for _ in range(2)]
    assert len(said) == len(CUT)


def some_set(large: Tables) -> LikelihoodSet:
    """Two pairs as good as each other, which allow 1 and 9 in 100 for one more interview."""
    size = len(large.specialties)
    effects = np.repeat([0.01, 0.09], size * len(RANKS)).reshape(2, size, len(RANKS))
    return LikelihoodSet(np.zeros(2), np.zeros(2), np.zeros((2, size)), effects)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the command wrote from made-up draws, with Internal Medicine alone left out."""
    out = tmp_path_factory.mktemp("fit") / "new"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(command, "Chain", Made)
        patch.setattr(hold_out, "ENOUGH", 5000)
        patch.setattr(command, "likelihood_set", some_set)
        patch.setattr(groups, "_STEPS", 3)
        chains = ["--chains", str(out.parent / "chains")]
        patch.setattr(
            sys, "argv", ["fit", "--quick", "--out", str(out), "--seed", "5", *chains, "--chain", "1"]
        )
        command.main()
        assert not out.exists(), "one chain alone writes its draws only"
        patch.setattr(sys, "argv", ["fit", "--quick", "--out", str(out), "--seed", "5", *chains])
        command.main()
    return out


def test_the_command_writes_the_draws_and_the_report(written: Path) -> None:
    assert sorted(p.name for p in written.iterdir()) == ["draws.npz", "fit_report.json"]
    report = json.loads((written / "fit_report.json").read_text())
    assert report["command"] == "python -m matchsafe.odds.fit --quick"
    assert (report["seed"], report["draws"]) == (5, 16)
    assert set(report["software"]) == {"numpyro", "jax", "numpy"}
    assert [r["specialty"] for r in report["hold_out"]] == ["internal_medicine"]
    assert [r["type"] for r in report["types"]] == list(TYPES)
    with np.load(written / "draws.npz", allow_pickle=False) as content:
        specialties = [str(s) for s in content["specialties"]]
        assert specialties == [*read_tables().specialties, "other"]
        assert content["b"].shape == (16, len(specialties))
        assert content["type_b"].shape == (16, len(TYPES), len(specialties))
        assert content["b"].dtype == np.float32
        assert content["allowed"].shape == (2, len(specialties), len(RANKS))
        assert (content["allowed"][1] > 5 * content["allowed"][0]).all()
        for name in (*SITES, "lam", "cut", "allowed", "type_alpha", "type_b", "step2_mean", "step2_sd"):
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
        assert draws.group("us_img", "urology").size == 16
    finally:
        for cache in caches:
            cache.cache_clear()
