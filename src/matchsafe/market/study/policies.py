"""Several mechanisms under several ways of breaking ties, on one market: who reaches which place of their list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, get_args

import numpy as np

from matchsafe.domain.market_study import PolicyOutcome, TiePolicy
from matchsafe.domain.match_report import Mechanism
from matchsafe.market.arrays import Couples
from matchsafe.market.kernels import places_at_programs
from matchsafe.market.market import Market
from matchsafe.market.report import own_ranks
from matchsafe.market.settings import check_choice, check_settings, check_type, check_whole, is_listing, shown
from matchsafe.market.study.mechanisms import MECHANISMS, match_by
from matchsafe.market.ties import draw_ties

POLICIES: Final[tuple[TiePolicy, ...]] = get_args(TiePolicy)
MOST_DRAWS: Final = 1_000_000


def compare_policies(
    market: Market,
    mechanisms: Sequence[Mechanism] = MECHANISMS,
    policies: Sequence[TiePolicy] = POLICIES,
    *,
    draws: int = 1,
    seed: int = 0,
) -> tuple[PolicyOutcome, ...]:
    """Match a market by each mechanism with each way of breaking ties.

    Args:
        market: Programs may like applicants equally; with couples only deferred acceptance can match it.
        mechanisms: What matches.
        policies: ``order`` takes the first applicant of the market, the others draw a lottery (``draw_ties``).
        draws: How many lotteries (and orders of a serial dictatorship) the figures are the mean of.
        seed: Of the first draw; the others follow.

    Raises:
        MarketError: If a mechanism cannot match this market.
        ValueError: If there is no such policy or mechanism, or ``draws`` is no number from 1 to ``MOST_DRAWS``.
    """
    check_type("market", market, Market)
    check_settings(seed=seed)
    check_whole("draws", draws, 1, MOST_DRAWS)
    _check_words("mechanisms", mechanisms, MECHANISMS)
    _check_words("policies", policies, POLICIES)
    return tuple(
        _outcome(market, mechanism, policy, range(seed, seed + draws))
        for mechanism in mechanisms
        for policy in policies
    )


def _outcome(market: Market, mechanism: Mechanism, policy: TiePolicy, seeds: range) -> PolicyOutcome:
    single = market.couple_of < 0
    ranks, stable = [], 0
    for seed in seeds:
        strict = market if policy == "order" else draw_ties(market, policy, seed)[0]
        found = match_by(strict, mechanism, seed)
        ranks.append(own_ranks(market, found.held)[single])
        stable += found.stable
    every = np.concatenate(ranks)
    given = every[every > 0]
    return PolicyOutcome(
        mechanism=mechanism,
        policy=policy,
        draws=len(seeds),
        reached=tuple(np.round(np.bincount(given)[1:] / len(seeds), 4).tolist()),
        without=round((len(every) - len(given)) / len(seeds), 4),
        mean=round(float(given.mean()), 4) if len(given) else None,
        stable=stable,
    )


def banded(market: Market, bands: int) -> Market:
    """The market with each program's list cut into so many bands of equal length, and equal liking within a band."""
    check_type("market", market, Market)
    check_whole("bands", bands, 1)
    accepted = market.scores > -np.inf
    listed = np.bincount(market.programs[accepted], minlength=len(market.quotas))
    bands = min(bands, int(listed.max(initial=1)))  # with more of them the product might overflow
    band = places_at_programs(market) * bands // np.maximum(listed, 1)[market.programs]
    return replace(market, scores=np.where(accepted, 0 - band, -np.inf).astype(np.float32))


def apart(market: Market) -> Market:
    """The market with partners of couples as singles, each with the programs of their half of the paired list."""
    check_type("market", market, Market)
    return replace(market, couples=Couples.none())


def _check_words(name: str, several: Sequence[str], choices: Sequence[str]) -> None:
    if not is_listing(several) or not len(several):
        given = several if isinstance(several, str) and several in choices else choices[0]
        raise ValueError(f"{name} is {shown(several)}; it must be a list, as in [{given!r}]")
    for number, word in enumerate(several):
        check_choice(f"{name}[{number}]", word, choices)
