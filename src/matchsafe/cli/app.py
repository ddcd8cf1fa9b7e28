"""The commands and their options. Each imports its work when it is called."""

from __future__ import annotations

from typing import Annotated

import typer

from matchsafe.cli.catalog_app import catalog_app
from matchsafe.cli.errors import run_command
from matchsafe.cli.evidence_app import evidence_app

_FILE = typer.Argument(help="A season file in YAML or JSON; - reads it from standard input.", metavar="FILE")
_HELP = {"help_option_names": ["-h", "--help"]}

app = typer.Typer(
    name="matchsafe",
    help="How safe is my residency Match season? Nothing you enter leaves this computer.",
    epilog="Start with: matchsafe new, then: matchsafe outlook season.yaml",
    invoke_without_command=True,
    add_completion=False,
    # Rich help would treble the time to answer; the help is plain text and easy on screen readers.
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings=_HELP,
)
app.add_typer(evidence_app, name="evidence")
app.add_typer(catalog_app, name="catalog")


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"matchsafe {version('matchsafe')}")
        raise typer.Exit


@app.callback()
def _options(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and leave.")
    ] = False,
) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command()
def outlook(
    file: Annotated[str, _FILE],
    on: Annotated[
        str | None,
        typer.Option("--on", metavar="YYYY-MM-DD", help="The day to answer for; today if left out."),
    ] = None,
    json: Annotated[
        bool, typer.Option("--json", help="Print the whole answer as JSON, for programs.")
    ] = False,
) -> None:
    """Say how safe a season is, and what would help most.

    The answer comes first, then what to do now, what to check and where every number comes from.
    """
    from matchsafe.cli import outlook as command

    run_command(lambda: command.run(file, on, as_json=json))


@app.command()
def validate(
    file: Annotated[str, _FILE],
    json: Annotated[bool, typer.Option("--json", help="Print problems and warnings as JSON.")] = False,
) -> None:
    """Check a season file and name every problem in it at once."""
    from matchsafe.cli import validate as command

    run_command(lambda: command.run(file, as_json=json))


@app.command()
def schema() -> None:
    """Print the JSON Schema of season files."""
    from matchsafe.cli import validate as command

    run_command(command.schema)


@app.command()
def new(
    path: Annotated[
        str, typer.Argument(help="Where to write the season file.", metavar="PATH")
    ] = "season.yaml",
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is already there.")] = False,
) -> None:
    """Ask a few questions, one at a time, and write a season file."""
    from matchsafe.cli import new as command

    run_command(lambda: command.run(path, force=force))


@app.command()
def serve(
    host: Annotated[
        str, typer.Option(help="Address to listen on. The default can only be reached from this computer.")
    ] = "127.0.0.1",
    port: Annotated[str, typer.Option(help="Port to listen on.")] = "8000",
) -> None:
    """Open the web page on this computer. Nothing is sent anywhere else."""
    from matchsafe.cli import serve as command

    run_command(lambda: command.run(host, port))


@app.command()
def fees(
    programs: Annotated[
        str | None, typer.Argument(help="How many programs, all in one specialty.", metavar="N")
    ] = None,
    specialty: Annotated[
        list[str] | None,
        typer.Option(help="Programs in one specialty; can be given more than once.", metavar="NAME=N"),
    ] = None,
    season: Annotated[
        str | None, typer.Option(help="Year of the Match; 2026 if left out.", metavar="YEAR")
    ] = None,
    ranks: Annotated[
        str | None, typer.Option(help="Programs on your rank list, to count their fees.", metavar="N")
    ] = None,
    couple: Annotated[bool, typer.Option("--couple", help="You enter the Match with a partner.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print the bill as JSON, for programs.")] = False,
) -> None:
    """Say what applying costs, item by item, each with its source."""
    from matchsafe.cli import fees as command

    run_command(lambda: command.run(programs, specialty or [], season, ranks, couple=couple, as_json=json))


@app.command()
def plan(
    file: Annotated[str, _FILE],
    catalog: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help='Program list; the one in use if left out; "sample" to try things.'
        ),
    ] = None,
    no_catalog: Annotated[
        bool, typer.Option("--no-catalog", help="Plan by state from published figures.")
    ] = False,
    budget: Annotated[
        str | None, typer.Option(metavar="DOLLARS", help="Most that new applications may cost.")
    ] = None,
    max_programs: Annotated[str | None, typer.Option(metavar="N", help="Longest list.")] = None,
    specialty: Annotated[
        list[str] | None, typer.Option(help="A specialty; can be given again. Default: the season's.")
    ] = None,
    objective: Annotated[
        str | None, typer.Option(help="match (the chance) or utility (your wishes, in --options).")
    ] = None,
    exact: Annotated[bool, typer.Option("--exact", help="Go on until the list is proved best.")] = False,
    seconds: Annotated[
        str | None, typer.Option(metavar="N", help="Most time for --exact; 60 if left out.")
    ] = None,
    state: Annotated[list[str] | None, typer.Option(help="Stay in this state; can be given again.")] = None,
    home_state: Annotated[list[str] | None, typer.Option(help="A state you have ties to.")] = None,
    prefer_state: Annotated[
        list[str] | None, typer.Option(help="A state of the region you name in your application.")
    ] = None,
    include: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="A program that has to be on the list.")
    ] = None,
    exclude: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="A program that must not be.")
    ] = None,
    applied: Annotated[
        list[str] | None,
        typer.Option(metavar="ID[=SIGNAL]", help="You applied there; =signal, =gold or =silver if with one."),
    ] = None,
    sent_on: Annotated[
        str | None,
        typer.Option(metavar="YYYY-MM-DD", help="Day new applications go out; late ones are looked at less."),
    ] = None,
    partner: Annotated[
        str | None, typer.Option(metavar="FILE", help="Plan for a couple: your partner's season file.")
    ] = None,
    together: Annotated[
        str | None,
        typer.Option(metavar="RULE", help="A couple's: state, division, miles or anywhere."),
    ] = None,
    miles: Annotated[
        str | None, typer.Option(metavar="N", help="With --together miles: how far apart.")
    ] = None,
    want_state: Annotated[
        list[str] | None, typer.Option(help="Where a couple would most like to be.")
    ] = None,
    options: Annotated[
        str | None, typer.Option(metavar="FILE", help="Every wish in a YAML file; options here come first.")
    ] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="YYYY-MM-DD", help="The day; today if left out.")
    ] = None,
    csv: Annotated[str | None, typer.Option(metavar="FILE", help="Write the list as CSV too.")] = None,
    xlsx: Annotated[
        str | None, typer.Option(metavar="FILE", help="Write the list as an Excel workbook too.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over files that are already there.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print the whole plan as JSON, for programs.")] = False,
) -> None:
    """Choose programs to apply to, with signals and reasons.

    With --exact, Ctrl-C stops gently and prints the best list found so far.
    With --partner or --together the plan is for two.
    """
    from matchsafe.cli import plan as command
    from matchsafe.cli import plan_couple
    from matchsafe.cli.plan_options import PlanOptions

    given = {
        "budget": budget, "max_programs": max_programs, "specialties": specialty, "objective": objective,
        "exact": exact or None, "seconds": seconds, "only_states": state, "home_states": home_state,
        "preferred_states": prefer_state, "include": include, "exclude": exclude, "applied": applied,
        "sent_on": sent_on,
    }  # fmt: skip
    asked = PlanOptions(file, catalog, no_catalog, given, options, on, csv, xlsx, force, json)
    of_two = {"together": together, "miles": miles, "wanted_states": want_state}
    if partner is not None or any(of_two.values()):
        run_command(lambda: plan_couple.run(asked, partner, of_two))
        return
    run_command(lambda: command.run(asked))


@app.command()
def match(
    applicants: Annotated[
        str,
        typer.Argument(
            help="The applicants' rank lists: columns applicant, rank, program.", metavar="APPLICANTS"
        ),
    ],
    programs: Annotated[
        str | None,
        typer.Argument(
            help="The programs' rank lists: columns program, quota, rank, applicant.", metavar="PROGRAMS"
        ),
    ] = None,
    couples: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help="Couples' lists: columns first, second, rank, first_program, second_program."
        ),
    ] = None,
    supplemental: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="First-year lists linked to advanced programs: columns applicant, advanced, rank, program.",
        ),
    ] = None,
    reversions: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help="Where unfilled positions go, in order: columns donor, receiver, positions."
        ),
    ] = None,
    form: Annotated[
        str | None,
        typer.Option("--format", help="csv, json or parquet; by default the ending of each file decides."),
    ] = None,
    side: Annotated[str, typer.Option(help="Who proposes: applicant or program.")] = "applicant",
    seed: Annotated[str, typer.Option(help="Decides the order in which couples are added.")] = "0",
    one_sided: Annotated[
        str,
        typer.Option(
            help="A listing that only one side made: report it as a problem, or take it as unacceptable to the other."
        ),
    ] = "report",
    definition: Annotated[str, typer.Option(help="Of a stable match with couples: KPR or MM.")] = "KPR",
    check: Annotated[
        str | None,
        typer.Option(
            metavar="RESULT",
            help="Do not match; check this result (columns applicant, program).",
        ),
    ] = None,
    explain: Annotated[
        str | None, typer.Option(metavar="APPLICANT", help="Say why this applicant is where they are.")
    ] = None,
    out: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Write the result: .csv or .parquet (rows), .json (all of it)."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is already there.")] = False,
    json: Annotated[
        bool, typer.Option("--json", help="Print the whole result as JSON, for programs.")
    ] = False,
    csv: Annotated[bool, typer.Option("--csv", help="Print one row for each applicant as CSV.")] = False,
) -> None:
    """Match a market from its rank lists, with its proof.

    The procedure of the Match itself (Roth and Peranson), on any market. Exit code 3: the result is not stable.
    """
    from matchsafe.cli import match as command

    asked = command.MatchOptions(
        applicants,
        programs,
        couples,
        supplemental,
        reversions,
        form,
        side,
        seed,
        one_sided,
        definition,
        check,
        explain,
        out,
        force,
        json,
        csv,
    )
    run_command(lambda: command.run(asked))


@app.command()
def simulate(
    seasons: Annotated[str, typer.Option(metavar="N", help="How many seasons.")] = "20",
    seed: Annotated[str, typer.Option(metavar="N", help="Another seed gives other seasons.")] = "0",
    scale: Annotated[
        str, typer.Option(metavar="X", help="Size of the nation, above 0 and at most 1; 0.1 is quick.")
    ] = "1",
    preset: Annotated[
        str, typer.Option(metavar="NAME|FILE", help="What the seasons are drawn from.")
    ] = "us_2025",
    threads: Annotated[
        str | None,
        typer.Option(metavar="N", help="Seasons at once here. Default: processors, 4 at most."),
    ] = None,
    cluster: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="A Dask scheduler, such as tcp://10.0.0.5:8786."),
    ] = None,
    keep: Annotated[
        str | None,
        typer.Option(metavar="DIR", help="Keep finished seasons there, and go on from those there."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the table as JSON.")] = False,
    csv: Annotated[str | None, typer.Option(metavar="FILE", help="Write the table as CSV too.")] = None,
    report: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Write a report as JSON, the outlook held against the seasons."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is already there.")] = False,
) -> None:
    """Simulate national Match seasons beside published figures.

    Ctrl-C stops gently; what is finished is printed, and kept with --keep.
    """
    from matchsafe.cli import simulate as command

    given = {"seasons": seasons, "seed": seed, "scale": scale, "preset": preset, "threads": threads}
    given |= {"cluster": cluster, "keep": keep, "csv": csv, "report": report}
    run_command(lambda: command.run(given, force=force, as_json=json))


@app.command()
def calibrate(
    out: Annotated[str, typer.Argument(metavar="FILE", help="Where to write the fitted preset (YAML).")],
    preset: Annotated[
        str, typer.Option(metavar="NAME|FILE", help="Where to begin, and what is assumed.")
    ] = "us_2025",
    rounds: Annotated[str, typer.Option(metavar="N", help="How often slopes are measured.")] = "2",
    seasons: Annotated[str, typer.Option(metavar="N", help="Seasons drawn for each trial.")] = "1",
    seed: Annotated[str, typer.Option(metavar="N", help="Of the seasons drawn.")] = "1",
    scale: Annotated[str, typer.Option(metavar="X", help="Size of the nation, above 0, at most 1.")] = "1",
    json: Annotated[bool, typer.Option("--json", help="Print the fit as JSON.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is already there.")] = False,
) -> None:
    """Fit a preset of simulated seasons to published figures.

    Takes about two minutes a round. Ctrl-C stops gently; the best so far is written.
    """
    from matchsafe.cli import calibrate as command

    given = {"preset": preset, "rounds": rounds, "seasons": seasons, "seed": seed, "scale": scale, "out": out}
    run_command(lambda: command.run(given, force=force, as_json=json))
