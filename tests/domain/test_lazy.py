"""A public name is loaded when it is first asked for, once, and a wrong one is told as Python tells it."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest

from matchsafe.domain.lazy import loader


@pytest.fixture
def package(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    made = ModuleType("matchsafe.domain")
    monkeypatch.setitem(sys.modules, "matchsafe.domain", made)
    made.__dict__["__getattr__"] = loader("matchsafe.domain", {"Problem": "problem"})
    return made


def test_a_name_is_loaded_from_its_module_and_then_stays(package: ModuleType) -> None:
    from matchsafe.domain.problem import Problem

    assert "Problem" not in vars(package)
    assert package.Problem is Problem
    assert vars(package)["Problem"] is Problem


def test_a_name_that_is_not_there_is_told_as_python_tells_it(package: ModuleType) -> None:
    with pytest.raises(AttributeError, match=r"module 'matchsafe\.domain' has no attribute 'Nobody'"):
        _ = package.Nobody
