"""The API alone, and what is sent to it."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI

from matchsafe.server import create_app

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from fastapi.testclient import TestClient


@pytest.fixture(scope="session")
def app() -> FastAPI:
    return create_app(pages=False)


@pytest.fixture(scope="module")  # its thread would not be counted as covered once counting has paused
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as opened:
        yield opened


@pytest.fixture
def six_interviews() -> dict[str, Any]:
    return {
        "applicant": {"type": "non_us_img", "visa": "j1", "step2_ck": {"score": 245}},
        "target": {"specialty": "internal_medicine"},
        "interviews": 6,
    }
