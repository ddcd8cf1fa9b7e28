"""Deferred acceptance step by step: the same end as the engine's, and steps that can be followed."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from matchsafe.market import Market, match
from matchsafe.market.steps import match_steps

APPLICANTS, PROGRAMS = ("Ann", "Ben", "Cyd", "Dee", "Eve"), ("P", "Q", "R")


@st.composite
def markets(draw: Any) -> tuple[dict[str, list[str]], dict[str, tuple[int, list[str]]]]:
    lists = {a: draw(st.permutations(PROGRAMS))[: draw(st.integers(0, 3))] for a in APPLICANTS}
    programs = {
        p: (
            draw(st.integers(0, 2)),
            [a for a in draw(st.permutations(APPLICANTS)) if p in lists[a]][: draw(st.integers(0, 5))],
        )
        for p in PROGRAMS
    }
    return lists, programs


@given(markets())
@settings(max_examples=40)
def test_the_end_is_the_engine_s(market: Any) -> None:
    lists, programs = market
    steps, ends = match_steps(lists, programs)
    assert ends == match(Market.from_lists(lists, programs, one_sided="unacceptable")).as_dict()
    for step in steps:
        for holders, program in zip(step.holders, step.programs, strict=True):
            assert len(holders) <= programs[program][0]
            assert list(holders) == sorted(holders, key=programs[program][1].index)


def test_each_step_says_who_goes_and_who_stands_higher() -> None:
    lists = {"Ann": ["P"], "Ben": ["P", "Q"]}
    programs = {"P": (1, ["Ben", "Ann"]), "Q": (1, ["Ben"])}
    steps, ends = match_steps(lists, programs)
    assert [(s.who, s.outcome, s.displaced) for s in steps] == [
        (("Ann",), "held", ()),
        (("Ben",), "held", ("Ann",)),
        (("Ann",), "exhausted", ()),
    ]
    assert ends == {"Ann": None, "Ben": "P"}
    refused = match_steps({"Ben": ["P"], "Ann": ["P"]}, programs)[0][1]
    assert (refused.outcome, refused.better) == ("refused", ("Ben",))


def test_a_couple_takes_the_first_pair_that_both_programs_want() -> None:
    lists = {"Sam": ["North"]}
    programs = {
        "North": (1, ["Sam", "Max"]),
        "South": (1, ["Max"]),
        "West": (1, ["Wil"]),
        "East": (0, ["Wil"]),
    }
    pairs = [("North", "East"), ("South", "East"), ("South", "West")]
    steps, ends = match_steps(lists, programs, ("Max", "Wil", pairs))
    assert [s.outcome for s in steps] == ["held", "refused", "refused", "held"]
    assert ends == {"Sam": "North", "Max": "South", "Wil": "West"}


def test_whoever_a_couple_displaces_goes_on() -> None:
    lists = {"Sam": ["North", "South"]}
    programs = {"North": (1, ["Max", "Sam"]), "South": (1, ["Sam"]), "West": (1, ["Wil"])}
    steps, ends = match_steps(lists, programs, ("Max", "Wil", [("North", "West"), ("North", "-")]))
    assert ends == {"Sam": "South", "Max": "North", "Wil": "West"}
    assert steps[1].displaced == ("Sam",)
    none = match_steps({}, {"North": (1, ["Max"]), "West": (0, ["Wil"])}, ("Max", "Wil", [("North", "West")]))
    assert none[1] == {"Max": None, "Wil": None}
    assert none[0][-1].outcome == "exhausted"


def test_two_partners_do_not_share_one_seat() -> None:
    programs = {"North": (1, ["Max", "Wil"])}
    steps, ends = match_steps({}, programs, ("Max", "Wil", [("North", "North"), ("-", "North")]))
    assert ends == {"Max": None, "Wil": "North"}
    assert steps[0].outcome == "refused"
