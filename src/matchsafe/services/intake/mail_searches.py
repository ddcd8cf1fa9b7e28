"""Searches for Gmail and Outlook that find invitations which were missed; nothing is sent or opened here."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from typing import Final

from matchsafe.domain.season import Season
from matchsafe.evidence.store import own_yaml
from matchsafe.services.intake.report import own_programs

_MOST_NAMES: Final = 12
"""Programs in one search: a mail program takes some 1,500 letters."""
_OPENS: Final = (9, 1)
"""Month and day on which a season's messages begin."""


@dataclass(frozen=True, slots=True)
class MailSearch:
    """One search to paste.

    Attributes:
        name: What it finds.
        why: What is lost without it.
        gmail: For the search box of Gmail.
        outlook: For that of Outlook.
    """

    name: str
    why: str
    gmail: str
    outlook: str

    def content(self) -> dict[str, str]:
        """The search as programs read it."""
        return asdict(self)


@cache
def _templates() -> tuple[MailSearch, ...]:
    return tuple(MailSearch(**row) for row in own_yaml("matchsafe.services.intake", "mail_searches.yaml"))


def mail_searches(season: Season | None, on: date) -> tuple[MailSearch, ...]:
    """The searches for a season's messages on a day; those by name in groups a mail program accepts."""
    year = season.cycle - 1 if season is not None and season.cycle else on.year - (on.month < _OPENS[0])
    since = date(year, *_OPENS)
    names = dict.fromkeys(_search_name(p.name) for p in own_programs(season)) if season is not None else {}
    listed = [name for name in names if name]
    groups = [listed[i : i + _MOST_NAMES] for i in range(0, len(listed), _MOST_NAMES)]
    found = []
    for search in _templates():
        if "{programs}" not in search.gmail:
            found.append(_fill(search, since, (), ""))
            continue
        for number, group in enumerate(groups, 1):
            found.append(
                _fill(search, since, group, f" ({number} of {len(groups)})" if len(groups) > 1 else "")
            )
    return tuple(found)


def _fill(search: MailSearch, since: date, names: list[str] | tuple[()], number: str) -> MailSearch:
    quoted = " OR ".join(f'"{name}"' for name in names)
    return MailSearch(
        search.name + number, search.why, search.gmail.format(since=f"{since:%Y/%m/%d}", programs=quoted),
        search.outlook.format(since=f"{since:%Y-%m-%d}", programs=quoted),
    )  # fmt: skip


def _search_name(name: str) -> str:
    """A name as a search finds it: without the specialty behind a dash, and without quotes."""
    bare = re.split(r"\s+[-–—(/]\s*|,", name)[0]
    return re.sub(r'["\s]+', " ", bare).strip()[:80]
