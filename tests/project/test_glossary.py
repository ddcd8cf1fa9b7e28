"""The glossary names what is there, and pages that use its words lead to it."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
GLOSSARY = DOCS / "reference" / "glossary.md"
TERMS = re.findall(r"^### (.+)$", GLOSSARY.read_text(encoding="utf-8"), re.MULTILINE)
EVERYDAY = {
    "assumption",
    "estimate",
    "invited, scheduled, attended, ranked",
    "scenario",
    "signal",
    "strength",
}
"""Words that pages also use in their ordinary sense."""
PAGES = [
    p for p in sorted(DOCS.rglob("*.md")) if not {"generated", "_build"} & set(p.parts) and p != GLOSSARY
]


def test_each_term_says_where_it_lives_and_the_place_exists() -> None:
    entries = re.split(r"^### .+$", GLOSSARY.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    for term, entry in zip(TERMS, entries, strict=True):
        modules = re.findall(r"`(matchsafe(?:\.\w+)+)`", entry)
        assert modules, term
        assert all(importlib.util.find_spec(module) for module in modules), (term, modules)


def test_terms_are_in_the_glossary_once() -> None:
    assert len(TERMS) == len(set(TERMS)) > 30


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.relative_to(DOCS).as_posix())
def test_a_page_that_uses_a_term_links_to_the_glossary(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    prose = re.sub(r"```.*?```|`[^`]*`|^>>>.*?$", " ", text, flags=re.DOTALL | re.MULTILINE)
    used = [
        t for t in TERMS if t not in EVERYDAY and re.search(rf"(?<![\w-]){re.escape(t)}s?(?![\w-])", prose)
    ]
    assert not used or "glossary.md" in text, used
