"""The questionnaire: from nothing to an outlook, without JavaScript."""

from __future__ import annotations

import pytest

from matchsafe.web.questions import pages, sequence, shown_fields


def test_a_new_reader_gets_from_nothing_to_an_outlook(reader):
    page = reader.open("/new")
    assert page.h1 == "Have you applied yet?"
    page = reader.send("/new", ask__applied="true")
    page = reader.send(page.url, applicant__type="non_us_img")
    assert page.h1 == "Which specialty do you apply to?"
    assert "Question 3 of 8" in page.words
    page = reader.send(page.url, target__specialty="internal_medicine", target__track="categorical")
    page = reader.send(page.url, interviews="6")
    exams = {"applicant__step2_ck__score": "245", "applicant__step2_ck__attempts": "1"}
    page = reader.send(page.url, **exams, applicant__step1__passed="true", applicant__step1__attempts="1")
    page = reader.send(
        page.url, applicant__graduation_year="2023", applicant__us_clinical_experience="hands_on"
    )
    page = reader.send(page.url, applicant__letters="strong")
    assert "Question 8 of 8" in page.words
    page = reader.send(page.url, applicant__visa="j1")
    assert page.h1 == "Check your answers"
    page = reader.send(page.url)
    assert "Internal Medicine, non-US IMG, 6 interviews you can rank" in page.words
    assert "Of 100 applicants like you" in page.h1


def test_the_same_outlook_comes_from_the_season_file_that_can_be_downloaded(reader):
    first = reader.season(exams={"applicant__step2_ck__score": "245"}, visa={"applicant__visa": "j1"})
    text = reader.client.get(f"/s/{first}/season.yaml").text
    opened = reader.send("/upload", text=text)
    assert opened.h1 == reader.open(f"/s/{first}").h1


def test_the_first_answer_takes_at_most_nine_taps(reader):
    taps, page = 0, reader.open("/new")
    answers = {
        "applied": {"ask__applied": "true"},
        "type": {"applicant__type": "non_us_img"},
        "specialty": {"target__specialty": "internal_medicine", "target__track": "categorical"},
        "interviews": {"interviews": "6"},
    }
    while not page.h1.startswith("Of 100"):
        code = "applied" if page.url == "/new" else page.url.rpartition("/")[2]
        page = reader.send(page.url, **answers.get(code, {}))
        taps += 1
    assert taps <= 9


def test_who_has_not_applied_is_led_to_the_plan_and_never_to_a_chance_of_nothing(reader):
    page = reader.send("/new", ask__applied="false")
    season_id = page.url.split("/")[2]
    page = reader.send(page.url, applicant__type="non_us_img")
    page = reader.send(page.url, target__specialty="internal_medicine", target__track="categorical")
    assert page.url.endswith("/q/exams")
    for _ in range(4):
        page = reader.send(page.url)
    assert page.h1 == "Check your answers"
    assert "Not yet" in page.words
    page = reader.send(page.url)
    assert page.url == f"/s/{season_id}/plan/wishes"
    assert "xtremely high risk" not in page.words
    assert reader.open(f"/s/{season_id}").url == f"/s/{season_id}/plan/wishes"
    text = reader.client.get(f"/s/{season_id}/season.yaml").text
    assert "applications_sent: 0" in text
    page = reader.send(f"/s/{season_id}/q/applied", ask__applied="true")
    page = reader.send(f"/s/{season_id}/q/interviews", interviews="3")
    assert reader.open(f"/s/{season_id}").h1.startswith("Of 100 applicants")


def test_a_second_specialty_can_be_added_with_its_own_number_and_taken_out_again(reader):
    season_id = reader.start()
    first = {"target__specialty": "internal_medicine", "target__track": "categorical"}
    second = {**first, "second-specialty": "family_medicine"}
    page = reader.send(f"/s/{season_id}/q/specialty", **second)
    page = reader.send(page.url, interviews="5", **{"second-interviews": "4"})
    page = reader.send(f"/s/{season_id}/check")
    assert "Internal Medicine, then Family Medicine, non-US IMG, 9 interviews" in page.words
    assert "Internal Medicine, 5 interviews" in page.words
    assert "Family Medicine, 4 interviews" in page.words
    text = reader.client.get(f"/s/{season_id}/season.yaml").text
    assert "targets:" in text
    assert text.count("specialty: family_medicine") == 5
    assert "Specialty" in reader.open(f"/s/{season_id}/interviews").words
    reader.send(f"/s/{season_id}/q/specialty", **first)
    text = reader.client.get(f"/s/{season_id}/season.yaml").text
    assert "target: {specialty: internal_medicine, track: categorical}" in text


def test_a_us_citizen_is_not_asked_about_a_visa(reader):
    season_id = reader.start(kind="us_img")
    assert "of 7" in reader.open(f"/s/{season_id}/q/exams").words
    assert reader.send(f"/s/{season_id}/q/training").h1 == "What else will programs read about you?"
    reader.send(f"/s/{season_id}/check")
    assert "visa: none" in reader.client.get(f"/s/{season_id}/season.yaml").text


def test_saying_later_not_to_be_a_citizen_asks_about_the_visa_again(reader):
    season_id = reader.start(kind="us_img")
    for code in ("exams", "training", "flags"):
        reader.send(f"/s/{season_id}/q/{code}", skip="yes")
    page = reader.send(f"/s/{season_id}/q/type", applicant__type="non_us_img", **{"return": "check"})
    assert page.url.endswith("/q/visa")


@pytest.mark.parametrize("question", [q for q in pages() if not q.extra], ids=lambda q: q.code)
def test_each_question_has_one_heading_a_back_link_and_an_example_or_choices(reader, question):
    season_id = reader.start()
    page = reader.open(f"/s/{season_id}/q/{question.code}")
    assert page.h1 == question.title
    assert any("Back" in a.text for a in page.all("a"))
    for field in shown_fields(question, {}):
        assert field.options or f"For example: {field.example}." in page.words


@pytest.mark.parametrize(
    "question", [q for q in pages() if not any(f.required for f in q.fields)], ids=lambda q: q.code
)
def test_an_optional_question_can_be_left_open(reader, question):
    assert question.skip or any(o.value in ("", "unknown") for f in question.fields for o in f.options)
    season_id = reader.start()
    page = reader.send(f"/s/{season_id}/q/{question.code}", **({"skip": "yes"} if question.skip else {}))
    assert page.status == 200
    assert not page.url.endswith(f"/q/{question.code}")


def test_back_goes_through_the_questions_in_reverse(reader):
    season_id = reader.start()
    codes = [q.code for q in sequence({"applicant": {"type": "non_us_img"}})]
    for here, previous in zip(codes[1:], codes, strict=False):
        page = reader.open(f"/s/{season_id}/q/{here}")
        assert f"/s/{season_id}/q/{previous}" in [a.attributes.get("href") for a in page.all("a")]


def test_back_keeps_the_answer(reader):
    season_id = reader.start(specialty="neurology", interviews="4")
    assert reader.open(f"/s/{season_id}/q/interviews").value("interviews") == "4"
    selected = [
        o for o in reader.open(f"/s/{season_id}/q/specialty").all("option") if "selected" in o.attributes
    ]
    assert [o.text for o in selected] == ["Neurology", "No other"]


def test_an_empty_required_page_says_what_to_do_and_links_to_the_field(reader):
    page = reader.send("/new", expect=422)
    assert page.errors == [("#ask-applied", "Applied: Choose one of the answers.")]
    assert "ask-applied" in page.ids
    assert page.title.startswith("Error: ")


def test_letters_in_a_number_field_are_explained_and_kept(reader):
    season_id = reader.start()
    page = reader.send(f"/s/{season_id}/q/exams", expect=422, applicant__step2_ck__score="two forty")
    words = 'Step 2 CK score: "two forty" is not a whole number. Accepted: digits, for example 245.'
    assert page.errors == [("#applicant-step2_ck-score", words)]
    assert page.value("applicant-step2_ck-score") == "two forty"
    field = next(e for e in page.all("input") if e.attributes.get("name") == "applicant-step2_ck-score")
    assert field.attributes["aria-invalid"] == "true"
    assert all(i in page.ids for i in field.attributes["aria-describedby"].split())


def test_an_impossible_number_says_what_is_accepted(reader):
    season_id = reader.start()
    page = reader.send(f"/s/{season_id}/q/exams", expect=422, applicant__step2_ck__score="999")
    ((href, words),) = page.errors
    assert href == "#applicant-step2_ck-score"
    assert "999" in words
    assert "300" in words


def test_an_improbable_number_is_asked_about_once_and_then_believed(reader):
    season_id = reader.start()
    asked_again = reader.send(f"/s/{season_id}/q/exams", applicant__step2_ck__score="299")
    assert asked_again.h1 == "What were your exam results?"
    assert "Is this right?" in asked_again.words
    assert asked_again.errors == []
    believed = reader.send(asked_again.url, applicant__step2_ck__score="299", sure="yes")
    assert believed.h1 == "When and where did you train?"
    assert "299" in reader.open(f"/s/{season_id}/check").words


def test_a_choice_that_was_never_offered_is_refused(reader):
    season_id = reader.start()
    page = reader.send(f"/s/{season_id}/q/visa", expect=422, applicant__visa="<script>alert(1)</script>")
    assert page.errors
    assert "<script>alert" not in page.html


def test_check_your_answers_shows_every_answer_with_a_link_to_change_it(reader):
    season_id = reader.start()
    page = reader.open(f"/s/{season_id}/check")
    changes = [a.attributes["href"] for a in page.all("a") if a.text.startswith("Change")]
    for question in pages():
        assert any(f"/q/{question.code}?" in href for href in changes)
    for href in changes:
        assert reader.open(href.split("#")[0]).status == 200
    assert "6" in page.words


def test_a_change_returns_to_check_your_answers(reader):
    season_id = reader.season()
    page = reader.send(f"/s/{season_id}/q/interviews", interviews="8", **{"return": "check"})
    assert page.h1 == "Check your answers"
    assert "8 interviews you can rank" in reader.open(f"/s/{season_id}").words


def test_check_sends_a_reader_without_a_specialty_to_that_question(reader):
    season_id = reader.send("/new", ask__applied="true").url.split("/")[2]
    reader.send(f"/s/{season_id}/q/type", applicant__type="us_img")
    assert reader.open(f"/s/{season_id}/check").url.endswith("/q/specialty")
    assert reader.send(f"/s/{season_id}/check").url.endswith("/q/specialty")


def test_an_unfinished_season_goes_on_where_it_was(reader):
    season_id = reader.start()
    assert reader.open(f"/s/{season_id}").url.endswith("/q/exams")
    assert f"/s/{season_id}" in [a.attributes.get("href") for a in reader.open("/start").all("a")]


def test_none_of_these_is_an_answer_and_not_an_unknown(reader):
    season_id = reader.start()
    reader.send(f"/s/{season_id}/q/flags", skip="yes")
    assert "Things to explainNone" in reader.open(f"/s/{season_id}/check").words


def test_a_partner_can_be_added_and_taken_out_again(reader):
    season_id = reader.season()
    reader.send(f"/s/{season_id}/q/partner", couples__partner__type="us_img", couples__partner_interviews="9")
    assert "Both match" in reader.open(f"/s/{season_id}").words
    reader.send(f"/s/{season_id}/q/partner", couples__partner__type="")
    assert "Both match" not in reader.open(f"/s/{season_id}").words


def test_a_partner_without_a_number_keeps_the_list_from_the_file(reader):
    text = (
        "applicant: {type: us_img}\ntarget: {specialty: im}\ninterviews: 6\n"
        "couples:\n  partner: {type: us_img}\n"
        "  partner_interviews: [{program: Mercy}]\n"
    )
    season_id = reader.send("/upload", text=text).url.split("/")[2]
    reader.send(f"/s/{season_id}/q/partner", couples__partner__type="non_us_img")
    assert "Mercy" in reader.client.get(f"/s/{season_id}/season.yaml").text


def test_a_draft_that_no_longer_makes_a_season_says_what_is_wrong(reader):
    draft = {"applicant": {"type": "us_img"}, "target": {"specialty": "alchemy"}, "interviews": 3}
    season_id = reader.client.app.state.workspace.save_draft(None, {"season": draft, "answered": []})
    page = reader.send(f"/s/{season_id}/check", expect=422)
    assert "alchemy" in page.errors[0][1]
    assert reader.open(f"/s/{season_id}").url.endswith("/q/applied")


def test_a_second_specialty_has_a_kind_of_position_of_its_own(reader):
    season_id = reader.start()
    reader.send(
        f"/s/{season_id}/q/specialty",
        **{"target-specialty": "internal_medicine", "target-track": "categorical",
           "second-specialty": "surgery_general", "second-track": "preliminary"},
    )  # fmt: skip
    page = reader.open(f"/s/{season_id}/q/specialty")
    chosen = [o.attributes["value"] for o in page.all("option") if "selected" in o.attributes]
    assert {"surgery_general", "preliminary"} <= set(chosen)
    reader.send(
        f"/s/{season_id}/q/specialty", **{"target-specialty": "internal_medicine", "second-specialty": ""}
    )
    page = reader.open(f"/s/{season_id}/q/specialty")
    assert "preliminary" not in [
        o.attributes["value"] for o in page.all("option") if "selected" in o.attributes
    ]
