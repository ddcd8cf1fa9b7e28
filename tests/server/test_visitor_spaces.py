"""A shared machine: nobody sees, changes or deletes what another visitor saved, whatever address they try."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.routing import BaseRoute, Route
from tests.conftest import new_database

from matchsafe.server import create_app
from matchsafe.server.visitor_spaces import RateLimit
from matchsafe.workspace import space, visitors
from matchsafe.workspace.errors import ReadOnlySpace
from matchsafe.workspace.space import Space, within
from matchsafe.workspace.store import UnknownSeason, Workspace
from matchsafe.workspace.visitors import Visitors

ADDS = {
    "season": ("Add an application", "Bring in a sheet", "Read your mail"),
    "interviews": ("Add one", "Paste many"),
    "people": ("Add a person", "Add a cost"),
    "messages": ("Or a file",),
}
"""What stands on a page only to add something."""
MARK = "Unmistakable Hospital of A"
LIMITED = ("test_guessing_is_slowed_down", "test_a_rate_is_of_one_minute_and_one_source")


KINDS = ("sqlite", "postgresql") if os.environ.get("MATCHSAFE_EVERY_SEED") else ("sqlite",)


@pytest.fixture(scope="module", params=KINDS)
def app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    """One shared machine for all tests: each has visitors of its own, who see nothing of the others."""
    folder = tmp_path_factory.mktemp("shared")
    url = f"sqlite:///{folder}/w.sqlite"
    if request.param == "postgresql":
        url = new_database(request.getfixturevalue("postgresql_server"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MATCHSAFE_CATALOGS", str(folder / "catalogs"))
        made = create_app(url, hosted=True)
        with TestClient(made):
            yield made


@pytest.fixture(autouse=True)
def no_limit_of_visitors(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """All visitors of these tests come from one address, which lets so few in within a minute."""
    if request.function.__name__ not in LIMITED:
        monkeypatch.setattr(RateLimit, "allows", lambda _self, _source: True)


def visitor(app: FastAPI) -> TestClient:
    return TestClient(app, base_url="http://localhost", raise_server_exceptions=False)


def begin(client: TestClient, program: str = MARK) -> tuple[str, str]:
    """A season with one interview; the ids of both."""
    text = (
        "applicant: {type: us_img}\ntarget: {specialty: neurology}\n"
        f"interviews: [{{program: {program}, id: own1}}]\n"
    )
    answer = client.post("/upload", data={"text": text})
    season_id = str(answer.url).split("/s/")[1].split("/")[0].split("?")[0]
    return season_id, "own1"


def routes(found: list[BaseRoute]) -> Iterator[tuple[str, str]]:
    for route in found:
        if isinstance(route, Route):
            for method in route.methods or ():
                yield method, route.path
        else:
            yield from routes(getattr(getattr(route, "original_router", route), "routes", []))


def filled(path: str, season_id: str, own_id: str) -> str:
    """The address of a route with the ids of somebody's season in it."""
    values = {"season_id": season_id, "code": "type", "kind": "json", "name": "sample"}
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda m: values.get(m[1], own_id), path)


def test_no_address_shows_or_changes_what_another_visitor_saved(app: FastAPI) -> None:
    first, second = visitor(app), visitor(app)
    season_id, own_id = begin(first)
    mine, _ = begin(second, "Mine")
    first.post(f"/s/{season_id}/plan/wishes", data={"catalog": "none", "budget": "500"})
    state = first.get(f"/s/{season_id}/season.json").text
    history = first.get(f"/s/{season_id}/history").text.count("<li>")
    tried = set()
    for method, path in sorted(set(routes(app.routes))):
        if method in ("HEAD", "OPTIONS") or "/look/" in path:
            continue
        address = filled(path, season_id, own_id)
        form = {"program": "Stolen", "partner": season_id, "name": "x", "passphrase": "a long enough one"}
        second.cookies.set("matchsafe-link", season_id)
        answer = second.request(
            method, address, data=form if method != "GET" else None, params={"partner": season_id}
        )
        tried.add((method, path))
        assert MARK not in answer.text, (method, address)
        assert answer.status_code < 500, (method, address)
        if "season_id}" in path:
            assert answer.status_code in (400, 403, 404, 405, 409, 415, 422), (
                method,
                address,
                answer.status_code,
            )
    assert len([path for _, path in tried if "season_id}" in path]) > 30
    assert first.get(f"/s/{season_id}/season.json").text == state
    assert first.get(f"/s/{season_id}/history").text.count("<li>") == history
    assert mine not in first.get("/seasons").text
    first.post("/seasons/delete")
    assert first.get(f"/s/{season_id}").status_code == 404


def test_a_link_for_the_partner_gives_pairs_and_nothing_else_until_it_is_ended(app: FastAPI) -> None:
    first, second = visitor(app), visitor(app)
    season_id, _ = begin(first)
    mine, _ = begin(second, "Mine")
    base = f"/s/{season_id}/rank/couple/links"
    page = first.post(base, data={"label": "Sam"}).text
    link = re.search(r"/pair/([\w-]+)", page)
    assert link is not None
    assert second.get(f"/look/{link[1]}").status_code == 404
    assert "Use it in:" in second.get(f"/pair/{link[1]}").text
    taken = second.post(f"/s/{mine}/rank/couple/partner", data={"link": link[0]})
    assert "Your partner is here now." in taken.text
    assert second.get(f"/s/{season_id}").status_code == 404
    advisor = f"/s/{season_id}/share"
    first.post(advisor, data={"label": "Dr. Lee"})
    for page, shown, other in ((base, "Sam", "Dr. Lee"), (advisor, "Dr. Lee", "Sam")):
        text = first.get(page).text
        assert (f"{shown}</h2>" in text, f"{other}</h2>" in text) == (True, False)
    mark = re.search(r'name="link" value="(\w+)"', first.get(base).text)
    assert mark is not None
    after = first.post(f"/s/{season_id}/share/end", data={"link": mark[1], "partner": "yes"})
    assert str(after.url).endswith(base)
    assert second.get(f"/pair/{link[1]}").status_code == 404
    ended = second.post(f"/s/{mine}/rank/couple/partner", data={"link": link[1]})
    assert "This link has ended" in ended.text
    assert "/pair/" in first.post(base, data={"ratings": "yes"}).text


def test_deleting_everything_deletes_ones_own(app: FastAPI) -> None:
    first, second = visitor(app), visitor(app)
    season_id, _ = begin(first)
    mine, _ = begin(second, "Mine")
    assert "Saved in <code>the computer" in second.get("/seasons").text
    second.post("/seasons/delete")
    assert second.get(f"/s/{mine}").status_code == 404
    assert first.get(f"/s/{season_id}").status_code == 200


def test_a_backup_holds_ones_own_and_cannot_take_anothers_place(app: FastAPI) -> None:
    first, second = visitor(app), visitor(app)
    season_id, _ = begin(first)
    mine, _ = begin(second, "Mine")
    assert MARK not in second.get("/backup/matchsafe.json").text
    taken = first.get("/backup/matchsafe.json").content
    answer = second.post("/backup/restore", data={"sure": "yes"}, files={"file": ("b.json", taken)})
    assert answer.status_code == 422
    assert "somebody else" in answer.text
    assert (first.get(f"/s/{season_id}").status_code, second.get(f"/s/{mine}").status_code) == (200, 200)
    own = second.get("/backup/matchsafe.json").content
    assert (
        second.post("/backup/restore", data={"sure": "yes"}, files={"file": ("b.json", own)}).status_code
        == 200
    )


def test_who_only_reads_gets_no_key_and_the_key_is_no_business_of_scripts(app: FastAPI) -> None:
    client = visitor(app)
    assert "set-cookie" not in client.get("/").headers
    answer = client.post("/new", data={"ask-applied": "true"}, follow_redirects=False)
    told = answer.headers["set-cookie"]
    assert re.match(r"matchsafe-key=[\w-]{43}; .*Path=/; HttpOnly; SameSite=Lax$", told)
    secure = TestClient(app, base_url="https://localhost")
    told = secure.post("/new", data={"ask-applied": "true"}, follow_redirects=False).headers["set-cookie"]
    assert told.endswith("Secure")
    odd = visitor(app)
    assert odd.get("/seasons", headers={"cookie": 'matchsafe-key="; a="\\'}).status_code == 200


def test_a_link_shows_one_season_and_changes_nothing_until_it_is_ended(app: FastAPI) -> None:
    owner, advisor = visitor(app), visitor(app)
    season_id, own_id = begin(owner)
    other, _ = begin(owner, "Another season")
    page = owner.post(f"/s/{season_id}/share", data={"label": "Dr. Lee"})
    link = re.search(r"http://localhost(/look/[\w-]+)", page.text)
    assert link is not None
    assert link[1] not in owner.get(f"/s/{season_id}/share").text, "it is shown once"
    mine, _ = begin(advisor, "Of the advisor")
    assert MARK in advisor.get(link[1]).text or MARK in advisor.get(f"/s/{season_id}/interviews").text
    for who, looks in ((owner, False), (advisor, True), (owner, False)):
        outlook = who.get(f"/s/{season_id}").text
        assert ("through a link" in outlook, "Delete this season" in outlook) == (looks, not looks)
    # the style sheet hides what a reader could only be refused: whatever adds, and the buttons of every form
    assert ".looking main :is(.adds, .pick) { display: none; }" in advisor.get("/static/site.css").text
    for path, titles in ADDS.items():
        shown = advisor.get(f"/s/{season_id}/{path}").text
        assert '<body class="looking">' in shown
        for title in titles:
            assert re.search(
                rf'<(section|details|form|li) class="adds"[^>]*>(?:(?!</\1>).)*{title}', shown, re.S
            )
    assert advisor.get(f"/s/{other}").status_code == 404
    assert other not in advisor.get(f"/s/{season_id}/plan/couple").text
    for path in ("interviews", f"interview/{own_id}/remove", "delete", "undo", "share", "rename"):
        assert advisor.post(f"/s/{season_id}/{path}", data={"program": "X", "name": "X"}).status_code == 403
    assert advisor.get(f"/s/{mine}").status_code == 200
    assert other not in advisor.get("/seasons").text
    (digest,) = re.findall(r'name="link" value="(\w+)"', owner.get(f"/s/{season_id}/share").text)
    owner.post(f"/s/{other}/share/end", data={"link": digest})
    assert advisor.get(f"/s/{season_id}").status_code == 200
    owner.post(f"/s/{season_id}/share/end", data={"link": digest})
    assert advisor.get(f"/s/{season_id}").status_code == 404
    assert advisor.get(link[1]).status_code == 404
    assert advisor.get(f"/s/{season_id}/share").status_code == 404


def test_a_season_has_so_many_links_and_no_more_until_one_is_ended(
    app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visitors, "MOST_LINKS", 2)
    owner = visitor(app)
    season_id, _ = begin(owner)
    for _ in range(2):
        assert "/look/" in owner.post(f"/s/{season_id}/share", data={"label": "Lee"}).text
    full = owner.post(f"/s/{season_id}/share", data={"label": "One more"})
    assert "There are 2 links already. Take one back first." in full.text
    assert "/look/" not in full.text
    digest = re.findall(r'name="link" value="(\w+)"', owner.get(f"/s/{season_id}/share").text)[0]
    owner.post(f"/s/{season_id}/share/end", data={"link": digest})
    assert "/look/" in owner.post(f"/s/{season_id}/share", data={"label": "One more"}).text


def test_a_passphrase_opens_the_space_from_another_device_until_it_is_deleted(app: FastAPI) -> None:
    laptop, phone, thief = visitor(app), visitor(app), visitor(app)
    season_id, _ = begin(laptop)
    assert laptop.post("/space", data={"passphrase": "short"}).status_code == 422
    page = laptop.post("/space", data={"passphrase": "four words nobody guesses"})
    name = re.search(r"<strong>([\w-]+)</strong>", page.text)
    assert name is not None
    assert thief.post("/open", data={"name": name[1], "passphrase": "wrong"}).status_code == 422
    assert thief.post("/open", data={"name": "né", "passphrase": "wrong"}).status_code == 422
    assert (
        phone.post("/open", data={"name": name[1], "passphrase": "four words nobody guesses"}).status_code
        == 200
    )
    assert phone.get(f"/s/{season_id}").status_code == 200
    laptop.post("/space", data={"passphrase": "another four words entirely"})
    assert (
        thief.post("/open", data={"name": name[1], "passphrase": "four words nobody guesses"}).status_code
        == 422
    )
    laptop.post("/space/leave")
    assert phone.get(f"/s/{season_id}").status_code == 404
    assert laptop.get(f"/s/{season_id}").status_code == 200


def test_lists_of_the_server_are_read_and_not_changed(app: FastAPI) -> None:
    client = visitor(app)
    assert client.get("/catalog/sample").status_code == 200
    lists = client.get("/catalogs").text
    assert "Whoever runs this server" in lists
    assert "<form" not in lists, "nothing is offered that is refused"
    assert "/catalogs/import" not in lists
    for path in (
        "/catalogs/sample/use",
        "/catalog/sample/own",
        "/catalogs/sample/delete",
        "/catalogs/import",
    ):
        answer = client.post(path)
        assert answer.status_code == 403
        assert "kept by whoever runs" in answer.text
    assert client.get("/api/v1/jobs/x").status_code == 403


def test_guessing_is_slowed_down(app: FastAPI) -> None:
    client = visitor(app)
    answers = [client.post("/open", data={"name": "a", "passphrase": "b"}).status_code for _ in range(12)]
    assert answers[0] == 422
    assert answers[-1] == 429


def test_a_rate_is_of_one_minute_and_one_source() -> None:
    now = [0.0]
    limit = RateLimit(2, lambda: now[0])
    assert [limit.allows("a") for _ in range(3)] == [True, True, False]
    assert limit.allows("b")
    now[0] = 61
    assert limit.allows("a")


def test_visitors_who_write_at_once_lose_nothing_and_find_only_their_own(app: FastAPI) -> None:
    users, programs = (4, 4) if app.state.workspace.local else (50, 200)
    clients = [visitor(app) for _ in range(users)]
    ids = [begin(client)[0] for client in clients]

    def add(tab: int) -> list[int]:
        """Half of the programs of one visitor, as one of two tabs."""
        user, half = tab % users, tab // users
        address = f"/api/v1/seasons/{ids[user]}/applications"
        sent = []
        for n in range(half, programs, 2):
            name, answer = f"{user}/{n}", None
            while answer is None or answer.status_code == 503:  # "please try again": so does a browser's user
                answer = clients[user].post(
                    address, json={"program": name}, headers={"Idempotency-Key": name}
                )
            sent.append(answer.status_code)
        return sent

    with ThreadPoolExecutor(2 * users) as pool:
        assert {s for found in pool.map(add, range(2 * users)) for s in found} == {201}
    for user, (client, season_id) in enumerate(zip(clients, ids, strict=True)):
        kept = client.get(f"/api/v1/seasons/{season_id}").json()["season"]["applications"]
        assert sorted(a["program"] for a in kept) == sorted(f"{user}/{n}" for n in range(programs))


def test_a_visitor_keeps_so_many_seasons_and_no_more(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("matchsafe.workspace.season_revisions.MOST_SEASONS", 2)
    client = visitor(app)
    begin(client)
    begin(client, "B")
    answer = client.post("/new", data={"ask-applied": "true"})
    assert answer.status_code == 403
    assert "the most that can be kept" in answer.text
    other = visitor(app)
    season_id, _ = begin(other)
    backup = other.get("/backup/matchsafe.json").content
    monkeypatch.setattr("matchsafe.workspace.season_revisions.MOST_BYTES", 100)
    refused = (
        other.post(f"/s/{season_id}/interviews", data={"program": "One more"}),
        other.post("/backup/restore", data={"sure": "yes"}, files={"file": backup}),
    )
    for answer in refused:
        assert answer.status_code == 403
        assert "with their history, the most that can be kept" in answer.text
    assert "One more" not in other.get(f"/s/{season_id}/season.json").text


def test_without_visitors_a_workspace_is_one_space(tmp_path: Path) -> None:
    with Workspace(f"sqlite:///{tmp_path}/w.sqlite") as workspace:
        own = workspace.save_draft(None, {"mine": 1})
        with within(Space("v")):
            theirs = workspace.save_draft(None, {"theirs": 1})
            link = Visitors(workspace).share(theirs, "Lee")
            with pytest.raises(UnknownSeason):
                workspace.get(own)
            with pytest.raises(UnknownSeason, match="no saved season with this id"):
                Visitors(workspace).share(own, "Lee")
        assert [s.id for s in workspace.list()] == [own]
        with within(Space("v", only=theirs, read_only=True)), pytest.raises(ReadOnlySpace):
            workspace.save_draft(theirs, {})
        file = workspace.export()
        workspace.import_all(file)
        with within(Space("v")):
            assert workspace.draft(theirs) == {"theirs": 1}, (
                "whoever runs the machine brings back everybody's"
            )
        assert Visitors(workspace).space_behind(link) is None, "links are in no backup"
        workspace.delete_all()
        with within(Space("v")):
            assert workspace.draft(theirs) == {"theirs": 1}
        assert space.current() == Space()
