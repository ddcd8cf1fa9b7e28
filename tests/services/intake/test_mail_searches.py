"""The searches name her programs, and fit what a mail program takes."""

from __future__ import annotations

from datetime import date

from matchsafe.domain.season import Season
from matchsafe.services.intake.mail_searches import mail_searches


def season(count: int) -> Season:
    programs = [{"program": f'Invented "Hospital" {n} - Internal Medicine'} for n in range(count)]
    return Season.model_validate(
        {
            "version": 2,
            "cycle": 2027,
            "applicant": {"type": "us_img"},
            "target": {"specialty": "neurology"},
            "applications": programs,
        }
    )


def test_without_a_season_the_searches_are_general() -> None:
    found = mail_searches(None, date(2027, 2, 1))
    assert all("{" not in s.gmail + s.outlook for s in found)
    assert all("2026/09/01" in s.gmail for s in found)
    assert not any("by name" in s.name for s in found)


def test_every_program_is_searched_for_once() -> None:
    found = [s for s in mail_searches(season(30), date(2026, 11, 1)) if "by name" in s.name]
    assert [s.name for s in found] == [f"Your programs by name ({n} of 3)" for n in (1, 2, 3)]
    together = " ".join(s.gmail for s in found)
    assert all(together.count(f'"Invented Hospital {n}"') == 1 for n in range(30))
    assert all(len(s.gmail) < 1500 for s in found)
