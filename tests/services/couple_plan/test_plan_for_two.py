"""A plan for two from the library: what counts as together, what each list keeps, and what is refused."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from tests.services.conftest import DAY, record

from matchsafe import outlook, plan_couple
from matchsafe.catalog.catalog import Catalog
from matchsafe.domain.couple_plan import CouplePlanReport, CoupleRequest
from matchsafe.domain.estimate import Estimate
from matchsafe.domain.season import Applicant, Season, Target
from matchsafe.planning.errors import PlanningError
from matchsafe.present import couple_words, words

TOWNS = {"Lake": (41.0, -82.0, "OH"), "Hill": (41.1, -82.1, "OH"), "Far": (31.0, -97.0, "TX")}


@pytest.fixture(scope="module")
def towns() -> Catalog:
    """Three programs of each specialty in each of three towns, two of them near each other; one without a place."""
    records = []
    for name, (latitude, longitude, state) in TOWNS.items():
        for specialty in ("internal_medicine", "family_medicine"):
            for _ in range(3):
                place = {"city": name, "latitude": latitude, "longitude": longitude}
                records.append(
                    record(len(records), specialty, state, img_share=0.5, track="categorical", **place)
                )
    records.append(record(99, "internal_medicine", "OH", img_share=0.9, track="categorical"))
    records.append(record(98, "internal_medicine", "OH", img_share=0.9, track="preliminary"))
    records.append(record(97, "internal_medicine", "OH", img_share=0.9, track="advanced"))
    return Catalog("towns", tuple(records))


@pytest.fixture(scope="module")
def partner() -> Season:
    return Season(applicant=Applicant(type="us_img"), target=Target(specialty="family_medicine"))


def planned(mine: Season, theirs: Season, catalog: Catalog | None, **wishes: Any) -> CouplePlanReport:
    return plan_couple(mine, theirs, CoupleRequest.model_validate({"useful_step": 0, **wishes}), catalog, DAY)


def both(plan: CouplePlanReport) -> float:
    return plan.both_together.value


def test_within_miles_two_towns_side_by_side_are_one_region(
    season: Season, partner: Season, towns: Catalog
) -> None:
    near = planned(season, partner, towns, together="miles", miles=20, budget=200)
    town = planned(season, partner, towns, together="miles", miles=1, budget=200)
    assert {p.region for side in (near.first, near.second) for p in side.programs} >= {"around Lake, OH"}
    assert len({p.region for side in (town.first, town.second) for p in side.programs} - {""}) == 3
    assert both(near) > both(town)
    assert near.both_anywhere.value >= both(near)
    assert any("groups" in told for told in near.warnings)


def test_a_program_without_a_place_adds_nothing_to_matching_together(
    season: Season, partner: Season, towns: Catalog
) -> None:
    plan = planned(season, partner, towns, together="miles", miles=20, budget=90)
    assert "p99" not in {p.id for p in plan.first.programs}


def test_interviews_of_unknown_place_are_not_in_the_chance_of_matching_together_and_that_is_told(
    season: Season, partner: Season, towns: Catalog
) -> None:
    three = Season.model_validate({**season.model_dump(), "interviews": 3})
    plain, held = (planned(mine, partner, towns, together="division", budget=90) for mine in (season, three))
    assert (plain.held_nowhere, held.held_nowhere) == (0, 3)
    assert couple_words.unplaced_interviews(plain) == ""
    assert couple_words.unplaced_interviews(held).startswith(
        "3 interviews you hold are not in the chance of these lists: no state is known for them."
    )
    assert "you hold" not in held.headline
    assert "not known" not in couple_words.chances(held)[0][1]
    nowhere = held.model_copy(update={"both_together": Estimate(value=0, low=0, high=0)})
    assert couple_words.chances(nowhere)[0][0] == "Both match, near each other or not"
    assert (couple_words.near_best(nowhere), couple_words.likeness(nowhere)) == ("", "")
    close = held.model_copy(update={"gap": 0.001, "upper_bound": 0.01})
    assert "That is not close" not in couple_words.near_best(close)
    assert held.first.match.value > plain.first.match.value
    miles = planned(three, partner, towns, together="miles", miles=20, budget=90)
    assert miles.held_nowhere == 3
    assert "By state or by census division" in couple_words.unplaced_interviews(miles)
    nothing = planned(three, partner, towns, together="division", budget=0)
    assert couple_words.unplaced_interviews(nothing) == ""
    known = [{"program": f"Invented {n}", "state": "OH"} for n in range(3)]
    placed = planned(
        Season.model_validate({**season.model_dump(), "interviews": known}), partner, towns,
        together="division", budget=90,
    )  # fmt: skip
    assert placed.held_nowhere == 0
    assert "and the 3 interviews you hold match" in placed.headline
    none = {"programs": (), "who": "one and the same"}
    first, second = (p.model_copy(update=none) for p in (placed.first, placed.second))
    full = placed.second.model_copy(update={"who": first.who})
    told = couple_words.headline(placed.model_copy(update={"first": first, "second": full}))
    assert re.match(r"Apply to \d+ programs? for \$\d+, all for the second partner\. Couples like you", told)
    alike = placed.first.model_copy(update={"who": full.who})
    told = couple_words.headline(placed.model_copy(update={"first": alike, "second": full}))
    assert re.match(r"Apply to .* \(first partner\) and .* \(second partner\), for \$\d+ together\. ", told)
    second = second.model_copy(update={"interviews": first.interviews})
    told = couple_words.headline(placed.model_copy(update={"first": first, "second": second}))
    assert told.startswith("Apply to no more programs. Couples like you")
    assert both(placed) > both(held)


def test_what_a_couple_holds_already_is_worth_the_same_in_the_plan_and_in_the_outlook(
    season: Season, partner: Season, towns: Catalog
) -> None:
    couple = {"partner": partner.applicant, "partner_target": partner.target, "partner_interviews": 4}
    mine = Season.model_validate({**season.model_dump(), "interviews": 3, "couples": couple})
    theirs = mine.partner_season()
    assert theirs is not None
    plan = planned(mine, theirs, towns, together="state", budget=90)
    said = outlook(mine, DAY).couple
    assert said is not None
    assert plan.held_both == said.both
    told = words.chance(said.both)
    assert couple_words.chances(plan)[0][0].endswith("as in your outlook")
    assert couple_words.chances(plan)[0][1].casefold() == told
    assert f"both match in {told}, as in your outlook" in couple_words.unplaced_interviews(plan)


def test_wanted_states_are_worth_more_and_draw_the_lists_there(
    season: Season, partner: Season, towns: Catalog
) -> None:
    wishes = {"together": "state", "budget": 60}
    texas = planned(season, partner, towns, **wishes, wanted_states=["TX"], wanted_weight=5)
    assert {p.state for side in (texas.first, texas.second) for p in side.programs} == {"TX"}
    assert texas.both_wanted is not None
    assert texas.both_wanted.value == pytest.approx(both(texas))
    assert {r.name: r.wanted for r in texas.regions} == {"Texas": True}
    indifferent = planned(season, partner, towns, **wishes, wanted_states=["TX"], wanted_weight=0)
    assert both(indifferent) >= both(texas)


def test_positions_that_need_another_one_are_left_aside_and_that_is_told(
    season: Season, partner: Season, towns: Catalog
) -> None:
    either = Season(
        applicant=season.applicant, target=Target(specialty="internal_medicine", track="advanced")
    )
    plan = planned(either, partner, towns, budget=200)
    assert not {"p97", "p98"} & {p.id for p in plan.first.programs}
    assert any("2 advanced or preliminary positions left aside" in told for told in plan.warnings)


def test_a_longest_list_of_each_partner_is_kept(season: Season, partner: Season, towns: Catalog) -> None:
    plan = planned(season, partner, towns, first={"max_programs": 2}, second={"max_programs": 3})
    assert (len(plan.first.programs), len(plan.second.programs)) == (2, 3)


def test_problems_of_both_partners_are_told_at_once(season: Season, partner: Season, towns: Catalog) -> None:
    two = {"specialties": ["internal_medicine", "family_medicine"], "max_programs": 4}
    with pytest.raises(PlanningError) as caught:
        planned(season, partner, towns, first=two, second=two)
    assert [(p.path, p.code) for p in caught.value.problems] == [
        ("first.max_programs", "contradiction"),
        ("second.max_programs", "contradiction"),
    ]


def test_a_wanted_state_that_no_region_lies_in_is_refused(
    season: Season, partner: Season, towns: Catalog
) -> None:
    with pytest.raises(PlanningError, match="no region lies in New York alone"):
        planned(season, partner, towns, wanted_states=["NY"])


def test_after_rank_lists_close_two_are_asked_for_no_dollar(
    season: Season, partner: Season, towns: Catalog
) -> None:
    over = plan_couple(season, partner, CoupleRequest(budget=200), towns, date(2027, 3, 17))
    assert (over.cost, over.first.programs, over.second.programs) == (0, (), ())
    assert over.headline.startswith("Spend nothing. The season is over")
