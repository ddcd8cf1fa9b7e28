"""Titles of saved seasons: no two alike, and no more said than tells them apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from matchsafe.domain.season import Season
from matchsafe.domain.season_summary import summarize
from matchsafe.services.season.titles import season_titles
from matchsafe.workspace.stored_season import ListedSeason

BEGUN = datetime(2026, 9, 3, tzinfo=UTC)
LINE = "Neurology, US-IMG, 2 interviews you can rank"


def listed(own: str, **fields: Any) -> ListedSeason:
    held = {"interviews": [{"program": "A"}, {"program": "B"}], **fields}
    season = Season.model_validate(
        {"applicant": {"type": "us_img"}, "target": {"specialty": "neurology"}, **held}
    )
    return ListedSeason(own, "", BEGUN, BEGUN, 1, summarize(season), None, True)


def draft(own: str, specialty: str | None) -> ListedSeason:
    return replace(listed(own), summary=None, draft={"season": {"target": {"specialty": specialty}}})


def test_a_season_of_its_own_kind_is_called_by_its_name_or_what_it_is() -> None:
    named = replace(listed("b"), name="Mine")
    broken = replace(listed("c"), summary=None, readable=False)
    found = season_titles([listed("a"), named, broken, draft("d", "neurology"), draft("e", None)])
    assert found == {
        "a": LINE, "b": "Mine", "c": "A season", "d": "Neurology, not finished", "e": "Not finished",
    }  # fmt: skip


def test_seasons_that_look_alike_are_told_apart_by_the_first_difference_that_does() -> None:
    def told(*seasons: ListedSeason) -> list[str]:
        return [title.removeprefix(LINE).strip() for title in season_titles(seasons).values()]

    assert told(listed("a", cycle=2026), listed("b", cycle=2027)) == ["(2026 Match)", "(2027 Match)"]
    sent = listed("a", applications_sent=40), listed("b", applications_sent=1)
    assert told(*sent) == ["(40 applications)", "(1 application)"]
    steps = (("A", "attended"), ("B", "attended"), ("C", "declined"))
    off = listed("b", interviews=[{"program": p, "status": s} for p, s in steps])
    assert told(listed("a"), off) == ["(2 invitations)", "(3 invitations)"]
    later = replace(listed("b"), created=datetime(2026, 11, 20, tzinfo=UTC))
    assert told(listed("a"), later) == ["(begun 3 September 2026)", "(begun 20 November 2026)"]
    assert told(listed("abcdefgh"), listed("bcdefghi")) == ["(id abcdef)", "(id bcdefg)"]
    assert told(listed("abcdefgh"), listed("abcdefgi")) == ["(abcdefgh)", "(abcdefgi)"]
    three = (
        listed("a", cycle=2026),
        listed("b", cycle=2027),
        replace(listed("c", cycle=2027), created=later.created),
    )
    assert told(*three) == [
        "(2026 Match, begun 3 September 2026)", "(2027 Match, begun 3 September 2026)",
        "(2027 Match, begun 20 November 2026)",
    ]  # fmt: skip
    same = [replace(listed(own), name=name) for own, name in (("aaaaaaa", "Mine"), ("bbbbbbb", "mine"))]
    assert list(season_titles(same).values()) == ["Mine (id aaaaaa)", "mine (id bbbbbb)"]


def test_drafts_that_look_alike_are_told_apart_too() -> None:
    later = replace(draft("b", None), created=datetime(2026, 11, 20, tzinfo=UTC))
    assert list(season_titles([draft("a", None), later]).values()) == [
        "Not finished (begun 3 September 2026)", "Not finished (begun 20 November 2026)",
    ]  # fmt: skip
