"""No file is too large, too deep or too strange to be refused at once, in one clear message."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from matchsafe.workspace.seasonfile import Problem, SeasonFileError, check, load, load_text

MINIMAL = "applicant: {type: non_us_img}\ntarget: {specialty: internal_medicine}\n"


def problems(text: str | bytes) -> tuple[Problem, ...]:
    with pytest.raises(SeasonFileError) as caught:
        load_text(text)
    return caught.value.problems


def only(text: str | bytes) -> Problem:
    found = problems(text)
    assert len(found) == 1, [p.sentence() for p in found]
    return found[0]


class TestBounds:
    def test_a_file_larger_than_the_memory_is_refused_unread(self, tmp_path: Path) -> None:
        path = tmp_path / "big.yaml"
        with path.open("wb") as file:
            file.truncate(1 << 40)
        with pytest.raises(SeasonFileError) as caught:
            load(path)
        assert caught.value.problems[0].code == "too_large"

    @pytest.mark.parametrize(
        "text",
        [
            "[" * 100_000,
            "[" * 100_000 + "]" * 100_000,
            '{"a":' * 100_000,
            "{a: " * 100_000,
            "- " * 100_000,
            "? " * 100_000,
            "\n".join(" " * i + "a:" for i in range(1000)),
        ],
    )
    def test_deep_nesting_is_refused(self, text: str) -> None:
        assert only(text).code in ("too_deep", "malformed", "field_name")

    def test_a_file_of_very_many_values_is_refused(self) -> None:
        assert only("a: [" + "1," * 400_000 + "]").code == "too_many_values"
        assert only('{"a": [' + "1," * 400_000 + "1]}").code == "too_many_values"

    def test_data_that_is_already_parsed_has_the_same_bounds(self) -> None:
        deep: list[object] = []
        for _ in range(sys.getrecursionlimit() * 2):
            deep = [deep]
        endless: dict[str, object] = {}
        endless["a"] = endless
        for data, code in [
            (deep, "too_deep"),
            (endless, "too_deep"),
            ({"a": [1] * 130_000}, "too_many_values"),
        ]:
            with pytest.raises(SeasonFileError) as caught:
                check(data)
            assert caught.value.problems[0].code == code

    def test_three_hundred_full_interviews_are_fine_and_one_more_is_refused(self) -> None:
        interview = (
            "  - {program: P, state: NY, city: A, img_share: 0.5, visas_sponsored: [j1], went: well}\n"
        )
        assert len(load_text(MINIMAL + "interviews:\n" + interview * 300).season.interview_list) == 300
        problem = only(MINIMAL + "interviews:\n" + interview * 301)
        assert (problem.path, problem.code) == ("interviews", "too_many")
        assert "300" in problem.message

    def test_a_file_with_thousands_of_mistakes_lists_the_first_and_says_there_are_more(self) -> None:
        text = MINIMAL + "".join(f"field_{i}: 1\n" for i in range(9000))
        found = problems(text)
        assert len(found) == 201
        assert found[-1].code == "more_problems"


class TestFiles:
    def test_a_missing_file_is_one_clear_message(self, tmp_path: Path) -> None:
        with pytest.raises(SeasonFileError, match="There is no such file"):
            load(tmp_path / "none.yaml")

    def test_a_folder_is_one_clear_message(self, tmp_path: Path) -> None:
        with pytest.raises(SeasonFileError, match="folder"):
            load(tmp_path)

    @pytest.mark.parametrize("name", ["a\x00b", "x" * 5000])
    def test_an_impossible_name_is_one_clear_message(self, name: str) -> None:
        with pytest.raises(SeasonFileError, match="cannot be opened"):
            load(name)

    def test_the_error_names_the_file(self, tmp_path: Path) -> None:
        path = tmp_path / "mine.yaml"
        path.write_text("applicant: {type: us_img}\n")
        with pytest.raises(SeasonFileError, match=r"mine\.yaml: 1 problem"):
            load(path)

    def test_reading_imports_neither_sqlalchemy_nor_numpy(self) -> None:
        import subprocess

        code = (
            "import sys, matchsafe.workspace.seasonfile as s; s.load_text(sys.argv[1]); "
            "print({'sqlalchemy', 'numpy', 'fastapi', 'rich'} & set(sys.modules))"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, MINIMAL], capture_output=True, text=True, timeout=60
        )
        assert done.stdout.strip() == "set()", done.stderr
