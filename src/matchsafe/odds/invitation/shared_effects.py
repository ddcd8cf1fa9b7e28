"""What programs share beyond what is known of them: how far a state, or a slope, may be from its fitted value.

A rate is fitted, so programs that lean on the same coefficients are too high or too low together: those of one state,
of one state and specialty, and those with many IMGs against those with few. A list of programs of one state is so
less sure than its programs would be apart. That is put in as steps in the logit which all such programs take together,
drawn from the fit's own uncertainty (normal, around the fitted coefficients) and from that of each specialty and state.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from matchsafe.odds.arrays import Floats, Ints
from matchsafe.odds.invitation.design import Design
from matchsafe.odds.invitation.features import IMG_TYPES

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


@dataclass(frozen=True, eq=False)
class JointSteps:
    """Steps in the logit that programs take together, kept as what they are made of: few plans look at all programs.

    Attributes:
        design: Rows are programs, then types within a program.
        coefficients: Steps of the fitted coefficients, (columns, KEPT).
        cell: Number of each program's specialty and state together.
        cells: Steps of each such cell, (cells, KEPT).
        unsure: How far all programs of a specialty may be off together, by program and type.
        specialty: Number of each program's specialty.
    """

    design: Design
    coefficients: Floats
    cell: Ints
    cells: Floats
    unsure: Floats
    specialty: Ints

    @classmethod
    def of(
        cls, design: Design, covariance: Floats, cell: Ints, cell_sd: Floats, unsure: Floats, specialty: Ints
    ) -> JointSteps:
        """From the covariance of the fitted coefficients, and how far each cell may depart together from the fit."""
        factor = np.linalg.cholesky(covariance + np.eye(len(covariance)) * 1e-12)  # not a figure: a guard
        fitted = factor @ normals(len(covariance), 0)
        return cls(design, fitted, cell, cell_sd[:, None] * normals(len(cell_sd), 1), unsure, specialty)

    def __getitem__(self, places: Ints) -> JointSteps:
        """The steps of some of the programs."""
        rows = (2 * places[:, None] + np.arange(2)).ravel()
        mine = self.cell[places], self.unsure[places], self.specialty[places]
        return JointSteps(self.design.of(rows), self.coefficients, mine[0], self.cells, mine[1], mine[2])

    def dense(self) -> Floats:
        """(programs, types, KEPT)."""
        fitted = (self.design @ self.coefficients).reshape(len(self.cell), len(IMG_TYPES), KEPT)
        each = normals(int(self.specialty.max(initial=0)) + 1, 2)[self.specialty]
        return np.asarray(
            fitted + self.cells[self.cell][:, None, :] + self.unsure[:, :, None] * each[:, None, :]
        )


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
