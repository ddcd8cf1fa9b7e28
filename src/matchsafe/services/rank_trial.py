"""A list matched by the real engine in markets drawn from the model: by wish, and by guessed chance.

Each market holds the applicant, the programs of her list with one seat each, and one rival for each seat. Whether a
program would rather have her or the rival is drawn from the model, given traits drawn once a market.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from matchsafe.domain.rank_report import OrderTrial
from matchsafe.ranking.order_by_chance import chance_order
from matchsafe.ranking.preferences import by_wish
from matchsafe.ranking.rank_chances import ListModel
from matchsafe.ranking.rank_order import RankOrder

MARKETS: Final = 400
_SEED: Final = 20_270_303
"""Any number; the same list always gets the same markets."""


def matched_ranks(reached: npt.NDArray[np.bool_], order: Sequence[int]) -> npt.NDArray[np.int64]:
    """Where the engine puts the applicant in each market: the entry, or -1.

    Args:
        reached: Whether each program would rather have her than its rival, (markets, entries).
        order: Her list, entries in the order she ranks them.
    """
    from matchsafe.market import Market, match

    markets, entries = reached.shape
    own = np.arange(markets)[:, None] * entries + np.asarray(order, dtype=np.int64)
    hers = np.where(reached[:, list(order)], 1.0, -1.0)
    lengths = np.concatenate([np.full(markets, len(order)), np.ones(reached.size, np.int64)])
    found = match(
        Market.from_arrays(
            np.concatenate([[0], lengths.cumsum()]),
            np.concatenate([own.ravel(), np.arange(reached.size)]),
            np.concatenate([hers.ravel(), np.zeros(reached.size)]),
            np.ones(reached.size, np.int64),
        )
    )
    seats = found.assignment[:markets].astype(np.int64)
    return np.where(seats >= 0, seats % entries, -1)


def order_trial(order: RankOrder, model: ListModel, chances: Sequence[float]) -> OrderTrial:
    """The list by wish against the list by chance.

    The wishes are the ratings; where there are none, the reverse of the list, for which an order by chance is worst.
    """
    counted = [at for at, e in enumerate(order.primary) if e.counts and e.interview is not None]
    interviews = [i for at in counted if (i := order.primary[at].interview) is not None]
    wish = list(map([id(i) for i in interviews].index, map(id, by_wish(order.season, interviews))))
    supposed = not any(i.ratings for i in interviews)
    if supposed:
        wish = list(reversed(range(len(counted))))
    likely = chance_order([chances[at] for at in counted])
    reached = model.draw_outcomes(MARKETS, _SEED)[:, counted]
    place = np.empty(len(counted) + 1, np.int64)
    place[wish] = np.arange(len(wish))
    place[-1] = len(wish)  # no match is worse than any
    ends = [place[matched_ranks(reached, each)] for each in (wish, likely)]
    names = [order.primary[at].program for at in counted]
    return OrderTrial(
        markets=MARKETS,
        same=int((ends[0] == ends[1]).sum()),
        worse=int((ends[1] > ends[0]).sum()),
        better=int((ends[1] < ends[0]).sum()),
        supposed=supposed,
        by_wish=tuple(names[i] for i in wish),
        by_chance=tuple(names[i] for i in likely),
    )
