"""The commands and their options. Each imports its work when it is called."""

from __future__ import annotations

from typing import Annotated

import typer

from matchsafe.cli.catalog_app import catalog_app
from matchsafe.cli.errors import run_command
from matchsafe.cli.evidence_app import evidence_app
from matchsafe.cli.market_app import market_app, match
from matchsafe.cli.options import SETTINGS, Maybe, Several, argument, option
from matchsafe.cli.season_record_app import season_app
from matchsafe.cli.simulation_commands import calibrate, simulate

_FILE = argument("A season file in YAML or JSON; - reads it from standard input.", "FILE")

app = typer.Typer(
    name="matchsafe",
    help="How safe is my residency Match season? Nothing you enter leaves this computer.",
    epilog="Start with: matchsafe new, then: matchsafe outlook season.yaml",
    invoke_without_command=True,
    add_completion=False,
    # Rich help would treble the time to answer; the help is plain text and easy on screen readers.
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings=SETTINGS,
)
app.add_typer(evidence_app, name="evidence")
app.add_typer(catalog_app, name="catalog")
app.add_typer(season_app, name="season")


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
        Maybe, option("The day to answer for; today if left out.", "YYYY-MM-DD", name="--on")
    ] = None,
    json: Annotated[bool, option("Print the whole answer as JSON, for programs.", name="--json")] = False,
    questions: Annotated[
        bool, option("Answer the seven usual questions with this season instead.", name="--questions")
    ] = False,
    catalog: Annotated[
        Maybe, option("Program list of your plan; the one of the season or in use if left out.", "NAME")
    ] = None,
) -> None:
    """Say how safe a season is, and what would help most.

    The answer comes first, then what to do now, what to check and where every number comes from.
    """
    from matchsafe.cli import outlook as command

    run_command(lambda: command.run(file, on, catalog, as_json=json, questions=questions))


@app.command()
def today(
    season: Annotated[
        str, argument("A season file (- reads standard input), or the id of one saved here.", "SEASON")
    ],
    on: Annotated[
        Maybe, option("The day to answer for; today if left out.", "YYYY-MM-DD", name="--on")
    ] = None,
    json: Annotated[bool, option("Print the whole answer as JSON, for programs.", name="--json")] = False,
) -> None:
    """Say what is due today, what clashes and what is missing."""
    from matchsafe.cli import today as command

    run_command(lambda: command.run(season, on, as_json=json))


@app.command()
def validate(
    file: Annotated[str, _FILE],
    json: Annotated[bool, option("Print problems and warnings as JSON.", name="--json")] = False,
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
    path: Annotated[str, argument("Where to write the season file.", "PATH")] = "season.yaml",
    force: Annotated[bool, option("Write over a file that is already there.", name="--force")] = False,
) -> None:
    """Ask a few questions, one at a time, and write a season file."""
    from matchsafe.cli import new as command

    run_command(lambda: command.run(path, force=force))


@app.command()
def serve(
    host: Annotated[
        str, option("Address to listen on. The default can only be reached from this computer.")
    ] = "127.0.0.1",
    port: Annotated[str, option("Port to listen on.")] = "8000",
    workers: Annotated[
        str | None,
        option("Processes that answer requests; one for each core, up to 4, if left out.", metavar="N"),
    ] = None,
    hosted: Annotated[
        bool, option("Give each visitor a private space: for a clinic or an advisor.", name="--hosted")
    ] = False,
) -> None:
    """Open the web page on this computer. Nothing is sent anywhere else."""
    from matchsafe.cli import serve as command

    run_command(lambda: command.run(host, port, workers, hosted=hosted))


@app.command()
def backup(file: Annotated[str, argument("A new file, such as matchsafe-backup.json.", "FILE")]) -> None:
    """Write all saved seasons and program lists to one file."""
    from matchsafe.cli import backup as command

    run_command(lambda: command.write(file))


@app.command()
def restore(
    file: Annotated[str, argument("A backup, or an automatic copy (.sqlite).", "FILE")],
    yes: Annotated[bool, option("Replace what is saved without asking.", name="--yes")] = False,
) -> None:
    """Replace everything saved by what is in a backup."""
    from matchsafe.cli import backup as command

    run_command(lambda: command.put_back(file, yes=yes))


@app.command()
def fees(
    programs: Annotated[Maybe, argument("How many programs, all in one specialty.", "N")] = None,
    specialty: Annotated[
        Several, option("Programs in one specialty; can be given more than once.", "NAME=N")
    ] = None,
    season: Annotated[Maybe, option("Year of the Match; 2026 if left out.", "YEAR")] = None,
    ranks: Annotated[Maybe, option("Programs on your rank list, to count their fees.", "N")] = None,
    couple: Annotated[bool, option("You enter the Match with a partner.", name="--couple")] = False,
    json: Annotated[bool, option("Print the bill as JSON, for programs.", name="--json")] = False,
) -> None:
    """Say what applying costs, item by item, each with its source."""
    from matchsafe.cli import fees as command

    run_command(lambda: command.run(programs, specialty or [], season, ranks, couple=couple, as_json=json))


@app.command()
def plan(
    file: Annotated[str, _FILE],
    catalog: Annotated[
        Maybe, option('Program list; the one in use if left out; "sample" to try things.', "NAME")
    ] = None,
    no_catalog: Annotated[bool, option("Plan by state from published figures.", name="--no-catalog")] = False,
    budget: Annotated[Maybe, option("Most that new applications may cost.", "DOLLARS")] = None,
    max_programs: Annotated[Maybe, option("Longest list.", "N")] = None,
    specialty: Annotated[Several, option("A specialty; can be given again. Default: the season's.")] = None,
    objective: Annotated[Maybe, option("match (the chance) or utility (your wishes, in --options).")] = None,
    exact: Annotated[bool, option("Go on until the list is proved best.", name="--exact")] = False,
    seconds: Annotated[Maybe, option("Most time for --exact; 60 if left out.", "N")] = None,
    state: Annotated[Several, option("Stay in this state; can be given again.")] = None,
    home_state: Annotated[Several, option("A state you have ties to.")] = None,
    prefer_state: Annotated[Several, option("A state of the region you name in your application.")] = None,
    include: Annotated[Several, option("A program that has to be on the list.", "ID")] = None,
    exclude: Annotated[Several, option("A program that must not be.", "ID")] = None,
    applied: Annotated[
        Several, option("You applied there; =signal, =gold or =silver if with one.", "ID[=SIGNAL]")
    ] = None,
    sent_on: Annotated[
        Maybe, option("Day new applications go out; late ones are looked at less.", "YYYY-MM-DD")
    ] = None,
    signals: Annotated[Maybe, option("Signals you can still send: all or none.")] = None,
    useful_step: Annotated[Maybe, option("Matches of 100 the next $100 must add; 0 spends all.", "N")] = None,
    first_share: Annotated[
        Maybe, option("Share of the budget for your first specialty: 0 to 1.", "N")
    ] = None,
    partner: Annotated[Maybe, option("Plan for a couple: your partner's season file.", "FILE")] = None,
    together: Annotated[Maybe, option("A couple's: state, division, miles or anywhere.", "RULE")] = None,
    miles: Annotated[Maybe, option("With --together miles: how far apart.", "N")] = None,
    want_state: Annotated[Several, option("Where a couple would most like to be.")] = None,
    options: Annotated[Maybe, option("Every wish in a YAML file; options here come first.", "FILE")] = None,
    on: Annotated[Maybe, option("The day; today if left out.", "YYYY-MM-DD", name="--on")] = None,
    csv: Annotated[Maybe, option("Write the list as CSV too.", "FILE")] = None,
    xlsx: Annotated[Maybe, option("Write the list as an Excel workbook too.", "FILE")] = None,
    force: Annotated[bool, option("Write over files that are already there.", name="--force")] = False,
    json: Annotated[bool, option("Print the whole plan as JSON, for programs.", name="--json")] = False,
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
        "sent_on": sent_on, "signals": signals, "useful_step": useful_step, "first_share": first_share,
    }  # fmt: skip
    asked = PlanOptions(file, catalog, no_catalog, given, options, on, csv, xlsx, force, json)
    of_two = {"together": together, "miles": miles, "wanted_states": want_state}
    if partner is not None or any(of_two.values()):
        run_command(lambda: plan_couple.run(asked, partner, of_two))
        return
    run_command(lambda: command.run(asked))


@app.command()
def rank(
    file: Annotated[str, _FILE],
    on: Annotated[Maybe, option("The day; today if left out.", "YYYY-MM-DD", name="--on")] = None,
    typed: Annotated[
        Maybe, option("Compare with what the official system shows, a line a rank.", "FILE")
    ] = None,
    watch: Annotated[
        bool, option("Watch the Match run on this list, in a small market made for it.", name="--watch")
    ] = False,
    market: Annotated[Maybe, option("With --watch: another market, 1 to 100.", "N")] = None,
    seasons: Annotated[
        Maybe, option("Put the list into so many simulated national seasons, 1 to 1000; 100 are usual.", "N")
    ] = None,
    csv: Annotated[Maybe, option("Write the list in the order to type, as CSV.", "FILE")] = None,
    xlsx: Annotated[Maybe, option("Write it as an Excel workbook too.", "FILE")] = None,
    force: Annotated[bool, option("Write over files that are already there.", name="--force")] = False,
    json: Annotated[bool, option("Print the whole answer as JSON, for programs.", name="--json")] = False,
) -> None:
    """Check a rank order list, with the chance at each rank.

    The list is the one the season keeps, or its interviews in their order.
    """
    from matchsafe.cli import rank as command

    asked = command.RankOptions(on=on, typed=typed, csv=csv, xlsx=xlsx, force=force, as_json=json)
    if seasons is not None:
        run_command(lambda: command.simulate(file, seasons, asked))
        return
    if watch or market is not None:
        run_command(lambda: command.watch(file, market, asked))
        return
    run_command(lambda: command.run(file, asked))


@app.command()
def couples(
    first: Annotated[str, argument("The first partner's season file.", "A")],
    second: Annotated[
        Maybe, argument("The second's; if left out, the partner under couples in the first.", "B")
    ] = None,
    together: Annotated[
        Maybe,
        option("program, city, metro, state, division, miles, hours or anywhere; default: state.", "RULE"),
    ] = None,
    miles: Annotated[Maybe, option("With --together miles: how far apart.", "N")] = None,
    hours: Annotated[Maybe, option("With --together hours: how far apart by road, about.", "N")] = None,
    limit: Annotated[Maybe, option("Longest list, at most 300 pairs.", "N")] = None,
    wishes: Annotated[Maybe, option("Every wish in a YAML file; options here come first.", "FILE")] = None,
    watch: Annotated[
        bool, option("Watch the Match run on the pairs, in a small market made for them.", name="--watch")
    ] = False,
    pairs: Annotated[Maybe, option("Check this list of pairs (CSV: first, second) instead.", "FILE")] = None,
    keep: Annotated[bool, option("Keep the pairs in both season files.", name="--keep")] = False,
    for_partner: Annotated[
        Maybe, option("Write A as a file for the partner: no notes, people, costs or ratings.", "FILE")
    ] = None,
    with_ratings: Annotated[
        bool, option("With --for-partner: the ratings too.", name="--with-ratings")
    ] = False,
    on: Annotated[Maybe, option("The day; today if left out.", "YYYY-MM-DD", name="--on")] = None,
    csv: Annotated[Maybe, option("Write the pairs in the order to type, as CSV.", "FILE")] = None,
    xlsx: Annotated[Maybe, option("Write them as an Excel workbook too.", "FILE")] = None,
    force: Annotated[bool, option("Write over files that are already there.", name="--force")] = False,
    json: Annotated[bool, option("Print the whole answer as JSON, for programs.", name="--json")] = False,
) -> None:
    """Make one list of pairs for two, with the chances of both.

    Each partner's order is their rank list; ratings and notes stay in their own file. Pairs that A keeps are the list,
    unless wishes or pairs are given.
    """
    from matchsafe.cli import rank as command

    if for_partner is not None:
        run_command(lambda: command.write_for_partner(first, for_partner, ratings=with_ratings, force=force))
        return
    asked = command.RankOptions(
        on, csv, xlsx, None, pairs, wishes, together, miles, hours, limit, force, json
    )
    run_command(lambda: command.run_couple(first, second, asked, watched=watch, keep=keep))


app.command()(match)
app.add_typer(market_app, name="market")
app.command()(simulate)
app.command()(calibrate)
