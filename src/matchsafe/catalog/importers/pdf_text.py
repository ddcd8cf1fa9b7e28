"""The text of a PDF, page by page, read in a process of its own with limits of memory and time.

A PDF of a few kilobytes can ask for any amount of memory before a page of it can be looked at.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Timer
from typing import Final

from matchsafe.catalog.importers.problems import UNWATCHED, Watch, list_source, refuse

SECONDS: Final = 300.0
"""How long a PDF may take; NRMP's report of 200 pages takes two."""
_PROCESS: Final = Path(__file__).with_name("pdf_process.py")
"""It is run as a file, without the rest of matchsafe: a tenth of a second instead of half of one."""
MEMORY: Final = 1024**3
"""Bytes it may ask for."""


def page_lines(path: Path, watch: Watch = UNWATCHED) -> Iterator[tuple[int, list[str]]]:
    """Number and lines of each page, in order, without blanks at either end of a line.

    Raises:
        CatalogFileError: If it is no PDF, has a password, is damaged or too large, or the extra is missing.
        ImportCancelled: If ``watch`` says so.
    """
    list_source(path)
    command = [sys.executable, "-P", str(_PROCESS), str(path), str(MEMORY)]
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as child:
        limit = Timer(SECONDS, child.kill)
        limit.start()
        try:
            yield from _pages(child, path, watch)
        finally:
            limit.cancel()
            child.kill()


def _pages(child: subprocess.Popen[bytes], path: Path, watch: Watch) -> Iterator[tuple[int, list[str]]]:
    assert child.stdout is not None
    count = seen = 0
    for line in child.stdout:
        try:
            told = json.loads(line)
        except ValueError:  # it was ended while it wrote
            break
        if "refused" in told:
            raise refuse(*told["refused"])
        if "pages" in told:
            count = told["pages"]
            continue
        watch.step(seen, count)
        seen += 1
        yield seen, told["lines"]
    if not count or seen < count:
        raise refuse(
            f"{path.name} asks for more memory or time than any list needs, or is damaged. Download it again from "
            "where it was published, or bring in a table (CSV, Excel) instead.",
            "page",
        )
    watch.step(count, count)
