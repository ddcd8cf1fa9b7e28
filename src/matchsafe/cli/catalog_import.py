"""``matchsafe catalog import``: read, show, ask, bring in."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pydantic import TypeAdapter, ValidationError

from matchsafe.catalog.errors import CatalogError
from matchsafe.catalog.import_report import report_of
from matchsafe.catalog.importers import CatalogFileError, Options, ReadFile, Watch, read_choices, read_file
from matchsafe.catalog.importers.reading import KINDS
from matchsafe.catalog.importing import Imported, answered, bring_in, preview, target
from matchsafe.catalog.merging import NEW, SKIP, Question
from matchsafe.catalog.record import AsOf
from matchsafe.catalog.store import Store
from matchsafe.cli.answers import position
from matchsafe.cli.catalog_import_text import read_lines, report_lines
from matchsafe.cli.errors import BAD_INPUT, STOPPED, CliError, fitted, printable, tell
from matchsafe.cli.steps import shown_on_terminal

if TYPE_CHECKING:
    from matchsafe.catalog.importers.reading import As

_NOTHING: Final = "Nothing was changed."
_MANY: Final = 10
"""From so many questions on it is asked first whether to go through them."""


@dataclass(frozen=True)
class Asked:
    """What was asked for on the command line, as it was typed."""

    file: str
    kind: str | None
    maps: tuple[str, ...]
    sets: tuple[str, ...]
    map_file: str | None
    delimiter: str | None
    sheet: str | None
    source: str
    as_of: str | None
    preview: bool
    name: str | None
    answers: tuple[str, ...]
    unsure: str | None
    yes: bool
    json: bool


def run(asked: Asked) -> None:
    """Read the file, show what would happen, and bring it in if that is wanted.

    Raises:
        CliError: If it cannot be done; the catalog is as it was.
    """
    try:
        _run(asked)
    except (CatalogFileError, CatalogError) as error:
        raise CliError([*str(error).splitlines(), _NOTHING]) from error
    except (KeyboardInterrupt, EOFError):
        raise CliError(("", f"Stopped. {_NOTHING}"), STOPPED) from None


def _run(asked: Asked) -> None:
    options = _options(asked)
    given = _answers(asked)
    with shown_on_terminal("Reading", "steps") as progress:
        read = read_file(Path(asked.file), options, Watch(progress))
    store = Store()
    name = target(store, asked.name)
    looked = preview(store, name, read)
    answers = answered(looked.report, given, asked.unsure)
    if answers:
        looked = preview(store, name, read, answers)
    if not asked.json:
        _say(*read_lines(read), "", *report_lines(looked, name, done=False))
    if asked.preview:
        _end(asked, read, looked, name)
        return
    if not asked.yes:
        if asked.json or not _at_terminal():
            _end(asked, read, looked, name)
            raise CliError((f"{_NOTHING} To bring it in, add --yes.",), BAD_INPUT)
        answers |= _ask_all(looked.report.questions)
        if _read(f'Bring this into the catalog "{name}"? [y/N] ').casefold() not in ("y", "yes"):
            _say(_NOTHING)
            return
    done = bring_in(store, name, read, answers)
    if not asked.json:
        _say("", *report_lines(done, name, done=True))
    _end(asked, read, done, name)


def _end(asked: Asked, read: ReadFile, imported: Imported, name: str) -> None:
    if asked.json:
        sys.stdout.write(json.dumps(report_of(read, imported, name), indent=2, ensure_ascii=False) + "\n")


def _options(asked: Asked) -> Options:
    problems: list[str] = []
    if asked.kind is not None and asked.kind not in KINDS:
        problems.append(f'--as: "{asked.kind[:40]}" is not a kind. Accepted: {", ".join(KINDS)}.')
    if asked.unsure not in (None, NEW, SKIP):
        problems.append(f'--unsure: "{str(asked.unsure)[:40]}". Accepted: {NEW}, {SKIP}.')
    if asked.as_of is not None:
        try:
            TypeAdapter(AsOf).validate_python(asked.as_of)
        except ValidationError:
            problems.append(
                f'--as-of: "{asked.as_of[:40]}" is no date. Accepted: 2026, 2026-06 or 2026-06-30.'
            )
    if problems:
        raise CliError(problems)
    kind: As | None = next((k for k in KINDS if k == asked.kind), None)
    choices = read_choices(asked.maps, asked.sets, Path(asked.map_file) if asked.map_file else None)
    delimiter = {"tab": "\t", "\\t": "\t"}.get(asked.delimiter or "", asked.delimiter)
    return Options(kind, choices, delimiter, asked.sheet, asked.source[:150], asked.as_of)


def _answers(asked: Asked) -> dict[str, str]:
    out = {}
    for text in asked.answers:
        key, sign, answer = text.rpartition("=")
        if not (sign and key.strip() and answer.strip()):
            raise CliError(f'--answer "{text[:60]}": accepted is KEY=ANSWER, for example "row 12=new".')
        out[key.strip()] = answer.strip()
    return out


def _at_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _say(*lines: str) -> None:
    for line in lines:
        sys.stdout.write(fitted(printable(line), sys.stdout) + "\n")
    sys.stdout.flush()


def _read(prompt: str) -> str:
    return printable(input(prompt)).strip()


def _ask_all(questions: list[Question]) -> dict[str, str]:
    """Ask about each program that may be there already; those skipped are left out."""
    if len(questions) >= _MANY:
        _say(
            "",
            f"{len(questions)} programs may be in the catalog already, under a name that is not quite the same.",
        )
        how = _read("Go through them (y), take them all as new (n), or leave them out (Enter)? ").casefold()
        if how not in ("y", "yes"):
            return {q.key: NEW if how in ("n", "new") else SKIP for q in questions}
    return {q.key: _ask(q) for q in questions}


def _ask(question: Question) -> str:
    _say("", f"{question.program} ({question.key}). {question.why}")
    for number, candidate in enumerate(question.candidates, 1):
        _say(f"  {number}  it is {candidate.label}")
    _say("  n  it is a new program", "  s  leave it out")
    while True:
        answer = _read("> ").casefold()
        if answer in ("n", "s", NEW, SKIP):
            return NEW if answer.startswith("n") else SKIP
        if (at := position(answer, len(question.candidates))) is not None:
            return question.candidates[at].record_id
        tell(f"  Please answer with a number from 1 to {len(question.candidates)}, n or s.")
