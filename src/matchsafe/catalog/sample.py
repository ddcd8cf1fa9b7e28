"""An invented list of programs, to try everything on without any import.

How many positions a state has, who fills them and how many stay open is drawn around the derived figures
(``places_2025``); a sample holds about a quarter of the country. Everything told of a single program is invented:
it is drawn at random, part of it is left unknown as in real lists, and it says so in every value. The same seed gives
the same list on every machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np

from matchsafe import evidence
from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.record import Record
from matchsafe.domain.places import MIDDLES
from matchsafe.domain.states import STATE_NAMES

SEED: Final = 2025
NAME: Final = "sample"

_PART_OF_THE_COUNTRY: Final = 0.25
_USUAL_SIZE: Final = {
    "internal_medicine": 22.0, "pediatrics": 15.0, "surgery_general": 9.0, "emergency_medicine": 11.0,
    "transitional_year": 11.0, "anesthesiology": 13.0,
}  # fmt: skip
_OTHER_SIZE: Final = 7.0
_YEARS: Final = (2023, 2024, 2025)
_SETTINGS: Final = ("community", "community_university_affiliated", "university")
_SETTING_SHARES: Final = (0.45, 0.3, 0.25)
_LEAN: Final = {"community": 1.25, "community_university_affiliated": 1.0, "university": 0.6}
"""Invented: how far the share of IMGs leans from that of the state."""
_CERTAINTY: Final = 12.0
"""How closely a program keeps to the share of its state: the weight of a beta distribution."""


def sample(seed: int = SEED) -> Catalog:
    """About a thousand invented programs in the specialties that take IMGs, marked as a sample."""
    return Catalog(NAME, tuple(_records(np.random.Generator(np.random.PCG64(seed)), seed)), sample=True)


def _records(rng: np.random.Generator, seed: int) -> Iterator[Record]:
    whole = {r["specialty"]: r for r in evidence.table("places_2025.nationwide").records()}
    number = 0
    for place in evidence.table("places_2025.by_state").records():
        specialty, state = str(place["specialty"]), str(place["state"])
        figures = place if place["us_img"] is not None else whole[specialty]
        size = _USUAL_SIZE.get(specialty, _OTHER_SIZE)
        expected = float(place["positions"] or 0) / size * _PART_OF_THE_COUNTRY
        for _ in range(int(expected) + int(rng.random() < expected % 1)):
            number += 1
            shares = tuple(float(figures[k] or 0) for k in ("us_img", "non_us_img", "unfilled"))
            yield _program(rng, f"sample-{number:04d}", number, specialty, state, size, shares, seed)


def _program(
    rng: np.random.Generator, key: str, number: int, specialty: str, state: str, size: float,
    shares: tuple[float, ...], seed: int,
) -> Record:  # fmt: skip
    setting = _SETTINGS[int(rng.choice(3, p=_SETTING_SHARES))]
    us_img, non_us_img = (_share(rng, x * _LEAN[setting]) for x in shares[:2])
    total = us_img + non_us_img
    if total > 1:
        us_img, non_us_img = us_img / total, non_us_img / total
    middle = MIDDLES[state]
    told: dict[str, Any] = {
        "name": f"Sample Program {number} (invented), {STATE_NAMES[state]}",
        "specialty": specialty,
        "track": "transitional" if specialty == "transitional_year" else "categorical",
        "state": state,
        "latitude": round(middle[0] + float(rng.uniform(-0.8, 0.8)), 1),
        "longitude": round(middle[1] + float(rng.uniform(-0.8, 0.8)), 1),
        "setting": _maybe(rng, 0.9, setting),
        "j1": _maybe(rng, 0.75, bool(rng.random() < 0.35 + 0.6 * min(1.0, 2 * non_us_img))),
        "h1b": _maybe(rng, 0.6, bool(rng.random() < 0.1 + 0.5 * non_us_img)),
        "step2_minimum": _maybe(rng, 0.4, int(rng.choice([210, 215, 220, 225, 230, 235, 240]))),
        "attempts_allowed": _maybe(rng, 0.35, int(rng.choice([0, 1, 2], p=[0.5, 0.35, 0.15]))),
        "graduation_limit": _maybe(rng, 0.45, int(rng.choice([3, 5, 7, 10]))),
        "usce_required": _maybe(rng, 0.5, bool(rng.random() < 0.6)),
        "letters_required": _maybe(rng, 0.7, int(rng.choice([3, 3, 3, 4]))),
        "ecfmg_by": _maybe(
            rng, 0.4, str(rng.choice(["application", "rank list deadline", "start of training"]))
        ),
    }
    positions = max(1, round(size * float(rng.lognormal(0, 0.4))))
    applications = round(positions * float(rng.uniform(60, 120)))
    by_year: dict[str, Any] = {
        "img_share": _maybe(rng, 0.8, round(us_img + non_us_img, 2)),
        "us_img_share": _maybe(rng, 0.5, round(us_img, 2)),
        "non_us_img_share": _maybe(rng, 0.5, round(non_us_img, 2)),
        "applications": _maybe(rng, 0.3, applications),
        "interviewed": _maybe(rng, 0.3, min(applications, round(positions * float(rng.uniform(9, 14))))),
        "salary": _maybe(rng, 0.6, int(rng.integers(60, 80)) * 1000),
    }
    facts = {field: [_value(v, seed)] for field, v in told.items() if v is not None}
    facts |= {field: [_value(v, seed, _YEARS[-1])] for field, v in by_year.items() if v is not None}
    facts["positions"] = [_value(positions, seed, year) for year in _YEARS]
    facts["filled"] = [_value(int(rng.binomial(positions, 1 - shares[2])), seed, year) for year in _YEARS]
    return Record.model_validate({"id": key, **facts})


def _value(value: Any, seed: int, year: int | None = None) -> dict[str, Any]:
    source = f"Invented for the sample catalog (seed {seed})"
    return {
        "value": value,
        "source": source,
        "as_of": str(_YEARS[-1]),
        "reliability": "invented",
        "year": year,
    }


def _share(rng: np.random.Generator, mean: float) -> float:
    kept = min(0.97, max(0.0, mean))
    return float(rng.beta(kept * _CERTAINTY, (1 - kept) * _CERTAINTY)) if kept > 0 else 0.0


def _maybe(rng: np.random.Generator, known: float, value: Any) -> Any:
    """The value, or ``None`` for unknown; a number is drawn either way."""
    return value if rng.random() < known else None
