"""Programs that lean on the same coefficients are off together, and their mean rates stay."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.odds.invitation.conftest import mean_invite

from matchsafe.domain.program import Program
from matchsafe.domain.season import Season
from matchsafe.odds.invitation import ALL_DRAWS, DRAWS, Rates, cell_rates, rates_of
from matchsafe.odds.invitation.cells import cells
from matchsafe.odds.invitation.scenarios import scenarios
from matchsafe.odds.invitation.shared_effects import KEPT, SEARCHED, for_draws, normals

ON: Final = date(2026, 9, 1)


@pytest.fixture(scope="module")
def by_state() -> tuple[list[str], Rates]:
    some = cells("internal_medicine")
    return [c.program.state or "" for c in some], cell_rates(some)


def test_the_numbers_come_in_opposite_pairs_for_the_search_and_for_the_judge() -> None:
    made = normals(30, 5)
    for part in (made[:, :SEARCHED], made[:, SEARCHED:]):
        assert part.sum(1) == pytest.approx(np.zeros(30))
    assert made.shape == (30, KEPT)
    assert not np.allclose(normals(30, 6), made)


@settings(max_examples=40, deadline=None)
@given(st.floats(0.01, 0.4), st.floats(0.05, 0.6), st.sampled_from([8, DRAWS, 64, ALL_DRAWS]))
def test_the_mean_rate_stays_and_the_spread_is_that_of_all_draws(rate: float, sd: float, count: int) -> None:
    steps = sd * normals(4, 1)
    found = for_draws(steps, np.full(4, rate), count)
    assert found.shape == (4, count)
    logit = np.log(rate / (1 - rate))
    mean = (1 / (1 + np.exp(-logit - found))).mean(1)
    if count in (DRAWS, 64):
        assert mean == pytest.approx(np.full(4, rate), rel=0.05 * (sd / 0.3) ** 2, abs=1e-4)
        assert found.std(1) == pytest.approx(steps.std(1))


def test_programs_without_a_step_or_no_programs_have_none() -> None:
    assert (for_draws(np.zeros((2, KEPT)), np.array([0.1, 0.2]), 16) == 0).all()
    assert for_draws(np.zeros((0, KEPT)), np.zeros(0), 16).shape == (0, 16)


def test_without_rates_a_state_may_be_off_by_as_much_as_states_and_cells_differ(
    by_state: tuple[list[str], Rates],
) -> None:
    """At least by the spreads of a state (0.2) and of a specialty in a state (0.2), which nothing has narrowed."""
    steps = by_state[1].steps
    assert steps is not None
    spread = steps.std(2)
    assert np.median(spread) > 0.2 * np.sqrt(2) * 0.9
    assert spread.max() < 0.8


def test_programs_of_one_state_move_together_more_than_those_of_two(catalog: list[Program]) -> None:
    rates = rates_of(catalog)
    assert rates.steps is not None
    steps = rates.steps[:, 1]
    alike, unlike = [], []
    for j, one in enumerate(catalog[:120]):
        for k in range(j):
            other = catalog[k]
            if one.specialty == other.specialty:
                same = float(np.corrcoef(steps[j], steps[k])[0, 1])
                (alike if one.state == other.state else unlike).append(same)
    assert np.mean(alike) > np.mean(unlike) + 0.1


def test_rates_at_hand_make_a_state_surer(catalog: list[Program]) -> None:
    bare = [
        p.model_copy(update={"invite_rate_us_img": None, "invite_rate_non_us_img": None}) for p in catalog
    ]
    known, unknown = rates_of(catalog).steps, rates_of(bare).steps
    assert known is not None
    assert unknown is not None
    assert known.std(2).mean() < unknown.std(2).mean()


def test_a_list_of_one_state_is_worth_less_than_a_like_one_of_many(season_of: Callable[..., Season]) -> None:
    """Twenty programs with one rate each: all in one state, or spread over twenty with steps of the same size."""
    program = cells("internal_medicine")[0].program
    programs = [program.model_copy(update={"id": f"x{n}"}) for n in range(20)]
    mean = np.full((20, 2), 0.08)
    one = np.repeat(0.5 * normals(1, 3), 20, axis=0)
    many = 0.5 * normals(20, 3)
    worth = []
    for steps in (one, many):
        rates = Rates(mean, mean, mean, np.stack([steps, steps], 1))
        found = scenarios(season_of(), programs, ON, rates=rates, count=ALL_DRAWS)
        worth.append(float((1 - (1 - found.hit("plain")).prod(0)) @ found.weights))
        alike = scenarios(season_of(), programs, ON, rates=Rates(mean, mean, mean), count=ALL_DRAWS)
        assert mean_invite(found).mean() == pytest.approx(mean_invite(alike)[0], rel=0.03)
    assert worth[0] < worth[1] - 0.003
