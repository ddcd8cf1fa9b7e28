"""What programs share beyond what is known of them: how far a state, or a slope, may be from its fitted value.

A rate is fitted, so programs that lean on the same coefficients are too high or too low together: those of one state,
of one state and specialty, and those with many IMGs against those with few. A list of programs of one state is so
less sure than its programs would be apart. That is put in as steps in the logit which all such programs take together,
drawn from the fit's own uncertainty (normal, around the fitted coefficients) and from that of each specialty and state.
"""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from matchsafe.odds.invitation.design import Design
from matchsafe.odds.invitation.features import IMG_TYPES

Floats = npt.NDArray[np.float64]

SEARCHED: Final = 16
"""Draws a list may be chosen on; the others are for judging it."""
KEPT: Final = 80
"""Draws kept with the rates."""
_SEED: Final = 20_261_124


@cache
def normals(rows: int, stream: int) -> Floats:
    """Fixed normal numbers, (rows, KEPT), in pairs of opposites, so that every row's mean is 0 in both parts."""
    made = np.random.default_rng((_SEED, stream)).standard_normal((rows, KEPT // 2))
    few = SEARCHED // 2
    out = np.concatenate([made[:, :few], -made[:, :few], made[:, few:], -made[:, few:]], 1)
    out.flags.writeable = False
    return out


def shared_steps(design: Design, covariance: Floats, cell: npt.NDArray[np.int64], cell_sd: Floats) -> Floats:
    """Steps in the logit that programs take together, (programs, types, KEPT).

    Args:
        design: Rows are programs, then types within a program.
        covariance: Of the fitted coefficients.
        cell: Number of each program's specialty and state together.
        cell_sd: How far the programs of each such cell may depart together from the fit.
    """
    factor = np.linalg.cholesky(covariance + np.eye(len(covariance)) * 1e-12)  # not a figure: a guard
    fitted = (design @ (factor @ normals(len(covariance), 0))).reshape(len(cell), len(IMG_TYPES), KEPT)
    apart = (cell_sd[:, None] * normals(len(cell_sd), 1))[cell]
    return np.asarray(fitted + apart[:, None, :])


def steps_of_one(sd: Floats, group: npt.NDArray[np.int64]) -> Floats:
    """Steps in the logit that all programs of a group take together, each as far as its own spread says.

    Args:
        sd: Standard deviation by program and type.
        group: Number of each program's group, such as its specialty.

    Returns:
        (programs, types, KEPT).
    """
    return np.asarray(sd[:, :, None] * normals(int(group.max(initial=0)) + 1, 2)[group][:, None, :])


def for_draws(steps: Floats, rates: Floats, count: int) -> Floats:
    """Steps for so many draws of the model, (programs, draws), under which the mean rate stays what it is.

    The first ``SEARCHED`` kept draws are used where no more are asked for, else the others. Each program's steps are
    brought to the spread they have over all kept draws, and shifted so that its mean rate stays (to second order).

    Args:
        steps: Of one type, (programs, KEPT).
        rates: Expected shares, (programs,).
        count: Draws of the model.
    """
    if not steps.size:
        return np.zeros((len(rates), count))
    spread = steps.std(1, keepdims=True)
    chosen = steps[:, :SEARCHED] if count <= SEARCHED else steps[:, SEARCHED:]
    order = np.random.default_rng(_SEED).permutation(chosen.shape[1])
    chosen = chosen[:, order[np.arange(count) % len(order)]]
    chosen = chosen - chosen.mean(1, keepdims=True)
    found = chosen.std(1, keepdims=True)
    chosen = chosen * (spread / np.where(found > 0, found, 1))
    return np.asarray(chosen - 0.5 * spread**2 * (1 - 2 * rates[:, None]))
