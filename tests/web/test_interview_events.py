"""The pages of interviews say what the events of a season say, and a change there is one too."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.web.conftest import Reader

EXAMPLE = (Path(__file__).parents[2] / "examples" / "season_record.yaml").read_text(encoding="utf-8")


@pytest.fixture
def kept(reader: Reader) -> str:
    """The address of a season with events, opened from its file."""
    return reader.send("/upload", text=EXAMPLE).url


def test_the_pages_of_interviews_go_by_the_events(reader: Reader, kept: str) -> None:
    assert "attended" in reader.open(f"{kept}/interviews").words
    form = reader.open(f"{kept}/interview/i1")
    chosen = [o.attributes["value"] for o in form.all("option") if "selected" in o.attributes]
    assert "attended" in chosen
    reader.send(f"{kept}/interview/i1", program="Lakeshore Example Hospital", status="cancelled")
    season = reader.client.get(f"{kept}/season.json").json()
    assert season["events"][-1].items() >= {"kind": "cancelled", "interview": "i1"}.items()
    assert season["interviews"][0]["notes"] == "Ask about continuity clinic."
    assert "it was cancelled" in reader.open(f"{kept}/interviews").words


def test_with_an_interview_its_events_are_removed(reader: Reader, kept: str) -> None:
    reader.send(f"{kept}/interview/i1/remove")
    season = reader.client.get(f"{kept}/season.json").json()
    assert [(e["id"], e.get("interview")) for e in season["events"]] == [
        ("e1", None),
        ("e4", "i2"),
        ("e5", None),
    ]
    reader.send(f"{kept}/interviews/number", number="4")
    assert reader.client.get(f"{kept}/season.json").json()["interviews"] == 4
