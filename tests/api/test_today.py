"""Today and what hangs on it over HTTP: the same answers as the library, and nothing is kept."""

from __future__ import annotations

import json
from datetime import date

import pytest
from fastapi.testclient import TestClient

from matchsafe.domain.season import Season
from matchsafe.services.release import release
from matchsafe.services.soap import soap_guide
from matchsafe.services.today import today
from matchsafe.services.visas import visa_board

SEASON = {
    "version": 2,
    "applicant": {"type": "non_us_img", "visa": "j1_or_h1b"},
    "target": {"specialty": "internal_medicine"},
    "interviews": [{"program": "Mercy", "id": "i1", "start": "2026-12-03T09:00", "state": "NY"}],
}
DAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("address", "answer"),
    [
        ("today", today),
        ("season/release", release),
        ("season/visas", visa_board),
        ("season/soap", soap_guide),
    ],
)
def test_the_api_answers_as_the_library_does(client: TestClient, address: str, answer) -> None:
    sent = client.post(f"/api/v1/{address}", json=SEASON, params={"on": DAY.isoformat()})
    assert sent.status_code == 200
    assert sent.json() == json.loads(answer(Season.model_validate(SEASON), DAY).model_dump_json())


def test_the_calendar_is_a_calendar(client: TestClient) -> None:
    sent = client.post("/api/v1/season/calendar", json=SEASON, params={"on": DAY.isoformat()})
    assert sent.headers["content-type"].startswith("text/calendar")
    assert "SUMMARY:Interview: Mercy" in sent.text


def test_soap_says_what_the_record_knows() -> None:
    done = Season.model_validate(
        {**SEASON, "applicant": {"type": "non_us_img", "visa": "h1b", "ecfmg_certified": "no"},
         "result": {"outcome": "matched"}}
    )  # fmt: skip
    assert [e.state for e in soap_guide(done, DAY).eligible] == ["unknown", "no", "no", "unknown"]
    us = Season.model_validate({**SEASON, "applicant": {"type": "us_md"}, "result": {"outcome": "unmatched"}})
    assert [e.state for e in soap_guide(us, DAY).eligible] == ["unknown", "yes", "yes", "unknown"]
    assert any("Step 3" in n.text for n in soap_guide(done, DAY).next_season)
