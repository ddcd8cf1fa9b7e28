"""The one door to HiGHS, which solves the linear and integer programs behind a plan's bound and proof."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, NamedTuple

import numpy as np

from matchsafe.planning.chances import Floats
from matchsafe.planning.errors import MissingExtraError
from matchsafe.planning.problem import Ints

HOW: Final = (
    'Planning needs libraries that are not installed. Install them with: pip install "matchsafe[plan]"'
)


class SparseRows(NamedTuple):
    """Rows of a program: the entries that are not 0, and the two ends between which each row has to lie."""

    row: Ints
    column: Ints
    value: Floats
    low: Floats
    high: Floats

    @classmethod
    def stack(cls, blocks: Sequence[SparseRows]) -> SparseRows:
        """All rows of several blocks, one block under the other."""
        tops = np.cumsum([0, *(len(b.low) for b in blocks)])
        rows = np.concatenate([b.row + top for b, top in zip(blocks, tops[:-1], strict=True)])
        rest = (np.concatenate(parts) for parts in zip(*(b[1:] for b in blocks), strict=True))
        return cls(rows, *rest)


@dataclass(frozen=True, eq=False)
class LinearProgram:
    """What is made as small as possible: ``cost @ x`` between two ends for each variable and each row.

    Attributes:
        whole: Which variables have to be whole numbers; none if left out.
    """

    cost: Floats
    lower: Floats
    upper: Floats
    rows: SparseRows
    whole: Ints | None = None


class SolverResult(NamedTuple):
    """How a program ended.

    Attributes:
        x: The best values found; ``None`` if none keeps the rows.
        bound: No values cost less; ``None`` if nothing is known.
        finished: Whether ``x`` is proved best.
    """

    x: Floats | None
    bound: float | None
    finished: bool


@cache
def highs() -> Any:
    """The solver's own module, loaded when a plan first needs it.

    Raises:
        MissingExtraError: If it is not installed.
    """
    try:
        from highspy import _core as core
    except ImportError as error:
        raise MissingExtraError(HOW) from error
    return core


def minimise(program: LinearProgram, options: Mapping[str, str | float]) -> SolverResult:
    """Solve a program with HiGHS.

    Args:
        program: The program; each (row, column) stands in it once.
        options: Options of HiGHS by name.

    Raises:
        MissingExtraError: If HiGHS is not installed.
        ValueError: If it is no program: an entry stands in it twice, or outside of it.
    """
    module = highs()
    solver = module._Highs()  # the class around it prints a banner, which would spoil what a command prints
    for name, value in {"output_flag": False, **options}.items():
        solver.setOptionValue(name, value)
    rows, width, height = program.rows, len(program.cost), len(program.rows.low)
    order = np.argsort(rows.row, kind="stable")
    starts = np.searchsorted(rows.row[order], np.arange(height + 1))
    whole = np.zeros(width, np.int32) if program.whole is None else program.whole.astype(np.int32)
    taken = solver.passModel(
        width, height, len(order), int(module.MatrixFormat.kRowwise), int(module.ObjSense.kMinimize), 0.0,
        program.cost, program.lower, program.upper, rows.low, rows.high,
        starts.astype(np.int32), rows.column[order].astype(np.int32), rows.value[order], whole,
    )  # fmt: skip
    if taken == module.HighsStatus.kError:
        raise ValueError("HiGHS does not take this program")
    solver.run()
    info, ended = solver.getInfo(), solver.getModelStatus()
    finished = ended == module.HighsModelStatus.kOptimal
    found = info.primal_solution_status == module.kSolutionStatusFeasible
    x = np.asarray(solver.getSolution().col_value) if found else None
    bound = info.objective_function_value if program.whole is None else info.mip_dual_bound
    known = np.isfinite(bound) and (finished or ended == module.HighsModelStatus.kTimeLimit)
    return SolverResult(x, float(bound) if known else None, finished)
