"""Instances of the literature and markets known to be hard, beside the checkout; skipped where they are not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from matchsafe.market import Market, certify, explain, match, match_varied
from matchsafe.market.arrays import DEFINITIONS
from matchsafe.market.files import read_market, read_varied_market

SHARED = Path(__file__).parents[2].parent / "shared"
MATCHING, CASES = SHARED / "matching", SHARED / "cases"

pytestmark = pytest.mark.skipif(not MATCHING.is_dir(), reason=f"the instances are not in {MATCHING}")


def load(name: str) -> Any:
    return json.loads((MATCHING / f"{name}.json").read_text())


def market_of(singles: Any, programs: Any, couples: Any) -> Market:
    lists = [
        (a, b, *zip(*[[x or "-" for x in pair] for pair in pairs], strict=True)) for a, b, pairs in couples
    ]
    offers = {p: (quota, ranked) for p, (quota, ranked) in programs.items()}
    return Market.from_lists(singles, offers, lists, one_sided="unacceptable")


def test_markets_whose_stable_match_was_missed_are_solved() -> None:
    left = []
    for one in load("missed_couples")["missed"]:
        result = match(market_of(one["apps"], one["progs"], one["couples"]))
        if not (result.stable and certify(result.market, result).stable):
            left.append(one["name"])
    assert left == []


def test_the_one_stable_match_of_one_definition_is_found_when_it_is_asked_for() -> None:
    one = load("missed_couples")["mm_only"]
    couples = [(*c["members"], c["pairs"]) for c in one["couples"].values()]
    result = match(market_of(one["apps"], one["progs"], couples), definition="MM")
    assert result.stable
    assert {a: p for a, p in result.as_dict().items() if p} == one["mm_stable"]


def test_couples_of_the_literature_have_the_stable_matches_that_are_published() -> None:
    for one in load("hr_instances")["couples"]:
        market = market_of(one["singles"], one["programs"], one["couples"].values())
        for definition in DEFINITIONS:
            result = match(market, definition=definition)
            known = one["stable"][definition]
            assert result.stable == bool(known), one["name"]
            assert result.none_exists == (not known)
            if known:
                assert {a: p or "-" for a, p in result.as_dict().items()} in known


def test_a_partner_of_a_couple_has_a_supplemental_list() -> None:
    here = CASES / "couple_supplemental"
    files = [here / f"{name}.csv" for name in ("applicants", "programs", "couples")]
    result = match_varied(read_varied_market(*files, supplemental=here / "supplemental.csv"))
    assert result.stable
    assert result.as_dict() == {"Sol": None, "Uma": "AdvRad", "Vic": "CatIM"}
    assert result.first_year() == {"Uma": "PrelimX"}


def test_a_couples_story_names_the_pair_and_the_partner_who_was_refused() -> None:
    here = CASES / "couple_explain"
    market = read_market(*(here / f"{name}.csv" for name in ("applicants", "programs", "couples")))
    said = explain(market, match(market), "Max").sentences()
    assert [line.partition(":")[0] for line in said] == [
        "Rank 1, North and East",
        "Rank 2, South and East",
        "Rank 3, South and West",
    ]
    assert "North is full" in said[0]
    assert said[1:] == [
        "Rank 2, South and East: East has no seat for Wil.",
        "Rank 3, South and West: matched here.",
    ]
