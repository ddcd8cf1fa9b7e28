"""Which of several values is in force, and why.

The applicant's own entry wins over all. Otherwise the latest Match year counts; within it the newest value of a
reliable source (``official`` or ``reported``) wins, an official one where dates are equal, and the one recorded last
where that is equal too. A doubtful or invented value stands only where there is nothing better.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from matchsafe.catalog.record import BY_YEAR, FIELD_LABELS, MANY, SUMMED, ProgramFacts, Record, Value
from matchsafe.domain.program import Program
from matchsafe.domain.specialties import specialty_code

_TRUST: Final = {"own": 4, "official": 3, "reported": 2, "doubtful": 1, "invented": 0}
_RELIABLE: Final = 2
_LONGEST_NAME: Final = 300
_PLAIN_WORDS: Final = re.compile(
    r"\b(residency|program|training|department of|categorical|prelim(inary)?|advanced|track)\b", re.IGNORECASE
)
"""Words beside the name of a specialty that name no program."""


@dataclass(frozen=True)
class ResolvedValue:
    """What is in force of one field.

    Attributes:
        value: The value in force; ``None`` if nothing is known. A tuple for fields that hold several.
        winners: The values it comes from: one, or one for each NRMP code that was summed.
        year: The Match year it is of, for fields told by year.
    """

    value: Any
    winners: tuple[Value[Any], ...]
    year: int | None = None


@dataclass(frozen=True)
class FieldExplanation:
    """Why a value is in force.

    Attributes:
        label: What it is called where people read it.
        value: The value in force; ``None`` if nothing is known.
        winners: The values it comes from.
        why: The reason in a few words.
        others: Every other value found, newest first.
        disputed: Whether another source says something else of the same year.
    """

    field: str
    label: str
    value: Any
    winners: tuple[Value[Any], ...]
    why: str
    others: tuple[Value[Any], ...]
    disputed: bool


def value_in_force(facts: ProgramFacts, field: str) -> ResolvedValue:
    """What is in force of a field.

    Raises:
        KeyError: If there is no such field.
    """
    if field not in FIELD_LABELS:
        raise KeyError(field)
    values: tuple[Value[Any], ...] = getattr(facts, field)
    if not values:
        return ResolvedValue(() if field in MANY else None, ())
    if field in MANY:
        return ResolvedValue(tuple(dict.fromkeys(v.value for v in values)), values)
    return _of_year(_latest(values) if field in BY_YEAR else values, field)


def by_year(facts: ProgramFacts, field: str) -> dict[int, ResolvedValue]:
    """What is in force of a field in each Match year that is known, oldest first.

    Raises:
        KeyError: If the field has no yearly values.
    """
    if field not in BY_YEAR:
        raise KeyError(field)
    values: tuple[Value[Any], ...] = getattr(facts, field)
    years = sorted({v.year for v in values if v.year is not None})
    return {year: _of_year([v for v in values if v.year == year], field) for year in years}


def unfilled_positions(facts: ProgramFacts) -> tuple[int, int | None] | None:
    """Positions left unfilled in the Match, and the year: the latest one of which both counts are known.

    ``None`` if no year is; never less than 0, though a program may fill more than it announced.
    """
    offered, filled = by_year(facts, "positions"), by_year(facts, "filled")
    both = sorted(offered.keys() & filled.keys())
    if both:
        return max(0, offered[both[-1]].value - filled[both[-1]].value), both[-1]
    now = [value_in_force(facts, field) for field in ("positions", "filled")]
    if any(s.value is None or s.year is not None for s in now):
        return None
    return max(0, now[0].value - now[1].value), None


def resolve(record: Record) -> Program:
    """The program with the values in force; a field without a value stays unknown."""
    values = {f: value_in_force(record, f).value for f, _ in record.facts() if f in Program.model_fields}
    values["city"], values["state"] = place(record)
    if any(v.year and v.year < values.get("first_match", 0) for v in record.positions):
        del values["first_match"]  # a new code of a program that was there before
    values["h1b_evidence"] = h1b_evidence(record)
    values["name"] = display_name(values.get("name"), values.get("institution"))
    return Program.model_validate({"track": None, **values, "id": record.id})


def h1b_evidence(facts: ProgramFacts) -> str | None:
    """What public files count of a program's employer, in one line; ``None`` if they count nothing."""
    filings, approved = value_in_force(facts, "h1b_filings"), value_in_force(facts, "h1b_approvals")
    told = []
    if filings.value:
        told.append(f"{filings.value:,} filing{'s' * (filings.value > 1)} in {filings.year} (DOL)")
    if approved.value:
        told.append(f"{approved.value:,} approved in {approved.year} for staff of every kind (USCIS)")
    return f"H-1B: {'; '.join(told)}" if told else None


def place(facts: ProgramFacts) -> tuple[str | None, str | None]:
    """City and state where a program trains; those of its sponsor where nothing else is known."""
    city, state = value_in_force(facts, "city").value, value_in_force(facts, "state").value
    if city is None and state is None:
        return value_in_force(facts, "sponsor_city").value, value_in_force(facts, "sponsor_state").value
    if city is None and state == value_in_force(facts, "sponsor_state").value:
        city = value_in_force(facts, "sponsor_city").value
    return city, state


def display_name(name: str | None, institution: str | None) -> str | None:
    """The name of a program with its hospital before it where the name is only a specialty and a track.

    >>> display_name("Internal Medicine Program", "Lakeside Hospital")
    'Lakeside Hospital: Internal Medicine Program'
    """
    if name is None or institution is None:
        return name or institution
    bare = _PLAIN_WORDS.sub(" ", name)
    if not bare.strip(" -/,()") or specialty_code(name) or specialty_code(bare):
        return f"{institution}: {name}"[:_LONGEST_NAME]
    return name


def explain_field(record: ProgramFacts, field: str) -> FieldExplanation:
    """Which value of a field is in force and why, and what the other sources say.

    Raises:
        KeyError: If there is no such field.
    """
    found = value_in_force(record, field)
    values: tuple[Value[Any], ...] = getattr(record, field)
    others = sorted((v for v in values if v not in found.winners), key=_rank, reverse=True)
    return FieldExplanation(
        field=field,
        label=FIELD_LABELS[field],
        value=found.value,
        winners=found.winners,
        why=_why(found, values, field),
        others=tuple(others),
        disputed=is_disputed(record, field),
    )


def is_disputed(facts: ProgramFacts, field: str) -> bool:
    """Whether sources give different answers for the same year (and NRMP code); text is compared without case."""
    if field in MANY:
        return False
    answers: dict[tuple[int | None, str | None], set[object]] = {}
    for value in getattr(facts, field):
        answers.setdefault((value.year, value.code), set()).add(same(value.value))
    return any(len(found) > 1 for found in answers.values())


def same(value: object) -> object:
    """A value in the form in which two sources are compared: text without case and extra space."""
    return " ".join(value.casefold().split()) if isinstance(value, str) else value


def _latest(values: Sequence[Value[Any]]) -> Sequence[Value[Any]]:
    """The values of the latest year; the applicant's own entry without a year counts for every year."""
    own = [v for v in values if v.reliability == "own" and v.year is None]
    if own:
        return own
    reliable = [v for v in values if _TRUST[v.reliability] >= _RELIABLE] or values
    year = max(v.year or 0 for v in reliable)
    return [v for v in values if (v.year or 0) == year]


def _of_year(values: Sequence[Value[Any]], field: str) -> ResolvedValue:
    best = values[0] if len(values) == 1 else _best(values)
    if field not in SUMMED or best.code is None:
        return ResolvedValue(best.value, (best,), best.year)
    parts = [
        _best([v for v in values if v.code == code]) for code in sorted({v.code for v in values if v.code})
    ]
    if isinstance(best.value, bool):
        return ResolvedValue(any(v.value for v in parts), tuple(parts), best.year)
    return ResolvedValue(sum(v.value for v in parts), tuple(parts), best.year)


def _best(values: Sequence[Value[Any]]) -> Value[Any]:
    return max(reversed(values), key=_rank)


def _rank(value: Value[Any]) -> tuple[int, str, int]:
    trust = _TRUST[value.reliability]
    tier = trust if trust < _RELIABLE or value.reliability == "own" else _RELIABLE
    return (tier, value.as_of or "", trust)


def _why(found: ResolvedValue, values: Sequence[Value[Any]], field: str) -> str:
    if not found.winners:
        return "No source tells it."
    if field in MANY:
        return "All of them stand beside each other."
    first = found.winners[0]
    parts = f" The sum over {len(found.winners)} NRMP codes." if len(found.winners) > 1 else ""
    if first.reliability == "own":
        return f"Your own entry stands before all others.{parts}"
    if len(values) == len(found.winners):
        return f"The only source that tells it.{parts}" if not parts else parts.strip()
    reliable = _TRUST[first.reliability] >= _RELIABLE
    rivals = [v for v in values if v.year == first.year and v not in found.winners]
    if not rivals:
        return f"It is of the latest year known, {first.year}.{parts}"
    if not reliable:
        return f"No reliable source tells it; this is the newest of the others.{parts}"
    if not any(_TRUST[v.reliability] >= _RELIABLE for v in rivals):
        return f"The only reliable source that tells it.{parts}"
    return f"The newest of the reliable sources.{parts}"
