"""What JSON says of an outlook, by the letter, for odd seasons on days of every part of the year."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any, get_args

import pytest

from matchsafe.advice.phase import FINAL, PHASES, PLAN_ANSWERS
from matchsafe.domain.outlook import Outlook, VerdictCode
from matchsafe.domain.season import Season
from matchsafe.odds import Assessment, assess
from matchsafe.present import outlook_words
from matchsafe.services import outlook as service

APPLICANT = {"type": "non_us_img", "graduation_year": 2015, "visa": "h1b", "red_flags": ["gap"]}
TWO = [{"specialty": "internal_medicine"}, {"specialty": "family_medicine"}]
AT = [
    *({"program": f"IM {i}", "specialty": "internal_medicine", "status": "scheduled"} for i in range(5)),
    *({"program": f"FM {i}", "specialty": "family_medicine", "status": "attended"} for i in range(4)),
    {"program": "Waiting", "status": "waitlisted"},
]
EYES = [{"specialty": "ophthalmology"}, {"specialty": "internal_medicine"}]
SEASONS: dict[str, dict[str, Any]] = {
    "nothing": {"target": TWO[0], "interviews": 0},
    "two specialties": {"targets": TWO, "interviews": AT},
    "own match": {"target": EYES[0], "interviews": 5},
    "own match first": {"targets": EYES, "interviews": [{"program": "E", "specialty": "ophthalmology"}, *AT]},
    "competitive": {"target": {"specialty": "dermatology"}, "interviews": 8},
    "preliminary": {"target": {"specialty": "surgery_general", "track": "preliminary"}, "interviews": 4},
    "advanced": {"target": {"specialty": "radiology_diagnostic", "track": "advanced"}, "interviews": 3},
    "no tables": {"target": {"specialty": "nuclear_medicine"}, "interviews": 4},
    "couple": {
        "target": TWO[0],
        "interviews": 12,
        "couples": {"partner": APPLICANT, "partner_interviews": 5},
    },
    "last season": {"target": TWO[0], "interviews": 6, "cycle": 2026},
    "matched": {
        "target": TWO[0],
        "interviews": 6,
        "result": {"outcome": "matched", "program": "Hill Clinic"},
    },
}
SILENT = {*PLAN_ANSWERS, "match_tuesday", "match_wednesday", "match_thursday", "match_day", "after_match", "closed",
          "past_season"}  # fmt: skip
MAY_SAY_NOTHING = {"nothing", "own match", "no tables"}


CLOSED = (
    "more would bring you",
    "more come",
    "Five to",
    "keep asking",
    "Book a date",
    "adding programs",
    "Certify",
)
"""What no page may say once nothing can add to the season."""


def everything(found: Outlook) -> str:
    """All sentences of an outlook that depend on the day."""
    return " ".join(
        [
            found.headline,
            found.verdict.text,
            found.phase.text,
            outlook_words.distance(found),
            *found.caveats,
            *(w.text for w in found.warnings),
            *(x for a in found.actions for x in (a.text, a.why)),
        ]
    )


def days() -> Iterator[date]:
    """Each tenth day of fourteen months, all of Match Week, and the edges of the lists."""
    first = date(2026, 6, 1)
    yield from (first + timedelta(days=i) for i in range(0, 426, 10))
    yield from (date(2027, 3, d) for d in (3, 4, 15, 16, 17, 18, 19, 20))


@pytest.fixture
def once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The model is asked once a season: the day moves no more than the year of graduation in it."""
    kept = cache(lambda text: assess(Season.model_validate_json(text), date(2026, 12, 1)))

    def known(season: Season, on: date) -> Assessment:
        return kept(season.model_dump_json())

    monkeypatch.setattr(service, "assess", known)
    monkeypatch.setattr(service, "_plan_spends", lambda *_: False)


@pytest.mark.parametrize("name", SEASONS)
def test_verdict_next_step_phase_and_parts_are_what_they_say_on_every_day(name: str, once: None) -> None:
    season = Season.model_validate({"applicant": APPLICANT, **SEASONS[name]})
    for on in days():
        found = service.work_out(season, on)
        said = json.loads(found.model_dump_json())
        assert set(said["verdict"]) == {"code", "text", "rests_on"}, on
        assert said["verdict"]["code"] in get_args(VerdictCode), on
        assert all(said["verdict"].values()), on
        assert set(said["phase"]) >= {"code", "text"}, on
        assert said["phase"]["code"] in PHASES, on
        assert said["phase"]["text"], on
        code = said["phase"]["code"]
        if name not in MAY_SAY_NOTHING:
            assert (said["verdict"]["code"] == "cannot_say") is (code in SILENT), (on, code)
        step, first = said["next_step"], said["actions"][0]
        assert step == {k: first[k] for k in ("code", "text", "due")}, on
        assert step["due"] is None or date.fromisoformat(step["due"]) >= on, (on, step)
        assert found.next_interview == () or code not in (*FINAL, *PLAN_ANSWERS), on
        assert bool(outlook_words.distance(found)) <= (code not in (*FINAL, *PLAN_ANSWERS, "ranking")), on
        text = everything(found)
        if found.phase.final:
            assert not [words for words in CLOSED if words in text], (on, text)
        if code in ("before_applications", "applications_open"):
            assert (step["code"], "plan is the answer" in text) == ("make_plan", True), on
        assert not (said["verdict"]["code"] == "cannot_say" and said["headline"].startswith("Of 100")), on
        parts = said["by_specialty"]
        assert all(set(part) >= {"specialty", "chance", "count"} for part in parts), on
        for e in (e for part in parts for e in (part["chance"], part["share"])):
            assert e["low"] <= e["value"] <= e["high"], on
        if len(parts) > 1:
            assert sum(part["share"]["value"] for part in parts) == pytest.approx(said["chance"]["value"])
            assert said["effective_interviews"] <= sum(part["count"] for part in parts) * 1.5
        silent = not outlook_words.has_number(found)
        assert not (silent and outlook_words.specialties(found)), on
