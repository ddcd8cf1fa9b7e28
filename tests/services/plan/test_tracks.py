"""A program with several tracks is one application, and only the tracks the season asks for are planned."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.services.conftest import DAY, record

from matchsafe.catalog.catalog import Catalog, PossibleTwin
from matchsafe.domain.plan import PlanReport, PlanRequest
from matchsafe.domain.program import Program, ProgramTrack
from matchsafe.domain.season import Season, Target
from matchsafe.domain.season_interview import Interview
from matchsafe.planning.errors import PlanningError
from matchsafe.present.plan_reasons import reasons
from matchsafe.services.plan import plan
from matchsafe.services.plan.candidates import candidates
from matchsafe.services.plan.tracks import Entries, entries

INVITED = "It invited {} in 100 applicants of your type in the season its figure is from"


def entry(
    key: str, track: ProgramTrack | None, *codes: str, acgme: str | None = None, positions: int = 1
) -> Program:
    return Program(
        id=key, name=f"Invented {key}", specialty="internal_medicine", track=track, nrmp_codes=codes,
        acgme_id=acgme, positions=positions, state="NY",
    )  # fmt: skip


HOUSE = (
    entry("rural", "categorical", "9999140M0"),
    entry("main", "categorical", "9999140C0", acgme="1400000001", positions=20),
    entry("first-year", "preliminary", "9999140P0", acgme="1400000001", positions=9),
    entry("second-site", "categorical", "9999140C1", acgme="1400000002", positions=5),
    entry("unlisted", None),
    entry("physician", "physician", "9999140R0", acgme="1400000001"),
    entry("later", "advanced", "9998140A0", acgme="1400000003"),
)


def ids(found: Entries) -> list[str]:
    return [HOUSE[j].id for j in found.kept]


def test_one_application_covers_the_tracks_of_a_program() -> None:
    found = entries(HOUSE, "categorical", {"internal_medicine"}, ())
    assert ids(found) == ["main", "second-site", "unlisted"]
    assert (found.other_tracks, found.same_application) == (3, 1)


def test_what_is_named_stays_and_stands_for_its_program() -> None:
    found = entries(HOUSE, "categorical", {"internal_medicine"}, {"first-year", "rural"})
    assert ids(found) == ["rural", "first-year", "second-site", "unlisted"]


@pytest.mark.parametrize(
    ("track", "specialties", "left"),
    [
        ("preliminary", {"internal_medicine"}, ["first-year", "unlisted"]),
        ("transitional", {"internal_medicine"}, ["first-year", "unlisted"]),
        ("advanced", {"internal_medicine"}, ["main", "first-year", "second-site", "unlisted", "later"]),
        (
            "categorical",
            {"internal_medicine", "transitional_year"},
            ["main", "first-year", "second-site", "unlisted", "later"],
        ),
    ],
)
def test_each_track_of_a_season_looks_at_its_own(track: str, specialties: set[str], left: list[str]) -> None:
    assert ids(entries(HOUSE, track, specialties, ())) == left  # type: ignore[arg-type]


@pytest.mark.parametrize("track", ["transitional", "preliminary", "categorical", None])
def test_a_transitional_year_wished_beside_advanced_positions_is_looked_at(
    track: ProgramTrack | None,
) -> None:
    year = entry("year", track).model_copy(update={"specialty": "transitional_year"})
    wishes = [Target(specialty="internal_medicine", track="advanced"), Target(specialty="transitional_year")]
    found = entries((*HOUSE, year), "advanced", {w.specialty for w in wishes}, (), wishes=wishes)
    assert len(HOUSE) in found.kept


def test_tracks_of_one_institution_count_once_where_no_acgme_id_is_known() -> None:
    two = (entry("c0", "categorical", "9999140C0"), entry("c1", "categorical", "9999140C1", positions=30))
    assert entries(two, "categorical", {"internal_medicine"}, ()).kept == (1,)


@pytest.fixture(scope="module")
def tracked() -> Catalog:
    """Twenty programs, each with a preliminary and a research track; advanced positions beside them."""
    records = []
    for n in range(20):
        code = f"9{n:03d}140"
        facts = {"img_share": 0.8, "j1": True, "acgme_id": f"14000000{n:02d}", "positions": 10}
        records += [
            record(3 * n, "internal_medicine", "NY", track="categorical", nrmp_codes=f"{code}C0", **facts),
            record(
                3 * n + 1, "internal_medicine", "NY", track="preliminary", nrmp_codes=f"{code}P0", **facts
            ),
            record(3 * n + 2, "internal_medicine", "NY", track="categorical", nrmp_codes=f"{code}M0"),
        ]
    return Catalog("invented", tuple(records))


@pytest.fixture(scope="module")
def listed(season: Season, tracked: Catalog) -> PlanReport:
    return plan(season, PlanRequest(budget=1_000), catalog=tracked, on=DAY)


def test_a_list_names_each_program_once_and_tells_what_it_left_aside(listed: PlanReport) -> None:
    numbers = [int(p.id[1:]) for p in listed.programs]
    assert numbers
    assert all(n % 3 == 0 for n in numbers)
    told = " ".join(listed.warnings)
    assert "20 entries of other tracks" in told
    assert "20 further tracks" in told


def test_an_interview_at_one_track_stands_for_the_program(season: Season, tracked: Catalog) -> None:
    held = Season(
        applicant=season.applicant,
        target=season.target,
        interviews=(Interview(program="9004140M0", state="NY"),),
    )
    found = plan(held, PlanRequest(budget=1_000), catalog=tracked, on=DAY)
    assert not {"p12", "p13", "p14"} & {p.id for p in found.programs}


def test_budgets_count_programs_without_the_interviews_held(season: Season, tracked: Catalog) -> None:
    held = Season(applicant=season.applicant, target=season.target, interviews=6)
    found = plan(held, PlanRequest(budget=110, useful_step=0), catalog=tracked, on=DAY)
    own = next(p for p in found.budget_curve if p.budget == found.cost)
    assert own.programs == len(found.programs) == 10


def test_an_advanced_position_is_planned_with_a_first_year_where_there_is_one(season: Season) -> None:
    advanced = [
        record(
            n,
            "radiology_diagnostic",
            "NY",
            track="advanced",
            acgme_id=f"42000000{n:02d}",
            img_share=0.6,
            j1=True,
        )
        for n in range(5)
    ]
    years = [record(20 + n, "transitional_year", "NY", track="transitional", j1=True) for n in range(3)]
    years += [record(30 + n, "internal_medicine", "NY", track="preliminary", j1=True) for n in range(3)]
    other = [record(40 + n, "internal_medicine", "NY", track="categorical", j1=True) for n in range(3)]
    wish = season.model_copy(update={"target": Target(specialty="radiology_diagnostic", track="advanced")})
    asked = PlanRequest(budget=100, signals="all")
    alone = candidates(wish, asked, Catalog("x", tuple(advanced)), DAY)
    assert "chance is that of the advanced position alone" in alone.aside[-1]
    found = plan(wish, asked, catalog=Catalog("x", (*advanced, *years, *other)), on=DAY)
    assert any("counts as a match only together with a first year" in w for w in found.warnings)
    on_list = {int(p.id[1:]) // 10 for p in found.programs}
    assert on_list & {2, 3}
    assert 4 not in on_list
    assert any("A first year" in why for p in found.programs for why in p.reasons)


def test_without_a_program_list_first_years_wished_for_count_only_with_a_position(season: Season) -> None:
    wishes = (
        Target(specialty="anesthesiology", track="advanced"),
        Target(specialty="internal_medicine", track="preliminary"),
    )
    both = season.model_copy(update={"target": wishes[0], "targets": wishes})
    listed = (
        record(1, "anesthesiology", "NY", track="advanced"),
        record(2, "internal_medicine", "NY", track="categorical"),
        record(3, "internal_medicine", "NY", track="preliminary"),
    )
    named = candidates(both, PlanRequest(), Catalog("x", listed), DAY)
    assert [p.track for p in named.programs] == ["advanced", "preliminary"], (
        "no categorical place is wished for"
    )
    assert "you asked for Anesthesiology (advanced) and Internal Medicine (preliminary)." in named.aside[0]
    found = candidates(both, PlanRequest(only_states=("VT",)), None, DAY)
    assert {(p.specialty, p.track) for p in found.programs} == {(w.specialty, w.track) for w in wishes}
    assert "only together with a first year" in found.aside[-1]


def test_a_list_that_is_not_open_to_her_is_refused_with_the_reasons(season: Season) -> None:
    closed = Catalog(
        "closed", tuple(record(n, "internal_medicine", "NY", graduation_limit=1) for n in range(3))
    )
    old = season.model_copy(
        update={"applicant": season.applicant.model_copy(update={"graduation_year": 2010})}
    )
    with pytest.raises(
        PlanningError, match=r"none of its 3 programs is open to you\. .*graduated 16.* And 1 more"
    ):
        candidates(old, PlanRequest(), closed, DAY)
    one = Catalog("one", (record(1, "internal_medicine", "NY"),))
    held = season.model_copy(update={"interviews": (Interview(program=one.programs[0].name),)})
    with pytest.raises(PlanningError, match="its only program is one of your interviews, so there is none"):
        candidates(held, PlanRequest(), one, DAY)


def test_a_list_without_the_track_asked_for_is_refused(season: Season, tracked: Catalog) -> None:
    only = Catalog("invented", tuple(r for r in tracked.records if int(r.id[1:]) % 3 == 1))
    with pytest.raises(PlanningError, match="none of the track categorical"):
        plan(season, PlanRequest(), catalog=only, on=DAY)
    first = season.model_copy(update={"target": Target(specialty="internal_medicine", track="preliminary")})
    assert plan(first, PlanRequest(budget=110), catalog=only, on=DAY).programs


def test_entries_out_of_the_latest_match_stand_for_their_program_only_where_no_other_does() -> None:
    gone = entry("gone", "categorical", acgme="1400000001", positions=20).model_copy(
        update={"in_match": False}
    )
    there = entry("there", "categorical", acgme="1400000001", positions=2)
    assert entries((gone, there), "categorical", {"internal_medicine"}, ()).kept == (1,)
    assert entries((gone,), "categorical", {"internal_medicine"}, ()).kept == (0,)


def test_an_unresolved_twin_is_left_aside_and_its_bar_counts_for_both(
    season: Season, tracked: Catalog
) -> None:
    twin = record(90, "internal_medicine", "NY", track="categorical", img_share=0.9, j1=True)
    barred = record(91, "internal_medicine", "NY", track="categorical", j1=False, acgme_id="1400000091")
    doubted = record(
        92, "internal_medicine", "NY", track="categorical", j1=True, img_share=0.9, acgme_id="1400000092"
    )
    records = (*tracked.records, twin, barred, doubted)
    pairs = (PossibleTwin("p90", "p91", "alike"), PossibleTwin("p92", "p91", "alike"))
    found = plan(season, PlanRequest(budget=2_000), catalog=Catalog("invented", records, twins=pairs), on=DAY)
    assert not {"p90", "p91", "p92"} & {p.id for p in (*found.programs, *found.rest)}
    (why,) = [p.reason for p in found.left_out if p.id == "p92"]
    assert why == (
        "It may be the same program as Invented Hospital 91 (p91): It does not sponsor the visa you need (J-1)."
    )
    assert any(
        "1 entry left aside that may be a program listed under another name" in w for w in found.warnings
    )
    apart = tuple(replace(t, apart=True) for t in pairs)
    free = plan(season, PlanRequest(budget=2_000), catalog=Catalog("invented", records, twins=apart), on=DAY)
    assert {"p90", "p92"} <= {p.id for p in (*free.programs, *free.rest)}


@pytest.mark.parametrize(
    ("twin", "own", "open_"),
    [
        ({"track": "categorical"}, {}, False),
        ({"track": "categorical"}, {"in_match": True}, True),
        ({"track": "preliminary"}, {}, True),
        ({"track": "preliminary", "military": True}, {"in_match": True}, False),
    ],
)
def test_a_track_that_left_the_match_bars_no_program_that_is_in_it_or_of_another_kind(
    season: Season, twin: dict[str, Any], own: dict[str, Any], open_: bool
) -> None:
    gone = record(91, "internal_medicine", "NY", in_match=False, **twin)
    doubted = record(92, "internal_medicine", "NY", track="categorical", acgme_id="1400000092", **own)
    other = record(93, "internal_medicine", "NY", track="categorical")
    pairs = (PossibleTwin("p92", "p91", "alike"),)
    listed = Catalog("invented", (gone, doubted, other), twins=pairs)
    assert ("p92" in {p.id for p in candidates(season, PlanRequest(), listed, DAY).programs}) is open_


def test_no_plan_recommends_a_military_or_a_closed_program(season: Season, tracked: Catalog) -> None:
    statuses = ({"military": True}, {"closed": True}, {"accreditation": "withdrawn"}, {"in_match": False})
    extra = [record(90 + n, "internal_medicine", "NY", track="categorical", img_share=0.9, j1=True, **status)
             for n, status in enumerate(statuses)]  # fmt: skip
    found = plan(
        season, PlanRequest(budget=2_000), catalog=Catalog("invented", (*tracked.records, *extra)), on=DAY
    )
    named = {p.id for p in (*found.programs, *found.rest)}
    assert named
    assert not {r.id for r in extra} & named
    assert {p.id for p in found.left_out if p.rules == ("status",)} == {r.id for r in extra}


def test_a_program_included_against_a_bar_says_what_is_barred_and_what_it_costs(
    season: Season, tracked: Catalog
) -> None:
    barred = record(90, "internal_medicine", "NY", track="categorical", j1=False)
    listed = Catalog("invented", (*tracked.records, barred))
    found = plan(season, PlanRequest(budget=500, include=("p90",)), catalog=listed, on=DAY)
    (wanted,) = [p for p in found.programs if p.id == "p90"]
    assert wanted.reasons[0] == (
        "It does not sponsor the visa you need (J-1). "
        f"You asked for it all the same: ${wanted.fee:.0f} for a chance near 0."
    )
    assert sum("asked for it" in why for why in wanted.reasons) == 1


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"img_share": 0.9, "non_us_img_share": 0.0}, []),
        ({"img_share": 0.9, "non_us_img_share": 0.7}, ["Many of its residents are non-US IMGs: 70 in 100."]),
        ({"img_share": 0.9}, ["Many of its residents are IMGs: 90 in 100."]),
        ({"invite_rate_us_img": 0.3, "invite_rate_non_us_img": 0.12}, [f"{INVITED.format(12)}."]),
        (
            {"invite_rate_non_us_img": 0.64},
            [f"{INVITED.format(64)}. A season so far above the usual seldom comes back."],
        ),
    ],
)
def test_shares_and_rates_are_those_of_the_applicants_own_type(
    season: Season, facts: dict[str, float], said: list[str]
) -> None:
    one = Program(id="p1", name="Invented", specialty="internal_medicine", **facts)
    assert [*reasons(one, season, PlanRequest(), applied=False, signal=None, fee=0.0, chance=0.08)] == said
