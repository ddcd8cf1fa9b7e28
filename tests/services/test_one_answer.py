"""What a stranger reads on one day: the next step is worth most, and no two sentences contradict."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

import matchsafe
from matchsafe.domain.outlook import Outlook
from matchsafe.domain.plan import PlanReport, PlanRequest
from matchsafe.domain.season import Season
from matchsafe.present import article, outlook_words, words

STRONG: dict[str, Any] = {
    "type": "non_us_img", "graduation_year": 2024, "step1": {"passed": True, "attempts": 1},
    "step2_ck": {"score": 255, "attempts": 1}, "us_clinical_experience": "hands_on", "letters": "strong", "visa": "j1",
}  # fmt: skip
WEAK: dict[str, Any] = {
    "type": "non_us_img", "graduation_year": 2014, "step1": {"passed": True, "attempts": 2},
    "step2_ck": {"score": 222, "attempts": 2}, "us_clinical_experience": "observership", "letters": "average",
    "visa": "j1",
}  # fmt: skip
NO_VISA = STRONG | {"visa": "none"}
SEPTEMBER, NOVEMBER, JANUARY, MARCH, JUNE = (
    date(2026, 9, 1), date(2026, 11, 29), date(2027, 1, 20), date(2027, 3, 5), date(2027, 6, 1)
)  # fmt: skip


def season(interviews: Any, applicant: dict[str, Any] = STRONG, **more: Any) -> Season:
    target = (
        {} if "targets" in more else {"target": {"specialty": more.pop("specialty", "internal_medicine")}}
    )
    return Season.model_validate({"applicant": applicant, "interviews": interviews, **target, **more})


def held(n: int, **fields: Any) -> list[dict[str, Any]]:
    return [{"program": f"Hospital {i}", **fields} for i in range(n)]


def outlook(interviews: Any, on: date, applicant: dict[str, Any] = STRONG, **more: Any) -> Outlook:
    return matchsafe.outlook(season(interviews, applicant, **more), on=on)


def codes(found: Outlook) -> list[str]:
    return [a.code for a in found.actions]


class TestTheNextStepIsWorthMost:
    @pytest.mark.parametrize("on", [NOVEMBER, date(2026, 12, 10), JANUARY])
    def test_a_visa_nobody_asked_about_comes_before_waiting_and_being_reachable(self, on: date) -> None:
        assert outlook(held(8), on).next_step.code == "check_visas"  # type: ignore[union-attr]

    def test_with_three_or_fewer_in_november_writing_to_programs_comes_first(self) -> None:
        assert codes(outlook(held(3), NOVEMBER, WEAK))[0] == "november_outreach"

    @pytest.mark.parametrize(
        "on", [date(2026, 10, 10), NOVEMBER, date(2026, 12, 10), JANUARY, date(2027, 2, 8)]
    )
    def test_an_invitation_without_a_date_is_booked_before_anything_else(self, on: date) -> None:
        two = [*held(3), {"program": "Open", "status": "invited", "visas_sponsored": ["j1"]}]
        assert codes(outlook(two, on))[0] == "book_invitations"

    def test_in_the_last_week_the_list_is_certified_first(self) -> None:
        assert codes(outlook(held(8), date(2027, 2, 27)))[0] == "certify_list"
        assert codes(outlook(held(8), date(2027, 2, 8)))[0] == "check_visas"

    def test_after_the_lists_close_rest_is_for_the_safe_and_soap_for_the_others(self) -> None:
        safe, low = outlook(11, MARCH), outlook(3, MARCH, WEAK)
        assert codes(safe)[0] == "list_closed"
        assert "Rest." in safe.actions[0].text
        assert codes(low)[0] == "soap_ready"
        assert "Rest." not in " ".join(a.text for a in low.actions)


class TestNobodyPreparesWhatIsNotThere:
    DAYS = (NOVEMBER, date(2026, 12, 10), JANUARY)
    KINDS = (
        ("neurology", 0), ("neurology", held(7, status="attended", visas_sponsored=["j1"])),
        ("internal_medicine", held(6, status="attended", visas_sponsored=["j1"])),
        ("internal_medicine", held(8, status="attended", visas_sponsored=["j1"])),
        ("internal_medicine", held(14, status="attended", visas_sponsored=["j1"])),
    )  # fmt: skip

    @pytest.mark.parametrize("on", DAYS)
    @pytest.mark.parametrize(("specialty", "interviews"), KINDS)
    def test_no_interview_ahead_means_none_to_prepare_or_attend(
        self, specialty: str, interviews: Any, on: date
    ) -> None:
        found = outlook(interviews, on, specialty=specialty)
        said = " ".join(f"{a.text} {a.why}" for a in found.actions)
        for banned in ("prepare each", "prepare it well", "Attend every", "treat each interview", "into preparing",
                      "interview you hold", "interview you attend"):  # fmt: skip
            assert banned not in said, said


class TestATargetIsOneTarget:
    def test_a_number_and_nothing_else_known_is_read_with_the_higher_target(self) -> None:
        found = outlook(10, NOVEMBER, {"type": "non_us_img"})
        assert found.target is not None
        assert (found.target.low, found.zone.code) == (12, "hopeful")
        assert "not all of your profile is known" in found.zone.text
        assert "so we read yours as “hopeful”" in article.rule_of_thumb(found)

    TWO = (
        *({"program": f"Skin {i}", "specialty": "dermatology"} for i in range(4)),
        *({"program": f"FM {i}", "specialty": "family_medicine"} for i in range(6)),
    )

    @pytest.mark.parametrize("first", ["dermatology", "family_medicine"])
    def test_where_no_number_is_safe_in_one_specialty_only_the_other_counts_toward_the_target(
        self, first: str
    ) -> None:
        targets = sorted(({"specialty": s} for s in ("dermatology", "family_medicine")),
                         key=lambda t: t["specialty"] != first)  # fmt: skip
        found = outlook(self.TWO, NOVEMBER, NO_VISA, targets=targets)
        assert (found.zone.code, found.toward_target, found.still_needed) == ("borderline", 6, 4)
        assert "inside" not in outlook_words.distance(found)
        assert "6 of your 10 count" in outlook_words.distance(found)
        whys = " ".join(a.why for a in found.actions)
        assert "6 of the 10" in whys
        assert "target begins at 10" not in whys
        assert "6 interviews" in article.rule_of_thumb(found)
        assert outlook_words.worth(found) == ""
        assert [r.code for r in article.outlook_rows(found) if r.here] == ["borderline"]

    def test_a_preliminary_year_does_not_count_toward_the_target_of_a_whole_training(self) -> None:
        both = [{"specialty": "internal_medicine"}, {"specialty": "surgery_general", "track": "preliminary"}]
        mixed = [*held(4), *({"program": f"P {i}", "specialty": "surgery_general"} for i in range(6))]
        found = outlook(mixed, NOVEMBER, NO_VISA, targets=both)
        assert (found.toward_target, found.still_needed, found.zone.code) == (4, 6, "danger")
        none = outlook(mixed, NOVEMBER, NO_VISA, targets=[{"specialty": "dermatology"}, both[1]])
        assert none.bucket.code == "highly_competitive"

    def test_what_lifts_a_list_of_two_specialties_above_those_of_one_is_named(self) -> None:
        two = [{"specialty": "internal_medicine"}, {"specialty": "family_medicine"}]
        mixed = [*held(5), *({"program": f"FM {i}", "specialty": "family_medicine"} for i in range(4))]
        assert "4 interviews in Family Medicine" in outlook_words.comparison(
            outlook(mixed, NOVEMBER, NO_VISA, targets=two)
        )

    def test_a_preliminary_year_is_not_compared_with_a_whole_training(self) -> None:
        prelim = season(4).model_dump() | {"target": {"specialty": "surgery_general", "track": "preliminary"}}
        assert outlook_words.comparison(matchsafe.outlook(Season.model_validate(prelim), on=NOVEMBER)) == ""


class TestNoChoresForNothing:
    def test_where_one_more_adds_under_one_no_action_counts_what_is_missing(self) -> None:
        ten = season(11, STRONG, specialty="pediatrics", couples={"partner": STRONG, "partner_interviews": 5})
        found = matchsafe.outlook(ten, on=NOVEMBER)
        assert outlook_words.one_more(found) < 0.005
        assert "use_connections" in codes(found)
        assert "One more interview would help" not in " ".join(a.why for a in found.actions)

    def test_a_season_that_is_over_warns_of_nothing_that_is_gone(self) -> None:
        for on in (date(2027, 3, 19), date(2027, 4, 5), JUNE, SEPTEMBER):
            couple = outlook(12, on, couples={"partner": WEAK, "partner_interviews": 5})
            assert couple.warnings == ()
            assert outlook(10, on, WEAK | {"red_flags": ["gap"]}).warnings == ()

    def test_a_us_graduate_is_not_sent_to_programs_that_take_imgs(self) -> None:
        found = outlook(4, date(2027, 2, 10), {"type": "us_md"})
        said = next(a.text for a in found.actions if a.code == "next_cycle")
        assert "IMG" not in said
        assert "US clinical experience" not in said


def plan(interviews: Any, on: date, applicant: dict[str, Any] = STRONG, **more: Any) -> PlanReport:
    return matchsafe.plan(season(interviews, applicant, **more), PlanRequest(budget=150), on=on)


class TestThePlanAndTheOutlookAgree:
    def test_interviews_of_a_season_that_is_over_do_not_count_in_the_plan_of_the_next(self) -> None:
        old, none = plan(10, SEPTEMBER), plan(0, SEPTEMBER)
        assert old.interviews.held == 0
        assert old.held_chance is None
        assert old.recommendation.code == none.recommendation.code != "spend_nothing"
        assert any("season that is over" in w for w in old.warnings)
        assert "you hold" not in old.headline

    @pytest.mark.parametrize("on", [NOVEMBER, JANUARY])
    def test_spend_nothing_says_what_the_outlook_says_to_do(self, on: date) -> None:
        strong = held(12, visas_sponsored=["j1"])
        found, answer = plan(strong, on), outlook(strong, on)
        assert found.recommendation.code == "spend_nothing"
        assert answer.next_step is not None
        assert f"Do this instead: {answer.next_step.text.split('. ')[0].rstrip('.')}." in found.headline
        assert found.held_chance is not None
        assert words.chance(found.held_chance) == words.chance(answer.chance)

    def test_a_weak_applicant_in_september_reads_what_to_do_instead(self) -> None:
        found = plan(0, SEPTEMBER, WEAK)
        assert found.recommendation.code == "spend_nothing"
        assert "Do this instead: Make your application stronger" in found.headline

    @pytest.mark.parametrize("n", [0, 4])
    def test_who_reads_spend_nothing_is_not_told_to_apply(self, n: int) -> None:
        applicant = STRONG | {"step2_ck": {"score": 240}, "us_clinical_experience": None}
        for on in (date(2026, 12, 10), JANUARY):
            found = plan(n, on, applicant, specialty="neurology")
            assert found.recommendation.code == "spend_nothing"
            assert "apply_more" not in codes(outlook(n, on, applicant, specialty="neurology"))


class TestASeasonWithAResult:
    @pytest.mark.parametrize(
        ("result", "headline", "step"),
        [
            ({"outcome": "matched", "program": "Palm Bay"}, "You matched at Palm Bay.", "closed_matched"),
            ({"outcome": "soap"}, "You got a position in SOAP.", "closed_matched"),
            ({"outcome": "unmatched"}, "You did not match.", "closed_unmatched"),
            ({"outcome": "withdrew"}, "You withdrew from the Match.", "closed_unmatched"),
        ],
    )
    def test_is_closed_in_words_and_the_chance_is_that_of_before(
        self, result: dict[str, Any], headline: str, step: str
    ) -> None:
        for on in (date(2027, 3, 16), date(2027, 3, 22), date(2027, 5, 20)):
            found = outlook(5, on, result=result)
            assert found.headline.startswith(f"{headline} Before the Match it was")
            assert (found.phase.code, found.phase.final, found.verdict.code) == ("closed", True, "cannot_say")
            assert codes(found) == [step]
            assert found.warnings == ()

    def test_and_its_plan_asks_for_nothing_until_the_next_season(self) -> None:
        over = outlook(5, JUNE, result={"outcome": "matched"})
        assert over.phase.code == "past_season"

    def test_the_cycle_of_a_file_says_whose_season_it_is(self) -> None:
        assert outlook(5, NOVEMBER, cycle=2026).phase.code == "past_season"
        assert outlook(5, NOVEMBER, cycle=2027).phase.code == "november"
        assert outlook(0, JUNE, cycle=2027).phase.code == "past_season"
        assert outlook(0, JUNE, cycle=2028).phase.code == "before_applications"


def test_one_interview_that_does_not_count_is_said_in_the_singular() -> None:
    one = held(1, track="preliminary", status="attended", visas_sponsored=["j1"])
    text = str(outlook_words.distance(outlook(one, JANUARY, WEAK)))
    assert text.startswith("Your one interview does not count toward the usual")


def test_step_3_is_no_task_once_lists_are_closed() -> None:
    need = WEAK | {"visa": "h1b", "step3": {"passed": False}}
    mine = held(3, visas_sponsored=["h1b"], status="attended")
    assert "step3_h1b" in codes(outlook(mine, JANUARY, need))
    assert "step3_h1b" not in codes(outlook(mine, MARCH, need))
