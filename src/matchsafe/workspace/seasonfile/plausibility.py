"""Warnings: what is possible, but more often a slip of the finger.

The limits below are not statistics and nothing is computed from them. They are drawn wide, so that a warning
is rare and worth a look; each says why it stands where it does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from matchsafe.domain.problem import Location, Problem, path_text, quoted, shown
from matchsafe.domain.season import Applicant, Interview, Interviews, Season, Target
from matchsafe.domain.specialties import ADVANCED, ONE_YEAR, specialty_name
from matchsafe.workspace.seasonfile.document import Marks

HIGHEST_USUAL_STEP2: Final = 290
"""Scores above it are next to unheard of, though the scale ends at 300."""

LOWEST_USUAL_STEP2: Final = 209
"""Lower than the passing mark of any recent year, so it is a failed try or a slip."""

EARLIEST_USUAL_GRADUATION: Final = 1980
"""More than forty years before applying: possible, but 1975 for 2015 is likelier."""

MOST_USUAL_INTERVIEWS: Final = 40
"""Hardly anyone can attend more between October and January."""

MOST_USUAL_APPLICATIONS: Final = 500
"""Few specialties have that many programs."""

MANY_ATTEMPTS: Final = 3
"""The exams allow four tries at most; three or more is rare enough to ask about."""


def warnings(season: Season, marks: Marks, today: date) -> tuple[Problem, ...]:
    """What is worth a second look in a season, in the order of the file.

    Args:
        season: A season that passed the checks.
        marks: Where each value stands in the file.
        today: The day against which a year counts as the future.
    """
    found = [*_applicant(season.applicant, ("applicant",), today), *_target(season.target, ("target",))]
    found += _interviews(season.interviews, ("interviews",))
    sent, held = season.applications_sent, len(season.interview_list)
    if sent is not None and sent > MOST_USUAL_APPLICATIONS:
        found.append(
            _warning(
                "many_applications",
                ("applications_sent",),
                sent,
                f"{sent} applications are more than nearly anyone sends.",
            )
        )
    if sent is not None and held > sent:
        found.append(
            _warning(
                "more_interviews_than_applications",
                ("interviews",),
                held,
                f"There are more interviews ({held}) than applications sent ({sent}).",
            )
        )
    if season.couples is not None:
        found += _applicant(season.couples.partner, ("couples", "partner"), today)
        if season.couples.partner_target is not None:
            found += _target(season.couples.partner_target, ("couples", "partner_target"))
        found += _interviews(season.couples.partner_interviews, ("couples", "partner_interviews"))
    placed = [replace(p, path=path_text(where), line=marks.line(where)) for where, p in found]
    return tuple(sorted(placed, key=lambda p: p.line or 0))


_Found = tuple[Location, Problem]


def _warning(code: str, where: Location, value: object, message: str) -> _Found:
    return where, Problem(
        f"{message} Please check it; if it is right, nothing needs to change.", code, seen=shown(value)
    )


def _applicant(who: Applicant, at: Location, today: date) -> Iterator[_Found]:
    score, year = who.step2_ck.score, who.graduation_year
    whose = "your partner's" if at[0] == "couples" else "the"
    whose_capital = whose[0].upper() + whose[1:]
    if score is not None and score > HIGHEST_USUAL_STEP2:
        yield _warning(
            "step2_ck_high",
            (*at, "step2_ck", "score"),
            score,
            f"A Step 2 CK score of {score} is higher than nearly anyone has.",
        )
    if score is not None and score < LOWEST_USUAL_STEP2:
        yield _warning(
            "step2_ck_low",
            (*at, "step2_ck", "score"),
            score,
            f"A Step 2 CK score of {score} is below the passing mark of recent years.",
        )
    if year is not None and year < EARLIEST_USUAL_GRADUATION:
        yield _warning(
            "graduation_long_ago",
            (*at, "graduation_year"),
            year,
            f"{whose_capital} graduation year, {year}, is a very long time ago.",
        )
    if year is not None and year > today.year + 1:  # next year's graduates apply this year
        yield _warning(
            "graduation_in_the_future",
            (*at, "graduation_year"),
            year,
            f"{whose_capital} graduation year, {year}, is later than the season allows.",
        )
    for field, step, tries in (
        ("step1", "Step 1", who.step1.attempts),
        ("step2_ck", "Step 2 CK", who.step2_ck.attempts),
    ):
        if tries is not None and tries >= MANY_ATTEMPTS:
            yield _warning(
                "many_attempts", (*at, field, "attempts"), tries, f"{tries} tries at {step} are rare."
            )
    if who.step1.passed is False and score is not None:
        yield _warning(
            "step1_not_passed",
            (*at, "step1", "passed"),
            False,
            "Step 1 is given as not passed, although there is a Step 2 CK score.",
        )
    if who.step1.passed is False and who.step3.passed:
        yield _warning(
            "step3_before_step1",
            (*at, "step3", "passed"),
            True,
            "Step 3 is given as passed, although Step 1 is not.",
        )
    if who.type != "non_us_img" and who.visa not in (None, "none"):
        why = (
            "a US-IMG is a US citizen." if who.type == "us_img" else "most graduates of US schools need none."
        )
        yield _warning(
            "visa_unusual", (*at, "visa"), who.visa, "A visa need is rare for this type of applicant: " + why
        )


def _target(target: Target, at: Location) -> Iterator[_Found]:
    if "track" not in target.model_fields_set:
        return
    track, specialty = target.track, target.specialty
    unusual = {
        "categorical": specialty == "transitional_year",
        "preliminary": specialty not in ONE_YEAR,
        "transitional": specialty != "transitional_year",
        "advanced": specialty not in ADVANCED,
    }[track]
    if unusual:
        yield _warning(
            "track_unusual",
            (*at, "track"),
            track,
            f"{specialty_name(specialty)} hardly ever has {track} positions.",
        )


def _interviews(interviews: Interviews, at: Location) -> Iterator[_Found]:
    count = interviews if isinstance(interviews, int) else len(interviews)
    if count > MOST_USUAL_INTERVIEWS:
        yield _warning(
            "many_interviews", at, count, f"{count} interviews are more than nearly anyone can attend."
        )
    if isinstance(interviews, int):
        return
    first: dict[tuple[str, str | None], int] = {}
    for i, interview in enumerate(interviews):
        key = (" ".join(interview.program.casefold().split()), interview.state)
        if key in first:
            yield _warning(
                "program_twice",
                (*at, i, "program"),
                interview.program,
                f"The program of interview {i + 1} is already interview {first[key] + 1}.",
            )
        first.setdefault(key, i)
        yield from _interview(interview, (*at, i), i + 1)


def _interview(interview: Interview, at: Location, number: int) -> Iterator[_Found]:
    if interview.went != "unknown" and interview.status != "attended":
        yield _warning(
            "went_before_attended",
            (*at, "went"),
            interview.went,
            f"How interview {number} went is given, but its status is {quoted(interview.status)}.",
        )
