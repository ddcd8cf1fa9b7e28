"""Studies of markets with variations, against counting by name; and what refuses them says which they have."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from tests.market.test_varied_enumeration import Small, markets

from matchsafe.domain.market_study import MarketChange
from matchsafe.market import (
    Market,
    MarketError,
    compare,
    match,
    match_by,
    match_varied,
    stable_set,
    statistics,
    what_if,
)
from matchsafe.market.files import read_result, read_varied_market
from matchsafe.market.study.changes import changed_market
from matchsafe.market.study.reserves import typed_market
from matchsafe.market.variation_match import VariedMatch
from matchsafe.market.variations import VariedMarket
from matchsafe.services import market_study

EXAMPLE = Path(__file__).parents[3] / "examples" / "market" / "variations"
FILES = {kind: EXAMPLE / f"{kind}.csv" for kind in ("supplemental", "reversions")}
FEW = settings(max_examples=25, deadline=None, derandomize=True)


def example() -> VariedMarket:
    return read_varied_market(EXAMPLE / "applicants.csv", EXAMPLE / "programs.csv", **FILES)


def seats_by_name(found: VariedMatch) -> dict[str, set[str]]:
    seats: dict[str, set[str]] = {found.market.program_name(p): set() for p in range(len(found.quotas))}
    for places in (found.as_dict(), found.first_year()):
        for who, program in places.items():
            if program is not None:
                seats[program].add(who)
    return seats


def test_the_figures_count_first_year_places_and_the_seats_that_moved() -> None:
    found = statistics(match_varied(example()))
    assert (found.matched, found.filled, found.unfilled, found.stable, found.efficient) == (
        8,
        9,
        2,
        True,
        None,
    )
    assert (found.applicants.counts, found.applicants.without) == ((7, 1), 2)
    assert found.first_years is not None
    assert (found.first_years.counts, found.first_years.without) == ((1,), 0)
    lines = {line.program: line for line in found.cutoffs}
    harbor = lines["Harbor Preliminary"]
    assert (harbor.quota, harbor.filled, harbor.place, harbor.last_holder, harbor.listed) == (
        2,
        2,
        3,
        "Costa",
        3,
    )
    assert (lines["Harbor Medicine"].quota, lines["Harbor Medicine"].place) == (3, 3)


@FEW
@given(markets(supplemental=True, changes=True, couples=True))
def test_figures_and_comparisons_are_those_counted_by_name(small: Small) -> None:
    varied = small.built()
    found = match_varied(varied)
    told = statistics(found)
    seats = seats_by_name(found)
    assert {line.program: line.filled for line in told.cutoffs} == {p: len(who) for p, who in seats.items()}
    if not small.wanted.physician_only:  # positions for physicians leave others off the list
        listed = {p: own_listers(small, p) for p in small.programs}
        orders = {p: [a for a in small.programs[p][1] if a in listed[p]] for p in small.programs}
        places = sorted(orders[p].index(a) for p, who in seats.items() for a in who)
        assert [n for n, count in enumerate(told.programs.counts) for _ in range(count)] == places
    assert told.filled == sum(map(len, seats.values()))
    same = compare(found, found)
    assert (same.moves, same.first_years, same.programs) == ((), (), ())
    fewer = {p: (max(quota - 1, 0), order) for p, (quota, order) in small.programs.items()}
    changed = changed_market(
        varied, [MarketChange(program=p, seats=quota) for p, (quota, _) in fewer.items()]
    )
    kept, left = [], {p: quota for p, (quota, _) in fewer.items()}
    for one in small.wanted.reversions:
        positions = min(one.positions, left[one.donor])
        left[one.donor] -= positions
        kept += [replace(one, positions=positions)] if positions else []
    wanted = Small(small.singles, fewer, small.couples, replace(small.wanted, reversions=kept)).built()
    one, other = match_varied(changed), match_varied(wanted)
    assert (one.as_dict(), one.first_year()) == (other.as_dict(), other.first_year())
    moved = compare(found, one)
    assert {m.applicant for m in moved.moves} == {
        a for a, p in found.as_dict().items() if one.as_dict()[a] != p
    }
    for change in moved.programs:
        before, after = seats[change.program], seats_by_name(one)[change.program]
        assert (set(change.left), set(change.arrived)) == (before - after, after - before)


def own_listers(small: Small, program: str) -> set[str]:
    lists: dict[str, set[str]] = {a: set(own) for a, own in small.singles.items()}
    for first, second, left, right in small.couples:
        lists |= {first: set(left), second: set(right)}
    for a, links in small.wanted.supplemental.items():
        lists[a].update(*links.values())
    return {a for a, own in lists.items() if program in own}


def test_first_years_that_differ_are_told_beside_who_moves(tmp_path: Path) -> None:
    market = example()
    handed_in = tmp_path / "result.csv"
    handed_in.write_text("applicant,program\nBrandt,Skyline Radiology\nAdler,Harbor Medicine\n")
    found = market_study.comparison(market, "deferred_acceptance", read_result(handed_in, market.market))
    assert [(m.applicant, m.first, m.second, m.first_rank, m.change) for m in found.first_years] == [
        ("Brandt", "Harbor Preliminary", None, 1, "loses")
    ]
    assert found.stable == (True, False)
    assert ("Brandt", "Harbor Preliminary") not in [(m.applicant, m.first) for m in found.moves]
    back = market_study.comparison(market, read_result(handed_in, market.market), "deferred_acceptance")
    assert [m.change for m in back.first_years] == ["gains"]
    (gone,) = what_if(market, [MarketChange(applicant="Brandt", withdraws=True)])
    assert [(m.applicant, m.second, m.change) for m in gone.comparison.first_years] == [
        ("Adler", "Harbor Preliminary", "other"), ("Brandt", None, "other")]  # fmt: skip


def test_what_knows_no_variations_refuses_them_by_name() -> None:
    market = example()
    has = "knows no variations of the Match, and this market has 2 supplemental lists, 1 reversion and 1 even or odd"
    refused: list[Any] = [
        lambda: match_by(market, "top_trading_cycles"),
        lambda: stable_set(market),
        lambda: typed_market(market, {}, []),
    ]
    for study in refused:
        with pytest.raises(MarketError, match=has):
            study()


def test_a_market_that_could_have_variations_and_has_none_is_studied_as_any_other() -> None:
    plain = Market.from_lists({"Ann": ["City"], "Ben": ["City"]}, {"City": (1, ["Ann", "Ben"])})
    market = VariedMarket.of(plain)
    assert market_study.study_market(market) is plain
    assert match_by(market, "serial_dictatorship").as_dict()["Ann" if match(plain).stable else "Ben"] in (
        "City",
        None,
    )
    assert len(stable_set(market).held) == 1
    assert statistics(match_varied(market)).cutoffs == statistics(match(plain)).cutoffs
    changes = [MarketChange(program="*", add_seats=1)]
    assert [one.comparison.gains for one in what_if(market, changes)] == [1]
