"""The wheel is whole, the core is lean, and nothing heavy is loaded before it is needed."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
CORE = {
    "cachetools", "icalendar", "numpy", "pydantic", "pyyaml", "rich", "ruamel-yaml", "typer", "platformdirs", "tzdata",
}  # fmt: skip
WEB_ONLY = ("fastapi", "starlette", "uvicorn", "jinja2", "sqlalchemy", "alembic", "multipart")
SEASON = ROOT / "examples" / "non_us_img_internal_medicine_6.yaml"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    command = [ROOT / "scripts" / "uv", "build", "--quiet", "--wheel", "--out-dir", folder, ROOT]
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert done.returncode == 0, done.stderr
    (built,) = folder.glob("matchsafe-*.whl")
    return zipfile.ZipFile(built)


def metadata(wheel: zipfile.ZipFile) -> dict[str, list[str]]:
    (name,) = (n for n in wheel.namelist() if n.endswith(".dist-info/METADATA"))
    message = Parser().parsestr(wheel.read(name).decode())
    return {
        key: message.get_all(key, []) for key in ("Requires-Dist", "Provides-Extra", "License-File", "Name")
    }


def run(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        cwd=ROOT,
        timeout=300,
    )


def test_the_wheel_holds_everything_the_source_folder_holds(wheel: zipfile.ZipFile) -> None:
    source = ROOT / "src"
    expected = {
        str(p.relative_to(source)) for p in source.rglob("*") if p.is_file() and "__pycache__" not in p.parts
    }
    assert expected <= set(wheel.namelist())


def test_the_wheel_carries_the_licence_and_the_notice_of_data_rights(wheel: zipfile.ZipFile) -> None:
    assert {"LICENSE", "NOTICE"} <= set(metadata(wheel)["License-File"])


def test_installing_without_extras_brings_only_the_lean_core(wheel: zipfile.ZipFile) -> None:
    needed = [Requirement(line) for line in metadata(wheel)["Requires-Dist"]]
    assert {r.name for r in needed if r.marker is None or "extra" not in str(r.marker)} == CORE


def test_each_heavy_library_stands_behind_an_extra(wheel: zipfile.ZipFile) -> None:
    extras = {r.name: str(r.marker) for r in map(Requirement, metadata(wheel)["Requires-Dist"]) if r.marker}
    assert all("web" in extras[name] for name in ("fastapi", "uvicorn", "sqlalchemy", "alembic"))
    assert all("fit" in extras[name] for name in ("numpyro", "jax"))


@pytest.mark.parametrize("heavy", ["numpy", "pydantic", "yaml", "rich", "typer", *WEB_ONLY])
def test_importing_the_package_loads_nothing_heavy(heavy: str) -> None:
    done = run("import sys, matchsafe; sys.exit(sys.argv[1] in sys.modules)", heavy)
    assert done.returncode == 0, f"import matchsafe loads {heavy}: {done.stderr}"


def test_the_help_of_the_command_line_loads_neither_the_model_nor_the_web() -> None:
    code = """
import sys
from matchsafe.cli import main
sys.argv = ["matchsafe", "--help"]
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
print("LOADED", sorted(set(sys.argv[1:]) & set(sys.modules)), [m for m in HEAVY if m in sys.modules])
"""
    heavy = ["numpy", "pydantic", "scipy", "jax", *WEB_ONLY]
    done = run(f"HEAVY = {heavy}\n{code}")
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().endswith("LOADED [] []"), done.stdout.splitlines()[-1]


def test_the_outlook_works_from_the_terminal_without_the_web_extra() -> None:
    code = f"""
import sys
for name in {WEB_ONLY}:
    sys.modules[name] = None  # an import of it now fails, as where it is not installed
from matchsafe.cli import main
sys.argv = ["matchsafe", *sys.argv[1:]]
main()
"""
    done = run(code, "outlook", str(SEASON), "--on", "2026-11-22")
    assert done.returncode == 0, done.stderr
    assert "in 100" in done.stdout


def test_the_model_answers_without_the_libraries_it_was_fitted_with() -> None:
    code = f"""
import sys
sys.modules["jax"] = sys.modules["numpyro"] = sys.modules["scipy"] = None
import matchsafe
from matchsafe.domain.plan import PlanRequest
from matchsafe.services.plan import plan
from matchsafe.workspace.seasonfile import load
season = load({str(SEASON)!r}).season
print(matchsafe.outlook(season).chance.basis)
print(plan(season, PlanRequest(budget=100)).status)
"""
    done = run(code)
    assert (done.returncode, done.stdout.split()) == (0, ["estimate", "searched"]), done.stderr
