"""NRMP's "Program Results" as programs: one for each program code."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from matchsafe.catalog.importers.nrmp_layout import NrmpRow, Report, YearValues, read_report
from matchsafe.catalog.importers.nrmp_totals import totals
from matchsafe.catalog.importers.outcome import ProgramFile
from matchsafe.catalog.importers.pdf_text import page_lines
from matchsafe.catalog.importers.problems import UNWATCHED, Watch
from matchsafe.catalog.name_words import note_military
from matchsafe.catalog.record import Draft
from matchsafe.evidence.program_codes import nrmp_name, parse_code

RIGHTS: Final = (
    "NRMP forbids reproducing its reports, and using their data in models, algorithms or tools, without its written "
    "consent: keep what you import for your own use on this computer, and do not pass it on."
)


def read_nrmp(path: Path, watch: Watch = UNWATCHED) -> ProgramFile:
    """The programs of NRMP's report, and how its sums compare with the printed national totals.

    Raises:
        CatalogFileError: If it is another document, damaged or cut off.
        ImportCancelled: If ``watch`` says so.
    """
    out = ProgramFile(path.name, "nrmp", rights=RIGHTS)
    report = Report()
    years: list[YearValues] = []
    rows = list(read_report(page_lines(path, watch), report, out.cells))
    for row in rows:
        years.append(row.years)
        out.drafts += _draft(row, report, out)
    out.rows = len(rows)
    out.totals = totals(years)
    out.notes = (f"{report.title}, {report.pages} pages",)
    return out


def _draft(row: NrmpRow, report: Report, out: ProgramFile) -> Iterator[Draft]:
    code = parse_code(row.code)
    origin = f"page {row.page}, line {row.line}"
    if code is None or code.specialty is None:
        digits = row.code[4:7]
        seen = nrmp_name(digits) or row.program
        out.reject(origin, f"this tool has no specialty for {seen} ({digits})", row.code)
        return
    about = {"source": report.title, "as_of": report.issued, "reliability": "official"}

    def one(value: Any) -> list[dict[str, Any]]:
        return [{**about, "value": value}]

    facts: dict[str, Any] = {
        "origin": origin,
        "nrmp_codes": [{**about, "value": code.text, "note": row.program}],
        "institution_code": one(code.institution),
        "institution": one(row.institution),
        "specialty": one(code.specialty),
        "track": one(code.track),
        "sponsor_city": one(row.city) if row.city else [],
        "sponsor_state": one(row.state),
    }
    if "/" in row.program or code.number:
        # Put together here, so that the tracks of an institution can be told apart; any name a list gives is better.
        told = {**about, "reliability": "doubtful"}
        facts["name"] = [{**told, "value": f"{row.institution}: {row.program}"}]
    for name, place in (("positions", 0), ("filled", 1)):
        facts[name] = [
            {**about, "value": pair[place], "year": year, "code": code.text}
            for year, pair in row.years.items()
            if pair[place] is not None
        ]
    offered = [year for year, (seats, _) in row.years.items() if seats is not None]
    facts["in_match"] = [
        {**about, "value": report.last_year in offered, "year": report.last_year, "code": code.text}
    ]
    if offered and not code.number and min(offered) > report.first_year:
        facts["first_match"] = one(min(offered))
    note_military(facts)
    yield Draft.model_validate(facts)
