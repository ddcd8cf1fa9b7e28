"""SOAP: who may take part, what happens when, what to prepare, and what would help in the next season."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from typing import Any, Literal

from matchsafe import evidence
from matchsafe.domain.estimate import AnswerPart
from matchsafe.domain.season import Season
from matchsafe.domain.text import day as in_words
from matchsafe.domain.today import TwoClocks
from matchsafe.evidence.calendar import day_of, event_day, match_year
from matchsafe.evidence.store import own_yaml
from matchsafe.present.clock_words import two_clocks

EASTERN = "America/New_York"


class SoapHour(AnswerPart):
    """One thing that happens in Match Week, by Eastern time and the applicant's own."""

    when: TwoClocks
    text: str
    source: str


class SoapAdvice(AnswerPart):
    """One thing to do or to check, with the figure it rests on.

    Attributes:
        state: Whether the record says that it is so; "unknown" where it does not tell.
    """

    text: str
    source: str
    state: Literal["yes", "no", "unknown"] = "unknown"


class SoapGuide(AnswerPart):
    """Everything about SOAP for one season.

    Attributes:
        text: When SOAP is, and to how many programs one may apply, as of the day.
        begins: Monday of Match Week.
        announced: Whether that date is announced, and not only expected.
        over: Whether its last day has passed.
        prepare: What to do before it begins; nothing from that Monday on.
        hours: What is still to come of it.
        next_season: What would move the chance most until the next September, the most first.
    """

    text: str
    begins: date
    announced: bool
    over: bool
    most_applications: int
    eligible: tuple[SoapAdvice, ...]
    prepare: tuple[SoapAdvice, ...]
    hours: tuple[SoapHour, ...]
    next_season: tuple[SoapAdvice, ...]


@cache
def _words() -> dict[str, Any]:
    found: dict[str, Any] = own_yaml("matchsafe.services", "soap.yaml")
    return found


def soap_guide(season: Season, on: date | None = None) -> SoapGuide:
    """What SOAP asks of this applicant.

    Args:
        on: The day; today if left out.
    """
    on = on or date.today()
    year = match_year(on)
    monday = day_of("match_week", year)
    found = event_day("match_week", year)
    numbers = {
        "most": f"{evidence.number('soap.most_applications'):.0f}",
        "rounds": f"{evidence.number('soap.offer_rounds'):.0f}",
        "hours": f"{evidence.number('soap.hours_to_answer'):.0f}",
    }
    announced = found is not None and found.announced
    last = day_of("soap_ends", year)
    hours = tuple(
        SoapHour(when=_moment(monday, h["day"], h["at"], season.time_zone), text=h["text"].format_map(numbers),
                 source=h["source"])
        for h in _words()["hours"]
        if on <= date.fromordinal(min(monday.toordinal() + h["day"], date.max.toordinal()))
    )  # fmt: skip
    if on > last:
        text = f"The SOAP of this season is over: it ended on {in_words(last)}."
    else:
        when = f"runs until {in_words(last)}" if on >= monday else f"begins on {in_words(monday)}"
        expected = "" if announced else " (expected)"
        text = f"SOAP {when}{expected}; you may apply to {numbers['most']} programs."
    return SoapGuide(
        text=text,
        begins=monday,
        announced=announced,
        over=on > last,
        most_applications=int(numbers["most"]),
        eligible=() if on > last else tuple(_eligible(season, year)),
        prepare=tuple(SoapAdvice(text=p["text"], source=p["source"]) for p in _words()["prepare"])
        if on < monday
        else (),
        hours=hours,
        next_season=tuple(_next_season(season, year)),
    )


def _moment(monday: date, days: int, at: str, own: str | None) -> TwoClocks:
    day = date.fromordinal(min(monday.toordinal() + days, date.max.toordinal()))
    return two_clocks(datetime.fromisoformat(f"{day.isoformat()}T{at}") if at else day, EASTERN, own)


def _eligible(season: Season, year: int) -> list[SoapAdvice]:
    """What makes an applicant eligible, as far as the record tells."""
    a = season.applicant
    matched: Literal["yes", "no", "unknown"] = "unknown"
    if season.result is not None:
        matched = "no" if season.result.outcome == "matched" else "yes"
    certified: Literal["yes", "no", "unknown"] = "unknown"
    if a.type in ("us_md", "us_do") or a.ecfmg_certified == "yes":
        certified = "yes"
    elif a.ecfmg_certified == "no":
        certified = "no"
    texts = {
        f"You are registered for the {year} Match.": "unknown",
        "You did not match, or only in part.": matched,
        "ECFMG has certified you, or says that you will be in time.": certified,
        "You can begin on 1 July.": "unknown",
    }
    return [SoapAdvice(text=t, source="rights.soap_eligible", state=s) for t, s in texts.items()]


def _next_season(season: Season, year: int) -> list[SoapAdvice]:
    """What can still change before the next September, the strongest first."""
    a = season.applicant
    opens = event_day("submissions_open", year + 1)
    by = "" if opens is None else f" by {in_words(opens.day)}"
    found = []
    if a.step2_ck.score is None:
        found.append(SoapAdvice(text=f"Have a Step 2 CK score{by}.", source="charting_2026.step2_ck"))
    if a.us_clinical_experience != "hands_on":
        found.append(
            SoapAdvice(text="Find hands-on US clinical experience.", source="article.strong_profile")
        )
    if a.letters in ("weak", "unknown"):
        found.append(SoapAdvice(text="Ask for new letters from US doctors.", source="article.strong_profile"))
    if a.visa in ("h1b", "j1_or_h1b") and a.step3.passed is not True:
        found.append(SoapAdvice(text="Pass Step 3: programs ask for it for an H-1B.", source="article.visa"))
    wanted = [] if a.type in ("us_md", "us_do") else ["take IMGs"]
    wanted += ["sponsor your visa"] if a.visa not in ("none", "unknown") else []
    to = f"to programs that {' and '.join(wanted)}: your plan says which." if wanted else "as your plan says."
    text = f"Apply on the first day, {to}"
    return [*found, SoapAdvice(text=text, source="advice.soap_preparation")]
