"""``matchsafe rank``: a list, its checks, and the chance at each rank."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from matchsafe.cli.errors import CliError, collect
from matchsafe.cli.output import print_answer, save_table, table_targets
from matchsafe.cli.season_input import season_and_day
from matchsafe.cli.validate import tell_warnings
from matchsafe.domain.text import whole_number

if TYPE_CHECKING:
    from datetime import date

    from matchsafe.cli.rank_options import RankOptions
    from matchsafe.cli.screen import Screen
    from matchsafe.domain.rank_report import RankReport
    from matchsafe.workspace.seasonfile import SeasonFile

_MOST = 2_000_000


def run(asked: RankOptions) -> None:
    """Print the rank list of a season file, checked and explained."""
    lines = table_targets(asked.csv, asked.xlsx, force=asked.force)
    found = collect(lines, lambda: season_and_day(asked.file, asked.on))
    typed = None if (name := asked.typed) is None else collect(lines, lambda: text_of(name).splitlines())
    if lines or found is None:
        raise CliError(lines)
    loaded, day = found
    from matchsafe.services.rank import rank_report

    report = rank_report(loaded.season, day)
    tell_warnings(loaded.warnings)
    from matchsafe.services.rank_table import HEADINGS, rank_rows

    save_table(asked.csv, asked.xlsx, "rank list", HEADINGS, rank_rows(report))
    from matchsafe.cli import rank_screen

    def show(screen: Screen, report: RankReport) -> None:
        if typed is None:
            rank_screen.show(screen, loaded.season, report)
        else:
            rank_screen.show_typed(screen, report, typed)

    print_answer(report, show, as_json=asked.as_json)


def watch(asked: RankOptions) -> None:
    """Print the algorithm on a small market around a list, step by step."""
    loaded, number, day = _with_number(asked, "--market", asked.market, 100)
    from matchsafe.cli.rank_screen import show_steps
    from matchsafe.services.rank_watch import watched_match

    print_answer(watched_match(loaded.season, number, day), show_steps, as_json=asked.as_json)


def simulate(asked: RankOptions) -> None:
    """Print where a list ends in simulated national seasons; Ctrl-C stops gently."""
    loaded, number, day = _with_number(asked, "--seasons", asked.seasons, 1000)
    from matchsafe.cli.progress import progress_bar, stop_event, tell_if_compiling
    from matchsafe.services.rank_seasons import SEASONS, NoSuchSeasonsError, seasons_around

    tell_if_compiling()
    try:
        with stop_event() as stop, progress_bar("seasons") as progress:
            found = seasons_around(
                loaded.season,
                number or SEASONS,
                day,
                progress=lambda done, all_: progress(done, all_, None),
                stopped=stop.is_set,
            )
    except NoSuchSeasonsError as error:
        raise CliError(str(error)) from error
    from matchsafe.cli.rank_screen import show_seasons

    print_answer(found, show_seasons, as_json=asked.as_json)


def _with_number(
    asked: RankOptions, option: str, text: str | None, most: int
) -> tuple[SeasonFile, int | None, date]:
    """The season, a number from 1 up if one was typed, and the day."""
    number = None if text is None else whole_number(text, 1, most)
    wrong = text is not None and number is None
    lines = [f'{option}: "{(text or "")[:40]}" is not a number from 1 to {most}.'] if wrong else []
    found = collect(lines, lambda: season_and_day(asked.file, asked.on))
    if lines or found is None:
        raise CliError(lines)
    return found[0], number, found[1]


def text_of(name: str) -> str:
    """The text in a file."""
    try:
        data = Path(name).read_bytes()[:_MOST]
        return data.decode("utf-8-sig")
    except OSError as error:
        raise CliError(f"{name}: cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise CliError(f"{name}: this is not text in UTF-8.") from error
