"""Write the reference pages that repeat what the program itself knows: commands, HTTP paths and figures.

They are written under `docs/reference/generated/` at the start of each build, so they never lag.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import typer

from matchsafe import evidence

FOLDER = Path("reference") / "generated"
KINDS = {
    "published": "published figure",
    "derived": "derived from published figures",
    "rule_of_thumb": "rule of thumb",
    "assumption": "assumption",
}
LONG_TABLE = 60


def _text(value: object) -> str:
    """A value as it may stand in running Markdown or a table cell."""
    words = " ".join(str("" if value is None else value).split())
    for mark in "\\`*_{}[]<>|$#":
        words = words.replace(mark, "\\" + mark)
    return words


def _table(columns: list[str], rows: list[list[object]]) -> Iterator[str]:
    yield "| " + " | ".join(_text(c) for c in columns) + " |"
    yield "|" + "---|" * len(columns)
    for row in rows:
        yield "| " + " | ".join(_text(cell) for cell in row) + " |"


def _commands(command: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    yield path, command
    for name, sub in getattr(command, "commands", {}).items():
        if not sub.hidden:
            yield from _commands(sub, (*path, name))


def cli_page() -> str:
    """One section for each command, with the help it prints."""
    from click.testing import CliRunner

    from matchsafe.cli.app import app

    lines = ["# Command line", "", "What each command prints for `--help`.", ""]
    whole = typer.main.get_command(app)  # once: Typer's own runner builds every command again for each call
    for path, _ in _commands(whole, ("matchsafe",)):
        shown = CliRunner().invoke(whole, [*path[1:], "--help"], prog_name="matchsafe", terminal_width=82)
        if shown.exit_code:
            raise RuntimeError(f"{' '.join(path)} --help ends with {shown.exit_code}: {shown.output}")
        lines += [
            "#" * min(len(path) + 1, 4) + " " + " ".join(path),
            "",
            "```text",
            shown.output.strip(),
            "```",
            "",
        ]
    lines += ["Exit code 0: done. 2: what was given was refused, with every problem named.", ""]
    return "\n".join(lines)


def http_page() -> str:
    """Every path of the HTTP interface, with its body and answers, from its OpenAPI description."""
    from matchsafe.server import create_app

    described = create_app("sqlite://").openapi()
    lines = [
        "# HTTP interface",
        "",
        "Served by `matchsafe serve` under `/api/v1`. Bodies and answers are JSON.",
        "",
    ]
    for path, operations in sorted(described["paths"].items()):
        for method, operation in operations.items():
            lines += [f"## {method.upper()} `{path}`", "", _text(operation.get("summary", "")), ""]
            lines += [_text(paragraph) + "\n" for paragraph in operation.get("description", "").split("\n\n")]
            given = [[p["name"], p["in"], p.get("description", "")] for p in operation.get("parameters", [])]
            if given:
                lines += [*_table(["parameter", "in", "meaning"], given), ""]
            answers = [[code, a.get("description", "")] for code, a in sorted(operation["responses"].items())]
            lines += [*_table(["answer", "meaning"], answers), ""]
    return "\n".join(lines)


def _figure(figure: evidence.Figure) -> Iterator[str]:
    yield from (f"({figure.id.replace('_', '-').replace('.', '-')})=", f"## {_text(figure.title)}", "")
    if figure.value is not None:
        span = "" if figure.low is None else f" (range {figure.low:g} to {figure.high:g})"
        yield f"**{_text(figure.value)}{span}**, {_text(figure.unit)}"
    else:
        yield f"A table, in {_text(figure.unit)}"
    yield ""
    facts = {
        "Id": f"`{figure.id}`",
        "Kind": KINDS[figure.kind],
        "Who": _text(figure.population),
        "Year": _text(figure.year),
        "Source": _text(figure.citation()),
        "Address": f"<{figure.url}>" if figure.url else "",
        "Read on": figure.retrieved.isoformat(),
        "Seen in": figure.confidence.replace("_", " "),
        "Owner's terms": _text(figure.rights),
        "Note": _text(figure.notes),
        "Used by": _text(figure.used_by),
    }
    yield from (f"- {name}: {words}" for name, words in facts.items() if words)
    yield ""
    if figure.table is not None:
        rows = [list(row) for row in figure.table.rows]
        yield from _table(list(figure.table.columns), rows[:LONG_TABLE])
        yield ""
        if len(rows) > LONG_TABLE:
            rest = f"`matchsafe evidence show {figure.id}` prints all."
            yield f"The first {LONG_TABLE} of {len(rows)} rows; {rest}\n"


def evidence_pages() -> dict[str, str]:
    """One page for each evidence file, by page name, and an `evidence` page that lists them all."""
    pages: dict[str, str] = {}
    listed: list[list[object]] = []
    for file, group in groupby(evidence.figures(), key=lambda figure: figure.id.partition(".")[0]):
        figures = list(group)
        lines = [f"# Figures: {file.replace('_', ' ')}", ""]
        for figure in figures:
            lines += _figure(figure)
        pages[f"evidence-{file.replace('_', '-')}"] = "\n".join(lines)
        listed += [[figure.id, figure.title, KINDS[figure.kind]] for figure in figures]
    toc = ["```{toctree}", ":maxdepth: 1", "", *pages, "```"]
    intro = (
        "Every figure the answers rest on. A *published figure* is read off a report; a *derived* one is\n"
        "computed from published ones; a *rule of thumb* is somebody's opinion, named; an *assumption* has\n"
        "a range, and the range widens the answer."
    )
    table = list(_table(["id", "figure", "kind"], listed))
    pages["evidence"] = "\n".join(["# Evidence", "", intro, "", *toc, "", *table, ""])
    return pages


def checks_page() -> str:
    """How the model was checked: each check in words, then its table."""
    from matchsafe.odds import acceptance_report, fit_report
    from matchsafe.present.model_checks import checks

    report = fit_report()
    software = ", ".join(f"{name} {version}" for name, version in report["software"].items())
    lines = [
        "# How the model was checked",
        "",
        f"Made by `{report['command']}` on {report['made']} with seed {report['seed']} ({software}).",
        "",
    ]
    for check in checks(report, acceptance_report()):
        lines += [f"## {_text(check.title)}", "", _text(check.text), ""]
        lines += [*_table(list(check.columns), [list(row) for row in check.rows]), ""]
    return "\n".join(lines)


def picture_parts() -> dict[str, str]:
    """The picture of one more interview and the table behind it, by file name."""
    from matchsafe.present import effect_plot
    from matchsafe.services.method_picture import one_more_by_ranks

    found = one_more_by_ranks()
    table = _table(list(effect_plot.COLUMNS), [list(row) for row in effect_plot.rows(found)])
    return {"one-more.svg": effect_plot.svg(found), "one-more.txt": "\n".join(table) + "\n"}


def _off(row: dict[str, Any]) -> str:
    """How far a simulated figure is from the published one, in 100 of it."""
    return f"{100 * (row['simulated'] / row['published'] - 1):+.0f}" if row["published"] else ""


def _single(row: dict[str, Any]) -> list[str]:
    """What single seasons give."""
    mean, low, high = (row[f"season_{name}"] for name in ("mean", "low", "high"))
    is_outside = not low - 1e-9 <= row["published"] <= high + 1e-9
    return [
        f"{mean:.2f}", _off({**row, "simulated": mean}), f"{low:.2f} to {high:.2f}", "yes" if is_outside else ""
    ]  # fmt: skip


def _tallies(checks: list[dict[str, Any]]) -> list[str]:
    """How many checks are met, and how many a model that is right in everything would meet."""
    rows = [
        [
            t["scope"],
            t["measure"],
            t["figures"],
            t["met"],
            f"{t['perfect']:.1f}",
            f"{t['low']:.0f} to {t['high']:.0f}",
        ]
        for t in checks
    ]
    columns = ["checks", "held against", "how many", "met", "a perfect model", "in 90 of 100 seasons"]
    return [
        "## How many checks are met",
        "",
        *_table(columns, rows),
        "",
        "Met: within 10 in 100 of what is published, or, *among single seasons*, not outside. *A perfect model*: each",
        "season in its turn is taken for the published one and held against the others, which differ from it by chance",
        "alone. Real years differ by more.",
        "",
    ]


def seasons_page() -> str:
    """Simulated figures beside published ones, and the outlook held against simulated applicants."""
    from matchsafe.services.simulation import shipped_record

    report = shipped_record("us_2025")
    lines = [
        "# Simulated seasons: the figures",
        "",
        "What they mean is told with [the method](../../methods/simulated-seasons.md).",
        "",
        f"Made by `{report['command']}` on {report['made']}: {report['seasons']} seasons, preset {report['preset']}"
        f" version {report['version']}, seed {report['seed']}. {report['seasons_found_stable']} matches were found"
        f" stable; {report['couples_unresolved']} couples in all were left unresolved.",
        "",
    ]
    for fitted, title in (
        (True, "Figures the parameters were fitted to"),
        (False, "Figures the fit never saw"),
    ):
        rows = [
            [r["group"], r["what"].replace("_", " "), f"{r['simulated']:.2f}", f"{r['error']:.2f}",
             f"{r['published']:.2f}", _off(r), *_single(r), r["since"], r["unit"]]
            for r in report["figures"]
            if r["fitted"] is fitted
        ]  # fmt: skip
        columns = [
            "figure",
            "of",
            "simulated",
            "error",
            "published",
            "off, in 100",
            "mean of single seasons",
            "off, in 100",
        ]
        columns += ["95 in 100 of them", "outside", "since version", "unit"]
        lines += [f"## {title}", "", *_table(columns, rows), ""]
    lines += [
        "The error is the Monte Carlo standard error from the number of seasons, not that of the model. *Outside*: the",
        "published figure is outside what 95 in 100 single seasons give. *Since*: the version of the preset from which",
        "it is compared.",
        "",
        *_tallies(report["checks"]),
        "## One interview: the slope of the table, the truth, and the outlook",
        "",
    ]
    lines += [*_table(*_effects(report["effects"])), ""]
    lines += [
        "All in 100 IMGs with a list of that length. *Slope*: how much higher the match rate is at one rank more.",
        "*Taken away*: how many go unmatched without one of their interviews. *Given*: how many match with the",
        "interview they came nearest to, among those who did not get it. The outlook's range is in brackets.",
        "",
        "## Is the outlook right as often as it says?",
        "",
    ]
    for key in ("by_decile", "by_specialty"):
        rows = [
            [
                r["group"].replace("_", " "),
                f"{r['applicants']:,.0f}",
                _in_100(r["said"]),
                f"{100 * r['matched']:.0f}",
            ]
            for r in report[key]
        ]
        lines += [*_table(["applicants", "how many", "told, in 100", "matched, in 100"], rows), ""]
    return "\n".join(lines)


def _in_100(e: dict[str, float]) -> str:
    return f"{100 * e['value']:.1f} ({100 * e['low']:.1f} to {100 * e['high']:.1f})"


def _effects(effects: list[dict[str, Any]]) -> tuple[list[str], list[list[object]]]:
    columns = [
        "ranks",
        "matched",
        "slope",
        "taken away",
        "weaker, middle, stronger third",
        "outlook: one fewer",
    ]
    columns += ["given", "outlook: one more"]
    rows: list[list[object]] = [
        [
            f"{e['band'][0]} to {e['band'][1]}",
            *(f"{100 * e[k]:.1f}" for k in ("matched", "slope", "taken_away")),
            ", ".join(f"{100 * third:.1f}" for third in e["by_third"]),
            _in_100(e["outlook_fewer"]),
            f"{100 * e['given']:.1f}",
            _in_100(e["outlook_more"]),
        ]
        for e in effects
    ]
    return columns, rows


def write(source: Path) -> None:
    """Write all generated pages under the documentation's source folder."""
    folder = source / FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    pages = {
        "cli": cli_page(),
        "http": http_page(),
        "checks": checks_page(),
        "simulated-seasons": seasons_page(),
        **evidence_pages(),
    }
    for name, page in pages.items():
        (folder / f"{name}.md").write_text(page, encoding="utf-8")
    for name, part in picture_parts().items():
        (folder / name).write_text(part, encoding="utf-8")


def setup(app: Any) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("builder-inited", lambda sphinx: write(Path(sphinx.srcdir)))
    return {"parallel_read_safe": True}
