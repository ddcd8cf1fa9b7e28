"""Downloading the newest edition of a public file of the US government, all its parts together."""

from __future__ import annotations

import os
import re
import tempfile
import zipfile
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from urllib.parse import urlsplit

from matchsafe.catalog.importers.download import (
    Download,
    Patience,
    check_address,
    check_place,
    download_error,
    fetch,
    links_of,
)
from matchsafe.catalog.importers.federal.sources import LIMITS, PublicSource
from matchsafe.catalog.importers.problems import UNWATCHED, CatalogFileError, Watch


def public_file(source: PublicSource, address: str) -> Download:
    """A file of an office of the US government."""
    by_hand = f"By hand: open {source.people} in your browser, {source.by_hand}, and run: matchsafe catalog import FILE"
    csv = urlsplit(address).path.casefold().endswith(".csv")
    return Download(f"{source.source}", "CSV" if csv else "ZIP", by_hand)


def newest_files(source: PublicSource, patience: Patience | None = None) -> tuple[str, ...]:
    """The addresses of a public file's newest edition: those its page links, else where it was last seen."""
    whole = re.compile(rf"""[^\s"'<>()]*{source.link.pattern}""", re.IGNORECASE)
    found = links_of(source.page_address(), whole, patience or Patience())
    if source.link.groups:
        years = {a: (m[1] if (m := source.link.search(a)) else "") for a in found}
        found = [a for a in found if years[a] == max(years.values())]
    return tuple(found) or source.addresses


def fetch_public(
    source: PublicSource,
    addresses: Sequence[str],
    to: Path,
    watch: Watch = UNWATCHED,
    patience: Patience | None = None,
    *,
    force: bool = False,
) -> int:
    """Download a public file; into a ZIP archive if ``to`` is called so, which holds all its parts.

    Args:
        source: Which one.
        addresses: Where from; the environment's, else those of the newest edition, if there are none.
        to: The file to write.
        watch: Told bytes done, and asked whether to go on.
        patience: How long to wait and how much to take.
        force: Whether a file that is there may be replaced.

    Returns:
        The size in bytes.

    Raises:
        CatalogFileError: If no part of it can be had; the message tells the way by hand.
        ImportCancelled: If ``watch`` says so.
    """
    patience = patience or Patience(whole=3600, most=LIMITS.size)
    given = tuple(addresses) or tuple(os.environ.get(source.address_variable, "").split())
    wanted = [check_address(a) for a in given or newest_files(source, patience)]
    if not wanted:
        raise download_error(
            "its page could not be read, or links no such file", "offline", public_file(source, "")
        )
    if to.suffix != ".zip":
        about = public_file(source, wanted[-1])
        return fetch(wanted[-1], to, force=force, patience=patience, watch=watch, wanted=about)
    check_place(to, force=force)
    lost: list[CatalogFileError] = []
    with tempfile.TemporaryDirectory(prefix="matchsafe-") as folder:
        parts = []
        for number, address in enumerate(wanted):
            part = Path(folder) / f"{number:02d}-{Path(urlsplit(address).path).name}"
            try:
                fetch(address, part, patience=patience, watch=watch, wanted=public_file(source, address))
                parts.append(part)
            except CatalogFileError as error:  # the last quarter may not be out yet
                lost.append(error)
        if not parts:
            raise lost[0]
        with zipfile.ZipFile(to, "w", zipfile.ZIP_STORED) as archive:
            for part in parts:
                _pack(archive, part)
    return to.stat().st_size


def _pack(archive: zipfile.ZipFile, part: Path) -> None:
    """Put a file into an archive; of another archive, what is in it."""
    with zipfile.ZipFile(part) if zipfile.is_zipfile(part) else nullcontext() as inner:
        if inner is None or "[Content_Types].xml" in inner.namelist():
            archive.write(part, part.name)
            return
        for name in inner.namelist():
            if not name.endswith("/"):
                archive.writestr(f"{part.stem}/{name}", inner.read(name))
