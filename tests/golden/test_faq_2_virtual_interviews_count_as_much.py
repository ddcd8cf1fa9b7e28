"""The article's second question: do virtual interviews change how many are needed? They do not."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.mark.parametrize("n", [3, 8, 11])
def test_virtual_and_in_person_have_exactly_the_same_outlook(outlook: Any, programs: Any, n: int) -> None:
    video = outlook(programs(n, format="virtual"))
    there = outlook(programs(n, format="in_person"))
    assert video.chance == there.chance
    assert video.curve == there.curve
    assert video.effective_interviews == there.effective_interviews
    assert (video.zone, video.target, video.still_needed) == (there.zone, there.target, there.still_needed)


def test_the_reader_is_told_so(outlook: Any, programs: Any, warned: Any) -> None:
    assert "the target stays the same" in warned(outlook(programs(8, format="virtual")))["virtual_same"]
