"""What is in force in a stored version, kept beside it, so that a plan need not read every source again.

A kept file is no second truth. It begins with a key made of the very bytes of the version and of the code that decides
what is in force; one whose key does not fit, or which is damaged, counts as none and is written anew.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from matchsafe.catalog.catalog import Catalog, PossibleTwin
from matchsafe.catalog.errors import CatalogError
from matchsafe.catalog.files import make_folder, write_whole
from matchsafe.catalog.organizations import Organization
from matchsafe.catalog.snapshot import InForce
from matchsafe.catalog.stored_records import StoredRecords, pause_collector


class _KeptSnapshot(BaseModel):
    model_config = ConfigDict(extra="forbid")

    sample: bool
    became: Mapping[str, str]
    in_force: InForce
    twins: tuple[PossibleTwin, ...] = ()
    employers: tuple[Organization, ...] = ()


def read(path: Path, version: bytes, name: str) -> Catalog | None:
    """The catalog of a version, its sources left unread until they are asked for; ``None`` if nothing fitting is kept.

    Args:
        path: The kept file.
        version: The file of the version, byte by byte.
        name: The name of the catalog.
    """
    try:
        content, key = path.read_bytes(), _key(version)
        if not content.startswith(key):
            return None
        with pause_collector():
            kept = _KeptSnapshot.model_validate_json(gzip.decompress(content[len(key) :]))
    except (OSError, EOFError, zlib.error, ValidationError):
        return None
    told = kept.in_force
    return Catalog(
        name, StoredRecords(version, len(told.programs)), kept.sample, kept.became, told, kept.twins,
        kept.employers,
    )  # fmt: skip


def write(path: Path, version: bytes, catalog: Catalog) -> None:
    """Keep what is in force in a version; where it cannot be written, nothing is kept and nothing is lost."""
    kept = _KeptSnapshot(sample=catalog.sample, became=catalog.became, in_force=catalog.in_force,
                         twins=catalog.twins, employers=catalog.employers)  # fmt: skip
    content = kept.model_dump_json(exclude_defaults=True).encode()
    with suppress(CatalogError):
        make_folder(path.parent)
        write_whole(path, _key(version) + gzip.compress(content, compresslevel=1, mtime=0))


def _key(version: bytes) -> bytes:
    return sha256(_code() + version).digest()


@cache
def _code() -> bytes:
    """A fingerprint of every module that says what a record or a program is and which value is in force."""
    root = Path(__file__).parents[1]
    modules = sorted(p for part in ("catalog", "domain") for p in (root / part).glob("*.py"))
    return sha256(b"".join(p.read_bytes() for p in modules)).digest()
