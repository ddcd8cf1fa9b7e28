"""Seasons made by other code, other libraries or another kind of machine are told apart."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

import matchsafe.market
from matchsafe.market.sweep.versions import _installed, code_version, versions


def test_everything_a_season_depends_on_is_named() -> None:
    assert set(versions()) == {"matchsafe", "market sources", "python", "numpy", "numba", "machine"}
    assert len(code_version()) == 64


def test_the_sources_are_those_of_the_whole_package() -> None:
    folder = Path(matchsafe.market.__file__).parent
    hashed = hashlib.sha256()
    for file in sorted(folder.rglob("*.py")):
        hashed.update(file.relative_to(folder).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    assert versions()["market sources"] == hashed.hexdigest()[:12]


@pytest.mark.parametrize("part", sorted(versions()))
def test_a_change_of_any_part_is_another_version(monkeypatch: pytest.MonkeyPatch, part: str) -> None:
    changed = {**versions(), part: "another"}
    monkeypatch.setattr("matchsafe.market.sweep.versions.versions", lambda: changed)
    assert code_version.__wrapped__() != code_version()


def test_a_library_that_is_not_there_counts_as_none() -> None:
    assert _installed("no-such-package-here") == "none"
