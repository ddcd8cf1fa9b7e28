"""One catalogue holds every season field: what is declared there is asked, checked, published and explained."""

from __future__ import annotations

from typing import Any, Literal

import pytest
from pydantic import create_model
from starlette.datastructures import FormData

from matchsafe.cli.answers import season_data, understand
from matchsafe.cli.questions import questions
from matchsafe.domain import season_fields
from matchsafe.domain.field_types import field_types, models_in
from matchsafe.domain.season import Applicant, Couple, Season
from matchsafe.domain.season_fields import SeasonCatalogue, catalogue, declarations
from matchsafe.web import form_answers
from matchsafe.web.questions import page, pages
from matchsafe.workspace.seasonfile import SeasonFileError, check, schema
from matchsafe.workspace.seasonfile.reference import field_tables

MINIMAL: dict[str, Any] = {"applicant": {"type": "us_img"}, "target": {"specialty": "neurology"}}


def test_every_field_of_the_types_is_declared_and_nothing_else() -> None:
    types = {f"{m.__name__}.{name}" for m in models_in(Season) for name in field_types(m)}
    assert set(catalogue().fields) == types


def test_a_field_has_the_words_of_its_type_and_says_what_happens_without_it() -> None:
    for field in catalogue().fields.values():
        assert {o.code for o in field.options} == set(field.type.words), field
        assert bool(field.left_out) != field.type.required, field
        assert field.label, field
        assert field.example, field
        assert not field.question or field.question.endswith("?")


def test_a_synonym_stands_for_one_word_of_a_field() -> None:
    for field in catalogue().fields.values():
        others = [word for option in field.options for word in option.also]
        assert len(others) == len(set(others)), field
        assert all(word == season_fields.key(word) for word in (*others, *field.also))


def test_a_field_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(KeyError):
        catalogue().at("applicant.height")
    with pytest.raises(KeyError):
        catalogue().options("height")


Research = Literal["none", "some", "much"]


_Applicant = create_model("Applicant", __base__=Applicant, research=(Research | None, None))
_Couple = create_model("Couple", __base__=Couple, partner=(_Applicant, ...))
_Season = create_model("Season", __base__=Season, applicant=(_Applicant, ...), couples=(_Couple | None, None))


@pytest.fixture
def with_research(monkeypatch: pytest.MonkeyPatch) -> SeasonCatalogue:
    """The catalogue with one more field, declared in one place."""
    words = declarations()
    words["Applicant"]["research"] = {
        "label": "amount of research",
        "meaning": "How much research you have done.",
        "left_out": "It is not known.",
        "example": "some",
        "also": ["papers"],
        "question": "How much research have you done?",
        "why": "Some programs look for it.",
        "title": "Research",
        "unknown": "I don't know",
        "moves": "nothing yet",
        "options": {
            "none": {"label": "none"},
            "some": {"label": "some", "also": ["abit"]},
            "much": {"label": "much", "hint": "Three papers or more."},
        },
    }
    found = SeasonCatalogue(_Season, words)
    monkeypatch.setattr(season_fields, "catalogue", lambda: found)
    return found


@pytest.mark.usefixtures("with_research")
class TestAFieldDeclaredOnce:
    def test_is_a_page_of_the_questionnaire_and_its_answer_is_kept(self) -> None:
        asked = page("applicant-research")
        assert asked is not None
        assert (asked.title, asked.why, asked.extra) == (
            "How much research have you done?", "Some programs look for it.", True,
        )  # fmt: skip
        (field,) = asked.fields
        assert [o.label for o in field.options] == ["None", "Some", "Much", "I don't know"]
        answers = form_answers.read(asked, FormData([("applicant-research", "much")]))
        season = form_answers.merge(MINIMAL, answers)
        assert form_answers.check(season, asked) == ([], [])
        assert form_answers.answer_text(field, season) == "Much"

    def test_is_asked_in_the_terminal_and_its_answer_goes_into_the_file(self) -> None:
        (question,) = [q for q in questions({}) if q.key == ("applicant", "research")]
        assert question.text == "How much research have you done?"
        assert [c.label for c in question.choices] == ["None", "Some", "Much"]
        noted = understand(question, "3", {})
        assert season_data({question.key: noted.value}) == {"applicant": {"research": "much"}}

    def test_is_in_the_schema(self) -> None:
        published = schema()["$defs"]["Applicant"]["properties"]["research"]
        assert published["title"] == "Amount of research"
        assert published["description"] == "How much research you have done. If left out: it is not known."
        assert published["anyOf"][0]["enum"] == ["none", "some", "much"]

    def test_is_in_the_reference(self) -> None:
        assert "**`research`**: How much research you have done." in field_tables()
        assert "Accepted: `none`, `some`, `much`, or null when not known." in field_tables()

    def test_is_read_and_a_slip_gets_what_was_meant(self) -> None:
        season = check({**MINIMAL, "applicant": {"type": "us_img", "research": "some"}}).season
        assert season.applicant.research == "some"  # type: ignore[attr-defined]
        for wrong, meant in (("muhc", "much"), ("a bit", "some"), ("no", "none"), ("not known", "null")):
            with pytest.raises(SeasonFileError) as caught:
                check({**MINIMAL, "applicant": {"type": "us_img", "research": wrong}})
            (problem,) = caught.value.problems
            assert (problem.path, problem.suggestion) == ("applicant.research", meant)
            assert problem.message.startswith("The amount of research is not")
        with pytest.raises(SeasonFileError) as caught:
            check({**MINIMAL, "applicant": {"type": "us_img", "papers": "some"}})
        assert caught.value.problems[0].suggestion == "research"

    def test_is_not_among_the_questions_that_come_before_the_first_answer(self) -> None:
        assert "applicant-research" not in [p.code for p in pages() if not p.extra]
