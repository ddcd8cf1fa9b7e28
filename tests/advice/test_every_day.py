"""Every day of three seasons, for applicants of every kind: nothing on one page contradicts the date or itself."""

from __future__ import annotations

import calendar
import os
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from tests.advice.conftest import STRONG, season

from matchsafe.advice import Advice, advise
from matchsafe.advice.phase import FINAL
from matchsafe.domain.season import Season
from matchsafe.evidence.calendar import event_day, match_year

WEAK = {
    "type": "non_us_img",
    "graduation_year": 2012,
    "step1": {"passed": True, "attempts": 2},
    "visa": "h1b",
}
LIST = [
    {"program": "Lake Hospital", "status": "attended", "state": "NY", "setting": "community"},
    {"program": "Hill Clinic", "status": "scheduled", "state": "NJ"},
    {"program": "River Center", "status": "invited"},
    {"program": "Bay Medical", "status": "waitlisted"},
]
COUPLE = {"partner": STRONG, "partner_interviews": 5}
KINDS: dict[str, Season] = {
    "weak": season(2, applicant=WEAK),
    "strong": season(11),
    "red flags": season(7, applicant=STRONG | {"red_flags": ["gap"], "visa": "j1"}),
    "a list": season(LIST, applicant=STRONG | {"visa": "j1"}),
    "couple": season(12, couples=COUPLE),
    "own match": season(5, specialty="ophthalmology"),
    "competitive": season(8, specialty="dermatology"),
    "surgery": season(8, specialty="surgery_general"),
    "advanced": season(5, specialty="radiology_diagnostic", track="advanced"),
    "two specialties": season(
        [
            *({"program": f"IM {i}", "specialty": "internal_medicine"} for i in range(5)),
            *({"program": f"FM {i}", "specialty": "family_medicine"} for i in range(4)),
        ],
        targets=[{"specialty": "internal_medicine"}, {"specialty": "family_medicine"}],
    ),
    "nothing yet": season(0),
    "us graduate": season(4, applicant=STRONG | {"type": "us_md"}),
}
YEARS = (2025, 2026, 2029)
"""Calendar years in which the three seasons begin: two with announced dates, one with expected ones only."""

_MONTHS = list(calendar.month_name)[1:]
DATE = re.compile(rf"\b(\d{{1,2}}) ({'|'.join(_MONTHS)}) (\d{{4}})")
SEEK_MORE = {
    "apply_more",
    "interest_email",
    "use_connections",
    "ask_waitlist",
    "check_inbox",
    "december_widen",
}


def days(year: int) -> Iterator[date]:
    first, last = date(year, 6, 1), date(year + 1, 7, 31)
    return (first + timedelta(days=i) for i in range((last - first).days + 1))


EVERY_ONE = bool(os.environ.get("MATCHSAFE_EVERY_SEED"))
TURNS = (
    "submissions_open", "programs_begin_review", "rank_list_opens", "rank_list_deadline", "match_week", "match_day",
)  # fmt: skip
APART = 4
"""Days apart on which the others are read; together they read every day."""


def days_of(kind: str, year: int) -> Iterator[date]:
    """Every day for an applicant with a list; for the others some of them, and all on which the season turns."""
    turns = {
        found.day + timedelta(days=i)
        for match in (year, year + 1, year + 2)
        for event in TURNS
        if (found := event_day(event, match))
        for i in (-1, 0, 1)
    }
    place = list(KINDS).index(kind) % APART
    for n, on in enumerate(days(year)):
        if EVERY_ONE or kind == "a list" or n % APART == place or on in turns or on.day == 1:
            yield on


def page(advice: Advice) -> str:
    """Everything the advice says on one page."""
    return " ".join(
        [
            advice.phase.text,
            advice.zone.text,
            *(w.text for w in advice.warnings),
            *(x for a in advice.actions for x in (a.text, a.why)),
        ]
    )


def dates(text: str) -> list[date]:
    return [date(int(y), _MONTHS.index(m) + 1, int(d)) for d, m, y in DATE.findall(text)]


CONTRADICTIONS = [
    ("no number is safe", "can lead to a match"),
    ("no number is safe", "You can breathe"),
    ("too early to judge", "one specific sentence"),
    ("too early to judge", "Ask people who know you"),
    ("Rank lists are closed", "Certify"),
    ("Rank lists are closed", "would bring you to"),
    ("Rank lists are closed", "more interview would help"),
    ("No application and no interview can add", "adding programs"),
    ("this season is over", "Certify"),
    ("season that is over", "Book a date"),
    ("your plan is the answer", "Certify"),
    ("SOAP ends tonight", "Offers come tomorrow"),
    ("yellow zone", "You can breathe"),
    ("under way", "programs begin to look"),
    ("are closed", "You still need a first year from the Main Residency Match"),
]
"""Pairs of phrases that must not stand on one page."""


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("year", YEARS)
def test_no_page_of_the_year_contradicts_the_date_or_itself(kind: str, year: int) -> None:
    for on in days_of(kind, year):
        advice = advise(KINDS[kind], on)
        text = page(advice)
        said = f"{kind} on {on}: {text}"
        for one, other in CONTRADICTIONS:
            assert not (one in text and other in text), (one, other, said)
        assert all(a.due is None or a.due >= on for a in advice.actions), said
        ahead = dates(" ".join((advice.phase.text, *(f"{a.text} {a.why}" for a in advice.actions))))
        assert all(d >= on for d in ahead), said
        assert advice.actions, said
        check_dates(advice, on)
        if advice.phase.code in FINAL:
            assert "to aim for." not in " ".join(a.why for a in advice.actions), said
            assert not {w.code for w in advice.warnings} & {
                "visa_unknown",
                "profile_incomplete",
                "one_region",
            }, said
            assert not {a.code for a in advice.actions} & (
                SEEK_MORE | {"certify_list", "book_invitations"}
            ), said


def check_dates(advice: Advice, on: date) -> None:
    """No date is made up, and those not announced are said to be expected."""
    known = {
        found.day: found.announced
        for match in (match_year(on), match_year(on) + 1)
        for event in (*TURNS, "soap_ends")
        if (found := event_day(event, match))
    }
    for text in (advice.phase.text, *(t for a in advice.actions for t in (a.text, a.why))):
        for day, written in zip(dates(text), DATE.finditer(text), strict=True):
            assert day in known, text
            assert known[day] or f"{written[0]} (expected)" in text, text


def test_each_day_of_match_week_says_what_happens_that_day(advise_on: Callable[..., Advice]) -> None:
    monday = date(2027, 3, 15)
    firsts = [advise_on(3, on=monday + timedelta(days=i)).actions[0] for i in range(5)]
    assert [a.code for a in firsts] == [
        "match_monday", "match_tuesday", "match_wednesday", "match_thursday", "match_day"
    ]  # fmt: skip
    assert all(a.due == monday + timedelta(days=i) for i, a in enumerate(firsts))
    assert "Thursday 18 March 2027" in firsts[0].why
    assert "45" in firsts[0].text
    assert "within 2 hours" in firsts[3].text
    assert "12 noon" in firsts[4].text
