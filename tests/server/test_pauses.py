"""What is loaded when a server starts is looked through for cycles no more."""

from __future__ import annotations

import subprocess
import sys

AFTER = """
import gc
from matchsafe.server.workers import shorten_pauses
kept = [[] for _ in range(20_000)]
shorten_pauses()
print(gc.get_freeze_count() > 20_000, gc.isenabled(), gc.get_threshold()[0] > 700)
"""


def test_what_is_loaded_is_left_out_and_new_cycles_are_still_found() -> None:
    ran = subprocess.run([sys.executable, "-c", AFTER], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["True", "True", "True"]
