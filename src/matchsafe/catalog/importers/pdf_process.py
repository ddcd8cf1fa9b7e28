"""Run as a process: the lines of each page of a PDF as JSON, through pypdfium2 (in the extra ``catalog``)."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any, Final

MOST_PAGES: Final = 1_000
MOST_PAGE_TEXT: Final = 200_000
"""Characters on a page."""
CPU_SECONDS: Final = 240
_SAVE_AGAIN: Final = "Download it again from where it was published."


class _PdfRefusal(Exception):  # noqa: N818 - an answer, more than an error
    """What is said of a PDF that is not read: a sentence and a code."""


def _limit(memory: int) -> None:
    with suppress(ImportError, ValueError, OSError):  # Windows has none; a lower limit stays
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _open(path: Path) -> tuple[ModuleType, Any]:
    try:
        import pypdfium2
    except ImportError:
        raise _PdfRefusal(
            'Reading a PDF needs the extra "catalog": pip install "matchsafe[catalog]".', "no_extra"
        ) from None
    try:
        return pypdfium2, pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        said = str(error).lower()
        if "password" in said or "security" in said:
            raise _PdfRefusal(
                f"{path.name} is protected by a password. Save it without one.", "password"
            ) from None
        raise _PdfRefusal(f"{path.name} is damaged or no PDF. {_SAVE_AGAIN}", "damaged") from None


def _read(path: Path) -> Iterator[dict[str, Any]]:
    pdfium, document = _open(path)
    count = len(document)
    if not 0 < count <= MOST_PAGES:
        raise _PdfRefusal(
            f"{path.name} has {count:,} pages; the most that is read is {MOST_PAGES:,} (NRMP's report has 200).",
            "pages",
        )
    yield {"pages": count}
    for index in range(count):
        try:
            page = document[index]
            text = page.get_textpage()
            length = text.count_chars()
            if length > MOST_PAGE_TEXT:
                raise _PdfRefusal(f"Page {index + 1} holds {length:,} characters: this is no list.", "page")
            whole = text.get_text_range()
            text.close()
            page.close()
        except (pdfium.PdfiumError, ValueError):
            raise _PdfRefusal(
                f"Page {index + 1} cannot be read: the file is damaged. {_SAVE_AGAIN}", "damaged"
            ) from None
        yield {"lines": [" ".join(line.split()) for line in whole.splitlines() if line.strip()]}


def main(path: str, memory: str) -> None:
    """Write the number of pages, then each page; or why the file is not read.

    Args:
        path: Of the PDF.
        memory: Bytes this process may ask for.
    """
    _limit(int(memory))
    try:
        for told in _read(Path(path)):
            print(json.dumps(told), flush=True)  # noqa: T201 - this is how it answers
    except _PdfRefusal as refused:
        print(json.dumps({"refused": refused.args}), flush=True)  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:3])
