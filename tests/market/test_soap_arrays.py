"""SOAP on arrays gives what the rounds by name give, offer by offer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchsafe.market import MarketError, soap_arrays
from matchsafe.market.jit import plain
from matchsafe.market.soap import by_preference, run_soap
from matchsafe.market.soap_arrays import soap_rounds

SAME = settings(max_examples=60, deadline=None, derandomize=True)


@st.composite
def applications(draw: st.DrawFn) -> tuple[list[list[int]], list[list[float]], list[int]]:
    """Lists, the programs' view of each application (ties and refusals occur), and free seats."""
    count = draw(st.integers(1, 4))
    lists = [draw(st.permutations(range(count)))[: draw(st.integers(0, count))] for _ in range(9)]
    value = st.sampled_from([-np.inf, -1.0, 0.0, 0.5, 2.0])
    scores = [draw(st.lists(value, min_size=len(own), max_size=len(own))) for own in lists]
    return lists, scores, draw(st.lists(st.integers(0, 3), min_size=count, max_size=count))


def flat(lists: Sequence[Sequence[Any]]) -> list[Any]:
    return [value for own in lists for value in own]


def arrays(lists: list[list[int]], scores: list[list[float]], free: list[int]) -> tuple[Any, ...]:
    return np.cumsum([0, *map(len, lists)]), flat(lists), flat(scores), free


def by_name(lists: list[list[int]], scores: list[list[float]], free: list[int]) -> tuple[Any, Any]:
    """The same market for ``run_soap``."""
    orders: dict[int, list[tuple[float, int]]] = {p: [] for p in range(len(free))}
    for a, (own, seen) in enumerate(zip(lists, scores, strict=True)):
        for p, score in zip(own, seen, strict=True):
            if score > -np.inf:
                orders[p].append((-score, a))
    programs = {str(p): (free[p], [str(a) for _, a in sorted(orders[p])]) for p in orders}
    return {str(a): [str(p) for p in own] for a, own in enumerate(lists)}, programs


def compare(result: Any, reference: Any, lists: list[list[int]]) -> None:
    assert {str(a): str(p) for a, p in enumerate(result.assignment) if p >= 0} == reference.placed
    assert result.free.tolist() == list(reference.free.values())
    edges = [(str(a), str(p)) for a, own in enumerate(lists) for p in own]
    made = {pair: int(r) for pair, r in zip(edges, result.offered_in, strict=True) if r}
    assert made == {(o.applicant, o.program): o.round for o in reference.offers}
    accepted = {o.applicant: o.round for o in reference.offers if o.accepted}
    assert {str(a): int(r) for a, r in enumerate(result.accepted_in) if r} == accepted
    assert result.offers.tolist() == [sum(o.round == n for o in reference.offers) for n in (1, 2, 3, 4)]


@SAME
@given(applications())
def test_the_arrays_make_the_offers_of_the_rounds_by_name(drawn: Any) -> None:
    chosen, programs = by_name(*drawn)
    compare(soap_rounds(*arrays(*drawn)), run_soap(chosen, programs, by_preference(chosen)), drawn[0])


@SAME
@given(applications(), st.lists(st.lists(st.integers(0, 4), min_size=9, max_size=9), min_size=4, max_size=4))
def test_an_offer_below_the_reservation_of_a_round_is_declined_for_good(
    drawn: Any, accepts: list[list[int]]
) -> None:
    chosen, programs = by_name(*drawn)

    def accept(applicant: str, number: int, offering: Sequence[str]) -> str | None:
        wanted = chosen[applicant][: accepts[number - 1][int(applicant)]]
        return by_preference({applicant: wanted})(applicant, number, offering)

    compare(soap_rounds(*arrays(*drawn), accepts=accepts), run_soap(chosen, programs, accept), drawn[0])
    first = accepts[0]

    def constant(applicant: str, _round: int, offering: Sequence[str]) -> str | None:
        return by_preference({applicant: chosen[applicant][: first[int(applicant)]]})(applicant, 1, offering)

    compare(soap_rounds(*arrays(*drawn), accepts=first), run_soap(chosen, programs, constant), drawn[0])


def crowd(applicants: int = 300, programs: int = 60, listed: int = 45) -> tuple[Any, ...]:
    random = np.random.default_rng(3)
    lists = random.random((applicants, programs)).argsort(axis=1)[:, :listed]
    scores = random.normal(size=lists.shape).round(1)
    offsets = np.arange(applicants + 1) * listed
    return offsets, lists.ravel(), scores.ravel(), random.integers(0, 6, programs)


def test_the_compiled_kernels_do_what_their_source_does(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = soap_rounds(*crowd())
    for name in ("line_up", "make_offers", "answer"):
        monkeypatch.setattr(soap_arrays, name, plain(getattr(soap_arrays, name)))
    interpreted = soap_rounds(*crowd())
    for part, other in zip(vars(compiled).values(), vars(interpreted).values(), strict=True):
        assert part.tolist() == other.tolist()
    assert compiled.offers[0] > compiled.offers[1] > 0


def test_no_rounds_and_no_applications_are_no_offers() -> None:
    assert soap_rounds([0], [], [], []).offers.tolist() == [0, 0, 0, 0]
    none = soap_rounds(*crowd(), rounds=0)
    assert none.offers.tolist() == []
    assert (none.assignment == -1).all()


def test_problems_of_the_arrays_are_named_before_anything_is_offered() -> None:
    with pytest.raises(MarketError, match="applicant 1: 46 applications; at most 45"):
        soap_rounds([0, 1, 47], [0, *range(46)], np.zeros(47), [1] * 46)
    with pytest.raises(MarketError, match="program 0 stands twice"):
        soap_rounds([0, 2], [0, 0], [1.0, 1.0], [1])
    with pytest.raises(ValueError, match=r"accepts has the shape \(3,\); it must be \(1,\) or \(4, 1\)"):
        soap_rounds([0, 1], [0], [1.0], [1], accepts=[1, 1, 1])
