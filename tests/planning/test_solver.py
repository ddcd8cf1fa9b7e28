"""The door to HiGHS against SciPy's, on random programs."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from matchsafe.planning.solver import LinearProgram, SparseRows, minimise


def program(seed: int, *, whole: bool) -> tuple[LinearProgram, np.ndarray]:
    """A program whose first rows have two ends, its last one only an upper one, and its matrix written out."""
    rng = np.random.default_rng(seed)
    matrix = rng.integers(-3, 6, (4, 6)) * (rng.random((4, 6)) < 0.7).astype(float)
    row, column = np.nonzero(matrix)
    order = rng.permutation(len(row))
    low = matrix @ rng.random(6) * (2 if seed % 5 == 0 else 1) - 0.5
    low[-1] = -np.inf
    rows, columns, values = row[order], column[order], matrix[row[order], column[order]]
    ends = np.full(4, 7.0)
    blocks = [
        SparseRows(rows[rows < 2], columns[rows < 2], values[rows < 2], low[:2], ends[:2]),
        SparseRows(rows[rows > 1] - 2, columns[rows > 1], values[rows > 1], low[2:], ends[2:]),
    ]
    numbers = np.array([1, 1, 0, 0, 1, 0]) if whole else None
    cost = rng.normal(size=6)
    return LinearProgram(cost, np.zeros(6), np.full(6, 3.0), SparseRows.stack(blocks), numbers), matrix


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize("seed", range(12))
def test_values_and_bound_are_those_of_scipy(seed: int, whole: bool) -> None:
    asked, matrix = program(seed, whole=whole)
    numbers = np.zeros(6) if asked.whole is None else asked.whole
    peer = milp(
        asked.cost, integrality=numbers, bounds=Bounds(asked.lower, asked.upper),
        constraints=LinearConstraint(matrix, asked.rows.low, asked.rows.high), options={"mip_rel_gap": 0.0},
    )  # fmt: skip
    found = minimise(asked, {"mip_rel_gap": 0.0} if whole else {"solver": "simplex"})
    assert found.finished == (peer.status == 0)
    if peer.x is None:
        assert found.x is None
        assert found.bound is None
    else:
        assert found.x is not None
        assert float(asked.cost @ found.x) == pytest.approx(peer.fun, abs=1e-7)
        assert found.bound == pytest.approx(peer.fun, abs=1e-6)


def test_a_solver_that_is_out_of_time_says_so_and_keeps_a_bound(capfd: pytest.CaptureFixture[str]) -> None:
    rng = np.random.default_rng(1)
    weights = rng.integers(40, 900, (12, 60)).astype(float)
    row, column = np.nonzero(weights)
    rows = SparseRows(row, column, weights[row, column], np.full(12, -np.inf), weights.sum(1) / 3)
    hard = LinearProgram(
        -rng.integers(40, 900, 60).astype(float), np.zeros(60), np.ones(60), rows, np.ones(60, np.int64)
    )
    found = minimise(hard, {"time_limit": 0.2, "mip_rel_gap": 0.0})
    assert not found.finished
    assert found.x is None or (found.bound is not None and found.bound <= float(hard.cost @ found.x) + 1e-6)
    assert capfd.readouterr().out == ""


@pytest.mark.parametrize("column", [0, 2])
def test_what_is_no_program_is_not_said_to_have_no_answer(column: int) -> None:
    rows = SparseRows(np.zeros(2, int), np.array([0, column]), np.ones(2), np.zeros(1), np.ones(1))
    with pytest.raises(ValueError, match="does not take"):
        minimise(LinearProgram(np.ones(2), np.zeros(2), np.ones(2), rows), {})
