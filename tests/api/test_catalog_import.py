"""Program lists over HTTP: brought in at once or as a job, and kept."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from tests.catalog.importers.federal.conftest import USCIS, serve
from typer.testing import CliRunner

from matchsafe.catalog.store import Store
from matchsafe.cli.app import app as commands
from matchsafe.services.catalog_import import job as import_job

__all__ = ["serve"]
AT = "/api/v1/catalogs/mine/import"
LIST = (
    "Program,Specialty,City,State,ACGME id,J1,Step 2 minimum\n"
    "Invented Mercy Hospital,IM,Sampleville,NY,1409900001,yes,220\n"
)
ALIKE = "Program,Specialty,City,State,J1\nInvented Mercy Medical Center,IM,Sampleville,NY,no\n"

Send = Callable[..., Any]


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("MATCHSAFE_CATALOGS", str(tmp_path / "catalogs"))
    return Store()


@pytest.fixture
def send(client: TestClient) -> Send:
    """Send a file; the answer, after a look at its status."""

    def bring(
        content: str = LIST, expect: int = 200, name: str = "list.csv", form: Any = None, **query: Any
    ) -> Any:
        answer = client.post(AT, files={"file": (name, content.encode())}, data=form or {}, params=query)
        assert answer.status_code == expect, answer.text
        return answer.json()

    return bring


def kept(store: Store) -> list[Path]:
    return [p for p in store.folder.rglob(".uploads/*/*") if p.is_dir()]


def test_the_report_is_that_of_the_command_line(send: Send, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(LIST + "P,Juggling,X,NY,,no,\nQ,IM,Y,NY,,no,banana\n")
    asked = ["--catalog", "mine", "--preview", "--json", "--map", "J1=-", "--set", "setting=community"]
    printed = json.loads(CliRunner().invoke(commands, ["catalog", "import", str(path), *asked]).stdout)
    assert send(path.read_text(), form={"maps": ["J1=-"], "sets": ["setting=community"]}) == printed


def test_answers_to_single_questions_are_taken(send: Send, store: Store) -> None:
    send(apply=True)
    (question,) = send(ALIKE)["questions"]
    candidate = question["candidates"][0]["id"]
    send(ALIKE, apply=True, form={"answers": [f"{question['key']}={candidate}"]})
    assert len(store.read("mine").records) == 1
    assert len(store.read("mine").records[0].name) == 2


def test_all_questions_can_be_answered_at_once(send: Send, store: Store) -> None:
    send(apply=True)
    send(ALIKE, apply=True, unsure="new")
    assert len(store.read("mine").records) == 2


def test_answers_to_no_question_are_refused_all_of_them(send: Send, store: Store) -> None:
    send(apply=True)
    told = send(ALIKE, 422, apply=True, form={"answers": ["row 9=new", "row 2=sesame"]})
    messages = [p["message"] for p in told["error"]["problems"]]
    assert any("row 9" in m for m in messages)
    assert any("sesame" in m for m in messages)
    assert len(store.read("mine").records[0].name) == 1


def test_everything_that_was_asked_for_wrongly_is_told_by_its_field(send: Send) -> None:
    told = send(
        expect=422,
        form={
            "kind": "odd",
            "as_of": "someday",
            "delimiter": "ab",
            "maps": ["x"],
            "sets": ["state=Atlantis"],
        },
    )
    assert [p["path"] for p in told["error"]["problems"]] == ["kind", "as_of", "delimiter", "maps", "sets"]
    assert [p["path"] for p in send(expect=422, form={"answers": ["x"]})["error"]["problems"]] == ["answers"]


def test_a_problem_has_its_row(send: Send) -> None:
    told = send("[1, 2", 422, name="list.json")
    assert told["error"]["problems"][0]["path"] == "file"


def test_nothing_of_the_file_stays(send: Send, store: Store) -> None:
    send(apply=True)
    send("", 422)
    assert kept(store) == []


def test_a_list_larger_than_a_season_is_read(send: Send, client: TestClient) -> None:
    rows = (f"Invented {i},IM,X,NY,,no,220,{'x' * 9_000}\n" for i in range(300))
    content = LIST.replace("minimum\n", "minimum,Notes\n") + "".join(rows)
    assert send(content)["programs"] == 301
    assert client.post("/api/v1/plan", content=b" " * 2_500_000).status_code == 413


class TestAJob:
    @pytest.fixture
    def gate(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
        """Reading that waits in its middle until it is let go."""
        go = threading.Event()
        real = import_job.read_file

        def read_slowly(path: Path, options: Any, watch: Any) -> Any:
            watch.step(34, 206)
            while not go.wait(0.01):
                watch.step(35, 206)
            return real(path, options, watch)

        monkeypatch.setattr(import_job, "read_file", read_slowly)
        yield go
        go.set()

    def test_is_followed_to_the_same_report(
        self, send: Send, client: TestClient, gate: threading.Event, store: Store
    ) -> None:
        job = send(expect=202, wait=False, apply=True)
        assert job["state"] in ("waiting", "running")
        while (now := client.get(f"/api/v1/jobs/{job['id']}").json())["progress"] is None:
            pass
        assert now["progress"]["total"] == 206
        assert now["progress"]["label"] == "reading"
        gate.set()
        events = client.get(f"/api/v1/jobs/{job['id']}/events").text
        last = json.loads(events.strip().splitlines()[-1].removeprefix("data: "))
        assert last["state"] == "done"
        assert last["result"]["catalog"] == {"name": "mine", "changed": True, "version": 1, "records": 1}
        assert kept(store) == []

    def test_that_is_stopped_leaves_the_list_as_it_was(
        self, send: Send, client: TestClient, gate: threading.Event, store: Store
    ) -> None:
        job = send(expect=202, wait=False, apply=True)
        assert client.delete(f"/api/v1/jobs/{job['id']}").json()["state"] in ("stopping", "stopped")
        client.get(f"/api/v1/jobs/{job['id']}/events")
        told = client.get(f"/api/v1/jobs/{job['id']}").json()
        assert (told["state"], told["result"], told["error"]) == ("stopped", None, None)
        assert store.names() == ()
        assert kept(store) == []

    def test_that_fails_tells_every_problem(self, send: Send, client: TestClient) -> None:
        job = send("a,b\n1,2\n", expect=202, wait=False)
        client.get(f"/api/v1/jobs/{job['id']}/events")
        told = client.get(f"/api/v1/jobs/{job['id']}").json()
        assert told["state"] == "failed"
        assert "not a list of programs" in told["error"]["problems"][0]["message"]

    def test_is_refused_while_as_many_as_may_be_wait(
        self, send: Send, client: TestClient, gate: threading.Event, store: Store
    ) -> None:
        jobs = [send(expect=202, wait=False)["id"] for _ in range(import_job.IMPORT.most)]
        assert send(expect=503)["error"]["code"] == "busy"
        gate.set()
        for job in jobs:
            client.get(f"/api/v1/jobs/{job}/events")
        assert kept(store) == []


def test_a_file_that_cannot_be_kept_is_told(
    send: Send, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("MATCHSAFE_CATALOGS", str(tmp_path / "file"))
    assert "cannot be kept" in send(expect=422)["error"]["problems"][0]["message"]


def test_an_error_nobody_expected_is_told_without_details(
    send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("a secret")

    monkeypatch.setattr(import_job, "read_file", broken)
    assert "secret" not in json.dumps(send(expect=500))


def test_a_change_is_taken_back_and_done_again(send: Send, client: TestClient, store: Store) -> None:
    send(apply=True)
    send(apply=True, content=LIST.replace("yes", "no"), name="other.csv")
    told = client.get("/api/v1/catalogs/mine/history").json()
    assert [v["what"] for v in told["versions"]] == ["import of list.csv", "import of other.csv"]
    assert client.post("/api/v1/catalogs/mine/undo").json()["version"]["number"] == 1
    assert client.post("/api/v1/catalogs/mine/redo").json()["version"]["number"] == 2
    assert client.post("/api/v1/catalogs/mine/undo", params={"to": 0}).json() == {
        "name": "mine",
        "version": None,
    }
    assert client.get("/api/v1/catalogs/mine/history").json()["current"] == 0
    assert (
        "no earlier version"
        in client.post("/api/v1/catalogs/mine/undo").json()["error"]["problems"][0]["message"]
    )


def test_a_list_is_chosen_and_deleted(send: Send, client: TestClient, store: Store) -> None:
    send(apply=True)
    assert client.post("/api/v1/catalogs/sample/use").json()["in_use"] == "sample"
    assert client.post("/api/v1/catalogs/mine/use").json()["in_use"] == "mine"
    assert client.delete("/api/v1/catalogs/mine").json()["catalogs"] == ["sample"]
    for method, path in (
        ("POST", "mine/use"),
        ("POST", "mine/undo"),
        ("POST", "mine/redo"),
        ("DELETE", "mine"),
    ):
        assert client.request(method, f"/api/v1/catalogs/{path}").status_code == 404


def test_a_list_is_taken_along_complete_and_comes_back_the_same(
    send: Send, client: TestClient, store: Store
) -> None:
    send(LIST.replace("Invented Mercy", "@Mercy"), apply=True)
    table = client.get("/api/v1/catalogs/mine/export", params={"format": "csv"})
    assert ",@Mercy" not in table.text
    assert client.get("/api/v1/catalogs/mine/export", params={"format": "xlsx"}).content[:2] == b"PK"
    assert client.get("/api/v1/catalogs/mine/export", params={"format": "exe"}).status_code == 422
    whole = client.get("/api/v1/catalogs/mine/export")
    assert whole.headers["content-disposition"] == 'attachment; filename="mine.jsonl"'
    client.post(
        "/api/v1/catalogs/copy/import?apply=true", files={"file": ("mine.jsonl", io.BytesIO(whole.content))}
    )
    assert store.read("copy").records == store.read("mine").records


class TestPublicFiles:
    """On a list with one hospital that the invented files speak of."""

    @pytest.fixture(autouse=True)
    def lake(self, send: Send) -> None:
        send(LIST.replace("Mercy", "Lakeside").replace("NY", "OH"), apply=True)

    def test_a_file_is_downloaded_as_a_job_once_the_terms_are_agreed_to(
        self, client: TestClient, store: Store, serve: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("MATCHSAFE_USCIS_URL", f"{serve({'/hub.csv': USCIS.encode()})}/hub.csv")
        there = "/api/v1/catalogs/mine/fetch"
        told = client.post(f"{there}/uscis").json()["error"]["problems"][0]
        assert told["path"] == "agree"
        assert "anyone may use it" in told["message"]
        assert "Accepted: nrmp, dol, uscis" in client.post(f"{there}/freida?agree=true").text
        empty = client.post("/api/v1/catalogs/none-yet/fetch/uscis?agree=true")
        assert (empty.status_code, "Get the national list first" in empty.text) == (422, True)
        job = client.post(f"{there}/h1b-hub?agree=true&apply=true")
        assert job.status_code == 202
        client.get(f"/api/v1/jobs/{job.json()['id']}/events")
        done = client.get(f"/api/v1/jobs/{job.json()['id']}").json()
        assert (done["state"], done["result"]["catalog"]["version"]) == ("done", 2)
        assert store.read("mine").records[0].h1b_approvals[0].value == 1035
        assert kept(store) == []

    def test_the_national_list_needs_no_list_and_without_a_connection_says_the_way_by_hand(
        self, client: TestClient, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("MATCHSAFE_NRMP_URL", "http://127.0.0.1:1/r.pdf")
        assert "for your own use" in client.post("/api/v1/catalogs/new/fetch/nrmp").text
        job = client.post("/api/v1/catalogs/new/fetch/nrmp?agree=true&unsure=new").json()
        client.get(f"/api/v1/jobs/{job['id']}/events")
        told = client.get(f"/api/v1/jobs/{job['id']}").json()
        assert told["state"] == "failed"
        assert "By hand: open https://www.nrmp.org/" in told["error"]["problems"][0]["message"]
        assert kept(store) == []

    def test_a_large_one_has_a_way_of_its_own_which_takes_nothing_else(
        self, client: TestClient, store: Store
    ) -> None:
        there = f"{AT}/public"
        told = client.post(there, files={"file": ("hub.csv", USCIS.encode())}, params={"apply": True})
        assert told.json()["catalog"]["version"] == 2
        job = client.post(there, files={"file": ("hub.csv", USCIS.encode())}, params={"wait": False})
        assert job.status_code == 202
        client.delete(f"/api/v1/jobs/{job.json()['id']}")
        other = client.post(there, files={"file": ("list.csv", LIST.encode())})
        assert (other.status_code, "none of the public files" in other.text) == (422, True)
        assert kept(store) == []
