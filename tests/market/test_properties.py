"""What must hold of every match: lying gains nothing, names and order do not matter, both sides fill the same seats."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from matchsafe.market import Market, certify, match, match_drawn
from matchsafe.market.noise import key_of, noisy_scores, normal
from matchsafe.market.optimality import improving_circle, is_applicant_optimal, same_seats

MarketOf = Callable[..., Market]


def relisted(market: Market, applicant: int, edges: list[int]) -> Market:
    """The market with one applicant's list replaced by some of their own edges in a new order."""
    low, high = market.offsets[applicant], market.offsets[applicant + 1]
    order = np.concatenate([np.arange(low), edges, np.arange(high, len(market.programs))]).astype(int)
    offsets = market.offsets.copy()
    offsets[applicant + 1 :] -= high - low - len(edges)
    return Market.from_arrays(offsets, market.programs[order], market.scores[order], market.quotas)


@pytest.mark.parametrize("seed", range(4))
def test_no_single_gains_by_handing_in_another_list(market_of: MarketOf, seed: int) -> None:
    market = market_of(150, 0, seed)
    honest = match(market).assignment
    random = np.random.default_rng(seed)
    for applicant in random.choice(market.applicants, 40):
        true = range(int(market.offsets[applicant]), int(market.offsets[applicant + 1]))
        told = random.permutation(true)[: random.integers(1, len(true) + 1)].tolist()
        got = match(relisted(market, int(applicant), told)).assignment[applicant]
        order = [*market.programs[true].tolist(), -1]
        assert order.index(honest[applicant]) <= order.index(got)


@pytest.mark.parametrize("couples", [0, 6])
def test_names_and_the_order_of_input_do_not_matter(market_of: MarketOf, couples: int) -> None:
    market = market_of(120, couples, 7)
    random = np.random.default_rng(7)
    people, places = random.permutation(market.applicants), random.permutation(len(market.quotas))
    new_place = np.argsort(places)
    lengths = np.diff(market.offsets)[people]
    offsets = np.append(0, np.cumsum(lengths))
    order = np.concatenate([np.arange(market.offsets[a], market.offsets[a + 1]) for a in people])
    moved = np.append(np.argsort(order), -1)
    c = market.couples
    renamed = replace(
        c, members=np.argsort(people)[c.members].astype(np.int32), first=moved[c.first].astype(np.int32),
        second=moved[c.second].astype(np.int32),
    )  # fmt: skip
    other = Market.from_arrays(
        offsets, new_place[market.programs[order]], market.scores[order], market.quotas[places], renamed
    )
    ours, theirs = match(market), match(other)
    expected = np.append(new_place, -1)[ours.assignment[people]]
    assert theirs.assignment.tolist() == expected.tolist()


@pytest.mark.parametrize("seed", range(6))
def test_both_sides_fill_the_same_seats_and_only_one_is_best_for_applicants(
    market_of: MarketOf, seed: int
) -> None:
    market = market_of(300, 0, seed, listed=12)
    ours, theirs = match(market), match(market, "program")
    assert same_seats(ours, theirs)
    assert is_applicant_optimal(market, ours)
    same = bool((ours.held == theirs.held).all())
    assert bool(improving_circle(market, theirs)) != same


def test_different_seats_are_told_apart(market_of: MarketOf) -> None:
    market = market_of(60, 0, 1)
    full = match(market)
    one_out = full.held.copy()
    one_out[np.flatnonzero(full.held >= 0)[0]] = -1
    assert not same_seats(full, replace(full, held=one_out))


def test_only_a_stable_match_of_singles_is_tested_for_being_best(market_of: MarketOf) -> None:
    market = market_of(60, 3, 1)
    with pytest.raises(ValueError, match="stable match of singles"):
        improving_circle(market, match(market))


@pytest.mark.parametrize("seed", [0, 1])
def test_the_same_seed_gives_the_same_match_of_couples(market_of: MarketOf, seed: int) -> None:
    market = market_of(300, 25, 3)
    assert match(market, seed=seed).held.tolist() == match(market, seed=seed).held.tolist()


def test_a_side_that_does_not_exist_is_refused(market_of: MarketOf) -> None:
    with pytest.raises(ValueError, match="'applicant' or 'program'"):
        match(market_of(10, 0, 0), "hospital")  # type: ignore[arg-type]


def test_a_drawn_season_is_the_match_of_its_noisy_scores(market_of: MarketOf) -> None:
    market = market_of(500, 0, 4)
    for season in range(3):
        drawn = replace(market, scores=noisy_scores(market, 0.8, 11, season))
        assert match_drawn(market, 0.8, 11, season).tolist() == match(drawn).held.tolist()


def test_drawn_seasons_do_not_depend_on_threads_and_differ_from_each_other(market_of: MarketOf) -> None:
    market = market_of(300, 0, 4)
    alone = [match_drawn(market, 1.0, 5, season).tolist() for season in range(6)]
    with ThreadPoolExecutor(3) as pool:
        together = list(pool.map(lambda season: match_drawn(market, 1.0, 5, season).tolist(), range(6)))
    assert together == alone
    assert len({tuple(held) for held in alone}) == 6


def test_drawn_seasons_are_for_singles(market_of: MarketOf) -> None:
    with pytest.raises(ValueError, match="singles"):
        match_drawn(market_of(40, 2, 0), 1.0, 0, 0)


def test_noise_is_normal_and_neighbours_have_nothing_in_common() -> None:
    draws = np.array([[normal(key_of(3, season), edge) for edge in range(20_000)] for season in range(2)])
    assert abs(draws.mean()) < 0.02
    assert abs(draws.std() - 1) < 0.02
    assert abs((draws > 1.6448536).mean() - 0.05) < 0.005
    assert abs((draws < -2.3263479).mean() - 0.01) < 0.002
    assert abs(np.corrcoef(draws[0], draws[1])[0, 1]) < 0.03
    assert abs(np.corrcoef(draws[0, 1:], draws[0, :-1])[0, 1]) < 0.03


def test_the_noise_of_an_edge_never_changes() -> None:
    from scipy.stats import norm

    word = round(float(norm.cdf(normal((1, 2), 3))) * 2**32 - 0.5)
    assert normal((1, 2), 3) == pytest.approx(norm.ppf((word + 0.5) / 2**32), abs=1e-7)


def test_more_seats_than_anyone_could_fill_take_no_memory() -> None:
    market = Market.from_arrays([0, 1], [0], [0.5], [2**31 - 1])
    assert match(market).assignment.tolist() == [0]
    assert market.seats[-1] == 1


def test_an_empty_market_has_an_empty_match() -> None:
    result = match(Market.from_arrays([0], [], [], []))
    assert result.stable
    assert result.as_dict() == {}


def test_equal_scores_go_to_the_lower_number_and_unacceptable_ones_nowhere() -> None:
    market = Market.from_arrays([0, 1, 2, 3], [0, 0, 0], [0.5, 0.5, -np.inf], [1])
    for side in ("applicant", "program"):
        result: Any = match(market, side)
        assert result.assignment.tolist() == [0, -1, -1]
        assert result.stable
    assert not certify(market, [-1, 0, -1]).stable
    assert certify(market, [-1, -1, 0]).irrational.tolist() == [2]
    assert certify(market, [0, 0, -1]).over_quota.tolist() == [0]


def test_a_couple_split_between_pairs_is_found_out() -> None:
    market = Market.from_lists(
        {}, {"p": (1, ["a"]), "q": (1, ["b"])}, [("a", "b", ["p"], ["q"])], one_sided="unacceptable"
    )
    assert certify(market, [0, -1]).irrational.tolist() == [0, 1]
    assert certify(market, [1, 1]).irrational.tolist() == [0, 1]
    assert match(market).stable
