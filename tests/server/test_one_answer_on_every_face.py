"""Page, terminal, HTTP and library say the same of odd applicants on days of every part of the season."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import lxml.html
import pytest
from fastapi.testclient import TestClient

import matchsafe
from matchsafe.cli import outlook as command
from matchsafe.cli import plan_screen
from matchsafe.cli import today as today_command
from matchsafe.cli.screen import Screen
from matchsafe.domain.outlook import Outlook
from matchsafe.domain.plan import PlanRequest
from matchsafe.domain.season import Season
from matchsafe.domain.text import sentences
from matchsafe.present import outlook_words, words
from matchsafe.present.track_words import own_answer
from matchsafe.present.verdict import TEXTS
from matchsafe.server import create_app
from matchsafe.services.plan.solution import new_applications_pay
from matchsafe.services.today import today
from matchsafe.web import routes_outlook

STRONG: dict[str, Any] = {
    "type": "non_us_img", "graduation_year": 2024, "step1": {"passed": True, "attempts": 1},
    "step2_ck": {"score": 255, "attempts": 1}, "us_clinical_experience": "hands_on", "letters": "strong", "visa": "j1",
}  # fmt: skip
WEAK = {
    "type": "non_us_img",
    "graduation_year": 2018,
    "step2_ck": {"score": 228},
    "letters": "weak",
    "visa": "j1",
}
RED = {
    "type": "non_us_img", "graduation_year": 2014, "step1": {"passed": True, "attempts": 2}, "visa": "h1b",
    "step2_ck": {"score": 222, "attempts": 2}, "step3": {"passed": False}, "red_flags": ["gap"],
}  # fmt: skip
IM, FM = {"specialty": "internal_medicine"}, {"specialty": "family_medicine"}
YEAR = {"specialty": "internal_medicine", "track": "preliminary"}


def at(count: int, **fields: Any) -> list[dict[str, Any]]:
    return [{"program": f"Hill Clinic {n}", **fields} for n in range(count)]


WALK: dict[str, dict[str, Any]] = {
    "weak": {"applicant": WEAK, "target": IM, "interviews": 3},
    "strong": {"applicant": STRONG, "target": IM, "interviews": at(12, status="attended", visas_sponsored=["j1"])},
    "red flag": {"applicant": RED, "target": IM, "interviews": 10},
    "two specialties": {"applicant": STRONG, "targets": [IM, FM], "interviews": [*at(5, **IM), *at(4, **FM)]},
    "advanced": {
        "applicant": STRONG, "target": {"specialty": "radiology_diagnostic", "track": "advanced"}, "interviews": 5,
    },
    "advanced and first year": {
        "applicant": STRONG,
        "targets": [{"specialty": "anesthesiology", "track": "advanced"}, YEAR],
        "interviews": [*at(3, specialty="anesthesiology", track="advanced"), *at(2, **YEAR)],
    },
    "preliminary": {
        "applicant": STRONG, "target": {"specialty": "surgery_general", "track": "preliminary"}, "interviews": 4,
    },
    "own match": {"applicant": STRONG, "target": {"specialty": "ophthalmology"}, "interviews": 4},
    "couple": {"applicant": STRONG, "target": IM, "interviews": 12,
               "couples": {"partner": WEAK, "partner_interviews": 5}},
    "nothing yet": {"applicant": WEAK, "target": IM, "interviews": 0, "applications_sent": 90},
}  # fmt: skip
DAYS = [date(2026, 7, 10), date(2026, 9, 20), date(2026, 11, 22), date(2027, 1, 10), date(2027, 3, 10),
        date(2027, 3, 15), date(2027, 3, 17)]  # fmt: skip
CONTRADICTIONS = [
    ("no number is safe", "to the usual"),
    ("No application and no interview can add", r"more interviews? brings?|One more|Certify a rank list"),
    ("season that is over", r"Of 100 |Certify|Ask people"),
    ("You have known since Monday", "Read your Match status|It could be"),
    ("Nobody holds an interview", r"Of 100 |Ask people|It is early|more interviews"),
    ("Very likely", "season at high risk|Plan as if"),
    (r"Your \d+ applications|what your \d+", "Send your applications|which programs to apply to"),
    ("single year", "danger zone”|borderline”"),
    ("would add less than 1 in 100", r"bring you|adding programs|Apply to"),
    ("new ones adding almost nothing", r"adding programs|[Aa]pply to"),
]
SPENDS = re.compile(r"[Aa]pply to (?!join)|adding programs")
DATE = re.compile(r"\b\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December)"
                  r" \d{4}")  # fmt: skip


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    app = create_app()
    app.state.site = replace(app.state.site, today=lambda: DAYS[2])
    with TestClient(app, base_url="http://localhost") as opened:
        yield opened


@pytest.fixture
def page(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> Callable[[Season, date], str]:
    """The page of any season on any day, as that of the sample."""

    def words(season: Season, on: date) -> str:
        monkeypatch.setattr(routes_outlook, "sample_season", lambda: season)
        monkeypatch.setattr(routes_outlook, "SAMPLE_DAY", on)
        found = client.get("/sample")
        assert found.status_code == 200
        main = lxml.html.document_fromstring(found.text).xpath("//main")[0]
        return " ".join(" ".join(main.itertext()).split())

    return words


def plain(text: object) -> str:
    """Without what differs by the width of a line."""
    return re.sub(r"\s+", "", str(text))


def check(found: Outlook, season: Season, said: str) -> None:
    """What a stranger may expect of everything on one page or screen."""
    squeezed = plain(said)
    for part in (
        *sentences(found.headline),
        found.verdict.text,
        outlook_words.distance(found),
        found.phase.text,
    ):
        assert plain(part) in squeezed, part
    assert found.next_step is not None
    assert said.count("Do next") == 1
    assert plain(found.next_step.text) in squeezed.split("Donext")[1]
    top = squeezed.split("Donext")[0]
    assert sum(plain(text) in top for text in TEXTS.values()) == (found.verdict.code != "cannot_say")
    assert top.count("Itcouldbe") == str(found.headline).count("It could be") <= 1
    for first, second in CONTRADICTIONS:
        assert not (re.search(first, said) and re.search(second, said)), (first, second)


def check_days(found: Outlook) -> None:
    """No date of what is to be done is before the day."""
    for each in found.actions:
        assert each.due is None or each.due >= found.on, each
        for text in DATE.findall(f"{each.text} {each.why} {found.phase.text}"):
            assert datetime.strptime(text, "%d %B %Y").date() >= found.on, text


@pytest.mark.parametrize("name", WALK)
def test_every_face_gives_one_verdict_one_range_and_one_next_step(
    name: str, page: Callable[[Season, date], str], client: TestClient, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("COLUMNS", "80")
    season = Season.model_validate(WALK[name])
    for on in DAYS:
        found = matchsafe.outlook(season, on)
        command.show(Screen(), season, found)
        terminal = " ".join(capsys.readouterr().out.split())
        for said in (terminal, page(season, on)):
            check(found, season, said)
            if found.phase.code in ("november", "january") and not new_applications_pay(season, on):
                assert not SPENDS.search(said), on
        check_days(found)
    sent = client.post("/api/v1/outlook", json=WALK[name], params={"on": DAYS[2].isoformat()})
    assert sent.text == matchsafe.outlook(season, DAYS[2]).model_dump_json()


@pytest.mark.parametrize("name", ["advanced and first year", "couple"])
def test_today_and_the_plan_give_the_answer_of_the_outlook(
    name: str, client: TestClient, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    season, on = Season.model_validate(WALK[name]), DAYS[2]
    found = matchsafe.outlook(season, on)
    today_command.show(Screen(), season, today(season, on))
    terminal = " ".join(capsys.readouterr().out.split())
    made = client.post("/upload", data={"text": json.dumps(WALK[name])}, follow_redirects=False)
    shown = client.get(f"{made.headers['location']}/today").text
    main = lxml.html.document_fromstring(shown).xpath("//main")[0]
    for said in (terminal, " ".join(" ".join(main.itertext()).split())):
        squeezed = plain(said)
        for part in (*sentences(found.headline), found.verdict.text, outlook_words.distance(found)):
            assert plain(part) in squeezed, part
        assert found.next_step is not None
        assert plain(found.next_step.text) in squeezed.split("Donext")[1]
    report = matchsafe.plan(season, PlanRequest(budget=0, only_states=("VT",)), on=on)
    plan_screen.show(Screen(), season, report)
    planned = plain(capsys.readouterr().out)
    own = own_answer(found)
    assert own is not None
    assert plain(f"it is {words.chance(own)}, as in your outlook") in planned
    assert plain(f"Do this instead: {found.next_step.text.split('. ')[0]}") in planned


def test_a_chance_of_part_of_a_training_says_of_what() -> None:
    for name, place in (("advanced", "to an advanced position"), ("preliminary", "to a preliminary year")):
        found = matchsafe.outlook(Season.model_validate(WALK[name]), DAYS[2])
        assert re.search(rf"about \d+ match {place}\. It could be", found.headline)


def test_the_program_list_of_the_plan_is_named_and_one_that_is_not_there_is_refused(
    client: TestClient,
) -> None:
    there = client.post(
        "/api/v1/outlook", json=WALK["weak"], params={"on": "2026-11-22", "catalog": "sample"}
    )
    gone = client.post("/api/v1/outlook", json=WALK["weak"], params={"catalog": "nowhere"})
    assert there.json()["phase"]["code"] == "november"
    assert (gone.status_code, gone.json()["error"]["code"]) == (404, "not_found")
