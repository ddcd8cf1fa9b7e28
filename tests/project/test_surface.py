"""The names other programs may rely on."""

from __future__ import annotations

import subprocess
import sys

import matchsafe


def test_the_public_names_of_the_package_are_these() -> None:
    names = [
        "CouplePlanReport", "CoupleRankReport", "CoupleRequest", "CoupleWishes", "Outlook", "PlanReport", "PlanRequest",
        "RankReport", "Season", "__version__", "couples", "outlook", "plan", "plan_couple", "rank",
    ]  # fmt: skip
    assert sorted(matchsafe.__all__) == names


def test_each_public_name_is_there() -> None:
    assert all(getattr(matchsafe, name) is not None for name in matchsafe.__all__)


def test_outlook_is_still_to_be_called_after_every_module_was_imported() -> None:
    """A module of the same name would take its place as soon as something imports it."""
    code = """
import importlib, pkgutil, matchsafe
for found in pkgutil.walk_packages(matchsafe.__path__, "matchsafe."):
    if not any(part in found.name for part in (".fit", ".__main__", ".migrations")):
        importlib.import_module(found.name)
assert callable(matchsafe.outlook), matchsafe.outlook
assert callable(matchsafe.plan), matchsafe.plan
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
