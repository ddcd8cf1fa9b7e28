"""Ties in programs' lists, broken by lottery: one for all programs, or one at each.

In the arrays of a market a tie is an equal score. Without a lottery the lower applicant number goes first.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final, NamedTuple, get_args

import numpy as np

from matchsafe.domain.match_report import Lottery, TieDraw, TieReport
from matchsafe.domain.problem import Problem, Problems
from matchsafe.market.array_checks import single_precision
from matchsafe.market.arrays import Array, Ints, Longs
from matchsafe.market.market import Market
from matchsafe.market.problems import MarketError
from matchsafe.market.settings import check_choice, check_settings, check_type
from matchsafe.market.types import Match
from matchsafe.market.variations import VariedMarket

LOTTERIES: Final[tuple[Lottery, ...]] = get_args(Lottery)
KEPT: Final = 1000
"""How many ties a report names; it counts all."""


class _Ties(NamedTuple):
    """Applicants that a program likes equally, tie by tie: each listing once, ties in the order of programs.

    ``entries`` are all listings, best first at each program, with their ``pair``: the same number for a listing that
    stands in two lists of an applicant. ``tie`` numbers places that are told apart, ``sizes`` says how many share it.
    """

    programs: Ints
    owners: Ints
    scores: Array
    pair: Longs


def draw_ties(market: Market, lottery: Lottery, seed: int = 0) -> tuple[Market, TieReport]:
    """A market whose programs' lists have no ties, and what was drawn.

    Args:
        market: A market in which programs may like applicants equally.
        lottery: ``single``: one order of all applicants breaks every tie. ``multiple``: each program draws its own.
        seed: Of the lottery.
    """
    check_type("market", market, Market)
    drawn, report = draw_varied_ties(VariedMarket.of(market), lottery, seed)
    return drawn.market, report


def draw_varied_ties(varied: VariedMarket, lottery: Lottery, seed: int = 0) -> tuple[VariedMarket, TieReport]:
    """The same for a market with variations; somebody who asks a program by two lists has one place there.

    Raises:
        ValueError: If there is no such lottery.
    """
    check_type("varied", varied, VariedMarket)
    check_choice("lottery", lottery, LOTTERIES)
    market, listed = varied.market, _listings(varied)
    check_settings(seed=seed)
    random = np.random.default_rng(seed)
    if lottery == "single":
        lot = random.permutation(market.applicants)[listed.owners]
    else:
        lot = random.permutation(int(listed.pair.max(initial=-1)) + 1)[listed.pair]
    order = np.lexsort((lot, -listed.scores, listed.programs))
    # The same listing in two lists stands twice in a row: it counts once.
    steps = np.cumsum(np.concatenate(([1], np.diff(listed.pair[order]) != 0))[: len(order)])
    places = np.empty(len(order))
    places[order] = steps
    strict = np.where(listed.scores > -np.inf, -places, -np.inf)
    scores = single_precision(strict, listed.programs)
    own = len(market.programs)
    drawn = replace(
        varied,
        market=replace(market, scores=scores[:own]),
        supplemental=replace(varied.supplemental, scores=scores[own:]),
    )
    return drawn, _report(market, listed, order, lottery, seed)


def refuse_ties(market: Market | VariedMarket) -> None:
    """See that no program likes two applicants equally.

    Raises:
        MarketError: Naming every program that does.
    """
    varied = market if isinstance(market, VariedMarket) else VariedMarket.of(market)
    market, listed = varied.market, _listings(varied)
    found = Problems(MarketError)
    order = np.lexsort((listed.owners, -listed.scores, listed.programs))
    for tie in _ties(listed, order):
        program = market.program_name(int(listed.programs[tie[0]]))
        names = [market.applicant_name(int(listed.owners[e])) for e in tie[:2]]
        message = f"likes {names[0]!r} and {names[1]!r} equally"
        found.add(Problem(message, "tie", path=f"program {program}"))
    found.check()


def with_outcome(report: TieReport, before: Market, match: Match) -> TieReport:
    """The report with what the draw decided: ties in which one got in and another, who would rather be there, did not.

    Args:
        report: What was drawn.
        before: The market with its ties.
        match: The match of the market without them.
    """
    held = match.held
    wanted = np.arange(len(before.programs)) < np.where(held >= 0, held, before.offsets[1:])[before.owners]
    listed = _listings(VariedMarket.of(before))
    order = np.lexsort((before.owners, -before.scores, before.programs))
    wanted &= (before.couple_of < 0)[before.owners]  # a couple wants pairs
    decided = 0
    for tie in _ties(listed, order):
        decided += bool((held[before.owners[tie]] == tie).any() and wanted[tie].any())
    return report.model_copy(update={"decided": decided})


def _listings(varied: VariedMarket) -> _Ties:
    programs, owners, scores = varied.listings
    key = owners.astype(np.int64) * max(len(varied.market.quotas), 1) + programs
    return _Ties(programs, owners, scores, np.unique(key, return_inverse=True)[1].astype(np.int64))


def _ties(listed: _Ties, order: Longs) -> list[Longs]:
    """The entries of each tie of two or more different applicants, in the given order."""
    programs, scores, pair = listed.programs[order], listed.scores[order], listed.pair[order]
    once = np.concatenate(([True], np.diff(pair) != 0))[: len(order)] & (scores > -np.inf)
    order, programs, scores = order[once], programs[once], scores[once]
    new = np.concatenate(([True], (np.diff(programs) != 0) | (scores[1:] != scores[:-1])))[: len(order)]
    starts = np.append(np.flatnonzero(new), len(order))
    large = np.flatnonzero(np.diff(starts) > 1)
    return [order[starts[i] : starts[i + 1]] for i in large.tolist()]


def _report(market: Market, listed: _Ties, order: Longs, lottery: Lottery, seed: int) -> TieReport:
    ties = _ties(listed, order)
    return TieReport(
        lottery=lottery,
        seed=seed,
        ties=len(ties),
        listings=sum(map(len, ties)),
        draws=tuple(
            TieDraw(
                program=market.program_name(int(listed.programs[tie[0]])),
                order=tuple(market.applicant_name(int(a)) for a in listed.owners[tie]),
            )
            for tie in ties[:KEPT]
        ),
    )
