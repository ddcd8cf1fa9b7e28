"""The start token: where others can reach the server, only who has the printed address is let in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from matchsafe.server import create_app

TOKEN = "a-word-nobody-guesses"


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    app = create_app(f"sqlite:///{tmp_path}/w.sqlite", token=TOKEN)
    with TestClient(app, base_url="http://localhost", follow_redirects=False) as made:
        yield made


@pytest.mark.parametrize(
    "path", ["/", "/seasons", "/seasons?token=wrong", "/static/site.css", "/api/v1/health"]
)
def test_nobody_is_let_in_without_it(client: TestClient, path: str) -> None:
    for answer in (
        client.get(path),
        client.post(path),
        client.get(path, headers={"authorization": "Bearer no"}),
    ):
        assert answer.status_code == 401
        assert "whole address" in answer.text
        assert TOKEN not in answer.text
    for cookie in (f"matchsafe-token={TOKEN}x", "matchsafe-token", 'a="\\', "matchsafe-token=\xff"):
        assert client.get(path, headers={"cookie": cookie.encode("latin-1")}).status_code == 401


def test_the_address_opens_it_and_is_not_kept_in_the_address_bar(client: TestClient) -> None:
    answer = client.get(f"/sample/plan?page=1&token={TOKEN}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sample/plan?page=1")
    told = answer.headers["set-cookie"].lower()
    assert "httponly" in told
    assert "samesite=lax" in told
    assert client.get("/seasons").status_code == 200
    assert (
        client.get(f"//evil.example/?token={TOKEN}", headers={"cookie": ""}).headers["location"][:2] != "//"
    )


def test_a_program_sends_it_as_a_header_or_in_the_address(client: TestClient) -> None:
    bearer = {"authorization": f"Bearer {TOKEN}"}
    assert client.get("/api/v1/health", headers=bearer).status_code == 200
    assert client.get(f"/api/v1/health?token={TOKEN}").status_code == 200
