"""Cells of a tracker: the specialty, place, state, word, number or moment one holds, and which cells hold none."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time
from typing import Any, Final, Literal

from matchsafe.domain.specialties import specialty_code
from matchsafe.domain.states import state_code
from matchsafe.intake.clock_times import find_times
from matchsafe.intake.data_files import data
from matchsafe.intake.dates import find_dates
from matchsafe.intake.event_times import EventTime
from matchsafe.intake.program_match import specialties_in
from matchsafe.intake.spoken_figures import in_figures
from matchsafe.intake.zones import zone_after
from matchsafe.tabular import Cell, text_of

Stage = Literal[
    "planned", "applied", "invited", "scheduled", "attended", "waitlisted", "rejected", "declined", "cancelled",
    "withdrew",
]  # fmt: skip


def unread_cells(text: Callable[[str], str], found: Mapping[str, object]) -> Iterator[str]:
    """What is told of each cell that holds something, but nothing that is known: what was seen, and what is accepted.

    Args:
        text: The cell of a field.
        found: What was read, by field.
    """
    for field, accepted in _ACCEPTED.items():
        said = text(field)
        if field in found and found[field] is None and said.casefold() not in data("trackers")["said_no"]:
            yield f"we cannot read the {field} {said[:40]!r} and leave it out (accepted: {accepted})"


_ACCEPTED: Final = {
    "track": "categorical, preliminary, transitional, advanced",
    "signal": "gold, silver, yes, no",
    "portal": "ERAS, Thalamus, Interview Broker, ResidencyCAS, email",
    "format": "virtual, in person",
    "fee": "an amount such as 11 or $30",
    "positions": "a whole number",
    "time": "a time such as 9:00 AM",
    "zone": "a time zone such as ET or America/Chicago",
}


def money_of(text: str) -> float | None:
    """An amount: "$1,100", "11.00 USD"."""
    bare = re.fullmatch(
        r"\$?\s?(\d{1,3}(?:,\d{3})+|\d{1,6})(\.\d{1,2})?\s?(?:usd|\$|dollars)?", text.strip(), re.I
    )
    return float(bare[1].replace(",", "") + (bare[2] or "")) if bare else None


def zone_named(text: str) -> str | None:
    """The time zone of a cell."""
    found = zone_after(f" {text}", 0) if text else None
    return found.zone if found else None


def specialty_of(text: str) -> str | None:
    """The specialty of a cell, with or without the words for its track."""
    bare = " ".join(
        re.sub(data("trackers")["specialty_words"], " ", text.casefold()).translate(_MARKS).split()
    )
    bare = data("trackers")["short_specialties"].get(bare, bare)
    return specialty_code(text) or next(iter(specialties_in(text)), None) or specialty_code(bare)


_MARKS: Final = str.maketrans("-()/,", "     ")


def place_of(text: Any) -> tuple[str | None, str | None, str]:
    """City, state, and what is no state."""
    city, state = text("city"), text("state")
    if place := text("place"):
        left, _, right = place.rpartition(",")
        city, state = (city or left.strip() or place), (state or (right.strip() if left else ""))
        if state and state_code(state) is None:
            city, state = place, ""
    if state and (code := state_code(re.sub(r"\s*\d{5}(-\d{4})?$", "", state))) is None:
        return None, None, state
    return city[:100] or None, (code if state else None), ""


def stage_of(text: str) -> Stage | None:
    """How far an application has come, by the longest word that is known."""
    plain = " ".join(re.findall(r"[^\W_]+", text.casefold()))
    fits = [
        (len(w), s)
        for s, words in data("trackers")["statuses"].items()
        for w in words
        if re.search(rf"\b{re.escape(w)}\b", plain)
    ]
    return max(fits)[1] if fits else None


def known_word(kind: str, text: str) -> str | None:
    """What a word stands for among those of a kind."""
    plain = text.casefold().strip()
    found: str | None = data("trackers")[kind].get(plain)
    return found or next((v for k, v in data("trackers")[kind].items() if len(k) > 3 and k in plain), None)


def whole_of(text: str) -> int | None:
    """A whole number."""
    found = re.fullmatch(r"(\d{1,4})(?:\.0+)?", text)
    return int(found[1]) if found else None


def moment_of(cell: Cell, clock: str, zone: str, order: str, on: date | None) -> EventTime | bool | None:
    """The moment a cell names; whether it says yes or no; ``None`` if it is neither."""
    named = zone_named(zone)
    if isinstance(cell, datetime) and cell.time() != time(0):
        return EventTime(cell.date(), cell.time().replace(microsecond=0, tzinfo=None), named)
    text = cell.date().isoformat() if isinstance(cell, datetime) else text_of(cell).strip()
    if text.casefold() in data("trackers")["said_no"]:
        return False
    if text.casefold() in data("trackers")["said_yes"]:
        return True
    text = re.sub(r"[ T]00:00(:00)?$", "", text)
    days = find_dates(text, on, order.strip("?"))
    if not days or days[0].day is None:
        return True if stage_of(text) else None
    times = find_times(in_figures(f"{text[days[0].end :]} {clock}"))
    beside = times[0].zone if times else None
    own = beside.zone if beside else named
    return EventTime(days[0].day, times[0].begin if times else None, own)
