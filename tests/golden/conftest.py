"""The article's own cases go through the one public door: ``matchsafe.outlook``.

The chance of an outlook is the model's; what is asserted of it here are the comparisons the article makes.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

import matchsafe
from matchsafe.domain.outlook import Action, Outlook
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


@pytest.fixture
def strong_non_us_img() -> dict[str, Any]:
    """A strong non-US IMG who needs no visa."""
    return dict(STRONG)


@pytest.fixture
def strong_us_img() -> dict[str, Any]:
    """A strong US-IMG."""
    return STRONG | {"type": "us_img"}


@pytest.fixture
def outlook() -> Callable[..., Outlook]:
    """``outlook(interviews, applicant, specialty=..., on=...)``: the outlook of a season."""

    def ask(
        interviews: Any,
        applicant: dict[str, Any] = STRONG,
        *,
        specialty: str = "internal_medicine",
        track: str = "categorical",
        on: date = date(2026, 11, 22),
        **more: Any,
    ) -> Outlook:
        target = {"specialty": specialty, "track": track}
        season = {"applicant": applicant, "target": target, "interviews": interviews, **more}
        return matchsafe.outlook(Season.model_validate(season), on=on)

    return ask


@pytest.fixture
def programs() -> Callable[..., list[dict[str, Any]]]:
    """``programs(5, setting="community")``: a list of attended interviews with the same fields."""

    def make(n: int, name: str = "Hospital", **fields: Any) -> list[dict[str, Any]]:
        return [{"program": f"{name} {i}", "status": "attended", **fields} for i in range(1, n + 1)]

    return make


@pytest.fixture
def todo() -> Callable[[Outlook], dict[str, Action]]:
    """The actions of an outlook by their code."""
    return lambda answer: {a.code: a for a in answer.actions}


@pytest.fixture
def warned() -> Callable[[Outlook], dict[str, str]]:
    """The texts of an outlook's warnings and notes by their code."""
    return lambda answer: {w.code: w.text for w in answer.warnings}
