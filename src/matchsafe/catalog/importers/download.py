"""Downloading NRMP's public report, with the standard library, and the way by hand where that does not work.

This is the only module that opens a connection to the outside. It asks for a public file by its address and sends
nothing of the reader's.

A download that stops is begun again from its start: nothing half-downloaded is kept, so two versions of a report
cannot be joined.
"""

from __future__ import annotations

import os
import re
import tempfile
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

ADDRESS_VARIABLE: Final = "MATCHSAFE_NRMP_URL"
"""Environment variable with another address of the report."""
PAGE_VARIABLE: Final = "MATCHSAFE_NRMP_PAGE"
"""Environment variable with another address of the page that links it."""
_LARGEST_PAGE: Final = 5 * MEBIBYTE
_REPORT_LINK: Final = re.compile(r"""href=["']([^"']*program[-_%20]*results[^"']*\.pdf)["']""", re.IGNORECASE)
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


def address_of(given: str | None) -> str:
    """The address to download from: the given one, else the environment's, else the published one.

    Raises:
        CatalogFileError: If it is no web address.
    """
    address = (
        given
        or os.environ.get(ADDRESS_VARIABLE)
        or str(evidence.figure("program_codes.report_address").value)
    )
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
    request = Request(
        page, headers={"User-Agent": f"matchsafe/{version('matchsafe')}", "Accept": "text/html"}
    )
    try:
        with _opener().open(request, timeout=patience.silence) as answer:
            text = answer.read(_LARGEST_PAGE).decode("utf-8", "replace")
    except (HTTPException, OSError):
        return None
    found = [urljoin(page, href) for href in _REPORT_LINK.findall(text)]
    fitting = [a for a in found if urlsplit(a).scheme in ("http", "https")]
    return max(fitting, key=lambda a: (max(map(int, _YEARS.findall(a)), default=0), a), default=None)


def fetch_list(address: str | None, to: Path, watch: Watch = UNWATCHED) -> int:
    """Download NRMP's list; where the published address leads nowhere, from the newest one its page links.

    Raises:
        CatalogFileError: If neither works; the message tells the way by hand.
        ImportCancelled: If ``watch`` says so.
    """
    where = address_of(address)
    try:
        return fetch(where, to, watch=watch)
    except CatalogFileError as error:
        moved = any(p.code == "http" for p in error.problems)
        if address or not moved or (found := newest_address()) in (None, where):
            raise
        return fetch(address_of(found), to, watch=watch)


def fetch(
    address: str,
    to: Path,
    *,
    force: bool = False,
    patience: Patience | None = None,
    watch: Watch = UNWATCHED,
    clock: Callable[[], float] = time.monotonic,
) -> int:
    """Download a PDF into a file that appears whole or not at all.

    Args:
        address: Where from; see ``address_of``.
        to: The file to write.
        force: Whether a file that is there may be replaced.
        patience: How long to wait and how much to take.
        watch: Told bytes done and in all (0 if the server does not say), and asked whether to go on.
        clock: Seconds that only grow.

    Returns:
        The size in bytes.

    Raises:
        CatalogFileError: If it cannot be downloaded or is no PDF; the message tells the way by hand.
        ImportCancelled: If ``watch`` says so.
    """
    patience = patience or Patience()
    if to.exists() and not force:
        raise refuse(
            f"{to} is already there. Give another name with --to, or --force to replace it.", "exists"
        )
    if not to.absolute().parent.is_dir():
        raise refuse(f"There is no folder {to.absolute().parent}.", "no_folder")
    try:
        handle, part = tempfile.mkstemp(prefix=f".{to.name}.", suffix=".part", dir=to.absolute().parent)
    except OSError as error:
        raise refuse(f"{to} cannot be written: {error.strerror}.", "unwritable") from error
    try:
        with os.fdopen(handle, "wb") as file:
            size = _download(address, file, patience, watch, clock)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(part, 0o666 & ~_umask())
        os.replace(part, to)
    finally:
        Path(part).unlink(missing_ok=True)
    return size


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def by_hand() -> str:
    """How to get the report without this tool."""
    page = evidence.figure("program_codes.report_page").value
    return (
        f'By hand: open {page} in your browser, find "Program Results", save the PDF, and run: '
        "matchsafe catalog import FILE"
    )


def _failed(why: str, code: str) -> CatalogFileError:
    return refuse(f"The report was not downloaded: {why}. {by_hand()}", code)


class _OnlyWeb(HTTPRedirectHandler):
    """Follows a redirect to another web address, and to nothing else."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> Request | None:
        if urlsplit(newurl).scheme not in ("http", "https"):
            raise _failed(f"the server leads to {newurl[:100]!r}, which is no web address", "redirect")
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


def _download(
    address: str, file: IO[bytes], patience: Patience, watch: Watch, clock: Callable[[], float]
) -> int:
    request = Request(
        address, headers={"User-Agent": f"matchsafe/{version('matchsafe')}", "Accept": "application/pdf"}
    )
    until = clock() + patience.whole
    try:
        with _opener().open(request, timeout=patience.silence) as answer:
            promised = _promised(answer.headers, patience.most)
            return _copy(answer, file, promised, patience, watch, until, clock)
    except HTTPError as error:
        error.close()
        gone = (
            " (the file may have moved; give its new address with --from)" if error.code in (404, 410) else ""
        )
        raise _failed(f"{address} answered {error.code}{gone}", "http") from error
    except TimeoutError as error:
        raise _failed(f"{address} did not answer for {patience.silence:g} seconds", "timeout") from error
    except URLError as error:
        raise _failed(
            f"{urlsplit(address).hostname} cannot be reached ({_reason(error)})", "offline"
        ) from error
    except (HTTPException, OSError) as error:
        raise _failed(f"the connection broke ({_reason(error)})", "broken") from error


def _reason(error: Exception) -> str:
    inner = getattr(error, "reason", error)
    return getattr(inner, "strerror", None) or str(inner) or type(inner).__name__


def _promised(headers: Message, most: int) -> int:
    """The size the server announces; 0 if it does not."""
    kind = headers.get_content_type()
    if kind.startswith("text/") or kind in ("application/json", "application/xhtml+xml"):
        raise _failed(
            f"the address gave {kind}, perhaps a page about the report, and not a PDF", "wrong_type"
        )
    length = headers.get("Content-Length", "")
    promised = int(length) if length.isascii() and length.isdigit() and len(length) < 16 else 0
    if promised > most:
        raise _too_large(most)
    return promised


def _too_large(most: int) -> CatalogFileError:
    return _failed(f"it is larger than {most / MEBIBYTE:,.0f} MB, which NRMP's report is not", "too_large")


def _copy(
    answer: Any,
    file: IO[bytes],
    promised: int,
    patience: Patience,
    watch: Watch,
    until: float,
    clock: Callable[[], float],
) -> int:
    done = 0
    head = b""
    watch.step(0, promised)
    while chunk := answer.read1(_CHUNK):
        done += len(chunk)
        if done > patience.most:
            raise _too_large(patience.most)
        if clock() > until:
            raise _failed(f"it took more than {patience.whole:g} seconds", "timeout")
        if len(head) < _HEAD:
            head = (head + chunk)[:_HEAD]
        file.write(chunk)
        watch.step(done, promised)
    if promised and done < promised:
        raise _failed(f"it was cut off after {done:,} of {promised:,} bytes; try again", "cut_off")
    if b"%PDF-" not in head:
        raise _failed("what came is no PDF", "wrong_type")
    return done
