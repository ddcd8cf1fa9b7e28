"""Seasons to work chances out for, built from what a test wants to say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from matchsafe.domain.season import Season
from matchsafe.odds import Assessment, assess


@pytest.fixture(scope="session")
def on() -> date:
    return date(2026, 11, 22)


@pytest.fixture(scope="session")
def make_season() -> Callable[..., Season]:
    def make(
        interviews: Any,
        specialty: str = "internal_medicine",
        track: str = "categorical",
        type: str = "non_us_img",  # noqa: A002 - the season file's word
        partner: dict[str, Any] | None = None,
        **profile: Any,
    ) -> Season:
        return Season.model_validate(
            {
                "applicant": {"type": type, **profile},
                "target": {"specialty": specialty, "track": track},
                "interviews": interviews,
                "couples": partner,
            }
        )

    return make


@pytest.fixture(scope="session")
def assessed(make_season: Callable[..., Season], on: date) -> Callable[..., Assessment]:
    def call(interviews: Any, *rest: Any, **more: Any) -> Assessment:
        return assess(make_season(interviews, *rest, **more), on)

    return call
