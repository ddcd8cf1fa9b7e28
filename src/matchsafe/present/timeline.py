"""The season from September to March as one drawing: the article's five periods, the official dates, you are here.

An accessible SVG and the rows behind it. Classes: ``ms-timeline`` (the svg), ``ms-period``, ``ms-period-here``,
``ms-date``, ``ms-you-line``, ``ms-you-label``, ``ms-tick``, ``ms-key``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from matchsafe import evidence
from matchsafe.domain.text import day, sentence, short_day
from matchsafe.evidence.calendar import event_day, match_year
from matchsafe.present.svg import image, line, tag, words

PERIODS: Final = "article.season_timeline"
EVENTS: Final = {
    "submissions_open": "applications can be sent",
    "programs_begin_review": "programs begin to look",
    "rank_list_opens": "rank lists open",
    "rank_list_deadline": "rank lists are due",
    "match_week": "Match Week begins",
    "match_day": "Match Day",
}
"""Official dates on the drawing."""
_NAMES: Final = {
    "early_invitations": "First invitations",
    "november": "Bulk of invitations",
    "december": "Late invitations",
    "january": "Cancellations",
    "ranking": "Rank lists",
}
_WIDTH, _HEIGHT, _LEFT, _RIGHT = 640, 190, 12, 12
_BAR, _TALL = 92, 46
_ROW: Final = 34
_LABEL: Final = 284
"""Room a label beside the reader's mark needs."""


_TODAY: Final = "Today"
"""Name of the row of a day between the periods, which the drawing shows as a line."""


class OwnDay(NamedTuple):
    """A day of the reader's own season.

    Attributes:
        kind: "application", "invitation" or "interview".
        text: What happens on it, as a sentence.
        href: Where more of it stands; empty if nowhere.
        times: How many of its kind it stands for.
    """

    day: date
    kind: str
    text: str
    href: str = ""
    times: int = 1


OWN_KINDS: Final = {
    "application": "applications sent",
    "invitation": "invitations",
    "interview": "interviews",
}
"""What the marks below the bar are, from the highest row to the lowest."""


class TimelineRow(NamedTuple):
    """One period or one official date.

    Attributes:
        begins: Its first day.
        ends: Its last day; ``None`` for a date.
        name: Its name on the drawing: of a date, a number.
        source: Id of the figure; "" for the day itself.
        here: Whether the reader's day is in it.
    """

    begins: date
    ends: date | None
    name: str
    text: str
    source: str
    here: bool

    @property
    def day_words(self) -> str:
        """The days in words."""
        if self.ends in (None, self.begins):
            return day(self.begins)
        return f"{short_day(self.begins)} to {day(self.ends)}"


def rows(on: date, *, own_match: bool = False) -> tuple[TimelineRow, ...]:
    """The periods and dates of the season of a day, in order of time; the day itself where it is in none of them.

    Args:
        on: The reader's day.
        own_match: Whether the specialty has a match of its own, whose dates are not those of the drawing.
    """
    found = [*_periods(on)]
    if not own_match:
        found += _dates(on)
    if not any(row.here for row in found):
        found.append(TimelineRow(on, on, _TODAY, "Today.", "", here=True))
    return tuple(sorted(found, key=lambda r: (r.begins, r.ends is None)))


def _periods(on: date) -> Iterator[TimelineRow]:
    last_year = match_year(on)
    for row in evidence.table(PERIODS).records():
        first, last = int(row["first_month"] or 0), int(row["last_month"] or 0)
        begins = date(last_year - (first > 6), first, 1)
        following = date(last_year - (last > 6) + (last == 12), last % 12 + 1, 1)
        ends = following - timedelta(days=1)
        name, text = _NAMES[str(row["code"])], sentence(str(row["event"]))
        yield TimelineRow(begins, ends, name, text, PERIODS, begins <= on <= ends)


def _dates(on: date) -> Iterator[TimelineRow]:
    for number, (event, text) in enumerate(EVENTS.items(), start=1):
        if (found := event_day(event, match_year(on))) is not None:
            said = sentence(text if found.announced else f"{text} (expected)")
            yield TimelineRow(found.day, None, str(number), said, found.source, found.day == on)


_NAME_DAYS: Final = 12
"""How long the name of a month is: it begins after a mark that would strike it through."""


def svg(on: date, *, own_match: bool = False, own: Sequence[OwnDay] = ()) -> str:
    """The season as inline SVG; arguments as of ``rows``, with the reader's own days in rows below the bar."""
    found = [row for row in rows(on, own_match=own_match) if row.name != _TODAY]
    first = date(match_year(on) - 1, 9, 1)
    last = date(match_year(on), 3, 31)
    total = (last - first).days

    def x(at: date) -> float:
        share = min(1.0, max(0.0, (at - first).days / total))
        return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)

    parts = []
    for i, row in enumerate(r for r in found if r.ends is not None):
        left, right = x(row.begins), x((row.ends or row.begins) + timedelta(days=1))
        css = "ms-period ms-period-here" if row.here else "ms-period"
        box = {"x": left, "y": _BAR, "width": right - left - 2, "height": _TALL}
        parts.append(tag("rect", css=css, fill_opacity="0.35" if row.here else "0.12", **box))
        # Names of neighbours stand on two heights: a month is narrower than a name.
        parts.append(words(row.name, css="ms-key", x=left, y=_BAR + _TALL + 18 + 20 * (i % 2)))
    month, marks = first, [row.begins for row in found if row.ends is None]
    while month <= last:
        begins = max([month, *(d for d in marks if 0 <= (d - month).days < _NAME_DAYS)])
        parts.append(words(f"{month:%b}", css="ms-tick", x=x(begins) + 4, y=_BAR + 28))
        month = (month + timedelta(days=32)).replace(day=1)
    for row in (r for r in found if r.ends is None):
        at, top = x(row.begins), _BAR + _TALL
        parts.append(line(at, _BAR, at, top, css="ms-date", stroke_width=2))
        parts.append(words(row.name, css="ms-tick", x=at, y=_BAR - 6, text_anchor="middle"))
    if first <= on <= last:
        at = x(on)
        side, anchor = (8, "start") if at + _LABEL < _WIDTH else (-8, "end")
        parts.append(line(at, 34, at, _BAR + _TALL, css="ms-you-line", stroke_width=3))
        label = f"you are here: {short_day(on)}"
        parts.append(
            words(label, css="ms-you-label", x=at + side, y=46, text_anchor=anchor, font_weight="bold")
        )
    told = " ".join(f"{r.day_words}: {r.text}" for r in found)
    parts += _own(own, x)
    height = _HEIGHT + (_ROW * (len(OWN_KINDS) + 1) if own else 0)
    told += "".join(
        f" {len([o for o in own if o.kind == k])} {name}." for k, name in OWN_KINDS.items() if own
    )
    return image(
        "ms-timeline", _WIDTH, height, "The season, September to March", f"Today is {day(on)}. {told}", parts
    )


def _count(own: Sequence[OwnDay], kind: str) -> int:
    return sum(o.times for o in own if o.kind == kind)


def _own(own: Sequence[OwnDay], x: Callable[[date], float]) -> Iterator[str]:
    """A row of marks for each kind of the reader's own days, with its name and how many there are."""
    for number, (kind, name) in enumerate(OWN_KINDS.items() if own else ()):
        at = _HEIGHT + _ROW * number + 8
        days = [o.day for o in own if o.kind == kind]
        css = "ms-mine" if kind == "interview" else "ms-asked"
        yield words(f"{name} ({_count(own, kind)})", css="ms-key", x=_LEFT, y=at + 5)
        for one in dict.fromkeys(days):
            yield tag("circle", css=css, cx=x(one), cy=at + 16, r=5 if kind == "interview" else 4)
