"""The picture of one more interview says in words, in a table and as a drawing that others' step is not yours."""

from __future__ import annotations

import re

from matchsafe.domain.estimate import Estimate
from matchsafe.present import effect_plot
from matchsafe.present.effect_plot import EffectPoint


def point(ranks: int) -> EffectPoint:
    value = 1 - 0.8**ranks
    return EffectPoint(
        ranks,
        Estimate(value=value, low=value - 0.1, high=min(1.0, value + 0.1)),
        Estimate(value=0.03, low=0.01, high=0.06),
    )


POINTS = [point(n) for n in range(1, 11)]


def test_the_words_of_the_picture_set_both_steps_side_by_side() -> None:
    assert effect_plot.describe(POINTS) == (
        "Of 100 applicants with 6 ranks 74 match, of 100 with 7 79. For the same applicant one more interview adds "
        "about 3 (1 to 6): applicants with more interviews are also stronger."
    )


def test_the_table_behind_it_has_a_row_for_every_step() -> None:
    rows = effect_plot.rows(POINTS)
    assert len(rows) == len(POINTS) - 1
    assert rows[5] == ("6 ranks", "74 in 100 (64 to 84)", "5 more match", "3 (1 to 6)")
    assert {len(r) for r in rows} == {len(effect_plot.COLUMNS)}


def test_each_step_ends_above_its_beginning_and_below_the_curve_and_nothing_leaves_the_paper() -> None:
    drawn = effect_plot.svg(POINTS)
    assert effect_plot.describe(POINTS) in drawn
    circles = [(float(x), float(y)) for x, y in re.findall(r'cx="([\d.]+)" cy="([\d.]+)" r="5"', drawn)]
    assert len(circles) == 5
    curve = {
        float(x): float(y)
        for x, y in (p.split(",") for p in re.findall(r'class="ms-line" points="([^"]+)"', drawn)[0].split())
    }
    for x, y in circles[:3]:
        assert y > curve[x], "lower on the paper: less than what others have with one more"
    assert all(0 <= x <= 640 and 0 <= y <= 376 for x, y in circles)
