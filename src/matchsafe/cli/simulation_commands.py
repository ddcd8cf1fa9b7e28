"""The commands on simulated seasons and their options. Each imports its work when it is called."""

from __future__ import annotations

from typing import Annotated

from matchsafe.cli.errors import run_command
from matchsafe.cli.options import Force, Json, Maybe, argument, option


def simulate(
    seasons: Annotated[str, option("How many seasons.", "N")] = "20",
    seed: Annotated[str, option("Another seed gives other seasons.", "N")] = "0",
    scale: Annotated[str, option("Size of the nation, above 0 and at most 1; 0.1 is quick.", "X")] = "1",
    preset: Annotated[str, option("What the seasons are drawn from.", "NAME|FILE")] = "us_2025",
    threads: Annotated[Maybe, option("Seasons at once here. Default: processors, 4 at most.", "N")] = None,
    cluster: Annotated[Maybe, option("A Dask scheduler, such as tcp://10.0.0.5:8786.", "ADDRESS")] = None,
    keep: Annotated[Maybe, option("Keep finished seasons there, and go on from those there.", "DIR")] = None,
    json: Json = False,
    csv: Annotated[Maybe, option("Write the table as CSV too.", "FILE")] = None,
    report: Annotated[
        Maybe, option("Write a report as JSON, the outlook held against the seasons.", "FILE")
    ] = None,
    export: Annotated[
        Maybe, option("Write each season's market, match and people into a folder of its own there.", "DIR")
    ] = None,
    force: Force = False,
) -> None:
    """Simulate national Match seasons beside published figures.

    Ctrl-C stops gently; what is finished is printed, and kept with --keep.
    """
    from matchsafe.cli import simulate as command

    given = {"seasons": seasons, "seed": seed, "scale": scale, "preset": preset, "threads": threads}
    given |= {"cluster": cluster, "keep": keep, "csv": csv, "report": report, "export": export}
    run_command(lambda: command.run(given, force=force, as_json=json))


def calibrate(
    out: Annotated[str, argument("Where to write the fitted preset (YAML).", "FILE")],
    preset: Annotated[str, option("Where to begin, and what is assumed.", "NAME|FILE")] = "us_2025",
    rounds: Annotated[str, option("How often slopes are measured.", "N")] = "2",
    seasons: Annotated[str, option("Seasons drawn for each trial.", "N")] = "1",
    seed: Annotated[str, option("Of the seasons drawn.", "N")] = "1",
    scale: Annotated[str, option("Size of the nation, above 0, at most 1.", "X")] = "1",
    json: Json = False,
    force: Force = False,
) -> None:
    """Fit a preset of simulated seasons to published figures.

    Takes about two minutes a round. Ctrl-C stops gently; the best so far is written.
    """
    from matchsafe.cli import calibrate as command

    given = {"preset": preset, "rounds": rounds, "seasons": seasons, "seed": seed, "scale": scale, "out": out}
    run_command(lambda: command.run(given, force=force, as_json=json))
