"""``matchsafe simulate``: many national seasons, and what they give beside the published figures."""

from __future__ import annotations

import csv
import math
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matchsafe.cli.errors import BAD_INPUT, FAULT, STOPPED, CliError, tell
from matchsafe.cli.output import print_json
from matchsafe.whole_file import whole_file

if TYPE_CHECKING:
    from matchsafe.cli.simulate_options import Options, SimulateOptions
    from matchsafe.market.sweep import Run
    from matchsafe.services.simulation import ComparedFigure, ComparedSeasons

COLUMNS = (
    "group", "what", "unit", "simulated", "error", "published", "source", "fitted", "since", "season_mean",
    "season_spread", "season_low", "season_high",
)  # fmt: skip


def run(asked: SimulateOptions) -> None:
    """Simulate seasons and print the comparison."""
    from matchsafe.cli.simulate_options import understood

    options = understood(asked)
    done = _done(options)
    for note in done.notes:
        tell(note)
    compared = _compared(options, done)
    if options.csv:
        _write(options.csv, compared.rows)
    if options.report and compared.rows:
        _report(options, done)
    if options.export:
        _export(options, done)
    if asked.as_json:
        print_json(_content(options, done, compared))
    elif compared.rows:
        from matchsafe.cli import simulate_table
        from matchsafe.cli.screen import Screen

        simulate_table.show(Screen(), options, done, compared)
    if not done.complete:
        left = (
            "They are kept: the same command goes on from there."
            if options.keep
            else "They were not kept (--keep)."
        )
        raise CliError(
            f"Stopped: {len(done.seasons):,} of {len(done.asked):,} seasons are finished. {left}", STOPPED
        )


def _done(options: Options) -> Run:
    from matchsafe.cli.progress import progress_bar, stop_event, tell_if_compiling
    from matchsafe.market.season import SimulateSeason
    from matchsafe.market.sweep import RunError, SeasonError, run_seasons

    tell_if_compiling()
    task = SimulateSeason(options.preset, options.seed, options.scale)
    try:
        with stop_event() as stop, progress_bar("seasons") as told:
            return run_seasons(
                task,
                range(options.seasons),
                options.executor,
                keep=options.keep,
                on_progress=lambda p: told(p.done, p.total, p.seconds_left),
                cancel=stop,
            )
    except RunError as error:
        finished = len(error.partial.seasons) if error.partial else 0
        kept = (
            [f"{finished:,} finished seasons are kept in {options.keep}."]
            if options.keep and finished
            else []
        )
        code = FAULT if isinstance(error, SeasonError) else BAD_INPUT
        raise CliError([*str(error).splitlines(), *kept], code) from error


def _compared(options: Options, done: Run) -> ComparedSeasons:
    from matchsafe.services.simulation import ComparedSeasons, compare

    return compare(options.preset, done.arrays, options.scale) if done.seasons else ComparedSeasons((), ())


def _report(options: Options, done: Run) -> None:
    """Hold the outlook against the seasons too, and write it all."""
    from matchsafe.services.simulation import record, write_record

    assert options.report is not None
    count = len(done.seasons)
    command = f"matchsafe simulate --preset {options.preset.name} --seasons {count} --seed {options.seed}"
    command += f" --scale {options.scale:g}" if options.scale != 1 else ""
    content = record(
        options.preset, done.arrays, seed=options.seed, scale=options.scale,
        command=f"{command} --report {options.report.name}",
    )  # fmt: skip
    try:
        write_record(options.report, content)
    except OSError as error:
        raise CliError(f"--report: {options.report} cannot be written: {error.strerror}.", FAULT) from error


def _export(options: Options, done: Run) -> None:
    """Draw the finished seasons once more, one at a time, and write their markets."""
    from matchsafe.market.season.export import export_season

    assert options.export is not None
    try:
        options.export.mkdir(exist_ok=True)
        for season in done.seasons:
            export_season(options.preset, options.seed, season, options.scale, options.export)
    except OSError as error:
        raise CliError(f"--export: {options.export} cannot be written: {error.strerror}.", FAULT) from error


def _content(options: Options, done: Run, compared: ComparedSeasons) -> dict[str, Any]:
    return {
        "preset": options.preset.provenance,
        "seed": options.seed,
        "scale": options.scale,
        "seasons": {"asked": len(done.asked), "finished": len(done.seasons), "resumed": done.resumed},
        "complete": done.complete,
        "seconds": round(done.seconds, 3),
        "notes": list(done.notes),
        "rows": [{k: _finite(v) for k, v in row.as_dict().items()} for row in compared.rows],
        "checks": [asdict(tally) for tally in compared.tallies],
    }


def _finite(value: Any) -> Any:
    """JSON has no number that is not one."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _write(path: Path, rows: tuple[ComparedFigure, ...]) -> None:
    try:
        with whole_file(path) as part, part.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            for row in rows:
                content = row.as_dict()
                writer.writerow(["" if content[c] is None else content[c] for c in COLUMNS])
    except OSError as error:
        raise CliError(f"--csv: {path} cannot be written: {error.strerror}.", FAULT) from error
