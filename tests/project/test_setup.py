"""On a bare machine, setting up either works or ends with the one line to type."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the scripts beside a `bin` folder that is all the machine has; the user is not root."""
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "bin").mkdir()
    for tool in ("sh", "dirname", "tr", "rm", "mkdir"):
        found = shutil.which(tool)
        assert found
        (tmp_path / "bin" / tool).symlink_to(found)
    command(tmp_path, "id", "echo 1000")
    return tmp_path


def command(checkout: Path, name: str, script: str) -> None:
    path = checkout / "bin" / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def run(checkout: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(checkout / "scripts" / words[0]), *words[1:]],
        capture_output=True,
        text=True,
        env={"PATH": str(checkout / "bin")},
        stdin=subprocess.DEVNULL,
        timeout=300,
    )


def test_a_machine_without_python_is_told_what_to_install(checkout: Path) -> None:
    done = run(checkout, "uv", "--version")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].endswith("sudo apt-get install -y python3 python3-venv")


def test_a_machine_with_neither_venv_nor_pip_is_told_what_to_install(checkout: Path) -> None:
    command(checkout, "python3", f'[ "$1" = -m ] && exit 1\nexec {sys.executable} "$@"')
    done = run(checkout, "uv", "--version")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].endswith("sudo apt-get install -y python3-venv")
    assert not (checkout / ".uv").exists()


def test_a_uv_on_the_path_is_used(checkout: Path) -> None:
    command(checkout, "uv", 'echo "uv 0.13.9 was asked: $*"')
    assert run(checkout, "uv", "sync", "-q").stdout == "uv 0.13.9 was asked: sync -q\n"


def test_a_uv_too_old_for_the_lock_file_is_passed_over(checkout: Path) -> None:
    command(checkout, "uv", 'echo "uv 0.4.30"')
    assert "needs Python 3.11 or newer" in run(checkout, "uv", "--version").stderr


def test_an_ordinary_user_without_chromium_is_told_what_to_install(checkout: Path) -> None:
    done = run(checkout, "chromium")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].endswith("sudo apt-get install -y chromium")


def test_a_chromium_on_the_path_is_found(checkout: Path) -> None:
    command(checkout, "chromium", "true")
    assert run(checkout, "chromium").stdout.strip() == str(checkout / "bin" / "chromium")
