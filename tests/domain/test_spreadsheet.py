"""What people wrote is never run by a spreadsheet, and is read back as they wrote it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchsafe.domain.spreadsheet import STARTERS, cell_text, safe_cell


@pytest.mark.parametrize("text", ["=1+1", "+1", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "--", "'=1"])
def test_a_cell_that_would_be_run_gets_an_apostrophe(text: str) -> None:
    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize(
    "value", ["-", "", "St. Mary's", "a=b", "'tis", 0, -3, 1.5, None, True, date(2026, 11, 24)]
)
def test_every_other_cell_stays_as_it_is(value: Any) -> None:
    assert safe_cell(value) == value
    assert not isinstance(value, str) or cell_text(value) == value


@given(st.text(st.sampled_from(["'", "-", "=", "a", *STARTERS]), max_size=5) | st.text())
def test_text_comes_back_as_it_was_and_never_begins_a_formula(text: str) -> None:
    written = safe_cell(text)
    assert cell_text(written) == text
    assert written == "-" or not written.startswith(STARTERS)
