"""Instances whose best list is known from the literature or by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from matchsafe.planning import FeeSchedule, SignalCaps, Tier, evaluate, plan

NESTED = [
    (
        [0.2, 0.5, 0.1, 0.6, 0.1],
        [1, 4, 9, 1, 8],
        [2, 3, 5, 4, 1],
        [2, 2.7, 3.24, 3.483, 3.5154],
    ),
    (
        [0.39, 0.33, 0.24, 0.24, 0.05, 0.03, 0.1, 0.12],
        [200, 250, 300, 350, 400, 450, 500, 550],
        [4, 2, 8, 1, 7, 3, 5, 6],
        [84, 146.7, 195.096, 230.047488, 257.6427392, 281.513441792, 288.7777697024, 294.106436611328],
    ),
]


@pytest.mark.parametrize(("chance", "worth", "order", "values"), NESTED)
def test_with_equal_costs_lists_of_growing_length_are_nested(
    maker: Any, chance: list[float], worth: list[float], order: list[int], values: list[float]
) -> None:
    for length, expected in enumerate(values, 1):
        p = maker.problem(maker.chances(chance), utility=worth, max_programs=length)
        made = plan(p, "utility", exact=True)
        assert made.value == pytest.approx(expected, rel=1e-9)
        assert {pick.number + 1 for pick in made.picks} == set(order[:length])
        assert made.status == "proved"


COSTLY = [
    ([0.2, 0.5, 0.1, 0.6, 0.1], [1, 4, 9, 1, 8], [2, 4, 2, 5, 1], 8, [2, 3, 5], 3.24),
    ([0.34, 0.8, 0.1, 0.5], [9, 2, 2, 4], [3, 4, 4, 3], 7, [1, 4], 4.38),
    ([0.1, 0.1], [10, 2021], [1, 500], 500, [2], 202.1),
    ([0.5] * 5, [20, 40, 60, 80, 100], [3, 2, 3, 2, 3], 8, [3, 4, 5], 77.5),
    ([0.5, 0.5, 1], [1, 2, 100], [3, 3, 5], 4, [2], 1.0),
]


@pytest.mark.parametrize(("chance", "worth", "cost", "budget", "members", "expected"), COSTLY)
def test_with_different_costs_the_best_list_is_found_and_proved(
    maker: Any,
    chance: list[float],
    worth: list[float],
    cost: list[float],
    budget: float,
    members: list[int],
    expected: float,
) -> None:
    kinds = tuple(f"kind {j}" for j in range(len(cost)))
    fees = {k: FeeSchedule((Tier(None, c),)) for k, c in zip(kinds, cost, strict=True)}
    p = maker.problem(maker.chances(chance), utility=worth, specialty=kinds, fees=fees, budget=budget)
    made = plan(p, "utility", exact=True)
    assert made.value == pytest.approx(expected, rel=1e-9)
    assert {pick.number + 1 for pick in made.picks} == set(members)
    assert made.status == "proved"


def common_score(chance: list[float]) -> tuple[np.ndarray, np.ndarray]:
    """Perfectly correlated admissions: one score decides everywhere, and a program takes everyone above its own bar."""
    cuts = np.unique([0.0, *chance, 1.0])
    weights = np.diff(cuts)
    return np.array([[float(c >= top) for top in cuts[1:]] for c in chance]), weights


@pytest.mark.parametrize(
    ("chance", "worth", "independent", "correlated"),
    [
        ([0.3, 0.4, 0.8], [10, 6, 2.9], ([1, 2], 4.68), ([1, 3], 4.45)),
        ([0.2, 0.5, 0.9], [10, 5, 2.5], None, ([1, 3], 3.75)),
    ],
)
def test_correlation_changes_which_list_is_best(
    maker: Any, chance: list[float], worth: list[float], independent: Any, correlated: Any
) -> None:
    hit, weights = common_score(chance)
    cases = [(maker.chances(hit, weights), correlated)]
    cases += [(maker.chances(chance), independent)] if independent else []
    for given, (members, expected) in cases:
        made = plan(maker.problem(given, utility=worth, max_programs=2), "utility", exact=True)
        assert made.value == pytest.approx(expected, rel=1e-9)
        assert {pick.number + 1 for pick in made.picks} == set(members)


def boosted(chance: np.ndarray, ratio: float) -> np.ndarray:
    odds = ratio * chance / (1 - chance)
    return odds / (1 + odds)


def test_the_one_signal_goes_where_it_adds_most_and_not_to_the_surest(maker: Any) -> None:
    interview = np.array([0.9, 0.2])
    given = maker.chances(interview * 0.1, gold=boosted(interview, 5) * 0.1)
    p = maker.problem(given, signals={"internal_medicine": SignalCaps(gold=1)})
    made = plan(p, exact=True)
    assert [pick.signal for pick in made.picks] == [None, "gold"]
    assert made.value == pytest.approx(0.140555556)
    assert evaluate(p, np.array([2, 0]))[0] == pytest.approx(0.115869565)


@pytest.mark.parametrize(
    ("budget", "expected", "modes"),
    [
        (22, 0.18014483, [2, -1, -1, -1, -1, 1]),
        (44, 0.2594369, [2, -1, 1, -1, 0, 1]),
        (74, 0.28378615, [2, 1, 0, -1, 0, 1]),
    ],
)
def test_two_specialties_with_tiers_signals_and_a_strength_nobody_knows(
    maker: Any, budget: float, expected: float, modes: list[int]
) -> None:
    interview = np.array([[0.05, 0.1, 0.3, 0.02, 0.2, 0.08], [0.3, 0.4, 0.6, 0.15, 0.45, 0.5]]).T
    then = np.array([0.2, 0.15, 0.1, 0.3, 0.12, 0.25])[:, None]
    given = maker.chances(
        interview * then, [0.6, 0.4], boosted(interview, 3) * then, boosted(interview, 6) * then
    )
    rules = {
        "specialty": ("one",) * 4 + ("two",) * 2,
        "fees": {"one": maker.TWO_TIERS, "two": maker.TWO_TIERS},
        "signals": {"one": SignalCaps(1, 1), "two": SignalCaps(0, 1)},
    }
    made = plan(maker.problem(given, budget=budget, **rules), exact=True)
    assert made.value == pytest.approx(expected, abs=5e-9)
    assert list(made.modes) == modes
    assert made.status == "proved"
    p = maker.problem(given, **rules)
    assert evaluate(p, np.zeros(6, int)) @ [0.6, 0.4] == pytest.approx(0.19778788, abs=5e-9)
