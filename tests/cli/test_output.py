"""What is printed for programs is the same in any terminal."""

from __future__ import annotations

import io
import json
import sys

import pytest

from matchsafe.cli.output import print_json


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "latin-1"])
def test_json_is_whole_where_the_output_cannot_hold_a_sign(
    encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = {"said": "“José” · 😀"}
    kept = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(kept, encoding=encoding, errors="replace"))
    print_json(content)
    sys.stdout.flush()
    assert json.loads(kept.getvalue().decode(encoding)) == content
    assert ("“" in kept.getvalue().decode(encoding)) == (encoding == "utf-8")
