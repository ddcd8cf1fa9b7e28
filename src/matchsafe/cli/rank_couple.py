"""``matchsafe couples``: one list of pairs for two, and the file one partner gives the other."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matchsafe.cli.errors import CliError, collect
from matchsafe.cli.output import print_answer, print_line, save_table, table_targets, write_file
from matchsafe.cli.rank import text_of
from matchsafe.cli.season_input import season_and_day, season_of
from matchsafe.cli.validate import tell_warnings

if TYPE_CHECKING:
    from datetime import date

    from matchsafe.cli.rank_options import CoupleOptions
    from matchsafe.domain.couple_rank import CoupleRankReport, PairName
    from matchsafe.domain.season import Season
    from matchsafe.domain.season_couple import CoupleWishes


def run(asked: CoupleOptions) -> None:
    """Print one list of pairs from two season files, or the check of a list of pairs."""
    lines = table_targets(asked.csv, asked.xlsx, force=asked.force)
    found = collect(lines, lambda: _seasons(asked))
    wishes = collect(lines, lambda: _wishes(asked))
    brought = None if (name := asked.pairs) is None else collect(lines, lambda: _pairs(name))
    if lines or found is None:
        raise CliError(lines)
    seasons, day = found
    if asked.watch:
        from matchsafe.cli.rank_screen import show_steps
        from matchsafe.services.rank_watch import watched_couple

        print_answer(watched_couple(*seasons, wishes, on=day), show_steps, as_json=asked.as_json)
        return
    from matchsafe.services.couple_rank import couple_report
    from matchsafe.services.rank_table import PAIR_HEADINGS, pair_rows

    report: CoupleRankReport = couple_report(*seasons, wishes, day, brought=brought)
    save_table(asked.csv, asked.xlsx, "pairs", PAIR_HEADINGS, pair_rows(report))
    if asked.keep:
        _keep(asked.first, asked.second, seasons, report)
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


def write_for_partner(asked: CoupleOptions, target: str) -> None:
    """Write a season as a partner may see it."""
    loaded, _ = season_and_day(asked.first, None)
    from matchsafe.services.partner_file import partner_file
    from matchsafe.workspace.seasonfile import dump_json, dump_yaml

    path, ratings = Path(target), asked.with_ratings
    dump = dump_json if path.suffix == ".json" else dump_yaml
    write_file(path, dump(partner_file(loaded.season, ratings=ratings)), force=asked.force)
    print_line(f"Wrote {target}: {'with' if ratings else 'without'} your ratings; no notes, people or costs.")


def _seasons(asked: CoupleOptions) -> tuple[tuple[Season, Season], date]:
    loaded, day = season_and_day(asked.first, asked.on)
    tell_warnings(loaded.warnings)
    if asked.second is not None:
        other = season_of(asked.second, day)
        tell_warnings(other.warnings)
        return (loaded.season, other.season), day
    partner = loaded.season.partner_season()
    if partner is None:
        raise CliError(
            "Give two season files, or one with a partner under couples: matchsafe couples a.yaml b.yaml"
        )
    return (loaded.season, partner), day


def _wishes(asked: CoupleOptions) -> CoupleWishes | None:
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

    rows = [[cell.strip() for cell in row] for row in csv.reader(text_of(name).splitlines()) if any(row)]
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
