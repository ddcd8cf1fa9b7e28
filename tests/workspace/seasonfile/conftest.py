"""A full valid season, and ways to spoil it, for the tests of problems and hints."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from matchsafe.workspace.seasonfile import Problem, SeasonFileError, check

VALID: dict[str, Any] = {
    "applicant": {
        "type": "non_us_img",
        "graduation_year": 2023,
        "step1": {"passed": True, "attempts": 1},
        "step2_ck": {"score": 245, "attempts": 1},
        "step3": {"passed": False},
        "us_clinical_experience": "hands_on",
        "letters": "strong",
        "visa": "j1",
        "red_flags": [],
    },
    "target": {"specialty": "internal_medicine", "track": "categorical"},
    "couples": {
        "partner": {"type": "us_img"},
        "partner_target": {"specialty": "psychiatry"},
        "partner_interviews": 8,
    },
    "applications_sent": 100,
    "interviews": [
        {
            "program": "Lakeshore Example Hospital",
            "specialty": "internal_medicine",
            "track": "categorical",
            "signs": ["engaged"],
            "state": "NY",
            "city": "Buffalo",
            "setting": "community",
            "img_share": 0.7,
            "visas_sponsored": ["j1", "h1b"],
            "status": "attended",
            "format": "virtual",
            "went": "well",
            "would_rank": True,
            "highly_selective": False,
        }
    ],
}


@pytest.fixture
def valid() -> dict[str, Any]:
    """A season in which every field is given."""
    return copy.deepcopy(VALID)


@pytest.fixture
def changed(valid: dict[str, Any]) -> Callable[..., dict[str, Any]]:
    """Gives the valid season with the value at a path changed."""

    def change(*path: str | int, to: object) -> dict[str, Any]:
        data = copy.deepcopy(valid)
        inner: Any = data
        for part in path[:-1]:
            inner = inner[part]
        inner[path[-1]] = to
        return data

    return change


@pytest.fixture
def problems() -> Callable[[object], tuple[Problem, ...]]:
    """Gives the problems of data that is refused."""

    def refused(data: object) -> tuple[Problem, ...]:
        with pytest.raises(SeasonFileError) as caught:
            check(data)
        return caught.value.problems

    return refused


@pytest.fixture
def only(
    changed: Callable[..., dict[str, Any]], problems: Callable[[object], tuple[Problem, ...]]
) -> Callable[..., Problem]:
    """Gives the one problem of the valid season with the value at a path changed."""

    def one(*path: str | int, to: object) -> Problem:
        found = problems(changed(*path, to=to))
        assert len(found) == 1, [p.sentence() for p in found]
        return found[0]

    return one
