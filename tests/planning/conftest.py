"""Small planning problems, and the slow obvious way to value and to solve them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import strategies as st

from matchsafe.planning import Chances, FeeSchedule, Minimum, PortfolioProblem, SignalCaps, Tier
from matchsafe.planning.chances import MODES

TWO_TIERS = FeeSchedule((Tier(2, 11), Tier(None, 30)))


def market(n: int = 60, scenarios: int = 15, seed: int = 1, **changes: Any) -> PortfolioProblem:
    """Two specialties of made-up programs, with signals and the fees of ERAS."""
    random = np.random.default_rng(seed)
    strength = np.linspace(-2.5, 2.5, scenarios)
    weights = np.exp(-(strength**2) / 2)
    at, then = random.normal(-3, 1.2, (n, 1)), random.normal(-2, 0.5, (n, 1))

    def invited(boost: float) -> Any:
        return 1 / (1 + np.exp(-(at + boost + strength)))

    reached = 1 / (1 + np.exp(-(then + 0.8 * strength)))
    kinds = [invited(b) for b in (0, 1.1, 1.8)]
    hits = [k * reached for k in kinds]
    given = Chances(weights / weights.sum(), hits[0], kinds[0], hits[1], hits[2], kinds[1], kinds[2])
    fee = FeeSchedule((Tier(10, 11), Tier(None, 30)))
    rules: dict[str, Any] = {
        "fees": {"im": fee, "fm": fee},
        "budget": 500,
        "signals": {"im": SignalCaps(2, 4), "fm": SignalCaps(0, 3)},
        "utility": np.round(random.uniform(0.3, 1, n), 1),
    }
    specialty = tuple(random.choice(["im", "fm"], n))
    return PortfolioProblem(tuple(f"made up {j}" for j in range(n)), specialty, given, **(rules | changes))


def chances(
    hit: Any, weights: Sequence[float] = (1.0,), silver: Any = None, gold: Any = None, invite: Any = None
) -> Chances:
    """Chances from the match chances alone, shape (programs,) or (programs, scenarios); all interviews lead
    to a match."""
    hit, silver, gold = (
        None if a is None else np.asarray(a, float).reshape(len(a), -1) for a in (hit, silver, gold)
    )
    plain = hit if invite is None else np.asarray(invite, float).reshape(len(hit), -1)
    return Chances(np.asarray(weights, float), hit, plain, silver, gold, silver, gold)


def problem(given: Chances, **changes: Any) -> PortfolioProblem:
    """A problem of one specialty with free applications, unless changed."""
    n = given.programs
    specialty = changes.pop("specialty", ("internal_medicine",) * n)
    fees = changes.pop("fees", {s: FeeSchedule((Tier(None, 0),)) for s in specialty})
    names = changes.pop("names", tuple(f"program {j}" for j in range(n)))
    return PortfolioProblem(names, specialty, given, fees, **changes)


def fee(p: PortfolioProblem, modes: Sequence[int]) -> float:
    """The cost of new applications, one at a time."""
    total, counts = 0.0, dict.fromkeys(p.specialty, 0)
    for j in p.applied:
        counts[p.specialty[j]] += 1
    new = [j for j, m in enumerate(modes) if m >= 0 and j not in p.applied]
    if new and not p.applied:
        total += p.fixed_fee
    for j in new:
        schedule = p.fees[p.specialty[j]]
        counts[p.specialty[j]] += 1
        n = counts[p.specialty[j]]
        total += schedule.opening if n == 1 else 0.0
        total += next(t.price for t in schedule.tiers if t.up_to is None or n <= t.up_to)
    return total


def allowed(p: PortfolioProblem, modes: Sequence[int]) -> bool:
    """Whether a list keeps every rule, read off the rules one by one."""
    on = {j for j, m in enumerate(modes) if m >= 0}
    if any(modes[j] != MODES.index(m) for j, m in p.applied.items()):
        return False
    if not p.include <= on or on & p.exclude - p.applied.keys():
        return False
    if p.max_programs is not None and len(on) > p.max_programs:
        return False
    if p.budget is not None and fee(p, modes) > p.budget + 1e-9:
        return False
    if any(len(m.members & on) < m.at_least for m in p.minimums):
        return False
    for name in set(p.specialty):
        mine = [m for j, m in enumerate(modes) if p.specialty[j] == name and m >= 0]
        if len(mine) > p.max_per_specialty.get(name, len(modes)):
            return False
        caps = p.signals.get(name, SignalCaps())
        if mine.count(1) > caps.silver or mine.count(2) > caps.gold:
            return False
    return True


def value(p: PortfolioProblem, modes: Sequence[int], utility: Any = None) -> float:
    """The value by definition: every outcome of every program, in every scenario."""
    on = [j for j, m in enumerate(modes) if m >= 0]
    worth = np.ones(len(modes)) if utility is None else utility
    parts, pools = p.parts or ("alone",) * len(modes), p.pools or (0,) * len(modes)
    hits = {j: p.chances.hits[modes[j], j] for j in on}
    total = 0.0
    for outcome in product((False, True), repeat=len(on)):
        come = [j for j, yes in zip(on, outcome, strict=True) if yes]
        second = {pools[j] for j in come if parts[j] == "second"}
        good = [worth[j] for j in come if parts[j] == "alone" or (parts[j] == "first" and pools[j] in second)]
        chance = p.chances.weights.copy()
        for j, yes in zip(on, outcome, strict=True):
            chance = chance * (hits[j] if yes else 1 - hits[j])
        total += chance.sum() * max(good, default=0.0)
    return total


def every_list(p: PortfolioProblem) -> Iterator[tuple[int, ...]]:
    """Every list that keeps the rules."""
    kinds = [-1, 0]
    kinds += [1] if any(c.silver for c in p.signals.values()) else []
    kinds += [2] if any(c.gold for c in p.signals.values()) else []
    options = [[MODES.index(p.applied[j])] if j in p.applied else kinds for j in range(p.programs)]
    return (modes for modes in product(*options) if allowed(p, modes))


def best(p: PortfolioProblem, utility: Any = None) -> float | None:
    """The best value of any list, or ``None`` if there is none."""
    return max((value(p, modes, utility) for modes in every_list(p)), default=None)


@st.composite
def problems(draw: st.DrawFn, most: int = 5, parts: bool = False) -> PortfolioProblem:
    """Problems with every kind of rule, small enough to be enumerated."""
    n = draw(st.integers(1 if not parts else 2, most))
    scenarios = draw(st.integers(1, 3))
    chance = st.sampled_from([0.0, 0.05, 0.1, 0.2, 0.35, 0.6, 0.9])
    rows = st.lists(chance, min_size=scenarios, max_size=scenarios)
    hit = np.array(draw(st.lists(rows, min_size=n, max_size=n)))
    raw = np.array(draw(st.lists(st.integers(1, 5), min_size=scenarios, max_size=scenarios)), float)
    odds = hit / np.maximum(1 - hit, 0.01)
    silver, gold = 3 * odds / (1 + 3 * odds), 6 * odds / (1 + 6 * odds)
    specialty = tuple(draw(st.sampled_from(["im", "fm"])) for _ in range(n))
    numbers = st.frozensets(st.integers(0, n - 1), max_size=1)
    applied = draw(st.dictionaries(st.integers(0, n - 1), st.sampled_from([None, "silver"]), max_size=1))
    sent = [specialty[j] for j, m in applied.items() if m == "silver"]
    signals = {
        s: SignalCaps(draw(st.integers(0, 1)), max(draw(st.integers(0, 1)), sent.count(s)))
        for s in ("im", "fm")
    }
    include = draw(numbers)
    members = draw(st.frozensets(st.integers(0, n - 1), min_size=1, max_size=3))
    role = st.sampled_from(["alone", "first", "second"])
    given: dict[str, Any] = {
        "specialty": specialty,
        "fees": {
            "im": FeeSchedule((Tier(1, 11), Tier(None, 30)), draw(st.sampled_from([0, 20]))),
            "fm": FeeSchedule((Tier(None, 15),)),
        },
        "budget": draw(st.sampled_from([None, 0, 30, 41, 60, 90])),
        "fixed_fee": draw(st.sampled_from([0, 0, 10])),
        "signals": signals,
        "max_programs": draw(st.sampled_from([None, None, 2, 3])),
        "max_per_specialty": draw(st.sampled_from([{}, {}, {"im": 2}])),
        "minimums": draw(st.sampled_from([(), (), (Minimum("a region", members, 1),)])),
        "include": include,
        "exclude": draw(numbers) - include - members,
        "applied": applied,
        "utility": np.array([draw(st.sampled_from([0.0, 1.0, 2.0, 4.5])) for _ in range(n)]),
    }
    if parts:
        given["parts"] = ("first", "second", *(draw(role) for _ in range(n - 2)))
        given["pools"] = tuple(draw(st.sampled_from([7, 9])) for _ in range(n))
    from matchsafe.planning import PlanningError

    try:
        return problem(chances(hit, raw / raw.sum(), silver, gold), **given)
    except PlanningError:
        from hypothesis import reject

        reject()


@pytest.fixture(scope="session")
def maker() -> Any:
    """This module, for tests to take its functions from."""
    import types

    return types.SimpleNamespace(**globals())
