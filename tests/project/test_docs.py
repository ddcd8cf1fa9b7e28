"""The documentation builds without a warning and holds what the program says of itself."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from matchsafe import evidence

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built pages; any warning fails the build."""
    folder = tmp_path_factory.mktemp("docs")
    source, out = folder / "source", folder / "html"
    shutil.copytree(
        ROOT / "docs", source, ignore=shutil.ignore_patterns("generated", "_build", "__pycache__")
    )
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html"]
    done = subprocess.run(
        [*command, "-d", str(folder / "doctrees"), str(source), str(out)],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, done.stderr
    return out


def test_the_documentation_builds_without_a_warning(built: Path) -> None:
    pages = [
        "tutorial",
        "how-to/refit-the-model",
        "methods/chances",
        "reference/season-file",
        "reference/python",
    ]
    assert all((built / f"{page}.html").stat().st_size > 2000 for page in pages)


def test_the_command_reference_has_every_command_and_option(built: Path) -> None:
    from matchsafe.cli.app import app

    page = (built / "reference" / "generated" / "cli.html").read_text(encoding="utf-8")
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    assert {"outlook", "validate", "schema", "serve", "new", "simulate", "evidence"} <= set(commands)
    assert all(f"matchsafe {name}" in page for name in commands)
    assert "--on" in page


def test_each_figure_has_its_place_in_the_catalogue_with_its_source(built: Path) -> None:
    folder = built / "reference" / "generated"
    pages = {p.name: p.read_text(encoding="utf-8") for p in folder.glob("evidence-*.html")}
    for figure in evidence.figures():
        page = pages[f"evidence-{figure.id.partition('.')[0].replace('_', '-')}.html"]
        assert f'id="{figure.id.replace("_", "-").replace(".", "-")}"' in page
        assert f">{figure.id}<" in page


def test_the_http_reference_has_the_outlook(built: Path) -> None:
    assert "/api/v1/outlook" in (built / "reference" / "generated" / "http.html").read_text(encoding="utf-8")
