"""What the documentation tells a reader to type works: Python, terminal and season files."""

from __future__ import annotations

import doctest
import os
import re
import shlex
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from matchsafe.cli.app import app

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(
    [ROOT / "README.md", *(p for p in DOCS.rglob("*.md") if not {"generated", "_build"} & set(p.parts))]
)
FENCE = re.compile(r"^```([\w-]+)[^\n]*\n(.*?)^```$", re.DOTALL | re.MULTILINE)
OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
SERVED = "http://127.0.0.1:8000"
STAYS = ("matchsafe serve", "matchsafe new")
"""Commands that wait for a person: only their options are checked."""
OWN_PROCESS = ("docs/tutorial.md", "docs/tutorial-match.md")
"""Pages whose commands start as they do at a reader's desk. On other pages a command runs in this process, unless its
line needs a shell: the same words come out, and the libraries are loaded once."""
NEEDS_A_SHELL = re.compile(r"[<>|&;$*?~`\\]")


def blocks(page: Path, *languages: str) -> list[tuple[str, str]]:
    found = FENCE.findall(page.read_text(encoding="utf-8"))
    return [(language, text) for language, text in found if language in languages]


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.fixture(autouse=True)
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder like a reader's: the examples in it, an empty workspace, `matchsafe` on the path."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("MATCHSAFE_DATABASE_URL", f"sqlite:///{tmp_path / 'workspace.db'}")
    monkeypatch.setenv("MATCHSAFE_CATALOGS", str(tmp_path / "catalogs"))
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "100")
    return tmp_path


@pytest.fixture
def server(desk: Path) -> Iterator[str]:
    """The address of a running `matchsafe serve`."""
    import uvicorn

    from matchsafe.server import create_app

    site = create_app(os.environ["MATCHSAFE_DATABASE_URL"])
    running = uvicorn.Server(uvicorn.Config(site, port=0, log_level="warning", lifespan="on"))
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    until = time.monotonic() + 300
    while not running.started:
        assert thread.is_alive(), "the server stopped before it answered"
        assert time.monotonic() < until, "the server did not start"
        time.sleep(0.02)
    port = running.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    running.should_exit = True
    thread.join(10)


@pytest.mark.parametrize("page", [p for p in PAGES if blocks(p, "python")], ids=name)
def test_the_python_of_a_page_runs_and_prints_what_the_page_says(
    page: Path, request: pytest.FixtureRequest
) -> None:
    text = "\n".join(code for _, code in blocks(page, "python"))
    if SERVED in text:
        text = text.replace(SERVED, request.getfixturevalue("server"))
    example = doctest.DocTestParser().get_doctest(text, {"__name__": "docs"}, name(page), str(page), 0)
    assert example.examples, "a Python block without >>> is not tested"
    report: list[str] = []
    outcome = doctest.DocTestRunner(optionflags=OPTIONS).run(example, out=report.append)
    assert not outcome.failed, "".join(report)


def run(command: str, own_process: bool) -> tuple[int, str, str]:
    """The exit code of a line typed into a terminal, and what it prints to either stream."""
    if own_process or NEEDS_A_SHELL.search(command):
        done = subprocess.run(
            command, shell=True, capture_output=True, text=True, timeout=300, stdin=subprocess.DEVNULL
        )
        return done.returncode, done.stdout, done.stderr
    program, *arguments = shlex.split(command)
    result = CliRunner().invoke(app, arguments, prog_name=program)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def check_waiting(command: str) -> None:
    words = command.split()
    code, out, err = run(f"{words[0]} {words[1]} --help", own_process=False)
    assert code == 0, err
    assert all(word in out for word in words if word.startswith("--"))


def check_console(block: str, own_process: bool) -> None:
    """Run each `$ ` line; what the page prints under it, if anything, has to be what comes out."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, expected = part.partition("\n")
        assert command.startswith("matchsafe "), f"not tested, so not to be shown as tested: {command}"
        if command.startswith(STAYS):
            check_waiting(command)
            continue
        code, out, err = run(command, own_process)
        assert code == 0, f"{command}\n{out}\n{err}"
        if expected.strip():
            matches = doctest.OutputChecker().check_output(expected, out, OPTIONS)
            assert matches, f"{command} printed\n{out}\nbut the page says\n{expected}"


@pytest.mark.parametrize("page", [p for p in PAGES if blocks(p, "console")], ids=name)
def test_the_commands_of_a_page_work_one_after_the_other(page: Path) -> None:
    """A season file shown before a command is saved under the name the page uses for it."""
    for language, text in blocks(page, "console", "yaml"):
        if language == "yaml":
            if "applicant:" in text:
                Path("me.yaml").write_text(text, encoding="utf-8")
        else:
            check_console(text, own_process=name(page) in OWN_PROCESS)


@pytest.mark.parametrize(
    "page", [p for p in PAGES if "applicant:" in p.read_text(encoding="utf-8")], ids=name
)
def test_the_season_files_of_a_page_are_valid(page: Path) -> None:
    from matchsafe.workspace.seasonfile import load_text

    seasons = [
        text for _, text in blocks(page, "yaml", "json") if re.search(r"^\s*\"?applicant\"?:", text, re.M)
    ]
    assert all(load_text(text).season.target.specialty for text in seasons)


def test_every_command_named_in_running_text_exists() -> None:
    _, listed, _ = run("matchsafe --help", own_process=True)
    pages = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    named = set(re.findall(r"`matchsafe ([a-z]+)", pages))
    assert named
    assert all(re.search(rf"\b{command}\b", listed) for command in named), named
