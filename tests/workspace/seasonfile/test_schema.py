"""The published schema and the reference page say what the reader does."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from matchsafe.domain.field_types import field_types, models_in
from matchsafe.domain.season import Season
from matchsafe.domain.season_fields import catalogue
from matchsafe.domain.season_plan import SeasonPlan
from matchsafe.workspace.seasonfile import check, load_text, schema
from matchsafe.workspace.seasonfile.reference import schema_text, with_tables, write

jsonschema_rs = pytest.importorskip("jsonschema_rs")

ROOT = Path(__file__).parents[3]
REFERENCE = ROOT / "docs" / "reference"
FULL = """
applicant:
  type: non_us_img            # us_img | non_us_img | us_md | us_do
  graduation_year: 2023
  step1: {passed: true, attempts: 1}
  step2_ck: {score: 245, attempts: 1}
  step3: {passed: false}
  us_clinical_experience: hands_on
  letters: strong
  visa: j1
  red_flags: []
target: {specialty: internal_medicine, track: categorical}
couples: null
applications_sent: 100
interviews:
  - program: Some Hospital
    state: NY
    setting: community
    img_share: 0.7
    visas_sponsored: [j1, h1b]
    status: attended
    format: virtual
    went: well
    would_rank: true
    highly_selective: false
"""


def valid(data: Any) -> bool:
    return bool(jsonschema_rs.validator_for(schema()).is_valid(data))


def test_the_schema_is_itself_valid_and_names_its_dialect() -> None:
    jsonschema_rs.meta.validate(schema())
    assert schema()["$schema"].endswith("2020-12/schema")
    assert schema()["$id"]


def test_every_field_has_a_title_and_a_description() -> None:
    found = schema()
    groups = {"Season": found, **found["$defs"]}
    groups = {
        name: group
        for name, group in groups.items()
        if name not in {m.__name__ for m in models_in(SeasonPlan)}
    }
    assert set(groups) == {m.__name__ for m in models_in(Season)}
    for model in models_in(Season):
        for name in field_types(model):
            field = groups[model.__name__]["properties"][name]
            assert field["title"]
            assert len(field["description"]) > 10
    assert {f"{m.__name__}.{name}" for m in models_in(Season) for name in field_types(m)} == set(
        catalogue().fields
    )


def test_the_documented_season_file_is_accepted_by_schema_and_reader() -> None:
    assert valid(yaml.safe_load(FULL))
    assert load_text(FULL).season.interview_list[0].visas_sponsored == ("j1", "h1b")


EXAMPLES = sorted(p for p in (ROOT / "examples").iterdir() if p.suffix in (".yaml", ".json"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.name)
def test_every_example_fits_the_schema(path: Path) -> None:
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert valid(json.loads(json.dumps(data, default=str)))  # dates are text in JSON


VALID: dict[str, Any] = {"applicant": {"type": "us_img"}, "target": {"specialty": "neurology"}}


@pytest.mark.parametrize(
    "data",
    [
        {"applicant": {"type": "us_img"}},
        {**VALID, "target": {"specialty": "astrology"}},
        {**VALID, "interviews": -1},
        {**VALID, "interviews": [{"program": "  "}]},
        {**VALID, "interviews": [{"program": "\x1b[1m"}]},
        {**VALID, "applicant": {"type": "us_img", "visa": "no"}},
        {**VALID, "foo": 1},
    ],
)
def test_what_the_reader_refuses_the_schema_refuses(data: Any) -> None:
    assert not valid(data)
    with pytest.raises(ValueError, match="problem"):
        check(data)


def test_each_call_gives_a_schema_of_its_own() -> None:
    schema()["$defs"].clear()
    assert schema()["$defs"]


def test_the_published_schema_and_the_page_are_current(tmp_path: Path) -> None:
    page = (REFERENCE / "season-file.md").read_text(encoding="utf-8")
    how = "run: make docs"
    assert (REFERENCE / "season.schema.json").read_text(encoding="utf-8") == schema_text(), how
    assert page == with_tables(page), how
    (tmp_path / "season-file.md").write_text(page, encoding="utf-8")
    write(tmp_path)
    assert json.loads((tmp_path / "season.schema.json").read_text(encoding="utf-8")) == schema()


LISTS = {
    "Application": "applications",
    "Event": "events",
    "MockInterview": "mock_interviews",
    "Connection": "connections",
    "Cost": "costs",
    "TaskMark": "tasks",
    "OutlookRecord": "outlooks",
}


def test_the_example_of_each_field_is_accepted() -> None:
    for model in models_in(Season):
        examples = {
            name: yaml.safe_load(catalogue().fields[f"{model.__name__}.{name}"].example)
            for name in field_types(model)
        }
        wrapped: dict[str, Any] = {"applicant": {"type": "us_img"}, "target": {"specialty": "IM"}}
        wrapped |= {name: [{"program": "A", "id": f"{name[0]}1"}] for name in ("applications", "interviews")}
        match model.__name__:
            case "Season":
                wrapped = {name: value for name, value in examples.items() if name != "targets"}
            case "Applicant":
                wrapped["applicant"] = examples
            case "Step1" | "Step2" | "Step3" as step:
                wrapped["applicant"][{"Step2": "step2_ck"}.get(step, step.lower())] = examples
            case "Target":
                wrapped["target"] = examples
            case "Couple":
                wrapped["couples"] = {n: value for n, value in examples.items() if n != "partner_targets"}
            case "Interview":
                wrapped["interviews"] = [examples]
            case "VisaPromise":
                wrapped["interviews"] = [{"program": "A", "visa_promise": examples}]
            case "Papers":
                wrapped["applications"] = [{"program": "A", "documents": examples}]
            case "SeasonResult":
                wrapped["result"] = examples
            case "RankList":
                wrapped["rank_list"] = examples
            case "CoupleList":
                wrapped["couple_list"] = examples
            case "CoupleWishes":
                wrapped["couple_list"] = {"wishes": examples}
            case "PairEntry" | "PairVersion" as part:
                wrapped["couple_list"] = {{"PairEntry": "pairs", "PairVersion": "history"}[part]: [examples]}
            case "SupplementalList" | "RankVersion" | "Comparison" as part:
                names = {
                    "SupplementalList": "supplemental",
                    "RankVersion": "history",
                    "Comparison": "comparisons",
                }
                wrapped["rank_list"] = {names[part]: [examples]}
            case other:
                wrapped[LISTS[other]] = [examples]
        assert check(wrapped).season


def test_every_field_is_explained_by_a_comment_in_one_of_two_examples() -> None:
    examples = ("non_us_img_internal_medicine_6.yaml", "season_record.yaml")
    first, record = ((ROOT / "examples" / name).read_text(encoding="utf-8") for name in examples)
    of_the_record = {name for name in field_types(Season) if not re.search(rf"^{name}:", first, re.M)}
    assert not of_the_record & {"applicant", "target", "couples", "applications_sent", "interviews"}
    for model in models_in(Season):
        if model.__name__ not in ("Couple",):
            for name in field_types(model):
                assert re.search(rf"\b{name}\b", first) or re.search(rf"\b{name}:.*#", record), name
    couple = (ROOT / "examples" / "couple_internal_medicine.yaml").read_text(encoding="utf-8")
    assert all(
        re.search(rf"^  {name}:.*#", couple, re.M)
        for name in ("partner", "partner_target", "partner_interviews")
    )
