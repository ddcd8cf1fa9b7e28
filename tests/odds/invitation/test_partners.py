"""Two partners' scenarios tied by strength: each keeps their own weights, and the tie is what was asked for."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchsafe.odds.invitation.partners import joint_weights
from matchsafe.odds.invitation.scenarios import Scenarios

DRAWS = 4
NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(7)


def side(*, nowhere: float = 0.0, shift: float = 0.0) -> Scenarios:
    """Scenarios of strengths around ``shift``, with a last one in each draw that stands for lists leading nowhere."""
    weights = np.append(WEIGHTS / WEIGHTS.sum() * (1 - nowhere), nowhere)
    strength = np.append(NODES + shift, np.nan)
    none: Any = np.zeros((0, DRAWS * len(weights)))
    return Scenarios(
        np.tile(weights / DRAWS, DRAWS), np.repeat(np.arange(DRAWS), len(weights)), np.tile(strength, DRAWS),
        np.tile(0 * strength, DRAWS), {"plain": none}, none, none,
    )  # fmt: skip


def correlation(tie: Any, first: Scenarios, second: Scenarios) -> float:
    """Of the strengths that are numbers, over all draws."""
    x, y = (np.nan_to_num(s.strength.reshape(DRAWS, -1)) for s in (first, second))
    known = ~np.isnan(first.strength.reshape(DRAWS, -1)[:, :, None] * second.strength.reshape(DRAWS, 1, -1))
    weight = np.where(known, tie, 0.0) / tie[known].sum()
    means = (weight * x[:, :, None]).sum(), (weight * y[:, None, :]).sum()
    dx, dy = x[:, :, None] - means[0], y[:, None, :] - means[1]
    return float((weight * dx * dy).sum() / np.sqrt((weight * dx**2).sum() * (weight * dy**2).sum()))


@given(st.floats(0, 0.8), st.floats(0, 0.5), st.floats(0, 0.5), st.floats(-1, 1))
def test_each_partner_keeps_their_own_weights(rho: float, none: float, other: float, shift: float) -> None:
    first, second = side(nowhere=none), side(nowhere=other, shift=shift)
    tie = joint_weights(first, second, rho)
    assert (tie >= 0).all()
    assert tie.sum() == pytest.approx(1)
    for axis, own in ((2, first), (1, second)):
        assert tie.sum(axis=axis) == pytest.approx(own.weights.reshape(DRAWS, -1), abs=1e-5)


@given(st.floats(0, 0.5))
def test_strengths_that_have_nothing_in_common_are_multiplied(none: float) -> None:
    first, second = side(nowhere=none), side()
    expected = DRAWS * np.einsum(
        "di,dj->dij", first.weights.reshape(DRAWS, -1), second.weights.reshape(DRAWS, -1)
    )
    assert joint_weights(first, second, 0.0) == pytest.approx(expected)


@pytest.mark.parametrize("rho", [0.1, 0.3, 0.5])
def test_strengths_are_as_alike_as_was_asked(rho: float) -> None:
    first, second = side(nowhere=0.2), side()
    assert correlation(joint_weights(first, second, rho), first, second) == pytest.approx(rho, abs=0.03)


def test_a_list_that_leads_nowhere_says_nothing_of_the_partner() -> None:
    first, second = side(nowhere=0.3), side()
    beside_nowhere = joint_weights(first, second, 0.5)[:, -1, :]
    assert beside_nowhere == pytest.approx(0.3 * second.weights.reshape(DRAWS, -1), rel=0.02)


def test_how_alike_partners_are_is_uncertain_and_differs_by_draw() -> None:
    first, second = side(), side()
    top = joint_weights(first, second)[:, len(NODES) - 1, len(NODES) - 1]
    assert len(set(top.round(9))) > 1
