"""Entries that may be one program: the reader says so or not, pair by pair, and can take it back."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from tests.catalog.importers.federal.conftest import USCIS

from matchsafe.catalog.attachment import attach
from matchsafe.catalog.catalog import Catalog, PossibleTwin
from matchsafe.catalog.employers import nearby_hospitals
from matchsafe.catalog.organizations import Organization
from matchsafe.catalog.record import Record
from matchsafe.catalog.store import Store

WHY = "The names are alike, but not enough to be sure."
HERE = "/catalog/mine/twins"


def entry(key: str) -> Record:
    told = {"name": f"Invented {key.title()}", "specialty": "neurology", "state": "OH", "city": "Sampleville"}
    return Record.model_validate(
        {"id": key, **{f: [{"value": v, "source": "A list"}] for f, v in told.items()}}
    )


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("MATCHSAFE_CATALOGS", str(tmp_path / "catalogs"))
    kept = Store()
    names = [f"program-{i:02d}" for i in range(24)]
    pairs = tuple(PossibleTwin(a, b, WHY) for a, b in zip(names[::2], names[1::2], strict=True))
    kept.change("mine", "a list", lambda _: (Catalog("mine", tuple(map(entry, names)), twins=pairs), ""))
    return kept


def test_pairs_are_shown_and_settled_one_by_one(reader, store):
    assert "12 pairs may be one program" in reader.open("/catalogs").words
    page = reader.open(HERE)
    assert "12 pairs of “mine” may be one program" in page.words
    assert WHY in page.words
    assert "Pair 12" in reader.open(f"{HERE}?page=2").words
    two = {"one": "program-00", "other": "program-01"}
    page = reader.send(HERE, do="same", **two)
    assert "Noted. Take it back" in page.words
    assert "11 pairs" in page.words
    assert len(store.read("mine").records) == 23
    assert "Is this one program?" in reader.send(HERE, do="same", **two).words, (
        "the second tap does nothing more"
    )
    assert len(store.history("mine")[0]) == 2
    reader.send(HERE, do="apart", one="program-02", other="program-03")
    assert len(store.read("mine").records) == 23
    assert "10 pairs" in reader.open(HERE).words
    assert reader.send(HERE, 422, do="", one="program-04", other="program-05").errors
    reader.send("/catalogs/mine/undo")
    assert "11 pairs" in reader.open(HERE).words


def test_the_page_of_a_program_names_its_possible_twin(reader):
    page = reader.open("/catalog/mine/p/program-00")
    assert "This may be the same program as Invented Program-01" in page.words
    reader.send(HERE, do="apart", one="program-00", other="program-01")
    assert "may be the same program" not in reader.open("/catalog/mine/p/program-00").words


def test_over_http_the_same_can_be_had(app_client: TestClient):
    there = "/api/v1/catalogs/mine/twins"
    told = app_client.get(there).json()
    assert len(told["pairs"]) == 12
    assert told["pairs"][0]["one"]["id"] == "program-00"
    done = app_client.post(there, params={"one": "program-00", "other": "program-01", "same": True})
    assert done.status_code == 200
    assert len(app_client.get(there).json()["pairs"]) == 11
    assert (
        app_client.post(there, params={"one": "program-00", "other": "nobody", "same": True}).status_code
        == 404
    )


def test_an_employer_is_settled_on_the_page_and_over_http(reader, store, app_client: TestClient):
    corp = Organization(
        "INVENTED HOLDINGS", facts={"h1b_filings": [{"value": 2, "year": 2025, "source": "DOL"}]}
    )
    corp.stands_in("Sampleville", "OH")
    store.change("mine", "a public file", lambda before: (attach(before, [corp])[0], ""))
    assert "1 employer of public files may be a hospital of it" in reader.open("/catalogs").words
    there, label = "/catalog/mine/employers", corp.label
    page = reader.open(there)
    assert "2 H-1B filings for residents in 2025" in page.words
    assert "Invented Program-00" in page.words
    for wrong in ({"do": "is"}, {"do": ""}, {"do": "none", "employer": "INVENTED NOBODY, XX"}):
        assert reader.send(there, 422, **{"employer": label, "programs": "", **wrong}).errors
    said = {"employer": label, "do": "is", "programs": "program-00"}
    assert "Noted. Take it back" in reader.send(there, **said).words
    assert store.read("mine").find("program-00").h1b_filings[0].value == 2
    changes = len(store.history("mine")[0])
    assert f"{label}: 1 program" in reader.send(there, **said).words
    assert len(store.history("mine")[0]) == changes, "the second tap does nothing more"
    over_http = f"/api/v1{there.replace('catalog', 'catalogs')}"
    assert app_client.get(over_http).json()["employers"][0]["programs"] == ["program-00"]
    assert app_client.post(over_http, params={"employer": label}).status_code == 422
    app_client.post(over_http, params={"employer": label, "again": True})
    assert not store.read("mine").find("program-00").h1b_filings
    [asked] = app_client.get(over_http).json()["employers"]
    assert (asked["employer"], asked["programs"]) == (label, None)
    assert {"hospital": "Invented Program-00", "programs": ["program-00"]} in asked["offered"]
    app_client.post(over_http, params={"employer": label, "none": True})
    assert "No employer of a public file is left" in reader.open(there).words


def test_hospitals_that_are_hardly_alike_are_offered_only_where_none_is_alike(reader, store):
    files = {"h1b_filings": [{"value": 2, "year": 2025, "source": "DOL"}]}
    like, unlike = (
        Organization(name, facts=files) for name in ("INVENTED PROGRAM 07 CLINICS CORP", "ZENITH")
    )
    for employer in (like, unlike):
        employer.stands_in("Sampleville", "OH")
    near, far = nearby_hospitals(store.read("mine"), [like, unlike])
    assert (near[0].name, {h.alike for h in near}) == ("Invented Program-07", {True})
    assert (len(far), {h.alike for h in far}) == (6, {False})
    store.change("mine", "a public file", lambda before: (attach(before, [unlike])[0], ""))
    assert "No name in its city is like it." in reader.open("/catalog/mine/employers").words


def test_a_large_public_file_is_dropped_at_a_place_of_its_own(reader, store):
    there = "/catalogs/import/public"
    assert "A large file of the US government" in reader.open("/catalogs/import").words
    assert reader.send(there, 422).errors
    page = reader.send(there, 422, files={"public": ("list.csv", b"a,b\n1,2\n")})
    assert "none of the public files" in page.words
    store.use("mine")
    hub = USCIS.replace("INVENTED LAKESIDE HOSPITAL", "INVENTED PROGRAM-00")
    page = reader.send(there, files={"public": ("hub.csv", hub.encode())})
    assert "of 24 programs" in page.words
    reader.send(f"{page.url}/drop")
