"""Counts, lists and dates in words; sentences that are strings and remember their numbers."""

from __future__ import annotations

import copy
import pickle
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict

from matchsafe.domain import text
from matchsafe.domain.estimate import Estimate
from matchsafe.domain.text import MarkedText, Piece

SEVEN = Estimate(value=0.7, low=0.6, high=0.8)
SAID = MarkedText("about ", Piece("70 in 100", "chance", SEVEN), " match")


class Answer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    line: MarkedText


def test_what_rounding_leaves_of_a_difference_is_nothing() -> None:
    dust = Estimate(value=3e-17, low=-2.8e-17, high=0.2)
    assert dust.model_dump_json(include={"value", "low"}) == '{"value":0.0,"low":0.0}'


@pytest.mark.parametrize(
    ("n", "told"),
    [(0, "no couples"), (1, "1 couple"), (2, "2 couples"), (1250, "1,250 couples")],
)
def test_a_count_agrees_with_its_noun(n: int, told: str) -> None:
    assert text.plural(n, "couple") == told


def test_a_noun_may_have_a_plural_of_its_own_and_a_zero_in_digits() -> None:
    assert text.plural(2, "match", "matches") == "2 matches"
    assert text.plural(0, "match", "matches", none="0") == "0 matches"
    assert (text.verb(1, "is", "are"), text.verb(0, "is", "are")) == ("is", "are")


@pytest.mark.parametrize(
    ("some", "whole", "told"),
    [
        (3, 9, "3 of your 9 interviews"),
        (1, 1, "your only interview"),
        (2, 2, "both of your interviews"),
        (9, 9, "all 9 of your interviews"),
    ],
)
def test_a_part_of_a_count_reads_as_people_say_it(some: int, whole: int, told: str) -> None:
    assert text.part(some, whole, "interview") == told


def test_two_ends_never_mix_words_and_digits() -> None:
    assert text.span(10, 12) == "10 to 12"
    assert text.span(4, 6, in_words=True) == "four to six"
    assert text.span(9, 11, in_words=True) == "9 to 11"
    assert text.span(1, 1, in_words=True) == "one"
    assert (text.count(0), text.count(10), text.count(11)) == ("no", "ten", "11")


def test_lists_dates_and_amounts_are_written_out() -> None:
    assert [text.listing(x) for x in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
    assert text.listing(["a", "b"], "or") == "a or b"
    assert text.day(date(2026, 3, 5)) == "5 March 2026"
    moments = ("2026-03-05", "2026-03", "2026-03-05T09:30", "2026", "soon", "2026-33")
    told = ("5 March 2026", "March 2026", "5 March 2026, 09:30", "2026", "soon", "2026-33")
    assert tuple(map(text.date_words, moments)) == told
    assert text.short_day(date(2026, 3, 5)) == "5 March"
    assert [text.dollars(x) for x in (44.0, 1340.5, 0)] == ["$44", "$1,340.50", "$0"]


def test_a_marked_text_is_its_own_words() -> None:
    assert SAID == "about 70 in 100 match"
    assert f"{SAID}." == "about 70 in 100 match."
    assert SAID.pieces[1].estimate == SEVEN


def test_marks_survive_another_sentence_a_copy_and_a_pickle() -> None:
    longer = MarkedText("Today: ", SAID, "", ".")
    assert [p.kind for p in longer.pieces] == ["text", "text", "chance", "text", "text"]
    for same in (copy.deepcopy(SAID), pickle.loads(pickle.dumps(SAID))):
        assert same == SAID
        assert same.pieces == SAID.pieces


def test_a_sentence_keeps_its_marks_and_gets_a_capital_and_a_mark_at_its_end() -> None:
    told = text.sentence(SAID)
    assert told == "About 70 in 100 match."
    assert told.pieces[1] == SAID.pieces[1]
    assert [text.sentence(x) for x in (" six of eight ", "Why?", "", " ")] == [
        "Six of eight.",
        "Why?",
        "",
        "",
    ]


def test_json_and_its_schema_know_a_plain_string() -> None:
    answer = Answer(line=SAID)
    assert answer.line.pieces == SAID.pieces
    assert answer.model_dump_json() == '{"line":"about 70 in 100 match"}'
    assert Answer.model_json_schema()["properties"]["line"] == {"title": "Line", "type": "string"}
    again = Answer.model_validate_json(answer.model_dump_json())
    assert again.line == SAID
    with pytest.raises(ValueError, match="valid string"):
        Answer.model_validate({"line": 7})


@given(st.lists(st.text(max_size=5), max_size=6))
def test_the_words_of_the_pieces_are_the_words_of_the_text(parts: list[str]) -> None:
    made = MarkedText(*(Piece(p, "figure", to="x") if i % 2 else p for i, p in enumerate(parts)))
    assert made == "".join(parts) == str(made) == "".join(p.text for p in made.pieces)
