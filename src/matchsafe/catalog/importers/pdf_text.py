"""The text of a PDF, page by page, through pypdfium2 (in the extra ``catalog``)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Lock
from types import ModuleType
from typing import Any, Final

from matchsafe.catalog.importers.problems import UNWATCHED, CatalogFileError, Watch, list_source, refuse

MOST_PAGES: Final = 1_000
MOST_PAGE_TEXT: Final = 200_000
"""Characters on a page."""
_ONE_AT_A_TIME: Final = Lock()
"""PDFium may not be entered by two threads."""
_SAVE_AGAIN: Final = "Download it again from where it was published."


def page_lines(path: Path, watch: Watch = UNWATCHED) -> Iterator[tuple[int, list[str]]]:
    """Number and lines of each page, in order, without blanks at either end of a line.

    Raises:
        CatalogFileError: If it is no PDF, has a password, is damaged or too large, or the extra is missing.
        ImportCancelled: If ``watch`` says so.
    """
    list_source(path)
    pdfium = _library()
    document = _opened(pdfium, path)
    try:
        with _ONE_AT_A_TIME:
            count = len(document)
        if not 0 < count <= MOST_PAGES:
            raise refuse(
                f"{path.name} has {count:,} pages; the most that is read is {MOST_PAGES:,} (NRMP's report has 200).",
                "pages",
            )
        for index in range(count):
            watch.step(index, count)
            yield index + 1, _page(pdfium, document, index)
        watch.step(count, count)
    finally:
        with _ONE_AT_A_TIME:
            document.close()


def _library() -> ModuleType:
    try:
        import pypdfium2
    except ImportError as error:
        raise refuse(
            'Reading a PDF needs the extra "catalog": pip install "matchsafe[catalog]".', "no_extra"
        ) from error
    return pypdfium2  # type: ignore[no-any-return]


def _opened(pdfium: ModuleType, path: Path) -> Any:
    try:
        with _ONE_AT_A_TIME:
            return pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        said = str(error).lower()
        if "password" in said or "security" in said:
            raise refuse(
                f"{path.name} is protected by a password. Save it without one.", "password"
            ) from error
        raise refuse(f"{path.name} is damaged or no PDF. {_SAVE_AGAIN}", "damaged") from error


def _page(pdfium: ModuleType, document: Any, index: int) -> list[str]:
    try:
        with _ONE_AT_A_TIME:
            page = document[index]
            try:
                text = page.get_textpage()
                try:
                    count = text.count_chars()
                    if count > MOST_PAGE_TEXT:
                        raise refuse(f"Page {index + 1} holds {count:,} characters: this is no list.", "page")
                    whole: str = text.get_text_range()
                finally:
                    text.close()
            finally:
                page.close()
    except CatalogFileError:
        raise
    except (pdfium.PdfiumError, ValueError) as error:
        raise refuse(
            f"Page {index + 1} cannot be read: the file is damaged. {_SAVE_AGAIN}", "damaged"
        ) from error
    return [" ".join(line.split()) for line in whole.splitlines() if line.strip()]
