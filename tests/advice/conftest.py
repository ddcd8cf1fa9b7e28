"""Seasons to advise on, built from what a test wants to say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from matchsafe.advice import Advice, advise
from matchsafe.domain.season import Season

STRONG: dict[str, Any] = {
    "type": "non_us_img",
    "graduation_year": 2023,
    "step1": {"passed": True, "attempts": 1},
    "step2_ck": {"score": 245, "attempts": 1},
    "us_clinical_experience": "hands_on",
    "letters": "strong",
    "visa": "none",
}

AdviseOn = Callable[..., Advice]


def season(
    interviews: Any, /, specialty: str = "internal_medicine", track: str = "categorical", **more: Any
) -> Season:
    applicant = more.pop("applicant", STRONG)
    target = {} if "targets" in more else {"target": {"specialty": specialty, "track": track}}
    return Season.model_validate({"applicant": applicant, "interviews": interviews, **target, **more})


@pytest.fixture
def strong() -> dict[str, Any]:
    return dict(STRONG)


@pytest.fixture
def make_season() -> Callable[..., Season]:
    return season


@pytest.fixture
def advise_on() -> AdviseOn:
    def call(interviews: Any, on: date = date(2026, 11, 22), **more: Any) -> Advice:
        return advise(season(interviews, **more), on)

    return call


@pytest.fixture
def programs() -> Callable[..., list[dict[str, Any]]]:
    def call(n: int, **fields: Any) -> list[dict[str, Any]]:
        return [{"program": f"Hospital {i}", **fields} for i in range(1, n + 1)]

    return call
