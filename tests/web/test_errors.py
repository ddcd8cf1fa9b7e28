"""What went wrong is told in plain words, and never with a traceback."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from matchsafe.server import create_app
from matchsafe.workspace.store import UnknownSeason, UnreadableSeason, WorkspaceBusy, WorkspaceUnavailable


def test_an_unknown_address_is_a_page(reader):
    page = reader.open("/no/such/page", expect=404)
    assert page.h1 == "There is nothing here"
    assert "/seasons" in [a.attributes["href"] for a in page.all("a")]


@pytest.mark.parametrize("season_id", ["nobody", "%00", "a" * 500, "..%2f..", "<b>"])
def test_an_unknown_season_is_not_found_on_every_page(reader, season_id):
    for page in ("", "/check", "/interviews", "/sources", "/q/visa", "/delete", "/what-if", "/season.yaml"):
        assert reader.client.get(f"/s/{season_id}{page}").status_code == 404


def test_an_unknown_question_is_not_found(reader):
    season_id = reader.start()
    reader.open(f"/s/{season_id}/q/shoe-size", expect=404)


def test_a_number_in_an_address_that_is_none_is_told_in_words(reader):
    page = reader.open("/sample/plan?page=first", expect=422)
    assert page.h1 == "Something in the address is not right"


def test_a_page_that_only_takes_forms_says_so(reader):
    season_id = reader.season()
    assert reader.open(f"/s/{season_id}/rename", expect=405).h1 == "There is nothing here"


def test_a_broken_form_is_refused_in_words(reader):
    answer = reader.client.post(
        "/upload", content=b"nonsense", headers={"content-type": "multipart/form-data; boundary=x"}
    )
    assert answer.status_code in (400, 422)
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (WorkspaceBusy("busy"), 503, "busy"),
        (WorkspaceUnavailable("There is no space left."), 503, "There is no space left."),
        (UnreadableSeason("It cannot be read."), 500, "It cannot be read."),
        (UnknownSeason("gone"), 404, "nothing here"),
        (ZeroDivisionError("secret detail"), 500, "on our side"),
    ],
)
def test_a_failure_inside_becomes_a_page_without_details(monkeypatch, tmp_path, error, status, words):
    app = create_app(f"sqlite:///{tmp_path}/w.sqlite")

    def fail(_most: object = None) -> None:
        raise error

    monkeypatch.setattr(app.state.workspace, "list", fail)
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as client:
        answer = client.get("/seasons")
    assert answer.status_code == status
    assert words in answer.text
    assert "secret detail" not in answer.text
