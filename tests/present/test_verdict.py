"""One word for a chance and its range, from one published scale."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchsafe.domain.estimate import Estimate
from matchsafe.domain.outlook import VerdictCode
from matchsafe.present import phrase, verdict

ORDER = ("very_unlikely", "unlikely", "uncertain", "likely", "very_likely")
shares = st.floats(0, 1)
chances = (
    st.tuples(shares, shares, shares).map(sorted).map(lambda t: Estimate(low=t[0], value=t[1], high=t[2]))
)


def of(value: int, low: int, high: int) -> Estimate:
    return Estimate(value=value / 100, low=low / 100, high=high / 100)


@pytest.mark.parametrize(
    ("e", "code"),
    [
        (of(4, 1, 9), "very_unlikely"),
        (of(9, 2, 40), "unlikely"),
        (of(20, 12, 30), "unlikely"),
        (of(32, 20, 49), "unlikely"),
        (of(32, 20, 50), "uncertain"),
        (of(45, 40, 49), "uncertain"),
        (of(61, 37, 83), "uncertain"),
        (of(70, 49, 85), "uncertain"),
        (of(74, 62, 84), "likely"),
        (of(83, 70, 90), "likely"),
        (of(92, 60, 97), "likely"),
        (of(94, 88, 97), "very_likely"),
        (of(0, 0, 0), "very_unlikely"),
        (of(100, 100, 100), "very_likely"),
    ],
)
def test_the_word_follows_from_the_value_and_from_its_range(e: Estimate, code: str) -> None:
    assert verdict.code(e) == code


@given(chances)
def test_a_range_across_even_odds_is_never_called_likely_or_unlikely(e: Estimate) -> None:
    if e.low < 0.5 <= e.high:
        assert verdict.code(e) == "uncertain"


@given(chances, chances)
def test_what_is_better_throughout_never_gets_a_weaker_word(a: Estimate, b: Estimate) -> None:
    if a.low <= b.low and a.value <= b.value and a.high <= b.high:
        assert ORDER.index(verdict.code(a)) <= ORDER.index(verdict.code(b))


def test_the_verdict_says_what_it_rests_on_and_links_it() -> None:
    found = verdict.verdict(of(74, 62, 84))
    assert (found.code, found.text) == ("likely", "Likely, but not safe.")
    assert found.rests_on == "Our estimate, 74, its range, 62 to 84, and a published scale of words."
    assert '<a href="/evidence/likelihood.words">' in phrase.html(found.rests_on)


def test_a_verdict_that_only_the_range_makes_uncertain_says_so() -> None:
    assert "Its range crosses even odds, 50." in verdict.verdict(of(70, 41, 88)).rests_on
    assert "crosses" not in verdict.verdict(of(60, 41, 78)).rests_on


def test_where_nothing_can_be_said_the_reason_is_the_verdict() -> None:
    found = verdict.verdict(of(74, 62, 84), "Too early to say.")
    assert (found.code, found.text) == ("cannot_say", "Too early to say.")
    assert "74" not in found.rests_on


def test_every_verdict_has_words_and_the_shown_scale_covers_0_to_100() -> None:
    assert set(verdict.TEXTS) == set(get_args(VerdictCode))
    assert [span for span, _ in verdict.rows()] == [
        "90 to 100",
        "66 to 90",
        "33 to 66",
        "10 to 33",
        "0 to 10",
    ]
