"""The planner on a national list: 1,000 programs, three specialties, 4,000 dollars and all their signals."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from matchsafe.planning import Chances, FeeSchedule, PortfolioProblem, SignalCaps, Tier, plan
from matchsafe.planning.bound import upper_bound
from matchsafe.planning.exact import solve_exactly
from matchsafe.planning.greedy import grow
from matchsafe.planning.measures import objective_of
from matchsafe.planning.selection import Selection
from matchsafe.planning.solve import search
from matchsafe.planning.solver import highs

SHARES = {"internal_medicine": 0.5, "family_medicine": 0.3, "psychiatry": 0.2}
SIGNALS = {
    "internal_medicine": SignalCaps(gold=3, silver=12),
    "family_medicine": SignalCaps(silver=5),
    "psychiatry": SignalCaps(silver=10),
}


def market(programs: int = 1_000, scenarios: int = 81, budget: float = 4_000) -> PortfolioProblem:
    """Made-up programs, some of which hardly ever look; strength is shared."""
    random = np.random.default_rng(0)
    strength = np.linspace(-3.5, 3.5, scenarios)
    weights = np.exp(-(strength**2) / 2)
    at, then = random.normal(-3.2, 1.2, (programs, 1)), random.normal(-2, 0.5, (programs, 1))
    invites = [1 / (1 + np.exp(-(at + boost + 0.9 * strength))) for boost in (0, 1.1, 1.6)]
    reached = 1 / (1 + np.exp(-(then + 0.8 * strength)))
    hits = [invite * reached for invite in invites]
    fee = FeeSchedule((Tier(30, 11), Tier(None, 30)))
    return PortfolioProblem(
        tuple(f"made up {j}" for j in range(programs)),
        tuple(random.choice(list(SHARES), programs, p=list(SHARES.values()))),
        Chances(weights / weights.sum(), hits[0], invites[0], hits[1], hits[2], invites[1], invites[2]),
        dict.fromkeys(SHARES, fee),
        budget=budget,
        signals=SIGNALS,
        utility=np.round(random.uniform(0.2, 1, programs), 2),
    )


@pytest.fixture(scope="module")
def nation() -> PortfolioProblem:
    highs()
    return market()


def plain_greedy(problem: PortfolioProblem, aim: Any) -> Selection:
    """Greedy by gain that looks at every program in every mode each time."""
    selection = Selection(problem, objective_of(problem, aim))
    grow(selection, "gain", lazy=False)
    return selection


@pytest.mark.parametrize("aim", ["match", "utility"])
def test_lazy_greedy(contest: Any, nation: PortfolioProblem, aim: Any) -> None:
    def lazily() -> Selection:
        selection = Selection(nation, objective_of(nation, aim))
        grow(selection, "gain")
        return selection

    assert lazily().modes.tolist() == plain_greedy(nation, aim).modes.tolist()
    contest.run(
        f"greedy list, {aim}", lazily, "the same, not lazy", lambda: plain_greedy(nation, aim), rounds=5
    )


@pytest.mark.parametrize("aim", ["match", "utility"])
def test_list(contest: Any, nation: PortfolioProblem, aim: Any) -> None:
    contest.run(
        f"searched list, {aim}",
        lambda: search(nation, aim),
        "one plain greedy list",
        lambda: plain_greedy(nation, aim),
        rounds=5,
        aim="0.5 s or less",
    )


@pytest.mark.parametrize("aim", ["match", "utility"])
def test_bound(contest: Any, nation: PortfolioProblem, aim: Any) -> None:
    utility = nation.utility if aim == "utility" else None
    best = search(nation, aim)
    contest.benchmark.extra_info[f"gap, {aim}"] = upper_bound(nation, utility, best.modes).value - best.value
    contest.run(
        f"bound, {aim}",
        lambda: upper_bound(nation, utility, best.modes),
        "one plain greedy list",
        lambda: plain_greedy(nation, aim),
        rounds=3,
        aim="2 s or less",
    )


def test_the_whole_plan_against_a_proof(contest: Any) -> None:
    """A smaller market, which can be proved: what the certificate saves."""
    small = market(200, 21, 1_000)
    start = search(small)
    proved = solve_exactly(start, None, 1.0, time_limit=60)
    made = plan(small)
    assert proved.status == "proved"
    assert proved.selection.value - made.value <= made.gap + 1e-9
    contest.benchmark.extra_info["lost to the proved list"] = proved.selection.value - made.value
    contest.run(
        "plan, 200 programs, with bound",
        lambda: plan(small),
        "integer program to proof",
        lambda: solve_exactly(start, None, 1.0, time_limit=60),
        rounds=3,
    )
