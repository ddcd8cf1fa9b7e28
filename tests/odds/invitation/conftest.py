"""Made-up programs and applicants to work the chance of an interview out for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pytest

from matchsafe.domain.program import Program
from matchsafe.domain.season import Season
from matchsafe.odds.arrays import Floats
from matchsafe.odds.invitation.effects import Signal
from matchsafe.odds.invitation.scenarios import Scenarios, scenarios

PLACES = ("NY", "MI", "TX", "CA", "OH", "FL")


@pytest.fixture(scope="session")
def season_of() -> Callable[..., Season]:
    def make(specialty: str = "internal_medicine", interviews: Any = 0, **profile: Any) -> Season:
        return Season.model_validate({
            "applicant": {"type": "non_us_img", **profile},
            "target": {"specialty": specialty},
            "interviews": interviews,
        })  # fmt: skip

    return make


@pytest.fixture(scope="session")
def program_of() -> Callable[..., Program]:
    def make(**known: Any) -> Program:
        return Program.model_validate(
            {"id": "p", "name": "Invented Hospital", "specialty": "internal_medicine", **known}
        )

    return make


def mean_invite(found: Scenarios, signal: Signal = "plain") -> Floats:
    """Chance of an interview at each program, averaged over scenarios."""
    return np.asarray(found.invite[signal] @ found.weights)


@pytest.fixture(scope="session")
def chance(program_of: Callable[..., Program], season_of: Callable[..., Season]) -> Callable[..., float]:
    """Mean chance of an interview at one made-up program, by the program's fields and the applicant's."""

    def work_out(
        program: dict[str, Any], profile: dict[str, Any], signal: Any = "plain", **more: Any
    ) -> float:
        found: Scenarios = scenarios(season_of(**profile), [program_of(**program)], date(2026, 9, 1), **more)
        return float(mean_invite(found, signal)[0])

    return work_out


@pytest.fixture(scope="session")
def catalog() -> list[Program]:
    """400 made-up programs of four specialties whose rates rise with their IMG share, some fields unknown."""
    rng = np.random.default_rng(7)
    found = []
    for i in range(400):
        share = float(rng.beta(1, 2))
        rate = float(np.clip(rng.gamma(1.5, 0.02 + 0.06 * share), 0, 0.9))
        found.append(Program(
            id=f"made-up-{i}", name=f"Invented Hospital {i}",
            specialty=("internal_medicine", "family_medicine", "neurology", "psychiatry")[i % 4],
            state=PLACES[i % 6], setting=("community", "university", "unknown")[i % 3],
            img_share=None if i % 7 == 0 else round(share, 2), positions=5 + i % 20, applications=500 + 5 * i,
            j1=(True, False, None)[i % 3], h1b=(True, False, None, None)[i % 4],
            invite_rate_us_img=None if i % 5 == 0 or i % 4 == 3 else round(rate, 2),
            invite_rate_non_us_img=None if i % 5 == 1 or i % 4 == 3 else round(rate * 0.8, 2),
        ))  # fmt: skip
    return found
