"""The model of invitations against programs it has not seen and a later season, on lists not in the project."""

from __future__ import annotations

import csv
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from matchsafe.domain.program import Program
from matchsafe.odds.invitation.features import IMG_TYPES, ProgramFeatures
from matchsafe.odds.invitation.partial_pooling import fit
from matchsafe.odds.invitation.prior import published_rates
from matchsafe.odds.invitation.scenarios import rates_of

ROOT = Path(__file__).parents[2]
LISTS = ROOT.parent / "shared" / "catalog"
PROGRAMS, NEUROLOGY = LISTS / "programs_2025.csv", LISTS / "neurology_2026_program_detail.csv"

pytestmark = pytest.mark.skipif(
    not (PROGRAMS.exists() and NEUROLOGY.exists()),
    reason="needs the real program lists in ../shared/catalog, which are not part of the project",
)


@pytest.fixture(scope="module")
def script() -> ModuleType:
    path = ROOT / "scripts" / "validate_interviews.py"
    spec = importlib.util.spec_from_file_location("validate_interviews", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["validate_interviews"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def programs(script: ModuleType) -> list[Program]:
    found: list[Program] = script.read_programs(PROGRAMS)
    return found


@pytest.fixture(scope="module")
def known(programs: list[Program]) -> ProgramFeatures:
    return ProgramFeatures.of(programs)


@pytest.mark.parametrize("within", [True, False])
def test_it_beats_the_specialty_mean_and_the_raw_img_share(
    script: ModuleType, known: ProgramFeatures, within: bool
) -> None:
    splits = script.five_folds(known) if within else script.specialties(known)
    scored = script.held_out(known, splits, within=within)
    for kind in ("us_img", "non_us_img"):
        model, mean, share = (script.summary(scored[name, kind]) for name in script.NAMES)
        assert model["log"] > max(mean["log"], share["log"])
        assert model["weighted"] > mean["weighted"]
        assert model["rank"] > max(mean["rank"], share["rank"])
        assert model["within"] > max(mean["within"], share["within"])
        if within:
            assert model["error"] < min(mean["error"], share["error"])
            for said, seen in script.calibration(scored["model", kind]):
                assert said == pytest.approx(seen, rel=0.25)


def test_pooled_rates_of_2024_foretell_neurology_2026_better_than_raw_ones(
    script: ModuleType, programs: list[Program], known: ProgramFeatures
) -> None:
    for methods in script.out_of_time(known, [p.id for p in programs], NEUROLOGY).values():
        pooled = methods["pooled 2024"]
        assert pooled["error"] < min(methods[m]["error"] for m in methods if m != "pooled 2024")
        assert pooled["rank"] > methods["raw 2024"]["rank"]


def test_the_national_list_without_its_rates_has_the_published_means_and_lies_nearer_to_the_rates_taken_away(
    programs: list[Program],
) -> None:
    bare = [
        p.model_copy(update={"invite_rate_us_img": None, "invite_rate_non_us_img": None}) for p in programs
    ]
    known, seen = ProgramFeatures.of(bare), ProgramFeatures.of(programs).rates
    rates = rates_of(bare)
    for specialty in ("internal_medicine", "family_medicine", "pediatrics", "emergency_medicine"):
        mean = rates.mean[known.specialty == specialty].mean(0)
        assert mean == pytest.approx([published_rates()[specialty, t] for t in IMG_TYPES], rel=1e-6)
    untied = fit(bare).expectation(known)
    for t in range(len(IMG_TYPES)):
        at = np.isfinite(seen[:, t])
        tied_error, error = (
            float(np.sqrt(np.mean((said[at, t] - seen[at, t]) ** 2))) for said in (rates.mean, untied)
        )
        assert tied_error < error
        assert rates.mean[at, t].mean() == pytest.approx(seen[at, t].mean(), rel=0.05)


def test_the_programs_that_look_best_in_specialties_held_out_invite_as_many_as_is_said_of_them(
    script: ModuleType, known: ProgramFeatures
) -> None:
    """Over all specialties, as ten rates of one are too few to judge by: two such means differ by half by chance."""
    chosen = script.picks(known, script.foretold(known))
    assert len(chosen) == 18
    for kind in IMG_TYPES:
        for said, was, _ in np.array([pairs for (_, k), pairs in chosen.items() if k == kind]).sum(0):
            assert said == pytest.approx(was, rel=0.2)
    for (specialty, _), (_, thirty, fifth) in chosen.items():
        if specialty in ("internal_medicine", "pediatrics"):
            for said, was, _ in (thirty, fifth):
                assert said == pytest.approx(was, rel=0.2)


@pytest.mark.parametrize("seen_in_2024", [True, False])
def test_the_programs_that_look_best_for_neurology_2026_invite_about_as_many_as_is_said_of_them(
    script: ModuleType, programs: list[Program], seen_in_2024: bool
) -> None:
    """From the rates of 2024, and with the specialty held out in both years."""
    with NEUROLOGY.open(encoding="utf-8") as file:
        rows = {row["acgme_id"]: row for row in csv.DictReader(file)}
    here = np.array([p.specialty == "neurology" and p.id in rows for p in programs])
    without = {"invite_rate_us_img": None, "invite_rate_non_us_img": None}
    told = programs if seen_in_2024 else [
        p.model_copy(update=without) if p.specialty == "neurology" else p for p in programs
    ]  # fmt: skip
    rates = rates_of(told).mean[here]
    for t, column in enumerate(("invite_rate_usimg", "invite_rate_nonusimg")):
        found = [rows[p.id][column] for p, there in zip(programs, here, strict=True) if there]
        later = np.array([float(r) / 100 if r else np.nan for r in found])
        (ten, was_ten, _), *others = script.said_and_seen(rates[:, t], later)
        assert ten == pytest.approx(was_ten, rel=0.25)
        for said, was, _ in others:
            assert said == pytest.approx(was, rel=0.2)
