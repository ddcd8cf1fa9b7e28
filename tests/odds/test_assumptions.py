"""Assumptions as draws, and how far each one moves the chance."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, Final

import numpy as np
import pytest

from matchsafe import evidence
from matchsafe.domain.season import Season
from matchsafe.odds import Assessment
from matchsafe.odds.applicant_posterior import applicant_posterior
from matchsafe.odds.assumptions import assumption_overrides, bounds, draws, used_assumptions
from matchsafe.odds.sensitivity import assumption_effects

NAMES: Final = tuple(f.id for f in evidence.figures() if f.id.startswith("assumptions."))
COUPLING: Final = {"assumptions.strength_in_rank_count", "assumptions.strength_at_each_program"}
SIZES: Final = (48, 64, 240)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("count", SIZES)
def test_draws_lie_inside_the_range_and_average_to_the_mean_of_a_triangle(name: str, count: int) -> None:
    low, mode, high = bounds(name)
    values = draws(name, count)
    assert values.shape == (count,)
    assert low <= values.min() <= values.max() <= high
    assert values.mean() == pytest.approx((low + mode + high) / 3, abs=0.01 * (high - low) + 1e-12)
    variance = (low**2 + mode**2 + high**2 - low * mode - low * high - mode * high) / 18
    assert values.std() == pytest.approx(np.sqrt(variance), rel=0.05)


@pytest.mark.parametrize("count", [240])
def test_no_two_assumptions_rise_and_fall_together(count: int) -> None:
    values = {name: draws(name, count) for name in NAMES}
    for one, two in itertools.combinations(NAMES, 2):
        assert abs(np.corrcoef(values[one], values[two])[0, 1]) < 0.25, (one, two)


def test_draws_are_the_same_every_time_and_cannot_be_written_to() -> None:
    name = NAMES[0]
    assert draws(name, 48) is draws(name, 48)
    with pytest.raises(ValueError, match="read-only"):
        draws(name, 48)[0] = 1.0


def test_an_assumption_without_a_spread_has_one_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("matchsafe.odds.assumptions.bounds", lambda _: (0.3, 0.3, 0.3))
    assert (draws("assumptions.that_is_certain", 7) == 0.3).all()


def test_only_a_figure_with_a_range_is_an_assumption() -> None:
    with pytest.raises(TypeError, match=r"'article\.match_rate_by_ranks' has no range"):
        bounds("article.match_rate_by_ranks")
    with pytest.raises(KeyError):
        bounds("assumptions.no_such_thing")


def test_overriding_sets_one_assumption_in_each_block_and_leaves_the_rest() -> None:
    one, two, other = NAMES[:3]
    plain = {n: draws(n, 16) for n in (one, two, other)}
    with assumption_overrides(((one, 7.0), (one, 8.0), (two, 9.0))):
        found = {n: draws(n, 48).reshape(3, 16) for n in (one, two, other)}
    assert (found[one][0] == 7).all()
    assert (found[one][1] == 8).all()
    assert (found[one][2] == plain[one]).all()
    assert (found[two][:2] == plain[two]).all()
    assert (found[two][2] == 9).all()
    assert (found[other] == plain[other]).all()
    assert draws(one, 16) is plain[one]


def test_overriding_ends_with_its_block_even_when_that_fails() -> None:
    plain = draws(NAMES[0], 16)
    with pytest.raises(RuntimeError), assumption_overrides(((NAMES[0], 7.0),)):
        raise RuntimeError
    assert draws(NAMES[0], 16) is plain


def test_noting_collects_the_names_used_within_its_block_only() -> None:
    draws(NAMES[0], 16)
    with used_assumptions() as used:
        draws(NAMES[1], 16)
        draws(NAMES[1], 16)
    draws(NAMES[2], 16)
    assert used == {NAMES[1]}


FULL: Final[list[dict[str, Any]]] = [
    {"program": "A", "setting": "community", "went": "well", "img_share": 0.7},
    {"program": "B", "setting": "university", "went": "poorly", "highly_selective": True},
    {"program": "C"},
]
WEAK: Final = {"visa": "h1b", "red_flags": ["gap"], "letters": "weak", "step2_ck": {"score": 240}}


def test_each_assumption_in_use_is_listed_once_and_no_other(assessed: Callable[..., Assessment]) -> None:
    listed = [a.id for a in assessed(FULL, **WEAK).assumptions]
    names = ("season_to_season", "setting_community", "setting_university", "img_share", "img_share_usual", "went_well",
             "went_poorly", "highly_selective", "sponsors_h1b_if_unknown", "red_flag", "usual_red_flag", "weak_letters",
             "usual_weak_letters", "strong_letters", "usual_strong_letters", "visa_gap_by_strength")  # fmt: skip
    assert len(listed) == len(set(listed))
    assert set(listed) == {f"assumptions.{n}" for n in names} | COUPLING
    assert {a.id for a in assessed(6).assumptions} == {"assumptions.season_to_season"} | COUPLING


def test_the_widest_bar_comes_first_and_each_says_what_it_is_about(
    assessed: Callable[..., Assessment],
) -> None:
    found = assessed(FULL, **WEAK).assumptions
    widths = [abs(a.at_high - a.at_low) for a in found]
    assert widths == sorted(widths, reverse=True)
    assert all(a.label == evidence.figure(a.id).title for a in found)


def test_more_of_what_helps_gives_more(assessed: Callable[..., Assessment]) -> None:
    found = {a.id: a for a in assessed(FULL, **WEAK).assumptions}
    for name in ("season_to_season", "setting_community", "went_poorly", "highly_selective", "sponsors_h1b_if_unknown",
                 "red_flag", "weak_letters"):  # fmt: skip
        bar = found[f"assumptions.{name}"]
        assert bar.at_low < bar.at_high, name


def test_the_chance_lies_between_the_ends_of_every_bar(
    assessed: Callable[..., Assessment],
) -> None:
    found = assessed(FULL, **WEAK)
    for bar in found.assumptions:
        if bar.id in COUPLING:
            continue
        low, high = sorted((bar.at_low, bar.at_high))
        assert low - 1e-3 < found.chance.value < high + 1e-3, bar.id


def test_a_bar_is_the_chance_when_its_assumption_is_set_to_an_end_in_every_draw(
    assessed: Callable[..., Assessment], make_season: Callable[..., Season], on: date
) -> None:
    found = {a.id: a for a in assessed(FULL, **WEAK).assumptions}
    for name in ("assumptions.highly_selective", "assumptions.season_to_season", "assumptions.red_flag"):
        low, _, high = bounds(name)
        for end, shown in ((low, found[name].at_low), (high, found[name].at_high)):
            with assumption_overrides(((name, end),)):
                assert shown == pytest.approx(
                    applicant_posterior(make_season(FULL, **WEAK), on).chance.mean(), abs=0.01
                ), name


def test_the_bars_of_the_coupling_lie_on_a_plane_through_the_draws(
    make_season: Callable[..., Season], on: date
) -> None:
    season = make_season(6)
    now = applicant_posterior(season, on)
    times = now.group.size // 4
    flat = replace(now.group, k=np.tile([0.3, 0.3, 0.7, 0.7], times), c=np.tile([0.6, 1.2, 0.6, 1.2], times))
    sloped = replace(now, group=flat)
    sloped.__dict__["chance"] = 0.5 + 0.2 * (flat.k - 0.5) - 0.1 * (flat.c - 0.9)
    bars = {a.id: a for a in assumption_effects(season, on, sloped) if a.id in COUPLING}
    # two values of each, in the middles of the halves of its range: the ends are half a step further out
    rank_count, each_program = (
        bars[f"assumptions.strength_{n}"] for n in ("in_rank_count", "at_each_program")
    )
    assert (rank_count.at_low, rank_count.at_high) == pytest.approx((0.42, 0.58))
    assert (each_program.at_low, each_program.at_high) == pytest.approx((0.56, 0.44))


def test_draws_of_a_single_pair_of_coupling_strengths_have_bars_without_a_width(
    make_season: Callable[..., Season], on: date
) -> None:
    season = make_season(6)
    now = applicant_posterior(season, on)
    size = now.group.size
    single = replace(now, group=replace(now.group, k=np.full(size, 0.5), c=np.full(size, 0.9)))
    for bar in assumption_effects(season, on, single):
        if bar.id in COUPLING:
            assert bar.at_low == pytest.approx(bar.at_high)
