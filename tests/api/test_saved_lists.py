"""Saved lists over HTTP: kept, shown, deleted, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.record import Record
from matchsafe.catalog.store import Store

BASE = "/api/v1/catalogs/mine/lists"


def program(key: str) -> Record:
    told = {"name": f"Invented Hospital {key.upper()}", "specialty": "internal_medicine"}
    return Record.model_validate(
        {"id": key, **{f: [{"value": v, "source": "An invented list"}] for f, v in told.items()}}
    )


@pytest.fixture(autouse=True)
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A catalog of two programs."""
    monkeypatch.setenv("MATCHSAFE_CATALOGS", str(tmp_path / "catalogs"))
    store = Store()
    store.change("mine", "made up", lambda c: (Catalog(c.name, tuple(map(program, "ab"))), "2 read"))
    return store


def test_a_list_is_kept_shown_replaced_and_deleted(client: TestClient) -> None:
    assert client.get(BASE).json()["lists"] == []
    kept = client.put(f"{BASE}/First%20choice%2Fmine", json={"ids": ["b", "a", "b"]})
    assert kept.status_code == 200
    assert (kept.json()["name"], kept.json()["ids"]) == ("First choice/mine", ["b", "a"])
    assert [p["name"] for p in kept.json()["programs"]] == ["Invented Hospital B", "Invented Hospital A"]
    assert kept.json()["catalog"]["name"] == "mine"
    assert client.get(f"{BASE}/First%20choice%2Fmine").json() == kept.json()
    client.put(f"{BASE}/First%20choice%2Fmine", json={"ids": []})
    assert client.get(BASE).json()["lists"] == [{"name": "First choice/mine", "ids": []}]
    assert client.delete(f"{BASE}/First%20choice%2Fmine").json()["lists"] == []


def test_a_program_that_is_gone_is_told(client: TestClient, mine: Store) -> None:
    client.put(f"{BASE}/one", json={"ids": ["a", "b"]})
    mine.change("mine", "shorter", lambda c: (Catalog(c.name, (program("a"),)), "1"))
    told = client.get(f"{BASE}/one").json()
    assert ([p["id"] for p in told["programs"]], told["gone"]) == (["a"], ["b"])


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", f"{BASE}/nothing", None, 404),
        ("DELETE", f"{BASE}/nothing", None, 404),
        ("GET", "/api/v1/catalogs/nowhere/lists", None, 404),
        ("PUT", "/api/v1/catalogs/nowhere/lists/one", {"ids": []}, 404),
        ("PUT", f"{BASE}/one", {"ids": ["zzz"]}, 404),
        ("PUT", f"{BASE}/one", {"ids": "a"}, 422),
        ("PUT", f"{BASE}/one", {"ids": [1]}, 422),
        ("PUT", f"{BASE}/one", {}, 422),
        ("PUT", f"{BASE}/one", {"ids": [], "colour": 1}, 422),
        ("PUT", f"{BASE}/{'x' * 81}", {"ids": []}, 422),
        ("PUT", f"{BASE}/%07", {"ids": []}, 422),
    ],
)
def test_what_cannot_be_done_is_refused_in_the_one_shape_and_changes_nothing(
    client: TestClient, method: str, path: str, body: object, status: int
) -> None:
    answer = client.request(method, path, json=body) if body is not None else client.request(method, path)
    assert answer.status_code == status
    assert answer.json()["error"]["message"]
    assert client.get(BASE).json()["lists"] == []
