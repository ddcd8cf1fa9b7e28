"""A fresh database for each test, on SQLite and on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from matchsafe.domain.season import Season
from matchsafe.workspace.store import Workspace


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
                {
                    "id": "1",
                    "program": "Østre Hôpital 山",
                    "state": "NY",
                    "img_share": 0.7,
                    "visas_sponsored": ["j1"],
                }
            ],
        }
    )
