"""The article's fourth question: nine interviews, all in one state."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def mixed(programs: Any) -> Any:
    def make(*states: str) -> list[dict[str, Any]]:
        kinds = ["community", "community_university_affiliated", "community"]
        return [
            {
                "program": f"Hospital {i}",
                "status": "attended",
                "state": states[i % len(states)],
                "setting": kinds[i % len(kinds)],
                "img_share": 0.6,
            }
            for i in range(9)
        ]

    return make


def test_it_is_a_note_and_not_a_penalty(outlook: Any, mixed: Any, warned: Any) -> None:
    here = outlook(mixed("NY"))
    assert "a note, not a penalty" in warned(here)["one_state_note"]
    assert here.zone.code == "hopeful"


def test_the_chance_is_the_same_as_with_the_same_programs_in_many_states(outlook: Any, mixed: Any) -> None:
    here, spread = outlook(mixed("NY")), outlook(mixed("NY", "OH", "TX", "FL"))
    assert here.chance.value == pytest.approx(spread.chance.value, abs=1e-9)
    assert here.effective_interviews == pytest.approx(spread.effective_interviews, abs=1e-9)


def test_programs_that_would_not_be_ranked_do_not_count(outlook: Any, mixed: Any) -> None:
    half = [i | {"would_rank": k % 3 != 0} for k, i in enumerate(mixed("NY"))]
    answer = outlook(half)
    assert (answer.counts.attended, answer.counts.rankable) == (9, 6)
    assert answer.zone.code == "borderline"
