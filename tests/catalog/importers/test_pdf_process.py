"""The process that reads a PDF answers line by line, or says in one line why it does not."""

from __future__ import annotations

import json
import resource
import runpy
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from matchsafe.catalog.importers import pdf_process

Pdf = Callable[[Sequence[Sequence[str]]], Path]
Answer = Callable[[Path], list[dict[str, Any]]]


@pytest.fixture
def limits(monkeypatch: pytest.MonkeyPatch) -> dict[int, tuple[int, int]]:
    """The limits the process asks for; the tests themselves keep theirs."""
    asked: dict[int, tuple[int, int]] = {}
    monkeypatch.setattr(resource, "setrlimit", lambda kind, both: asked.update({kind: both}))
    return asked


@pytest.fixture
def answer(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], limits: dict[int, tuple[int, int]]
) -> Answer:
    """What the process writes of a file, run as it is run: by its own name."""

    def run(path: Path) -> list[dict[str, Any]]:
        monkeypatch.setattr(sys, "argv", ["pdf_process.py", str(path), "123456789"])
        runpy.run_path(str(pdf_process.__file__), run_name="__main__")
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return run


def test_pages_are_counted_first_and_their_lines_come_without_blanks(pdf: Pdf, answer: Answer) -> None:
    told = answer(pdf([["First  line", "", "second"], ["next page"]]))
    assert told == [{"pages": 2}, {"lines": ["First line", "second"]}, {"lines": ["next page"]}]


def test_it_may_take_only_as_much_memory_as_it_is_given(
    pdf: Pdf, answer: Answer, limits: dict[int, tuple[int, int]]
) -> None:
    answer(pdf([["x"]]))
    assert limits[resource.RLIMIT_AS] == (123456789, 123456789)
    assert limits[resource.RLIMIT_CORE] == (0, 0)


def test_a_file_that_is_no_pdf_is_refused_in_one_line(tmp_path: Path, answer: Answer) -> None:
    path = tmp_path / "list.pdf"
    path.write_bytes(b"%PDF-1.4\nnothing of the kind")
    assert answer(path) == [
        {
            "refused": [
                "list.pdf is damaged or no PDF. Download it again from where it was published.",
                "damaged",
            ]
        }
    ]


def test_a_file_with_a_password_is_refused_in_one_line(pdf: Pdf, answer: Answer) -> None:
    path = pdf([["x"]])
    secret = b"<< /Filter /Standard /V 1 /R 2 /O <" + b"00" * 32 + b"> /U <" + b"00" * 32 + b"> /P -1 >>"
    locked = path.read_bytes().replace(
        b"/Root 1 0 R", b"/Root 1 0 R /Encrypt " + secret + b" /ID [<00> <00>]"
    )
    path.write_bytes(locked)
    (told,) = answer(path)
    assert told["refused"][1] == "password"


def test_a_file_of_too_many_pages_is_refused_before_any_is_read(pdf: Pdf, answer: Answer) -> None:
    (told,) = answer(pdf([["x"]] * (pdf_process.MOST_PAGES + 1)))
    assert told["refused"][1] == "pages"


def test_a_page_too_full_is_refused_after_the_ones_before_it(pdf: Pdf, answer: Answer) -> None:
    first, page, refused = answer(pdf([["fine"], ["x" * 1000] * 201]))
    assert (first, page) == ({"pages": 2}, {"lines": ["fine"]})
    assert refused["refused"][1] == "page"
    assert refused["refused"][0].startswith("Page 2 holds")


def test_without_the_extra_it_says_what_to_install(
    pdf: Pdf, answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = pdf([["x"]])
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    (told,) = answer(path)
    assert told["refused"][1] == "no_extra"
    assert 'pip install "matchsafe[catalog]"' in told["refused"][0]
