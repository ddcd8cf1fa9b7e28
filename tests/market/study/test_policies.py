"""Mechanisms under ways of breaking ties: the figures are those of each match, and their mean."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from matchsafe.market import (
    Market,
    MarketError,
    apart,
    banded,
    compare_policies,
    draw_ties,
    match_by,
    statistics,
)
from matchsafe.present.market_plots import policy_plot
from matchsafe.present.market_words import policy_rows

MarketOf = Callable[..., Market]


def test_each_figure_is_the_mean_of_the_matches_it_stands_for(market_of: MarketOf) -> None:
    market = banded(market_of(60, 0, 1), 2)
    found = compare_policies(market, draws=3, seed=4)
    assert [(one.mechanism, one.policy) for one in found[:3]] == [
        ("deferred_acceptance", policy) for policy in ("order", "single", "multiple")]  # fmt: skip
    assert len(found) == 12
    for one in found:
        told = []
        for seed in range(4, 7):
            strict = market if one.policy == "order" else draw_ties(market, one.policy, seed)[0]
            told.append(statistics(match_by(strict, one.mechanism, seed)))
        firsts = np.mean([each.applicants.counts[0] for each in told])
        assert one.reached[0] == pytest.approx(firsts, abs=1e-4)
        assert one.without == pytest.approx(np.mean([each.unmatched for each in told]), abs=1e-4)
        assert one.stable == sum(each.stable for each in told)
        assert sum(one.reached) + one.without == pytest.approx(60, abs=1e-2)


def test_bands_keep_who_stands_above_whom_and_couples_apart_keep_their_halves(market_of: MarketOf) -> None:
    market = market_of(40, 5, 2)
    tied = banded(market, 3)
    for program in range(len(market.quotas)):
        own = market.programs == program
        order = np.lexsort((market.owners[own], -market.scores[own]))
        bands = tied.scores[own][order]
        assert (np.diff(bands) <= 0).all()
        assert len(set(bands.tolist())) == min(3, own.sum())
    alone = apart(market)
    assert (len(alone.couples), alone.programs.tolist()) == (0, market.programs.tolist())
    with pytest.raises(MarketError, match="is for singles"):
        compare_policies(market, ["top_trading_cycles"])


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ({"draws": 0}, "draws is 0"),
        ({"policies": ["coin"]}, r"policies\[0\] is 'coin'"),
        ({"mechanisms": ["x"]}, r"mechanisms\[0\] is"),
    ],
)
def test_what_cannot_be_compared_is_refused_by_name(market_of: MarketOf, setting: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        compare_policies(market_of(10, 0, 1), **setting)
    with pytest.raises(ValueError, match=r"bands is 1\.5"):
        banded(market_of(10, 0, 1), 1.5)  # type: ignore[arg-type]


def test_the_picture_says_in_words_what_it_shows(market_of: MarketOf) -> None:
    found = compare_policies(market_of(30, 0, 3), ["deferred_acceptance", "serial_dictatorship"], ["order"])
    picture, (heads, rows) = policy_plot(found), policy_rows(found)
    assert picture.count("ms-bar") == 10
    assert f"Deferred acceptance, in order: {found[0].reached[0]:.0f} first choices" in picture
    assert all(len(row) == len(heads) for row in rows)
    nobody = Market.from_lists({}, {})
    assert policy_rows(compare_policies(nobody, ["deferred_acceptance"], ["order"]))[1][0][1:] == (
        "0.0", "0.0", "0.0", "0.0", "0.0", "none", "1 of 1")  # fmt: skip
