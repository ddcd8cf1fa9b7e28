"""The plan in a season file: it comes back as it was, and everything wrong with it is told with its line."""

from __future__ import annotations

import json
from typing import Any

import jsonschema_rs
import pytest

from matchsafe.domain.plan import Near, PlanRequest, Preferences, RegionMinimum
from matchsafe.domain.season import Applicant, Season, Target
from matchsafe.domain.season_plan import Marks, SeasonPlan
from matchsafe.workspace.seasonfile import SeasonFileError, check, dump_json, dump_yaml, load_text, schema

SEASON = Season(applicant=Applicant(type="us_img"), target=Target(specialty="neurology"))
PLAN = SeasonPlan(
    catalog="my list",
    request=PlanRequest(
        budget=900.5,
        max_programs=40,
        max_per_specialty={"neurology": 30},
        specialties=("neurology", "psychiatry"),
        objective="utility",
        exact=True,
        seconds=20,
        only_states=("NY", "NJ"),
        minimums=(RegionMinimum(states=("NY",), at_least=2),),
        wishes=Preferences(states=("NJ",), near=Near(latitude=40, longitude=-74), near_weight=2),
    ),
    marks={
        "my list": Marks(
            include=("no", "0140"),
            exclude=("b",),
            applied={"c": "gold"},
            overrides={"d": ("visa", "attempts")},
        ),
        "other": Marks(),
    },
)


@pytest.mark.parametrize("dump", [dump_json, dump_yaml])
@pytest.mark.parametrize("plan", [PLAN, SeasonPlan(), None])
def test_a_file_brings_back_the_plan_it_was_given(dump: Any, plan: SeasonPlan | None) -> None:
    loaded = load_text(dump(SEASON, plan))
    assert (loaded.season, loaded.plan) == (SEASON, plan)


def test_data_that_is_parsed_already_may_hold_a_plan_too() -> None:
    data = json.loads(dump_json(SEASON, PLAN))
    assert check(data).plan == PLAN
    assert check({**data, "plan": None}).plan is None


def test_the_published_schema_knows_the_plan() -> None:
    valid = jsonschema_rs.validator_for(schema()).is_valid
    data = json.loads(dump_json(SEASON, PLAN))
    assert valid(data)
    data["plan"]["request"]["only_states"] = ["Narnia"]
    assert not valid(data)


def test_everything_wrong_with_a_plan_and_its_season_is_told_at_once() -> None:
    text = """\
applicant: {type: nobody}
target: {specialty: neurology}
plan:
  request:
    budget: -1
    only_states: [Narnia]
    colour: red
  marks:
    my list: {applied: {x: copper}}
"""
    with pytest.raises(SeasonFileError) as refused:
        load_text(text)
    told = {p.path: (p.line, p.sentence()) for p in refused.value.problems}
    assert set(told) == {
        "applicant.type", "plan.request.budget", "plan.request.only_states[0]", "plan.request.colour",
        'plan.marks["my list"].applied.x',
    }  # fmt: skip
    assert told["plan.request.budget"][0] == 5
    assert "too small" in told["plan.request.budget"][1]
    assert "from 0 to 1000000" in told["plan.request.budget"][1]
    assert "Narnia" in told["plan.request.only_states[0]"][1]
    assert 'no field "colour"' in told["plan.request.colour"][1]
    assert "budget" in told["plan.request.colour"][1]


def test_a_plan_that_is_none_at_all_is_told() -> None:
    with pytest.raises(SeasonFileError, match="plan: This must be a group of fields"):
        check({**json.loads(dump_json(SEASON)), "plan": 3})
    with pytest.raises(SeasonFileError, match=r"has no at_least"):
        check({**json.loads(dump_json(SEASON)), "plan": {"request": {"minimums": [{"states": ["NY"]}]}}})
