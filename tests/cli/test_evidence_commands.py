"""``matchsafe evidence``: every figure can be found and seen with where it comes from."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from matchsafe.evidence import figures

Run = Callable[..., Any]


def test_the_list_names_every_figure(run: Run) -> None:
    out = run("evidence", "list").out
    lines = {line[2:] for line in out.splitlines()}
    assert {f.id for f in figures()} <= lines
    assert f"{len(figures())} figures." in out


def test_the_list_can_be_searched_and_narrowed_to_a_kind(run: Run) -> None:
    found = json.loads(run("evidence", "list", "Step2 SCORE", "--kind", "rule_of_thumb", "--json").out)
    assert "article.strong_step2_score" in {f["id"] for f in found}
    assert {f["kind"] for f in found} == {"rule_of_thumb"}
    text = run("evidence", "list", "strong_step2_score").out
    assert "≈ article.strong_step2_score" in text
    assert "1 figure. " in text


def test_a_kind_that_does_not_exist_is_refused_with_a_guess(run: Run) -> None:
    ran = run("evidence", "list", "--kind", "publishd")
    assert ran.code == 2
    assert "Did you mean: published" in ran.err
    assert "Did you mean" not in run("evidence", "list", "--kind", "zzzz").err


def test_nothing_found_is_said(run: Run) -> None:
    ran = run("evidence", "list", "no such words")
    assert ran.code == 1
    assert 'No figure holds "no such words".' in ran.err
    assert run("evidence", "list", "no such words", "--json").out == "[]\n"


def test_a_single_figure_shows_value_unit_and_citation(run: Run) -> None:
    out = run("evidence", "show", "article.strong_step2_score").out
    for part in ("≈ rule of thumb", "240", "unit", "publisher  Residency Advisor", "used by"):
        assert part in out


def test_an_assumption_shows_its_range(run: Run) -> None:
    assumption = next(f for f in figures() if f.kind == "assumption")
    out = run("evidence", "show", assumption.id).out
    assert f"(range {assumption.low:g} to {assumption.high:g})" in out
    assert "? assumption" in out


@pytest.mark.parametrize("columns", ["30", "80"])
def test_a_table_shows_every_cell_within_the_width(
    run: Run, monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    for figure in (f for f in figures() if f.table is not None):
        out = run("evidence", "show", figure.id).out
        assert max(map(len, out.splitlines())) <= int(columns)
        assert figure.table is not None
        together = "".join(out.split())
        for row in figure.table.rows:
            assert all("".join(str(cell).split()) in together for cell in row if cell is not None), figure.id


def test_a_figure_can_be_read_by_programs(run: Run) -> None:
    figure = figures()[0]
    assert json.loads(run("evidence", "show", figure.id, "--json").out) == json.loads(
        figure.model_dump_json()
    )


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("article.strong_step2_scor", "article.strong_step2_score"),
        ("strong_step2_score", "article.strong_step2_score"),
        ("STRONG_STEP2", "article.strong_step2_score"),
    ],
)
def test_a_near_miss_is_named(run: Run, asked: str, meant: str) -> None:
    ran = run("evidence", "show", asked)
    assert ran.code == 2
    assert meant in ran.err


def test_an_id_like_no_other_is_refused_without_a_guess(run: Run) -> None:
    ran = run("evidence", "show", "\x1b[2Jqqqqqqqqqqqqqqqqqq")
    assert ran.code == 2
    assert "Did you mean" not in ran.err
    assert "\x1b" not in ran.err
