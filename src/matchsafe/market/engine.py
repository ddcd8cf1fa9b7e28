"""``match``: singles by deferred acceptance, couples after them, and the certificate of the whole."""

from __future__ import annotations

from typing import Final

import numpy as np

from matchsafe.market.arrays import Definition, Ints, Side
from matchsafe.market.certificate import Certificate
from matchsafe.market.kernels import programs_propose, rank_by_program
from matchsafe.market.market import Market
from matchsafe.market.noise import key_of
from matchsafe.market.portfolio import Settlement, settle
from matchsafe.market.proposals import applicants_propose
from matchsafe.market.settings import check_number, check_settings, check_type
from matchsafe.market.stability import certify_edges
from matchsafe.market.types import Match, UnsettledCouple

SECONDS: Final = 60.0
"""How long the search for a place for every couple may take, unless the caller says otherwise."""


def match(
    market: Market,
    side: Side = "applicant",
    seed: int = 0,
    *,
    definition: Definition = "KPR",
    seconds: float = SECONDS,
    search: bool = True,
) -> Match:
    """Match a market.

    Args:
        market: Applicants, programs and couples.
        side: Who proposes; with couples, who proposes in the singles' part.
        seed: Decides the order in which couples are added. Without couples it changes nothing.
        definition: Of a blocking couple: what stable means.
        seconds: How long couples may take: Roth and Peranson's first order (``couples.FIRST_SECONDS`` at least), and
            where it leaves some out, other orders, then other methods. Only where it reaches it, which the result
            says, does the result depend on the speed of the machine.
        search: Whether those methods are used at all, or all orders without a limit of time and nothing after them.

    Returns:
        The match with its certificate. For singles it is stable and the best stable match for the proposing side. With
        couples it is stable unless ``unresolved`` names couples; then ``none_exists`` says that it is proved that no
        match is, and ``limit_reached`` that the time was over before anything was known.

    Raises:
        TypeError, ValueError: If the market or a setting is none of those, by its name.
    """
    check_type("market", market, Market)
    check_settings(side=side, definition=definition, seed=seed, seconds=seconds, search=search)
    singles, proposals = applicants_propose(market) if side == "applicant" else _programs_first(market)
    found = Settlement(singles, "deferred_acceptance")
    if len(market.couples):
        found = settle(market, singles, seed, definition, float(seconds), search=search)
    certificate = found.certificate or certify_edges(market, found.held, definition)
    return Match(
        market, found.held, side, proposals, _unresolved_couples(market, certificate), found.none_exists, certificate,
        found.method, found.limited,
    )  # fmt: skip


def match_with_noise(market: Market, spread: float, seed: int, season: int) -> Ints:
    """One simulated season of singles: every program sees each applicant's score with normal noise of its own.

    Made to be run by the thousand, also in threads: the interpreter's lock is free meanwhile. Equal to matching the
    market with ``noise.noisy_scores``, but noise is drawn only for the edges that are proposed.

    Args:
        market: A market without couples; its scores are the expected ones.
        spread: Standard deviation of the noise, above 0.
        seed: Of the whole simulation.
        season: Which season of it.

    Returns:
        The edge each applicant holds, -1 for none.
    """
    check_type("market", market, Market)
    check_settings(seed=seed, season=season)
    spread = check_number("spread", spread)
    if spread == np.inf:
        raise ValueError("spread is inf; it must be a finite number from 0")
    if len(market.couples):
        raise ValueError("drawn seasons are for singles; match couples with match()")
    return applicants_propose(market, spread, key_of(seed, season))[0]


def _programs_first(market: Market) -> tuple[Ints, int]:
    scores = market.scores
    if len(market.couples):
        scores = np.where(market.couple_of[market.owners] >= 0, -np.inf, scores).astype(np.float32)
    return programs_propose(market, scores, *rank_by_program(market))


def _unresolved_couples(market: Market, certificate: Certificate) -> tuple[UnsettledCouple, ...]:
    wanted: dict[int, list[tuple[str, str]]] = {}
    for couple, pair in certificate.blocking_couple_pairs(market):
        wanted.setdefault(couple, []).append(pair)
    named = [tuple(map(market.applicant_name, market.couples.members[c].tolist())) for c in wanted]
    return tuple(
        UnsettledCouple((first, second), tuple(pairs))
        for (first, second), pairs in zip(named, wanted.values(), strict=True)
    )
