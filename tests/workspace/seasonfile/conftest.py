"""A full valid season, and ways to spoil it, for the tests of problems and hints."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from matchsafe.workspace.seasonfile import Problem, SeasonFileError, check

VALID: dict[str, Any] = {
    "version": 2,
    "cycle": 2027,
    "time_zone": "Asia/Kolkata",
    "applicant": {
        "type": "non_us_img",
        "graduation_year": 2023,
        "step1": {"passed": True, "attempts": 1},
        "step2_ck": {"score": 245, "attempts": 1},
        "step3": {"passed": False, "day": "2027-01-20"},
        "us_clinical_experience": "hands_on",
        "letters": "strong",
        "visa": "j1",
        "red_flags": [],
        "us_residence": "neither",
        "us_experience_months": 4,
        "ecfmg_certified": "expected",
        "ecfmg_expected": "2027-01-15",
        "earlier_us_training": False,
        "reapplicant": False,
        "languages": ["Spanish"],
        "school": "Example Medical College",
        "country": "India",
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
            "id": "i1",
            "application": "a1",
            "start": "2026-11-12T09:00",
            "end": "2026-11-12T15:30",
            "time_zone": "America/New_York",
            "reply_by": "2026-10-29",
            "platform": "Zoom",
            "link": "https://meet.example.org/room",
            "interviewers": ["Dr. Example"],
            "notes": "Ask about clinic.",
            "thank_you_sent": True,
            "step3_asked": True,
            "visa_promise": {
                "visa": "j1",
                "what": "Every year.",
                "who": "Coordinator",
                "day": "2026-11-13",
                "written_in": "e-mail",
            },
            "ratings": {"teaching": 4},
            "nrmp_code": "9999140C0",
            "joint_with": "Lakeshore Example Radiology",
        }
    ],
    "applications": [
        {
            "program": "Lakeshore Example Hospital",
            "id": "a1",
            "catalog_id": "lakeshore-im",
            "state": "NY",
            "city": "Buffalo",
            "specialty": "internal_medicine",
            "track": "categorical",
            "signal": "gold",
            "sent": "2026-09-24",
            "fee": 11,
            "portal": "eras",
            "documents": {
                "letters": ["Dr. Example"],
                "personal_statement": "Version 2",
                "transcript": "assigned",
                "mspe": "assigned",
                "ecfmg_report": "requested",
                "visa_papers": "not_needed",
            },
            "notes": "A friend trains there.",
        }
    ],
    "events": [
        {
            "kind": "attended",
            "at": "2026-11-12T15:30-05:00",
            "id": "e1",
            "application": "a1",
            "interview": "i1",
            "start": "2026-11-12T09:00",
            "end": "2026-11-12T15:30",
            "time_zone": "America/New_York",
            "by": "program",
            "note": "By e-mail.",
            "source": "mail-1",
        }
    ],
    "mock_interviews": [{"day": "2026-10-10", "who": "Dr. Example", "criticism": "Too long.", "id": "m1"}],
    "connections": [
        {
            "name": "Dr. Example",
            "id": "c1",
            "kind": "alumni",
            "program": "Lakeshore Example Hospital",
            "asked": "2026-10-02",
            "answered": "2026-10-05",
            "note": "Will write.",
        }
    ],
    "costs": [{"amount": 1500, "kind": "applications", "id": "k1", "day": "2026-09-24", "note": "ERAS fees"}],
    "budget": 4000,
    "criteria": {"teaching": 5},
    "tasks": [{"code": "mock_interviews", "state": "snoozed", "at": "2026-11-01", "until": "2026-11-08"}],
    "notes": "A note.",
    "outlooks": [{"month": "2026-11", "chance": 0.62, "low": 0.5, "high": 0.73, "rankable": 6}],
    "result": {
        "outcome": "matched",
        "program": "Lakeshore Example Hospital",
        "specialty": "internal_medicine",
        "track": "categorical",
        "rank": 1,
        "day": "2027-03-19",
    },
    "rank_list": {
        "order": ["i1"],
        "supplemental": [{"advanced": ["i1"], "programs": ["i1"]}],
        "certified": {"at": "2027-02-20", "order": ["i1"], "supplemental": [], "why": "Done."},
        "history": [
            {
                "at": "2027-02-10",
                "order": ["i1"],
                "supplemental": [{"advanced": ["i1"], "programs": ["i1"]}],
                "why": "By the ratings.",
            }
        ],
        "comparisons": [{"first": "i1", "second": "Another", "preferred": "first"}],
    },
    "couple_list": {
        "partner": "p1",
        "wishes": {
            "first_weight": 2,
            "second_weight": 1,
            "together": "miles",
            "miles": 60,
            "hours": 1.5,
            "together_weight": 0.5,
            "apart": False,
            "one_matches": "mixed",
            "no_match_worth": -0.5,
            "must": [{"first": "i1", "second": "no match"}],
            "never": [{"first": "no match", "second": "Another"}],
            "limit": 100,
        },
        "pairs": [{"first": "i1", "second": "no match"}],
        "certified": {"at": "2027-02-20", "pairs": [], "why": "Done."},
        "history": [{"at": "2027-02-10", "pairs": [], "why": "Moved pair 7 to 3"}],
    },
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
