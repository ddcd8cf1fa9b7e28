"""Simulated figures stand beside published ones with their error."""

from __future__ import annotations

import numpy as np
import pytest

from matchsafe import evidence
from matchsafe.market.season import Preset
from matchsafe.services.simulation import compare
from matchsafe.services.simulation.checks import broken_bounds
from matchsafe.services.simulation.comparison import ComparedFigure
from matchsafe.services.simulation.moment import IMG, length_moment, length_quantile, quantile, ratio
from matchsafe.services.simulation.moments import moments
from matchsafe.services.simulation.single_seasons import FEWEST, SingleSeasons, near, tally


def test_every_figure_names_its_source_and_no_two_share_a_name(nation: Preset) -> None:
    found = moments(nation)
    assert len({m.name for m in found}) == len(found)
    for moment in found:
        assert evidence.figure(moment.source)
        assert moment.published is not None


def test_checks_are_apart_from_what_was_fitted(nation: Preset) -> None:
    fitted = {m.group for m in moments(nation) if m.fitted}
    checks = {m.group for m in moments(nation) if not m.fitted}
    assert fitted
    assert checks
    assert not fitted & checks


def test_a_row_is_the_ratio_of_sums_with_a_jackknife_error(
    nation: Preset, arrays: dict[str, np.ndarray]
) -> None:
    rows = {(r.group, r.what): r for r in compare(nation, arrays).rows}
    row = rows["Match rate, categorical or advanced position", "non_us_img"]
    people = arrays["people"][:, 3]
    assert row.simulated == pytest.approx(100 * people[:, 2].sum() / people[:, 1].sum())
    left_out = [
        100 * np.delete(people, i, 0)[:, 2].sum() / np.delete(people, i, 0)[:, 1].sum() for i in range(4)
    ]
    assert row.error == pytest.approx(np.sqrt(3 * np.var(left_out)))
    assert row.published == pytest.approx(55.3, abs=0.1)
    assert row.as_dict()["fitted"] is True


def test_one_season_alone_has_no_error(nation: Preset, arrays: dict[str, np.ndarray]) -> None:
    found = compare(nation, {name: part[:1] for name, part in arrays.items()})
    assert all(row.error is None and row.season_mean is None and not row.outside for row in found.rows)
    assert all(t.perfect is None for t in found.tallies)


def test_quantiles_of_counts() -> None:
    counts = np.array([0.0, 5, 1, 1, 3])
    assert [quantile(counts, q) for q in (0.1, 0.25, 0.5, 0.75)] == [1, 1, 1.5, 4]
    assert quantile(np.array([0.0, 1, 1, 0, 1, 1]), 0.5) == 3, "halfway between two and four"
    ranks = np.zeros((1, 1, 5, 2))
    ranks[0, 0, :, 0] = [0, 6, 2, 2, 4]
    ranks[0, 0, :, 1] = [0, 1, 1, 1, 3]
    assert length_quantile(0, 0, True, 0.5)({"listed": ranks}) == 3.5
    assert length_quantile(0, 0, False, 0.5)({"listed": ranks}) == 1
    means = [length_moment(0, 0, matched, False)({"listed": ranks}) for matched in (True, False)]
    assert means == pytest.approx([3.0, 14 / 8])
    assert length_moment(0, 0, True, True)({"listed": ranks}) == pytest.approx(np.sqrt(8 / 6))


def test_bounds_are_broken_by_a_world_in_which_length_means_nothing(
    nation: Preset, arrays: dict[str, np.ndarray]
) -> None:
    broken = broken_bounds([s.code for s in nation.specialties])
    lists = np.zeros_like(arrays["listed"].sum(0))
    assert broken({"listed": lists}) == 0, "nobody breaks nothing"
    lists[:, IMG, 1:, 0], lists[:, IMG, 1:, 1] = 1000, 550
    assert broken({"listed": lists}) > 40


def test_a_ratio_over_nothing_is_nothing() -> None:
    assert ratio("a", 0, 1)({"a": np.array([0.0, 0.0])}) == 0
    assert ratio("a", 0, 0, 1.0, below="b")({"a": np.array([6.0]), "b": np.array([3.0])}) == 2


def test_persons_of_a_smaller_nation_are_counted_up(nation: Preset, arrays: dict[str, np.ndarray]) -> None:
    whole, small = compare(nation, arrays).rows, compare(nation, arrays, scale=0.04).rows
    for one, other in zip(whole, small, strict=True):
        factor = 25 if one.unit == "persons" else 1
        assert other.simulated == pytest.approx(factor * one.simulated)


def test_a_season_in_the_part_of_the_published_one_is_held_against_the_others() -> None:
    """Of ten figures of nothing but chance, counted as plainly as can be."""
    random, count = np.random.default_rng(5), 40
    tables = random.normal(100, 8, (10, count))
    owns = [SingleSeasons(row, np.array([np.delete(row, i).mean() for i in range(count)])) for row in tables]
    met = [sum(abs(own.others[i] / own.values[i] - 1) <= 0.1 for own in owns) for i in range(count)]
    found = tally(
        "x", "y", near([100.0] * 10, [109.0, 89, 91, *[100] * 7]), [near(o.others, o.values) for o in owns]
    )
    assert (found.figures, found.met) == (10, 9)
    assert found.perfect == pytest.approx(np.mean(met))
    assert (found.low, found.high) == pytest.approx(tuple(np.quantile(met, (0.05, 0.95))))
    assert found.often == pytest.approx(np.mean([m >= 8 for m in met]))
    assert 6 < np.mean(met) < 9, "a model that is right in everything does not meet them all"
    for own in owns:
        np.testing.assert_allclose(own.others_mean, own.others)
        assert own.inside.mean() == pytest.approx(0.95)
    few = tally("x", "y", [True], [near(owns[0].values[: FEWEST - 1], 100.0)])
    assert (few.met, few.perfect) == (1, None)


def test_enough_seasons_tell_what_single_ones_give(nation: Preset, arrays: dict[str, np.ndarray]) -> None:
    """The same four seasons, each many times."""
    found = compare(nation, {name: np.concatenate([part] * 6) for name, part in arrays.items()})
    row = next(r for r in found.rows if r.what == "neurology, non_us_img")
    seats = arrays["seats"][:, [s.code for s in nation.specialties].index("neurology")]
    own = 100 * seats[:, 3] / seats.sum(1)
    assert row.season_mean == pytest.approx(own.mean())
    assert (row.season_low, row.season_high) == (own.min(), own.max())
    first, every = (
        next(t for t in found.tallies if t.scope == s) for s in ("the first checks", "all checks")
    )
    assert (first.figures, every.figures) == (66, 198)
    assert 0 < first.met < 66
    assert every.perfect == pytest.approx(np.mean([every.low, every.high]), abs=20)
    inside = [t for t in found.tallies if t.measure == "among single seasons"][1]
    checks = [r for r in found.rows if not r.fitted and r.published]
    assert inside.met == len(checks) - sum(r.outside for r in checks)
    assert any(r.outside for r in checks)


@pytest.mark.parametrize(("published", "outside"), [(2.0, False), (3.0, False), (3.1, True), (None, False)])
def test_a_published_figure_is_outside_if_single_seasons_do_not_come_to_it(
    published: float | None, outside: bool
) -> None:
    row = ComparedFigure("a", "b", "c", 2.5, 0.1, published, "d", False, 4, 2.5, 0.3, 2.0, 3.0)
    assert row.outside is outside
