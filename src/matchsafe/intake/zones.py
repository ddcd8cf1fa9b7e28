"""Time zones as messages write them ("ET", "Central Time", "UTC-5", "America/Chicago") to zones of the IANA table.

A library that reads "ET" as a fixed offset is wrong half the year: a name here stands for a place, and the date decides
what its clock shows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from matchsafe.domain.moments import us_zone_names
from matchsafe.intake.data_files import data

_OFFSET: Final = r"\(?(?:UTC|GMT)\s?(?P<sign>[+\u2212-])\s?(?P<hours>\d{1,2})(?::?(?P<minutes>[0-5]\d))?\)?"
_NAMED: Final = (
    r"(?P<iana>(?:America|US|Europe|Asia|Africa|Pacific|Australia|Atlantic|Etc)/[A-Za-z_+\-/0-9]{2,30})"
)

_OF_ALL: Final = re.compile(
    r"\btimes?\b[^.\n]{0,40}?\b(?:in|are|is|listed)\b(?:\s+(?:in|all|listed))*(?=\s)"
    r"|(?<!\w)(?:both|all|everything)(?:\sin)?(?=\s(?:the\s)?(?:[ECMP]T\b|eastern|central|mountain|pacific))"
    r"|\ball times\b(?!\s+(?:in|are|is|listed|shown|below))(?=\s|:)",
    re.I,
)
"""What stands before a zone that holds for all times."""


@dataclass(frozen=True, slots=True)
class ZoneMention:
    """A zone as a text has it.

    Attributes:
        start: Of its words.
        end: Of its words.
        zone: In the IANA table.
        season: "standard" or "daylight" where the name says which; "" where it leaves that to the date.
    """

    start: int
    end: int
    zone: str
    season: str = ""

    def out_of_season(self, moment: datetime) -> bool:
        """Whether the name belongs to the other half of the year: "EST" in October."""
        if not self.season:
            return False
        summer = bool(moment.replace(tzinfo=ZoneInfo(self.zone)).dst())
        return summer != (self.season == "daylight")


@cache
def _short() -> dict[str, tuple[str, str]]:
    abroad = {
        zone: {season: names.split() for season, names in k.items()}
        for zone, k in data("zones")["short"].items()
    }
    ours = {zone: said["short"] for zone, said in us_zone_names().items()}
    return {
        name.upper(): (zone, "" if season == "any" else season)
        for zone, kinds in {**ours, **abroad}.items()
        for season, names in kinds.items()
        for name in names
    }


@cache
def _words() -> dict[str, str]:
    ours = {word: zone for zone, said in us_zone_names().items() for word in said["words"]}
    return ours | {word: zone for zone, words in data("zones")["words"].items() for word in words}


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = "|".join(sorted(map(re.escape, _words()), key=len, reverse=True))
    short = "|".join(sorted(map(re.escape, _short()), key=len, reverse=True))
    which = r"(?:\s+(?P<which>standard|daylight(?:\s+saving(?:s)?)?|summer))?"
    long = rf"(?:\b(?P<word>{words}){which}\s+time(?:\s+zone)?\b)"
    loose = (
        rf"(?P<alone>\b(?:{words})\b(?:\s+(?:standard|daylight)\b)?)|(?<![\w.])(?P<short>{short})(?![\w+])"
    )
    spanish = (
        r"(?:\bhora (?:est[áa]ndar )?(?:de la |del |de )?(?P<hora>"
        + "|".join(data("zones")["hora"])
        + r")\b)"
    )
    everywhere = rf"{long}|{spanish}|{_OFFSET}|{_NAMED}"
    return re.compile(everywhere, re.I), re.compile(
        rf"(?:\s(?:sharp|promptly|on the dot))?[\s,()\[|-]{{0,3}}(?:in\s|us[\s/]|u\.s\.\s)?(?:{everywhere}|{loose})",
        re.I,
    )


def zone_after(text: str, place: int) -> ZoneMention | None:
    """The zone that stands right after a time, if one does."""
    found = _patterns()[1].match(text, place)
    if found is None:
        return None
    named = _zone_of(found, text)
    # "(UTC-05:00) Eastern Time": the name says more than the offset.
    if named and found["sign"] and (more := _patterns()[1].match(text, found.end())) and not more["sign"]:
        return _zone_of(more, text) or named
    return named


def zones_in(text: str) -> list[ZoneMention]:
    """Zones written so that they are nothing else, wherever they stand."""
    found = [z for m in _patterns()[0].finditer(text) if (z := _zone_of(m, text)) is not None]
    for match in _OF_ALL.finditer(text):
        if (zone := zone_after(text, match.end())) and not any(z.start <= zone.end <= z.end for z in found):
            found.append(zone)
    for match in re.finditer(r"time ?zone\s*[:=-]", text, re.I):
        if (zone := zone_after(text, match.end())) and not any(z.start <= zone.end <= z.end for z in found):
            found.append(zone)
    return sorted(found, key=lambda z: z.start)


def _zone_of(match: re.Match[str], text: str) -> ZoneMention | None:
    got = {name: value for name, value in match.groupdict().items() if value}
    zone = season = ""
    if "iana" in got:
        zone = next((z for z in available_timezones() if z.casefold() == got["iana"].casefold()), "")
    elif "sign" in got:
        zone = _of_offset(got["sign"], int(got["hours"]), int(got.get("minutes") or 0))
    elif "short" in got:
        written = got["short"]
        if written.islower() and written in ("z", "et", "cat", "art", "eat", "ht", "gst"):
            return None
        zone, season = _short()[written.upper()]
    elif "hora" in got:
        zone = data("zones")["hora"][got["hora"].casefold()]
    else:
        word = re.sub(r"\s+(standard|daylight)$", "", (got.get("word") or got["alone"]).casefold())
        zone = _words()[word]
        which = (got.get("which") or "").casefold()
        season = "standard" if which.startswith("standard") else "daylight" if which else ""
    if not zone:
        return None
    for said, change in data("zones")["instead"].items():
        if zone == change["from"] and said in text:
            zone, season = change["to"], ""
    return ZoneMention(
        match.start(), match.end(), zone, season if ZoneInfo(zone).key != "Asia/Kolkata" else ""
    )


def _of_offset(sign: str, hours: int, minutes: int) -> str:
    if hours > 14:
        return ""
    plus = sign == "+"
    if minutes:
        return str(data("zones")["offsets"].get(f"{'+' if plus else '-'}{hours:02}:{minutes:02}", ""))
    # The Etc zones count westward.
    return "Etc/UTC" if hours == 0 else f"Etc/GMT{'-' if plus else '+'}{hours}"


def in_zone(moment: datetime, zone: str | None) -> datetime:
    """A wall time with the offset its zone has on that day; as it is without a zone.

    A time that the March change skips is moved on by the hour that is missing.
    """
    if zone is None:
        return moment
    local = moment.replace(tzinfo=ZoneInfo(zone))
    back = (
        (local - (local.utcoffset() or timedelta()))
        .replace(tzinfo=ZoneInfo("UTC"))
        .astimezone(ZoneInfo(zone))
    )
    return back if back.replace(tzinfo=None) != moment else local
