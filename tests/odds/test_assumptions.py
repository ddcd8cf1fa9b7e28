"""Assumptions as draws, and how far each one moves the chance."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import date
from typing import Any, Final

import numpy as np
import pytest

from matchsafe import evidence
from matchsafe.domain.season import Season
from matchsafe.odds import Assessment
from matchsafe.odds.applicant_posterior import applicant_posterior
from matchsafe.odds.assumptions import (
    AS_IT_IS,
    EVIDENCE_ALONE,
    TOGETHER,
    assumption_overrides,
    bounds,
    draws,
    used_assumptions,
)

NAMES: Final = tuple(f.id for f in evidence.figures() if f.id.startswith("assumptions."))
CUT: Final = "assumptions.strength_at_each_program"
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


@pytest.mark.parametrize("count", [64, 240])
def test_sizes_that_nobody_measured_err_together_and_no_others(count: int) -> None:
    values = {name: draws(name, count) for name in NAMES}
    for one, two in itertools.combinations(NAMES, 2):
        together = np.corrcoef(values[one], values[two])[0, 1]
        if one in TOGETHER and two in TOGETHER:
            size = np.corrcoef(np.abs(values[one]), np.abs(values[two]))[0, 1]
            assert size >= 0.5, (one, two)
        elif count == 240:
            assert abs(together) < 0.25, (one, two)


@pytest.mark.parametrize("name", sorted(TOGETHER))
def test_a_size_that_nobody_measured_shrinks_to_none(name: str) -> None:
    low, mode, high = bounds(name)
    assert 0 in (low, high)
    assert abs(mode) < max(abs(low), abs(high)) / 2 + 1e-9


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


def test_beside_the_draws_as_they_are_the_evidence_alone_keeps_what_is_measured() -> None:
    names = ("assumptions.went_well", "assumptions.visa_needed", "assumptions.sponsors_h1b_if_unknown",
             "match_rates.visa_required_share_2026")  # fmt: skip
    plain = {n: draws(n, 16) for n in names}
    with assumption_overrides((AS_IT_IS, EVIDENCE_ALONE)):
        found = {n: draws(n, 32).reshape(2, 16) for n in names}
    assert all((found[n][0] == plain[n]).all() for n in names)
    assert (found[names[0]][1] == 0).all()
    assert (found[names[2]][1] == 1).all()
    assert all((found[n][1] == plain[n]).all() for n in (names[1], names[3]))


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
    names = ("season_to_season", "setting_community", "setting_university", "setting_unknown", "img_share",
             "img_share_usual", "went_well", "went_poorly", "went_unknown", "highly_selective",
             "sponsors_h1b_if_unknown", "red_flags", "usual_red_flags", "weak_letters", "usual_weak_letters",
             "strong_letters", "usual_strong_letters", "visa_needed", "profile_at_programs")  # fmt: skip
    assert len(listed) == len(set(listed))
    assert set(listed) == {f"assumptions.{n}" for n in names} | {CUT}
    bare = {"season_to_season", "setting_unknown", "went_unknown"}
    assert {a.id for a in assessed(6).assumptions} == {f"assumptions.{n}" for n in bare} | {CUT}


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
                 "red_flags", "weak_letters"):  # fmt: skip
        bar = found[f"assumptions.{name}"]
        assert bar.at_low < bar.at_high, name


def test_the_chance_lies_between_the_ends_of_every_bar(
    assessed: Callable[..., Assessment],
) -> None:
    found = assessed(FULL, **WEAK)
    for bar in found.assumptions:
        if bar.id == CUT:
            continue
        low, high = sorted((bar.at_low, bar.at_high))
        assert low - 1e-3 < found.chance.value < high + 1e-3, bar.id


def test_a_bar_is_the_chance_when_its_assumption_is_set_to_an_end_in_every_draw(
    assessed: Callable[..., Assessment], make_season: Callable[..., Season], on: date
) -> None:
    found = {a.id: a for a in assessed(FULL, **WEAK).assumptions}
    for name in ("assumptions.highly_selective", "assumptions.season_to_season", "assumptions.red_flags"):
        low, _, high = bounds(name)
        for end, shown in ((low, found[name].at_low), (high, found[name].at_high)):
            with assumption_overrides(((name, end),)):
                assert shown == pytest.approx(
                    applicant_posterior(make_season(FULL, **WEAK), on).chance.mean(), abs=0.01
                ), name


def test_the_bar_of_the_cut_runs_between_the_draws_at_its_ends(
    assessed: Callable[..., Assessment], make_season: Callable[..., Season], on: date
) -> None:
    now = applicant_posterior(make_season(6), on)
    (bar,) = (a for a in assessed(6).assumptions if a.id == CUT)
    low, _, high = bounds(CUT)
    assert (now.group.cut.min(), now.group.cut.max()) == pytest.approx((low, high))
    assert bar.at_low == pytest.approx(now.chance[now.group.cut == now.group.cut.min()].mean())
    assert bar.at_high == pytest.approx(now.chance[now.group.cut == now.group.cut.max()].mean())
