"""Whether a program can take an applicant at all: each bar in plain words, and what of its policy is not known."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from matchsafe.domain.program import Program
from matchsafe.domain.season import Applicant
from matchsafe.evidence.calendar import application_year, match_year
from matchsafe.odds.strength import failures

Rule = Literal["status", "visa", "step2_minimum", "attempts", "graduation_year", "us_experience"]
Status = Literal["barred", "discouraged", "unknown"]

RULES: Final[tuple[Rule, ...]] = (
    "status",
    "visa",
    "step2_minimum",
    "attempts",
    "graduation_year",
    "us_experience",
)
"""What programs screen by, in the order of how hard the bar usually is."""
_CALLED: Final = {"j1": "J-1", "h1b": "H-1B"}


@dataclass(frozen=True)
class Finding:
    """One way in which a program's policy meets the applicant's profile.

    Attributes:
        status: ``barred``: the program says it does not take such applicants. ``discouraged``: it takes them, but less
            gladly (a preference, not a bar). ``unknown``: its policy or the applicant's fact is not
            known, and it matters.
        program_field: Field of the program the rule reads.
        program_value: What stands there; ``None`` for unknown.
        applicant_field: Field of the applicant's profile it is held against.
        applicant_value: What stands there, in words; ``None`` for unknown.
        text: The finding in plain words.
        overridden: Whether the applicant said that the bar does not stand for them.
    """

    rule: Rule
    status: Status
    program_field: str
    program_value: str | None
    applicant_field: str
    applicant_value: str | None
    text: str
    overridden: bool = False

    @property
    def bars(self) -> bool:
        """Whether it keeps the program off the list."""
        return self.status == "barred" and not self.overridden


def eligibility(
    applicant: Applicant, program: Program, on: date, overrides: Collection[Rule] = ()
) -> tuple[Finding, ...]:
    """Everything in a program's policy that bars the applicant, or may, or that speaks against them.

    Args:
        applicant: The profile; what it leaves unknown is found unknown only where the program states a rule about it.
        on: The day, which sets the year applications are sent in.
        overrides: Rules that the applicant says do not stand for them at this program (an exception was agreed,
            the list is out of date); their bars are still shown and no longer count.

    Returns:
        The findings, bars first. Nothing found means nothing known stands against an application.
    """
    found = [
        f
        for rule in (_status, _visa, _score, _attempts, _graduation, _experience)
        for f in rule(applicant, program, on)
    ]
    order: tuple[Status, ...] = ("barred", "unknown", "discouraged")
    marked = (
        f if f.rule not in overrides or f.status != "barred" else Finding(**{**vars(f), "overridden": True})
        for f in found
    )
    return tuple(sorted(marked, key=lambda f: order.index(f.status)))


def eligible(findings: Collection[Finding]) -> bool:
    """Whether nothing that is known bars the applicant."""
    return not any(f.bars for f in findings)


def _yes_no(value: bool | None) -> str | None:
    return None if value is None else "yes" if value else "no"


_BARS: Final = (
    ("military", True, "It takes members of the US armed forces only."),
    ("closed", True, "It has closed."),
    ("accreditation", "withdrawn", "It has lost its accreditation by ACGME, or is about to."),
    ("in_match", False, "It offered no position in the latest Match its list tells of."),
)
_ONE_CLASS: Final = 3  # not a figure: years until the first class of the shortest residency has finished
_FLAGS: Final = (
    ("accreditation", "initial", "ACGME's accreditation of it is initial."),
    ("accreditation", "probation", "ACGME has it on probation. Ask what that means for its residents."),
    ("accreditation", "warning", "ACGME has given it a warning."),
    ("in_eras", False, "It does not take applications through ERAS: apply where it says."),
)


def _status(applicant: Applicant, program: Program, on: date) -> Iterator[Finding]:
    """Whether anybody can train there at all, whatever the profile."""
    statuses: tuple[tuple[Status, tuple[tuple[str, object, str], ...]], ...] = (
        ("barred", _BARS), ("discouraged", _FLAGS),
    )  # fmt: skip
    for status, known in statuses:
        for field, value, text in known:
            if getattr(program, field) == value:
                told = str(value) if isinstance(value, str) else _yes_no(bool(value))
                yield Finding("status", status, field, told, "type", applicant.type, text)
    if program.first_match is not None and match_year(on) - program.first_match < _ONE_CLASS:
        text = f"It is new: its first Match was in {program.first_match}."
        yield Finding(
            "status", "discouraged", "first_match", str(program.first_match), "type", applicant.type, text
        )


def _visa(applicant: Applicant, program: Program, on: date) -> Iterator[Finding]:
    need = applicant.visa
    if need == "none" or (need is None and applicant.type != "non_us_img"):
        return
    usable = ("j1", "h1b") if need in (None, "j1_or_h1b") else (need,)
    known = {visa: getattr(program, visa) for visa in usable}
    field, value = (
        " and ".join(usable),
        ", ".join(f"{_CALLED[v]}: {_yes_no(k) or 'unknown'}" for v, k in known.items()),
    )
    if any(known.values()):
        return
    named = " or ".join(_CALLED[v] for v in usable)
    beside = f" {program.h1b_evidence}." if "h1b" in usable and program.h1b_evidence else ""
    if need is None:
        if all(v is False for v in known.values()):
            yield Finding("visa", "unknown", field, value, "visa", None,
                          f"It sponsors no {named} visa. Say whether you need one.")  # fmt: skip
        return
    if all(v is False for v in known.values()):
        yield Finding("visa", "barred", field, value, "visa", named,
                      f"It does not sponsor the visa you need ({named}).{beside}")  # fmt: skip
        return
    yield Finding("visa", "unknown", field, None, "visa", named,
                  f"Whether it sponsors the visa you need ({named}) is not known.{beside} "
                  "Ask before you pay.")  # fmt: skip


def _score(applicant: Applicant, program: Program, on: date) -> Iterator[Finding]:
    score, least, low = applicant.step2_ck.score, program.step2_minimum, program.step2_low
    if least is not None and score is None:
        yield Finding("step2_minimum", "unknown", "step2_minimum", str(least), "step2_ck.score", None,
                      f"It asks for at least {least} on Step 2 CK; your score is not known.")  # fmt: skip
    elif least is not None and score is not None and score < least:
        yield Finding("step2_minimum", "barred", "step2_minimum", str(least), "step2_ck.score", str(score),
                      f"It asks for at least {least} on Step 2 CK; you have {score}.")  # fmt: skip
    elif low is not None and score is not None and score < low:
        yield Finding("step2_minimum", "discouraged", "step2_low", str(low), "step2_ck.score", str(score),
                      f"Three in four of those it invites have {low} or more; you have {score}.")  # fmt: skip


def _attempts(applicant: Applicant, program: Program, on: date) -> Iterator[Finding]:
    allowed, failed = program.attempts_allowed, failures(applicant)
    if allowed is not None and failed is None:
        yield Finding("attempts", "unknown", "attempts_allowed", str(allowed), "step2_ck.attempts", None,
                      f"It accepts {_times(allowed)}; how often you tried is not known.")  # fmt: skip
    elif failed:
        if allowed is None:
            yield Finding("attempts", "unknown", "attempts_allowed", None, "step2_ck.attempts", _times(failed),
                          f"How many failed attempts it accepts is not known; you have {_times(failed)}.")  # fmt: skip
        elif failed > allowed:
            yield Finding("attempts", "barred", "attempts_allowed", str(allowed), "step2_ck.attempts", _times(failed),
                          f"It accepts {_times(allowed)}; you have {_times(failed)}.")  # fmt: skip
        else:
            yield Finding("attempts", "discouraged", "attempts_allowed", str(allowed), "step2_ck.attempts",
                          _times(failed), f"It accepts {_times(allowed)}, so yours may pass, but fewer such "
                          "applicants are invited.")  # fmt: skip


def _times(failed: int) -> str:
    return (
        "no failed attempt"
        if not failed
        else "1 failed attempt"
        if failed == 1
        else f"{failed} failed attempts"
    )


def _graduation(applicant: Applicant, program: Program, on: date) -> Iterator[Finding]:
    limit, year = program.graduation_limit, applicant.graduation_year
    if limit is None:
        return
    if year is None:
        yield Finding("graduation_year", "unknown", "graduation_limit", str(limit), "graduation_year", None,
                      f"It takes graduates of the last {limit} years; your year is not known.")  # fmt: skip
        return
    since = application_year(on) - year
    if since > limit:
        yield Finding("graduation_year", "barred", "graduation_limit", str(limit), "graduation_year", str(year),
                      f"It takes graduates of the last {limit} years; you graduated {since} years ago.")  # fmt: skip


def _experience(applicant: Applicant, program: Program, on: date) -> Iterator[Finding]:
    experience = applicant.us_clinical_experience
    if not program.usce_required:
        return
    if experience is None:
        yield Finding("us_experience", "unknown", "usce_required", "yes", "us_clinical_experience", None,
                      "It requires US clinical experience; yours is not known.")  # fmt: skip
    elif experience == "none":
        yield Finding("us_experience", "barred", "usce_required", "yes", "us_clinical_experience", "none",
                      "It requires US clinical experience; you have none.")  # fmt: skip
    elif experience == "observership":
        yield Finding("us_experience", "discouraged", "usce_required", "yes", "us_clinical_experience",
                      "observership",
                      "It requires US clinical experience; some programs do not count observerships.")  # fmt: skip
