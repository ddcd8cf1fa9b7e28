"""``matchsafe rank`` and ``matchsafe couples``: a list, its checks, and the chance at each rank."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matchsafe.cli.errors import CliError
from matchsafe.cli.output import print_answer, write_file
from matchsafe.cli.plan import save_table
from matchsafe.cli.season_input import day_of, season_and_day, season_of
from matchsafe.cli.validate import tell_warnings

if TYPE_CHECKING:
    from datetime import date

    from matchsafe.cli.screen import Screen
    from matchsafe.domain.couple_rank import CoupleRankReport, PairName
    from matchsafe.domain.rank_report import RankReport
    from matchsafe.domain.season import Season
    from matchsafe.domain.season_couple import CoupleWishes

_MOST = 2_000_000


@dataclass(frozen=True)
class RankOptions:
    """What was typed after ``matchsafe rank`` or ``matchsafe couples``, the files apart."""

    on: str | None = None
    csv: str | None = None
    xlsx: str | None = None
    typed: str | None = None
    pairs: str | None = None
    wishes: str | None = None
    together: str | None = None
    miles: str | None = None
    hours: str | None = None
    limit: str | None = None
    force: bool = False
    as_json: bool = False


def run(file: str, asked: RankOptions) -> None:
    """Print the rank list of a season file, checked and explained.

    Raises:
        CliError: If a file or option cannot be used.
    """
    _check_targets(asked)
    loaded, day = season_and_day(file, asked.on)
    from matchsafe.services.rank import rank_report

    lines = None if asked.typed is None else _text(asked.typed).splitlines()
    report = rank_report(loaded.season, day)
    tell_warnings(loaded.warnings)
    from matchsafe.services.rank_table import HEADINGS, rank_rows

    save_table(asked.csv, asked.xlsx, "rank list", HEADINGS, rank_rows(report))
    from matchsafe.cli import rank_screen

    def show(screen: Screen, report: RankReport) -> None:
        if lines is None:
            rank_screen.show(screen, loaded.season, report)
        else:
            rank_screen.show_typed(screen, report, lines)

    print_answer(report, show, as_json=asked.as_json)


def watch(file: str, market: str | None, asked: RankOptions) -> None:
    """Print the algorithm on a small market around a list, step by step.

    Raises:
        CliError: If the file or an option cannot be used.
    """
    number = None
    if market is not None:
        number = int(market) if market.isascii() and market.isdigit() and len(market) < 4 else 0
        if not 1 <= number <= 100:
            raise CliError(f'--market: "{market[:40]}" is not a number from 1 to 100.')
    loaded, day = season_and_day(file, asked.on)
    from matchsafe.cli.rank_screen import show_steps
    from matchsafe.services.rank_watch import watched_match

    print_answer(watched_match(loaded.season, number, day), show_steps, as_json=asked.as_json)


def simulate(file: str, count: str, asked: RankOptions) -> None:
    """Print where a list ends in simulated national seasons; Ctrl-C stops gently.

    Raises:
        CliError: If the file or the number cannot be used, or the seasons have no such applicants.
    """
    number = int(count) if count.isascii() and count.isdigit() and len(count) < 5 else 0
    if not 1 <= number <= 1000:
        raise CliError(f'--seasons: "{count[:40]}" is not a number from 1 to 1000.')
    loaded, day = season_and_day(file, asked.on)
    from matchsafe.cli.progress import progress_bar, stop_event, tell_if_compiling
    from matchsafe.services.rank_seasons import NoSuchSeasonsError, seasons_around

    tell_if_compiling()
    try:
        with stop_event() as stop, progress_bar("seasons") as progress:
            found = seasons_around(
                loaded.season,
                number,
                day,
                progress=lambda done, all_: progress(done, all_, None),
                stopped=stop.is_set,
            )
    except NoSuchSeasonsError as error:
        raise CliError(str(error)) from error
    from matchsafe.cli.rank_screen import show_seasons

    print_answer(found, show_seasons, as_json=asked.as_json)


def run_couple(
    first: str, second: str | None, asked: RankOptions, *, watched: bool = False, keep: bool = False
) -> None:
    """Print one list of pairs from two season files, or the check of a list of pairs.

    Raises:
        CliError: If a file or option cannot be used.
    """
    _check_targets(asked)
    seasons, day = _seasons(first, second, asked.on)
    wishes = _wishes(asked)
    if watched:
        from matchsafe.cli.rank_screen import show_steps
        from matchsafe.services.rank_watch import watched_couple

        print_answer(watched_couple(*seasons, wishes, on=day), show_steps, as_json=asked.as_json)
        return
    brought = None if asked.pairs is None else _pairs(asked.pairs)
    from matchsafe.services.couple_rank import couple_report
    from matchsafe.services.rank_table import PAIR_HEADINGS, pair_rows

    report: CoupleRankReport = couple_report(*seasons, wishes, day, brought=brought)
    save_table(asked.csv, asked.xlsx, "pairs", PAIR_HEADINGS, pair_rows(report))
    if keep:
        _keep(first, second, seasons, report)
    from matchsafe.cli.pair_screen import show

    print_answer(report, show, as_json=asked.as_json)


def _keep(first: str, second: str | None, seasons: tuple[Season, Season], report: CoupleRankReport) -> None:
    """Write the pairs into the file of each partner, from their own side: into both, or into none."""
    if second is not None and Path(first).resolve() == Path(second).resolve():
        raise CliError("--keep: both partners are in one file. Give each partner a file.")
    from datetime import UTC, datetime

    from matchsafe.cli.season_place import find_season, write_files
    from matchsafe.ranking.pair_edits import keep_pairs, same_pairs
    from matchsafe.services.couple_rank import pair_entries

    at, pairs = datetime.now(UTC), pair_entries(report, *seasons)
    mine = keep_pairs(seasons[0], pairs, report.wishes, "", at, "Made the pairs anew")
    wanted = {replace(find_season(first, report.on), season=seasons[0]): mine}
    if second is not None:
        theirs = same_pairs(seasons[1], mine, "", at, "Your partner changed the pairs")
        wanted[replace(find_season(second, report.on), season=seasons[1])] = theirs
    write_files(wanted)


def write_for_partner(file: str, target: str, *, ratings: bool, force: bool) -> None:
    """Write a season as a partner may see it.

    Raises:
        CliError: If the season cannot be read, or the file is there or cannot be written.
    """
    loaded, _ = season_and_day(file, None)
    from matchsafe.services.partner_file import partner_file
    from matchsafe.workspace.seasonfile import dump_json, dump_yaml

    path = Path(target)
    dump = dump_json if path.suffix == ".json" else dump_yaml
    write_file(path, dump(partner_file(loaded.season, ratings=ratings)), force=force)
    sys.stdout.write(
        f"Wrote {target}: {'with' if ratings else 'without'} your ratings; no notes, people or costs.\n"
    )


def _seasons(first: str, second: str | None, on: str | None) -> tuple[tuple[Season, Season], date]:
    loaded, day = season_and_day(first, on)
    tell_warnings(loaded.warnings)
    if second is not None:
        other = season_of(second, day_of(on) if on else day)
        tell_warnings(other.warnings)
        return (loaded.season, other.season), day
    partner = loaded.season.partner_season()
    if partner is None:
        raise CliError(
            "Give two season files, or one with a partner under couples: matchsafe couples a.yaml b.yaml"
        )
    return (loaded.season, partner), day


def _wishes(asked: RankOptions) -> CoupleWishes | None:
    from pydantic import ValidationError

    from matchsafe.cli.plan_options import options_file
    from matchsafe.domain.model_errors import problems_of
    from matchsafe.domain.season_couple import CoupleWishes

    given: dict[str, Any] = {}
    lines: list[str] = []
    if asked.wishes is not None:
        given |= options_file(asked.wishes, lines, "--wishes")
    if lines:
        raise CliError(lines)
    typed = {"together": asked.together, "miles": asked.miles, "hours": asked.hours, "limit": asked.limit}
    given |= {name: value for name, value in typed.items() if value is not None}
    ways = [name for name in ("miles", "hours") if typed[name] is not None]
    rule = given.setdefault("together", ways[0]) if ways else ""
    if lines := [f"--{way} goes with --together {way}, not with {rule}." for way in ways if way != rule]:
        raise CliError(lines)
    if not given:
        return None
    try:
        return CoupleWishes.model_validate(given)
    except ValidationError as error:
        found = problems_of(error, CoupleWishes)
        raise CliError(
            [
                replace(p, path=f"--{p.path}" if typed.get(p.path) else f"--wishes: {p.path}").sentence()
                for p in found
            ]
        ) from error


def _pairs(name: str) -> list[PairName]:
    """The pairs of a file: two columns, or those of what ``--csv`` writes."""
    import csv

    rows = [[cell.strip() for cell in row] for row in csv.reader(_text(name).splitlines()) if any(row)]
    if not rows:
        raise CliError(f"{name}: no pair stands in this file.")
    heading = [cell.casefold() for cell in rows[0]]
    columns: list[tuple[int, ...]] = [(0,), (1,)]
    if {"first", "first program"} & set(heading):
        rows = rows[1:]
        columns = [
            tuple(at for at, cell in enumerate(heading) if cell in (f"{who} program", who, f"{who} code"))
            for who in ("first", "second")
        ]
    found: list[PairName] = []
    for row in rows:
        a, b = (next((row[at] for at in each if at < len(row) and row[at]), "") for each in columns)
        found.append((a, b))
    if not any(b for _, b in found):
        raise CliError(f"{name}: a file of pairs needs two columns, first and second.")
    return found


def _text(name: str) -> str:
    try:
        data = Path(name).read_bytes()[:_MOST]
        return data.decode("utf-8-sig")
    except OSError as error:
        raise CliError(f"{name}: cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise CliError(f"{name}: this is not text in UTF-8.") from error


def _check_targets(asked: RankOptions) -> None:
    from matchsafe.cli.plan_options import table_targets

    if lines := table_targets(asked.csv, asked.xlsx, force=asked.force):
        raise CliError(lines)
