"""Letters to programs, drafted from the applicant's own facts. Nothing is ever sent from here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage
from functools import cache
from typing import Any, Final
from urllib.parse import quote

from matchsafe.domain.clocks import day_part, zone_of
from matchsafe.domain.problem import Problem, RequestError
from matchsafe.domain.problem import quote as quoted
from matchsafe.domain.season import Season
from matchsafe.domain.season_ids import with_ids
from matchsafe.domain.season_interview import Interview
from matchsafe.domain.season_record import Application
from matchsafe.domain.specialties import specialty_name
from matchsafe.domain.text import day as in_words
from matchsafe.evidence.store import own_yaml
from matchsafe.present.clock_words import line, two_clocks

LONGEST_LINK: Final = 1_800
"""Letters of a mail link that every mail program takes; beyond it a file is the way."""
NEEDS: Final = {
    "update": "Your one real update",
    "reason": "One sentence that fits this program only",
}
_HINTS: Final = {
    "update": "A new score, a new rotation, a new publication. Without one, do not write.",
    "reason": "A name, a clinic, a patient group: something that is true of no other program.",
}
_GENERIC: Final = re.compile(
    r"\b(?:please (?:interview|consider|invite) me|i am (?:very )?(?:hard[- ]?working|interested in your program)"
    r"|your (?:esteemed|prestigious|reputed) (?:program|institution)|dream program|give me (?:a|one) chance)\b",
    re.IGNORECASE,
)
_LEAST: Final = 20
"""Fewest letters of a real update or reason."""
_PLACEHOLDER: Final = "[your name]"


@dataclass(frozen=True)
class DraftKind:
    """A letter that can be drafted.

    Attributes:
        event: What is noted once it was sent.
        needs: What the applicant has to say herself.
    """

    title: str
    event: str
    needs: tuple[str, ...]
    subject: str
    text: str
    by: str = ""


@dataclass(frozen=True)
class LetterDraft:
    """A letter ready to be copied.

    Attributes:
        mailto: A link that opens it in a mail program; empty where it is too long for one.
    """

    subject: str
    text: str
    mailto: str

    def content(self) -> dict[str, str | None]:
        """The letter as programs read it."""
        return {"subject": self.subject, "text": self.text, "mailto": self.mailto or None}

    def eml(self) -> bytes:
        """The letter as a file that mail programs open as a draft."""
        message = EmailMessage()
        message["Subject"] = self.subject
        message["X-Unsent"] = "1"
        message.set_content(self.text)
        return bytes(message)


@cache
def _kinds() -> dict[str, DraftKind]:
    kinds = own_yaml("matchsafe.services", "draft_texts.yaml")
    return {code: DraftKind(**{**d, "needs": tuple(d["needs"])}) for code, d in kinds.items()}


_BEFORE_AN_INTERVIEW: Final = ("interest", "update", "waitlist")
_NOT_WHILE: Final[Mapping[str, tuple[str, ...]]] = {
    "invited": ("waitlist", "thank_you"),
    "scheduled": ("waitlist",),
    "attended": ("reply_to_invitation", "waitlist", "cancellation"),
    "waitlisted": ("reply_to_invitation", "thank_you", "cancellation"),
}
"""Letters that make no sense where an interview stands so."""
DRAFTS: Final[Mapping[str, DraftKind]] = _kinds()
"""The letters by their code, in the order a season needs them."""


def hint(name: str) -> str:
    """What to write where the applicant has to say something herself."""
    return _HINTS[name]


def letters_for(part: Interview | Application, on: date | None = None) -> dict[str, DraftKind]:
    """The letters that fit: nobody asks a program that invited her for its waiting list, or thanks for no interview.

    Args:
        part: To whose program.
        on: The day, where an interview that is still to come is given no thanks.
    """
    if not isinstance(part, Interview):
        return {code: DRAFTS[code] for code in _BEFORE_AN_INTERVIEW}
    left_out = _NOT_WHILE.get(part.status, ())
    if on and part.start and day_part(part.start) > on:
        left_out = (*left_out, "thank_you")
    return {code: kind for code, kind in DRAFTS.items() if code not in left_out}


def part_named(season: Season, part_id: str) -> Interview | Application:
    """The interview or application of an id.

    Raises:
        RequestError: If there is none.
    """
    season = with_ids(season)
    parts: tuple[Interview | Application, ...] = (*season.named_interviews, *season.applications)
    found = next((p for p in parts if p.id == part_id), None)
    if found is None:
        message = "There is no application and no interview with this id."
        raise RequestError([Problem(message, "unknown_id", "part", quoted(part_id))])
    return found


def sent_event(part: Interview | Application, code: str, at: str) -> dict[str, str]:
    """What is noted once a letter was sent, as fields of an event.

    Args:
        part: To whose program.
        code: One of ``DRAFTS``.
        at: When, in ISO 8601.
    """
    kind = DRAFTS[code]
    whose = "interview" if isinstance(part, Interview) else "application"
    event = {"kind": kind.event, whose: str(part.id), "at": at, "note": kind.title}
    return {**event, "by": kind.by} if kind.by else event


def draft(season: Season, part: Interview | Application, code: str, said: Mapping[str, str]) -> LetterDraft:
    """A letter to the program of an interview or an application.

    Args:
        part: One of it.
        code: One of ``letters_for``.
        said: What the applicant says herself: ``update``, ``reason``, ``person`` and ``me``.

    Raises:
        RequestError: If something she has to say is missing or says what everybody says.
        KeyError: If there is no such letter for it.
    """
    kind = letters_for(part)[code]
    wrong = [p for name in kind.needs if (p := _problem(name, said.get(name, "")))]
    if wrong:
        raise RequestError(wrong)
    slots = _slots(season, part, said)
    subject, text = (_fill(t, slots) for t in (kind.subject, kind.text))
    subject = " ".join(subject.split())
    link = f"mailto:?subject={quote(subject)}&body={quote(text.replace(chr(10), chr(13) + chr(10)))}"
    return LetterDraft(subject, text, link if len(link) <= LONGEST_LINK else "")


def _problem(name: str, text: str) -> Problem | None:
    """What is wrong with something the applicant says: nothing there, too little, or what everybody writes."""
    if len(text.strip()) < _LEAST:
        return Problem(f"{NEEDS[name]}: write a sentence. {_HINTS[name]}", "missing_field", name)
    if found := _GENERIC.search(text):
        message = f"{NEEDS[name]}: “{found.group()}” could go to any program. {_HINTS[name]}"
        return Problem(message, "generic", name)
    return None


def _slots(season: Season, part: Interview | Application, said: Mapping[str, str]) -> dict[str, Any]:
    when = day = person = ""
    specialty = part.specialty or season.target.specialty
    if isinstance(part, Interview):
        if part.start is not None:
            when = line(two_clocks(part.start, zone_of(part), season.time_zone))
            day = in_words(day_part(part.start))
        person = part.interviewers[0] if part.interviewers else ""
        specialty = season.target_of(part).specialty
    return {
        "program": part.program, "specialty": specialty_name(specialty), "when": when, "day": day,
        "person": said.get("person", "").strip() or person,
        "me": said.get("me", "").strip() or _PLACEHOLDER,
        "update": said.get("update", "").strip(), "reason": said.get("reason", "").strip(),
    }  # fmt: skip


def _fill(template: str, slots: Mapping[str, Any]) -> str:
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    # What is filled in is a value, never a template: a name in braces stays a name.
    env = ImmutableSandboxedEnvironment(autoescape=False, trim_blocks=True, lstrip_blocks=True)
    return env.from_string(template).render(**slots)
