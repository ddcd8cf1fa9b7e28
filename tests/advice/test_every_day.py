"""Every day of three seasons, for applicants of every kind: nothing on one page contradicts the date or itself."""

from __future__ import annotations

import calendar
import os
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from tests.advice.conftest import STRONG, season

from matchsafe.advice import Advice, advise
from matchsafe.advice.phase import FINAL
from matchsafe.domain.estimate import Estimate
from matchsafe.domain.season import Season
from matchsafe.evidence.calendar import event_day, match_year

WEAK = {
    "type": "non_us_img",
    "graduation_year": 2012,
    "step1": {"passed": True, "attempts": 2},
    "visa": "h1b",
}
LIST = [
    {"program": "Lake Hospital", "status": "attended", "state": "NY", "setting": "community"},
    {"program": "Hill Clinic", "status": "scheduled", "state": "NJ"},
    {"program": "River Center", "status": "invited"},
    {"program": "Bay Medical", "status": "waitlisted"},
]
COUPLE = {"partner": STRONG, "partner_interviews": 5}
KINDS: dict[str, Season] = {
    "weak": season(2, applicant=WEAK),
    "strong": season(11),
    "red flags": season(7, applicant=STRONG | {"red_flags": ["gap"], "visa": "j1"}),
    "a list": season(LIST, applicant=STRONG | {"visa": "j1"}),
    "couple": season(12, couples=COUPLE),
    "own match": season(5, specialty="ophthalmology"),
    "competitive": season(8, specialty="dermatology"),
    "surgery": season(8, specialty="surgery_general"),
    "advanced": season(5, specialty="radiology_diagnostic", track="advanced"),
    "two specialties": season(
        [
            *({"program": f"IM {i}", "specialty": "internal_medicine"} for i in range(5)),
            *({"program": f"FM {i}", "specialty": "family_medicine"} for i in range(4)),
        ],
        targets=[{"specialty": "internal_medicine"}, {"specialty": "family_medicine"}],
    ),
    "nothing yet": season(0),
    "us graduate": season(4, applicant=STRONG | {"type": "us_md"}),
}
YEARS = (2025, 2026, 2029)
"""Calendar years in which the three seasons begin: two with announced dates, one with expected ones only."""

_MONTHS = list(calendar.month_name)[1:]
DATE = re.compile(rf"\b(\d{{1,2}}) ({'|'.join(_MONTHS)}) (\d{{4}})")
SEEK_MORE = {
    "apply_more",
    "interest_email",
    "use_connections",
    "ask_waitlist",
    "check_inbox",
    "december_widen",
}


def days(year: int) -> Iterator[date]:
    first, last = date(year, 6, 1), date(year + 1, 7, 31)
    return (first + timedelta(days=i) for i in range((last - first).days + 1))


EVERY_ONE = bool(os.environ.get("MATCHSAFE_EVERY_SEED"))
TURNS = (
    "submissions_open", "programs_begin_review", "rank_list_opens", "rank_list_deadline", "match_week", "match_day",
)  # fmt: skip
APART = 4
"""Days apart on which the others are read; together they read every day."""


def days_of(kind: str, year: int) -> Iterator[date]:
    """Every day for an applicant with a list; for the others some of them, and all on which the season turns."""
    turns = {
        found.day + timedelta(days=i)
        for match in (year, year + 1, year + 2)
        for event in TURNS
        if (found := event_day(event, match))
        for i in (-1, 0, 1)
    }
    place = list(KINDS).index(kind) % APART
    for n, on in enumerate(days(year)):
        if EVERY_ONE or kind == "a list" or n % APART == place or on in turns or on.day == 1:
            yield on


def page(advice: Advice) -> str:
    """Everything the advice says on one page."""
    return " ".join(
        [
            advice.phase.text,
            advice.zone.text,
            *(w.text for w in advice.warnings),
            *(x for a in advice.actions for x in (a.text, a.why)),
        ]
    )


def dates(text: str) -> list[date]:
    return [date(int(y), _MONTHS.index(m) + 1, int(d)) for d, m, y in DATE.findall(text)]


CONTRADICTIONS = [
    ("no number is safe", "can lead to a match"),
    ("no number is safe", "You can breathe"),
    ("too early to judge", "one specific sentence"),
    ("too early to judge", "Ask people who know you"),
    ("Rank lists are closed", "Certify"),
    ("Rank lists are closed", "would bring you to"),
    ("Rank lists are closed", "more interview would help"),
    ("No application and no interview can add", "adding programs"),
    ("this season is over", "Certify"),
    ("season that is over", "Book a date"),
    ("your plan is the answer", "Certify"),
    ("SOAP ends tonight", "Offers come tomorrow"),
    ("yellow zone", "You can breathe"),
    ("under way", "programs begin to look"),
    ("are closed", "You still need a first year from the Main Residency Match"),
]
"""Pairs of phrases that must not stand on one page."""


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("year", YEARS)
def test_no_page_of_the_year_contradicts_the_date_or_itself(kind: str, year: int) -> None:
    for on in days_of(kind, year):
        advice = advise(KINDS[kind], on)
        text = page(advice)
        said = f"{kind} on {on}: {text}"
        for one, other in CONTRADICTIONS:
            assert not (one in text and other in text), (one, other, said)
        assert all(a.due is None or a.due >= on for a in advice.actions), said
        ahead = dates(" ".join((advice.phase.text, *(f"{a.text} {a.why}" for a in advice.actions))))
        assert all(d >= on for d in ahead), said
        assert advice.actions, said
        if advice.phase.code in FINAL:
            assert "to aim for." not in " ".join(a.why for a in advice.actions), said
            assert not {w.code for w in advice.warnings} & {
                "visa_unknown",
                "profile_incomplete",
                "one_region",
            }, said
            assert not {a.code for a in advice.actions} & (
                SEEK_MORE | {"certify_list", "book_invitations"}
            ), said


@pytest.mark.parametrize("year", YEARS)
def test_no_date_is_made_up_and_those_not_announced_are_said_to_be_expected(year: int) -> None:
    events = ("submissions_open", "programs_begin_review", "rank_list_opens", "rank_list_deadline", "match_week",
              "soap_ends")  # fmt: skip
    for on in days(year):
        known = {
            found.day: found.announced
            for season_year in (match_year(on), match_year(on) + 1)
            for event in events
            if (found := event_day(event, season_year))
        }
        advice = advise(KINDS["weak"], on)
        for text in (advice.phase.text, *(t for a in advice.actions for t in (a.text, a.why))):
            for d, m, y in DATE.findall(text):
                day = date(int(y), _MONTHS.index(m) + 1, int(d))
                assert day in known, text
                assert known[day] or f"{d} {m} {y} (expected)" in text, text


def test_each_day_of_match_week_says_what_happens_that_day(advise_on: Callable[..., Advice]) -> None:
    monday = date(2027, 3, 15)
    firsts = [advise_on(3, on=monday + timedelta(days=i)).actions[0] for i in range(5)]
    assert [a.code for a in firsts] == [
        "match_monday", "match_tuesday", "match_wednesday", "match_thursday", "match_day"
    ]  # fmt: skip
    assert all(a.due == monday + timedelta(days=i) for i, a in enumerate(firsts))
    assert "Thursday 18 March 2027" in firsts[0].why
    assert "45" in firsts[0].text
    assert "within 2 hours" in firsts[3].text
    assert "12 noon" in firsts[4].text


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
        for other in ("j1", "j1_or_h1b", "none"):
            assert "Step 3" not in page(advise_on(6, applicant=applicant | {"visa": other}))

    def test_an_advanced_place_needs_a_first_year_and_says_so(self, advise_on: Callable[..., Advice]) -> None:
        advice = advise_on(5, specialty="radiology_diagnostic", track="advanced", on=date(2027, 1, 10))
        assert "advanced place alone" in next(w.text for w in advice.warnings if w.code == "advanced_alone")
        wishes = [
            {"specialty": "radiology_diagnostic", "track": "advanced"},
            {"specialty": "internal_medicine", "track": "preliminary"},
        ]
        both = advise_on([{"program": "A"}], targets=wishes, on=date(2027, 1, 10))
        assert "place alone" not in next(w.text for w in both.warnings if w.code == "advanced_alone")
        assert "supplemental list" in next(a.text for a in advice.actions if a.code == "first_year")

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
