"""A list from answers to "A or B?"."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchsafe.domain.season_rank import Comparison
from matchsafe.ranking.pairwise import Inconsistency, preference_order

NAMES = ("A", "B", "C", "D", "E")


def over(*pairs: str) -> list[Comparison]:
    """ "BA" prefers B to A, "B=A" calls them alike."""
    return [Comparison(first=p[0], second=p[-1], preferred="tie" if "=" in p else "first") for p in pairs]


def test_without_answers_the_list_stands_and_the_first_two_are_compared() -> None:
    found = preference_order(NAMES, [])
    assert found.order == NAMES
    assert found.question == ("A", "B")
    assert (found.answered, found.needed) == (0, 4)


def test_a_chain_of_answers_gives_its_order() -> None:
    found = preference_order(NAMES, over("ED", "DC", "CB", "BA"))
    assert found.order == ("E", "D", "C", "B", "A")
    assert found.complete
    assert not found.inconsistencies


def test_two_groups_that_were_never_compared_still_have_an_order_and_are_asked_about() -> None:
    found = preference_order(NAMES[:4], over("BA", "DC"))
    assert found.order.index("B") < found.order.index("A")
    assert found.order.index("D") < found.order.index("C")
    assert found.question is not None


def test_a_tie_is_an_answer_and_a_pair_passed_over_is_not() -> None:
    assert preference_order(NAMES[:2], over("A=B")).complete
    passed = preference_order(NAMES[:3], [], passed=[("A", "B")])
    assert passed.question == ("B", "C")
    assert preference_order(NAMES[:2], [], passed=[("A", "B")]).question == ("A", "B")


def test_the_last_answer_about_a_pair_counts_and_others_are_left_out() -> None:
    found = preference_order(NAMES[:2], [*over("AB", "BA", "XA")])
    assert found.order == ("B", "A")


def test_answers_in_a_circle_are_shown() -> None:
    found = preference_order(NAMES[:3], over("AB", "BC", "CA"))
    assert len(found.inconsistencies) == 1
    assert isinstance(found.inconsistencies[0], Inconsistency)


@given(st.permutations(NAMES), st.randoms(use_true_random=False))
@settings(max_examples=20)
def test_honest_answers_lead_to_the_wish_and_end(wish: list[str], dice: object) -> None:
    answers: list[Comparison] = []
    for _ in range(len(list(combinations(NAMES, 2)))):
        found = preference_order(NAMES, answers)
        if found.question is None:
            break
        a, b = found.question
        answers.append(
            Comparison(first=a, second=b, preferred="first" if wish.index(a) < wish.index(b) else "second")
        )
    assert found.complete
    assert found.order == tuple(wish)
    assert not found.inconsistencies


def test_without_choix_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    from matchsafe.ranking.pairwise import MissingChoixError

    monkeypatch.setitem(sys.modules, "choix", None)
    with pytest.raises(MissingChoixError, match="pip install"):
        preference_order(NAMES, over("AB"))
