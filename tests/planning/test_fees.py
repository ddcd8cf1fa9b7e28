"""The bill of a season: AAMC's own examples, prices not known said, and the schedule the planner uses."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from typer.testing import CliRunner

from matchsafe.cli.app import app
from matchsafe.evidence import figure
from matchsafe.planning import PlanningError
from matchsafe.planning.fees import SEASONS, fees, schedule

Run = Callable[..., Any]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("COLUMNS", "80")
    return lambda *words: CliRunner().invoke(app, ["fees", *words])


@pytest.mark.parametrize(
    ("programs", "dollars"),
    [
        ({"Emergency Medicine": 30}, 330),
        ({"Internal Medicine": 43, "Radiology-Diagnostic": 7}, 797),
        ({"Internal Medicine": 32, "Emergency Medicine": 32}, 780),
        ({"Neurology": 0}, 0),
        ({"Neurology": 1}, 11),
        ({"Neurology": 31}, 360),
    ],
)
def test_the_examples_that_aamc_prints_come_out(programs: dict[str, int], dollars: float) -> None:
    assert fees(programs, 2026).eras == dollars
    given = schedule(2026)
    assert given is not None
    assert sum(given.totals(n)[n] for n in programs.values()) == dollars


def test_each_line_rests_on_a_figure_that_exists_and_lines_add_up() -> None:
    for season in SEASONS:
        bill = fees({"Neurology": 47}, season, ranks=170, couple=True)
        assert all(figure(str(line.figure)).id for line in bill.lines)
        assert bill.known == sum(line.amount or 0 for line in bill.lines)
        assert bill.unknown == tuple(line.what for line in bill.lines if line.amount is None)
        assert sum(line.count for line in bill.lines if line.code == "eras") == 47


def test_a_price_nobody_knows_yet_is_said_with_that_of_another_season_and_left_out_of_the_sum() -> None:
    bill = fees({"Internal Medicine": 40}, 2027)
    beyond = bill.lines[1]
    assert (beyond.what, beyond.amount) == ("10 programs from the 31st on in Internal Medicine", None)
    assert beyond.note == "not known for 2027; in 2026 it was 30 dollars"
    assert (bill.eras, bill.known) == (330, 330 + 185 + 85)
    taken = fees({"Internal Medicine": 40}, 2027, estimate=True).lines[1]
    assert (taken.amount, taken.estimated) == (300, True)
    assert taken.note == "the price of 2026; that of 2027 is not known yet"


@pytest.mark.parametrize(("season", "first"), [(2027, 11), (2031, 11), (1999, 11)])
def test_a_plan_of_any_season_has_fees_those_of_the_nearest_known_one(season: int, first: float) -> None:
    given = schedule(season)
    assert given.problems() == []
    assert given.totals(11)[11] == pytest.approx(fees({"x": 11}, season, estimate=True).eras)
    assert given.totals(40)[40] > 30 * first


def test_the_season_of_a_flat_price_for_the_first_ten_agrees_with_its_schedule() -> None:
    given = schedule(2025)
    assert given.problems() == []
    for n in (0, 1, 10, 11, 25, 44):
        assert fees({"Neurology": n}, 2025).eras == given.totals(n)[n]


def test_ranks_beyond_those_included_and_couples_are_billed_only_when_asked_for() -> None:
    codes = [line.code for line in fees({"Neurology": 5}, 2026).lines]
    assert codes == ["eras", "token", "registration"]
    asked = {line.code: line for line in fees({"Neurology": 5}, 2026, ranks=21, couple=True).lines}
    assert (asked["extra_ranks"].what, asked["extra_ranks"].amount) == ("1 rank beyond those included", 30)
    assert asked["couple"].amount is None
    assert "list_length" not in asked
    within = {line.code: line for line in fees({"Neurology": 5}, 2027, ranks=20).lines}
    assert within["extra_ranks"].amount == 0
    long = {line.code: line for line in fees({"Neurology": 5}, 2027, ranks=251).lines}
    assert long["list_length"].note == "not known for 2027; in 2024 it was 200 dollars"
    assert [line.code for line in fees({}, 2026, img=False).lines] == ["registration"]
    assert "token" not in [line.code for line in fees({"Neurology": 5}, 2026, img=False).lines]


def test_everything_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(PlanningError) as error:
        fees({"": -1, "Neurology": 20_000}, 2031, ranks=301)
    assert str(error.value).splitlines() == [
        "season: no prices are known for 2031; accepted: 2025, 2026, 2027",
        "programs: -1; 0 to 10,000 are accepted",
        "programs in Neurology: 20000; 0 to 10,000 are accepted",
        "ranks: 301; 0 to 300 are accepted",
    ]


def test_the_command_prints_items_sum_and_what_is_not_known(run: Run) -> None:
    out = run("--specialty", "im=43", "--specialty", "Radiology=7").stdout
    for part in (
        "$330 30 programs in Internal Medicine, $11 each",
        "$390 13 programs from the 31st on in Internal Medicine, $30 each",
        "$77 7 programs in Radiology-Diagnostic, $11 each",
        "Known together: $797",
        "registration with NRMP.",
    ):
        assert part in out
    assert max(map(len, out.splitlines())) <= 80
    assert "On top of it" not in run("0", "--season", "2027").stdout


def test_the_command_prints_json_that_equals_the_library(run: Run) -> None:
    told = json.loads(run("30", "--season", "2026", "--json").stdout)
    bill = fees({"": 30}, 2026)
    assert (told["eras"], told["known"], told["unknown"]) == (bill.eras, bill.known, list(bill.unknown))
    assert [line["figure"] for line in told["lines"]] == [line.figure for line in bill.lines]


def test_the_command_refuses_bad_input_with_every_problem_and_code_2(run: Run) -> None:
    ran = run("x", "--season", "y", "--specialty", "foo", "--specialty", "neurolgy=3", "--ranks", "z")
    assert ran.exit_code == 2
    assert ran.stderr.splitlines() == [
        'N: "x" is not a whole number.',
        '--specialty: "foo" has no number; write it as NAME=N, such as neurology=30.',
        '--specialty: "neurolgy" is not a specialty this tool knows. Did you mean: neurology',
        '--season: "y" is not a whole number.',
        '--ranks: "z" is not a whole number.',
    ]
    assert "say how many programs" in run().stderr
    twice = run("--specialty", "im=3", "--specialty", "internal_medicine=4", "--specialty", "zzzzzz=1")
    assert "Internal Medicine is given twice" in twice.stderr
    assert '"zzzzzz" is not a specialty this tool knows.\n' in twice.stderr
    assert run("5", "--season", "2031").exit_code == 2
