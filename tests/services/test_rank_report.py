"""A rank list as every face gets it."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Final

import pytest

from matchsafe.domain.season import Season
from matchsafe.odds import assess
from matchsafe.present import rank_words, words
from matchsafe.services.outlook import outlook
from matchsafe.services.rank import rank_report
from matchsafe.services.release import release
from matchsafe.services.visas import visa_board

ON: Final = date(2027, 2, 10)


def season(interviews: Any, **more: Any) -> Season:
    base: dict[str, Any] = {
        "applicant": {"type": "non_us_img", "visa": "j1"},
        "target": {"specialty": "internal_medicine"},
        "interviews": interviews,
    }
    return Season.model_validate(base | more)


HELD: Final = [
    {"program": f"P{i}", "status": "attended", "visas_sponsored": ["j1"], "went": w}
    for i, w in enumerate(["poorly", "well", "unknown", "mixed"])
]
ADVANCED: Final = {
    "target": {"specialty": "radiology_diagnostic", "track": "advanced"},
    "interviews": [
        *({"program": f"Rad{i}", "status": "attended", "visas_sponsored": ["j1"]} for i in range(3)),
        *(
            {"program": f"Year{i}", "status": "attended", "specialty": "internal_medicine", "track": "preliminary",
             "visas_sponsored": ["j1"]}
            for i in range(2)
        ),
    ],
}  # fmt: skip


def test_chances_and_no_match_make_the_whole_and_the_chance_is_that_of_the_outlook() -> None:
    report = rank_report(season(HELD), ON)
    assert sum(r.chance.value for r in report.list) + report.unmatched.value == pytest.approx(1)
    told = outlook(season(HELD), ON).chance
    for end in ("low", "value", "high"):
        assert getattr(report.matched, end) == pytest.approx(getattr(told, end), rel=1e-12)
    assert [r.here_or_better.value for r in report.list][-1] == pytest.approx(report.matched.value)
    assert all(r.chance.low <= r.chance.value <= r.chance.high for r in report.list)


def test_moving_a_program_up_brings_its_chance_towards_being_first() -> None:
    report = rank_report(season(HELD), ON)
    last = report.list[-1]
    assert last.chance.value < last.if_first.value
    first = rank_report(season([HELD[3], *HELD[:3]]), ON)
    assert first.list[0].chance.value == pytest.approx(last.if_first.value)
    assert first.matched.value == pytest.approx(report.matched.value)


def test_dropping_a_program_does_what_the_report_says() -> None:
    report = rank_report(season(HELD), ON)
    kept = rank_report(season(HELD, rank_list={"order": ["P0", "P1", "P2"]}), ON)
    dropped = kept.matched.value - report.matched.value
    assert dropped == pytest.approx(report.list[3].if_dropped.value, abs=1e-9)
    assert dropped < 0
    assert kept.left_off == ("P3",)
    assert "interviewed_not_ranked" in {c.code for c in kept.checks}


def test_an_advanced_position_with_and_without_a_first_year() -> None:
    kept = {
        "order": ["Rad0", "Rad1", "Rad2"],
        "supplemental": [{"advanced": ["Rad0", "Rad1"], "programs": ["Year0", "Year1"]}],
    }
    report = rank_report(season(**ADVANCED, rank_list=kept), ON)
    with_year = [r.with_first_year for r in report.list]
    assert with_year[2] is None
    assert all(
        y is not None and 0 < y.value < r.chance.value
        for y, r in zip(with_year[:2], report.list, strict=False)
    )
    (part,) = report.supplemental
    assert part.advanced == ("Rad0", "Rad1")
    assert part.first_year.value == pytest.approx(sum(s.chance.value for s in part.list))
    assert part.first_year.value == pytest.approx(sum(y.value for y in with_year if y is not None))
    both = report.list[0].chance.value + report.list[1].chance.value
    assert part.first_year.value + part.without_first_year.value == pytest.approx(both)
    every = {**kept, "supplemental": [{"advanced": ["Rad0", "Rad1", "Rad2"], "programs": ["Year0", "Year1"]}]}
    told = outlook(season(**ADVANCED), ON)
    of_all = rank_report(season(**ADVANCED, rank_list=every), ON).supplemental[0].first_year
    assert told.first_years is not None
    assert told.first_years.both.value == pytest.approx(of_all.value)
    assert "have a first year alone, and no specialty" in told.headline
    done = rank_report(season(**ADVANCED, rank_list=every), ON)
    assert told.first_years.complete.value == pytest.approx(of_all.value)
    assert f"about {words.number(told.first_years.complete)} match to a full training" in done.headline
    assert f"Of any kind, about {words.number(done.matched)} (" in done.headline
    bare = rank_report(season(**ADVANCED), ON)
    assert bare.headline.startswith(
        "This list leads to no full training: no advanced program has a supplemental"
    )
    shut = [h | ({"visas_sponsored": []} if "track" not in h else {}) for h in ADVANCED["interviews"]]
    served = {**every, "order": [*every["order"], "Year0"]}
    closed = rank_report(season(**(ADVANCED | {"interviews": shut}), rank_list=served), ON)
    assert closed.headline.startswith("This list leads to no full training: see what to put right. Of any")
    whole = {"program": "Cat", "status": "attended", "track": "categorical", "visas_sponsored": ["j1"]}
    mixed = rank_report(season(**(ADVANCED | {"interviews": [*ADVANCED["interviews"], whole]})), ON)
    only = next(r.chance for r in mixed.list if r.program == "Cat")
    assert f"about {words.number(only)} match to a full training" in mixed.headline


def test_a_list_by_chance_is_shown_by_the_engine_only_to_hurt() -> None:
    rated = [h | {"ratings": {"city": r}} for h, r in zip(HELD, [5, 1, 4, 2], strict=True)]
    by_chance = [rated[1], rated[2], rated[3], rated[0]]
    report = rank_report(season(by_chance), ON)
    assert next(c for c in report.checks if c.code == "ordered_by_chance").severity == "warning"
    trial = report.order_trial
    assert trial is not None
    assert trial.by_wish[0] == "P0"
    assert trial.better == 0
    assert trial.worse > 0
    assert trial.same + trial.worse == trial.markets
    assert rank_report(season(HELD), ON).order_trial is None


def test_without_ratings_the_opposite_of_a_list_by_chance_is_supposed_to_be_the_wish() -> None:
    by_chance = [HELD[1], HELD[2], HELD[3], HELD[0]]
    trial = rank_report(season(by_chance), ON).order_trial
    assert trial is not None
    assert trial.supposed
    assert trial.by_wish == ("P0", "P3", "P2", "P1")
    assert trial.by_chance == ("P1", "P2", "P3", "P0")
    assert rank_words.trial(trial).startswith("Suppose you wish the opposite of this order. We matched")


def test_an_empty_list_and_one_that_cannot_match_say_so() -> None:
    empty = rank_report(season(0), ON)
    assert (empty.list, empty.unmatched.value) == ((), 1)
    assert "empty" in empty.headline
    barred = rank_report(season([HELD[0] | {"visas_sponsored": []}]), ON)
    assert barred.list[0].chance.value == 0
    assert not barred.list[0].counts
    assert rank_words.chance(barred.list[0]) == "does not count"
    assert "No rank of your list can match" in barred.headline


def test_programs_of_a_match_of_their_own_cannot_be_ranked_in_this_one() -> None:
    own = season(3, target={"specialty": "ophthalmology"})
    report = rank_report(own, ON)
    assert (report.matched.high, report.one_more.high) == (0, 0)
    assert not any(r.counts for r in report.list)
    told = next(c for c in report.checks if c.code == "program_withdrawn")
    assert (told.severity, len(told.programs)) == ("error", 3)
    assert "matches of their own" in told.text
    assert assess(own, ON).chance is None
    assert (release(own, ON).chance, release(own, ON).interviews) == (None, ())
    assert visa_board(own, ON).scenarios == ()


@pytest.mark.parametrize("n", [3, 4])
def test_the_articles_seventh_question_three_or_four_interviews_make_a_list(n: int) -> None:
    # "Always submit a rank list": the chance is low and not nothing, and each rank adds to it
    report = rank_report(season(n), ON)
    assert 0.2 < report.matched.value < 0.8
    assert all(r.if_dropped.value < 0 for r in report.list)


@pytest.mark.parametrize(
    ("on", "more"),
    [
        (date(2026, 9, 10), {"cycle": 2027}),
        (date(2026, 11, 30), {"cycle": 2026}),
        (date(2026, 11, 30), {"target": {"specialty": "ophthalmology"}}),
        (date(2027, 3, 16), {}),
        (date(2027, 3, 19), {}),
        (date(2027, 5, 1), {}),
        (date(2027, 5, 1), {"result": {"outcome": "matched"}}),
    ],
)
def test_where_the_outlook_gives_no_verdict_the_rank_list_says_the_same(
    on: date, more: dict[str, Any]
) -> None:
    its = season(HELD, **more)
    report, told = rank_report(its, on, trial=False), outlook(its, on)
    assert told.verdict.code == "cannot_say"
    assert report.headline.endswith(told.verdict.text)
    assert told.headline.split(".")[0] in report.headline
    assert "with this list" not in report.headline
    assert not report.most_often
    assert report.over == (told.phase.code == "past_season")
    assert not (report.over and "deadline" in {c.code for c in report.checks})


def test_where_no_match_is_likeliest_the_list_does_not_most_often_end_at_a_rank() -> None:
    few, many = (
        [{"program": f"P{i}", "status": "attended", "visas_sponsored": ["j1"]} for i in range(n)]
        for n in (2, 12)
    )
    weak = {
        "applicant": {"type": "non_us_img", "visa": "j1", "graduation_year": 2008, "step2_ck": {"score": 210}}
    }
    assert str(rank_report(season(few, **weak), ON).most_often).startswith(
        "The likeliest match is at rank 1, P0:"
    )
    assert str(rank_report(season(many), ON).most_often).startswith("Most often it ends at rank 1, P0:")


def test_after_the_match_a_couple_has_one_number_and_it_stands_in_the_outlook() -> None:
    partner = {"partner": {"type": "us_img"}, "partner_interviews": 5}
    over = season(HELD, couples=partner)
    assert "Before the Match it was" in outlook(over, date(2027, 3, 22)).headline
    assert rank_report(over, date(2027, 3, 22), trial=False).headline == (
        "This season is over. Your result counts now, not an estimate."
    )


def test_giving_one_up_costs_on_every_page_the_same() -> None:
    ahead = season([{**i, "status": "scheduled"} for i in HELD])
    dropped = [r.if_dropped for r in rank_report(ahead, ON, trial=False).list]
    costs = {c.program: c.cost for c in release(ahead, ON).interviews}
    for at, found in enumerate(dropped):
        cost = costs[f"P{at}"]
        assert (-found.high, -found.value, -found.low) == pytest.approx(
            (cost.low, cost.value, cost.high), abs=1e-9
        )


def test_a_list_of_one_has_one_range() -> None:
    weak = {"type": "non_us_img", "graduation_year": 2005, "step2_ck": {"score": 212, "attempts": 3}}
    report = rank_report(season(HELD[:1], applicant=weak), ON)
    assert report.list[0].chance == report.list[0].here_or_better == report.matched


def test_neither_end_of_a_rank_or_a_better_one_falls_down_the_list() -> None:
    profile = {"type": "non_us_img", "graduation_year": 2018, "step1": {"passed": True, "attempts": 1}}
    its = season(
        [HELD[at % 4] | {"program": f"P{at}"} for at in range(11)],
        applicant=profile,
        target={"specialty": "surgery_general"},
    )
    found = [r.here_or_better for r in rank_report(its, ON, trial=False).list]
    assert [e.low for e in found] == sorted(e.low for e in found)
    assert [e.high for e in found] == sorted(e.high for e in found)


def test_a_list_of_single_years_says_what_a_match_is_to() -> None:
    its = season(HELD, target={"specialty": "surgery", "track": "preliminary"})
    assert " match to a preliminary year." in rank_report(its, ON).headline


def test_one_of_a_couple_reads_that_the_pairs_decide() -> None:
    its = season(HELD, couples={"partner": {"type": "us_img"}, "partner_interviews": 5})
    headline = rank_report(its, ON).headline
    assert "with this list alone" in headline
    assert headline.endswith("As a couple, your list of pairs decides.")


def test_what_dropping_costs_is_said_until_lists_close_and_of_equals_the_last_is_named() -> None:
    told = rank_words.changes(rank_report(season(4), ON))
    assert "Dropping rank 4, the one that counts least, costs about" in told
    assert rank_words.changes(rank_report(season(4), date(2027, 3, 4))) == ""


def test_ranks_that_cost_a_fee_say_what_they_add() -> None:
    (fee,) = (c for c in rank_report(season(25), ON).checks if c.code == "fee_over_20")
    assert re.search(r"Together they add fewer than 1 in 100.* to your chance\.$", fee.text)


def test_a_first_year_beside_a_match_of_its_own_keeps_its_deadline() -> None:
    years = [i | {"specialty": "internal_medicine", "track": "preliminary"} for i in HELD]
    wishes = [
        {"specialty": "ophthalmology", "track": "advanced"},
        {"specialty": "internal_medicine", "track": "preliminary"},
    ]
    eye = {"program": "Eye", "status": "attended", "visas_sponsored": ["j1"], **wishes[0]}
    report = rank_report(season([eye, *years], target=wishes[0], targets=wishes), ON)
    assert {c.code for c in report.checks} >= {"deadline", "program_withdrawn"}
    assert "no_supplemental_list" not in {c.code for c in report.checks}
    assert " match to a preliminary year." in report.headline
    assert not rank_words.first_year(report.list[0])
