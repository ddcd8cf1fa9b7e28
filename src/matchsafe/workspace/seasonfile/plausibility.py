"""Warnings: what is possible, but more often a slip of the finger.

The bounds stand in the catalogue of season fields, and what two fields say of each other stands here. They are not
statistics and nothing is computed from them; they are drawn wide, so that a warning is rare and worth a look.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from pydantic import BaseModel

from matchsafe.domain import season_fields
from matchsafe.domain.problem import Location, Problem, path_text, quote, value_text
from matchsafe.domain.season import Applicant, Season, Target
from matchsafe.domain.season_interview import Interview
from matchsafe.domain.specialties import ADVANCED, ONE_YEAR, specialty_name
from matchsafe.workspace.seasonfile import moment_order
from matchsafe.workspace.seasonfile.document import LineMarks

_Doubt = tuple[Location, Problem]


def warnings(season: Season, marks: LineMarks, today: date) -> tuple[Problem, ...]:
    """What is worth a second look in a season, in the order of the file.

    Args:
        season: A season that passed the checks.
        marks: Where each value stands in the file.
        today: The day against which a year counts as the future.
    """
    found = [*_group(season, (), today)]
    found += _wishes(season, ())
    found += _record(season)
    if (partner := season.partner_season()) is not None:
        found += _wishes(partner, ("couples",))
    sent, held = season.applications_sent, len(season.interview_list)
    if sent is not None and held > sent:
        message = f"There are more interviews ({held}) than applications sent ({sent})."
        found.append(_warning("more_interviews_than_applications", ("interviews",), held, message))
    placed = [replace(p, path=path_text(where), line=marks.line(where)) for where, p in found]
    return tuple(sorted(placed, key=lambda p: p.line or 0))


def _warning(code: str, where: Location, value: object, message: str) -> _Doubt:
    return where, Problem(f"{message} If it is right, nothing needs to change.", code, seen=value_text(value))


def _group(group: BaseModel, at: Location, today: date) -> Iterator[_Doubt]:
    """The warnings of a group of fields and of the groups in it."""
    yield from _bounds(group, at)
    if isinstance(group, Applicant):
        yield from _applicant(group, at, today)
    elif isinstance(group, Target):
        yield from _target(group, at)
    for name in type(group).model_fields:
        value = getattr(group, name)
        if isinstance(group, Season) and name == "interviews" and isinstance(value, tuple):
            value = group.interview_list  # as events say they stand
        if isinstance(value, BaseModel):
            yield from _group(value, (*at, name), today)
        elif isinstance(value, tuple) and value and isinstance(value[0], Interview):
            yield from _interviews(value, (*at, name))
        elif isinstance(value, tuple) and value and isinstance(value[0], Target):
            for i, target in enumerate(value):
                yield from _target(target, (*at, name, i))


def _bounds(group: BaseModel, at: Location) -> Iterator[_Doubt]:
    """The values of a group beyond the bounds of the catalogue."""
    for name, field in season_fields.catalogue().in_group(type(group).__name__):
        value = getattr(group, name)
        number = len(value) if isinstance(value, tuple) else value
        if not isinstance(number, int) or isinstance(number, bool):
            continue
        for bound in field.plausible:
            if bound.excludes(number):
                whose = "Your partner's" if at and at[0] == "couples" else "The"
                yield _warning(bound.code, (*at, name), number, bound.says.format(value=number, whose=whose))


def _applicant(who: Applicant, at: Location, today: date) -> Iterator[_Doubt]:
    if who.us_residence in ("citizen", "green_card") and who.visa not in (None, "none"):
        message = "A visa need is given, although a citizen or the holder of a green card needs none."
        yield _warning("visa_not_needed", (*at, "visa"), who.visa, message)
    year = who.graduation_year
    if year is not None and year > today.year + 1:  # next year's graduates apply this year
        whose = "Your partner's" if at[0] == "couples" else "The"
        message = f"{whose} graduation year, {year}, is later than the season allows."
        yield _warning("graduation_in_the_future", (*at, "graduation_year"), year, message)
    if who.step1.passed is False and who.step2_ck.score is not None:
        message = "Step 1 is given as not passed, although there is a Step 2 CK score."
        yield _warning("step1_not_passed", (*at, "step1", "passed"), False, message)
    if who.step1.passed is False and who.step3.passed:
        message = "Step 3 is given as passed, although Step 1 is not."
        yield _warning("step3_before_step1", (*at, "step3", "passed"), True, message)
    if who.type != "non_us_img" and who.visa not in (None, "none"):
        why = (
            "a US-IMG is a US citizen." if who.type == "us_img" else "most graduates of US schools need none."
        )
        message = f"A visa need is rare for this type of applicant: {why}"
        yield _warning("visa_unusual", (*at, "visa"), who.visa, message)


def _target(target: Target, at: Location) -> Iterator[_Doubt]:
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
        message = f"{specialty_name(specialty)} hardly ever has {track} positions."
        yield _warning("track_unusual", (*at, "track"), track, message)


def _record(season: Season) -> Iterator[_Doubt]:
    """What two parts of the record say of each other."""
    for where, code, message, seen in moment_order.doubts_of(season):
        yield _warning(code, where, seen, message)
    for i, interview in enumerate(season.interview_list):
        for name in interview.ratings:
            if name not in season.criteria:
                message = (
                    f"Interview {i + 1} has a rating on {quote(name)}, which is not among your criteria."
                )
                yield _warning("rating_without_criterion", ("interviews", i, "ratings", name), name, message)
    first: dict[tuple[str, str, str | None], int] = {}
    for i, application in enumerate(season.applications):
        specialty = application.specialty or season.target.specialty
        key = (" ".join(application.program.casefold().split()), specialty, application.track)
        if key in first:
            message = f"The program of application {i + 1} is already application {first[key] + 1}."
            yield _warning("applied_twice", ("applications", i, "program"), application.program, message)
        first.setdefault(key, i)


def _wishes(season: Season, at: Location) -> Iterator[_Doubt]:
    """Interviews that the list of targets does not place by itself."""
    where: Location = (*at, "partner_interviews" if at else "interviews")
    if season.only_a_number and len(season.targets) > 1 and season.interviews:
        name = specialty_name(season.target.specialty)
        message = f"All {season.interviews} interviews count for {name}, the first target: a number does not say which."
        yield _warning("number_of_several_targets", where, season.interviews, message)
    needs_a_year = any(target.track == "advanced" for target in season.targets)
    for i, interview in enumerate(season.interview_list if season.targets else ()):
        own = season.target_of(interview)
        year = needs_a_year and own.track in ("preliminary", "transitional")
        if own not in season.targets and not year:
            name = f"{own.track} {specialty_name(own.specialty)}"
            message = (
                f"Interview {i + 1} is in {name}, which is not among the targets. It counts as the last wish."
            )
            yield _warning("not_a_target", (*where, i, "specialty"), own.specialty, message)


def _interviews(interviews: tuple[Interview, ...], at: Location) -> Iterator[_Doubt]:
    first: dict[tuple[str, str | None], int] = {}
    for i, interview in enumerate(interviews):
        key = (" ".join(interview.program.casefold().split()), interview.state)
        if key in first:
            message = f"The program of interview {i + 1} is already interview {first[key] + 1}."
            yield _warning("program_twice", (*at, i, "program"), interview.program, message)
        first.setdefault(key, i)
        if interview.went != "unknown" and interview.status != "attended":
            message = f"How interview {i + 1} went is given, but its status is {quote(interview.status)}."
            yield _warning("went_before_attended", (*at, i, "went"), interview.went, message)
        elif interview.signs and interview.status != "attended":
            message = f"Signs of interview {i + 1} are given, but its status is {quote(interview.status)}."
            yield _warning("signs_before_attended", (*at, i, "signs"), ", ".join(interview.signs), message)
