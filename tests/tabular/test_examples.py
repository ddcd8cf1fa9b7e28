"""The examples in the docstrings of the reader of tables, and of what reads cells, hold."""

from __future__ import annotations

import doctest
from importlib import import_module
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    "name",
    [
        "matchsafe.tabular",
        "matchsafe.tabular.cells",
        "matchsafe.catalog.importers.visa_text",
        "matchsafe.catalog.value_resolution",
    ],
)
def test_examples_print_what_they_say(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    outcome = doctest.testmod(import_module(name))
    assert outcome.attempted
    assert not outcome.failed
