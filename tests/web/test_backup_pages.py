"""Backup, restore, undo and the history on the page."""

from __future__ import annotations

import json


def test_everything_is_downloaded_and_brought_back(reader, own_catalogs):
    season_id = reader.season()
    page = reader.open("/backup")
    assert "the last 7 days" in page.words
    answer = reader.client.get("/backup/matchsafe.json")
    assert answer.headers["content-disposition"].startswith('attachment; filename="matchsafe-')
    reader.send("/seasons/delete")
    page = reader.send("/backup/restore", expect=422)
    assert [href for href, _ in page.errors] == ["#file", "#sure"]
    bad = {"file": ("b.json", b"{}", "application/json")}
    assert "damaged" in reader.send("/backup/restore", expect=422, files=bad, sure="yes").errors[0][1]
    file = {"file": ("b.json", answer.content, "application/json")}
    assert "Internal Medicine" in reader.send("/backup/restore", files=file, sure="yes").words
    assert reader.open(f"/s/{season_id}").status == 200
    assert json.loads(answer.content)["seasons"][0]["id"] == season_id
    reader.send("/backup/restore", files=file, sure="yes")


def test_changes_are_undone_and_done_again(reader):
    season_id = reader.season(interviews="0")
    reader.send(f"/s/{season_id}/interviews", program="Mercy <b>")
    history = f"/s/{season_id}/history"
    page = reader.open(history)
    assert "Undo: Added Mercy <b>" in [b.text for b in page.all("button")]
    form = {"version": page.value("version"), "key": page.value("key")}
    page = reader.send(f"/s/{season_id}/undo", **form)
    assert "Undone: Added Mercy" in page.words
    assert reader.client.get(f"/s/{season_id}/season.json").json()["interviews"] == 0
    reader.send(f"/s/{season_id}/redo", expect=409, version="1")
    page = reader.send(f"/s/{season_id}/redo")
    assert "Done again: Added Mercy" in page.words
    assert "There is nothing to redo" in reader.send(f"/s/{season_id}/redo", expect=409).words


def test_the_history_is_forgotten_and_the_season_stays(reader):
    season_id = reader.season()
    page = reader.send(f"/s/{season_id}/history/forget")
    assert "Nothing is kept of earlier changes" in page.words
    assert reader.open(f"/s/{season_id}").status == 200
    reader.send("/s/nobody/undo", expect=404)
    reader.open("/s/nobody/history", expect=404)
