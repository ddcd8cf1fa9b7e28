"""The options of ``matchsafe simulate``: every problem in them at once, before anything is run."""

from __future__ import annotations

import os
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from matchsafe.cli.errors import CliError
from matchsafe.cli.options import Force, Json, Maybe, argument, option
from matchsafe.cli.output import new_file

if TYPE_CHECKING:
    from matchsafe.market.season import Preset
    from matchsafe.market.sweep import Executor

MOST_SEASONS = 1_000_000
MOST_SEED = 2**32 - 1
MOST_THREADS = 1024
LEAST_SCALE = 0.0001
"""A smaller nation has nobody in it."""


@dataclass(frozen=True)
class SimulateOptions:
    """What was typed after ``matchsafe simulate``."""

    seasons: Annotated[str, option("How many seasons.", "N")] = "20"
    seed: Annotated[str, option("Another seed gives other seasons.", "N")] = "0"
    scale: Annotated[str, option("Size of the nation, 0.0001 to 1; 0.1 is quick.", "X")] = "1"
    preset: Annotated[str, option("What the seasons are drawn from.", "NAME|FILE")] = "us_2025"
    threads: Annotated[Maybe, option("Seasons at once here. Default: processors, 4 at most.", "N")] = None
    cluster: Annotated[Maybe, option("A Dask scheduler, such as tcp://10.0.0.5:8786.", "ADDRESS")] = None
    keep: Annotated[Maybe, option("Keep finished seasons there, and go on from those there.", "DIR")] = None
    as_json: Json = False
    csv: Annotated[Maybe, option("Write the table as CSV too.", "FILE")] = None
    report: Annotated[
        Maybe, option("Write a report as JSON, the outlook held against the seasons.", "FILE")
    ] = None
    export: Annotated[
        Maybe, option("Write each season's market, match and people into a folder of its own there.", "DIR")
    ] = None
    force: Force = False


@dataclass(frozen=True)
class CalibrateOptions:
    """What was typed after ``matchsafe calibrate``."""

    out: Annotated[str, argument("Where to write the fitted preset (YAML).", "FILE")]
    preset: Annotated[
        Maybe, option("Where to begin, and what is assumed. Default: us_2025.", "NAME|FILE")
    ] = None
    rounds: Annotated[Maybe, option("How often slopes are measured. Default: 2.", "N")] = None
    seasons: Annotated[Maybe, option("Seasons drawn for each trial. Default: 1.", "N")] = None
    seed: Annotated[Maybe, option("Of the seasons drawn. Default: 1.", "N")] = None
    scale: Annotated[Maybe, option("Size of the nation, 0.0001 to 1. Default: 1.", "X")] = None
    remake: Annotated[
        Maybe, option("Make this preset again as it was made, from its assumed values.", "NAME")
    ] = None
    threads: Annotated[Maybe, option("Trials at once. Default: processors, 4 at most.", "N")] = None
    keep: Annotated[Maybe, option("Keep finished trials there, and go on from those there.", "FILE")] = None
    as_json: Json = False
    force: Force = False


@dataclass(frozen=True)
class Options:
    """What is to be simulated, where, and where it goes."""

    seasons: int
    seed: int
    scale: float
    preset: Preset
    executor: Executor
    keep: Path | None
    csv: Path | None
    report: Path | None
    export: Path | None = None


def understood(asked: SimulateOptions) -> Options:
    """The options, checked."""
    if find_spec("numba") is None:
        raise CliError(
            ("Simulated seasons need packages that are missing here (numba). Install them with:",
             "  pip install 'matchsafe[market]'")
        )  # fmt: skip
    problems: list[str] = []
    seasons = whole("seasons", asked.seasons, 1, MOST_SEASONS, problems)
    seed = whole("seed", asked.seed, 0, MOST_SEED, problems)
    scale = share(asked.scale, problems)
    threads = whole("threads", asked.threads, 1, MOST_THREADS, problems) if asked.threads else processors()
    if asked.threads and asked.cluster:
        problems.append(
            "--threads and --cluster: accepted is one of them; each worker of a cluster has its own."
        )
    csv = new_file("--csv", asked.csv, problems, force=asked.force)
    report = new_file("--report", asked.report, problems, force=asked.force)
    if csv is not None and csv == report:
        problems.append("--csv and --report: both are the same file; give two.")
    export = new_folder(asked.export, asked.force, problems)
    preset = preset_of(asked.preset, problems)
    if problems or preset is None:
        raise CliError(problems)
    keep = Path(asked.keep) if asked.keep else None
    return Options(seasons, seed, scale, preset, _executor(threads, asked.cluster), keep, csv, report, export)


def processors() -> int:
    """Processors this process may use, 4 at most, as each season of a whole nation takes memory of its own."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return min(usable or 1, 4)


def whole(name: str, text: str, least: int, most: int, problems: list[str]) -> int:
    """A whole number within bounds; what is not one is noted, and the least number taken."""
    from matchsafe.domain.text import whole_number  # brings pydantic, which help pages do without

    number = whole_number(text.replace(",", "").replace("_", ""), least, most)
    if number is not None:
        return number
    problems.append(f'--{name}: "{text[:20]}" is not accepted: a whole number from {least:,} to {most:,}.')
    return least


def share(text: str, problems: list[str]) -> float:
    """The size of the nation; what is too small for one, or more than the whole, is noted."""
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not LEAST_SCALE <= value <= 1:
        problems.append(
            f'--scale: "{text[:20]}" is not accepted: a number from {LEAST_SCALE} to 1; 1 is the whole nation.'
        )
    return value


def new_folder(text: str | None, force: bool, problems: list[str]) -> Path | None:
    """A folder that is empty or can be made, seen now rather than after a long run."""
    if not text:
        return None
    path = Path(text)
    if path.exists() and not path.is_dir():
        problems.append(f"--export: {text} is a file; accepted is a folder.")
    elif not path.exists() and not path.parent.is_dir():
        problems.append(f"--export: there is no folder {path.parent}.")
    elif path.is_dir() and any(path.iterdir()) and not force:
        problems.append(f"--export: {text} is not empty. Add --force to write into it.")
    elif not os.access(path if path.exists() else path.parent, os.W_OK):
        problems.append(f"--export: {text} may not be written.")
    return path


def preset_of(text: str, problems: list[str]) -> Preset | None:
    """The preset of a name or file; what is wrong with it is noted."""
    from matchsafe.services.simulation import PresetError, load_preset

    try:
        return load_preset(text)
    except PresetError as error:
        problems += [f"--preset: {line}" for line in str(error).splitlines()]
        return None


def _executor(threads: int, cluster: str | None) -> Executor:
    from matchsafe.market.sweep import Cluster, ClusterError, InProcess, Threads

    if cluster is None:
        return InProcess() if threads == 1 else Threads(threads)
    try:
        return Cluster(cluster)
    except ClusterError as error:
        raise CliError(str(error)) from error
