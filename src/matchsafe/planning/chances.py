"""Chances at every program in every scenario: the arrays a plan is made from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from matchsafe.domain.problem import Problem, Problems
from matchsafe.planning.errors import PlanningError

Floats = npt.NDArray[np.float64]
Signal = Literal["silver", "gold"] | None

MODES: Final[tuple[Signal, ...]] = (None, "silver", "gold")
"""The signal an application may be sent with; a mode's number is its place here, -1 off the list. A specialty with
one kind of signal has silver ones alone."""
SUREST: Final = 1 - 2.0**-40
"""Chances above this are taken down to it, so that the logarithm of missing stays finite."""
_TOLERANCE: Final = 1e-6
"""How far weights may be from adding to 1."""


@dataclass(frozen=True, eq=False)
class Chances:
    """Chances given the scenario; programs are independent of each other within one scenario.

    Shapes: J programs, S scenarios (nodes of the applicant's strength, possibly times draws of the model).

    Attributes:
        weights: Weight of each scenario, adding to 1; shape (S,).
        hit: Chance that the program interviews the applicant *and* its list reaches them, if applied to without a
            signal; shape (J, S).
        invite: Chance of the interview alone; shape (J, S).
        hit_silver: The same as ``hit`` with a silver signal (or the one kind there is); ``None``: no signals.
        hit_gold: With a gold signal.
        invite_silver: The interview with a silver signal.
        invite_gold: The interview with a gold signal.

    Raises:
        PlanningError: If shapes disagree, or values are no chances.
    """

    weights: Floats
    hit: Floats
    invite: Floats
    hit_silver: Floats | None = None
    hit_gold: Floats | None = None
    invite_silver: Floats | None = None
    invite_gold: Floats | None = None

    def __post_init__(self) -> None:
        found = Problems(PlanningError)
        for name in _FIELDS:
            value = getattr(self, name)
            if value is not None:
                array = np.ascontiguousarray(value, dtype=np.float64)
                array.flags.writeable = False
                object.__setattr__(self, name, array)
        self._check(found)
        found.check()

    def _check(self, found: Problems) -> None:
        if self.weights.ndim != 1 or not len(self.weights):
            found.add(
                Problem(f"shape {self.weights.shape}; one weight a scenario is needed", "shape", "weights")
            )
        elif not (np.isfinite(self.weights).all() and (self.weights >= 0).all()):
            found.add(Problem("holds negative or missing numbers", "range", "weights"))
        elif abs(self.weights.sum() - 1) > _TOLERANCE:
            found.add(Problem(f"add to {self.weights.sum():.6g}; they have to add to 1", "sum", "weights"))
        shape = (len(self.hit) if self.hit.ndim else 0, len(self.weights) if self.weights.ndim else 0)
        for name in _FIELDS[1:]:
            array = getattr(self, name)
            if array is None:
                continue
            if array.shape != shape:
                found.add(Problem(f"shape {array.shape}; (programs, scenarios) is {shape}", "shape", name))
                continue
            # Missing numbers compare as false. Only where something is amiss is it looked for.
            if not (array.size == 0 or (array.min() >= 0 and array.max() <= 1)):
                bad = ~((array >= 0) & (array <= 1))
                j, s = np.argwhere(bad)[0]
                found.add(
                    Problem(
                        f"{bad.sum():,} values are not between 0 and 1; the first, {array[j, s]:.6g}, is of program"
                        f" number {j} in scenario {s}",
                        "range",
                        name,
                    )
                )
        for kind in ("silver", "gold"):
            if (getattr(self, f"hit_{kind}") is None) != (getattr(self, f"invite_{kind}") is None):
                found.add(
                    Problem(
                        f"hit_{kind} and invite_{kind} go together; one is missing", "missing", f"hit_{kind}"
                    )
                )
        if found.problems:
            return
        for mode, name in zip(MODES, ("", "_silver", "_gold"), strict=True):
            hit, invite = getattr(self, f"hit{name}"), getattr(self, f"invite{name}")
            if hit is not None and (wrong := hit > invite + _TOLERANCE).any():
                j = int(np.argwhere(wrong)[0][0])
                found.add(
                    Problem(
                        f"is above invite for program number {j} ({mode or 'no signal'}): a match needs an interview",
                        "order",
                        "hit",
                    )
                )

    def _stack(self, what: str) -> Floats:
        """(modes, J, S); a kind of signal that is not there is as good as none."""
        plain = getattr(self, what)
        signalled = [getattr(self, f"{what}_{kind}") for kind in MODES[1:]]
        if all(array is None for array in signalled):
            return np.asarray(plain[None])
        return np.stack([plain, *(plain if array is None else array for array in signalled)])

    @property
    def programs(self) -> int:
        """How many programs there are."""
        return len(self.hit)

    @cached_property
    def hits(self) -> Floats:
        """Chance of a match there if nothing better comes, by mode: shape (3, J, S), kept below certainty."""
        each = self._stack("hit")
        return _by_mode(np.minimum(each, SUREST) if each.max(initial=0.0) > SUREST else each)

    @cached_property
    def invites(self) -> Floats:
        """Chance of an interview by mode: shape (3, J, S)."""
        return _by_mode(self._stack("invite"))

    @cached_property
    def exposures(self) -> Floats:
        """Minus the logarithm of the chance that the program is missed, by mode: shape (3, J, S)."""
        each = self.hits if self.hits.strides[0] else self.hits[:1]
        found = np.negative(each)  # in place from here on: a national list fills tens of megabytes
        np.log1p(found, out=found)
        return _by_mode(np.negative(found, out=found))

    def at_weights(self, weights: Floats) -> Chances:
        """The same chances with other weights of the scenarios."""
        other = replace(self, weights=weights)
        other.__dict__.update(hits=self.hits, exposures=self.exposures)
        return other

    def with_signal(self, mode: int) -> bool:
        """Whether this mode is known at all."""
        return mode == 0 or getattr(self, f"hit_{MODES[mode]}") is not None


def _by_mode(array: Floats) -> Floats:
    """The same for every mode where there are no signals: a view, (modes, J, S), that is not to be written to."""
    return np.broadcast_to(array, (len(MODES), *array.shape[1:]))


_FIELDS: Final = ("weights", "hit", "invite", "hit_silver", "hit_gold", "invite_silver", "invite_gold")
