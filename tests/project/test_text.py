"""What a stranger sees first is true, and no file speaks of the place it was written in."""

from __future__ import annotations

import ast
import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "src").rglob("*.py"))
WRITTEN = ("src", "docs", "tests", "benchmarks", "scripts", "examples")
TEXT = {".py", ".md", ".yaml", ".yml", ".toml", ".html", ".css", ".js", ".svg", ".txt", ".ini", ""}
GENERATED = ("generated", "_build", "__pycache__", "vendor")
FOREIGN = {
    "a path of one machine": re.compile(r"(?<![\w.])/(?:work|root|home/\w+|Users/\w+)/|\.\./shared\b"),
    "a number in a tracker": re.compile(r"\b(?:issue|ticket|PR|pull request) #?\d+", re.IGNORECASE),
    "unfinished work": re.compile(r"\b(?:TODO|FIXME|XXX|lorem ipsum)\b"),
}


def written() -> list[Path]:
    top = [
        p
        for p in ROOT.iterdir()
        if p.is_file() and p.suffix in TEXT and not p.name.startswith((".coverage", ".git"))
    ]
    below = [p for folder in WRITTEN for p in (ROOT / folder).rglob("*") if p.is_file() and p.suffix in TEXT]
    kept = [p for p in top + below if not set(GENERATED) & set(p.parts)]
    return [p for p in kept if p != Path(__file__) and "validation" not in p.relative_to(ROOT).parts]


@pytest.mark.parametrize("what", FOREIGN)
def test_no_text_names(what: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for path in written()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if FOREIGN[what].search(line)
    ]
    assert not found, f"{what}:\n" + "\n".join(found)


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        p.relative_to(ROOT)
        for p in MODULES
        if not ast.get_docstring(ast.parse(p.read_text(encoding="utf-8")))
    ]
    assert not silent


def test_no_module_is_longer_than_400_lines() -> None:
    lengths = {str(p.relative_to(ROOT)): len(p.read_text(encoding="utf-8").splitlines()) for p in MODULES}
    assert not {name: length for name, length in lengths.items() if length > 400}


def test_no_function_is_longer_than_80_lines() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno >= 80
    ]
    assert not long


def test_no_two_classes_share_a_name() -> None:
    names = Counter(
        node.name
        for path in MODULES
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef)
    )
    assert not [name for name, count in names.items() if count > 1]


def test_the_readme_begins_with_the_two_commands() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    first = re.search(r"^```sh\n(.*?)^```", readme, re.DOTALL | re.MULTILINE)
    assert first
    assert [line.split("#")[0].strip() for line in first[1].splitlines()] == ["make demo", "make test"]


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"])
def test_links_of_the_front_pages_lead_somewhere(page: str) -> None:
    links = re.findall(r"\]\(([^)#]+)", (ROOT / page).read_text(encoding="utf-8"))
    missing = [link for link in links if "://" not in link and not (ROOT / link).exists()]
    assert not missing


def test_make_names_each_thing_it_can_do() -> None:
    done = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    named = {line.split()[1] for line in done.stdout.splitlines()}
    assert {"demo", "test", "serve", "lint", "bench", "docs", "screenshot", "help"} <= named


def test_the_notice_tells_who_owns_the_figures_and_whom_to_ask() -> None:
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    assert all(owner in notice for owner in ("NRMP", "AAMC", "AMA"))
    assert "must ask NRMP" in " ".join(notice.split())
    assert "beyond citing single facts" in notice


def test_every_vendored_asset_is_named_in_the_notice() -> None:
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    vendored = {p.parent for p in (ROOT / "src").rglob("vendor/*.js")}
    assert vendored
    assert all(str(folder.relative_to(ROOT)) in notice for folder in vendored)


def test_every_vendored_asset_is_in_the_notice_with_its_version_and_licence() -> None:
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    manifests = list((ROOT / "src").rglob("vendor/manifest.yaml"))
    assert manifests
    for entry in (e for m in manifests for e in yaml.safe_load(m.read_text(encoding="utf-8"))):
        name = entry["name"].partition(".")[0]
        assert f"{name} {entry['version']}" in notice
        assert f"({entry['licence'].partition(',')[0]})" in notice


@pytest.mark.parametrize("name", ["outlook", "plan"])
def test_the_pictures_of_the_readme_are_small_pngs(name: str) -> None:
    picture = (ROOT / "docs" / "images" / f"{name}.png").read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert int.from_bytes(picture[16:20], "big") == 1280
    assert len(picture) < 200_000
    assert f"docs/images/{name}.png" in (ROOT / "README.md").read_text(encoding="utf-8")
