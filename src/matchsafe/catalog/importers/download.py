"""Downloading public files, with the standard library, and the way by hand where that does not work.

This is the only module that opens a connection to the outside. It asks for a public file by its address and sends
nothing of the reader's.

A download that stops is begun again from its start: nothing half-downloaded is kept, so two versions of a file
cannot be joined.
"""

from __future__ import annotations

import html
import os
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPException
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import urljoin, urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
)

from matchsafe import evidence
from matchsafe.catalog.importers.problems import UNWATCHED, CatalogFileError, Watch, refuse
from matchsafe.tabular import LIST_LIMITS, MEBIBYTE
from matchsafe.whole_file import whole_file

ADDRESS_VARIABLE: Final = "MATCHSAFE_NRMP_URL"
"""Environment variable with another address of the report."""
PAGE_VARIABLE: Final = "MATCHSAFE_NRMP_PAGE"
"""Environment variable with another address of the page that links it."""
_LARGEST_PAGE: Final = 5 * MEBIBYTE
_REPORT_LINK: Final = re.compile(
    r"""(?<=["'])[^"'<>]*program[-_%20]*results[^"'<>]*\.pdf(?=["'])""", re.IGNORECASE
)
_YEARS: Final = re.compile(r"20\d\d")
_CHUNK: Final = 64 * 1024
_HEAD: Final = 1024


@dataclass(frozen=True)
class Patience:
    """How long to wait and how much to take.

    Attributes:
        silence: Seconds without a byte before giving up.
        whole: Seconds for everything.
        most: Bytes.
    """

    silence: float = 30
    whole: float = 900
    most: int = LIST_LIMITS.size


@dataclass(frozen=True)
class Download:
    """What a download shall be, and what is said where it is something else.

    Attributes:
        what: Names it in messages.
        form: "PDF", "ZIP" (which a workbook is too) or "CSV".
        by_hand: The way without this tool.
    """

    what: str
    form: str
    by_hand: str

    def refuses_type(self, kind: str) -> bool:
        """Whether a server says that it sends something else."""
        if self.form == "CSV":
            return kind in ("text/html", "application/xhtml+xml")
        return kind.startswith("text/") or kind in ("application/json", "application/xhtml+xml")

    def fits(self, head: bytes) -> bool:
        """Whether the first bytes are those of such a file."""
        if self.form == "PDF":
            return b"%PDF-" in head
        if self.form == "ZIP":
            return head.startswith(b"PK\x03\x04")
        return b"," in head and not head.lstrip().startswith((b"<", b"{", b"["))


def national_list() -> Download:
    """NRMP's report."""
    page = evidence.figure("program_codes.report_page").value
    by_hand = (
        f'By hand: open {page} in your browser, find "Program Results", save the PDF, and run: '
        "matchsafe catalog import FILE"
    )
    return Download("The report", "PDF", by_hand)


def address_of(given: str | None) -> str:
    """The address of NRMP's report: the given one, else the environment's, else the published one.

    Raises:
        CatalogFileError: If it is no web address.
    """
    return check_address(
        given
        or os.environ.get(ADDRESS_VARIABLE)
        or str(evidence.figure("program_codes.report_address").value)
    )


def check_address(address: str) -> str:
    """An address that can be asked.

    Raises:
        CatalogFileError: If it is no web address.
    """
    try:
        parts = urlsplit(address)
        fine = (
            parts.scheme in ("http", "https")
            and bool(parts.hostname)
            and address.isascii()
            and address.isprintable()
        )
        fine = fine and " " not in address and (parts.port is None or parts.port > 0)
    except ValueError:
        fine = False
    if not fine:
        raise refuse(f"{address[:200]!r} is no web address. Accepted: http://... or https://...", "address")
    return address


def newest_address(page: str | None = None, patience: Patience | None = None) -> str | None:
    """The address of the newest "Program Results" that NRMP's page of reports links; ``None`` if it links none.

    Args:
        page: Its address; ``MATCHSAFE_NRMP_PAGE`` or the published one if left out.
        patience: How long to wait.
    """
    patience = patience or Patience()
    page = page or os.environ.get(PAGE_VARIABLE) or str(evidence.figure("program_codes.report_page").value)
    found = links_of(page, _REPORT_LINK, patience)
    return max(found, key=lambda a: (max(map(int, _YEARS.findall(a)), default=0), a), default=None)


def links_of(page: str, link: re.Pattern[str], patience: Patience) -> list[str]:
    """The addresses on a page that a pattern finds, whole; none if the page cannot be had."""
    request = Request(page, headers=_headers("text/html,application/json"))
    try:
        with _opener().open(request, timeout=patience.silence) as answer:
            text = answer.read(_LARGEST_PAGE).decode("utf-8", "replace")
    except (HTTPException, OSError):
        return []
    found = (urljoin(page, html.unescape(m[0])) for m in link.finditer(text.replace("\\/", "/")))
    return [a for a in dict.fromkeys(found) if urlsplit(a).scheme in ("http", "https")]


def fetch_list(address: str | None, to: Path, watch: Watch = UNWATCHED, *, force: bool = False) -> int:
    """Download NRMP's list; where the published address leads nowhere, from the newest one its page links.

    Raises:
        CatalogFileError: If neither works; the message tells the way by hand.
        ImportCancelled: If ``watch`` says so.
    """
    where = address_of(address)
    try:
        return fetch(where, to, force=force, watch=watch)
    except CatalogFileError as error:
        moved = any(p.code == "http" for p in error.problems)
        if address or not moved or (found := newest_address()) in (None, where):
            raise
        return fetch(address_of(found), to, force=force, watch=watch)


def fetch(
    address: str,
    to: Path,
    *,
    force: bool = False,
    patience: Patience | None = None,
    watch: Watch = UNWATCHED,
    clock: Callable[[], float] = time.monotonic,
    wanted: Download | None = None,
) -> int:
    """Download a file that appears whole or not at all.

    Args:
        address: Where from; see ``address_of``.
        to: The file to write.
        force: Whether a file that is there may be replaced.
        patience: How long to wait and how much to take.
        watch: Told bytes done and in all (0 if the server does not say), and asked whether to go on.
        clock: Seconds that only grow.
        wanted: What it shall be; NRMP's report if left out.

    Returns:
        The size in bytes.

    Raises:
        CatalogFileError: If it cannot be downloaded or is something else; the message tells the way by hand.
        ImportCancelled: If ``watch`` says so.
    """
    patience = patience or Patience()
    check_place(to, force=force)
    try:
        with whole_file(to) as part, part.open("wb") as file:
            transfer = _Transfer(address, wanted or national_list(), patience, watch, clock)
            return transfer.into(file)
    except OSError as error:
        raise refuse(f"{to} cannot be written: {error.strerror}.", "unwritable") from error


def check_place(to: Path, *, force: bool) -> None:
    """Refuse to write where a file is, or no folder.

    Raises:
        CatalogFileError: If it cannot be written there.
    """
    if to.exists() and not force:
        raise refuse(
            f"{to} is already there. Give another name with --to, or --force to replace it.", "exists"
        )
    if not to.absolute().parent.is_dir():
        raise refuse(f"There is no folder {to.absolute().parent}.", "no_folder")


def download_error(why: str, code: str, wanted: Download) -> CatalogFileError:
    """The error of a download that did not work, with the way by hand."""
    return refuse(f"{wanted.what} was not downloaded: {why}. {wanted.by_hand}", code)


def _headers(accept: str) -> dict[str, str]:
    return {"User-Agent": f"matchsafe/{version('matchsafe')}", "Accept": accept}


class _Elsewhere(Exception):  # noqa: N818 - becomes the error of a download
    """A redirect to what is no web address."""


class _OnlyWeb(HTTPRedirectHandler):
    """Follows a redirect to another web address, and to nothing else."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> Request | None:
        if urlsplit(newurl).scheme not in ("http", "https"):
            raise _Elsewhere(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _opener() -> OpenerDirector:
    opener = OpenerDirector()
    handlers = (
        ProxyHandler,
        HTTPHandler,
        HTTPSHandler,
        HTTPDefaultErrorHandler,
        _OnlyWeb,
        HTTPErrorProcessor,
    )
    for handler in handlers:
        opener.add_handler(handler())
    return opener


@dataclass(frozen=True)
class _Transfer:
    """One file on its way."""

    address: str
    wanted: Download
    patience: Patience
    watch: Watch
    clock: Callable[[], float]

    def into(self, file: IO[bytes]) -> int:
        """Write the file; its size."""
        request = Request(self.address, headers=_headers("*/*"))
        until = self.clock() + self.patience.whole
        try:
            with _opener().open(request, timeout=self.patience.silence) as answer:
                return self._copy(answer, file, self._promised(answer.headers), until)
        except _Elsewhere as error:
            where = str(error)[:100]
            raise self._failed(
                f"the server leads to {where!r}, which is no web address", "redirect"
            ) from error
        except HTTPError as error:
            error.close()
            moved = " (the file may have moved; give its new address with --from)"
            gone = moved if error.code in (404, 410) else ""
            raise self._failed(f"{self.address} answered {error.code}{gone}", "http") from error
        except TimeoutError as error:
            silence = f"{self.patience.silence:g} seconds"
            raise self._failed(f"{self.address} did not answer for {silence}", "timeout") from error
        except URLError as error:
            host = urlsplit(self.address).hostname
            raise self._failed(f"{host} cannot be reached ({_reason(error)})", "offline") from error
        except (HTTPException, OSError) as error:
            raise self._failed(f"the connection broke ({_reason(error)})", "broken") from error

    def _failed(self, why: str, code: str) -> CatalogFileError:
        return download_error(why, code, self.wanted)

    def _promised(self, headers: Message) -> int:
        """The size the server announces; 0 if it does not."""
        kind = headers.get_content_type()
        if self.wanted.refuses_type(kind):
            about = f"perhaps a page about the file, and not a {self.wanted.form}"
            raise self._failed(f"the address gave {kind}, {about}", "wrong_type")
        length = headers.get("Content-Length", "")
        promised = int(length) if length.isascii() and length.isdigit() and len(length) < 16 else 0
        if promised > self.patience.most:
            raise self._too_large()
        return promised

    def _too_large(self) -> CatalogFileError:
        most = f"{self.patience.most / MEBIBYTE:,.0f} MB"
        return self._failed(f"it is larger than {most}, which this file is not", "too_large")

    def _copy(self, answer: Any, file: IO[bytes], promised: int, until: float) -> int:
        done, head = 0, b""
        self.watch.step(0, promised)
        while chunk := answer.read1(_CHUNK):
            done += len(chunk)
            if done > self.patience.most:
                raise self._too_large()
            if self.clock() > until:
                raise self._failed(f"it took more than {self.patience.whole:g} seconds", "timeout")
            if len(head) < _HEAD:
                head = (head + chunk)[:_HEAD]
            file.write(chunk)
            self.watch.step(done, promised)
        if promised and done < promised:
            raise self._failed(f"it was cut off after {done:,} of {promised:,} bytes; try again", "cut_off")
        if not self.wanted.fits(head):
            raise self._failed(f"what came is no {self.wanted.form}", "wrong_type")
        return done


def _reason(error: Exception) -> str:
    inner = getattr(error, "reason", error)
    return getattr(inner, "strerror", None) or str(inner) or type(inner).__name__
