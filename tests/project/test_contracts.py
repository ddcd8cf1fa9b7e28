"""The direction of imports holds."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def lint_imports(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--no-logo", *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, timeout=300)


def test_imports_point_inward_and_the_faces_leave_each_other_and_sql_alone() -> None:
    done = lint_imports()
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_contract_turned_upside_down_is_noticed(tmp_path: Path) -> None:
    """The contracts can fail: the same tool refuses a domain placed above the evidence that imports it."""
    config = tmp_path / "wrong.ini"
    config.write_text(
        "[importlinter]\nroot_package = matchsafe\n"
        "[importlinter:contract:wrong]\nname = wrong\ntype = layers\ncontainers = matchsafe\n"
        "layers =\n    domain\n    evidence\n    odds\n"
    )
    done = lint_imports("--config", str(config))
    assert done.returncode != 0
    assert "matchsafe.odds" in done.stdout
