"""For one applicant no other order than her wish gives a better program, and one rank more at the end hurts nothing."""

from __future__ import annotations

from itertools import permutations
from typing import Any, Final

from hypothesis import given, settings
from hypothesis import strategies as st

from matchsafe.market import Market, match
from matchsafe.market.steps import match_steps

PROGRAMS: Final = ("P", "Q", "R", "S")
RIVALS: Final = ("Ben", "Cyd", "Dee", "Eve", "Fay")


@st.composite
def markets(draw: Any) -> tuple[list[str], dict[str, list[str]], dict[str, tuple[int, list[str]]]]:
    """Her true list, the rivals' lists, and the programs'."""
    wish = draw(st.permutations(PROGRAMS))[: draw(st.integers(1, 4))]
    rivals = {r: draw(st.permutations(PROGRAMS))[: draw(st.integers(1, 4))] for r in RIVALS}
    programs = {
        p: (draw(st.integers(1, 2)), draw(st.permutations(("Ann", *RIVALS)))[: draw(st.integers(1, 6))])
        for p in PROGRAMS
    }
    return wish, rivals, programs


def end(
    wish: list[str], rivals: dict[str, list[str]], programs: dict[str, tuple[int, list[str]]]
) -> str | None:
    market = Market.from_lists({"Ann": wish, **rivals}, programs, one_sided="unacceptable")
    return match(market).program_of("Ann")


@given(markets())
@settings(max_examples=25)
def test_no_reordering_and_no_shortening_gives_a_better_program(market: Any) -> None:
    wish, rivals, programs = market
    place = {p: at for at, p in enumerate(wish)} | {None: len(wish)}
    truth = place[end(wish, rivals, programs)]
    for length in range(1, len(wish) + 1):
        for order in permutations(wish, length):
            # the step-by-step algorithm ends as the engine does, and is quicker to ask this often
            found = match_steps({"Ann": order, **rivals}, programs)[1]["Ann"]
            assert place[found] >= truth


@given(markets())
@settings(max_examples=25)
def test_a_program_more_at_the_end_never_costs_a_match(market: Any) -> None:
    wish, rivals, programs = market
    before = end(wish, rivals, programs)
    for more in set(PROGRAMS) - set(wish):
        after = end([*wish, more], rivals, programs)
        assert after == before or (before is None and after == more)
