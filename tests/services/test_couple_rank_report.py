"""A couple's list of pairs as every face gets it."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import pytest

from matchsafe.domain.couple_rank import CoupleRankReport
from matchsafe.domain.season import Season
from matchsafe.domain.season_couple import CoupleList, CoupleWishes
from matchsafe.domain.season_rank import RankList
from matchsafe.odds.couples import couple_outlook
from matchsafe.present import pair_words
from matchsafe.services.couple_rank import couple_report

ON: Final = date(2027, 2, 10)


def season(names: str, state: str = "NY", **more: Any) -> Season:
    held = [
        {"program": n, "status": "attended", "state": state, "visas_sponsored": ["j1"]} for n in names.split()
    ]
    base: dict[str, Any] = {
        "applicant": {"type": "non_us_img", "visa": "j1"},
        "target": {"specialty": "internal_medicine"},
        "interviews": held,
    }
    return Season.model_validate(base | more)


def codes(report: CoupleRankReport) -> dict[str, str]:
    return {c.code: c.text for c in report.checks}


def test_both_one_and_neither_make_the_whole() -> None:
    report = couple_report(season("A1 A2 A3"), season("B1 B2"), on=ON)
    assert report.both.value + report.one.value + report.neither.value == pytest.approx(1)
    assert sum(p.chance.value for p in report.pairs) + report.neither.value == pytest.approx(1)
    assert report.first_alone.value + report.second_alone.value == pytest.approx(report.one.value)
    assert [p.rank for p in report.pairs] == list(range(1, 12))
    assert report.pruned == 0


def test_ranked_apart_as_many_match_but_not_together_and_multiplying_says_less() -> None:
    one, two = season("A1 A2 A3", state="NY"), season("B1 B2 B3", state="CA")
    report = couple_report(one, two, CoupleWishes(apart=False, one_matches="never"), ON)
    assert report.pairs == ()
    assert report.neither.value == 1
    assert report.apart.both.value > report.apart.multiplied
    assert report.pruned == 9 == len(report.pruned_pairs)
    assert {o.program for o in report.coverage if not o.caught} == {"A1", "A2", "A3", "B1", "B2", "B3"}
    assert "A1, A2, A3, B1 and 2 more" in codes(report)["couple_single_outcomes_missing"]


def test_adding_a_single_outcome_gives_what_the_coverage_says() -> None:
    one, two = season("A1 A2"), season("B1")
    without = couple_report(one, two, on=ON, brought=[("A1", "B1"), ("A2", "B1")])
    with_it = couple_report(one, two, on=ON, brought=[("A1", "B1"), ("A2", "B1"), ("A2", "no match")])
    said = next(o for o in without.coverage if o.program == "A2")
    assert not said.caught
    got = next(o for o in with_it.coverage if o.program == "A2")
    assert got.caught
    assert got.chance.value == pytest.approx(said.adds.value)
    assert got.chance.value > 0


def test_a_list_that_they_bring_is_checked() -> None:
    pairs = [("A1", "B1"), ("A1", "999999999"), ("A1", "B2"), ("A1", "B1"), ("Nowhere", "B2"), ("A2", "")]
    report = couple_report(season("A1 A2"), season("B1 B2"), on=ON, brought=pairs)
    found = codes(report)
    assert report.brought
    assert "have 6 and 5 ranks" in found["couple_unequal_lengths"]
    assert found["duplicate"].startswith("A1 with B1")
    assert found["unreachable_pair"].startswith("A1 with B2")
    assert found["unknown_code"].startswith("Nowhere")
    assert report.pairs[1].second_code == "999999999"


def test_two_kept_lists_that_name_no_match_are_the_couples_own() -> None:
    one = season("A1 A2", rank_list={"order": ["A1", "A2", "999999999"]})
    two = season("B1", rank_list={"order": ["B1", "no match", "B1"]})
    report = couple_report(one, two, on=ON)
    assert [(p.first, p.second) for p in report.pairs] == [
        ("A1", "B1"),
        ("A2", "no match"),
        ("no match", "B1"),
    ]
    assert "couple_unequal_lengths" not in codes(report)


def test_a_program_that_cannot_sponsor_one_partner_is_in_no_pair() -> None:
    two = season("B1 B2")
    barred = two.interview_list[0].model_copy(update={"visas_sponsored": ()})
    two = two.model_copy(update={"interviews": (barred, two.interview_list[1])})
    report = couple_report(season("A1"), two, on=ON)
    assert all(p.second != "B1" for p in report.pairs)
    assert codes(report)["visa_not_sponsored"].startswith("Second partner: B1")
    assert codes(couple_report(two, season("A1"), on=ON))["visa_not_sponsored"].startswith(
        "First partner: B1"
    )


def test_a_us_graduate_as_partner_needs_no_visa() -> None:
    us = season("B1", applicant={"type": "us_md"})
    report = couple_report(season("A1"), us, on=ON)
    assert not [c for c in report.checks if "Second partner" in c.text]


def test_certified_by_one_of_two() -> None:
    kept = {"order": ["A1"], "certified": {"at": "2027-02-20T10:00Z", "order": ["A1"]}}
    assert "certified_by_one" in codes(couple_report(season("A1", rank_list=kept), season("B1"), on=ON))


def test_the_articles_rule_for_couples_ten_each_are_not_twenty() -> None:
    ten, fourteen = season(" ".join(f"A{i}" for i in range(10))), season(" ".join(f"B{i}" for i in range(14)))
    assert couple_report(ten, ten, on=ON).notes == (
        "The article's rule of thumb: 12 to 15 interviews each. You have 10 and 10; two lists do not add up to one "
        "of 20.",
    )
    assert couple_report(fourteen, fourteen, on=ON).notes == (
        "The article's rule of thumb: 12 to 15 interviews each. You have 14 and 14.",
    )


def test_nothing_private_is_in_the_shared_answer() -> None:
    one = season("A1").model_copy(update={"notes": "my secret"})
    rated = one.interview_list[0].model_copy(update={"notes": "a secret", "ratings": {"people": 2}})
    text = couple_report(
        one.model_copy(update={"interviews": (rated,)}), season("B1"), on=ON
    ).model_dump_json()
    assert "secret" not in text
    assert "people" not in text


def test_more_than_300_pairs_and_wishes_for_unknown_programs_are_told() -> None:
    names = " ".join(f"A{i}" for i in range(20))
    pairs = [(f"A{i}", f"B{j}") for i in range(20) for j in range(16)]
    report = couple_report(season(names), season(" ".join(f"B{j}" for j in range(16))), on=ON, brought=pairs)
    assert "320 ranks; the Match accepts 300" in codes(report)["over_300"]
    wishes = CoupleWishes(must=(("A1", "Elsewhere"),))
    assert codes(couple_report(season("A1"), season("B1"), wishes, ON))["unknown_code"].startswith(
        "A1 and Elsewhere"
    )


def test_a_partner_without_an_interview_leaves_single_outcomes_only() -> None:
    report = couple_report(season("A1 A2"), season(""), on=ON)
    assert [(p.first, p.second) for p in report.pairs] == [("A1", "no match"), ("A2", "no match")]
    assert report.both.value == 0
    assert "both match in 0, exactly one in about" in report.headline


def test_lists_as_long_as_can_be_are_answered() -> None:
    names = " ".join(f"A{i}" for i in range(40))
    report = couple_report(season(names), season(names), on=ON)
    assert report.both.high <= 1
    assert len(report.pruned_pairs) == 1_000 < report.pruned == 40 * 40 + 80 - 300
    assert len(report.pairs) == 300
    assert all(o.caught for o in report.coverage)


def test_advanced_positions_count_with_and_without_a_first_year() -> None:
    rad = {"program": "Rad", "specialty": "radiology_diagnostic", "track": "advanced", "status": "attended"}
    year = {"program": "Year", "specialty": "internal_medicine", "track": "preliminary", "status": "attended"}
    lists = {"order": ["Rad"], "supplemental": [{"advanced": ["Rad"], "programs": ["Year"]}]}
    targets = {
        "target": {"specialty": "radiology_diagnostic", "track": "advanced"},
        "interviews": [rad, year],
    }
    base = {"applicant": {"type": "us_md"}}
    one = Season.model_validate(base | targets | {"rank_list": lists})
    report = couple_report(one, season("B1"), on=ON)
    found = report.first_years
    assert found is not None
    assert 0 < found.both.value < report.both.value
    whole = found.both.value + found.one.value + found.first_without.value
    assert whole == pytest.approx(report.both.value + report.one.value)
    assert found.second_without.value == 0
    best = report.pairs[0]
    assert (best.first, best.second) == ("Rad", "B1")
    assert "You have 1 and 1;" in report.notes[0], "a first year is no interview of the rule's"
    assert best.with_first_years is not None
    assert best.with_first_years.value < best.chance.value
    alone = couple_report(one.model_copy(update={"rank_list": RankList(order=("Rad",))}), season("B1"), on=ON)
    assert alone.first_years is not None
    assert alone.first_years.both.value == 0
    trained = {"applicant": {"type": "us_md", "earlier_us_training": True}}
    done = couple_report(Season.model_validate(trained | targets), season("B1"), on=ON)
    assert done.first_years is None


def test_halves_of_pairs_are_known_without_a_no_match_and_ordinary_lists_are_not() -> None:
    one = season("A1 A2", rank_list={"order": ["A1", "A1", "A2", "A2"]})
    two = season("B1 B2", rank_list={"order": ["B1", "B2", "B1", "B2"]})
    assert [(p.first, p.second) for p in couple_report(one, two, on=ON).pairs][1] == ("A1", "B2")
    assert couple_report(one, two, on=ON).brought
    plain = season("B1 B2", rank_list={"order": ["B2", "B1"]})
    assert not couple_report(season("A1 A2"), plain, on=ON).brought
    spaced = couple_report(season("A1"), season("B1"), on=ON, brought=[("A1", "999 999 999")])
    assert spaced.pairs[0].second_code == "999999999"


def test_miles_are_those_between_the_cities_and_the_reason_says_how_many() -> None:
    places = [("A1", "Buffalo", "NY"), ("A2", "New York", "NY"), ("A3", None, None)]
    one = season("", interviews=[
        {"program": n, "city": c, "state": s, "status": "attended", "visas_sponsored": ["j1"]} for n, c, s in places
    ])  # fmt: skip
    two = season("", interviews=[
        {"program": "B1", "city": "Philadelphia", "state": "PA", "status": "attended", "visas_sponsored": ["j1"]}
    ])  # fmt: skip
    pairs = couple_report(one, two, CoupleWishes(together="miles", miles=100), ON).pairs
    told = {p.first: (p.together, p.why) for p in pairs if p.second == "B1"}
    assert told["A2"][0]
    assert told["A2"][1].startswith("Together (80 miles);")
    assert not told["A1"][0]
    assert told["A1"][1].startswith("Apart (280 miles);")
    assert told["A3"][1].startswith("Apart;")
    by_road = couple_report(one, two, CoupleWishes(together="hours", hours=1.8), ON).pairs
    told = {p.first: (p.together, p.why) for p in by_road if p.second == "B1"}
    assert told["A2"][1].startswith("Together (about 1.8 hours by road);")  # 80 miles at 45 an hour
    assert told["A1"][1].startswith("Apart (about 6.2 hours by road);")
    assert told["A3"][1].startswith("Apart;")


def test_the_outlook_agrees_with_the_pairs_once_they_are_kept_and_until_then_says_why_not() -> None:
    one, two = season("A1 A2", state="NY"), season("B1 B2", state="CA")
    couple = {"partner": {"type": "non_us_img", "visa": "j1"}, "partner_interviews": list(two.interview_list)}
    told = couple_report(one, two, CoupleWishes(), ON)
    assert "until you keep this list" in pair_words.against_apart(told)
    kept = one.model_copy(update={"couple_list": CoupleList(wishes=CoupleWishes())})
    both = couple_outlook(
        Season.model_validate({**kept.model_dump(exclude_none=True), "couples": couple}), ON
    )
    assert both is not None
    assert both.both.value == pytest.approx(told.both.value, abs=0.005)
    assert "Your outlook" not in pair_words.against_apart(told.model_copy(update={"brought": True}))


@pytest.mark.parametrize(
    ("on", "start"),
    [
        (date(2026, 9, 15), "These interviews are from a season that is over. Your plan is the answer"),
        (date(2027, 3, 16), "You have known since Monday whether you matched. Your result counts now"),
        (date(2027, 5, 1), "This season is over. Your result counts now"),
    ],
)
def test_where_a_result_or_another_season_counts_the_list_for_two_says_so(on: date, start: str) -> None:
    report = couple_report(season("A1"), season("B1"), on=on)
    assert report.headline.startswith(start)
    assert not report.notes
    assert not pair_words.against_apart(report)
    assert "Certify" not in codes(report).get("deadline", "")
