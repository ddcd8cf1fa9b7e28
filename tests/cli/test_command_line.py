"""The command as people start it: help, version, exit codes, pipes, faults, and how fast it answers."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from matchsafe.cli import app as commands
from matchsafe.cli import errors, main, validate
from matchsafe.cli.screen import Screen

Run = Callable[..., Any]
COMMANDS = [
    "outlook", "validate", "schema", "new", "serve", "fees", "plan", "match", "simulate", "calibrate", "evidence",
    "catalog", "season",
]  # fmt: skip
START = [sys.executable, "-m", "matchsafe"]


def start(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "COLUMNS": "80", **options.pop("env", {})}
    return subprocess.run(
        [*START, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        env=env,
        **options,
    )


def test_help_names_every_command_and_where_to_start(run: Run) -> None:
    out = run("--help").out
    for name in COMMANDS:
        assert f"\n  {name} " in out
    assert "..." not in out[out.index("Commands:") :], "a help line is too long for 80 columns"
    assert "matchsafe new" in out
    assert run().out == out


@pytest.mark.parametrize("command", [*COMMANDS, "evidence list", "evidence show"])
def test_every_command_has_help(run: Run, command: str) -> None:
    ran = run(*command.split(), "-h")
    assert ran.code == 0
    assert "Usage: matchsafe" in ran.out
    assert "\x1b" not in ran.out


def test_the_version_is_told(run: Run) -> None:
    assert run("--version").out.startswith("matchsafe 0.")


@pytest.mark.parametrize(
    "arguments", [["outlok"], ["outlook"], ["outlook", "--jsn", "x"], ["evidence", "shw"]]
)
def test_a_mistyped_command_is_a_message_and_exit_2(run: Run, arguments: list[str]) -> None:
    ran = run(*arguments)
    assert ran.code == 2
    assert "Error:" in ran.err
    assert ran.out == ""


def test_help_and_version_import_nothing_heavy() -> None:
    heavy = [
        "pydantic",
        "rich",
        "numpy",
        "yaml",
        "fastapi",
        "sqlalchemy",
        "uvicorn",
        "jinja2",
        "matchsafe.domain.season",
    ]
    code = f"""
import sys
from matchsafe.cli.app import app
sys.argv = ["matchsafe", "--help"]
try:
    app()
except SystemExit:
    pass
print("LOADED", [m for m in {heavy!r} if m in sys.modules])
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=300, check=True
    )
    assert done.stdout.splitlines()[-1] == "LOADED []"


def test_the_module_can_be_run_and_fails_with_exit_2_and_no_traceback(tmp_path: Path) -> None:
    done = start("validate", str(tmp_path / "none.yaml"))
    assert (done.returncode, done.stdout) == (2, "")
    assert "There is no such file." in done.stderr
    assert "Traceback" not in done.stderr


def test_a_pipe_that_closes_early_is_left_without_a_word() -> None:
    command = f"{sys.executable} -m matchsafe schema | true; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=300)
    assert done.stderr == ""
    assert done.returncode in (0, errors.CLOSED_PIPE)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("arguments", [["schema"], ["--help"], ["evidence", "list"]])
def test_a_full_disk_is_a_message(arguments: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*START, *arguments], stdout=full, stderr=subprocess.PIPE, text=True, timeout=60
        )
    assert done.returncode == 1
    assert done.stderr == "The output cannot be written: No space left on device.\n"


def test_an_old_terminal_never_fails_on_a_sign(season_file: Path) -> None:
    done = start("evidence", "list", env={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert done.returncode == 0
    assert done.stdout.isascii()


def test_a_fault_is_one_line_and_a_way_to_see_more(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise RuntimeError("lost\nmy way")

    monkeypatch.setattr(validate, "schema", fail)
    ran = run("schema")
    assert ran.code == 1
    assert "a fault of its own (RuntimeError: lost my way)" in ran.err
    assert "MATCHSAFE_DEBUG=1" in ran.err
    monkeypatch.setenv("MATCHSAFE_DEBUG", "1")
    with pytest.raises(RuntimeError, match="lost"):
        run("schema")


def test_ctrl_c_anywhere_is_exit_130(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(validate, "schema", stop)
    ran = run("schema")
    assert (ran.code, ran.err) == (130, "\nStopped.\n")


def test_steering_characters_are_taken_out_of_messages() -> None:
    assert errors.printable("a\x1b[2Jb\x07\u202e\ud800\nc é") == "a[2Jb\nc é"


def test_main_leaves_with_the_code_of_the_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["matchsafe", "--version"])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 0
    assert capsys.readouterr().out.startswith("matchsafe 0.")


def test_main_asks_for_one_thread_for_its_small_matrices_unless_told_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "argv", ["matchsafe", "--version"])
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "7")
    monkeypatch.setenv("MKL_NUM_THREADS", "")  # so that the test puts it back
    monkeypatch.delenv("MKL_NUM_THREADS")
    with pytest.raises(SystemExit):
        main()
    assert [os.environ[f"{library}_NUM_THREADS"] for library in ("OPENBLAS", "MKL")] == ["7", "1"]


def test_main_says_when_the_help_cannot_be_written(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def no_room() -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(commands, "app", no_room)
    monkeypatch.setattr(errors, "leave_pipe", lambda: None)
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 1
    assert capsys.readouterr().err == "The output cannot be written: No space left on device.\n"


@pytest.mark.parametrize(
    ("error", "code"),
    [(BrokenPipeError(32, "Broken pipe"), errors.CLOSED_PIPE), (OSError(28, "No space left"), 1)],
)
def test_output_that_goes_nowhere_ends_the_command(
    run: Run, monkeypatch: pytest.MonkeyPatch, error: OSError, code: int
) -> None:
    def fail() -> None:
        raise error

    left: list[bool] = []
    monkeypatch.setattr(validate, "schema", fail)
    monkeypatch.setattr(errors, "leave_pipe", lambda: left.append(True))
    ran = run("schema")
    assert ran.code == code
    assert left == [True]
    assert "fault" not in ran.err


def test_a_screen_leaves_a_closed_pipe_to_its_caller(monkeypatch: pytest.MonkeyPatch) -> None:
    class Closed(io.StringIO):
        def write(self, text: str, /) -> int:
            raise BrokenPipeError(32, "Broken pipe")

    monkeypatch.setattr(sys, "stdout", Closed())
    screen = Screen()
    with pytest.raises(BrokenPipeError):
        screen.say("hello")
    monkeypatch.undo()


def test_a_name_with_no_room_beside_it_stands_above_its_text(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    Screen().points([("a very long name", "1234567")], indent=0)
    assert capsys.readouterr().out == "a very long name\n    1234567\n"


@pytest.mark.parametrize("command", ["new", "outlook", "validate", "evidence list", "evidence show"])
def test_the_usage_line_has_no_doubled_brackets(run: Run, command: str) -> None:
    usage = run(*command.split(), "--help").out.splitlines()[0]
    assert "[[" not in usage
    assert "{{" not in usage


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_terminal_gets_lines_broken_between_words_and_a_pipe_gets_them_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    said = (
        "Ask this\n  1  International medical graduate, not a US citizen\n- applicant.type is not known here"
    )
    told = errors.wrap(said, Terminal())
    assert max(map(len, told.splitlines())) <= 30
    assert told.split() == said.split()
    assert "\n     graduate, not" in told
    assert errors.wrap(said, io.StringIO()) == said
    assert errors.wrap("one\n\ntwo", Terminal()) == "one\n\ntwo"
