"""The record in a season file: versions, ids, moments and what is worth a second look."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from matchsafe.domain.season_ids import new_id, with_ids
from matchsafe.workspace.seasonfile import Problem, SeasonFileError, check, dump_yaml, load, load_text

EXAMPLE = Path(__file__).parents[3] / "examples" / "season_record.yaml"
MINIMAL: dict[str, Any] = {"applicant": {"type": "us_img"}, "target": {"specialty": "neurology"}}


def test_a_file_of_a_later_version_is_refused_in_one_clear_message() -> None:
    with pytest.raises(SeasonFileError) as caught:
        load_text("version: 3\napplicant: {type: us_img}\ntarget: IM\nsomething_new: 1\n")
    (problem,) = caught.value.problems
    assert (problem.code, problem.path, problem.line) == ("unknown_version", "version", 1)
    assert "reads up to version 2" in problem.message


@pytest.mark.parametrize("version", [None, 1, 2])
def test_a_file_without_a_version_and_those_of_known_versions_are_read(version: int | None) -> None:
    assert check({**MINIMAL, "version": version}).season.version == version


@pytest.mark.parametrize("word", ["yes", "no", "expected"])
def test_yes_and_no_are_words_where_they_are_accepted(word: str) -> None:
    text = f"applicant: {{type: us_img, ecfmg_certified: {word}}}\ntarget: {{specialty: IM}}\n"
    season = load_text(text).season
    assert season.applicant.ecfmg_certified == word
    assert load_text(dump_yaml(season)).season == season


def test_the_example_reads_back_as_it_was() -> None:
    season = load(EXAMPLE).season
    assert load_text(dump_yaml(season)).season == season
    first, second = season.interview_list
    assert (first.status, first.start, second.start) == (
        "attended",
        datetime(2026, 11, 12, 9),
        date(2026, 12, 3),
    )
    assert season.events[3].at == datetime(2026, 11, 2, 12, tzinfo=UTC)


def test_every_problem_of_the_record_is_told_at_once(
    valid: dict[str, Any], problems: Callable[[object], tuple[Problem, ...]]
) -> None:
    valid["interviews"] += [{"program": "A", "id": "i1"}, {"program": "B", "application": "a9"}]
    valid["events"] += [{"kind": "invited", "at": "2026-10-12", "interview": "i7"}]
    valid["applications"][0]["sent"] = "24 Sep"
    assert [(p.path, p.code) for p in problems(valid)] == [
        ("interviews[1].id", "duplicate_id"),
        ("interviews[2].application", "unknown_id"),
        ("events[1].interview", "unknown_id"),
        ("applications[0].sent", "wrong_kind"),
    ]


def test_ids_are_made_where_there_are_none_and_are_the_same_at_each_reading(valid: dict[str, Any]) -> None:
    valid["interviews"] += [{"program": "A"}, {"program": "A"}]
    season = check(valid).season
    one, again = with_ids(season), with_ids(check(valid).season)
    ids = [i.id for i in one.interview_list]
    assert ids[0] == "i1"
    assert len(set(ids)) == 3
    assert one == again
    assert with_ids(one) is one
    assert with_ids(check({**MINIMAL, "interviews": 4}).season).interviews == 4
    assert new_id(ids) not in ids


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda d: d["interviews"][0].update(end="2026-11-14"), "lasts_over_a_day"),
        (lambda d: d["interviews"][0].update(reply_by="2026-11-13"), "reply_after_start"),
        (lambda d: d["events"].append({"kind": "attended", "at": "2026-10-02", "interview": "i1"}),
         "attended_before_start"),
        (lambda d: d["events"].extend([{"kind": "attended", "at": "2026-10-02", "interview": "i1"},
                                       {"kind": "invited", "at": "2026-10-05", "interview": "i1"}]),
         "events_out_of_order"),
        (lambda d: d["interviews"].append({"program": "A", "start": "2028-12-01"}), "other_season"),
        (lambda d: (d.pop("cycle"), d["interviews"].extend([
            {"program": "A", "start": "2027-12-01"}, {"program": "B", "start": "2026-12-02"}])), "other_season"),
        (lambda d: d["interviews"][0].update(ratings={"food": 2}), "rating_without_criterion"),
        (lambda d: d["applicant"].update(us_residence="green_card"), "visa_not_needed"),
        (lambda d: d["applications"].append({"program": "lakeshore  example hospital", "track": "categorical"}),
         "applied_twice"),
    ],
)  # fmt: skip
def test_what_is_odd_in_the_record_is_a_warning(
    change: Callable[[Any], object], code: str, valid: dict[str, Any]
) -> None:
    change(valid)
    assert code in [w.code for w in check(valid, today=date(2026, 11, 22)).warnings]


@pytest.mark.parametrize(
    ("change", "path", "code", "accepted"),
    [
        ({"end": "2026-11-12T08:00"}, "end", "ends_before_start", "a moment after 2026-11-12 09:00, or nothing"),
        ({"end": "2026-11-12T09:00"}, "end", "ends_before_start", "a moment after 2026-11-12 09:00, or nothing"),
        ({"end": "2026-11-11"}, "end", "ends_before_start", "a moment after 2026-11-12 09:00, or nothing"),
        ({"end": "2027-11-12T11:00"}, "end", "lasts_too_long", "at most 7 days after 2026-11-12 09:00"),
        ({"reply_by": "2026-11-13", "status": "invited"}, "reply_by", "reply_after_start",
         "a moment before 2026-11-12 09:00"),
    ],
)  # fmt: skip
def test_moments_that_contradict_each_other_are_refused(
    change: dict[str, str], path: str, code: str, accepted: str, valid: dict[str, Any],
    problems: Callable[[object], tuple[Problem, ...]],
) -> None:  # fmt: skip
    valid["interviews"][0] |= {"start": "2026-11-12T09:00", "end": None, **change}
    valid["budget"] = "much"  # told with what else is wrong
    first, other = problems(valid)
    assert (first.path, first.code, first.accepted) == (f"interviews[0].{path}", code, accepted)
    assert first.seen == f'"{valid["interviews"][0][path].replace("T", " ")}"'
    assert other.path == "budget"


def test_a_green_card_means_that_no_visa_is_needed() -> None:
    applicant = {"type": "non_us_img", "us_residence": "green_card"}
    season = check({**MINIMAL, "applicant": applicant}).season
    assert season.applicant.visa == "none"
    assert "visa" not in dump_yaml(season)
