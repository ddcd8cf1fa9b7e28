"""Each check fires where it should, names the programs, and is silent on a good list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from importlib.resources import files
from typing import Any, Final, get_args

import pytest
import yaml

from matchsafe import evidence
from matchsafe.domain.rank_report import SEVERITIES, CheckCode, RankCheck
from matchsafe.domain.season import Season
from matchsafe.domain.season_rank import RankList
from matchsafe.ranking.edits import with_list
from matchsafe.ranking.list_checks import ListFacts, list_checks
from matchsafe.ranking.rank_order import rank_order

ON: Final = date(2027, 2, 10)
Make = Callable[..., Season]


def checks(season: Season, on: date = ON, chances: list[float] | None = None) -> dict[str, RankCheck]:
    order = rank_order(season)
    found = list_checks(ListFacts(order, on, chances or [0.3] * len(order.primary)))
    assert all(evidence.figure(c.source) for c in found)
    return {f"{c.code}/{c.severity}": c for c in found}


def named(*names: str, **fields: Any) -> list[dict[str, Any]]:
    return [{"program": n, **fields} for n in names]


def test_a_good_list_hears_of_the_deadline_alone(season: Make) -> None:
    found = checks(season(named("City", "Lake", visas_sponsored=["j1"]), visa="j1"))
    assert list(found) == ["deadline/note"]
    assert "3 March 2027, 21:00 Eastern time." in found["deadline/note"].text


@pytest.mark.parametrize(
    ("code", "interview", "applicant"),
    [
        ("visa_not_sponsored/error", {"visas_sponsored": []}, {"visa": "j1"}),
        ("visa_unknown/warning", {}, {"visa": "j1"}),
        ("step3_needed/warning", {"visas_sponsored": ["h1b"]}, {"visa": "h1b"}),
        ("step3_needed/warning", {"visas_sponsored": ["h1b"]}, {"visa": "j1_or_h1b"}),
        ("ranked_without_interview/note", {"status": "invited"}, {}),
        ("ranked_unwilling/note", {"would_rank": False}, {}),
        ("unknown_code/error", {"nrmp_code": "1409990001"}, {}),
        ("unknown_code/error", {"nrmp_code": "9999120C0"}, {}),
        ("track_mixed/error", {"nrmp_code": "9999140P0"}, {}),
        ("joint_ap/error", {"track": "preliminary", "joint_with": "Lake Radiology"}, {}),
    ],
)
def test_what_one_program_can_have_wrong(season: Make, code: str, interview: Any, applicant: Any) -> None:
    fine = {"visas_sponsored": ["j1", "h1b"]}
    held = [{"program": "City", **fine}, {"program": "Odd", **interview}]
    if "status" not in interview:
        held[1]["status"] = "attended"
    found = checks(season(held, **applicant))
    assert "Odd" in found[code].programs
    assert "Odd" in found[code].text


def test_a_passed_step_3_and_a_j1_need_no_word_about_step_3(season: Make) -> None:
    held = named("City", visas_sponsored=["j1", "h1b"])
    assert "step3_needed/warning" not in checks(season(held, visa="h1b", step3={"passed": True}))
    assert "step3_needed/warning" not in checks(season(held, visa="j1_or_h1b"))


@pytest.mark.parametrize(
    ("applicant", "says"),
    [
        ({"step1": {"passed": False}}, "Step 1"),
        ({"ecfmg_certified": "no"}, "not certified"),
        ({"ecfmg_certified": "expected", "ecfmg_expected": "2027-04-01"}, "1 April 2027"),
    ],
)
def test_an_img_whose_exams_are_not_confirmed_in_time_is_not_eligible(
    season: Make, applicant: Any, says: str
) -> None:
    assert says in checks(season(named("City"), **applicant))["not_eligible/error"].text
    assert "not_eligible/error" not in checks(season(named("City"), **applicant | {"type": "us_md"}))


def test_a_certificate_in_time_is_fine(season: Make) -> None:
    for said in ("expected", "no"):
        fine = {"ecfmg_certified": said, "ecfmg_expected": "2027-02-20"}
        assert "not_eligible/error" not in checks(season(named("City"), **fine))


def test_a_kept_list_that_leaves_an_interview_off(season: Make) -> None:
    held = [
        *named("City", "Lake", "Hill"),
        {"program": "Mill", "would_rank": False},
        {"program": "Fen", "status": "declined"},
    ]
    found = checks(season(held, rank_list={"order": ["Lake", "City", "Fen", "Mill", "Nowhere"]}))
    assert found["interviewed_not_ranked/warning"].programs == ("Hill",)
    assert found["ranked_unwilling/error"].programs == ("Mill",)
    # two texts of one code: both are said, the last one is seen here
    assert found["ranked_without_interview/error"].programs == ("Nowhere",)
    coded = checks(season(held, rank_list={"order": ["Lake", "1234140C7"]}))
    assert coded["unknown_code/error"].programs == ("1234140C7",)


def test_a_program_that_withdrew(season: Make) -> None:
    held = season([{"program": "City", "id": "c1"}, {"program": "Lake", "application": "a1", "id": "l1"}])
    event = {"kind": "withdrew", "at": "2027-02-01", "by": "program"}
    gone = Season.model_validate(
        held.model_dump(exclude_unset=True)
        | {"events": [event | {"interview": "c1"}, event | {"application": "a1"}]}
    )
    assert list(checks(gone)) == ["program_withdrawn/note"]
    ranked = gone.model_copy(update={"rank_list": RankList(order=("l1", "c1"))})
    found = checks(ranked)
    assert found["program_withdrawn/error"].programs == ("Lake", "City")
    assert not any(code.startswith("ranked_without") for code in found)


@pytest.mark.parametrize(
    ("one", "other", "twice"),
    [
        ({"program": "City"}, {"program": " city"}, True),
        ({"program": "City", "nrmp_code": "1234140C0"}, {"program": "Town", "nrmp_code": "1234 140c0"}, True),
        ({"program": "City", "nrmp_code": "1234140C0"}, {"program": "City"}, True),
        ({"program": "City", "state": "NY"}, {"program": "City"}, True),
        ({"program": "City", "nrmp_code": "1234140C0"}, {"program": "City", "nrmp_code": "1235140C0"}, False),
        ({"program": "City", "state": "NY"}, {"program": "City", "state": "TX"}, False),
        ({"program": "City"}, {"program": "City", "track": "preliminary"}, False),
    ],
)
def test_a_program_listed_twice(season: Make, one: Any, other: Any, twice: bool) -> None:
    assert ("duplicate/error" in checks(season([one, *named("Lake"), other]))) is twice


def test_a_first_year_whose_specialty_is_not_said_may_have_the_code_of_any(season: Make) -> None:
    year = {"program": "Year", "track": "preliminary", "nrmp_code": "1234140P0"}
    target = [{"specialty": "radiology_diagnostic", "track": "advanced"}]
    assert "unknown_code/error" not in checks(season([year], targets=target))
    said = year | {"specialty": "surgery"}
    assert "unknown_code/error" in checks(season([said], targets=target))


def test_programs_without_visas_for_someone_whose_need_is_not_said(season: Make) -> None:
    held = [{"program": "City", "visas_sponsored": []}, *named("Lake")]
    assert checks(season(held))["visa_unknown/warning"].programs == ("City",)
    assert not any(c.startswith("visa") for c in checks(season(held, visa="none")))


def test_one_year_positions_above_and_below_categorical_ones(season: Make) -> None:
    held = [
        {"program": "Year", "track": "preliminary"},
        *named("City"),
        {"program": "Late", "track": "preliminary"},
    ]
    found = checks(season(held))
    assert found["track_mixed/warning"].programs == ("Year",)
    assert found["track_mixed/note"].programs == ("Late",)


def test_two_specialties_against_the_wishes(season: Make) -> None:
    targets = [{"specialty": "internal_medicine"}, {"specialty": "family_medicine"}]
    held = [*named("Farm", specialty="family_medicine"), *named("City", specialty="internal_medicine"),
            *named("Barn", specialty="family_medicine")]  # fmt: skip
    found = checks(season(held, targets=targets))["specialty_order/warning"]
    assert found.programs == ("Farm",)
    assert "You want Internal Medicine more than Family Medicine, yet Farm stands above" in found.text
    assert "specialty_order/warning" not in checks(season(held[1:], targets=targets))


ADVANCED: Final = [
    {"specialty": "radiology_diagnostic", "track": "advanced"},
    {"specialty": "internal_medicine", "track": "preliminary"},
]
RADIOLOGY: Final = named("Rad", "Ray", specialty="radiology_diagnostic")
YEARS: Final = named("Year", "Next", specialty="internal_medicine", track="preliminary")


def test_advanced_positions_need_a_supplemental_list(season: Make) -> None:
    held = [*RADIOLOGY, *YEARS]
    bare = checks(season(held, targets=ADVANCED))
    assert bare["no_supplemental_list/warning"].programs == ("Rad", "Ray")
    one = {"order": ["Rad", "Ray"], "supplemental": [{"advanced": ["Rad"], "programs": ["Year", "Next"]}]}
    assert checks(season(held, targets=ADVANCED, rank_list=one))["no_supplemental_list/warning"].programs == (
        "Ray",
    )
    both = {
        "order": ["Rad", "Ray"],
        "supplemental": [{"advanced": ["Rad", "Ray"], "programs": ["Year", "Next"]}],
    }
    assert list(checks(season(held, targets=ADVANCED, rank_list=both))) == ["deadline/note"]
    trained = checks(season(held, targets=ADVANCED, earlier_us_training=True))
    assert "no_supplemental_list/warning" not in trained


def test_supplemental_lists_in_the_wrong_place(season: Make) -> None:
    kept = {
        "order": ["Rad", "Ray"],
        "supplemental": [
            {"advanced": ["Year"], "programs": ["Next"]},
            {"advanced": ["Rad"], "programs": ["Ray"]},
        ],
    }
    order = rank_order(season([*RADIOLOGY, *YEARS], targets=ADVANCED, rank_list=kept))
    texts = [c for c in list_checks(ListFacts(order, ON, [0.3] * 2)) if c.code == "supplemental_misattached"]
    assert [c.programs for c in texts] == [("Next",), ("Ray",)]


def test_a_joint_preliminary_program_belongs_to_its_advanced_one_alone(season: Make) -> None:
    joint = [*RADIOLOGY, {**YEARS[0], "joint_with": "Rad"}]
    fine = {"order": ["Rad", "Ray"], "supplemental": [{"advanced": ["Rad"], "programs": ["Year"]}]}
    wrong = {"order": ["Rad", "Ray"], "supplemental": [{"advanced": ["Rad", "Ray"], "programs": ["Year"]}]}
    assert "joint_ap/error" not in checks(season(joint, targets=ADVANCED, rank_list=fine))
    assert "(Rad)" in checks(season(joint, targets=ADVANCED, rank_list=wrong))["joint_ap/error"].text


def test_what_a_long_list_costs(season: Make) -> None:
    names = [f"P{i}" for i in range(120)]
    found = checks(season(named(*names)))
    assert (
        "has 120 different programs; registration includes 20. The other 100 cost $3,000 ($30 each in 2026"
        in (found["fee_over_20/warning"].text)
    )
    assert "$50 for yours in 2024" in found["length_fee/warning"].text
    assert "fee_over_20/warning" not in checks(season(named(*names[:20])))
    kept = {"order": names * 3}
    assert (
        "360 ranks; the Match accepts 300"
        in checks(season(named(*names), rank_list=kept))["over_300/error"].text
    )


def test_supplemental_lists_have_a_fee_of_their_own(season: Make) -> None:
    years = named(*(f"Y{i}" for i in range(22)), specialty="internal_medicine", track="preliminary")
    kept = {
        "order": ["Rad", "Ray"],
        "supplemental": [
            {"advanced": ["Rad"], "programs": [f"Y{i}" for i in range(15)]},
            {"advanced": ["Ray"], "programs": [f"Y{i}" for i in range(10, 22)]},
        ],
    }
    found = checks(season([*RADIOLOGY, *years], targets=ADVANCED, rank_list=kept))
    assert "22 different programs together; 20 are included. The other 2 cost about $60" in (
        found["supplemental_fee/warning"].text
    )


@pytest.mark.parametrize(
    ("on", "code", "says"),
    [
        (date(2026, 11, 20), "deadline/note", "by 3 March 2027"),
        (date(2027, 2, 25), "deadline/warning", "6 days left"),
        (date(2027, 3, 4), "deadline/note", "has passed"),
    ],
)
def test_the_deadline_comes_nearer(season: Make, on: date, code: str, says: str) -> None:
    assert says in checks(season(named("City")), on)[code].text


def test_the_deadline_is_told_in_her_own_zone(season: Make) -> None:
    held = season(named("City")).model_copy(update={"time_zone": "Asia/Karachi"})
    assert (
        "3 March 2027, 21:00 Eastern time (07:00 on 4 March by your clock)"
        in checks(held)["deadline/note"].text
    )


def test_a_list_changed_after_it_was_certified(season: Make) -> None:
    certified = {"at": "2027-02-20T10:00Z", "order": ["City", "Lake"]}
    same = season(named("City", "Lake"), rank_list={"order": ["City", "Lake"], "certified": certified})
    moved = season(named("City", "Lake"), rank_list={"order": ["Lake", "City"], "certified": certified})
    assert rank_order(same).certification == "certified"
    assert not checks(same)
    named_otherwise = with_list(same)  # by ids
    assert rank_order(named_otherwise).certification == "certified"
    assert list(checks(same, date(2027, 3, 4))) == ["deadline/note"]
    assert "edited_after_certifying/error" in checks(moved)


def test_a_list_that_follows_chances_against_the_ratings(season: Make) -> None:
    held = [{"program": f"P{i}", "ratings": {"city": r}} for i, r in enumerate([1, 3, 5])]
    found = checks(season(held), chances=[0.6, 0.4, 0.2])
    assert found["ordered_by_chance/warning"].programs == ("P0", "P1")
    by_wish = checks(season(held[::-1]), chances=[0.2, 0.4, 0.6])
    assert not any(code.startswith("ordered_by_chance") for code in by_wish)


def test_without_ratings_an_order_by_chance_is_only_asked_about(season: Make) -> None:
    held = season(named("A", "B", "C"))
    assert "ordered_by_chance/note" in checks(held, chances=[0.6, 0.4, 0.2])
    assert "ordered_by_chance/note" not in checks(held, chances=[0.6, 0.2, 0.4])
    assert "ordered_by_chance/note" not in checks(held, chances=[0.6, 0.4, 0.4])


def test_the_gravest_comes_first(season: Make) -> None:
    found = checks(season([*named("City", "City"), {"program": "Odd", "nrmp_code": "x"}], visa="j1"))
    order = [code.partition("/")[2] for code in found]
    assert order == sorted(order, key=["error", "warning", "note"].index)


def test_a_list_of_a_match_of_its_own_has_no_deadline_of_ours(season: Make) -> None:
    held = season(3, targets=[{"specialty": "ophthalmology"}])
    assert "deadline/note" not in checks(held)


def test_ratings_that_are_all_alike_say_nothing_of_the_order(season: Make) -> None:
    held = [{"program": n, "ratings": {"city": 3}} for n in "ABC"]
    assert not any(c.startswith("ordered_by_chance") for c in checks(season(held), chances=[0.1, 0.2, 0.3]))


def test_the_contract_and_the_texts_have_the_same_codes() -> None:
    text = (files("matchsafe.ranking") / "data" / "checks.yaml").read_text(encoding="utf-8")
    rules = yaml.safe_load(text)
    assert {code.partition(".")[0] for code in rules} == set(get_args(CheckCode))
    assert all(evidence.figure(rule["source"]) and rule["severity"] in SEVERITIES for rule in rules.values())
