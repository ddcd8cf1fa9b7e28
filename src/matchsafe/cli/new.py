"""``matchsafe new``: questions in the terminal, a look at the answers, a season file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Final

from matchsafe.cli.answers import BACK, NotUsable, answer_text, position, season_data, understand
from matchsafe.cli.errors import BAD_INPUT, STOPPED, CliError, printable
from matchsafe.cli.output import print_lines, write_file
from matchsafe.cli.questions import Answers, Key, TerminalQuestion, questions
from matchsafe.domain.season import Season
from matchsafe.workspace import seasonfile

_NOTHING: Final = "Nothing was saved."


def run(path: str, *, force: bool) -> None:
    """Ask, show the answers, and write the season file."""
    where = Path(path)
    _check_place(where, force)
    if hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(errors="replace")
    try:
        answers = _ask_all()
        season = seasonfile.check(season_data(answers)).season
        _write(where, season, force)
    except KeyboardInterrupt:
        raise CliError(("", f"Stopped. {_NOTHING}"), STOPPED) from None
    except EOFError:
        raise CliError(("", f"The answers ended before the last question. {_NOTHING}"), BAD_INPUT) from None
    print_lines(f"\nSaved in {path}. It is a text file; you can change it in any editor.")
    following = "plan" if season.applications_sent == 0 and not season.interview_list else "outlook"
    print_lines(f"Now: matchsafe {following} {path}")


def _check_place(where: Path, force: bool) -> None:
    try:
        if "\x00" in str(where):
            raise ValueError("a name cannot hold this")
        if where.is_dir():
            raise CliError(
                f"{where} is a folder. Give the name of a file, for example {where / 'season.yaml'}."
            )
        if where.exists() and not force:
            raise CliError(f"{where} is already there. Give another name, or --force to write over it.")
        if not where.absolute().parent.is_dir():
            raise CliError(f"There is no folder {where.absolute().parent}.")
    except (OSError, ValueError) as error:
        raise CliError(f"{printable(str(where))[:200]} cannot be used as a file name.") from error


def _write(where: Path, season: Season, force: bool) -> None:
    text = seasonfile.dump_json(season) if where.suffix.lower() == ".json" else seasonfile.dump_yaml(season)
    try:
        write_file(where, text, force=force)
    except CliError as error:
        raise CliError(f"{error} {_NOTHING}") from error


def _input_line(prompt: str) -> str:
    """A line of the reader's; EOFError at the end of the input."""
    return printable(input(prompt)).strip()


def _ask_all() -> dict[Key, Any]:
    """Every answer, after the reader has looked at them."""
    print_lines("A few questions, one at a time. Nothing leaves this computer.")
    print_lines(f'Enter means "I don\'t know". {BACK} goes back. Ctrl-C stops without saving.')
    answers: dict[Key, Any] = {}
    at = 0
    while True:
        asked = questions(answers)
        if at < len(asked):
            at += _ask(asked[at], answers, first=at == 0)
            continue
        change = _look(asked, answers)
        if change is None:
            return answers
        if change < 0:
            at = len(asked) - 1
            continue
        _ask(asked[change], answers, first=True)
        # Changing one answer may open questions that were not asked yet.
        at = next(
            (i for i, q in enumerate(questions(answers)) if q.key not in answers), len(questions(answers))
        )


def _ask(question: TerminalQuestion, answers: dict[Key, Any], *, first: bool) -> int:
    """Ask one question until it is answered; the step to take: 1 forward, -1 back, 0 to ask again."""
    print_lines(f"\n{question.text}")
    for number, choice in enumerate(question.choices, start=1):
        print_lines(f"  {number}  {choice.label}")
    if question.help:
        print_lines(f"  ({question.help})")
    if question.key in answers:
        print_lines(
            f"  (now: {answer_text(question, answers[question.key])}; Enter keeps it, ? means I don't know)"
        )
    while True:
        text = _input_line("> ")
        if text == BACK:
            if first:
                print_lines("  There is nothing before this.")
                continue
            return -1
        if not text and question.key in answers:
            return 1
        try:
            value, remark = understand(question, text, answers)
        except NotUsable as why:
            print_lines(f"  {why}")
            continue
        answers[question.key] = value
        if remark:
            print_lines(f"  {remark}")
        return 1


def _look(asked: tuple[TerminalQuestion, ...], answers: Answers) -> int | None:
    """Show the answers; ``None`` to save, -1 to go back, or the position of the answer to change."""
    print_lines("\nCheck your answers")
    width = max(len(q.short) for q in asked)
    for number, q in enumerate(asked, start=1):
        print_lines(f"  {number:>3}  {q.short:<{width}}  {answer_text(q, answers.get(q.key))}")
    print_lines(f"Enter saves. A number changes that answer. {BACK} goes back.")
    while True:
        text = _input_line("> ")
        if not text or text.casefold() in ("save", "yes", "y"):
            return None
        if text == BACK:
            return -1
        if (at := position(text, len(asked))) is not None:
            return at
        print_lines(f"  Please press Enter, or give a number from 1 to {len(asked)}.")
