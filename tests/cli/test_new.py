"""``matchsafe new``: one question at a time, "I don't know", back, a look at the answers, a file."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from matchsafe.cli import new as command
from matchsafe.cli.answers import NotUsable, answer_text, position, season_data, understand
from matchsafe.cli.app import app
from matchsafe.cli.questions import MOST_LISTED, Key, questions
from matchsafe.domain.season import Season
from matchsafe.workspace import seasonfile

Run = Callable[..., Any]

# applied, type, specialty, track, no second specialty, score, tries, step 1, its tries, year, experience, letters,
# visa, flags, applications
PROFILE = ["1", "1", "IM", "1", "", "245", "1", "1", "1", "2023", "1", "?", "2", "", "100"]
NUMBER = [*PROFILE, "2", "6"]
DONE = ["2", ""]  # no couple; save


def typed(*answers: str) -> str:
    return "".join(f"{a}\n" for a in answers)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "mine.yaml"


def saved(path: Path) -> Season:
    loaded = seasonfile.load(path)
    return loaded.season


def test_a_short_talk_writes_a_season_file_that_validates(run: Run, path: Path) -> None:
    ran = run("new", str(path), typed=typed(*NUMBER, *DONE))
    assert (ran.code, ran.err) == (0, "")
    season = saved(path)
    assert season.applicant.type == "non_us_img"
    assert season.target.specialty == "internal_medicine"
    assert (season.applicant.step2_ck.score, season.applicant.step2_ck.attempts) == (245, 1)
    assert (season.applicant.step1.passed, season.applicant.step1.attempts) == (True, 1)
    assert (season.applicant.visa, season.applicant.letters, season.interviews) == ("j1", "unknown", 6)
    assert f"Now: matchsafe outlook {path}" in ran.out


def test_who_has_not_applied_is_asked_nothing_of_interviews_and_led_to_a_plan(run: Run, path: Path) -> None:
    ran = run("new", str(path), typed=typed("2", *PROFILE[1:-1], *DONE))
    assert ran.code == 0
    assert "interviews" not in ran.out
    assert (saved(path).applications_sent, saved(path).interviews) == (0, 0)
    assert f"Now: matchsafe plan {path}" in ran.out


def test_everything_that_may_be_unknown_can_be_skipped(run: Run, path: Path) -> None:
    ran = run(
        "new",
        str(path),
        typed=typed(
            "1", "2", "psych", "?", "", "", "?", "", "i don't know", "", "", "?", "", "2", "0", *DONE
        ),
    )
    assert ran.code == 0
    season = saved(path)
    assert season == Season.model_validate(
        {"applicant": {"type": "us_img"}, "target": {"specialty": "psychiatry"}, "interviews": 0}
    )
    assert "times did you take Step 2 CK" not in ran.out


def test_what_is_needed_is_asked_until_it_is_given(run: Run, path: Path) -> None:
    answers = ["1", "?", "", "9", "nurse", *NUMBER[1:], *DONE]
    ran = run("new", str(path), typed=typed(*answers))
    assert ran.code == 0
    assert ran.out.count("This one is needed for an answer.") == 2
    assert ran.out.count("Please answer with a number from 1 to 4.") == 2


def test_back_goes_to_the_question_before_and_keeps_its_answer_on_enter(run: Run, path: Path) -> None:
    answers = ["<", "1", "1", "IM", "<", "FM", "<", "", *NUMBER[3:], *DONE]
    ran = run("new", str(path), typed=typed(*answers))
    assert ran.code == 0
    assert "There is nothing before this." in ran.out
    assert "(now: Family Medicine; Enter keeps it" in ran.out
    assert saved(path).target.specialty == "family_medicine"


def test_interviews_can_be_listed_one_by_one(run: Run, path: Path) -> None:
    first = ["Mercy: [west] é", "2", "new york", "1", "3", "1", "1"]
    second = ["Hill", "1", "NX", "NJ", "", "?", "", "2"]
    ran = run("new", str(path), typed=typed(*PROFILE, "1", *first, *second, "", *DONE))
    assert ran.code == 0
    assert "Accepted: a US state" in ran.out
    one, two = saved(path).interview_list
    assert (one.program, one.state, one.setting, one.status) == (
        "Mercy: [west] é",
        "NY",
        "community",
        "attended",
    )
    assert (one.visas_sponsored, one.went, one.would_rank) == (("j1", "h1b"), "well", True)
    assert (two.program, two.state, two.visas_sponsored, two.would_rank) == ("Hill", "NJ", None, False)


def test_visas_of_programs_are_not_asked_about_where_none_is_needed(run: Run, path: Path) -> None:
    profile = [*PROFILE[:12], "1", *PROFILE[13:]]
    ran = run("new", str(path), typed=typed(*profile, "1", "Mercy", "1", "", "1", "", "1", "", *DONE))
    assert ran.code == 0
    assert "which visas does it sponsor" not in ran.out


def test_a_couple_gets_the_partner_s_questions(run: Run, path: Path) -> None:
    ran = run("new", str(path), typed=typed(*NUMBER, "1", "2", "Peds", "1", "", "8", ""))
    assert ran.code == 0
    partner = saved(path).partner_season()
    assert partner is not None
    assert (partner.applicant.type, partner.target.specialty, partner.interviews) == (
        "us_img",
        "pediatrics",
        8,
    )


def test_answers_can_be_changed_at_the_end(run: Run, path: Path) -> None:
    ran = run("new", str(path), typed=typed(*NUMBER, "2", "99", "what", "6", "230", "<", "", ""))
    assert ran.code == 0
    assert "Please press Enter, or give a number" in ran.out
    assert saved(path).applicant.step2_ck.score == 230


def test_changing_an_answer_asks_what_it_opens(run: Run, path: Path) -> None:
    ran = run(
        "new", str(path), typed=typed(*NUMBER, "2", "16", "1", "Mercy", "2", "", "", "", "", "1", "", "", "")
    )
    assert ran.code == 0
    assert [i.program for i in saved(path).interview_list] == ["Mercy"]


def test_taking_back_a_name_removes_only_that_interview() -> None:
    answers: dict[Key, Any] = {("applicant", "type"): "us_img", ("target", "specialty"): "neurology"}
    answers[("ask", "listed")] = True
    for i, name in enumerate(["One", None, "Three"]):
        answers[("interviews", i, "program")] = name
        answers[("interviews", i, "status")] = "attended"
    assert season_data(answers)["interviews"] == [
        {"program": "One", "status": "attended"},
        {"program": "Three", "status": "attended"},
    ]


def test_the_improbable_gets_a_gentle_remark_and_is_kept(run: Run, path: Path) -> None:
    ran = run("new", str(path), typed=typed(*NUMBER[:5], "300", *NUMBER[6:], *DONE))
    assert ran.code == 0
    assert "Noted. " in ran.out
    assert saved(path).applicant.step2_ck.score == 300


def test_a_specialty_may_be_written_as_people_do_and_near_misses_are_named(run: Run, path: Path) -> None:
    ran = run("new", str(path), typed=typed("1", "1", "nurology", "xyzzy", *NUMBER[2:], *DONE))
    assert "Did you mean: Neurology" in ran.out
    assert "These are known: Anesthesiology" in ran.out
    assert ran.code == 0


def test_red_flags_take_several_numbers_or_none(run: Run, path: Path) -> None:
    answers = [*NUMBER[:13], "1, 3 1", *NUMBER[14:], *DONE]
    assert run("new", str(path), typed=typed(*answers)).code == 0
    assert saved(path).applicant.red_flags == ("gap", "professionalism")
    answers[13] = "none"
    assert run("new", str(path), "--force", typed=typed(*answers)).code == 0
    assert saved(path).applicant.red_flags == ()


def test_a_json_name_writes_json(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "mine.JSON"
    assert run("new", str(path), typed=typed(*NUMBER, *DONE)).code == 0
    assert json.loads(path.read_text("utf-8"))["interviews"] == 6


def test_nothing_is_written_over_unless_forced(run: Run, path: Path) -> None:
    path.write_text("mine", "utf-8")
    ran = run("new", str(path), typed=typed(*NUMBER, *DONE))
    assert ran.code == 2
    assert "already there" in ran.err
    assert ran.out == ""
    assert path.read_text("utf-8") == "mine"
    assert run("new", str(path), "--force", typed=typed(*NUMBER, *DONE)).code == 0
    assert saved(path).interviews == 6


def test_a_folder_or_a_missing_folder_is_refused_before_any_question(run: Run, tmp_path: Path) -> None:
    for place, told_ in (
        (tmp_path, "is a folder"),
        (tmp_path / "no" / "x", "no folder"),
        ("a\x00b", "file name"),
    ):
        ran = run("new", str(place))
        assert ran.code == 2
        assert told_ in ran.err
        assert ran.out == ""


def test_a_file_that_appears_meanwhile_is_kept(run: Run, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def appear(*_: object) -> None:
        path.write_text("other", "utf-8")

    monkeypatch.setattr(command, "_check_place", appear)
    ran = run("new", str(path), typed=typed(*NUMBER, *DONE))
    assert ran.code == 2
    assert "is already there" in ran.err
    assert path.read_text("utf-8") == "other"


def test_answers_that_end_early_save_nothing(run: Run, path: Path) -> None:
    ran = run("new", str(path), typed=typed(*NUMBER))
    assert ran.code == 2
    assert "ended before the last question. Nothing was saved." in ran.err
    assert not path.exists()


def test_ctrl_c_stops_without_saving(run: Run, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: str) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr("builtins.input", interrupt)
    ran = run("new", str(path))
    assert ran.code == 130
    assert "Stopped. Nothing was saved." in ran.err
    assert not path.exists()


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.text(max_size=8) | st.sampled_from(["1", "2", "<", "", "?", "IM", "245", "9" * 30]), max_size=30
    )
)
def test_no_line_of_answers_breaks_the_talk(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str]
) -> None:
    path = tmp_path_factory.mktemp("new") / "s.yaml"
    content = "\n".join(lines).encode("utf-8", "surrogatepass")
    ran = CliRunner().invoke(app, ["new", str(path)], input=content)
    assert ran.exit_code in (0, 2)
    assert "fault of its own" not in ran.stderr
    assert "Traceback" not in ran.stderr
    if ran.exit_code == 0:
        seasonfile.load(path)


def test_numbers_are_whole_and_places_are_in_the_list() -> None:
    score = next(q for q in questions({}) if q.short == "Step 2 CK score")
    for text in ("24.5", "two", "--3", "9" * 12, "٢٤٥"):
        with pytest.raises(NotUsable, match="not a whole number"):
            understand(score, text, {})
    assert understand(score, " 245.0".strip(), {}).value == 245
    assert position("00000000011", 5) is None
    assert position("0", 5) is None
    assert position("5", 5) == 4


def test_a_choice_can_be_typed_as_words_too() -> None:
    kind = questions({})[1]
    assert understand(kind, "non_us_img", {}).value == "non_us_img"
    assert understand(kind, "graduate of a us osteo", {}).value == "us_do"
    with pytest.raises(NotUsable):
        understand(kind, "graduate", {})
    assert answer_text(kind, None) == "I don't know"


def test_the_list_ends_where_the_match_does() -> None:
    answers: dict[Key, Any] = {("ask", "listed"): True}
    answers |= {("interviews", i, "program"): "x" for i in range(MOST_LISTED)}
    programs = [q for q in questions(answers) if q.key[-1] == "program"]
    assert len(programs) == MOST_LISTED


TWO = [*PROFILE[:4], "FM", "1", "", *PROFILE[5:]]


def test_a_second_specialty_is_asked_for_with_its_position_and_its_interviews(run: Run, path: Path) -> None:
    ran = run("new", str(path), typed=typed(*TWO, "2", "5", "4", *DONE))
    assert ran.code == 0
    assert "How many interviews in Family Medicine?" in ran.out
    season = saved(path)
    assert [t.specialty for t in season.targets] == ["internal_medicine", "family_medicine"]
    held = [season.target_of(i).specialty for i in season.interview_list]
    assert held == ["internal_medicine"] * 5 + ["family_medicine"] * 4


def test_listed_one_by_one_each_interview_says_its_specialty(run: Run, path: Path) -> None:
    one = ["Palm Bay", "2", "FL", "1", "", "", "1", "FM"]
    ran = run("new", str(path), typed=typed(*TWO, "1", *one, "", *DONE))
    assert (ran.code, ran.err) == (0, "")
    (held,) = saved(path).interview_list
    assert (held.program, held.specialty) == ("Palm Bay", "family_medicine")


def test_a_third_specialty_is_asked_for_until_there_is_no_other(run: Run, path: Path) -> None:
    three = [*PROFILE[:4], "FM", "1", "Peds", "1", "", *PROFILE[5:]]
    assert run("new", str(path), typed=typed(*three, "2", "3", "0", "1", *DONE)).code == 0
    assert [t.specialty for t in saved(path).wishes] == ["internal_medicine", "family_medicine", "pediatrics"]
