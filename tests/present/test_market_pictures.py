"""Pictures and words of market studies: everything is in the table and the description too."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from matchsafe.domain.market_study import (
    Cutoff,
    MarketChange,
    MatchComparison,
    PolicyOutcome,
    RankDistribution,
    ReservedReport,
    StableSetReport,
)
from matchsafe.domain.match_report import BlockingPair, NearFeasible, TieReport
from matchsafe.present import market_plots as plots
from matchsafe.present import market_words as words
from matchsafe.present.match_words import seats_sentence, tie_sentence

SVG = "{http://www.w3.org/2000/svg}"


def texts(picture: str) -> list[str]:
    return [str(element.text) for element in ET.fromstring(picture).iter(f"{SVG}text")]


def described(picture: str) -> str:
    return str(ET.fromstring(picture).find(f"{SVG}desc").text)  # type: ignore[union-attr]


def comparison(**more: object) -> MatchComparison:
    known = {
        "names": ("deferred_acceptance", "b.csv"), "stable": (True, False), "matched": (3, 3), "mean_rank": (1.5, None),
        "unchanged": 1, "gains": 1, "loses": 1, "other": 1, "moves": (), "programs": (),
        "rank_flows": ((0, 0, 1), (1, 2, 30), (9, 1, 20)), "blocking": (0, 2),
        "upset_by_other": ((), (BlockingPair(applicant="Ann", program="City"),)),
    }  # fmt: skip
    return MatchComparison.model_validate(known | more)


def test_many_ranks_share_a_last_bar_and_the_grid_is_as_high_as_the_bars() -> None:
    picture = plots.rank_plot(RankDistribution(counts=(10,) * 20, without=5, mean=10.5))
    assert "13+" in texts(picture)
    assert "80" in texts(picture), "eight ranks of ten beyond the twelfth"
    assert "50" in texts(picture)
    assert "100" not in texts(picture)
    assert described(picture).startswith("Of 205 lists, 10 reached their first rank and 5 none.")
    empty = plots.rank_plot(RankDistribution(counts=(), without=0, mean=None))
    assert described(empty) == "Of no lists, 0 reached their first rank and 0 none."


def test_cutoffs_are_drawn_from_the_hardest_and_open_programs_are_counted() -> None:
    full = [
        Cutoff(program=f"P{i}", quota=1, filled=1, listed=20, place=i + 1, last_holder="A", mean_place=1.0)
        for i in range(15)
    ]
    free = Cutoff(program="Open", quota=2, filled=0, listed=3, place=None, last_holder=None, mean_place=None)
    picture = plots.cutoff_plot([*reversed(full), free])
    assert len(list(ET.fromstring(picture).iter(f"{SVG}circle"))) == 15
    assert "15 programs full, 1 program with a free seat." in described(picture)
    assert "At P0 the last one in stands at 5 in 100 of its list, at P14 at 75 in 100." in described(picture)
    assert described(plots.cutoff_plot([free])) == "no programs full, 1 program with a free seat."


def test_flows_name_both_results_and_leave_out_labels_that_have_no_room() -> None:
    picture = plots.flow_plot(comparison())
    shown = texts(picture)
    assert shown[:2] == ["deferred acceptance", "b.csv"]
    assert {"1: 30", "6+: 20", "2: 30", "1: 20"} <= set(shown)
    assert "none: 1" not in shown
    assert described(picture) == (
        "Of 51 single applicants, 1 keep their rank (or stay without), 1 applicant does better and 1 worse."
    )
    assert words.flow_rows(comparison()) == (("none", "none", "1"), ("1", "2", "30"), ("9", "1", "20"))


def test_a_picture_is_a_file_of_its_own_on_paper_in_colours_for_light_and_dark() -> None:
    for picture in (
        plots.rank_plot(RankDistribution(counts=(3, 1), without=1, mean=1.25)),
        plots.cutoff_plot([]),
        plots.flow_plot(comparison()),
        plots.policy_plot(
            [
                PolicyOutcome(
                    mechanism="top_trading_cycles",
                    policy="order",
                    draws=1,
                    reached=(2.0, 1.0),
                    without=1.0,
                    mean=1.3,
                    stable=0,
                )
            ]
        ),
    ):
        root = ET.fromstring(picture)
        tags = [element.tag.removeprefix(SVG) for element in root]
        assert tags[:4] == ["title", "desc", "style", "rect"], "the paper lies under everything"
        assert root[3].attrib == {"class": "ms-paper", "width": "100%", "height": "100%", "fill": "#fffdf8"}
        assert "ms-sheet" in root.attrib["class"].split()
        assert root.attrib["color"] == "#221d17"
        assert "@media(prefers-color-scheme:dark)" in str(root[2].text)


def test_a_comparison_says_who_moves_and_what_objects() -> None:
    lines = words.comparison_lines(comparison())
    assert lines[1] == "3 applicants move: 1 do better, 1 worse, 1 move otherwise; 1 stay."
    assert lines[3] == "Mean rank of matched singles: 1.50, then none."
    assert (
        lines[4]
        == "B.csv is not stable: 2 pairs object, 1 of them matched to each other in the other result."
    )
    assert words.comparison_lines(comparison(gains=0, loses=0, other=0))[1] == "Nobody moves."


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"program": "P", "add_seats": -2}, "P: 2 positions fewer"),
        ({"program": "P", "seats": 3}, "P: 3 positions"),
        ({"program": "P", "closes": True}, "P closes"),
        ({"applicant": "A", "withdraws": True}, "A withdraws"),
        ({"couple": ("A", "B"), "withdraws": True}, "A and B withdraw"),
    ],
)
def test_each_change_has_a_heading(change: dict[str, object], text: str) -> None:
    assert words.change_words(MarketChange.model_validate(change)) == text


def test_more_stable_matches_than_are_listed_is_said() -> None:
    found = StableSetReport(
        matches=5,
        complete=False,
        limit=5,
        several=1,
        applicant_means=(1, 2),
        program_means=(1, 2),
        applicants=(),
    )
    assert words.stable_set_lines(found)[0] == "More than 5 stable matches; so many are listed."


def test_a_result_that_breaks_rules_by_type_says_so() -> None:
    pair = BlockingPair(applicant="Ann", program="City")
    found = ReservedReport(
        stable=False, blocking_pairs=(pair,), matches=(), unmatched=(), types=(), comparison=comparison()
    )
    assert words.reserved_lines(found)[1] == "Checked: not stable under the rules; 1 pair objects."


def test_lotteries_and_changes_of_seats_in_words() -> None:
    none = NearFeasible(changes=(), smallest=True, tried=0, limit_reached=False)
    assert seats_sentence(none) == "No seats had to be changed."
    over = NearFeasible(changes=(), smallest=False, tried=7, limit_reached=True)
    assert seats_sentence(over) == "No change of seats that is enough was found in 7 tries."
    untried = over.model_copy(update={"tried": 0})
    assert seats_sentence(untried) == "The time was over before a change of seats was tried."
    told = TieReport(lottery="multiple", seed=1, ties=2, listings=4, draws=())
    assert tie_sentence(told) == "2 ties in programs' lists broken by a lottery at each program (seed 1)."
