"""The chances of a couple's pairs: by hand, by enumeration and by the real engine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import product
from typing import Final

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchsafe.domain.season import Couple, Season
from matchsafe.market import Market, match
from matchsafe.odds.couples import DRAWS, couple_outlook
from matchsafe.ranking.joint_chances import CoupleCases, draw_cases, joint_outcome
from matchsafe.ranking.pairs import NOBODY, Pair
from matchsafe.ranking.rank_chances import list_model
from matchsafe.ranking.rank_order import rank_order

ON: Final = date(2027, 2, 10)


def cases(first: int, second: list[float]) -> CoupleCases:
    """Every outcome of the first partner's programs, each as likely as the next."""
    every = np.array(list(product([True, False], repeat=first))).T.reshape(first, -1)
    chances = np.repeat(np.array(second)[:, None], every.shape[1], 1)
    return CoupleCases(every, chances, 1, (first, len(second)))


def test_one_program_each_worked_by_hand() -> None:
    found = joint_outcome(cases(1, [0.4]), [(0, 0), (0, NOBODY), (NOBODY, 0)])
    assert found.at_pair[:, 0] == pytest.approx([0.5 * 0.4, 0.5 * 0.6, 0.5 * 0.4])
    assert found.neither[0] == pytest.approx(0.5 * 0.6)


def test_a_pair_without_its_single_outcomes_leaves_them_to_chance() -> None:
    found = joint_outcome(cases(1, [0.4]), [(0, 0)])
    assert found.neither[0] == pytest.approx(0.8)
    assert found.first_more[0, 0] == pytest.approx(0.5 * 0.6)
    assert found.second_more[0, 0] == pytest.approx(0.5 * 0.4)


PAIRS = st.lists(
    st.tuples(st.integers(-1, 2), st.integers(-1, 2)).filter(lambda p: p != (NOBODY, NOBODY)),
    min_size=1, max_size=9, unique=True,
)  # fmt: skip


@given(pairs=PAIRS)
@settings(max_examples=30)
def test_every_list_gets_what_counting_all_outcomes_gives(pairs: list[Pair]) -> None:
    chances = [0.3, 0.5, 0.8]
    slow = np.zeros(len(pairs) + 1)
    for hers in product([True, False], repeat=3):
        for his in product([True, False], repeat=3):
            weight = np.prod([c if h else 1 - c for c, h in zip(chances, his, strict=True)]) / 8
            open_ = [(a == NOBODY or hers[a]) and (b == NOBODY or his[b]) for a, b in pairs]
            slow[open_.index(True) if True in open_ else -1] += weight
    found = joint_outcome(cases(3, chances), pairs)
    assert [*found.at_pair[:, 0], found.neither[0]] == pytest.approx(slow)


def test_the_engine_puts_the_couple_at_the_first_pair_that_both_programs_take() -> None:
    pairs: list[Pair] = [(0, 1), (1, 0), (1, 1), (0, NOBODY), (NOBODY, 1)]
    for reached in product([True, False], repeat=4):
        hers, his = reached[:2], reached[2:]
        programs = {
            f"{who}{i}": (1, [who, f"rival {who}{i}"] if takes else [f"rival {who}{i}", who])
            for who, side in (("A", hers), ("B", his))
            for i, takes in enumerate(side)
        }
        rivals = {f"rival {name}": [name] for name in programs}
        left = ["-" if a == NOBODY else f"A{a}" for a, _ in pairs]
        right = ["-" if b == NOBODY else f"B{b}" for _, b in pairs]
        # a program of one half may stand in it more than once; NRMP ranks pairs
        found = match(
            Market.from_lists(rivals, programs, [("A", "B", left, right)], one_sided="unacceptable")
        )
        open_ = [(a == NOBODY or hers[a]) and (b == NOBODY or his[b]) for a, b in pairs]
        a, b = pairs[open_.index(True)] if True in open_ else (NOBODY, NOBODY)
        assert found.program_of("A") == (None if a == NOBODY else f"A{a}")
        assert found.program_of("B") == (None if b == NOBODY else f"B{b}")


def test_with_every_single_outcome_neither_is_as_likely_as_the_outlook_says(
    season: Callable[..., Season],
) -> None:
    one = season([{"program": f"P{i}", "state": "NY"} for i in range(4)])
    two = season([{"program": f"Q{i}", "state": "NY"} for i in range(3)], visa="j1")
    models = [list_model(s, rank_order(s).primary, ON, DRAWS) for s in (one, two)]
    pairs: list[Pair] = list(product(range(4), range(3)))
    pairs += [(a, NOBODY) for a in range(4)] + [(NOBODY, b) for b in range(3)]
    found = joint_outcome(draw_cases(models[0], models[1], tied=True), pairs)
    couple = Couple(partner=two.applicant, partner_interviews=two.interviews)
    outlook = couple_outlook(one.model_copy(update={"couples": couple}), ON)
    assert outlook is not None
    assert found.neither.mean() == pytest.approx(outlook.neither.value, abs=0.006)
    # all pairs lie in one state, so the outlook's couple ranks every one of them too
    assert found.at_pair[:12].sum(0).mean() == pytest.approx(outlook.both.value, abs=0.006)
    assert found.at_pair.sum(0) + found.neither == pytest.approx(np.ones(DRAWS))


def test_strengths_that_are_alike_make_both_and_neither_likelier(season: Callable[..., Season]) -> None:
    one = season(5)
    model = list_model(one, rank_order(one).primary, ON, DRAWS)
    both = {
        tied: joint_outcome(draw_cases(model, model, tied=tied), [(0, 0)]).both_single.mean()
        for tied in (True, False)
    }
    assert both[True] > both[False] + 0.005


def test_a_first_year_worked_by_hand() -> None:
    # both of place 0 are advanced; the first partner's years are places 1 and 2, the second's is place 1
    drawn = replace(cases(3, [0.4, 0.3]), listed=(1, 1))
    found = joint_outcome(drawn, [(0, 0), (0, NOBODY)], ({0: (1, 2)}, {0: (1,)}))
    assert found.with_years[:, 0] == pytest.approx([0.5 * 0.4 * 0.75 * 0.3, 0.5 * 0.6 * 0.75])
    assert found.first_bound[0] == pytest.approx(0.5 * 0.25)
    assert found.second_bound[0] == pytest.approx(0.5 * 0.4 * 0.7)
    assert found.first_single[0] == pytest.approx(0.5)  # a first year alone is no match of the primary list
    none = joint_outcome(drawn, [(0, 0)], ({0: ()}, {}))
    assert none.with_years[0, 0] == 0


def test_a_first_year_that_missed_the_second_partner_already_does_so_again() -> None:
    drawn = cases(1, [0.4, 0.3])
    found = joint_outcome(drawn, [(0, 1), (0, 0)], ({}, {0: (1,)}))
    assert found.at_pair[1, 0] == pytest.approx(0.5 * 0.7 * 0.4)
    assert found.with_years[1, 0] == 0
