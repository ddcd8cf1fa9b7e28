"""A plan from a catalog: what is chosen, what it is said to be worth, and why."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from matchsafe.catalog.catalog import Catalog
from matchsafe.domain.plan import Near, PlanReport, PlanRequest, Preferences, RegionMinimum
from matchsafe.domain.season import Season
from matchsafe.planning import PlanningError
from matchsafe.planning.fees import fees
from matchsafe.services.plan import plan

DAY = date(2026, 9, 1)


def asked(season: Season, catalog: Catalog | None, **request: Any) -> PlanReport:
    """A plan that spends the whole budget, with every signal left."""
    return plan(season, PlanRequest(**{"useful_step": 0, "signals": "all", **request}), catalog, DAY)


@pytest.fixture(scope="module")
def found(season: Season, catalog: Catalog) -> PlanReport:
    return asked(season, catalog, budget=220)


def test_the_list_keeps_the_budget_and_its_bill_adds_up(found: PlanReport) -> None:
    assert 0 < found.cost <= 220
    assert sum(item.amount or 0 for item in found.bill if item.source in _ERAS) == pytest.approx(found.cost)
    assert sum(p.fee for p in found.programs) == pytest.approx(found.cost)
    assert fees({"x": len(found.programs)}, 2026).eras == found.cost


_ERAS = ("fees.eras_2027_thirty_programs", "fees.eras_2026_from_31")


def test_a_long_rank_list_is_a_line_of_its_own_outside_the_cost(
    found: PlanReport, season: Season, catalog: Catalog
) -> None:
    (line,) = [item for item in found.bill if item.source == "fees.nrmp_2026_extra_rank"]
    assert line.amount is None
    assert "not known for 2027" in line.note
    known = asked(season, catalog, budget=99, fee_year=2026)
    (line,) = [item for item in known.bill if item.source == "fees.nrmp_2026_extra_rank"]
    assert line.amount == 30
    assert "beyond 20, if you rank more" in line.what
    assert "not part of the budget" in line.note
    earlier = asked(season, catalog, budget=99, fee_year=2025)
    (line,) = [item for item in earlier.bill if item.source == "fees.nrmp_2026_extra_rank"]
    assert line.amount is None
    assert "not known for 2025" in line.note


def test_the_bound_is_above_and_near(found: PlanReport) -> None:
    assert found.upper_bound == pytest.approx(found.chance.value + found.gap)
    assert 0 <= found.gap < 0.02
    assert found.chance.low <= found.chance.value <= found.chance.high


def test_the_chances_of_matching_at_each_program_add_to_the_chance_of_matching(found: PlanReport) -> None:
    assert sum(p.p_match_there.value for p in found.programs) == pytest.approx(found.chance.value, abs=1e-6)


def test_multiplying_marginal_chances_would_have_claimed_more(found: PlanReport) -> None:
    assert found.if_independent.value > found.chance.value


def test_only_the_seasons_own_specialty_is_in_unless_more_are_asked_for(
    found: PlanReport, season: Season, catalog: Catalog
) -> None:
    assert {p.specialty for p in found.programs} == {"internal_medicine"}
    both = asked(season, catalog, budget=500, specialties=("internal_medicine", "family_medicine"))
    assert {p.specialty for p in both.programs} == {"internal_medicine", "family_medicine"}
    assert both.chance.value > found.chance.value


def test_a_program_that_bars_the_applicant_is_left_out_with_its_reason(found: PlanReport) -> None:
    barred = {x.id: x.reason for x in found.left_out if x.barred}
    assert found.barred_total == len(barred)
    assert "255" in barred["p7"]
    assert "240" in barred["p7"]
    assert "J-1" in barred["p4"]
    assert not {"p7", "p4"} & {p.id for p in found.programs}
    assert found.left_out_total == 40 - len(found.programs)


def test_an_override_lets_a_barred_program_back_in(season: Season, catalog: Catalog) -> None:
    before = {x.id: x.rules for x in asked(season, catalog, budget=2000).left_out}
    assert before["p7"] == ("step2_minimum",)
    assert before["p4"] == ("visa",)
    again = asked(season, catalog, budget=2000, overrides={"p7": ("step2_minimum",)})
    assert "p7" in {p.id for p in again.programs}


def test_signals_stay_within_their_caps_and_say_what_they_add(found: PlanReport) -> None:
    gold = [p for p in found.programs if p.signal == "gold"]
    silver = [p for p in found.programs if p.signal == "silver"]
    assert len(gold) == 3
    assert len(silver) <= 12
    assert all(p.signal_gain.low > 0 for p in gold + silver)
    assert all(p.signal_gain.value < p.gain.value for p in gold + silver)
    assert all(p.signal_gain.high == 0 for p in found.programs if p.signal is None)
    assert all(any("signal" in r for r in p.reasons) for p in gold)


def test_include_exclude_and_applied_are_respected(season: Season, catalog: Catalog) -> None:
    got = asked(
        season,
        catalog,
        max_programs=5,
        include=("p2",),
        exclude=("p5",),
        applied={"p11": "gold", "p4": None},
    )
    by_id = {p.id: p for p in got.programs}
    assert len(by_id) == 5
    assert "p2" in by_id
    assert "p5" not in by_id
    assert (by_id["p11"].applied, by_id["p11"].signal, by_id["p11"].fee) == (True, "gold", 0)
    assert "p4" in by_id, "applied already, whatever its policy says"
    assert by_id["p2"].reasons[0] == "You asked for it."


def test_ids_that_are_not_there_are_all_named(season: Season, catalog: Catalog) -> None:
    with pytest.raises(PlanningError) as error:
        asked(season, catalog, include=("nope",), exclude=("nada",), applied={"zip": None})
    assert all(word in str(error.value) for word in ("nope", "nada", "zip"))


def test_states_and_least_numbers_are_kept(season: Season, catalog: Catalog) -> None:
    got = asked(season, catalog, budget=150, only_states=("NY", "New Jersey"))
    assert {p.state for p in got.programs} <= {"NY", "NJ"}
    least = asked(season, catalog, budget=150, minimums=(RegionMinimum(states=("TX",), at_least=4),))
    assert sum(p.state == "TX" for p in least.programs) >= 4


def test_ties_help_where_they_are(season: Season, catalog: Catalog) -> None:
    without = asked(season, catalog, max_programs=40)
    with_ties = asked(season, catalog, max_programs=40, home_states=("MI",))
    before = {p.id: p.p_interview.value for p in without.programs if p.signal is None}
    for p in with_ties.programs:
        if p.signal is None and p.id in before:
            assert (p.p_interview.value > before[p.id] + 1e-9) == (p.state == "MI")
    assert any("ties" in r for p in with_ties.programs if p.state == "MI" for r in p.reasons)


def test_wishes_move_the_list_toward_what_is_wanted(season: Season, catalog: Catalog) -> None:
    wishes = Preferences(states=("CA",), state_weight=5)
    wanted = asked(season, catalog, budget=110, objective="utility", wishes=wishes)
    plain = asked(season, catalog, budget=110)
    share = [sum(p.state == "CA" for p in x.programs) / len(x.programs) for x in (wanted, plain)]
    assert share[0] > share[1]
    assert wanted.objective == "utility"


def test_utility_without_wishes_is_refused(season: Season, catalog: Catalog) -> None:
    for wishes in (None, Preferences()):
        with pytest.raises(PlanningError, match="wishes"):
            asked(season, catalog, objective="utility", wishes=wishes)


def test_every_wish_can_be_given_and_unknown_facts_count_half(season: Season, catalog: Catalog) -> None:
    from matchsafe.services.plan.preferences import fulfilment

    wishes = Preferences(
        states=("NY",), settings=("community",), h1b=True, size="large",
        near=Near(latitude=40.7, longitude=-74.0, within_km=100),
    )  # fmt: skip
    weights, shares = fulfilment(wishes, catalog.programs[:2])
    assert weights.tolist() == [1] * 5
    assert shares[0].tolist() == [0, 1, 0.5, 0.5, 0.5]
    there = catalog.programs[0].model_copy(
        update={"latitude": 40.7, "longitude": -74.0, "positions": 20, "h1b": True, "state": None}
    )
    assert fulfilment(wishes, [there])[1][0].tolist() == [0.5, 1, 1, 1, 1]


def test_more_money_never_buys_less(found: PlanReport) -> None:
    chances = [p.chance.value for p in found.budget_curve]
    assert chances == sorted(chances)
    assert all(p.chance.low < p.chance.value < p.chance.high for p in found.budget_curve if p.programs)
    assert all(p.cost <= p.budget for p in found.budget_curve)
    assert found.next_dollars.chance.value >= 0
    assert found.next_dollars.programs


def test_a_weaker_applicant_is_told_less_and_a_stronger_one_more(found: PlanReport) -> None:
    weaker, stronger = found.shifts
    assert weaker.same_list.value < found.chance.value < stronger.same_list.value
    weak, middle, strong = found.by_strength
    assert weak.high < middle.value < strong.low
    assert (weak.value + middle.value + strong.value) / 3 == pytest.approx(found.chance.value, abs=1e-9)


def test_the_curve_tells_the_plans_own_budget_the_plans_own_chance(found: PlanReport) -> None:
    (own,) = [p for p in found.budget_curve if p.budget == 220]
    assert own.chance.value >= found.chance.value
    assert own.chance.value == pytest.approx(found.chance.value, abs=0.002)


def test_a_budget_of_nothing_gives_an_empty_list_and_says_so(season: Season, catalog: Catalog) -> None:
    got = asked(season, catalog, budget=0)
    assert got.programs == ()
    assert got.chance.value == 0
    assert "No program fits" in got.headline


def test_a_catalog_without_the_specialty_is_refused(season: Season, catalog: Catalog) -> None:
    with pytest.raises(PlanningError, match="no program of Neurology"):
        asked(season, catalog, specialties=("neurology",))


def test_fees_are_those_of_the_season_planned_for_and_an_unknown_one_is_marked(
    season: Season, catalog: Catalog
) -> None:
    long = asked(season, catalog, include=tuple(p.id for p in catalog.programs[:35]))
    beyond = next(item for item in long.bill if "from the 31st on" in item.what)
    assert beyond.note == "the price of 2026; that of 2027 is not known yet"
    assert beyond.amount == pytest.approx(30 * int(beyond.what.split()[0]))


def test_an_exact_plan_is_proved(season: Season, catalog: Catalog) -> None:
    steps: list[float] = []
    got = plan(
        season, PlanRequest(max_programs=3, exact=True, seconds=30), catalog, DAY,
        on_progress=lambda p: steps.append(p.value),
    )  # fmt: skip
    assert got.status == "proved"
    assert got.gap == pytest.approx(0, abs=1e-3)
    assert steps


def test_a_cancelled_plan_still_has_a_bound(season: Season, catalog: Catalog) -> None:
    got = plan(season, PlanRequest(budget=220, exact=True), catalog, DAY, cancel=lambda: True)
    assert got.status == "cancelled"
    assert got.gap >= 0


def test_the_same_question_has_the_same_answer(found: PlanReport, season: Season, catalog: Catalog) -> None:
    assert asked(season, catalog, budget=220) == found


def test_without_a_catalog_states_stand_in_for_programs(season: Season) -> None:
    got = asked(season, None, budget=330)
    assert got.programs == ()
    assert sum(c.count for c in got.cells) == 30
    assert all(c.count <= c.of_about for c in got.cells)
    assert "about" in got.headline
    assert got.catalog.name is None
    assert any("published figures" in w for w in got.warnings)
    assert all(c.look_up for c in got.cells)
    one = asked(season, None, budget=110, only_states=("NY",))
    assert {c.state for c in one.cells} == {"NY"}


def test_who_needs_no_visa_reads_of_none_and_is_barred_by_none(season: Season, catalog: Catalog) -> None:
    citizen = season.model_copy(update={"applicant": season.applicant.model_copy(update={"visa": "none"})})
    by_name, by_state = (
        asked(citizen, catalog, budget=220),
        asked(citizen, None, budget=110, only_states=("NY",)),
    )
    for got in (by_name, by_state):
        assert "visa" not in got.model_dump_json(exclude={"sources"}).casefold()
    assert any(not p.j1 for p in catalog.programs if p.id in {x.id for x in by_name.programs})


def test_without_a_catalog_the_list_and_its_signals_are_spread_over_states(season: Season) -> None:
    got = asked(season, None, budget=330)
    assert len(got.cells) >= 8
    assert max(c.count for c in got.cells) <= 12
    assert len([c for c in got.cells if c.signals]) >= 5


def test_what_cells_cannot_do_is_said(season: Season) -> None:
    with pytest.raises(PlanningError, match="only be named with a catalog"):
        asked(season, None, include=("p1",))
    with pytest.raises(PlanningError, match="no figures by state for Dermatology"):
        asked(season, None, specialties=("dermatology",))


def test_sample_programs_carry_their_banner(season: Season, catalog: Catalog) -> None:
    sample = Catalog("sample", catalog.records, sample=True)
    got = asked(season, sample, budget=110)
    assert got.catalog.banner in got.warnings


def test_which_limit_keeps_the_list_from_growing_is_told(season: Season, catalog: Catalog) -> None:
    def stopped(**request: Any) -> tuple[Any, tuple[str, ...]]:
        more = asked(season, catalog, **request).next_dollars
        assert not more.programs
        return more.stopped_by, more.stopped_in

    assert stopped(max_programs=2) == ("max_programs", ())
    assert stopped(max_per_specialty={"internal_medicine": 2}) == (
        "max_per_specialty",
        ("internal_medicine",),
    )
    assert stopped() == ("all_listed", ())
    assert asked(season, catalog, budget=50).next_dollars.stopped_by is None


def test_a_program_left_out_of_another_search_may_stay_excluded(season: Season, catalog: Catalog) -> None:
    elsewhere = next(p.id for p in catalog.programs if p.state != "NY")
    assert asked(season, catalog, only_states=("NY",), max_programs=2, exclude=(elsewhere,)).programs
