"""What the events of a season say of its interviews: the state is worked out, never stored.

Events count by their moment, not by the order in which they were noted; of two at the same moment the one further
along counts last. An interview without events stands where its own words say.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Final, get_args

from matchsafe.domain.season_interview import Interview, Status
from matchsafe.domain.season_record import Event, EventKind

_ORDER: Final = {kind: place for place, kind in enumerate(get_args(EventKind))}

STATUS_AFTER: Final[dict[EventKind, Status]] = {
    "invited": "invited", "waitlisted": "waitlisted", "scheduled": "scheduled", "rescheduled": "scheduled",
    "attended": "attended", "declined": "declined", "cancelled": "cancelled", "rejected": "rejected",
    "withdrew": "declined",
}  # fmt: skip
"""The status of an interview after an event; an event of another kind leaves it as it is."""

_LOWER: Final[dict[Status, tuple[Status, ...]]] = {
    "invited": ("scheduled", "attended"),
    "waitlisted": ("attended",),
    "scheduled": ("attended",),
}
"""What an event does not take back: an invitation that is noted twice undoes no booked date."""

_OF_THE_WHOLE: Final = ("rejected", "withdrew")
"""Events of an application that hold for each of its interviews."""


def in_order(events: Iterable[Event]) -> tuple[Event, ...]:
    """Events by their moment, whatever the order in which they were noted."""
    return _order(_Same(events)) if isinstance(events, tuple) else _by_moment(events)


def _by_moment(events: Iterable[Event]) -> tuple[Event, ...]:
    return tuple(
        sorted(events, key=lambda e: (e.at, _ORDER[e.kind], e.id, e.start is not None, str(e.start)))
    )


def interviews_of(interviews: tuple[Interview, ...], events: tuple[Event, ...]) -> tuple[Interview, ...]:
    """The interviews as events say they stand: status, start, end, time zone and thank-you note."""
    return _interviews(_Same(interviews, events)) if events else interviews


def forget() -> None:
    """Let go of what is held of the last seasons asked about."""
    _order.cache_clear()
    _interviews.cache_clear()


class _Same:
    """Parts of a season as a key that is compared by identity, since they may be long and never change."""

    def __init__(self, *parts: tuple[Any, ...]) -> None:
        self.parts = parts

    def __hash__(self) -> int:
        return hash(tuple(map(id, self.parts)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and [*map(id, self.parts)] == [*map(id, other.parts)]


@lru_cache(maxsize=32)
def _order(events: _Same) -> tuple[Event, ...]:
    return _by_moment(events.parts[0])


@lru_cache(maxsize=32)
def _interviews(both: _Same) -> tuple[Interview, ...]:
    interviews, events = both.parts
    by_interview: dict[str, list[Event]] = defaultdict(list)
    by_application: dict[str, list[Event]] = defaultdict(list)
    for event in in_order(events):
        if event.interview is not None:
            by_interview[event.interview].append(event)
        elif event.application is not None:
            by_application[event.application].append(event)
    shared = Counter(i.application for i in interviews)
    found = []
    for interview in interviews:
        own = by_interview.get(interview.id, []) if interview.id else []
        of_it = by_application.get(interview.application or "", [])
        if shared[interview.application] > 1:
            of_it = [e for e in of_it if e.kind in _OF_THE_WHOLE]
        changed = _fields_by(interview, in_order([*own, *of_it]) if of_it else own)
        found.append(interview.model_copy(update=changed) if changed else interview)
    return tuple(found)


def _fields_by(interview: Interview, events: Iterable[Event]) -> Mapping[str, Any]:
    """The fields of an interview that its events, in their order, set."""
    changed: dict[str, Any] = {}
    status: Status | None = None
    for event in events:
        status = status_after(event.kind, status)
        if event.kind == "thank_you_sent":
            changed["thank_you_sent"] = True
        if event.kind in ("scheduled", "rescheduled") and event.start is not None:
            changed |= {"start": event.start, "end": event.end}
            changed["time_zone"] = event.time_zone or changed.get("time_zone", interview.time_zone)
    if status is not None:
        changed["status"] = status
    return {name: value for name, value in changed.items() if value != getattr(interview, name)}


def status_after(kind: EventKind, status: Status | None) -> Status | None:
    """The status after an event."""
    new = STATUS_AFTER.get(kind)
    return status if new is None or status in _LOWER.get(new, ()) else new
