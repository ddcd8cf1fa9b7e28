"""The wait of a first run is said before it begins."""

from __future__ import annotations

import pytest

from matchsafe.cli.progress import tell_if_compiling
from matchsafe.market import jit


@pytest.mark.parametrize("first", [True, False])
def test_a_first_run_is_announced_and_a_later_one_is_not(
    first: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(jit, "compiles_first", lambda: first)
    tell_if_compiling()
    assert ("first run" in capsys.readouterr().err) is first
