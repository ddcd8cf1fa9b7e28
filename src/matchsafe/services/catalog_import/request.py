"""What is asked of an import, as it was typed: checked, every problem told by the name of its field."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter, ValidationError

from matchsafe.catalog.importers import CatalogFileError, ListOptions, read_choices
from matchsafe.catalog.importers.column_choices import NO_CHOICES
from matchsafe.catalog.importers.reader import KINDS
from matchsafe.catalog.merge_report import NEW, SKIP
from matchsafe.catalog.record import AsOf
from matchsafe.domain.problem import Problem, RequestError
from matchsafe.domain.specialties import specialty_code

LONGEST_SOURCE: Final = 150
_SIGNS: Final = {"tab": "\t", "\\t": "\t"}


@dataclass(frozen=True)
class ImportRequest:
    """What is asked, as it was typed.

    Attributes:
        kind: "nrmp", "table" or "exchange"; found out if empty.
        delimiter: Between columns; "tab" for a tab; found out if empty.
        sheet: Of a workbook; the first with a table if empty.
        source: Who says so.
        as_of: Date of values that have none.
        maps: ``COLUMN=FIELD`` each.
        sets: ``FIELD=VALUE`` each.
        specialty: Of the rows that name none.
        map_file: A file with choices of columns.
        answers: To questions, by their key.
        download: What is to be downloaded first: "nrmp" for the national list, or the key of a public source.
        unsure: "new" or "skip" for all questions without an answer; empty leaves them open.
    """

    kind: str = ""
    delimiter: str = ""
    sheet: str = ""
    source: str = ""
    as_of: str = ""
    maps: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()
    specialty: str = ""
    map_file: Path | None = None
    answers: dict[str, str] = field(default_factory=dict)
    unsure: str = ""
    download: str = ""

    def options(self) -> ListOptions:
        """How the file is to be read.

        Raises:
            RequestError: With everything that is wrong.
        """
        problems: list[Problem] = []
        kind = next((k for k in KINDS if k == self.kind), None)
        if self.kind and kind is None:
            problems.append(
                Problem(f'"{self.kind[:40]}" is not a kind. Accepted: {", ".join(KINDS)}.', path="kind")
            )
        if self.unsure not in ("", NEW, SKIP):
            problems.append(Problem(f'"{self.unsure[:40]}". Accepted: {NEW}, {SKIP}.', path="unsure"))
        if self.as_of and not _is_date(self.as_of):
            problems.append(
                Problem(
                    f'"{self.as_of[:40]}" is no date. Accepted: 2026, 2026-06 or 2026-06-30.', path="as_of"
                )
            )
        delimiter = _SIGNS.get(self.delimiter, self.delimiter)
        if len(delimiter) > 1:
            problems.append(Problem(f'"{delimiter[:40]}". Accepted: one sign, or "tab".', path="delimiter"))
        choices = NO_CHOICES
        parts: tuple[tuple[str, Callable[[], object]], ...] = (
            ("maps", lambda: read_choices(self.maps, (), self.map_file)),
            ("sets", lambda: read_choices((), self.sets)),
        )
        if self.specialty and specialty_code(self.specialty) is None:
            problems.append(
                Problem(f'"{self.specialty[:40]}" is no specialty this tool knows.', path="specialty")
            )
        for name, read in parts:
            try:
                read()
            except CatalogFileError as error:
                problems += [Problem(p.sentence(), path=name) for p in error.problems]
        if problems:
            raise RequestError(problems)
        of_all = (f"specialty={self.specialty}",) if self.specialty else ()
        choices = read_choices(self.maps, (*self.sets, *of_all), self.map_file)
        return ListOptions(
            kind,
            choices,
            delimiter or None,
            self.sheet or None,
            self.source[:LONGEST_SOURCE],
            self.as_of or None,
        )


def split_answers(texts: Iterable[str]) -> dict[str, str]:
    """Answers from ``KEY=ANSWER`` texts.

    Raises:
        RequestError: Naming each that has another form.
    """
    out = {}
    problems = []
    for text in texts:
        # a key may hold "=", an answer may not
        key, sign, answer = text.rpartition("=")
        if not (sign and key.strip() and answer.strip()):
            problems.append(
                Problem(f'"{text[:60]}": accepted is KEY=ANSWER, for example "row 12=new".', path="answers")
            )
        out[key.strip()] = answer.strip()
    if problems:
        raise RequestError(problems)
    return out


def _is_date(text: str) -> bool:
    try:
        TypeAdapter(AsOf).validate_python(text)
    except ValidationError:
        return False
    return True
