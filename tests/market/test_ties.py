"""Ties in programs' lists: refused, or broken by a lottery that is told and can be drawn again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from matchsafe.market import Market, MarketError, Variations, certify, match, varied_market
from matchsafe.market.files import read_market_json, read_varied_market, read_varied_market_json
from matchsafe.market.files.reader import plain
from matchsafe.market.ties import draw_ties, draw_varied_ties, refuse_ties, with_outcome

ROWS = "applicant,rank,program\n" + "".join(
    f"{a},{r},{p}\n" for a in "ABCDEF" for r, p in ((1, "P"), (2, "Q"))
)
TIED = "program,quota,rank,applicant\nP,2,1,A\n" + "".join(f"P,2,2,{a}\n" for a in "BCDE") + "P,2,3,F\n"
TIED += "".join(f"Q,2,1,{a}\n" for a in "ABCDEF")


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    paths = tmp_path / "applicants.csv", tmp_path / "programs.csv"
    paths[0].write_text(ROWS)
    paths[1].write_text(TIED)
    return paths


def tied(files: tuple[Path, Path]) -> Market:
    return plain(read_varied_market(*files, ties=True))


def test_equal_ranks_are_refused_unless_they_may_be_ties(files: tuple[Path, Path]) -> None:
    with pytest.raises(MarketError, match="rank 2 of this list stands in row 3 too"):
        read_varied_market(*files)
    market = tied(files)
    in_p = market.scores[market.programs == 0].tolist()
    assert in_p == [0, -1, -1, -1, -1, -5]
    with pytest.raises(MarketError) as caught:
        refuse_ties(market)
    assert str(caught.value).splitlines() == [
        "program P: likes 'B' and 'C' equally",
        "program Q: likes 'A' and 'B' equally",
    ]


def test_a_single_lottery_orders_everyone_alike_at_every_program(files: tuple[Path, Path]) -> None:
    market = tied(files)
    _, report = draw_ties(market, "single", 5)
    p, q = (list(draw.order) for draw in report.draws)
    assert p == [a for a in q if a in p]
    assert (report.ties, report.listings, report.seed) == (2, 10, 5)
    assert any(
        list(two.draws[0].order) != [a for a in two.draws[1].order if a in two.draws[0].order]
        for two in (draw_ties(market, "multiple", seed)[1] for seed in range(5))
    )


@pytest.mark.parametrize("lottery", ["single", "multiple"])
def test_every_draw_keeps_what_the_lists_say_and_is_stable_for_them(
    files: tuple[Path, Path], lottery: str
) -> None:
    market = tied(files)
    for seed in range(10):
        drawn, report = draw_ties(market, lottery, seed)  # type: ignore[arg-type]
        refuse_ties(drawn)
        higher = market.scores[:, None] > market.scores
        same = market.programs[:, None] == market.programs
        assert (drawn.scores[:, None] > drawn.scores)[higher & same].all()
        found = match(drawn)
        assert found.as_dict()["A"] == "P"
        assert with_outcome(report, market, found).decided in (1, 2)
        weak = certify(market, found)
        line = [market.scores[found.held[found.assignment == p]].min() for p in (0, 1)]
        only_of_the_last_tie = [market.scores[e] <= line[market.programs[e]] for e in weak.blocking]
        assert all(only_of_the_last_tie)
        assert draw_ties(market, lottery, seed)[0].scores.tolist() == drawn.scores.tolist()  # type: ignore[arg-type]


def test_each_of_a_tie_is_first_equally_often(files: tuple[Path, Path]) -> None:
    market = tied(files)
    first = [draw_ties(market, "single", seed)[1].draws[0].order[0] for seed in range(200)]
    counts = [first.count(a) for a in "BCDE"]
    assert min(counts) > 30
    assert sum(counts) == 200


def test_without_ties_there_is_nothing_to_draw() -> None:
    market = Market.from_lists({"A": ["P"], "B": ["P"]}, {"P": (1, ["B", "A"])})
    drawn, report = draw_ties(market, "multiple")
    assert (report.ties, report.draws) == (0, ())
    assert match(drawn).as_dict() == match(market).as_dict()
    refuse_ties(market)
    with pytest.raises(ValueError, match="it must be 'single' or 'multiple'"):
        draw_ties(market, "coin")  # type: ignore[arg-type]


def test_json_writes_a_tie_as_a_list_within_the_list(tmp_path: Path) -> None:
    lists = [{"applicant": a, "programs": ["P"]} for a in "AB"]
    path = tmp_path / "market.json"
    path.write_text(
        json.dumps(
            {"applicants": lists, "programs": [{"program": "P", "quota": 1, "applicants": [["A", "B"]]}]}
        )
    )
    assert plain(read_varied_market_json(path, ties=True)).scores.tolist() == [0, 0]
    with pytest.raises(MarketError, match="rank 1 of this list stands in"):
        read_market_json(path)


def test_somebody_who_asks_by_two_lists_has_one_place_in_the_lottery() -> None:
    lists = {"Ann": ["Derm", "Hill"], "Ben": ["Hill"], "Cat": ["Hill"]}
    programs = {"Derm": (1, ["Ann"]), "Hill": (1, ["Ann", "Ben", "Cat"])}
    varied = varied_market(lists, programs, variations=Variations({"Ann": {"Derm": ["Hill"]}}))
    varied.market.scores[varied.market.programs == 1] = 0
    varied.supplemental.scores[:] = 0
    for seed in range(6):
        drawn, report = draw_varied_ties(varied, "multiple", seed)
        assert drawn.supplemental.scores[0] == drawn.market.scores[1]
        assert (report.ties, report.listings) == (1, 3)
        assert len(set(drawn.market.scores[drawn.market.programs == 1].tolist())) == 3
