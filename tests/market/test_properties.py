"""What must hold of every match: lying gains nothing, names and order do not matter, both sides fill the same seats."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Thread
from typing import Any

import numpy as np
import pytest
from scipy.stats import kstest, norm
from tests.market.optimality import improving_circle, is_applicant_optimal, same_seats

from matchsafe.market import Market, certify, match, match_with_noise
from matchsafe.market.jit import COMPILED
from matchsafe.market.noise import add_noise, key_of, mix_bits, noisy_scores, normal

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
        assert match_with_noise(market, 0.8, 11, season).tolist() == match(drawn).held.tolist()


def test_equal_scores_go_to_the_lower_number_in_drawn_seasons_too() -> None:
    market = Market.from_arrays([0, 1, 2, 3], [0, 0, 0], [0.5, 0.5, 0.5], [1])
    noise_below_rounding = 1e-30
    assert match_with_noise(market, noise_below_rounding, 0, 0).tolist() == [0, -1, -1]


def test_drawn_seasons_do_not_depend_on_threads_and_differ_from_each_other(market_of: MarketOf) -> None:
    market = market_of(300, 0, 4)
    alone = [match_with_noise(market, 1.0, 5, season).tolist() for season in range(6)]
    with ThreadPoolExecutor(3) as pool:
        together = list(pool.map(lambda season: match_with_noise(market, 1.0, 5, season).tolist(), range(6)))
    assert together == alone
    assert len({tuple(held) for held in alone}) == 6


def test_drawn_seasons_are_for_singles(market_of: MarketOf) -> None:
    with pytest.raises(ValueError, match="singles"):
        match_with_noise(market_of(40, 2, 0), 1.0, 0, 0)


def test_the_interpreter_goes_on_while_a_market_is_matched(market_of: MarketOf) -> None:
    """With turns of 100 seconds another thread gets one only where the kernel lets go of the interpreter's lock."""
    market = market_of(10_000, 0, 4, programs=1_000)
    match_with_noise(market, 1.0, 0, 0)
    states: list[str] = []

    def work() -> None:
        states.append("began")
        for season in range(5):
            match_with_noise(market, 1.0, 0, season)
        states.append("done")

    between, before = 0, sys.getswitchinterval()
    sys.setswitchinterval(100)
    try:
        thread = Thread(target=work)
        thread.start()
        while "done" not in states:
            between += states == ["began"]
            time.sleep(0)
        thread.join()
    finally:
        sys.setswitchinterval(before)
    assert between or not COMPILED


@pytest.fixture(scope="module")
def draws() -> Any:
    """Noise of four seasons of one seed, shape (4, 200_000)."""
    out = np.empty((4, 200_000), np.float32)
    for season, row in enumerate(out):
        add_noise(np.zeros(out.shape[1], np.float32), 1.0, key_of(3, season), row)
    return out.astype(float)


def test_noise_is_normal(draws: Any) -> None:
    assert abs(draws.mean()) < 4 / np.sqrt(draws.size)
    assert abs(draws.std() - 1) < 4 / np.sqrt(2 * draws.size)
    for row in draws:
        assert kstest(row, "norm").pvalue > 1e-4
    for z in (1.6448536, 2.3263479, 3.0902323):
        share = norm.sf(z)
        apart = 4 * np.sqrt(share / draws.size)
        assert abs((draws > z).mean() - share) < apart
        assert abs((draws < -z).mean() - share) < apart


@pytest.mark.parametrize("apart", [1, 2, 3, 12, 64, 4096])
def test_neighbours_and_seasons_have_nothing_in_common(draws: Any, apart: int) -> None:
    limit = 4.5 / np.sqrt(draws.shape[1])
    for kind in (draws, np.abs(draws)):
        assert abs(np.corrcoef(kind[0, apart:], kind[0, :-apart])[0, 1]) < limit
        assert abs(np.corrcoef(kind[1, apart:], kind[2, :-apart])[0, 1]) < limit
        assert np.abs(np.corrcoef(kind) - np.eye(len(kind))).max() < limit


def test_noise_is_the_normal_quantile_of_its_word() -> None:
    for edge in range(3_000):
        key = (11, 12)
        exact = norm.ppf((mix_bits(key, edge) + 0.5) / 2**32)
        assert normal(key, edge) == pytest.approx(exact, abs=5e-5)


def test_the_noise_of_an_edge_never_changes() -> None:
    assert [mix_bits((1, 2), edge) for edge in (0, 1, 2**31)] == [3599786941, 3291408068, 3831456040]


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
