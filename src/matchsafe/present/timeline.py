"""The season from September to March as one drawing: the article's five periods, the official dates, you are here.

An accessible SVG, drawn for a wide and for a narrow screen, and the rows behind it. Classes: ``ms-timeline`` and
``ms-timeline-narrow`` (the svg), ``ms-period``, ``ms-period-here``, ``ms-date``, ``ms-you-line``, ``ms-you-label``,
``ms-tick``, ``ms-key``.
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
_MARGIN, _BAR, _TALL = 12, 92, 46
_ROW: Final = 34
_LINE: Final = 20
"""From one line of words to the next."""


class _Paper(NamedTuple):
    """What a drawing is made on: its class, its width, about what a letter takes of it, and lines for the names."""

    css: str
    width: int
    letter: float
    lines: int


_WIDE, _NARROW = _Paper("ms-timeline", 640, 8.0, 2), _Paper("ms-timeline-narrow", 350, 7.0, 3)
_BOLD: Final = 1.2
"""How much wider a bold letter is."""
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
    """The season as inline SVG for a wide and for a narrow screen, of which a style sheet shows one.

    Arguments as of ``rows``, with the reader's own days in rows below the bar.
    """
    return "".join(_drawing(paper, on, own_match=own_match, own=own) for paper in (_WIDE, _NARROW))


def _drawing(paper: _Paper, on: date, *, own_match: bool, own: Sequence[OwnDay]) -> str:
    found = [row for row in rows(on, own_match=own_match) if row.name != _TODAY]
    first, last = date(match_year(on) - 1, 9, 1), date(match_year(on), 3, 31)

    def x(at: date) -> float:
        share = min(1.0, max(0.0, (at - first) / (last - first)))
        return _MARGIN + share * (paper.width - 2 * _MARGIN)

    parts = [*_bar(paper, found, x), *_months(paper, found, first, x)]
    if first <= on <= last:
        label, at = f"you are here: {short_day(on)}", x(on)
        half = len(label) * paper.letter * _BOLD / 2
        middle = min(max(at, half), paper.width - half)
        parts.append(line(at, 52, at, _BAR + _TALL, css="ms-you-line", stroke_width=3))
        parts.append(
            words(label, css="ms-you-label", x=middle, y=46, text_anchor="middle", font_weight="bold")
        )
    parts += _official(paper, found, x)
    top = _BAR + _TALL + _LINE * paper.lines
    parts += _own(own, top, x)
    height = top + 12 + (_ROW * (len(OWN_KINDS) + 1) if own else 0)
    told = " ".join(f"{r.day_words}: {r.text}" for r in found)
    told += "".join(
        f" {len([o for o in own if o.kind == k])} {name}." for k, name in OWN_KINDS.items() if own
    )
    title = "The season, September to March"
    return image(paper.css, paper.width, height, title, f"Today is {day(on)}. {told}", parts)


def _bar(paper: _Paper, found: Sequence[TimelineRow], x: Callable[[date], float]) -> Iterator[str]:
    """The periods, each with its name on the first line below that is free."""
    ends: list[float] = []
    for row in (r for r in found if r.ends is not None):
        left, right = x(row.begins), x((row.ends or row.begins) + timedelta(days=1))
        css = "ms-period ms-period-here" if row.here else "ms-period"
        box = {"x": left, "y": _BAR, "width": right - left - 2, "height": _TALL}
        yield tag("rect", css=css, fill_opacity="0.35" if row.here else "0.12", **box)
        long = len(row.name) * paper.letter
        begins = min(left, paper.width - long)
        free = next((n for n, end in enumerate(ends) if end < begins), len(ends))
        ends[free : free + 1] = [begins + long]
        yield words(row.name, css="ms-key", x=begins, y=_BAR + _TALL + 18 + _LINE * free)


def _official(paper: _Paper, found: Sequence[TimelineRow], x: Callable[[date], float]) -> Iterator[str]:
    """The official dates with their numbers, which stay readable where the reader's day is near."""
    days = [r for r in found if r.ends is None]
    apart = 1.8 * paper.letter  # "5 6" is not to be read as 56
    places: list[float] = []
    for number, row in enumerate(days):
        room = paper.width - paper.letter / 2 - apart * (len(days) - 1 - number)
        places.append(min(room, max(x(row.begins), *(p + apart for p in places[-1:]), 0)))
        yield line(x(row.begins), _BAR, x(row.begins), _BAR + _TALL, css="ms-date", stroke_width=2)
        yield words(row.name, css="ms-tick ms-number", x=places[-1], y=_BAR - 6, text_anchor="middle")


def _months(
    paper: _Paper, found: Sequence[TimelineRow], first: date, x: Callable[[date], float]
) -> Iterator[str]:
    """The names of the months, none of them struck through by a date."""
    marks, days = [r.begins for r in found if r.ends is None], _NAME_DAYS * _WIDE.width // paper.width
    for month in (date(first.year + (n > 12), (n - 1) % 12 + 1, 1) for n in range(9, 16)):
        begins = max([month, *(d for d in marks if 0 <= (d - month).days < days)])
        at = min(x(begins) + 4, paper.width - 3 * paper.letter)
        yield words(f"{month:%b}", css="ms-tick", x=at, y=_BAR + 28)


def _count(own: Sequence[OwnDay], kind: str) -> int:
    return sum(o.times for o in own if o.kind == kind)


def _own(own: Sequence[OwnDay], top: float, x: Callable[[date], float]) -> Iterator[str]:
    """A row of marks for each kind of the reader's own days, with its name and how many there are."""
    for number, (kind, name) in enumerate(OWN_KINDS.items() if own else ()):
        at = top + _ROW * number + 20
        days = [o.day for o in own if o.kind == kind]
        css = "ms-mine" if kind == "interview" else "ms-asked"
        yield words(f"{name} ({_count(own, kind)})", css="ms-key", x=_MARGIN, y=at + 5)
        for one in dict.fromkeys(days):
            yield tag("circle", css=css, cx=x(one), cy=at + 16, r=5 if kind == "interview" else 4)
