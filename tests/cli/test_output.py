"""What is printed for programs is the same in any terminal."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest
import typer

from matchsafe.cli import main
from matchsafe.cli.errors import CliError
from matchsafe.cli.output import print_json, write_file


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


def test_half_a_file_does_not_stand_in_the_way_of_the_next_attempt(tmp_path: Path) -> None:
    there, new = tmp_path / "there.csv", tmp_path / "new.csv"
    there.write_text("old", encoding="utf-8")

    class Full(str):
        def encode(self, *_: object) -> bytes:
            raise OSError(28, "No space left on device")

    for path in (there, new):
        with pytest.raises(CliError):
            write_file(path, Full("new"))
    assert [p.name for p in tmp_path.iterdir()] == ["there.csv"]
    assert there.read_text(encoding="utf-8") == "old"


def test_a_closed_stream_is_like_one_that_leads_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["matchsafe", "new", "season.yaml"])
    for name in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(sys, name, None)
    with pytest.raises(SystemExit) as left:
        main()
    streams = sys.stdin, sys.stdout, sys.stderr
    for stream in streams:
        stream.close()
    assert left.value.code == 2, "the answers ended before the last question"


def test_a_stop_while_it_is_still_loading_is_one_word(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("matchsafe.cli._run", stopped)
    with pytest.raises(SystemExit) as left:
        main()
    assert (left.value.code, capsys.readouterr().err) == (130, "\nStopped.\n")


def test_a_stop_before_a_command_begins_its_work_is_the_same_word(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped() -> None:
        raise KeyboardInterrupt

    app = typer.Typer()
    app.command()(stopped)
    monkeypatch.setattr("matchsafe.cli.app.app", app)
    monkeypatch.setattr(sys, "argv", ["matchsafe"])
    with pytest.raises(SystemExit) as left:
        main()
    assert (left.value.code, capsys.readouterr().err) == (130, "\nStopped.\n")
