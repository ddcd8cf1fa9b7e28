"""How likely two partners' scenarios go together: each partner's strength with the other's, draw by draw."""

from __future__ import annotations

from typing import Final

import numpy as np

from matchsafe.odds.arrays import Floats
from matchsafe.odds.assumptions import draws
from matchsafe.odds.couples import tie_log, with_margins
from matchsafe.odds.invitation.scenarios import Scenarios

ALIKE: Final = "assumptions.partners_alike"
_ROUNDS: Final = 30
"""Times both margins are fitted; each round leaves less than half of the error, at the widest tie."""


def joint_weights(first: Scenarios, second: Scenarios, correlation: float | None = None) -> Floats:
    """Weight of each pair of two partners' scenarios, within the draws of the model.

    Each partner's weights stay what they are; each trait of one is tied to that of the other as in a bivariate normal,
    fitted to both margins in turn. Scenarios of lists that lead nowhere are tied to nothing.

    Args:
        first: The first partner's scenarios.
        second: The second's, with as many draws.
        correlation: Of the traits; the values of ``assumptions.partners_alike``, one a draw, if left out.

    Returns:
        Shape (draws, scenarios of the first, scenarios of the second) in one draw, adding to 1.
    """
    count = int(first.draw.max()) + 1
    rows, columns = (s.weights.reshape(count, -1) for s in (first, second))
    rho = (draws(ALIKE, count) if correlation is None else np.full(count, correlation))[:, None, None]
    log = np.zeros(())
    for trait in ("strength", "impression"):
        x, y = (getattr(s, trait).reshape(count, -1) for s in (first, second))
        log = log + tie_log(x, y, rho)
    tie = np.where(np.isnan(log), 1.0, np.exp(np.nan_to_num(log)))
    weights = with_margins(tie, rows, columns, _ROUNDS)
    return np.asarray(weights / weights.sum())
