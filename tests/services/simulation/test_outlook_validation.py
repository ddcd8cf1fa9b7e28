"""The report on the outlook tells a world that is like the model from one that is not."""

from __future__ import annotations

import json

import numpy as np
import pytest

from matchsafe.domain.estimate import Estimate
from matchsafe.market.season import Preset
from matchsafe.odds.effects import interview_effect
from matchsafe.services.simulation import validate
from matchsafe.services.simulation.nation import TYPES
from matchsafe.services.simulation.outlook_validation import BANDS, ON, mean, slope, specialties


def world(nation: Preset, arrays: dict[str, np.ndarray], shift: float) -> dict[str, np.ndarray]:
    """Summaries of a world in which non-US IMGs match as the outlook says, or ``shift`` more often."""
    codes = [s.code for s in nation.specialties]
    made = {name: part.copy() for name, part in arrays.items()}
    made["ranks"][:] = 0
    for code in specialties(nation)[:3]:
        for n in range(1, 13):
            chance = interview_effect("non_us_img", code, n, ON).chance.value
            made["ranks"][:, codes.index(code), TYPES.index("non_us_img"), n] = [
                1000,
                1000 * (chance + shift),
            ]
    return made


def test_a_world_that_is_as_the_model_says_is_found_calibrated(
    nation: Preset, arrays: dict[str, np.ndarray]
) -> None:
    found = validate(nation, world(nation, arrays, 0.0))
    assert len(found.by_decile) > 4
    for row in (*found.by_decile, *found.by_specialty):
        assert row.matched == pytest.approx(row.said.value, abs=1e-6)


def test_a_world_in_which_more_match_is_found_out(nation: Preset, arrays: dict[str, np.ndarray]) -> None:
    found = validate(nation, world(nation, arrays, 0.1))
    for row in found.by_specialty:
        assert row.matched == pytest.approx(row.said.value + 0.1, abs=1e-6)


def test_effects_are_told_by_band_and_by_strength(nation: Preset, arrays: dict[str, np.ndarray]) -> None:
    found = validate(nation, arrays)
    assert tuple(e.band for e in found.effects) == BANDS
    people = arrays["effects"].sum(0)[[2, 3]].sum(0)
    first = found.effects[0]
    assert first.applicants == people[:, 1:4, 0].sum()
    assert first.taken_away == pytest.approx(people[:, 1:4, 2].sum() / people[:, 1:4, 0].sum())
    for effect in found.effects:
        assert 0 <= effect.taken_away <= effect.matched
        assert effect.outlook_more.value <= effect.outlook_fewer.value + 1e-9, (
            "each further interview adds less"
        )
        assert len(effect.by_third) == 3
    assert found.effects[0].taken_away > found.effects[-1].taken_away


def test_the_report_can_be_written_as_json(nation: Preset, arrays: dict[str, np.ndarray]) -> None:
    content = json.loads(json.dumps(validate(nation, arrays).as_dict()))
    assert content["digest"] == nation.digest
    assert content["effects"][0]["outlook_fewer"]["low"] <= content["effects"][0]["outlook_fewer"]["value"]


def test_the_slope_of_a_straight_line_is_its_slope() -> None:
    people = np.full(10, 50.0)
    assert slope(people, people * np.arange(10) * 0.07, 2, 5) == pytest.approx(0.07)


def test_the_mean_of_estimates_weighs_their_ends_alike() -> None:
    found = mean([(Estimate(value=0.2, low=0.1, high=0.3), 3), (Estimate(value=0.6, low=0.5, high=0.7), 1)])
    assert (found.low, found.value, found.high) == pytest.approx((0.2, 0.3, 0.4))


def test_a_step_needs_a_rank() -> None:
    with pytest.raises(ValueError, match="1 or more"):
        interview_effect("us_img", "internal_medicine", 0, ON)


def test_the_first_interview_is_the_whole_chance() -> None:
    found = interview_effect("non_us_img", "internal_medicine", 1, ON)
    assert found.one_fewer.value == pytest.approx(found.chance.value)
    assert 0 < found.one_more.value < found.chance.value
