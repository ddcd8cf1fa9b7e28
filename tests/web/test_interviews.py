"""The list of interviews."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchsafe.domain.season import Season
from matchsafe.web import interview_forms
from matchsafe.workspace import season_answers

EVIL = "<script>alert(1)</script><b onclick=x>&amp;"


def names(page):
    return [h.text for h in page.all("h2")[:-3]]


def test_an_interview_can_be_added_changed_and_removed(reader):
    season_id = reader.season(interviews="0")
    base = f"/s/{season_id}/interviews"
    page = reader.send(base, program="Lincoln Hospital", state="NY", setting="community", would_rank="yes")
    assert names(page) == ["Lincoln Hospital"]
    assert "1 on the list, 1 you can rank" in page.words
    interview = reader.interview(season_id)
    page = reader.send(
        interview,
        program="Lincoln Medical Center",
        state="NJ",
        would_rank="yes",
        went="well",
        status="attended",
        visas_sponsored="both",
        img_share="62.5",
        city="Newark",
        highly_selective="yes",
        format="virtual",
    )
    assert names(page) == ["Lincoln Medical Center"]
    assert (
        "NJ · kind not known · attended · J-1 and H-1B · went well · 62 in 100 residents are IMGs"
        in page.words
    )
    edit = reader.open(interview)
    assert edit.value("img_share") == "62.5"
    assert edit.value("city") == "Newark"
    page = reader.send(f"{interview}/remove")
    assert names(page) == []
    assert "No interview yet" in page.words


def test_the_outlook_follows_the_list(reader):
    season_id = reader.season(visa={"applicant__visa": "h1b"})
    lines = "\n".join(f"Hospital {i}, NY, community, H-1B" for i in range(7)) + "\nMercy, OH, university, J-1"
    reader.send(f"/s/{season_id}/interviews/paste", lines=lines)
    page = reader.open(f"/s/{season_id}")
    assert "7 interviews you can rank" in page.words
    assert "Not counted: 1 (the program does not sponsor a visa you can use)." in page.words
    answers = reader.open(f"/s/{season_id}/check").words
    assert "7 of the 8 on your list" in answers
    assert "How it ended" in answers
    assert "Place on your list" not in answers  # no result yet


def test_many_lines_are_read_at_once_in_any_order_of_parts(reader):
    season_id = reader.season(interviews="0")
    lines = (
        "Lincoln Hospital, NY, community\nMercy; university; Michigan; attended\n"
        "St. Anne\tnj\tJ-1\th-1b\n\nNorth Clinic"
    )
    page = reader.send(f"/s/{season_id}/interviews/paste", lines=lines)
    assert names(page) == ["Lincoln Hospital", "Mercy", "St. Anne", "North Clinic"]
    assert "MI · university · attended" in page.words
    assert "NJ · kind not known · scheduled · J-1 and H-1B" in page.words


def test_a_line_that_cannot_be_read_is_named_and_nothing_is_lost(reader):
    season_id = reader.season(interviews="0")
    lines = "Lincoln, NY\nMercy, Atlantis\n, NY"
    page = reader.send(f"/s/{season_id}/interviews/paste", expect=422, lines=lines)
    assert [href for href, _ in page.errors] == ["#lines", "#lines"]
    assert "Line 2" in page.errors[0][1]
    assert "Atlantis" in page.errors[0][1]
    assert "Line 3" in page.errors[1][1]
    assert page.all("textarea")[0].text == "Mercy, Atlantis\n, NY", "the good line is kept, the others wait"
    assert "Added 1 interview. Look at the other lines below." in page.words
    assert "Lincoln" in reader.open(f"/s/{season_id}/interviews").words


def test_pasting_nothing_is_explained(reader):
    season_id = reader.season()
    assert reader.send(f"/s/{season_id}/interviews/paste", expect=422, lines=" \n ").errors


def test_a_number_can_become_a_list_to_fill_in(reader):
    season_id = reader.season(interviews="3")
    page = reader.send(f"/s/{season_id}/interviews/expand")
    assert names(page) == ["Interview 1", "Interview 2", "Interview 3"]


def test_a_number_replaces_the_list(reader):
    season_id = reader.season(interviews="3")
    reader.send(f"/s/{season_id}/interviews/expand")
    page = reader.send(f"/s/{season_id}/interviews/number", number="9")
    assert "You told us a number: 9." in page.words


@pytest.mark.parametrize("wrong", ["", "-1", "301", "six", "1e3", "9" * 20])
def test_a_number_that_is_none_is_explained(reader, wrong):
    season_id = reader.season()
    page = reader.send(f"/s/{season_id}/interviews/number", expect=422, number=wrong)
    assert page.errors == [("#number", "Write a whole number from 0 to 300.")]


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"program": ""}, "#program"),
        ({"program": "A", "state": "Atlantis"}, "#state"),
        ({"program": "A", "img_share": "150"}, "#img_share"),
        ({"program": "A", "img_share": "nan"}, "#img_share"),
        ({"program": "A", "img_share": "many"}, "#img_share"),
        ({"program": "A", "setting": "casino"}, "#setting"),
        ({"program": "A" * 350}, "#program"),
    ],
)
def test_a_wrong_field_is_named_and_what_was_written_is_kept(reader, fields, where):
    season_id = reader.season(interviews="0")
    page = reader.send(f"/s/{season_id}/interviews", expect=422, **fields)
    assert where in [href for href, _ in page.errors]
    assert where[1:] in page.ids
    assert page.value("program") == fields["program"]
    wrong_edit = reader.send(f"/s/{season_id}/interviews", program="Good", would_rank="yes")
    assert names(wrong_edit) == ["Good"]
    assert reader.send(reader.interview(season_id), expect=422, **fields).errors


def test_html_in_a_name_stays_text_everywhere(reader):
    season_id = reader.season(interviews="0")
    reader.send(f"/s/{season_id}/interviews", program=EVIL, city=EVIL[:90], would_rank="yes")
    reader.send(f"/s/{season_id}/rename", name=EVIL)
    for url in (
        f"/s/{season_id}",
        f"/s/{season_id}/interviews",
        reader.interview(season_id),
        "/seasons",
        "/",
        f"/s/{season_id}/sources",
        f"/s/{season_id}/check",
    ):
        page = reader.open(url)
        assert "<script>alert" not in page.html
        assert not page.all("b", onclick="x")
    assert EVIL in reader.client.get(f"/s/{season_id}/season.json").json()["interviews"][0]["program"]


def test_the_list_can_be_filled_before_the_questions_are_done(reader):
    season_id = reader.send("/new", ask__applied="true").url.split("/")[2]
    reader.send(f"/s/{season_id}/q/type", applicant__type="us_img")
    reader.send(f"/s/{season_id}/q/specialty", target__specialty="psychiatry")
    reader.send(f"/s/{season_id}/interviews", program="Mercy", would_rank="yes")
    question = reader.open(f"/s/{season_id}/q/interviews")
    assert "You have a list of 1 interview." in question.words
    kept = reader.send(question.url, interviews="")
    assert kept.h1 == "What were your exam results?"
    assert "a list of 1" in reader.open(f"/s/{season_id}/check").words


@pytest.mark.parametrize("interview_id", ["0", "7", "999", "paste", "%00"])
def test_an_interview_that_is_not_there_is_not_found(reader, interview_id):
    season_id = reader.season(interviews="0")
    reader.open(f"/s/{season_id}/interview/{interview_id}", expect=404)
    reader.send(f"/s/{season_id}/interview/{interview_id}", expect=404, program="A")
    reader.send(f"/s/{season_id}/interview/{interview_id}/remove", expect=404)


@given(st.text(max_size=300))
def test_any_pasted_text_becomes_valid_interviews_or_named_problems(text):
    found, problems, left = interview_forms.paste(text)
    assert len(left.splitlines()) <= len(problems)
    lines = [line for line in text.splitlines() if line.replace(",", "").replace(";", "").strip()]
    assert len(found) + len(problems) == len(lines)
    for item in found:
        problems_of_file = season_answers.check({"interviews": [item]})[0]
        assert all(p.path.endswith("program") for p in problems_of_file)


@given(st.sampled_from([None, [], ["j1"], ["h1b"], ["j1", "h1b"]]), st.floats(0, 1))
def test_an_interview_survives_its_own_form(visas, share):
    item = {"program": "Mercy", "state": "NY", "img_share": round(share, 3)}
    if visas is not None:
        item["visas_sponsored"] = visas
    back = interview_forms.from_form(_Form(interview_forms.form_values(item)))
    assert back.pop("img_share") == pytest.approx(item.pop("img_share"), abs=1e-6)
    assert back == {**item, "status": "scheduled"}


class _Form(dict):
    def getlist(self, name):
        return [self[name]] if name in self else []


def test_every_odd_word_of_a_pasted_line_is_named():
    _, (problem,), _ = interview_forms.paste("Hospital, ZZ, communty")
    assert "“ZZ” and “communty” are not a state" in problem.message


def test_signs_of_the_day_can_be_ticked_kept_and_unticked(reader):
    season_id = reader.season(interviews="0")
    page = reader.send(
        f"/s/{season_id}/interviews", program="Lincoln", status="attended", signs=["arrogant", "generic"]
    )
    assert "went poorly" in page.words
    interview = reader.interview(season_id)
    edit = reader.open(interview)
    ticked = [
        box.attributes["value"] for box in edit.all("input", name="signs") if "checked" in box.attributes
    ]
    assert ticked == ["arrogant", "generic"]
    page = reader.send(interview, program="Lincoln", status="attended")
    assert "went poorly" not in page.words
    edit = reader.open(interview)
    assert not [box for box in edit.all("input", name="signs") if "checked" in box.attributes]


def test_an_interview_belongs_to_the_application_of_its_name(reader):
    text = "version: 2\napplicant: {type: us_img}\ntarget: {specialty: neurology}\n"
    text += "applications: [{program: Mercy, id: a1, state: OH}, {program: Mercy, id: a2, state: NY}]\n"
    base = reader.send("/upload", text=text).url.removesuffix("/today")
    reader.send(f"{base}/interviews/paste", lines="mercy, NY\nMercy, OH\nMercy, OH")
    assert "3 programs." in reader.open(f"{base}/season").words, "two of the three belong to an application"


def test_a_change_of_the_list_keeps_what_the_outlook_said_that_month(reader):
    season_id = reader.season(interviews="4")
    reader.send(f"/s/{season_id}/interviews/expand")
    reader.send(f"/s/{season_id}/interviews", program="Fifth Hospital")
    kept = reader.client.get(f"/s/{season_id}/season.json").json()
    assert [o["rankable"] for o in kept["outlooks"]] == [4]
    assert len(kept["interviews"]) == 5


def test_an_old_slip_in_the_hours_of_a_saved_season_stops_no_new_interview(reader):
    held = {"program": "Late Hospital", "start": "2026-12-12", "reply_by": "2026-12-20", "status": "invited"}
    whole = {
        "applicant": {"type": "us_img"},
        "target": {"specialty": "internal_medicine"},
        "interviews": [held],
    }
    own = reader.client.app.state.site.workspace.save(Season.model_validate({"version": 2, **whole}))
    page = reader.send(f"/s/{own}/interviews", program="New Hospital")
    assert "New Hospital" in page.words
    assert "2 on the list" in page.words
