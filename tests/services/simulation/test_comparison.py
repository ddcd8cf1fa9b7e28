"""Simulated figures stand beside published ones with their error."""

from __future__ import annotations

import numpy as np
import pytest

from matchsafe import evidence
from matchsafe.market.season import Preset
from matchsafe.services.simulation import compare
from matchsafe.services.simulation.moments import (
    IMG,
    broken_bounds,
    length_moment,
    length_quantile,
    moments,
    quantile,
    ratio,
)


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
    rows = {(r.group, r.what): r for r in compare(nation, arrays)}
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
    rows = compare(nation, {name: part[:1] for name, part in arrays.items()})
    assert all(row.error is None for row in rows)


def test_quantiles_of_counts() -> None:
    counts = np.array([0.0, 5, 1, 1, 3])
    assert [quantile(counts, q) for q in (0.1, 0.5, 0.6, 0.75, 1.0)] == [1, 1, 2, 4, 4]
    ranks = np.zeros((1, 1, 5, 2))
    ranks[0, 0, :, 0] = [0, 6, 2, 2, 4]
    ranks[0, 0, :, 1] = [0, 1, 1, 1, 3]
    assert length_quantile(0, 0, True, 0.5)({"listed": ranks}) == 3
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
    whole, small = compare(nation, arrays), compare(nation, arrays, scale=0.04)
    for one, other in zip(whole, small, strict=True):
        factor = 25 if one.unit == "persons" else 1
        assert other.simulated == pytest.approx(factor * one.simulated)
