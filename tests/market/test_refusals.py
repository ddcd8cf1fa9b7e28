"""Whatever is handed to the library in place of what it asks for is refused by the name of the field, and at once."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from matchsafe.market import (
    Couples,
    Market,
    MarketChange,
    MarketError,
    Reversion,
    TypeRule,
    Variations,
    VariedMarket,
    apart,
    as_match,
    banded,
    certify,
    compare,
    compare_policies,
    draw_ties,
    explain,
    match,
    match_by,
    match_near_feasible,
    match_reserved,
    match_varied,
    match_with_noise,
    report_reserved,
    report_stable_set,
    simulate,
    stable_set,
    statistics,
    typed_market,
    varied_market,
    what_if,
)


class Mute:
    """Something that answers nothing it is asked."""

    def __repr__(self) -> str:
        raise RuntimeError("no words")

    def __eq__(self, other: object) -> bool:
        raise RuntimeError("no comparison")

    __hash__ = None  # type: ignore[assignment]


STRANGE: tuple[Any, ...] = (
    1.5, -1, np.nan, -np.inf, 10**5000, Decimal("0.5"), 1j, "x" * 5000, "\x1b[31m", b"x", object(), Mute(), len, int,
    [1, "a", None], [[1], [2, 3]], {"a": 1}, {None: []}, {"Ada": [[1]]}, {"City": (10**5000, [{}])}, ("Ada",), {1},
    np.array(1), np.array([[1.5]]), np.array(["a"]), np.array([None], object), np.zeros(2, [("a", int)]),
    np.ma.masked_array([1, 2], [True, False]), np.array(["2020-01-01"], "M8[D]"),
)  # fmt: skip
LISTS: dict[str, Any] = {
    "applicants": {"Ada": ["City", "Lake"], "Ben": ["City"]},
    "programs": {"City": (1, ["Ben", "Ada"]), "Lake": (1, ["Ada"])},
    "couples": [],
}
M = Market.from_lists(**LISTS)
VARIED, TYPED = (
    VariedMarket.of(M),
    typed_market(M, {"Ada": "x"}, [TypeRule(program="City", type="x", reserved=1)]),
)
FIELDS = {name: getattr(M, name) for name in ("offsets", "programs", "scores", "quotas", "couples")}
PAIR = Couples(*(np.array(part) for part in ([[0, 1]], [0, 1], [0], [2])))
CALLS: tuple[tuple[Callable[..., Any], dict[str, Any]], ...] = (
    (match, {"market": M, "side": "program", "seed": 0, "definition": "MM", "seconds": 1.0, "search": True}),
    (match_with_noise, {"market": M, "spread": 1.0, "seed": 0, "season": 0}),
    (match_varied, {"varied": VARIED, "seed": 0, "side": "program", "definition": "MM", "seconds": 1.0}),
    (match_by, {"market": M, "mechanism": "serial_dictatorship", "seed": 0}),
    (match_near_feasible, {"market": M, "seed": 0, "definition": "MM", "seconds": 1.0}),
    (match_reserved, {"typed": TYPED}),
    (report_reserved, {"typed": TYPED, "held": [0, 2]}),
    (typed_market, {"market": M, "types": {}, "rules": []}),
    (stable_set, {"market": M, "most": 5, "definition": "MM", "ways": 5}),
    (report_stable_set, {"found": stable_set(M)}),
    (statistics, {"match": match(M)}),
    (compare, {"first": match(M), "second": match(M), "names": ("a", "b")}),
    (as_match, {"market": M, "assignment": [1, 0]}),
    (lambda market, assignment, definition: certify(market, assignment, definition=definition),
     {"market": M, "assignment": [1, 0], "definition": "MM"}),
    (explain, {"market": M, "match": match(M), "applicant": "Ada"}),
    (draw_ties, {"market": M, "lottery": "single", "seed": 0}),
    (banded, {"market": M, "bands": 2}),
    (apart, {"market": M}),
    (compare_policies, {"market": M, "mechanisms": ["serial_dictatorship"], "policies": ["order"], "draws": 1,
                        "seed": 0}),
    (what_if, {"market": M, "changes": [MarketChange(program="City", seats=1)], "each": False,
               "mechanism": "deferred_acceptance", "seed": 0, "most": 5}),
    (simulate, {"preset": None, "seed": 0, "season": 0, "scale": 0.1}),
    (Market.from_lists, LISTS | {"one_sided": "report"}),
    (varied_market, LISTS | {"variations": None, "one_sided": "report"}),
    (lambda **parts: varied_market(**LISTS, variations=Variations(**parts)),
     {"supplemental": {}, "reversions": [], "parity": {}, "physician_only": ()}),
    (lambda **parts: varied_market(**LISTS, variations=Variations(reversions=[Reversion(**parts)])),
     {"donor": "City", "receiver": "Lake", "positions": 1}),
    (Market.from_arrays, FIELDS),
    (Market, FIELDS),
    (lambda **parts: Market.from_arrays(*list(FIELDS.values())[:4], replace(PAIR, **parts)),
     {"members": PAIR.members, "offsets": PAIR.offsets}),
    (VariedMarket.of, {"market": M}),
    (match(M).program_of, {"applicant": "Ada"}),
)  # fmt: skip
USED = {
    ("match", "seed"), ("match", "seconds"), ("match_with_noise", "seed"), ("match_with_noise", "season"),
    ("match_varied", "seed"), ("match_varied", "seconds"), ("match_by", "seed"), ("match_near_feasible", "seed"),
    ("match_near_feasible", "seconds"), ("stable_set", "most"), ("stable_set", "ways"), ("draw_ties", "seed"),
    ("match_with_noise", "spread"), ("banded", "bands"), ("compare_policies", "seed"), ("what_if", "seed"),
    ("what_if", "most"),
}  # fmt: skip
"""Where a number of any size, or a fraction, is as good as any other."""


@pytest.mark.parametrize(("call", "right"), CALLS)
def test_what_cannot_be_used_is_refused_in_our_own_words(
    call: Callable[..., Any], right: dict[str, Any]
) -> None:
    for name in right:
        for value in STRANGE:
            if (call.__name__, name) in USED and isinstance(value, int | float) and value > 0:
                continue
            with pytest.raises((TypeError, ValueError, KeyError)) as caught:
                call(**right | {name: value})
            raised = traceback.extract_tb(caught.tb)[-1]
            assert "matchsafe" in raised.filename, (name, type(value), caught.value)
            assert "raise" in str(raised.line), (name, type(value), caught.value)
            assert len(str(caught.value)) < 6000


def test_a_market_made_of_arrays_that_point_nowhere_is_refused() -> None:
    for name, values in (
        ("programs", [0, 9, 0]),
        ("offsets", [0, 9, 3]),
        ("scores", [0, np.nan, 1]),
        ("quotas", [1, -1]),
    ):
        with pytest.raises(MarketError, match=name):
            replace(M, **{name: np.array(values, FIELDS[name].dtype)})
    with pytest.raises(MarketError, match=r"applicant_ids: is .*; it must be 2 names, or none"):
        replace(M, applicant_ids=["Ada"])
    with pytest.raises(MarketError, match="applicant_ids: has the name 3; names must be texts"):
        replace(M, applicant_ids=["Ada", 3])  # type: ignore[list-item]
    with pytest.raises(MarketError, match=r"couples\.first"):
        replace(M, couples=replace(PAIR, members=PAIR.members.astype(np.int32), first=np.array([7], np.int32),
                                   second=PAIR.second.astype(np.int32)))  # fmt: skip


def test_results_of_different_people_are_not_compared() -> None:
    other = match(Market.from_lists({"Ada": ["City"], "Zoe": []}, {"City": (1, ["Ada"]), "Lake": (1, [])}))
    with pytest.raises(MarketError) as caught:
        compare(match(M), other)
    assert str(caught.value).splitlines() == [
        f"second: only the {which} result has the applicant {name!r}; both must be of the same people and programs"
        for which, name in (("first", "Ben"), ("second", "Zoe"))
    ]


def test_an_explanation_of_another_market_goes_by_its_names() -> None:
    turned = Market.from_lists(dict(reversed(LISTS["applicants"].items())), LISTS["programs"])
    assert explain(M, match(turned), "Ada") == explain(M, match(M), "Ada")


def test_edges_that_are_nobodys_own_are_named() -> None:
    for held, said in (
        ([0], "held: has 1 edges for 2 applicants"),
        ([2, 0], "held[0]: is 2, no edge of theirs"),
    ):
        with pytest.raises(MarketError) as caught:
            report_reserved(TYPED, held)  # type: ignore[arg-type]
        assert str(caught.value).startswith(said)


def test_names_and_pairs_of_couples_are_told_by_their_place() -> None:
    with pytest.raises(MarketError) as caught:
        Market.from_lists({}, {"City": (1, [])}, [("Ada", 3, ["City"], [7])])  # type: ignore[list-item]
    assert str(caught.value).splitlines() == [
        "couples[0]: has the name 3; names must be texts", "couples[0]: lists 7; programs must be texts"]  # fmt: skip
    with pytest.raises(MarketError, match=r"couples\.members: is an array with shape \(1, 3\)"):
        replace(M, couples=replace(PAIR, members=np.array([[0, 1, 2]], np.int32)))


def test_couples_may_come_from_any_iterable() -> None:
    couples = {1: ("Ada", "Bob", ["P"], ["P"])}
    programs: Any = {"P": (2, ["Ada", "Bob"])}
    for given in (couples.values(), iter(couples.values()), (couple for couple in couples.values())):
        assert len(Market.from_lists({}, programs, given).couples) == 1
