"""``matchsafe validate`` and ``schema``: every problem at once, with path, line and suggestion."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from matchsafe.cli.app import app
from matchsafe.workspace import seasonfile

Run = Callable[..., Any]

BAD = """\
applicant:
  type: non_us_img
  visa: j2
  graduation_yaer: 2020
target:
  specialty: internal_medicin
interviews: -3
"""


def test_a_good_file_is_told_in_a_sentence(run: Run, season_file: Path) -> None:
    ran = run("validate", str(season_file))
    assert (ran.code, ran.err) == (0, "")
    told = "is a season file: Internal Medicine, non-US IMG, 3 interviews you can rank.\n"
    assert ran.out == f"{season_file} {told}"


def test_every_problem_is_named_at_once_with_its_line_and_a_suggestion(run: Run) -> None:
    ran = run("validate", "-", typed=BAD)
    assert ran.code == 2
    assert ran.out == ""
    for part in (
        "applicant.visa, line 3",
        "graduation_yaer, line 4",
        "target.specialty, line 6",
        "interviews, line 7",
    ):
        assert part in ran.err
    assert "Did you mean: graduation_year" in ran.err
    assert "Did you mean: internal_medicine" in ran.err


def test_problems_can_be_read_by_programs(run: Run) -> None:
    ran = run("validate", "-", "--json", typed=BAD)
    report = json.loads(ran.out)
    assert (ran.code, ran.err) == (2, "")
    assert report["valid"] is False
    assert {p["line"] for p in report["problems"]} == {3, 4, 6, 7}
    assert set(report["problems"][0]) == {
        "path", "message", "seen", "accepted", "suggestion", "line", "code", "file", "row", "column", "sentence",
    }  # fmt: skip


def test_the_improbable_is_a_warning_and_the_file_stays_good(run: Run) -> None:
    season = "applicant: {type: us_img, graduation_year: 1975}\ntarget: {specialty: fm}\ninterviews: 80\n"
    ran = run("validate", "-", typed=season)
    assert ran.code == 0
    assert "Please check applicant.graduation_year" in ran.err
    assert "Please check interviews" in ran.err
    assert ran.out.startswith("Standard input is a season file: Family Medicine, US-IMG, 80 interviews")
    report = json.loads(run("validate", "-", "--json", typed=season).out)
    assert report["valid"] is True
    assert [w["path"] for w in report["warnings"]] == ["applicant.graduation_year", "interviews"]


def test_a_missing_file_a_folder_and_a_closed_file_are_plain_messages(run: Run, tmp_path: Path) -> None:
    for path, told in ((tmp_path / "none.yaml", "There is no such file"), (tmp_path, "folder")):
        ran = run("validate", str(path))
        assert ran.code == 2
        assert told in ran.err
        assert "matchsafe new" in ran.err
    assert run("validate", "a\x00b").code == 2


def test_a_file_that_may_not_be_read_says_so(
    run: Run, season_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    ran = run("validate", str(season_file))
    assert ran.code == 2
    assert "cannot be opened: Permission denied" in ran.err


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.binary(max_size=200), st.text(max_size=200).map(lambda t: t.encode("utf-8", "surrogatepass"))
    )
)
def test_whatever_the_file_holds_the_answer_is_plain_lines(content: bytes) -> None:
    ran = CliRunner().invoke(app, ["validate", "-"], input=content)
    assert isinstance(ran.exception, SystemExit)
    assert ran.exit_code == 2
    assert "Traceback" not in ran.stderr
    assert "fault of its own" not in ran.stderr
    assert all(c.isprintable() or c == "\n" for c in ran.stderr)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=10,
)


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.sampled_from(["applicant", "target", "interviews", "couples", "x"]), ANYTHING))
def test_whatever_shape_the_data_has_the_answer_is_plain_lines(data: object) -> None:
    ran = CliRunner().invoke(app, ["outlook", "-"], input=json.dumps(data))
    assert ran.exit_code == 2
    assert "Traceback" not in ran.stderr
    assert "fault of its own" not in ran.stderr


def test_the_schema_is_the_published_one(run: Run) -> None:
    ran = run("schema")
    assert ran.code == 0
    assert json.loads(ran.out) == seasonfile.schema()
