"""H-1B needed: ten interviews of which three sponsor it, against ten that all do."""

from __future__ import annotations

from typing import Any

import pytest

from matchsafe.domain.outlook import Outlook


@pytest.fixture
def applicant(strong_non_us_img: dict[str, Any]) -> dict[str, Any]:
    return strong_non_us_img | {"visa": "h1b"}


@pytest.fixture
def three(outlook: Any, programs: Any, applicant: dict[str, Any]) -> Outlook:
    sponsoring = programs(3, "Sponsor", visas_sponsored=["h1b", "j1"])
    return outlook(sponsoring + programs(7, "Other", visas_sponsored=["j1"]), applicant)


@pytest.fixture
def all_ten(outlook: Any, programs: Any, applicant: dict[str, Any]) -> Outlook:
    return outlook(programs(10, "Sponsor", visas_sponsored=["h1b"]), applicant)


def test_only_the_three_that_sponsor_count(three: Outlook, warned: Any) -> None:
    assert (three.counts.attended, three.counts.rankable) == (10, 3)
    assert three.zone.code == "danger"
    assert three.still_needed == 7
    text = warned(three)["not_counted"]
    assert "does not sponsor H-1B" in text
    assert all(f"Other {i}" in text for i in range(1, 8))
    assert "Sponsor 1" not in text


def test_ten_that_sponsor_are_reasonably_safe(all_ten: Outlook, warned: Any) -> None:
    assert all_ten.counts.rankable == 10
    assert (all_ten.zone.code, all_ten.still_needed) == ("reasonably_safe", 0)
    assert "not_counted" not in warned(all_ten)


def test_ten_that_sponsor_are_a_much_better_chance(three: Outlook, all_ten: Outlook) -> None:
    assert all_ten.chance.value > three.chance.value + 0.15
    assert all_ten.effective_interviews > three.effective_interviews


def test_needing_a_visa_leaves_the_target_as_it_is(three: Outlook, outlook: Any) -> None:
    assert three.target == outlook(10).target


def test_visas_that_are_not_known_are_to_be_looked_up(
    outlook: Any, programs: Any, applicant: dict[str, Any], todo: Any
) -> None:
    answer = outlook(programs(3, visas_sponsored=["h1b"]) + programs(4, "Unknown"), applicant)
    assert answer.counts.rankable == 7
    assert "Unknown 4" in todo(answer)["check_visas"].text


def test_the_published_match_rates_with_and_without_visa_need_are_shown(three: Outlook) -> None:
    found = {d.code: d for d in three.disagreements}["visa_and_rate"]
    assert "54 in 100" in found.ours
    assert "68 in 100" in found.ours
