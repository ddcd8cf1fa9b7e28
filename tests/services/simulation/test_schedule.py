"""One command makes the preset that ships again; stopped, it goes on; with any number of threads it makes the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from matchsafe.market.season import Preset, SimulateSeason
from matchsafe.market.season.summary import Summary
from matchsafe.services.simulation import calibration, fitted_names, load_preset, preset_files
from matchsafe.services.simulation.calibration import DIGITS, totals
from matchsafe.services.simulation.fit_steps import BOUNDS, STEPS
from matchsafe.services.simulation.moments import moments
from matchsafe.services.simulation.schedule import Schedule, Stage, load_schedule, remake, schedule_names
from matchsafe.services.simulation.trials import KeptTrials

SCALE = 0.02
FREE = ("rank_offset.non_us_img", "signal_bonus")


def test_the_preset_that_ships_was_made_by_its_schedule() -> None:
    """If this fails, what is assumed, the counts or the schedule changed: make the preset again."""
    schedule, shipped = load_schedule("us_2025"), load_preset("us_2025")
    content = yaml.safe_load((preset_files.FOLDER / "us_2025.yaml").read_text(encoding="utf-8"))
    assert schedule_names() == ["us_2025"]
    assert content["made"] == f"matchsafe calibrate FILE {schedule.made}"
    assert shipped.version == schedule.start.version
    assert set(fitted_names()) == set(schedule.free)
    same = {n: v for n, v in shipped.parameters.items() if n not in schedule.free}
    assert same == {n: v for n, v in schedule.start.parameters.items() if n not in schedule.free}


def test_what_ships_could_be_told_by_a_fit() -> None:
    shipped = load_preset("us_2025")
    for name in load_schedule("us_2025").free:
        family, value = name.partition(".")[0], shipped.parameters[name]
        low, high = BOUNDS.get(family, (float("-inf"), float("inf")))
        assert family in STEPS
        assert low <= value <= high
        assert value == round(value, DIGITS)


@pytest.fixture
def schedule(nation: Preset, monkeypatch: pytest.MonkeyPatch) -> Schedule:
    """A short one, to the figures of another world."""
    truth = totals(SimulateSeason(nation, 8, SCALE), range(1))
    names = ("rate.non_us_img", "length.non_us_img.matched", "signal.sent")
    made = tuple(replace(m, published=m.value(truth)) for m in moments(nation) if m.name in names)
    monkeypatch.setattr(calibration, "moments", lambda *_: made)
    start = nation.with_parameters({FREE[0]: -1.5, FREE[1]: 1.0})
    return Schedule("island", start, FREE, (Stage(1, 8, 1, 1), Stage(1, 9, 2, 1)), "0")


def test_any_number_of_threads_makes_the_same(schedule: Schedule) -> None:
    told: list[int] = []
    one = remake(schedule, scale=SCALE, on_progress=lambda n, _: told.append(n))
    three = remake(schedule, scale=SCALE, threads=3)
    assert one.preset.digest == three.preset.digest != schedule.start.digest
    assert one.residuals == three.residuals
    assert told == list(range(1, one.trials + 1))
    assert one.trials <= schedule.most_trials


def test_a_remake_that_was_stopped_goes_on_where_it_was(
    schedule: Schedule, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[int] = []
    draw = SimulateSeason.__call__

    def drawing(task: SimulateSeason, season: int) -> Summary:
        drawn.append(season)
        return draw(task, season)

    monkeypatch.setattr(SimulateSeason, "__call__", drawing)
    path = tmp_path / "trials"
    whole = remake(schedule, scale=SCALE)
    all_drawn = len(drawn)
    drawn.clear()
    early = remake(schedule, scale=SCALE, kept=KeptTrials(path), cancel=lambda: len(drawn) >= 4)
    assert early.trials < whole.trials
    path.write_text(path.read_text() + '["cut sho')
    found = remake(schedule, scale=SCALE, kept=KeptTrials(path))
    assert found.preset.digest == whole.preset.digest
    assert 4 < len(drawn) <= all_drawn, "no finished trial is made again"
    drawn.clear()
    assert remake(schedule, scale=SCALE, kept=KeptTrials(path)).residuals == whole.residuals
    assert not drawn
