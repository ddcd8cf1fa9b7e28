"""The article's third question: ten community programs that take IMGs, or five famous university ones."""

from __future__ import annotations

from typing import Any

import pytest

from matchsafe.domain.outlook import Outlook


@pytest.fixture
def five(outlook: Any, programs: Any) -> Outlook:
    return outlook(programs(5, setting="university", highly_selective=True, img_share=0.05))


@pytest.fixture
def ten(outlook: Any, programs: Any) -> Outlook:
    lists = [programs(5, state=s, setting="community", img_share=0.7) for s in ("NY", "MI")]
    return outlook(lists[0] + lists[1])


def test_ten_community_interviews_are_a_clearly_better_chance(five: Outlook, ten: Outlook) -> None:
    assert ten.chance.value > five.chance.value + 0.1
    assert ten.effective_interviews > five.effective_interviews


def test_the_famous_list_is_less_safe_than_its_length(five: Outlook, warned: Any) -> None:
    assert five.zone.code == "borderline"
    assert "less safe than its length" in warned(five)["prestige_heavy"]
    assert five.effective_interviews <= 5


def test_the_community_list_is_a_good_mix_and_reasonably_safe(ten: Outlook, warned: Any) -> None:
    assert ten.zone.code == "reasonably_safe"
    assert ten.still_needed == 0
    assert "good_mix" in warned(ten)
    assert "prestige_heavy" not in warned(ten)


def test_published_data_that_do_not_show_it_stand_beside_the_claim(five: Outlook) -> None:
    found = {d.code: d for d in five.disagreements}["university_interviews"]
    assert "Neurology" in found.ours
    assert "neurology_2026.img_seats_per_invitation" in found.sources
