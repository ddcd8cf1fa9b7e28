"""Several specialties in one season file: their order, which interview is for which, and clear words if unclear."""

from __future__ import annotations

from typing import Any

import pytest

from matchsafe.domain.season import Season, Target
from matchsafe.workspace.seasonfile import SeasonFileError, check, dump_json, dump_yaml, load_text

IM, FM = "internal_medicine", "family_medicine"
TWO = {"applicant": {"type": "us_img"}, "targets": [{"specialty": "IM"}, {"specialty": "FM"}]}


def with_interviews(*interviews: dict[str, Any], **more: Any) -> Season:
    return check({**TWO, "interviews": list(interviews), **more}).season


def test_the_first_target_is_the_one_wanted_most() -> None:
    season = check(TWO).season
    assert season.target == Target(specialty=IM)
    assert season.wishes == (Target(specialty=IM), Target(specialty=FM))


def test_an_interview_is_for_the_first_target_unless_it_says_otherwise() -> None:
    season = with_interviews({"program": "A"}, {"program": "B", "specialty": "Family Medicine"})
    assert [season.target_of(i).specialty for i in season.interview_list] == [IM, FM]


def test_a_track_alone_finds_the_target_that_has_it() -> None:
    targets = [{"specialty": "neurology"}, {"specialty": "radiology_diagnostic", "track": "advanced"}]
    data = {
        "applicant": {"type": "us_img"},
        "targets": targets,
        "interviews": [{"program": "A", "track": "advanced"}],
    }
    season = check(data).season
    assert season.target_of(season.interview_list[0]).specialty == "radiology_diagnostic"


def test_a_specialty_only_an_interview_names_is_the_last_wish_and_said_so_beside_a_list_of_targets() -> None:
    loaded = check({**TWO, "interviews": [{"program": "A", "specialty": "psychiatry"}]})
    assert [t.specialty for t in loaded.season.wishes] == [IM, FM, "psychiatry"]
    assert [(w.code, w.path) for w in loaded.warnings] == [("not_a_target", "interviews[0].specialty")]
    assert "Psychiatry, which is not among the targets" in loaded.warnings[0].message


def test_beside_a_single_target_it_needs_no_remark() -> None:
    data = {"applicant": {"type": "us_img"}, "target": {"specialty": "IM"},
            "interviews": [{"program": "A"}, {"program": "B", "specialty": "FM"}]}  # fmt: skip
    loaded = check(data)
    assert loaded.warnings == ()
    assert [t.specialty for t in loaded.season.wishes] == [IM, FM]


def test_a_bare_number_counts_for_the_first_target_and_says_so() -> None:
    loaded = check({**TWO, "interviews": 6})
    assert [w.code for w in loaded.warnings] == ["number_of_several_targets"]
    assert "count for Internal Medicine" in loaded.warnings[0].message


def test_target_and_targets_at_once_are_a_problem_with_its_line() -> None:
    text = "applicant: {type: us_img}\ntarget: {specialty: IM}\ntargets: [{specialty: FM}]\n"
    with pytest.raises(SeasonFileError) as caught:
        load_text(text)
    (problem,) = caught.value.problems
    assert (problem.code, problem.path, problem.line) == ("two_targets", "targets", 3)
    partner = {"partner": {"type": "us_img"}, "partner_target": {"specialty": "FM"},
               "partner_targets": [{"specialty": "IM"}]}  # fmt: skip
    with pytest.raises(SeasonFileError) as caught:
        check({**TWO, "couples": partner})
    assert [p.path for p in caught.value.problems] == ["couples.partner_targets"]


@pytest.mark.parametrize("data", [{}, {"targets": []}, {"target": None}])
def test_without_any_target_the_problem_names_it(data: dict[str, Any]) -> None:
    with pytest.raises(SeasonFileError) as caught:
        check({"applicant": {"type": "us_img"}, **data})
    assert [p.path for p in caught.value.problems] == ["target"]


def test_a_slip_in_a_target_says_which_one() -> None:
    with pytest.raises(SeasonFileError) as caught:
        check(
            {
                **TWO,
                "targets": [{"specialty": "IM"}, {"specialty": "familly medicine", "track": "categorial"}],
            }
        )
    found = {p.path: p for p in caught.value.problems}
    assert found["targets[1].specialty"].suggestion == FM
    assert "The track of target 2" in found["targets[1].track"].message


@pytest.mark.parametrize("dump", [dump_yaml, dump_json])
def test_a_season_of_several_targets_reads_back_the_same(dump: Any) -> None:
    season = with_interviews({"program": "A", "specialty": FM, "track": "categorical"})
    text = dump(season)
    assert load_text(text).season == season
    assert dump(load_text(text).season) == text
    assert "target:" not in text


def test_a_partner_applies_for_the_same_unless_they_say_otherwise() -> None:
    couple = {"partner": {"type": "us_img"}}
    partner = check({**TWO, "couples": couple}).season.partner_season()
    assert partner is not None
    assert [t.specialty for t in partner.wishes] == [IM, FM]
    partner = check(
        {**TWO, "couples": {**couple, "partner_targets": [{"specialty": "psychiatry"}]}}
    ).season.partner_season()
    assert partner is not None
    assert [t.specialty for t in partner.wishes] == ["psychiatry"]


def test_the_library_refuses_two_targets_that_disagree() -> None:
    content = {"applicant": {"type": "us_img"}, "target": {"specialty": IM}, "targets": [{"specialty": FM}]}
    with pytest.raises(ValueError, match="keep one"):
        Season.model_validate(content)


def test_a_first_year_is_no_wish_of_its_own_beside_an_advanced_target() -> None:
    content = {
        "applicant": {"type": "us_md"},
        "targets": [{"specialty": "radiology_diagnostic", "track": "advanced"}, {"specialty": "pediatrics"}],
        "interviews": [{"program": "Year", "specialty": "internal_medicine", "track": "preliminary"}],
    }
    assert not check(content).warnings
    content["targets"] = [{"specialty": "surgery"}, {"specialty": "pediatrics"}]
    assert [w.code for w in check(content).warnings] == ["not_a_target"]
