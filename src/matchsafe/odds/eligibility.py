"""Whether a program can take an applicant at all: each bar in plain words, and what of its policy is not known."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

from matchsafe.domain.plan import PolicyRule
from matchsafe.domain.program import Program
from matchsafe.domain.season import Applicant
from matchsafe.domain.text import plural
from matchsafe.evidence.calendar import application_year, match_year
from matchsafe.odds.strength import failures

Status = Literal["barred", "discouraged", "unknown"]

_CALLED: Final = {"j1": "J-1", "h1b": "H-1B"}


@dataclass(frozen=True)
class Finding:
    """One way in which a program's policy meets the applicant's profile.

    Attributes:
        status: ``barred``: the program says it does not take such applicants. ``discouraged``: it takes them, but less
            gladly (a preference, not a bar). ``unknown``: its policy or the applicant's fact is not
            known, and it matters.
        text: The finding in plain words.
        overridden: Whether the applicant said that the bar does not stand for them.
    """

    rule: PolicyRule
    status: Status
    text: str
    overridden: bool = False

    @property
    def bars(self) -> bool:
        """Whether it keeps the program off the list."""
        return self.status == "barred" and not self.overridden


def eligibility(
    applicant: Applicant, program: Program, on: date, overrides: Collection[PolicyRule] = ()
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
        replace(f, overridden=True) if f.rule in overrides and f.status == "barred" else f for f in found
    )
    return tuple(sorted(marked, key=lambda f: order.index(f.status)))


def bars(findings: Iterable[Finding]) -> str:
    """Why a program cannot be on the list; "" if it can."""
    return " ".join(f.text for f in findings if f.bars)


def notes(findings: Iterable[Finding], status: Status) -> tuple[str, ...]:
    """The findings of one status, each once."""
    return tuple(dict.fromkeys(f.text for f in findings if f.status == status))


def eligible(findings: Collection[Finding]) -> bool:
    """Whether nothing that is known bars the applicant."""
    return not any(f.bars for f in findings)


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
                yield Finding("status", status, text)
    if program.first_match is not None and match_year(on) - program.first_match < _ONE_CLASS:
        yield Finding("status", "discouraged", f"It is new: its first Match was in {program.first_match}.")


def _visa(applicant: Applicant, program: Program, on: date) -> Iterator[Finding]:
    need = applicant.visa
    if need == "none" or (need is None and applicant.type != "non_us_img"):
        return
    usable = ("j1", "h1b") if need in (None, "j1_or_h1b") else (need,)
    known = [getattr(program, visa) for visa in usable]
    refused = all(v is False for v in known)
    if any(known) or (need is None and not refused):
        return
    named = " or ".join(_CALLED[v] for v in usable)
    beside = f" {program.h1b_evidence}." if "h1b" in usable and program.h1b_evidence else ""
    if need is None:
        yield Finding("visa", "unknown", f"It sponsors no {named} visa. Say whether you need one.")
    elif refused:
        yield Finding("visa", "barred", f"It does not sponsor the visa you need ({named}).{beside}")
    else:
        text = f"Whether it sponsors the visa you need ({named}) is not known.{beside} Ask before you pay."
        yield Finding("visa", "unknown", text)


def _score(applicant: Applicant, program: Program, on: date) -> Iterator[Finding]:
    score, least, low = applicant.step2_ck.score, program.step2_minimum, program.step2_low
    asks = f"It asks for at least {least} on Step 2 CK"
    if least is not None and score is None:
        yield Finding("step2_minimum", "unknown", f"{asks}; your score is not known.")
    elif least is not None and score is not None and score < least:
        yield Finding("step2_minimum", "barred", f"{asks}; you have {score}.")
    elif low is not None and score is not None and score < low:
        text = f"Three in four of those it invites have {low} or more; you have {score}."
        yield Finding("step2_minimum", "discouraged", text)


def _attempts(applicant: Applicant, program: Program, on: date) -> Iterator[Finding]:
    allowed, failed = program.attempts_allowed, failures(applicant)
    if failed == 0 or (allowed is None and failed is None):
        return
    yours = "" if failed is None else _times(failed)
    if allowed is None:
        text = f"How many failed attempts it accepts is not known; you have {yours}."
        yield Finding("attempts", "unknown", text)
        return
    accepts = f"It accepts {_times(allowed)}"
    if failed is None:
        yield Finding("attempts", "unknown", f"{accepts}; how often you tried is not known.")
    elif failed > allowed:
        yield Finding("attempts", "barred", f"{accepts}; you have {yours}.")
    else:
        text = f"{accepts}, so yours may pass, but fewer such applicants are invited."
        yield Finding("attempts", "discouraged", text)


def _times(failed: int) -> str:
    return plural(failed, "failed attempt") if failed else "no failed attempt"


def _graduation(applicant: Applicant, program: Program, on: date) -> Iterator[Finding]:
    limit, year = program.graduation_limit, applicant.graduation_year
    if limit is None:
        return
    takes = f"It takes graduates of the last {limit} years"
    if year is None:
        yield Finding("graduation_year", "unknown", f"{takes}; your year is not known.")
    elif (since := application_year(on) - year) > limit:
        yield Finding("graduation_year", "barred", f"{takes}; you graduated {since} years ago.")


_EXPERIENCE: Final[dict[str | None, tuple[Status, str]]] = {
    None: ("unknown", "yours is not known"),
    "none": ("barred", "you have none"),
    "observership": ("discouraged", "some programs do not count observerships"),
}


def _experience(applicant: Applicant, program: Program, on: date) -> Iterator[Finding]:
    found = _EXPERIENCE.get(applicant.us_clinical_experience)
    if program.usce_required and found is not None:
        yield Finding("us_experience", found[0], f"It requires US clinical experience; {found[1]}.")
