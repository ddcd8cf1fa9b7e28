"""A fit finds back what was moved, and looks at nothing it may not see."""

from __future__ import annotations

from dataclasses import replace

import pytest

from matchsafe.market.season import Preset, SimulateSeason
from matchsafe.services.simulation import calibration
from matchsafe.services.simulation.calibration import fit, totals
from matchsafe.services.simulation.fit_steps import BOUNDS
from matchsafe.services.simulation.moments import Moment, moments

SEASONS = range(2)
SCALE = 0.03


@pytest.fixture
def targets(nation: Preset, monkeypatch: pytest.MonkeyPatch) -> tuple[Moment, ...]:
    """A world whose published figures are those of the preset itself at this size."""
    truth = totals(SimulateSeason(nation, 8, SCALE), SEASONS)
    names = ("rate.non_us_img", "rate.us_md", "length.non_us_img.matched", "fill.others", "couples")
    made = tuple(replace(m, published=m.value(truth)) for m in moments(nation) if m.name in names)
    monkeypatch.setattr(calibration, "moments", lambda *_: made)
    return made


def test_a_parameter_that_was_moved_is_found_back(nation: Preset, targets: tuple[Moment, ...]) -> None:
    name = "rank_offset.non_us_img"
    moved = nation.with_parameters({name: nation.parameters[name] + 0.8})
    told: list[float] = []
    found = fit(
        moved, (name,), seed=8, seasons=SEASONS, scale=SCALE, rounds=5,
        on_progress=lambda _, loss: told.append(loss),
    )  # fmt: skip
    assert found.trials == len(told)
    assert found.loss < 0.1 * told[0]
    assert abs(found.preset.parameters[name] - nation.parameters[name]) < 0.25
    assert set(found.residuals) == {m.name for m in targets if m.fitted}


def test_parameters_stay_within_their_bounds(nation: Preset, targets: tuple[Moment, ...]) -> None:
    name = "invites_per_interview"
    moved = nation.with_parameters({name: 3.0})
    found = fit(moved, (name,), seed=8, seasons=SEASONS, scale=SCALE, rounds=1)
    low, high = BOUNDS[name]
    assert low <= found.preset.parameters[name] <= high


def test_a_fit_that_is_stopped_keeps_the_best_so_far(nation: Preset, targets: tuple[Moment, ...]) -> None:
    moved = nation.with_parameters({"signal_bonus": 0.5})
    found = fit(moved, ("signal_bonus",), seed=8, seasons=SEASONS, scale=SCALE, cancel=lambda: True)
    assert found.trials == 1
    assert found.preset.parameters["signal_bonus"] == 0.5


def test_a_fit_that_is_perfect_already_stays(nation: Preset, targets: tuple[Moment, ...]) -> None:
    found = fit(nation, ("signal_bonus",), seed=8, seasons=SEASONS, scale=SCALE, rounds=1)
    assert found.loss == 0
    assert found.preset.parameters["signal_bonus"] == pytest.approx(
        nation.parameters["signal_bonus"], abs=1e-3
    )
