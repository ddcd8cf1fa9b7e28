"""A plan is proved best on the page: begun, followed and stopped without a script; what came of it is kept."""

from __future__ import annotations

import re
import threading
import time

import pytest

from matchsafe.planning import MissingExtraError, ProofProgress
from matchsafe.services.plan.job import PROOF

from .conftest import EARLY, until

PROVED = "Proved: no other list that keeps these rules is better."
WISHES = {
    **EARLY,
    "catalog": "sample",
    "only_states": "NY",
    "max_programs": "4",
    "exact": "yes",
    "seconds": "30",
}


@pytest.fixture(autouse=True)
def own_catalogs(monkeypatch, tmp_path):
    monkeypatch.setenv("MATCHSAFE_CATALOGS", str(tmp_path / "catalogs"))


def after_proof(reader, season):
    """The plan page to which the page of the proof leads once it is over."""

    def look():
        page = reader.open(f"/s/{season}/plan/proof")
        return page if page.url == f"/s/{season}/plan" else None

    return until(look)


@pytest.fixture
def slow(monkeypatch):
    """Plans in jobs that go on until they are let go or stopped; what each was asked is told."""
    from matchsafe.services.plan import plan

    go, asked = threading.Event(), []

    def work(season, request, catalog, on, *, on_progress, cancel):
        if not request.exact:
            return plan(season, request, catalog, on)
        asked.append(request)
        on_progress(ProofProgress(0.25, 0.2567, 1.0))
        end = time.monotonic() + 300
        while not (go.is_set() or cancel()) and time.monotonic() < end:
            time.sleep(0.005)
        found = plan(season, request.model_copy(update={"exact": False}), catalog, on)
        return found.model_copy(update={"status": "cancelled" if cancel() else "time_limit"})

    monkeypatch.setattr("matchsafe.services.plan.job.plan", work)
    yield go, asked
    go.set()


def test_a_plan_that_was_proved_stays_proved_without_being_solved_again(reader, season, monkeypatch):
    reader.send(f"/s/{season}/plan/wishes", **WISHES)
    page = after_proof(reader, season)
    assert PROVED in page.all("div", role="status")[0].text
    assert "Prove it best" not in page.words

    def never(*_, **__):
        raise AssertionError("solved again")

    with monkeypatch.context() as patched:
        patched.setattr("matchsafe.services.plan.plan", never)
        patched.setattr("matchsafe.services.plan.job.plan", never)
        assert PROVED in reader.open(f"/s/{season}/plan").words
        assert PROVED in reader.send(f"/s/{season}/plan/proof").words
        assert reader.open(f"/s/{season}/plan/print").h1
    form = reader.open(f"/s/{season}/plan/wishes")
    assert form.value("seconds") == "30"
    assert "checked" in form.all("input", name="exact")[0].attributes
    drop = next(
        b.attributes["value"]
        for b in page.all("button", name="do")
        if b.attributes["value"].startswith("drop")
    )
    changed = reader.send(f"/s/{season}/plan/mark", do=drop)
    assert PROVED not in changed.words
    assert "This list is not proved yet." in changed.words
    back = reader.send(f"/s/{season}/plan/mark", do=drop.replace("drop", "free"))
    assert PROVED in back.words


def test_how_far_a_proof_is_can_be_read_and_stopped_without_a_script(reader, season, slow):
    page = reader.send(f"/s/{season}/plan/wishes", **WISHES)
    assert page.url == f"/s/{season}/plan/proof"
    page = until(lambda: (p := reader.open(page.url)) and "Best list so far" in p.words and p)
    assert re.search(r'<noscript><meta http-equiv="refresh" content="\d+"></noscript>', page.html)
    assert "of at most 30 seconds" in page.words
    for told in (
        "Best list so far 25.00 in 100",
        "No list can be above 25.67 in 100",
        "Still open 0.67 in 100",
    ):
        assert told in page.words
    assert "see how far it is" in reader.open(f"/s/{season}/plan").words
    assert reader.send(f"/s/{season}/plan/proof").url == page.url
    assert len(slow[1]) == 1
    assert slow[1][0].exact
    reader.send(f"/s/{season}/plan/proof/stop")
    page = after_proof(reader, season)
    assert "Stopped before the list was proved best" in page.words
    assert "Go on proving" in page.words
    assert "Stopped before the list was proved best" in reader.open(f"/s/{season}/plan").words
    assert reader.send(f"/s/{season}/plan/proof/stop").url == f"/s/{season}/plan"


def test_htmx_is_led_to_the_plan_once_the_proof_is_over(reader, season, slow):
    slow[0].set()
    reader.send(f"/s/{season}/plan/wishes", **WISHES)
    after_proof(reader, season)
    answer = reader.client.get(f"/s/{season}/plan/proof", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["hx-redirect"]) == (200, f"/s/{season}/plan?did=proof")
    assert "The time was up" in reader.open(answer.headers["hx-redirect"]).all("div", role="status")[0].text


def test_a_proof_of_something_else_takes_the_place_of_the_one_that_runs(reader, season, slow):
    reader.send(f"/s/{season}/plan/wishes", **WISHES)
    reader.send(f"/s/{season}/plan/wishes", **{**WISHES, "max_programs": "5"})
    until(lambda: len(slow[1]) == 2)
    assert [r.max_programs for r in slow[1]] == [4, 5]
    slow[0].set()
    assert "Apply to 5 programs" in after_proof(reader, season).h1


def test_only_so_many_proofs_run_at_once_and_the_form_says_so(reader, slow):
    seasons = [reader.season() for _ in range(PROOF.most + 1)]
    for one in seasons[:-1]:
        reader.send(f"/s/{one}/plan/wishes", **WISHES)
    page = reader.send(f"/s/{seasons[-1]}/plan/wishes", expect=422, **WISHES)
    assert page.errors[0][0] == "#exact"
    assert "being worked on already" in page.errors[0][1]
    for one in seasons:
        reader.send(f"/s/{one}/delete")


def test_a_proof_that_cannot_be_made_says_why(reader, season, monkeypatch):
    from matchsafe.services.plan import plan

    def missing(season, request, *args, **kwargs):
        if request.exact:
            raise MissingExtraError("install it with pip install 'matchsafe[plan]'")
        return plan(season, request, *args, **kwargs)

    monkeypatch.setattr("matchsafe.services.plan.job.plan", missing)
    reader.send(f"/s/{season}/plan/wishes", **WISHES)
    page = until(lambda: (p := reader.open(f"/s/{season}/plan/proof")) and "could not" in p.h1 and p)
    assert "pip install" in page.words
    assert "refresh" not in page.html


def test_a_proof_ends_quietly_when_its_season_was_deleted(reader, season, slow):
    reader.send(f"/s/{season}/plan/wishes", **WISHES)
    until(lambda: slow[1])
    reader.send(f"/s/{season}/delete")
    assert reader.client.get(f"/s/{season}/plan/proof").status_code == 404
    slow[0].set()
    until(lambda: not [t for t in threading.enumerate() if t.name.startswith("plan-")])


def test_without_a_plan_or_an_outlook_there_is_nothing_to_prove(reader, season):
    assert reader.open(f"/s/{season}/plan/proof").h1 == "Your limits and wishes"
    assert reader.send(f"/s/{season}/plan/proof").h1 == "Your limits and wishes"
    assert "/q/" in reader.send(f"/s/{reader.start()}/plan/proof").url


def test_a_list_that_is_gone_cannot_be_proved_on(reader, season):
    import shutil

    from matchsafe.catalog.catalog import Catalog
    from matchsafe.catalog.sample import sample
    from matchsafe.catalog.store import Store

    store, records = Store(), sample().records
    store.change("mine", "test", lambda _: (Catalog("mine", records), "made"))
    reader.send(f"/s/{season}/plan/wishes", catalog="mine", max_programs="3", **EARLY)
    shutil.rmtree(store.folder / "mine")
    assert reader.send(f"/s/{season}/plan/proof", expect=422).errors[0][0] == "#catalog"
