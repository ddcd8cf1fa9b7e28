"""A season is changed by ids: each change gives the season after it, or every problem at once."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchsafe.domain.season import Season
from matchsafe.services import season as edits
from matchsafe.services.season.anonymous import without_names
from matchsafe.workspace.seasonfile import SeasonFileError, check, dump_yaml, load, load_text

EXAMPLE = Path(__file__).parents[3] / "examples" / "season_record.yaml"
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def season() -> Season:
    return load(EXAMPLE).season


def problems(work: Any) -> list[tuple[str, str]]:
    with pytest.raises(SeasonFileError) as caught:
        work()
    return [(p.path, p.code) for p in caught.value.problems]


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("application", {"program": "Harborview Example Health", "sent": "2026-10-01"}),
        ("interview", {"program": "Harborview Example Health", "start": "2026-12-01"}),
        ("mock_interview", {"day": "2026-11-01", "who": "Dr. Sample"}),
        ("connection", {"name": "Dr. Sample"}),
        ("cost", {"amount": 120}),
    ],
)
def test_a_part_is_added_changed_and_removed_by_its_id(
    kind: Any, fields: dict[str, Any], season: Season
) -> None:
    added = edits.add(season, kind, fields, part_id="new1")
    assert edits.part_of(added.season, kind, "new1").model_dump(mode="json").items() >= fields.items()
    assert added.text.startswith("Added the ")
    changed = edits.change(added.season, kind, "new1", {"notes" if kind in ("application", "interview") else "day" if
        kind in ("mock_interview", "cost") else "note": "2026-11-02"})  # fmt: skip
    assert changed.season != added.season
    assert load_text(dump_yaml(changed.season)).season == changed.season
    assert edits.remove(changed.season, kind, "new1").season == season
    assert problems(lambda: edits.remove(season, kind, "new1")) == [("id", "unknown_id")]


def test_every_problem_of_the_fields_is_told_at_once_by_the_name_of_the_field(season: Season) -> None:
    bad = {"program": " ", "sent": "soon", "signal": "golden", "colour": "red"}
    assert sorted(problems(lambda: edits.add(season, "application", bad))) == [
        ("colour", "unknown_field"),
        ("program", "empty_text"),
        ("sent", "wrong_kind"),
        ("signal", "unknown_word"),
    ]
    lost = {"program": "A", "application": "zz"}
    assert problems(lambda: edits.add(season, "interview", lost)) == [("application", "unknown_id")]
    assert problems(lambda: edits.add(season, "cost", {"amount": 1}, part_id="k1")) == [
        ("id", "duplicate_id")
    ]


def test_a_program_applied_to_before_is_told_with_how_it_stands(season: Season) -> None:
    with pytest.raises(SeasonFileError, match="already there: attended, sent on"):
        edits.add(season, "application", {"program": "lakeshore example  hospital"})
    assert edits.add(season, "application", {"program": "Lakeshore Example Hospital"}, again=True).id
    other = {"program": "Lakeshore Example Hospital", "specialty": "psychiatry"}
    assert edits.add(season, "application", other).id


def test_a_made_up_program_of_the_sample_list_never_enters(season: Season) -> None:
    made_up = {"program": "A", "catalog_id": "sample-0012"}
    assert problems(lambda: edits.add(season, "application", made_up)) == [("catalog_id", "sample_program")]
    changed = {"catalog_id": "sample-0012"}
    assert problems(lambda: edits.change(season, "application", "a1", changed)) == [
        ("catalog_id", "sample_program")
    ]


def test_a_number_of_interviews_becomes_a_list_of_as_many() -> None:
    plain = check(
        {"applicant": {"type": "us_img"}, "target": {"specialty": "neurology"}, "interviews": 6}
    ).season
    edit = edits.add(plain, "interview", {"program": "Mercy"})
    assert len(edit.season.interview_list) == 6
    assert edit.season.interview_list[-1].program == "Mercy"
    assert "only a number" in edit.notes[0]


def test_a_changed_status_or_date_of_an_interview_with_events_is_an_event(season: Season) -> None:
    moved = edits.change(season, "interview", "i2", {"start": "2026-12-10T08:00"}, at=NOON).season
    assert (moved.events[-1].kind, moved.interview_list[1].start) == (
        "rescheduled",
        datetime(2026, 12, 10, 8),
    )
    off = edits.change(moved, "interview", "i2", {"status": "cancelled"}, at=NOON.replace(hour=13)).season
    assert (off.events[-1].kind, off.interview_list[1].status) == ("cancelled", "cancelled")
    noted = edits.change(season, "interview", "i2", {"notes": "Bring the letter."}, at=NOON).season
    assert len(noted.events) == len(season.events)


def test_moments_that_contradict_each_other_are_refused_and_rare_ones_doubted(season: Season) -> None:
    day = {"program": "A", "start": "2026-12-10T08:00"}
    for fields, wanted in (
        ({"end": "2026-12-10T08:00"}, ("end", "ends_before_start")),
        ({"end": "2027-12-10T12:00"}, ("end", "lasts_too_long")),
        ({"status": "invited", "reply_by": "2026-12-11"}, ("reply_by", "reply_after_start")),
    ):
        assert problems(lambda f=fields: edits.add(season, "interview", {**day, **f})) == [wanted]
    far = {"kind": "scheduled", "at": "2026-11-20", "interview": "i2", "start": "2029-12-10T08:00"}
    assert problems(lambda: edits.add_event(season.model_copy(update={"cycle": 2027}), far)) == [
        ("start", "other_season")
    ]
    assert edits.add(season, "interview", {**day, "end": "2026-12-11T12:00"}).notes == (
        "The interview lasts more than a day. If it is right, nothing needs to change.",
    )
    early = {"kind": "attended", "at": "2026-10-02", "interview": "i1"}
    assert [n.split(",")[0] for n in edits.add_event(season, early).notes][:1] == [
        "The event says that you attended on 2 October 2026"
    ]


def test_an_interview_that_is_moved_lasts_as_long_and_an_old_slip_stops_no_other_change(
    season: Season,
) -> None:
    slip = {"end": "2026-12-10T07:00"}
    held = edits.add(
        season, "interview", {"program": "A", "start": "2026-12-10T08:00", "end": "2026-12-10T12:30"}
    )
    moved = edits.change(held.season, "interview", held.id, {"start": "2026-12-17T09:00"}).season
    assert moved.interview_list[-1].end == datetime(2026, 12, 17, 13, 30)
    by_day = edits.change(moved, "interview", held.id, {"start": "2026-12-18"}).season
    assert by_day.interview_list[-1].end is None
    assert problems(lambda: edits.change(held.season, "interview", held.id, slip)) == [
        ("end", "ends_before_start")
    ]
    old = held.season.interviews[-1].model_copy(update={"end": datetime(2026, 12, 10, 7)})  # type: ignore[index]
    saved = held.season.model_copy(update={"interviews": (*held.season.interviews[:-1], old)})  # type: ignore[index]
    assert edits.change(saved, "interview", held.id, {"notes": "Bring the letter."}).season != saved
    assert edits.change(saved, "interview", held.id, {"status": "attended"}).season != saved
    theirs = {"program": "B", "start": "2026-12-10", "end": "2026-12-09"}
    couple = {"couples": {"partner": {"type": "us_img"}, "partner_interviews": [theirs]}}
    two = Season.model_validate({**season.model_dump(mode="json", exclude_unset=True), **couple})
    assert edits.set_fields(two, {"time_zone": "Asia/Kolkata"}).season.time_zone == "Asia/Kolkata"
    last = held.season.model_copy(update={"cycle": 2026})
    assert edits.change(last, "interview", held.id, {"status": "attended"}).season != last
    assert problems(lambda: edits.change(last, "interview", held.id, {"start": "2026-12-11"})) == [
        ("start", "other_season")
    ]


def test_an_event_is_noted_once_and_taken_back_whole(season: Season) -> None:
    fields = {"kind": "cancelled", "at": "2026-11-20", "interview": "i2", "source": "mail-7"}
    once = edits.add_event(season, fields)
    assert once.text == "Noted: cancelled, Two Rivers Example Medical Center"
    twice = edits.add_event(once.season, fields)
    assert (twice.season, twice.id) == (once.season, once.id)
    assert once.season.interview_list[1].status == "cancelled"
    assert edits.remove_event(once.season, once.id).season == season
    assert problems(lambda: edits.add_event(season, {"kind": "invited"})) == [("at", "missing_field")]
    late = {"kind": "attended", "at": "2026-11-20", "interview": "i2", "start": "2026-11-20"}
    assert problems(lambda: edits.add_event(season, late)) == [("start", "not_accepted")]


def test_with_an_application_its_events_go_and_its_interview_stays(season: Season) -> None:
    after = edits.remove(season, "application", "a1").season
    assert after.interview_list[0].application is None
    assert [e.id for e in after.events] == ["e1", "e2", "e3", "e4", "e5"]
    assert after.events[0].application is None
    assert [e.id for e in edits.remove(after, "interview", "i1").season.events] == ["e4", "e5"]


def test_tasks_are_marked_and_opened_again(season: Season) -> None:
    done = edits.mark_task(season, {"code": "mock_interviews", "state": "done"}, at=NOON).season
    assert [(t.state, t.at) for t in done.tasks] == [("done", NOON)]
    assert edits.unmark_task(done, "mock_interviews").season.tasks == ()
    late = {"code": "x", "state": "snoozed"}
    assert problems(lambda: edits.mark_task(season, late)) == [("until", "missing_field")]


def test_fields_of_the_season_are_set_and_left_out(season: Season) -> None:
    after = edits.set_fields(season, {"budget": 5000, "criteria": {"teaching": 1}, "notes": None}).season
    assert (after.budget, after.criteria, after.notes) == (5000, {"teaching": 1}, None)
    assert problems(lambda: edits.set_fields(season, {"budget": -1})) == [("budget", "out_of_range")]
    assert problems(lambda: edits.set_fields(season, {"events": []})) == [("events", "unknown_field")]


def test_of_the_profile_only_what_is_given_changes(season: Season) -> None:
    fields = {"applicant": {"step2_ck": {"score": 250}, "visa": None, "reapplicant": True}}
    after = edits.set_fields(season, fields).season.applicant
    assert (after.step2_ck.score, after.step2_ck.attempts, after.visa) == (250, 1, None)
    assert after.model_copy(update={"step2_ck": None, "visa": None, "reapplicant": None}) == (
        season.applicant.model_copy(update={"step2_ck": None, "visa": None, "reapplicant": None})
    )


def test_a_season_is_closed_with_its_result_and_opened_again(season: Season) -> None:
    closed = edits.close(season, {"outcome": "matched", "program": "Mercy", "rank": 2}).season
    assert closed.result is not None
    assert edits.reopen(closed).season.result is None
    assert problems(lambda: edits.close(season, {"outcome": "won"})) == [("outcome", "unknown_word")]


def test_the_next_season_keeps_programs_people_and_notes_but_no_interviews(season: Season) -> None:
    over = edits.close(season, {"outcome": "unmatched"}).season
    new = edits.next_season(over, date(2027, 4, 1)).season
    assert (new.cycle, new.interviews, new.events, new.result) == (2028, 0, (), None)
    assert (new.applicant.step2_ck, new.applicant.reapplicant) == (season.applicant.step2_ck, True)
    assert [a.program for a in new.applications] == [a.program for a in season.applications]
    assert [a.sent for a in new.applications] == [None] * 3
    assert new.applications[0].notes == "A friend trains there.\nAsk about continuity clinic."
    assert (new.notes, new.criteria, new.connections) == (season.notes, season.criteria, season.connections)
    bare = check(
        {"applicant": {"type": "us_img"}, "target": {"specialty": "neurology"}, "interviews": 6}
    ).season
    assert edits.next_season(bare, date(2026, 10, 1)).season.cycle == 2027


def test_a_program_only_interviewed_at_goes_on_as_one_to_apply_to(season: Season) -> None:
    loose = edits.add(
        season, "interview", {"program": "Mercy", "state": "OH", "notes": "Kind people."}
    ).season
    last = edits.next_season(loose, date(2027, 4, 1)).season.applications[-1]
    assert (last.program, last.state, last.notes) == ("Mercy", "OH", "Kind people.")


def test_what_the_outlook_says_is_kept_once_a_month_in_order(season: Season) -> None:
    later = edits.keep_outlook(season, date(2026, 12, 3), 0.7, 0.6, 0.8, 4).season
    again = edits.keep_outlook(later, date(2026, 11, 30), 0.66, 0.5, 0.75, 3).season
    assert [(o.month, o.chance) for o in again.outlooks] == [("2026-11", 0.66), ("2026-12", 0.7)]


def test_a_season_without_names_holds_no_free_text_and_counts_the_same(season: Season) -> None:
    result = {"outcome": "matched", "program": "Two Rivers Example Medical Center"}
    bare = without_names(edits.close(season, result).season)
    text = dump_yaml(bare)
    for word in (
        "Example",
        "Lakeshore",
        "Buffalo",
        "India",
        "Kolkata",
        "Spanish",
        "teaching",
        "zoom",
        "http",
        "mail-",
    ):
        assert word.casefold() not in text.split("\n", 2)[2].casefold(), word
    assert [i.status for i in bare.interview_list] == [i.status for i in season.interview_list]
    assert bare.result is not None
    assert bare.result.program == bare.applications[1].program == "Program 2"
    assert bare.interview_list[0].ratings == {"Criterion 1": 4, "Criterion 2": 2}


COMMANDS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.sampled_from(["application", "interview", "cost"])),
        st.tuples(st.just("event"), st.sampled_from(["scheduled", "cancelled", "attended", "rejected"])),
        st.tuples(st.just("remove"), st.sampled_from(["application", "interview", "event", "cost"])),
        st.tuples(st.just("change"), st.sampled_from(["scheduled", "cancelled", "attended"])),
    ),
    max_size=8,
)


@settings(max_examples=25, deadline=None)
@given(COMMANDS, st.randoms())
def test_whatever_is_done_the_file_reads_back_as_the_season(
    commands: list[tuple[str, Any]], chance: Any
) -> None:
    season = load(EXAMPLE).season
    for number, (verb, what) in enumerate(commands):
        held = [i.id for i in season.interview_list]
        if verb == "add":
            fields = {"amount": 5} if what == "cost" else {"program": f"Hospital {number}"}
            season = edits.add(season, what, fields).season
        elif verb == "event" and held:
            event = {"kind": what, "at": f"2026-11-{number + 1:02d}", "interview": chance.choice(held)}
            season = edits.add_event(season, event).season
        elif verb == "change" and held:
            season = edits.change(season, "interview", chance.choice(held), {"status": what}, at=NOON).season
        elif verb == "remove" and (ids := [p.id for p in getattr(season, edits.PART_KINDS[what][0])]):
            season = edits.remove(season, what, chance.choice(ids)).season
    assert load_text(dump_yaml(season)).season == season
