"""``match_varied``: the match with supplemental lists, reversions and even or odd numbers, and what happened.

Three loops stand around the engine, each of which ends because it only ever takes something away.

1. *Supplemental lists* are matched as pairs (see ``pairing``). Like couples they can make a stable match impossible. An
   applicant for whom none is found gives up the first-year place, not the advanced one, from this match on, and is
   reported.
2. *Even or odd.* A program whose number has the wrong parity has one seat less, and all is matched again. A program
   that lost a seat this way and for which two more people wait by then gets its seats back, at most ``SECOND_CHANCES``
   times.
3. *Reversions.* Seats unfilled at a donor move to its receivers, and all is matched again. A seat that moved does not
   come back, so there are at most as many passes as positions that may move, and one. In a market of singles more seats
   at the receiver only ever leave the donor with fewer people, so no seat moves that the donor could have filled. With
   couples or supplemental lists that is not certain; the certificate checks it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import product
from time import monotonic
from typing import Final

import numpy as np

from matchsafe.market.arrays import Definition, Ints, Longs, Side
from matchsafe.market.couple_search import SearchLimit, search_couples
from matchsafe.market.engine import SECONDS, match
from matchsafe.market.market import Market
from matchsafe.market.rotations import arranged_matches, arrangements
from matchsafe.market.settings import check_settings, check_type
from matchsafe.market.stability import certify_edges
from matchsafe.market.supplemental_pairs import (
    PairedMarket,
    active_lists,
    allowed_pairs,
    asks_both_ways,
    first_year_market,
    pair_market,
)
from matchsafe.market.types import Match
from matchsafe.market.variation_match import Pass, VariedMatch, seat_moves
from matchsafe.market.variation_stability import (
    certify_varied,
    choice,
    result_market,
    seat_counts,
)
from matchsafe.market.variations import VariedMarket

SECOND_CHANCES: Final = 2
GUESSES: Final = 4
"""How often the places of one match say which first-year lists the next one goes by."""
MOST_COMBINATIONS: Final = 5_000
"""Of seats that move, numbers of people and first-year lists, how many are searched."""
MOST_ARRANGEMENTS: Final = 20_000
"""Of couples, that are all tried where a partner may count twice at a program."""
STEPS: Final = 20_000
"""Arrangements an exact search for one combination of first-year lists may look at."""


def match_varied(
    varied: VariedMarket,
    seed: int = 0,
    *,
    side: Side = "applicant",
    definition: Definition = "KPR",
    seconds: float = SECONDS,
) -> VariedMatch:
    """Match a market with its variations.

    Args:
        varied: See ``variation_builder.varied_market``.
        seed: Decides the order in which couples and applicants with supplemental lists are added.
        side: Who proposes in the singles' part.
        definition: Of a blocking couple: what stable means.
        seconds: How long the search may take in all where the usual procedure finds no stable match.

    Returns:
        The match with its certificate. With supplemental lists, couples, or even and odd numbers there may be no stable
        match, or none may be found; nothing is called stable that was not checked.
    """
    check_type("varied", varied, VariedMarket)
    check_settings(side=side, definition=definition, seed=seed, seconds=seconds)
    return _MatchRun(varied, seed, side, definition, seconds).result()


@dataclass(frozen=True, eq=False)
class _SeatPlacement:
    """What the engine made of a market with given seats."""

    match: Match
    held: Ints
    entries: Longs
    filled: Longs
    none_exists: bool


class _MatchRun:
    """One run of ``match_varied``."""

    def __init__(
        self, varied: VariedMarket, seed: int, side: Side, definition: Definition, seconds: float
    ) -> None:
        self.varied = varied
        self.seed = seed
        self.side: Side = side
        self.definition: Definition = definition
        self.until = monotonic() + float(seconds)
        self.combinations = MOST_COMBINATIONS
        self.paired: PairedMarket = pair_market(varied)
        self.both_ways = len(self.paired.partners) > 0 and asks_both_ways(varied)
        self.refused = False
        wants = varied.parity.astype(np.int64)
        self.particular = np.flatnonzero(wants >= 0)
        self.remainders = wants[self.particular]
        self.plain = not len(varied.donors) and not len(self.particular)
        self.given_up: Longs = np.zeros(0, np.int64)

    def result(self) -> VariedMatch:
        varied = self.varied
        given = np.zeros(len(varied.donors), np.int64)
        passes: list[Pass] = []
        while True:
            quotas = varied.market.quotas + varied.receipts(given) - varied.donations(given)
            placed = self.with_parity(quotas)
            more = self.moves(given, quotas - placed.filled)
            passes.append(Pass(placed.match.stable, seat_moves(varied, more)))
            if not more.any():
                break
            given += more
        certificate = certify_varied(varied, placed.held, placed.entries, given, self.definition)
        if not certificate.stable and not self.plain and (other := self.search(placed)) is not None:
            return replace(other, passes=tuple(passes), side=self.side)
        return VariedMatch(
            varied,
            placed.held,
            placed.entries,
            given,
            tuple(passes),
            tuple(map(varied.market.applicant_name, self.given_up.tolist())),
            self.plain and placed.none_exists,
            certificate,
            self.side,
            placed.match.method,
            placed.match.limit_reached,
        )

    def search(self, placed: _SeatPlacement) -> VariedMatch | None:
        """A stable match by trying how many seats move and how many people programs with a wish for parity have.

        Each combination, and each of the partners' first-year lists, is searched exactly; with every couple and
        supplemental list at one option, the best match for programs and the best for applicants are looked at.
        """
        varied = self.varied
        ways = product(*(range(int(most) + 1) for most in varied.positions))
        for given in (np.array(way, np.int64) for way in ways):
            seats = varied.market.quotas + varied.receipts(given) - varied.donations(given)
            if (seats < 0).any():
                continue
            counts = [
                [0, *range(2 - remainder, int(seats[p]) + 1, 2)]
                for p, remainder in zip(self.particular.tolist(), self.remainders.tolist(), strict=True)
            ]
            for numbers in product(*counts):
                seats[self.particular] = numbers
                self.combinations -= 1
                if self.combinations < 0 or monotonic() > self.until:
                    return None
                if (found := self.search_seats(seats, given)) is not None:
                    return found
        return None

    def search_seats(self, seats: Longs, given: Longs) -> VariedMatch | None:
        """A stable match with these seats and these reversions, if the search finds one."""
        varied = self.varied
        market = self.without(np.zeros(0, np.int64), seats)
        for lists in self.list_combinations():
            whole = first_year_market(varied, market, lists)

            def result(held: Ints, lists: Longs = lists, whole: Market = whole) -> VariedMatch:
                mine, entries = self.places(held, whole, lists)
                certificate = certify_varied(varied, mine, entries, given, self.definition)
                return VariedMatch(
                    varied, mine, entries, given, (), (), False, certificate, method="exact_search"
                )

            try:
                held = self.search_pairs(whole, lists, accepts=lambda held: result(held).certificate.stable)
            except SearchLimit:
                continue
            if held is not None:
                return result(held)
        return None

    def search_pairs(
        self, market: Market, lists: Longs, accepts: Callable[[Ints], bool] | None = None
    ) -> Ints | None:
        """Every match of pairs and partners with these lists, until one is stable and accepted; ``None`` if none is.

        Raises:
            SearchLimit: If neither is known in time.
        """
        return search_couples(
            market,
            np.full(market.applicants, -1, np.int32),
            definition=self.definition,
            until=self.until,
            steps=STEPS,
            allowed=allowed_pairs(self.varied, market, self.paired.partners, lists),
            accepts=accepts,
        )

    def list_combinations(self) -> Iterator[Longs]:
        """Every combination of first-year lists that partners of couples can have a candidacy by."""
        owners = self.varied.market.owners[self.varied.supplemental.linked]
        options = [[-1, *np.flatnonzero(owners == p).tolist()] for p in self.paired.partners.tolist()]
        return (np.array(way, np.int64) for way in product(*options))

    def places(self, held: Ints, market: Market, lists: Longs) -> tuple[Ints, Longs]:
        """The edge and the entry of the supplemental lists each applicant holds, from a match of pairs and partners."""
        count = self.varied.market.applicants
        entries = self.paired.entries_held(held, count)
        first = self.paired.market.applicants
        for number, (person, active) in enumerate(
            zip(self.paired.partners.tolist(), lists.tolist(), strict=True)
        ):
            edge = int(held[first + number])
            if active >= 0 and edge >= 0:
                entries[person] = (
                    edge + self.varied.supplemental.offsets[active] - market.offsets[first + number]
                )
        return held[:count], entries

    def moves(self, given: Longs, unfilled: Longs) -> Longs:
        """How many seats move now by each reversion, in the order of each donor's."""
        left = unfilled.copy()
        more = np.zeros_like(given)
        for number, donor in enumerate(self.varied.donors.tolist()):
            more[number] = min(int(left[donor]), int(self.varied.positions[number] - given[number]))
            left[donor] -= more[number]
        return more

    def with_parity(self, quotas: Longs) -> _SeatPlacement:
        """Match, taking a seat from programs with the wrong number until there are none."""
        seats = quotas.copy()
        chances = np.full(len(self.particular), SECOND_CHANCES)
        while True:
            placed = self.place(seats)
            filled = placed.filled[self.particular]
            wrong = (filled > 0) & (filled % 2 != self.remainders)
            if wrong.any():
                seats[self.particular[wrong]] = filled[wrong] - 1
                continue
            again = (chances > 0) & self.would_have_more(placed, quotas)
            if not again.any():
                return placed
            chances[again] -= 1
            seats[self.particular[again]] = quotas[self.particular[again]]

    def would_have_more(self, placed: _SeatPlacement, quotas: Longs) -> Longs:
        """Which programs with a wish for parity would choose more people than they have, as flags."""
        now = result_market(self.varied, placed.held, placed.entries, quotas)
        asked = zip(
            self.particular.tolist(), self.remainders.tolist(), now.wishes(self.particular), strict=True
        )
        return np.array(
            [
                len(choice(now, p, wishes, int(quotas[p]), remainder)) > placed.filled[p]
                for p, remainder, wishes in asked
            ],
            np.bool_,
        )

    def place(self, seats: Longs) -> _SeatPlacement:
        """Match with these seats; whoever's first-year place cannot be settled gives it up, for later passes too."""
        found, lists = self.settle(seats)
        none_exists = found.none_exists
        while len(unsettled := np.setdiff1d(self.blocking_applicants(found), self.given_up)):
            self.given_up = np.union1d(self.given_up, unsettled)
            found, lists = self.settle(seats)
        held, entries = self.places(found.held, found.market, lists)
        return _SeatPlacement(found, held, entries, seat_counts(self.varied, held, entries), none_exists)

    def settle(self, seats: Longs) -> tuple[Match, Longs]:
        """Match with these seats, and the list each partner of a couple with supplemental lists has a candidacy by.

        The lists are those of the places that partners held in the match before, until they are borne out; then every
        combination of lists is tried.
        """
        market, partners = self.without(self.given_up, seats), self.paired.partners
        lists = np.full(len(partners), -1)
        if not len(partners):
            return self.match(market), lists
        for _ in range(GUESSES):
            found = self.match(first_year_market(self.varied, market, lists))
            borne_out = active_lists(self.varied, found.held, partners)
            if (
                found.stable
                and np.array_equal(borne_out, lists)
                and self.holds(found.held, found.market, lists)
            ):
                return found, lists
            lists = borne_out
        return self.settle_by_search(market)

    def settle_by_search(self, market: Market) -> tuple[Match, Longs]:
        """Every combination of the partners' lists, and for each an exact search; at last without first-year places."""
        varied, partners = self.varied, self.paired.partners
        proved, self.refused = True, False
        for number, lists in enumerate(self.list_combinations()):
            if number == MOST_COMBINATIONS or not proved:
                proved = False
                break
            whole = first_year_market(varied, market, lists)

            def accepts(held: Ints, lists: Longs = lists, whole: Market = whole) -> bool:
                return certify_edges(whole, held, self.definition).stable and self.holds(held, whole, lists)

            try:
                held = self.search_pairs(whole, lists, accepts if self.both_ways else None)
            except SearchLimit:
                proved = False
                continue
            if held is not None:
                certificate = certify_edges(whole, held, self.definition)
                return Match(whole, held, self.side, 0, (), False, certificate, "exact_search"), lists
        if self.plain and (self.refused or (self.both_ways and self.definition == "MM")):
            proved, one = self.try_everything(market)
            if one is not None:
                return one
        self.given_up = np.union1d(self.given_up, partners)
        lists = np.full(len(partners), -1)
        found = self.match(first_year_market(varied, market, lists))
        return replace(found, none_exists=proved), lists

    def try_everything(self, market: Market) -> tuple[bool, tuple[Match, Longs] | None]:
        """Every arrangement of couples and first-year lists with all that singles can have around it.

        Where a partner may count twice at one program (``asks_both_ways``), what pairs of applicants of their own say
        of a couple is not what the people say, so that the exact search may look past a stable match.

        Returns:
            Whether all of them were looked at, and the first that is stable with the lists of its partners.
        """
        given = np.zeros(len(self.varied.donors), np.int64)
        left = MOST_ARRANGEMENTS
        for lists in self.list_combinations():
            whole = first_year_market(self.varied, market, lists)
            allowed = allowed_pairs(self.varied, whole, self.paired.partners, lists)
            left -= max(arrangements(whole, allowed), 1)
            if left < 0:
                return False, None
            for held in arranged_matches(whole, allowed):
                if monotonic() > self.until:
                    return False, None
                mine = self.places(held, whole, lists)
                if certify_varied(self.varied, *mine, given, self.definition).stable:
                    found = certify_edges(whole, held, self.definition)
                    return True, (Match(whole, held, self.side, 0, (), False, found, "exact_search"), lists)
        return True, None

    def holds(self, held: Ints, market: Market, lists: Longs) -> bool:
        """Whether a match that is stable for pairs and partners is so for the people too (see ``asks_both_ways``)."""
        if not self.both_ways:
            return True
        given = np.zeros(len(self.varied.donors), np.int64)
        found = certify_varied(self.varied, *self.places(held, market, lists), given, self.definition)
        self.refused |= len(found.blocking_couples) > 0
        return not len(found.blocking_couples)

    def match(self, market: Market) -> Match:
        left = max(self.until - monotonic(), 0.0)
        return match(market, self.side, self.seed, definition=self.definition, seconds=left)

    def without(self, applicants: Longs, seats: Longs) -> Market:
        """The market as pairs, with these seats, in which no program accepts the other halves of ``applicants``."""
        market = self.paired.market
        scores = market.scores
        if len(applicants):
            scores = scores.copy()
            scores[self.paired.halves(applicants)] = -np.inf
        return replace(market, scores=scores, quotas=seats.astype(np.int32))

    def blocking_applicants(self, found: Match) -> Longs:
        """Applicants with supplemental lists who are left out although a pair would take them."""
        couples = np.searchsorted(
            found.market.couples.offsets, found.certificate.blocking_couples, side="right"
        )
        own = len(self.varied.market.couples)
        return np.unique(self.paired.people[couples[couples > own] - 1 - own])
