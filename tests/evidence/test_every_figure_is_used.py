"""No figure lies about: each is named by the code that rests on it, or says that it is shown as context only.

A figure counts as used where the code, outside ``evidence`` itself and outside docstrings, has

- its id as a string: ``number("fees.eras_2026_first_30")``;
- an f-string that spells it, with each missing part a number or a string anywhere in the code:
  ``table(f"rol_length.{kind}")`` uses ``rol_length.us_img`` if ``"us_img"`` stands somewhere;
- a prefix it begins with: ``with_prefix("assumptions.")``;

or where a rule of ``advice/data`` or ``ranking/data`` names it as its source.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

import pytest
import yaml

from matchsafe import evidence

SOURCE: Final = Path(evidence.__file__).parents[1]
CONTEXT: Final = "context:"
RESTING: Final = {
    SOURCE / "evidence" / f"{name}.py" for name in ("calendar", "city_points", "metro", "program_codes")
}
"""The modules of the package that rest on figures instead of handing them out."""
FIGURES: Final = {f.id: f for f in evidence.figures()}
_ID: Final = re.compile(r"[a-z0-9_]+\.[a-z0-9_]+")
_FILE_ENDINGS: Final = (".yaml", ".py", ".html", ".css", ".js", ".json", ".svg", ".txt", ".md")


@dataclass
class Named:
    """What a stretch of code names: whole strings, patterns of f-strings, and prefixes."""

    strings: set[str] = field(default_factory=set)
    spelled: set[str] = field(default_factory=set)
    prefixes: set[str] = field(default_factory=set)

    def uses(self, figure_id: str, words: set[str]) -> bool:
        """Whether the code uses the figure; ``words`` are the strings an f-string may be filled with."""
        return (
            figure_id in self.strings
            or any(figure_id.startswith(p) for p in self.prefixes)
            or any(
                all(part in words or part.isdigit() for part in match.groups())
                for pattern in self.spelled
                if (match := re.fullmatch(pattern, figure_id))
            )
        )


def _pattern(text: ast.JoinedStr) -> str | None:
    """The pattern of an f-string that may spell an id; ``None`` if it cannot."""
    parts = [p.value if isinstance(p, ast.Constant) else None for p in text.values]
    known = "".join(str(p) for p in parts if p is not None)
    if not re.match(r"[a-z0-9_]+\.", str(parts[0])) or not re.fullmatch(r"[a-z0-9_.]+", known):
        return None
    return "".join("([a-z0-9_]+)" if p is None else re.escape(str(p)) for p in parts)


def _docstrings(nodes: Iterable[ast.AST]) -> set[int]:
    """Ids of the nodes that are strings standing alone as a statement."""
    return {id(n.value) for n in nodes if isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant)}


def _pieces(nodes: Iterable[ast.AST]) -> set[int]:
    """Ids of the nodes that are the fixed pieces of f-strings: no strings by themselves."""
    joined = (n for n in nodes if isinstance(n, ast.JoinedStr))
    return {id(piece) for n in joined for piece in n.values if isinstance(piece, ast.Constant)}


def named(code: Iterable[str]) -> Named:
    """What these modules name."""
    out = Named()
    for text in code:
        nodes = list(ast.walk(ast.parse(text)))
        skip = _docstrings(nodes) | _pieces(nodes)
        for node in nodes:
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skip:
                out.strings.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                if pattern := _pattern(node):
                    out.spelled.add(pattern)
            elif isinstance(node, ast.Call) and node.args:
                function = node.func
                name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
                argument = node.args[0]
                if name == "with_prefix" and isinstance(argument, ast.Constant):
                    out.prefixes.add(str(argument.value))
    return out


def _modules(*parts: str) -> list[str]:
    under = [SOURCE / part for part in parts] if parts else [SOURCE]
    paths = sorted(p for u in under for p in ([u] if u.is_file() else u.rglob("*.py")))
    return [p.read_text(encoding="utf-8") for p in paths if p.parent != SOURCE / "evidence" or p in RESTING]


@cache
def named_in(*parts: str) -> Named:
    """What the code of some parts of the package names, or all of it: read once, when the first test asks."""
    found = named(_modules(*parts))
    if not parts or "advice" in parts:
        found.strings |= _sources_of_rules()
    return found


def _sources_of_rules() -> set[str]:
    files = [f for part in ("advice", "ranking") for f in (SOURCE / part / "data").glob("*.yaml")]
    rules = (rule for f in files for rule in yaml.safe_load(f.read_text(encoding="utf-8")).values())
    return {rule["source"] for rule in rules if "source" in rule}


def used_anywhere(figure_id: str) -> bool:
    everywhere = named_in()
    return everywhere.uses(figure_id, everywhere.strings)


def test_an_assumption_or_a_rule_of_thumb_is_used() -> None:
    rests = [i for i, f in FIGURES.items() if f.kind in ("assumption", "rule_of_thumb")]
    assert [i for i in rests if not used_anywhere(i)] == [], "use them or take them out"


def test_a_published_figure_is_used_or_says_that_it_is_context() -> None:
    computed = [i for i, f in FIGURES.items() if not f.used_by.startswith(CONTEXT)]
    unused = [i for i in computed if FIGURES[i].kind in ("published", "derived") and not used_anywhere(i)]
    assert unused == [], f"nothing uses them: used_by has to begin with {CONTEXT!r}, or they should go"


def test_a_figure_shown_as_context_is_computed_with_nowhere() -> None:
    computing = named_in("odds", "advice").strings
    context = [i for i, f in FIGURES.items() if f.used_by.startswith(CONTEXT)]
    assert [i for i in context if i in computing] == [], "odds or advice uses them: say so in used_by"


def test_every_id_named_in_the_code_is_that_of_a_figure() -> None:
    files = set(evidence.file_names())
    ids = {
        s
        for s in named_in().strings
        if _ID.fullmatch(s) and s.partition(".")[0] in files and not s.endswith(_FILE_ENDINGS)
    }
    missing = {i: evidence.suggest(i, 1) for i in sorted(ids - set(FIGURES))}
    assert not missing, f"no such figures, and the nearest ones: {missing}"


def test_every_prefix_in_the_code_finds_figures() -> None:
    assert [p for p in sorted(named_in().prefixes) if not evidence.with_prefix(p)] == []


class TestTheLookItself:
    @pytest.mark.parametrize(
        "code",
        [
            'number("a.rate_2026")',
            'x = ("a.rate_2026", "b.other")',
            'y = f"a.{k}"; k = "rate_2026"',
            'y = f"a.{k}_2026"; k = "rate"',
            'y = f"a.rate_{k}"; k = "2026"',
            'y = f"a.{k}_{2025 + 1}"; k = "rate"',
            'evidence.with_prefix("a.")',
            'with_prefix("a.rate")',
        ],
    )
    def test_sees_a_use(self, code: str) -> None:
        found = named([code])
        assert found.uses("a.rate_2026", found.strings)

    @pytest.mark.parametrize(
        "code",
        [
            '"""Rests on a.rate_2026."""',
            '"a.rate_2026"',
            "# a.rate_2026",
            'y = f"a.{k}"; k = "other"',
            'y = f"a.{k} is not known"; k = "rate_2026"',
            'y = f"b.{k}"; k = "rate_2026"',
            'with_prefix("b.")',
            'x = "a.rate"',
        ],
    )
    def test_is_not_taken_in_by_what_is_no_use(self, code: str) -> None:
        found = named([code])
        assert not found.uses("a.rate_2026", found.strings)

    def test_takes_no_piece_of_an_f_string_for_an_id(self) -> None:
        assert named(['y = f"a.rate_{k}"']).strings == set()
