"""``match``: singles by deferred acceptance, couples after them, and the certificate of the whole."""

from __future__ import annotations

import numpy as np

from matchsafe.market import exact
from matchsafe.market.arrays import Ints, Side
from matchsafe.market.certificate import Certificate
from matchsafe.market.couples import board_of, settle_couples
from matchsafe.market.kernels import programs_propose, rank_by_program
from matchsafe.market.market import Market
from matchsafe.market.noise import key_of
from matchsafe.market.proposals import applicants_propose
from matchsafe.market.stability import certify_held
from matchsafe.market.types import Match, Unresolved


def match(market: Market, side: Side = "applicant", seed: int = 0, *, search: bool = True) -> Match:
    """Match a market.

    Args:
        market: Applicants, programs and couples.
        side: Who proposes; with couples, who proposes in the singles' part.
        seed: Decides the order in which couples are added. Without couples it changes nothing.
        search: Try every placement of the couples where the usual procedure leaves one out and there are few
            placements.

    Returns:
        The match with its certificate. For singles it is stable and the best stable match for the proposing side. With
        couples it is stable unless ``unresolved`` names couples; nothing is called stable that was not checked.
    """
    if side not in ("applicant", "program"):
        raise ValueError(f"side is {side!r}; it must be 'applicant' or 'program'")
    found, proposals = applicants_propose(market) if side == "applicant" else _programs_first(market)
    left_out = np.zeros(0, np.int64)
    if len(market.couples):
        settled = settle_couples(market, board_of(market, found), seed)
        found, left_out = settled.held, settled.left_out
    none_exists = False
    if len(left_out) and search and exact.feasible(market):
        better = exact.search(market)
        none_exists = better is None
        found = found if better is None else better
    certificate = certify_held(market, found)
    return Match(market, found, side, proposals, _unresolved(market, certificate), none_exists, certificate)


def match_drawn(market: Market, spread: float, seed: int, season: int) -> Ints:
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
    if len(market.couples):
        raise ValueError("drawn seasons are for singles; match couples with match()")
    return applicants_propose(market, spread, key_of(seed, season))[0]


def _programs_first(market: Market) -> tuple[Ints, int]:
    scores = market.scores
    if len(market.couples):
        scores = np.where(market.couple_of[market.owners] >= 0, -np.inf, scores).astype(np.float32)
    return programs_propose(market, scores, *rank_by_program(market))


def _unresolved(market: Market, certificate: Certificate) -> tuple[Unresolved, ...]:
    wanted: dict[int, list[tuple[str, str]]] = {}
    for couple, pair in certificate.blocking_couple_pairs(market):
        wanted.setdefault(couple, []).append(pair)
    named = [tuple(map(market.applicant_name, market.couples.members[c].tolist())) for c in wanted]
    return tuple(
        Unresolved((first, second), tuple(pairs))
        for (first, second), pairs in zip(named, wanted.values(), strict=True)
    )
