"""``matchsafe catalog import``: read, show, ask, bring in; and ``catalog fetch``: download a public report."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final

from matchsafe.catalog.errors import CatalogError
from matchsafe.catalog.import_change import (
    NEEDS_PROGRAMS,
    ImportResult,
    complete_answers,
    import_programs,
    preview,
    target,
)
from matchsafe.catalog.import_report import report_of
from matchsafe.catalog.importers import CatalogFileError, ProgramFile, Watch, download, read_file
from matchsafe.catalog.importers.federal.download import fetch_public
from matchsafe.catalog.importers.federal.sources import TERMS, PublicSource, public_source, public_sources
from matchsafe.catalog.importers.from_nrmp import RIGHTS
from matchsafe.catalog.merge_report import NEW, SKIP, MergeQuestion
from matchsafe.catalog.store import Store
from matchsafe.cli.answers import position
from matchsafe.cli.catalog_import_text import read_lines, report_lines
from matchsafe.cli.catalog_options import ImportOptions
from matchsafe.cli.errors import BAD_INPUT, STOPPED, CliError, printable, tell
from matchsafe.cli.output import UNCHANGED, at_terminal, confirmed, print_json, print_lines
from matchsafe.cli.progress import counter
from matchsafe.domain.problem import RequestError
from matchsafe.services.catalog_import.request import ImportRequest as Typed
from matchsafe.services.catalog_import.request import split_answers
from matchsafe.services.catalog_import.staging import terms_of

_OPTIONS: Final = {
    "kind": "--as", "as_of": "--as-of", "unsure": "--unsure", "delimiter": "--delimiter", "maps": "--map",
    "sets": "--set", "answers": "--answer", "specialty": "--specialty",
}  # fmt: skip
_MANY: Final = 10
"""From so many questions on it is asked first whether to go through them."""


def run(asked: ImportOptions) -> None:
    """Read the file, show what would happen, and bring it in if that is wanted."""
    try:
        _run(asked)
    except CatalogFileError as error:
        raise CliError([*error.lines(commands=True), UNCHANGED]) from error
    except CatalogError as error:
        raise CliError([*str(error).splitlines(), UNCHANGED]) from error
    except (KeyboardInterrupt, EOFError):
        raise CliError(("", f"Stopped. {UNCHANGED}"), STOPPED) from None


def _run(asked: ImportOptions) -> None:
    typed = _request(asked)
    with counter("Reading", "steps") as progress:
        read = read_file(Path(asked.file), typed.options(), Watch(progress))
    store = Store()
    name = target(store, asked.name)
    looked = preview(store, name, read)
    answers = complete_answers(looked.report, typed.answers, asked.unsure)
    if asked.yes and not asked.preview:
        looked = import_programs(store, name, read, answers)
    elif answers:
        looked = preview(store, name, read, answers)
    if not asked.as_json:
        print_lines(*read_lines(read), "", *report_lines(looked, name, done=False))
    if asked.preview:
        _end(asked, read, looked, name)
        return
    done = looked
    if not asked.yes:
        if asked.as_json or not at_terminal():
            _end(asked, read, looked, name)
            raise CliError((f"{UNCHANGED} To bring it in, add --yes.",), BAD_INPUT)
        answers |= _ask_all(looked.report.questions)
        if _prompt_line(f'Bring this into the catalog "{name}"? [y/N] ').casefold() not in ("y", "yes"):
            print_lines(UNCHANGED)
            return
        done = import_programs(store, name, read, answers)
    if not asked.as_json:
        print_lines("", *report_lines(done, name, done=True))
    _end(asked, read, done, name)


def _end(asked: ImportOptions, read: ProgramFile, imported: ImportResult, name: str) -> None:
    if asked.as_json:
        print_json(report_of(read, imported, name))


def _request(asked: ImportOptions) -> Typed:
    """What was typed about the file, checked."""
    try:
        typed = Typed(
            kind=asked.kind or "", delimiter=asked.delimiter or "", sheet=asked.sheet or "", source=asked.source,
            as_of=asked.as_of or "", maps=tuple(asked.maps or ()), sets=tuple(asked.sets or ()),
            map_file=Path(asked.map_file) if asked.map_file else None,
            answers=split_answers(asked.answers or ()), unsure=asked.unsure or "",
            specialty=asked.specialty or "",
        )  # fmt: skip
        typed.options()
    except RequestError as error:
        raise CliError([f"{_OPTIONS[p.path]}: {p.message}" for p in error.problems]) from error
    return typed


def _prompt_line(prompt: str) -> str:
    return printable(input(prompt)).strip()


def _ask_all(questions: list[MergeQuestion]) -> dict[str, str]:
    """Ask about each program that may be there already; those skipped are left out."""
    if len(questions) >= _MANY:
        print_lines(
            "",
            f"{len(questions)} programs may be in the catalog already, under a name that is not quite the same.",
        )
        how = _prompt_line(
            "Go through them (y), take them all as new (n), or leave them out (Enter)? "
        ).casefold()
        if how not in ("y", "yes"):
            return {q.key: NEW if how in ("n", "new") else SKIP for q in questions}
    return {q.key: _ask(q) for q in questions}


def _ask(question: MergeQuestion) -> str:
    print_lines("", f"{question.program} ({question.key}). {question.why}")
    for number, candidate in enumerate(question.candidates, 1):
        print_lines(f"  {number}  it is {candidate.label}")
    print_lines("  n  it is a new program", "  s  leave it out")
    while True:
        answer = _prompt_line("> ").casefold()
        if answer in ("n", "s", NEW, SKIP):
            return NEW if answer.startswith("n") else SKIP
        if (at := position(answer, len(question.candidates))) is not None:
            return question.candidates[at].record_id
        tell(f"  Please answer with a number from 1 to {len(question.candidates)}, n or s.")


def get(what: str, addresses: tuple[str, ...], name: str | None, *, yes: bool) -> None:
    """Download a public list or file and bring it in, after the terms were shown and agreed to."""
    source = _source(what)
    try:
        for address in addresses:
            download.check_address(address)
        if source is None:
            download.address_of(next(iter(addresses), None))
        elif target(Store(), name) not in Store().names():
            raise CatalogError(f"This file {NEEDS_PROGRAMS}.")
    except (CatalogFileError, CatalogError) as error:
        raise CliError(str(error)) from error
    print_lines(terms_of(what), "It is downloaded to this computer; nothing of yours is sent.")
    refusal = f"{UNCHANGED} To agree and get it, add --yes."
    if not (yes or confirmed("Get it for your own use?", refusal)):
        return
    with tempfile.TemporaryDirectory(prefix="matchsafe-") as folder:
        path = Path(folder) / (source.file if source else "nrmp_program_results.pdf")
        _download(source, addresses, path)
        kind = None if source else "nrmp"
        run(ImportOptions(str(path), kind, name=name, yes=True))


def fetch(what: str, addresses: tuple[str, ...], to: str, *, force: bool) -> None:
    """Download into a file, and say what to do next."""
    source, path = _source(what), Path(to)
    size = _download(source, addresses, path, force=force)
    terms = RIGHTS if source is None else TERMS
    print_lines(f"Saved in {path} ({size:,} bytes). {terms}", f"Now: matchsafe catalog import {path}")


def _source(what: str) -> PublicSource | None:
    """The public file that is asked for; ``None`` for NRMP's list."""
    source = public_source(what)
    if source is None and what != "nrmp":
        keys = ", ".join(s.key for s in public_sources())
        raise CliError(f'"{what[:40]}" cannot be downloaded. Accepted: nrmp, {keys}.')
    return source


def _download(
    source: PublicSource | None, addresses: tuple[str, ...], path: Path, *, force: bool = False
) -> int:
    """The size of the file that was downloaded."""
    try:
        with counter("Downloading", "bytes") as progress:
            if source is not None:
                return fetch_public(source, addresses, path, Watch(progress), force=force)
            address = next(iter(addresses), None)
            return download.fetch_list(address, path, Watch(progress), force=force)
    except CatalogFileError as error:
        raise CliError(str(error)) from error
    except KeyboardInterrupt:
        raise CliError(("", f"Stopped. {UNCHANGED}"), STOPPED) from None
