"""A program list put to the proof: programs by specialty, and what the plans of eight kinds of applicant hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.twins import open_twins
from matchsafe.domain.estimate import Estimate
from matchsafe.domain.package_data import own_toml
from matchsafe.domain.plan import PlanReport, PlanRequest
from matchsafe.domain.program import Program
from matchsafe.domain.season import Season
from matchsafe.odds.eligibility import eligibility, eligible
from matchsafe.services.plan import plan

_VISAS: Final = {"j1": ("j1",), "h1b": ("h1b",), "j1_or_h1b": ("j1", "h1b")}


@dataclass(frozen=True)
class AuditApplicant:
    """One kind of applicant, with what is asked for them."""

    title: str
    season: Season
    request: PlanRequest


@dataclass(frozen=True)
class PlanAudit:
    """What the plan of one kind of applicant holds.

    Attributes:
        title: The kind of applicant.
        programs: On the list.
        chance: Chance of matching with it.
        twice: Programs that stand there under two names, or may.
        barred: Programs whose own rules bar the applicant.
        military: Programs of the armed forces.
        closed: Programs that closed, lost their accreditation or left the Match.
        elsewhere: Programs outside the states wished.
        unknown_visa: Programs of which it is not known whether they sponsor the visa needed; each says so on the list.
        unsaid: Of those, the programs at which the list does not say so.
    """

    title: str
    programs: int
    chance: Estimate
    twice: int
    barred: int
    military: int
    closed: int
    elsewhere: int
    unknown_visa: int
    unsaid: int

    @property
    def clean(self) -> bool:
        """Whether nothing is there that must not be."""
        return not (
            self.twice or self.barred or self.military or self.closed or self.elsewhere or self.unsaid
        )


def programs_by_specialty(catalog: Catalog) -> dict[str, int]:
    """How many programs take applications, by specialty: each once, however many tracks and names it has.

    An entry without an ACGME id that may be another one, or that was in no Match of late, counts for none.
    """
    twins = open_twins(catalog.twins)
    found: dict[tuple[str, str], None] = {}
    for p in catalog.programs:
        if p.acgme_id is not None:
            found[p.specialty, p.acgme_id] = None
        elif p.id not in twins and p.in_match is not False:
            institution = p.nrmp_codes[0][:4] if p.nrmp_codes else p.id
            found[p.specialty, institution] = None
    return dict(sorted(Counter(specialty for specialty, _ in found).items()))


@cache
def audit_applicants() -> tuple[AuditApplicant, ...]:
    """The eight kinds of applicant."""
    rows = own_toml("matchsafe.services.plan", "audit_applicants.toml")["applicant"]
    return tuple(map(_applicant, rows))


def _applicant(row: dict[str, Any]) -> AuditApplicant:
    states = tuple(row.get("only_states", ()))
    request = PlanRequest(budget=row["budget"], only_states=states, signals="all")
    return AuditApplicant(row["title"], Season.model_validate(row["season"]), request)


def audits(catalog: Catalog, on: date) -> Iterator[PlanAudit]:
    """One plan after the other, and what it holds; specialties that the list lacks are left out.

    Args:
        catalog: The program list.
        on: The day the applications are sent.
    """
    there = {p.specialty for p in catalog.programs}
    for applicant in audit_applicants():
        wanted = {t.specialty for t in applicant.season.every_target}
        if wanted <= there:
            yield audit_of(applicant, catalog, plan(applicant.season, applicant.request, catalog, on), on)


def audit_of(applicant: AuditApplicant, catalog: Catalog, report: PlanReport, on: date) -> PlanAudit:
    """What a plan holds."""
    who = applicant.season.applicant
    listed = [catalog.program(p.id) for p in (*report.programs, *report.rest)]
    said = {p.id: p.unknowns for p in (*report.programs, *report.rest)}
    unknown = [p for p in listed if _visa_unknown(p, who.visa)]
    wished = set(applicant.request.only_states)
    return PlanAudit(
        title=applicant.title,
        programs=len(listed),
        chance=report.chance,
        twice=_twice(listed, open_twins(catalog.twins)),
        barred=sum(not eligible(eligibility(who, p, on)) for p in listed),
        military=sum(p.military is True for p in listed),
        closed=sum(p.closed is True or p.accreditation == "withdrawn" or p.in_match is False for p in listed),
        elsewhere=sum(bool(wished) and p.state not in wished for p in listed),
        unknown_visa=len(unknown),
        unsaid=sum(not said[p.id] for p in unknown),
    )


def _visa_unknown(program: Program, need: str | None) -> bool:
    known = [getattr(program, visa) for visa in _VISAS.get(need or "", ())]
    return bool(known) and not any(known) and None in known


def _twice(listed: list[Program], twins: Any) -> int:
    """Programs that are there again: by ACGME id, institution and specialty, or as a possible twin of another."""
    ids = Counter(p.acgme_id for p in listed if p.acgme_id)
    codes = Counter((code[:4], p.specialty) for p in listed if not p.acgme_id for code in p.nrmp_codes[:1])
    here = {p.id for p in listed}
    doubtful = sum(bool(here & set(twins.get(p.id, ()))) for p in listed)
    return sum(n - 1 for n in (*ids.values(), *codes.values())) + doubtful // 2


def as_plain(audit: PlanAudit) -> dict[str, Any]:
    """An audit as plain data."""
    return {**vars(audit), "chance": audit.chance.model_dump(mode="json"), "clean": audit.clean}
