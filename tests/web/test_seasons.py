"""Seasons on this device: name, download, delete."""

from __future__ import annotations

import json
import sqlite3


def test_a_season_is_listed_renamed_and_deleted(reader):
    season_id = reader.season()
    assert "Internal Medicine, non-US IMG, 6 interviews you can rank" in reader.open("/seasons").words
    page = reader.send(f"/s/{season_id}/rename", name="  My main list ")
    assert [h.text for h in page.all("h2")] == ["My main list"]
    question = reader.open(f"/s/{season_id}/delete")
    assert question.h1 == "Delete this season?"
    page = reader.send(f"/s/{season_id}/delete")
    assert "Nothing is saved on this device" in page.words
    reader.open(f"/s/{season_id}", expect=404)
    reader.send(f"/s/{season_id}/delete", expect=404)


def test_looking_at_the_question_deletes_nothing(reader):
    season_id = reader.season()
    reader.open(f"/s/{season_id}/delete")
    reader.open("/seasons/delete")
    assert reader.open(f"/s/{season_id}").status == 200


def test_everything_can_be_deleted_drafts_too(reader):
    first, second = reader.season(), reader.start()
    reader.send("/seasons/delete")
    for season_id in (first, second):
        reader.open(f"/s/{season_id}", expect=404)


def test_a_draft_is_listed_and_can_be_deleted_but_not_downloaded(reader):
    season_id = reader.start(specialty="pediatrics")
    assert "Pediatrics, not finished" in reader.open("/seasons").words
    reader.open(f"/s/{season_id}/sources")
    assert reader.client.get(f"/s/{season_id}/season.yaml").status_code == 404
    assert reader.client.post(f"/s/{season_id}/rename", data={"name": "x"}).status_code == 404
    reader.send(f"/s/{season_id}/delete")
    reader.open(f"/s/{season_id}", expect=404)


def test_the_download_is_a_file_in_both_formats(reader):
    season_id = reader.season()
    yaml = reader.client.get(f"/s/{season_id}/season.yaml")
    assert yaml.headers["content-disposition"] == 'attachment; filename="season.yaml"'
    assert "interviews: 6" in yaml.text
    assert json.loads(reader.client.get(f"/s/{season_id}/season.json").text)["interviews"] == 6
    assert reader.client.get(f"/s/{season_id}/season.exe").status_code == 404


def test_a_form_sent_by_another_website_changes_nothing(reader):
    season_id = reader.season()
    answer = reader.client.post("/seasons/delete", headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
    assert reader.open(f"/s/{season_id}").status == 200


def test_a_reload_after_a_form_never_sends_it_again(reader):
    season_id = reader.season()
    for url, fields in (
        (f"/s/{season_id}/q/interviews", {"interviews": "7"}),
        (f"/s/{season_id}/interviews", {"program": "Mercy", "would_rank": "yes"}),
        (f"/s/{season_id}/rename", {"name": "x"}),
        (f"/s/{season_id}/check", {}),
    ):
        answer = reader.client.post(url, data=fields, follow_redirects=False)
        assert answer.status_code == 303, url


def test_a_season_of_a_newer_version_is_kept_listed_and_can_be_deleted(reader):
    season_id = reader.season()
    place = reader.open("/seasons").all("code")[0].text
    with sqlite3.connect(place) as database:
        database.execute(
            "update matchsafe_seasons set season = ?, summary = ? where id = ?",
            ('{"unknown": 1}', '{"format": 2}', season_id),
        )
    assert "This version cannot read it" in reader.open("/seasons").words
    assert "cannot be read by this version" in reader.open(f"/s/{season_id}", expect=500).words
    assert reader.open(f"/s/{season_id}/delete").h1 == "Delete this season?"
    reader.send(f"/s/{season_id}/delete")
    reader.open(f"/s/{season_id}", expect=404)


def test_a_season_deleted_in_another_window_is_not_brought_back(reader, monkeypatch):
    season_id = reader.start()
    workspace = reader.client.app.state.workspace
    stored = workspace.get(season_id)
    reader.send(f"/s/{season_id}/delete")
    monkeypatch.setattr(workspace, "get", lambda _id: stored)
    reader.send(f"/s/{season_id}/q/flags", expect=404, applicant__letters="strong")


def test_nothing_of_a_deleted_season_stays_in_memory(reader):
    from matchsafe.services import outlook
    from matchsafe.web import routes_outlook

    for address in ("/s/{}/delete", "/seasons/delete", "/api/v1/seasons/{}"):
        season_id = reader.season()
        reader.open(f"/s/{season_id}")
        assert outlook._outlooks
        assert any(season_id in key[0] for key in routes_outlook._pages._kept)
        if "api" in address:
            assert reader.client.delete(address.format(season_id)).status_code == 204
        else:
            reader.send(address.format(season_id))
        assert not outlook._outlooks
        assert not routes_outlook._pages
