"""What pydantic finds wrong with any model is told in plain words: the field, what was seen, what is accepted."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError, model_validator

from matchsafe.domain.couple_plan import CoupleRequest
from matchsafe.domain.model_errors import FieldContext, problems_of
from matchsafe.domain.plan import PlanRequest
from matchsafe.domain.problem import Problem


def problems(model: type[BaseModel], content: Any, **options: Any) -> list[Problem]:
    with pytest.raises(ValidationError) as caught:
        model.model_validate(content)
    return problems_of(caught.value, model, **options)


@pytest.mark.parametrize(
    ("content", "path", "code", "sentence"),
    [
        ({"budget": -5}, "budget", "out_of_range",
         "budget: This is too small. It says -5. Accepted: a number from 0 to 1000000, or null when not known."),
        ({"budget": "much"}, "budget", "wrong_kind", "budget: This must be a number in plain digits"),
        ({"budget": float("nan")}, "budget", "not_finite", "budget: This is not a number that can be used."),
        ({"max_programs": 2.5}, "max_programs", "wrong_kind", "This must be a whole number. It says 2.5."),
        ({"objective": "Match"}, "objective", "unknown_word", "Accepted: match, utility. Did you mean: match"),
        ({"specialties": ["astrology"]}, "specialties[0]", "unknown_specialty", 'It says "astrology".'),
        ({"only_states": ["Massachusets"]}, "only_states[0]", "unknown_state", "Did you mean: MA"),
        ({"applied": {"p1": "copper"}}, "applied.p1", "unknown_word", "Accepted: silver, gold, or null"),
        ({"sent_on": "31 February"}, "sent_on", "wrong_kind", "sent_on: This must be a date that exists."),
        ({"minimums": [{"states": []}]}, "minimums[0].at_least", "missing_field",
         "Minimums[0] has no at_least; it is needed."),
        ({"wishes": {"near": {"latitude": 91, "longitude": 0}}}, "wishes.near.latitude", "out_of_range", "too large"),
        ({"buget": 1}, "buget", "unknown_field", 'There is no field "buget" in this.'),
        ({"exact": "perhaps"}, "exact", "wrong_kind", "exact: This must be true or false."),
        ({"include": "all"}, "include", "wrong_kind", "include: This must be a list."),
        ({"include": ["a"] * 2001}, "include", "too_many", "has more than 2000 entries"),
        ({"overrides": {"p": ["visas"]}}, "overrides.p[0]", "unknown_word", "Did you mean: visa"),
        ("nothing", "", "wrong_kind", "This must be a group of fields."),
    ],
)  # fmt: skip
def test_each_fault_of_a_request_names_its_field_what_was_seen_and_what_is_accepted(
    content: Any, path: str, code: str, sentence: str
) -> None:
    found = {p.path: p for p in problems(PlanRequest, content)}
    assert found[path].code == code
    assert sentence in found[path].sentence()


def test_a_pair_that_is_too_long_is_told_how_long_it_may_be() -> None:
    class Duel(BaseModel):
        sides: tuple[str, str]
        score: tuple[int, int, int] | None = None

    found = problems(Duel, {"sides": ["a", "b", "c"], "score": [1, 2, 3, 4]})
    assert [p.message for p in found] == [
        f"This has more than {n} entries, the most it may have." for n in (2, 3)
    ]


def test_an_unknown_field_suggests_the_nearest_one() -> None:
    assert problems(PlanRequest, {"buget": 1})[0].suggestion == "budget"
    assert problems(CoupleRequest, {"first": {"onlystates": ["NY"]}})[0].suggestion == "only_states"


def test_every_fault_is_told_at_once_each_place_once() -> None:
    found = problems(CoupleRequest, {"budget": -1, "miles": 0, "together": "moon", "first": {"seconds": 0}})
    assert [p.path for p in found] == ["budget", "together", "miles", "first.seconds"]
    assert found[2].accepted == "a number from 0 to 3000"


def test_what_stands_inside_a_larger_whole_says_so_in_its_path_and_line() -> None:
    context = FieldContext(line=lambda location: len(location), raws={("request", "exact"): "vielleicht"})
    found = problems(PlanRequest, {"exact": 7, "seconds": -1}, inside=("request",), context=context)
    assert [(p.path, p.line) for p in found] == [("request.exact", 2), ("request.seconds", 2)]
    assert found[0].seen == "vielleicht"


def test_no_more_problems_are_put_into_words_than_are_wanted() -> None:
    content = {f"field_{i}": 1 for i in range(50)}
    assert len(problems(PlanRequest, content, most=3)) == 3


class _Range(BaseModel):
    low: int
    high: int

    @model_validator(mode="after")
    def _ordered(self) -> _Range:
        if self.low > self.high:
            raise ValueError("the low end is above the high end")
        return self


def test_what_a_model_says_itself_is_a_sentence_of_the_whole() -> None:
    (problem,) = problems(_Range, {"low": 2, "high": 1})
    assert problem.sentence() == "The low end is above the high end."


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0, "must be more than 0"),
        (float("nan"), "not a number that can be used"),
        (float("inf"), "not a number"),
    ],
)
def test_a_bound_that_is_not_taken_itself_says_so(value: float, said: str) -> None:
    assert said in problems(PlanRequest, {"seconds": value})[0].message
