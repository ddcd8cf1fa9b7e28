"""``matchsafe catalog audit``: a program list put to the proof."""

from __future__ import annotations

from matchsafe.catalog.access import open_catalog
from matchsafe.catalog.store import Store
from matchsafe.cli.catalog import banner, errors
from matchsafe.cli.output import print_json, print_line
from matchsafe.cli.season_input import day_of
from matchsafe.domain.specialties import specialty_name
from matchsafe.domain.text import plural
from matchsafe.present import words
from matchsafe.services.plan.audit import PlanAudit, as_plain, audits, programs_by_specialty


def show(on: str | None, name: str | None, *, as_json: bool) -> None:
    """Print programs by specialty, and for each kind of applicant what must not be on a list."""
    day = day_of(on)
    with errors():
        catalog = open_catalog(Store(), name)
    counts = programs_by_specialty(catalog)
    if as_json:
        print_json({"programs": counts, "plans": [as_plain(a) for a in audits(catalog, day)]})
        return
    banner(catalog, as_json)
    print_line("Programs that take applications, each once:")
    for code, count in counts.items():
        print_line(f"  {specialty_name(code)}: {count:,}")
    print_line("What the plans of eight kinds of applicant hold:")
    for audit in audits(catalog, day):
        print_line(f"  {audit.title}: {plural(audit.programs, 'program')}, {words.chance(audit.chance)}")
        print_line(f"    {_findings(audit)}")


def _findings(audit: PlanAudit) -> str:
    wrong = [
        f"{count} {what}"
        for what, count in (
            ("twice", audit.twice), ("barred", audit.barred), ("military", audit.military),
            ("closed", audit.closed), ("in another state", audit.elsewhere),
            ("with an unknown visa that is not said", audit.unsaid),
        )
        if count
    ]  # fmt: skip
    unknown = f" {audit.unknown_visa} of unknown visa, each marked." if audit.unknown_visa else ""
    return f"{', '.join(wrong) or 'Nothing that must not be there'}.{unknown}"
