"""Whatever comes in, the answer is a season or a list of problems that can be found."""

from __future__ import annotations

import copy
import json
import re
from typing import Any

import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from matchsafe.domain.season_ids import WITH_IDS
from matchsafe.workspace.seasonfile import (
    SeasonFile,
    SeasonFileError,
    check,
    dump_json,
    dump_yaml,
    json_schema,
    load_text,
    schema,
)

SCHEMA = schema()
SHAPED = (
    *(
        "2026-11-12",
        "2028-02-29",
        "2000-02-29",
        "2099-12-31",
        "2026-01",
        "2026-12",
        "2031-07",
        "0140",
        "1e5",
        "no",
    ),
    *(
        "2026-11-12T09:00",
        "2026-03-08 02:30",
        "2026-11-01T01:30:59",
        "2027-12-31T23:59",
        "null",
        "a-b_c",
        "i1",
        "",
    ),
    *(
        "2026-11-12T09:00-05:00",
        "2026-03-08 02:30:01Z",
        "2026-11-12T00:00+14:00",
        "2000-01-01T00:00-00:00",
        "12",
    ),
    *(
        "https://meet.example.org/room?a=1&b=[2]#c",
        "http://a",
        "https://x.example/%20(y)",
        "http://[::1]:80/",
    ),
)
"""Texts of a certain shape: ids, days, wall times, moments, months and links."""
FREE = (json_schema._TEXT, json_schema._SOME_TEXT)
"""The patterns of free text; any other is that of an id, a date or a link."""

FUZZ = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def with_fields(
    fields: dict[str, st.SearchStrategy[Any]], needed: set[str], barred: set[str]
) -> st.SearchStrategy[Any]:
    """Groups with all needed fields, none that is barred, and some of the others."""
    return st.fixed_dictionaries(
        {n: s for n, s in fields.items() if n in needed},
        optional={n: s for n, s in fields.items() if n not in needed | barred},
    )


def from_schema(part: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values that fit a part of our schema (the few keywords it uses)."""
    if "$ref" in part:
        return from_schema(SCHEMA["$defs"][part["$ref"].rpartition("/")[2]])
    if "anyOf" in part:
        return st.one_of([from_schema(p) for p in part["anyOf"]])
    if "enum" in part:
        return st.sampled_from(part["enum"])
    match part["type"]:
        case "object":
            # the plan of a file is written by the pages and has tests of its own (test_plan_part.py)
            if "properties" not in part:  # a map: names of its own, each with a value
                names = st.sampled_from(["teaching", "near family", "no", "12"])
                return st.dictionaries(names, from_schema(part["additionalProperties"]), max_size=3)
            fields = {name: from_schema(p) for name, p in part["properties"].items() if name != "plan"}
            needed = set(part.get("required", ()))
            ways = [set(way["required"]) for way in part.get("oneOf", [{"required": ()}])]
            barred = [{name} for name in part.get("not", {}).get("required", ())] or [set()]
            return st.one_of(
                [
                    with_fields(fields, needed | way, not_both | set().union(*ways) - way)
                    for way in ways
                    for not_both in barred
                ]
            )
        case "array":
            return st.lists(from_schema(part["items"]), min_size=part.get("minItems", 0), max_size=2)
        case "integer":
            whole = st.integers(part["minimum"], part["maximum"])
            return whole | whole.map(float)
        case "number":
            return st.floats(part["minimum"], part["maximum"])
        case "string":
            pattern = re.compile(part["pattern"])
            if pattern.pattern not in FREE:
                fitting = [text for text in SHAPED if pattern.search(text)]
                assert len(fitting) > 2, pattern
                return st.sampled_from(fitting)
            text = st.text(min_size=part.get("minLength", 0), max_size=min(part["maxLength"], 40))
            return (text | st.sampled_from(["No", "0140", "<b>x</b>", "1e5", "null"])).filter(pattern.search)
        case kind:
            return {"null": st.none(), "boolean": st.booleans()}[kind]


def linked(season: dict[str, Any]) -> dict[str, Any]:
    """A season whose ids are unique, whose references lead somewhere and whose days fit, which no schema can say."""
    lists = {name: season.get(name) or [] for name in WITH_IDS}
    parts = {name: entries if isinstance(entries, list) else [] for name, entries in lists.items()}
    for entries in parts.values():
        for number, entry in enumerate(entries):
            if entry.get("id"):
                entry["id"] = f"{entry['id'][:30]}-{number}"
    ids = {name: [e["id"] for e in entries if e.get("id")] for name, entries in parts.items()}
    for entry in (*parts["interviews"], *parts["events"]):
        for name, targets in (("application", ids["applications"]), ("interview", ids["interviews"])):
            if entry.get(name) is not None:
                entry[name] = targets[0] if targets else None
    partner = (season.get("couples") or {}).get("partner_interviews")
    for entry in (*parts["interviews"], *parts["events"], *(partner if isinstance(partner, list) else ())):
        for name in ("start", "reply_by") if season.get("cycle") else ("end", "reply_by"):
            entry.pop(name, None)
    return season


SEASONS = from_schema(SCHEMA).map(linked)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=15,
)
NAMES = st.sampled_from(
    [
        "applicant",
        "target",
        "type",
        "visa",
        "step1",
        "specialty",
        "interviews",
        "program",
        "couples",
        "partner",
        "status",
    ]
)
NEARLY = st.recursive(
    JSON, lambda inner: st.dictionaries(NAMES, inner, max_size=5) | st.lists(inner, max_size=3)
)


@st.composite
def mutated(draw: st.DrawFn) -> Any:
    """A valid season with one to three places changed, removed or added."""
    data = copy.deepcopy(draw(SEASONS))
    for _ in range(draw(st.integers(1, 3))):
        inner: Any = data
        while True:
            keys = list(inner) if isinstance(inner, dict) else list(range(len(inner)))
            if not keys:
                break
            key = draw(st.sampled_from(keys))
            if isinstance(inner[key], dict | list) and draw(st.booleans()):
                inner = inner[key]
                continue
            match draw(st.sampled_from(["replace", "remove", "add"])):
                case "replace":
                    inner[key] = draw(JSON)
                case "remove":
                    del inner[key]
                case "add" if isinstance(inner, dict):
                    inner[draw(NAMES | st.text(max_size=8))] = draw(JSON)
            break
    return data


def read(text: str | bytes) -> SeasonFileError | SeasonFile:
    try:
        outcome: SeasonFileError | SeasonFile = load_text(text)
    except SeasonFileError as error:
        outcome = error
    if isinstance(outcome, SeasonFileError):
        assert outcome.problems
        assert all(p.message and p.sentence().isprintable() for p in outcome.problems)
    return outcome


def judged(data: object) -> SeasonFileError | SeasonFile:
    try:
        return check(data)
    except SeasonFileError as error:
        refusal = error
    assert refusal.problems
    for problem in refusal.problems:
        assert problem.message
        assert problem.sentence().isprintable()
        assert len(problem.sentence()) < 3000
        assert problem.line is None
    return refusal


def steps(path: str) -> list[str | int]:
    """Take a path apart: names, positions, and names in brackets and quotes."""
    found: list[str | int] = []
    for name, position, strange in re.findall(r'([\w-]+)|\[(\d+)\]|\["((?:[^"]|"(?!\]))*)"\]', path):
        found.append(name or (int(position) if position else strange))
    return found


def findable(data: Any, path: str) -> bool:
    """Whether a path leads somewhere in the data; its last step may be a field that is missing."""
    *way, last = steps(path) or [""]
    for step in way:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return False
    if isinstance(last, int):
        return isinstance(data, list) and last < len(data)
    return isinstance(data, dict)


@FUZZ
@given(JSON | NEARLY)
@example({"applicant": {"type": "us_img"}, "target": {"specialty": "IM"}, "interviews": [[]]})
@example({"interviews": {"0": 1}})
def test_any_data_at_all_is_a_season_or_a_list_of_problems(data: object) -> None:
    judged(data)


@FUZZ
@given(mutated())
def test_a_season_with_mistakes_names_places_that_can_be_found(data: Any) -> None:
    outcome = judged(data)
    if isinstance(outcome, SeasonFileError):
        plain = [p for p in outcome.problems if not re.search(r'\["', p.path)]
        assert all(findable(data, p.path) for p in plain if p.path), [p.path for p in plain]


@FUZZ
@given(mutated())
def test_a_json_file_and_the_same_data_are_judged_alike(data: Any) -> None:
    of_data, of_file = judged(data), read(json.dumps(data))
    if isinstance(of_data, SeasonFileError):
        assert isinstance(of_file, SeasonFileError)
        assert {(p.path, p.code) for p in of_file.problems} == {(p.path, p.code) for p in of_data.problems}
        assert all(p.line == 1 for p in of_file.problems)
    else:
        assert isinstance(of_file, SeasonFile)
        assert of_file.season == of_data.season


@FUZZ
@given(mutated())
def test_a_yaml_file_with_mistakes_is_judged_without_a_traceback(data: Any) -> None:
    text = yaml.safe_dump(data)
    outcome = read(text)
    if isinstance(outcome, SeasonFileError):
        assert all(1 <= (p.line or 0) <= text.count("\n") + 1 for p in outcome.problems)


@FUZZ
@given(st.text(max_size=200) | st.binary(max_size=200))
def test_any_text_and_any_bytes_are_a_season_or_a_list_of_problems(text: str | bytes) -> None:
    read(text)


MARKS = st.text(alphabet="{}[]:,-?&*!|>'\"%@`#~ \n\tabn01.\\", max_size=60)


@settings(FUZZ, max_examples=100)
@given(MARKS)
def test_any_muddle_of_punctuation_is_a_season_or_a_list_of_problems(text: str) -> None:
    for whole in (text, '{"applicant": ' + text, "applicant:\n  " + text):
        read(whole)


@FUZZ
@given(SEASONS, st.integers(0, 10_000), st.text(max_size=3))
def test_a_file_with_a_stretch_overwritten_never_breaks_the_reader(data: Any, at: int, scrap: str) -> None:
    season = check(data).season
    for text in (dump_yaml(season), dump_json(season)):
        place = at % len(text)
        read(text[:place] + scrap + text[place + len(scrap) + 1 :])


@FUZZ
@given(SEASONS)
def test_whatever_fits_the_schema_is_accepted_and_reads_back_the_same(data: Any) -> None:
    season = check(data).season
    for write in (dump_yaml, dump_json):
        text = write(season)
        again = load_text(text).season
        assert again == season
        assert write(again) == text
        assert again.model_fields_set == season.model_fields_set


@FUZZ
@given(SEASONS)
def test_what_is_written_fits_the_schema(data: Any) -> None:
    import jsonschema_rs

    validator = jsonschema_rs.validator_for(SCHEMA)
    assert validator.is_valid(data)
    assert validator.is_valid(json.loads(dump_json(check(data).season)))
