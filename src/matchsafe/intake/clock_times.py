"""Times of day in a text: "9 AM", "8:30 a.m. to 12:15 p.m. CT", "1300 hrs", "14 Uhr", "tomorrow at 9"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time
from functools import cache
from itertools import islice
from typing import Final

from matchsafe.intake.date_names import names_month
from matchsafe.intake.zones import ZoneMention, zone_after

MOST: Final = 400
_WORDS: Final = {
    "noon": 12,
    "midday": 12,
    "mediodía": 12,
    "mediodia": 12,
    "midi": 12,
    "mittags": 12,
    "midnight": 24,
}
_MONTH: Final = 18
"""Letters before a figure in which the name of its month ends."""
_BEFORE_WORK: Final = 7
"""An hour without AM or PM below this one is rather in the afternoon."""


@dataclass(frozen=True, slots=True)
class ClockTime:
    """A time of day, or a stretch of it, as a text has it.

    Attributes:
        start: Of its words, the zone included.
        end: Of its words.
        begin: When it begins.
        finish: When it ends, if that is said.
        zone: That stands beside it.
        guessed: Whether morning or afternoon is a guess.
    """

    start: int
    end: int
    begin: time
    finish: time | None = None
    zone: ZoneMention | None = None
    guessed: bool = False


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    half = r"(?P<p>[ap])\.?\s?m\b\.?|de la (?P<r>mañana|manana|tarde|noche)|(?<=\d)(?P<q>a|p)(?![a-z\d])"
    figures = rf"(?P<h>[0-2]?\d)\s?(?:[:.]?(?P<m>[0-5]\d)(?::[0-5]\d)?)?\s?(?:{half})"
    plain = r"(?P<h2>[0-2]?\d):(?P<m2>[0-5]\d)(?::[0-5]\d)?(?![\d:])"
    german = r"(?P<h3>[0-2]?\d)(?:[.:](?P<m3>[0-5]\d))?\s?(?:uhr|hrs?\b|horas\b|heures\b)"
    french = r"(?P<h4>[0-2]?\d)h(?P<m4>[0-5]\d)?\b"
    army = r"(?P<h5>[0-2]\d)(?P<m5>[0-5]\d)\s?(?:hrs?|hours|h)\b"
    words = r"(?:12(?::00)?\s?)?\b(?P<word>" + "|".join(_WORDS) + r")\b"
    one = rf"(?:{army}|{figures}|{german}|{french}|{plain}|{words})"
    bare = r"(?P<bare>1?\d)(?::(?P<bare_m>[0-5]\d))?"
    return re.compile(rf"(?:(?<![\w/.$#])|(?<=\dT))(?<!\d:){one}", re.I), re.compile(
        rf"(?<![\w/.:$#,-]){bare}\s?(?:-|–|—|to|until)\s?(?={one})", re.I
    )


_BETWEEN: Final = re.compile(
    r",?\s*(?:(?:and\s)?(?:(?:we|you|it)\s)?(?:will\s|should\s)?(?:(?:be|are|is)\s)?"
    r"(?:wrap|end|finish|conclud|clos|done)\w*(?:\sup)?\s(?:at|by|about|around)(?:\sabout)?"
    r"|(?:[-–—]|to|until|till|through)(?:\s(?:about|around|approximately))?|and|bis|a(?: las)?|hasta|à)\s*",
    re.I,
)
_LAST: Final = re.compile(r"(?P<h>1?\d)(?::(?P<m>[0-5]\d))?(?=\s*(?:$|[.,;)(\n]|\bon\b))", re.I)
"""The end of a stretch without its half of the day: "8:30 AM to 12"."""


def find_times(text: str) -> list[ClockTime]:
    """The times a text names, in its order; a stretch is one."""
    one, bare = _patterns()
    found: list[ClockTime] = []
    place = 0
    while (match := one.search(text, place)) and len(found) < MOST:
        place = match.end()
        if (read := _read(match)) is None:
            continue
        begin, guessed = read
        start, finish, zone, end = match.start(), None, zone_after(text, match.end()), match.end()
        if (before := _bare_before(bare, text, start)) and (first := _of_half(before, begin)):
            start, finish, begin = start - (before.end() - before.start()), begin, first
        elif between := _BETWEEN.match(text, zone.end if zone else match.end()):
            then = one.match(text, between.end())
            read = _read(then) if then else None
            joins = between[0].strip().casefold() != "and" or re.search(
                r"between\s*$", text[max(0, start - 12) : start], re.I
            )
            if then and read and joins:
                finish, guessed = read[0], guessed and read[1]
                if read[1] and finish < begin and finish.hour < 12:
                    finish = finish.replace(hour=finish.hour + 12)
                elif not read[1] and match["h2"] and not match["h2"].startswith("0"):
                    begin = _before(begin, finish)
                    guessed = False
                zone, end = zone_after(text, then.end()) or zone, then.end()
            elif (
                not then
                and joins
                and between[0].strip().casefold() not in ("a", "and")
                and (last := _ends(text, between.end(), begin))
            ):
                finish, zone, end = last
        end = zone.end if zone and zone.end > end else end
        found.append(ClockTime(start, end, begin, finish, zone, guessed))
        place = end
    for more in (*_figures(text), *_single_figures(text)):
        if not any(t.start < more.end and more.start < t.end for t in found):
            found.append(more)
    return sorted(found, key=lambda t: t.start)


def _ends(text: str, place: int, begin: time) -> tuple[time, ZoneMention | None, int] | None:
    """The bare figure at a place as the end of what begins then, with its zone."""
    zoned = re.match(r"1?\d(?::[0-5]\d)?(?!\d)", text[place : place + 5])
    zone = zone_after(text, place + zoned.end()) if zoned else None
    found = _LAST.match(text, place) if zone is None else zoned
    if found is None:
        return None
    hour, _, minute = found[0].partition(":")
    if not 1 <= int(hour) <= 12:
        return None
    morning, later = (time(int(hour) % 12 + half, int(minute or 0)) for half in (0, 12))
    return (morning if begin < morning else later), zone, zone.end if zone else place + len(found[0])


_FIGURES: Final = re.compile(
    r"(?<![\w/.:$#,-])(?P<framed>\b(?:from|between)\s)?(?P<one>1?\d|[0-2]\d[0-5]\d)(?:\s?[-–—]\s?|\s(?:to|and|until|till)\s)"
    r"(?P<two>1?\d|[0-2]\d[0-5]\d)(?![\w/:%-]|[.,]\d|\s(?:of|to)\b)"
)
_CLOCK: Final = re.compile(
    r"(?<![\w/.:$#,-])(?:(?:at|@)\s)?(?P<four>(?:0\d|1\d|2[0-3])[0-5]\d)(?![\w/:%-]|[.,]\d)"
)
_DATED: Final = re.compile(
    r"(?:\b(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?|today|tomorrow|tmrw|week)"
    r"|\d(?:st|nd|rd|th)?|\d/\d{2,4})[),]?\s(?:at\s|@\s?)?$",
    re.I,
)
"""A day, after which figures are hours: "Tuesday from 9 to 12", "Nov 12, 0800"."""


def _figures(text: str) -> Iterator[ClockTime]:
    """Bare hours that their zone or the day before them tells from other figures.

    "Tue 8th Dec 8-12 CST", "0730-1200 EST", "Friday from 9 to 12", "Nov 12 at 0800".
    """
    for match in islice(_FIGURES.finditer(text), MOST):
        zone, start = zone_after(text, match.end()), match.start("one")
        dated = match["framed"] and (
            _DATED.search(text[max(0, match.start() - _MONTH) : match.start()])
            or (match["one"][0] == "0" and len(match["two"]) == 4)
        )
        if not (zone or dated) or _is_day_of_month(text[max(0, start - _MONTH) : start]):
            continue
        (hour, minute), (last, rest) = (
            divmod(int(m), 100) if len(m) == 4 else (int(m), 0) for m in (match["one"], match["two"])
        )
        guessed = len(match["one"]) < 4
        hour += 12 if guessed and hour < _BEFORE_WORK else 0
        last += 12 if guessed and last <= hour else 0
        if hour < 24 and last < 24:
            end = zone.end if zone else match.end()
            yield ClockTime(start, end, time(hour, minute), time(last, rest), zone, guessed)


_AT_HOUR: Final = re.compile(
    r"(?:\bat|@|\baround)\s?(?P<h>1?\d)(?::(?P<m>[0-5]\d))?(?![\w/:%-]|[.,]\d)", re.I
)
_ON_DAY: Final = re.compile(
    r",?\s(?:on\s(?:the\s)?)?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|today|tomorrow|\d{1,2}/\d"
    r"|(?:jan|feb|mar|sept?|oct|nov|dec)[a-z]*\.?\s\d)",
    re.I,
)


def _single_figures(text: str) -> Iterator[ClockTime]:
    """Four figures beside a zone, or after a day: "Nov 12 at 0800"."""
    for match in islice(_CLOCK.finditer(text), MOST):
        figures, at = match["four"], match.start() < match.start("four")
        zone, left = zone_after(text, match.end()), text[max(0, match.start() - _MONTH) : match.start()]
        if not at and figures[:2] in ("19", "20"):  # rather a year
            continue
        if zone or (at and figures[0] == "0") or (_DATED.search(left) and (at or figures[0] == "0")):
            end = zone.end if zone else match.end()
            yield ClockTime(match.start("four"), end, time(int(figures[:2]), int(figures[2:])), None, zone)
    for match in islice(_AT_HOUR.finditer(text), MOST):
        hour, zone, left = (
            int(match["h"]),
            zone_after(text, match.end()),
            text[max(0, match.start() - _MONTH) : match.start()],
        )
        if 1 <= hour <= 12 and (zone or _DATED.search(left) or _ON_DAY.match(text, match.end())):
            end = zone.end if zone else match.end()
            begin = time(hour + 12 * (hour < _BEFORE_WORK), int(match["m"] or 0))
            yield ClockTime(match.start("h"), end, begin, None, zone, guessed=True)


def _is_day_of_month(left: str) -> bool:
    """Whether a figure after these words is a day: after "November", but not after "8th November"."""
    return names_month(left) and not re.search(r"\d(?:st|nd|rd|th)?\.?\s*(?:of\s)?[^\W\d]+\.?\s*$", left)


def _read(match: re.Match[str]) -> tuple[time, bool] | None:
    """The time of a match and whether its half of the day is a guess; ``None`` if there is no such time."""
    got = match.groupdict()
    if word := got["word"]:
        return time(_WORDS[word.casefold()] % 24), False
    hour = int(next(got[h] for h in ("h", "h2", "h3", "h4", "h5") if got[h]))
    minute = int(next((got[m] for m in ("m", "m2", "m3", "m4", "m5") if got[m]), 0))
    guessed = False
    if half := got["p"] or got["q"] or (got["r"] and ("a" if got["r"].startswith("ma") else "p")):
        if hour > 12 and half.lower() == "a":
            return None
        hour = hour if hour > 12 else hour % 12 + (12 if half.lower() == "p" else 0)
    elif got["h2"] and not got["h2"].startswith("0") and hour <= 12:
        guessed = True
        hour += 12 if hour < _BEFORE_WORK else 0
    return (time(hour, minute), guessed) if hour < 24 else None


def _bare_before(bare: re.Pattern[str], text: str, start: int) -> re.Match[str] | None:
    """The figure before a dash and a time, unless it is the day of a month: "9-11 AM", not "November 3 - 11 AM"."""
    begins = max(0, start - 13)
    near = text[begins : start + 40]
    found = next((m for m in bare.finditer(near) if m.end() >= start - begins), None)
    if found is None or found.end() != start - begins:
        return None
    left = text[max(0, begins + found.start() - _MONTH) : begins + found.start()]
    return None if _is_day_of_month(left) else found


def _of_half(bare: re.Match[str], finish: time) -> time | None:
    """The beginning of "9-11 AM": the same half of the day, or the morning where it would end before it begins."""
    hour, minute = int(bare["bare"]), int(bare["bare_m"] or 0)
    if not 1 <= hour <= 12:
        begin = time(hour, minute)
        return begin if begin < finish else None
    return _before(time(hour % 12, minute), finish)


def _before(begin: time, finish: time) -> time:
    """The later of the two halves of the day in which a time is before another."""
    hour = begin.hour % 12
    later = time(hour + 12, begin.minute)
    return later if later < finish else time(hour, begin.minute)
