"""An applicant, and a small invented catalog in which something speaks for or against each program."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.record import Record, Value
from matchsafe.domain.season import Applicant, Season, Step2, Target

DAY = date(2026, 9, 23)


def record(number: int, specialty: str, state: str, **facts: Any) -> Record:
    facts = {"name": f"Invented Hospital {number}", "specialty": specialty, "state": state, **facts}
    values = {k: (Value(value=v, source="invented for a test", as_of="2026"),) for k, v in facts.items()}
    return Record(id=f"p{number}", **values)


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    states = ("NY", "NJ", "MI", "TX", "CA")
    records = [
        record(
            n, "internal_medicine" if n % 3 else "family_medicine", states[n % 5],
            img_share=(n % 10) / 10, j1=n % 4 != 0, setting="community" if n % 2 else "university",
            step2_minimum=255 if n == 7 else 210, track="categorical",
        )
        for n in range(1, 61)
    ]  # fmt: skip
    return Catalog("invented", tuple(records))


@pytest.fixture(scope="session")
def season() -> Season:
    applicant = Applicant(type="non_us_img", visa="j1", step2_ck=Step2(score=240), graduation_year=2024)
    return Season(applicant=applicant, target=Target(specialty="internal_medicine"))
