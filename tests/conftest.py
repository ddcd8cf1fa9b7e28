"""What all tests share."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import typer.main
import typer.testing
from hypothesis import HealthCheck, settings

settings.register_profile(
    "suite", max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("suite")
"""A slow machine is no reason to fail; tests that need more examples ask for them."""

gc.set_threshold(50_000, 20, 100)
"""Looking for unused cycles as often as Python does takes a tenth of the time of all tests."""


HERE = Path(__file__).parent
NOT_COUNTED = (
    "advice/test_properties.py",
    "api/test_schemathesis.py",
    "e2e",
    "evidence/test_every_figure_is_used.py",
    "market/test_peers.py",
    "market/test_sat.py",
    "odds/test_properties.py",
    "planning/test_against_enumeration.py",
    "validation",
    "workspace/seasonfile/test_fuzz.py",
)
"""Tests that go the same ways very many times: what they run is counted as covered only where other tests run it too,
for counting takes up to half of their time."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.relative_to(HERE).as_posix().startswith(NOT_COUNTED):
            item.add_marker("no_cover")


def pytest_collection_finish() -> None:
    gc.freeze()  # the modules stay until the end


@pytest.fixture(scope="session", autouse=True)
def commands_built_once() -> Iterator[None]:
    """Typer's runner builds the whole tree of commands again for each command it runs, which takes most of its time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(typer.testing, "_get_command", cache(typer.main.get_command))
        yield
