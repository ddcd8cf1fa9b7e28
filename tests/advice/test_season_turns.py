"""What a season is told at its turns: contradictions readers found, what each part of it asks, two specialties."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from tests.advice.conftest import season
from tests.advice.test_every_day import KINDS, page

from matchsafe.advice import Advice, advise
from matchsafe.domain.estimate import Estimate


class TestContradictionsThatReadersFound:
    def test_dermatology_in_december_is_not_told_that_seven_to_nine_lead_to_a_match(
        self, advise_on: Callable[..., Advice]
    ) -> None:
        text = page(advise_on(8, specialty="dermatology", on=date(2026, 12, 5)))
        assert "no number is safe" in text
        assert "7 to 9" not in text

    @pytest.mark.parametrize("specialty", ["surgery_general", "dermatology", "anesthesiology"])
    @pytest.mark.parametrize("n", [3, 5, 8])
    def test_other_specialties_do_not_get_the_primary_care_text_of_december(
        self, advise_on: Callable[..., Advice], specialty: str, n: int
    ) -> None:
        codes = {a.code for a in advise_on(n, specialty=specialty, on=date(2026, 12, 5)).actions}
        assert not {c for c in codes if c.startswith("december_")}
        assert "late_season_other" in codes

    def test_the_deadline_of_2026_is_that_of_2026(self, advise_on: Callable[..., Advice]) -> None:
        advice = advise_on(6, on=date(2026, 3, 1))
        certify = next(a for a in advice.actions if a.code == "certify_list")
        assert certify.due == date(2026, 3, 4)
        assert "by 4 March 2026 (expected)" in certify.text
        assert "15 March" not in page(advice)

    def test_lists_close_by_the_dates_of_the_same_year(self, advise_on: Callable[..., Advice]) -> None:
        assert advise_on(6, on=date(2026, 3, 4)).phase.code == "ranking"
        assert advise_on(6, on=date(2026, 3, 5)).phase.code == "list_closed"

    def test_a_couple_with_twelve_and_five_is_not_told_that_it_has_arrived(
        self, advise_on: Callable[..., Advice], strong: dict[str, Any]
    ) -> None:
        on = date(2026, 12, 5)
        text = page(advise_on(12, on, couples={"partner": strong, "partner_interviews": 5}))
        assert "one of you has reached 12" in text
        assert "You can breathe" not in text
        assert "7 to 9" not in text
        assert "Your partner has 5 interviews and would need 12." in text

    def test_too_early_to_judge_stands_beside_no_urgent_chores(
        self, advise_on: Callable[..., Advice]
    ) -> None:
        advice = advise_on(2, on=date(2026, 10, 10))
        assert "too early to judge" in page(advice)
        assert [a.code for a in advice.actions if a.urgency in ("now", "this_week")] == []

    @pytest.mark.parametrize(
        "on", [date(2026, 10, 20), date(2026, 11, 29), date(2026, 12, 9), date(2027, 1, 20)]
    )
    def test_who_has_not_applied_is_led_to_the_plan_and_to_no_program(
        self, advise_on: Callable[..., Advice], on: date
    ) -> None:
        codes = [a.code for a in advise_on(0, on=on, applications_sent=0).actions]
        assert codes[0] == "plan_late"
        assert not {"check_inbox", "interest_email", "apply_more", "november_outreach"} & set(codes)
        assert "plan_late" not in {a.code for a in advise_on(1, on=on, applications_sent=0).actions}

    def test_no_action_is_dropped_in_a_busy_january(
        self, advise_on: Callable[..., Advice], programs: Any
    ) -> None:
        waiting = {"program": "Wait Here", "status": "waitlisted"}
        interviews = [*programs(3), waiting, {"program": "Open", "status": "invited"}]
        codes = {a.code for a in advise_on(interviews, on=date(2027, 1, 10)).actions}
        assert codes >= {
            "january_protect", "book_invitations", "ask_waitlist", "interest_email", "use_connections",
            "mock_interviews", "plan_b", "soap_ready", "certify_list",
        }  # fmt: skip

    @pytest.mark.parametrize(("n", "said"), [(4, True), (6, True), (7, False), (9, False)])
    def test_seven_and_more_are_not_called_far_from_ideal_in_november(
        self, advise_on: Callable[..., Advice], n: int, said: bool
    ) -> None:
        assert ("not ideal" in page(advise_on(n, on=date(2026, 11, 15)))) is said

    def test_nine_attended_in_december_are_not_called_uncomfortable(
        self, advise_on: Callable[..., Advice], programs: Any
    ) -> None:
        for n, said in ((6, True), (9, False)):
            advice = advise_on(programs(n, status="attended"), on=date(2026, 12, 20))
            assert ("no catastrophe" in page(advice)) is said

    @pytest.mark.parametrize(("chance", "risk"), [((0.9, 0.78, 0.97), False), ((0.4, 0.2, 0.6), True)])
    def test_a_short_list_outside_primary_care_is_a_risk_only_where_its_chance_says_so(
        self, make_season: Any, chance: tuple[float, float, float], risk: bool
    ) -> None:
        e = Estimate(value=chance[0], low=chance[1], high=chance[2], level=0.9)
        prelim = make_season(4, target={"specialty": "surgery_general", "track": "preliminary"})
        for on, codes in (
            (date(2027, 1, 10), {"january_protect", "plan_b"}),
            (date(2027, 2, 10), {"next_cycle"}),
        ):
            given = {a.code for a in advise(prelim, on, chance=e).actions}
            assert codes <= given if risk else not codes & given

    def test_what_is_to_be_done_before_match_week_is_due_before_it(
        self, advise_on: Callable[..., Advice]
    ) -> None:
        plan_b = next(a for a in advise_on(2, on=date(2027, 3, 4)).actions if a.code == "plan_b")
        assert plan_b.due == date(2027, 3, 15)

    def test_a_season_over_names_the_match_that_can_still_be_entered(self, make_season: Any) -> None:
        old = make_season(6, cycle=2026)
        for on, match, said in (
            (date(2026, 7, 1), 2027, "programs begin to look on 23 September 2026"),
            (date(2026, 11, 29), 2027, "The season of the 2027 Match is under way."),
            (date(2027, 3, 4), 2028, "Rank lists for the 2027 Match are closed"),
        ):
            advice = advise(old, on)
            assert said in advice.phase.text
            assert f"Your next Match is that of {match}." in advice.actions[0].why

    def test_after_lists_close_a_match_of_its_own_leads_to_soap_for_a_first_year(
        self, advise_on: Callable[..., Advice]
    ) -> None:
        texts = [
            advise_on(5, specialty="ophthalmology", on=on).actions[0].text
            for on in (date(2027, 2, 10), date(2027, 3, 5))
        ]
        assert [("SOAP" in t, "first year from the Main" in t) for t in texts] == [
            (False, True),
            (True, False),
        ]


class TestWhatTheSeasonIsInFor:
    def test_before_programs_look_the_plan_is_the_next_step(self, advise_on: Callable[..., Advice]) -> None:
        advice = advise_on(0, on=date(2026, 7, 10))
        assert advice.actions[0].code == "make_plan"
        assert "your plan is the answer" in advice.phase.text

    def test_interviews_in_summer_belong_to_a_season_that_is_over(
        self, advise_on: Callable[..., Advice]
    ) -> None:
        advice = advise_on(8, on=date(2027, 6, 15))
        assert advice.phase.code == "past_season"
        assert advice.actions[0].code == "start_next_season"
        assert {a.code for a in advice.actions} == {"start_next_season"}

    def test_after_match_day_the_result_is_to_be_written_down(self, advise_on: Callable[..., Advice]) -> None:
        action = advise_on(8, on=date(2027, 4, 10)).actions[0]
        assert "Write down your result" in action.text
        assert "1 September 2027 (expected)" in action.why

    @pytest.mark.parametrize(("n", "planned"), [(3, True), (6, True), (7, False), (12, False)])
    def test_the_next_cycle_is_planned_from_february_when_the_list_is_short(
        self, advise_on: Callable[..., Advice], n: int, planned: bool
    ) -> None:
        for on in (date(2027, 2, 5), date(2027, 3, 8)):
            assert ("next_cycle" in {a.code for a in advise_on(n, on=on).actions}) is planned
        assert "next_cycle" not in {a.code for a in advise_on(n, on=date(2027, 1, 20)).actions}

    def test_nobody_is_told_to_send_applications_that_add_almost_nothing(self, make_season: Any) -> None:
        for n in (2, 5):
            late = advise(make_season(n, applications_sent=40), date(2026, 12, 20), one_more=0.07)
            assert not {a.code for a in late.actions} & {"apply_more", "december_widen"}
        early = advise(make_season(2), date(2026, 11, 1), one_more=0.1)
        assert "apply_more" in {a.code for a in early.actions}
        nothing = advise(make_season(9), date(2026, 11, 1), one_more=0.001)
        assert "apply_more" not in {a.code for a in nothing.actions}
        keep = next(a for a in nothing.actions if a.code == "november_keep_applying")
        assert "Apply" not in keep.text

    @pytest.mark.parametrize("month", [10, 11, 12, 1, 2])
    def test_seven_and_eight_are_the_yellow_zone_all_season_long(
        self, advise_on: Callable[..., Advice], month: int
    ) -> None:
        on = date(2027 if month < 6 else 2026, month, 15)
        said = {n: "yellow_zone" in {w.code for w in advise_on(n, on=on).warnings} for n in (6, 7, 8, 9)}
        assert said == {6: False, 7: True, 8: True, 9: False}

    def test_an_h1b_asks_for_step_3_and_says_what_it_costs_a_program(
        self, advise_on: Callable[..., Advice], strong: dict[str, Any]
    ) -> None:
        applicant = strong | {"visa": "h1b", "step3": {"passed": False}}
        advice = advise_on(6, applicant=applicant)
        assert "Step 3" in next(a.text for a in advice.actions if a.code == "step3_h1b")
        assert "$100,000" in next(w.text for w in advice.warnings if w.code == "h1b_cost")
        done = advise_on(6, applicant=applicant | {"step3": {"passed": True}})
        assert "step3_h1b" not in {a.code for a in done.actions}
        for other in ("j1", "none"):
            assert "Step 3" not in page(advise_on(6, applicant=applicant | {"visa": other}))

    def test_who_can_take_either_visa_hears_of_step_3_where_it_matters(
        self, advise_on: Callable[..., Advice], strong: dict[str, Any]
    ) -> None:
        def told(passed: bool | None, *visas: str) -> list[str]:
            applicant = strong | {"visa": "j1_or_h1b", "step3": {"passed": passed}}
            held = [{"program": "Lakeside", "status": "scheduled", "visas_sponsored": list(visas)}]
            return [
                a.text + a.why for a in advise_on(held, applicant=applicant).actions if a.code == "step3_h1b"
            ]

        (may,), (has_to,) = told(False, "j1", "h1b"), told(False, "h1b")
        assert "if you would like an H-1B" in may
        assert "you can match without it" in may
        assert "Lakeside sponsors no J-1." in has_to
        assert told(None, "h1b")
        assert not told(None, "j1")
        assert not told(True, "h1b")

    def test_an_advanced_place_needs_a_first_year_and_says_so(self, advise_on: Callable[..., Advice]) -> None:
        advice = advise_on(5, specialty="radiology_diagnostic", track="advanced", on=date(2027, 1, 10))
        assert "advanced place alone" in next(w.text for w in advice.warnings if w.code == "advanced_alone")
        wishes = [
            {"specialty": "radiology_diagnostic", "track": "advanced"},
            {"specialty": "internal_medicine", "track": "preliminary"},
        ]
        both = advise_on([{"program": "A"}], targets=wishes, on=date(2027, 1, 10))
        assert "place alone" not in next(w.text for w in both.warnings if w.code == "advanced_alone")
        assert "Seek interviews" in next(a.text for a in advice.actions if a.code == "first_year")
        held = [{"program": "A"}, {"program": "Y", **wishes[1]}]
        due = advise_on(held, targets=wishes, on=date(2027, 1, 10)).actions
        rank = next(a for a in due if a.code == "first_year")
        assert "Rank Y on a supplemental list" in rank.text
        assert rank.due == date(2027, 3, 3)
        listed = {"order": ["A"], "supplemental": [{"advanced": ["A"], "programs": ["y"]}]}
        done = advise_on(held, targets=wishes, rank_list=listed, on=date(2027, 1, 10)).actions
        assert "first_year" not in {a.code for a in done}
        years = advise_on(held[1:], targets=wishes, on=date(2027, 1, 10)).actions
        assert "first_year" not in {a.code for a in years}  # there is no advanced program to attach it to

    def test_beside_a_match_of_its_own_a_first_year_is_no_second_wish(
        self, advise_on: Callable[..., Advice]
    ) -> None:
        wishes = [
            {"specialty": "ophthalmology", "track": "advanced"},
            {"specialty": "internal_medicine", "track": "preliminary"},
        ]
        advice = advise_on([{"program": "Y", **wishes[1]}], targets=wishes)
        assert "first_year" not in {a.code for a in advice.actions}
        assert not any("Internal Medicine no number" in a.why for a in advice.actions)
        own = next(w.text for w in advice.warnings if w.code == "own_match_dates")
        assert own.startswith("Ophthalmology has a match of its own")

    def test_a_match_of_its_own_names_its_own_dates_or_none(self, advise_on: Callable[..., Advice]) -> None:
        eye = advise_on(5, specialty="ophthalmology", on=date(2027, 1, 10))
        assert "25 January" in next(a.why for a in eye.actions if a.code == "certify_list_own_match")
        over = advise_on(5, specialty="urology", on=date(2027, 2, 10))
        assert over.phase.code == "own_match_results"
        assert "certify_list_own_match" not in {a.code for a in over.actions}

    def test_a_competitive_specialty_says_what_those_who_matched_had(
        self, advise_on: Callable[..., Advice]
    ) -> None:
        text = next(
            w.text
            for w in advise_on(6, specialty="neurological_surgery").warnings
            if w.code == "competitive_profile"
        )
        for words in ("scores", "research", "connections", "preliminary", "254"):
            assert words in text

    def test_few_shots_leave_no_room_to_be_rusty(self, advise_on: Callable[..., Advice]) -> None:
        for n, said in ((3, False), (4, True), (6, True), (7, False)):
            why = next(a.why for a in advise_on(n).actions if a.code == "mock_interviews")
            assert ("rusty" in why) is said


class TestTwoSpecialties:
    def test_both_are_named_and_go_on_one_list(self, advise_on: Callable[..., Advice]) -> None:
        advice = advise(KINDS["two specialties"], date(2027, 1, 10))
        certify = next(a for a in advice.actions if a.code == "certify_list")
        assert "All specialties go on one list" in certify.why
        assert (advice.counts.rankable, advice.zone.code) == (9, "hopeful")

    def test_a_second_specialty_beside_a_competitive_one_is_the_plan_b(self) -> None:
        held = [
            *({"program": f"Skin {i}", "specialty": "dermatology"} for i in range(4)),
            *({"program": f"IM {i}", "specialty": "internal_medicine"} for i in range(6)),
        ]
        both = [{"specialty": "dermatology"}, {"specialty": "internal_medicine"}]
        advice = advise(season(held, targets=both), date(2026, 12, 5))
        codes = {a.code for a in advice.actions}
        assert "plan_b_categorical" not in codes
        assert (advice.zone.code, advice.still_needed) == ("borderline", 4)
        assert "Dermatology" in next(w.text for w in advice.warnings if w.code == "competitive_profile")

    def test_a_match_of_its_own_beside_the_main_one_keeps_the_dates_of_the_main_one(self) -> None:
        both = [{"specialty": "urology"}, {"specialty": "surgery_general", "track": "preliminary"}]
        held = [{"program": "A", "specialty": "surgery_general"}]
        advice = advise(season(held, targets=both), date(2027, 2, 10))
        assert advice.phase.code == "ranking"
        assert next(a.due for a in advice.actions if a.code == "certify_list") == date(2027, 3, 3)
