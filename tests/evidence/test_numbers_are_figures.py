"""The numbers that odds and advice rest on are figures: none is written in their code.

A number literal may stand in ``odds/*.py`` (not ``odds/fit``) and ``advice/**/*.py`` only if it is

- 0, 1, 2, 100 or 0.5, or one of these with a minus sign;
- an index (``x[3]``, ``x[:, 4]``) or a number of digits or an axis (``round(x, 3)``, ``axis=3``);
- in a statement that says ``# not a figure: why``; or
- in a module-level ``Final`` constant with a docstring or a comment.
"""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Final

import pytest

from matchsafe import evidence

SOURCE: Final = Path(evidence.__file__).parents[1]
PATHS: Final = sorted([*(SOURCE / "odds").glob("*.py"), *(SOURCE / "advice").rglob("*.py")])
ALLOWED: Final = frozenset({0, 1, 2, 100, 0.5})
MARK: Final = "# not a figure:"
_SHAPES: Final = frozenset({"axis", "ndigits", "decimals", "maxsize", "stacklevel"})


def _comments(code: str) -> dict[int, str]:
    tokens = tokenize.generate_tokens(io.StringIO(code).readline)
    return {t.start[0]: t.string for t in tokens if t.type == tokenize.COMMENT}


def _excused(comment: str) -> bool:
    _, mark, why = comment.partition(MARK)
    return bool(mark and why.strip())


def _lines(node: ast.AST) -> range:
    """The lines of an expression or a simple statement."""
    return range(node.lineno, (node.end_lineno or node.lineno) + 1)  # type: ignore[attr-defined]


def _named_constants(tree: ast.Module, comments: dict[int, str]) -> Iterator[ast.stmt]:
    """Module-level ``Final`` constants that say what they are."""
    for node, after in zip_longest(tree.body, tree.body[1:]):
        if not isinstance(node, ast.AnnAssign) or "Final" not in ast.unparse(node.annotation):
            continue
        documented = isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant)
        commented = any(line in comments for line in range(node.lineno - 1, (node.end_lineno or 0) + 1))
        if documented or commented:
            yield node


def _of_shape(tree: ast.Module) -> Iterator[ast.AST]:
    """Indices, numbers of digits, axes."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript):
            yield from _index(node.slice)
        elif isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name) and node.func.id == "round":
                yield from node.args[1:]
            yield from (k.value for k in node.keywords if k.arg in _SHAPES)


def _index(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Constant):
        yield node
    elif isinstance(node, ast.UnaryOp):
        yield node.operand
    elif isinstance(node, ast.Tuple):
        for element in node.elts:
            yield from _index(element)
    elif isinstance(node, ast.Slice):
        for end in (node.lower, node.upper, node.step):
            if end is not None:
                yield from _index(end)


def stray_numbers(code: str) -> list[tuple[int, float]]:
    """Line and value of each number that is written where a figure should be asked for."""
    tree, comments = ast.parse(code), _comments(code)
    free = {id(n) for n in _of_shape(tree)}
    for constant in _named_constants(tree, comments):
        free.update(id(n) for n in ast.walk(constant))
    for node in ast.walk(tree):
        simple = isinstance(node, ast.stmt) and not hasattr(node, "body")
        if (simple or isinstance(node, ast.Constant)) and any(
            _excused(comments.get(i, "")) for i in _lines(node)
        ):
            free.update(id(n) for n in ast.walk(node))
    return sorted(
        (n.lineno, n.value)
        for n in ast.walk(tree)
        if isinstance(n, ast.Constant)
        and isinstance(n.value, int | float)
        and not isinstance(n.value, bool)
        and n.value not in ALLOWED
        and id(n) not in free
    )


@pytest.mark.parametrize("path", PATHS, ids=lambda p: str(p.relative_to(SOURCE)))
def test_no_number_is_written_where_a_figure_should_be_asked_for(path: Path) -> None:
    stray = stray_numbers(path.read_text(encoding="utf-8"))
    assert not stray, "\n".join(f"{path}:{line}: {value} is not a figure" for line, value in stray)


def test_there_is_code_to_look_at() -> None:
    assert {p.parent.name for p in PATHS} >= {"odds", "advice"}
    assert not [p for p in PATHS if "fit" in p.relative_to(SOURCE).parts]


@pytest.mark.parametrize(
    "code",
    [
        "x = y * 0.123",
        "if ranks > 12:\n    pass",
        "def f(n=7):\n    return n",
        "x = -3",
        "x = 1e-3",
        "STEP = 245\n'''Documented, but not Final.'''",
        "STEP: Final = 245",
        "def f():\n    step: Final = 245\n    '''Not of the module.'''",
        "x = 0.123  # not a figure:",
        "x = 0.123  # a constant",
        "if n > 12:\n    x = 1  # not a figure: the one above is not excused",
        "x = y[z * 12]",
        "x = round(12)",
        "due = date(2027, 3, 19)",
        "x = f'{n * 12}'",
    ],
)
def test_a_stray_number_is_seen(code: str) -> None:
    assert stray_numbers(code)


@pytest.mark.parametrize(
    "code",
    [
        "x = 1 - 0.5 * y + 2 * -1 + 0.0 + 100",
        "x = y[3] + y[-4] + y[:, 5] + y[3:7]",
        "x = round(y, 3) + y.sum(axis=3)",
        "ok = True",
        "x = 'about 71 in 100'",
        "x = f'{y:.3f}'",
        "x = 0.123  # not a figure: a unit of length",
        "x = f(\n    3,\n    4,  # not a figure: the size of the grid\n)",
        "if n > 12:  # not a figure: months of the year\n    pass",
        "GRID: Final = 64\n'''Nodes of the quadrature.'''",
        "GRID: Final[int] = 64  # nodes of the quadrature",
        "# Nodes of the quadrature.\nGRID: Final = 64",
    ],
)
def test_what_is_no_figure_is_let_through(code: str) -> None:
    assert stray_numbers(code) == []
