"""Dates in a text: written out or in figures, in five languages, with the doubts that each leaves.

A date in figures is read in the order that its weekday, another date of the text or the language decides; where
nothing does, American order is a guess and marked as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Final

from matchsafe.intake.date_names import either_of, language_order, names_month, numbers_of

MOST: Final = 400
"""Dates of one text that are looked at."""
_LONG_AGO: Final = 3
"""Years around the message in which a date lies; others are numbers of something else."""


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date as a text has it.

    Attributes:
        start: Of its words in the text.
        end: Of its words in the text.
        day: What it is read as; ``None`` if it names no day that can be worked out ("tomorrow" of an undated text).
        other: What else it may be, for a date in figures.
        mismatch: Whether the weekday beside it is another one.
        year_said: Whether the text names the year.
        relative: Whether it counts from the day of the message.
    """

    start: int
    end: int
    day: date | None
    other: date | None = None
    mismatch: bool = False
    year_said: bool = True
    relative: bool = False


@cache
def _pattern() -> re.Pattern[str]:
    day, month = either_of("days"), either_of("months")
    weekday = rf"(?:(?P<w{{0}}>{day})\.?(?:,?\s*(?:the|le|el|den|dem|a)?\s*|\s+))?"
    tail = rf"(?:,?\s*\(?(?P<v{{0}}>{day})\b\.?\)?(?!,?\s*(?:the\s)?(?:\d|(?:{month})\b)))?"
    year = r"(?:(?:,|\s|\.|-|\sde(?:l)?\s|\sof\s|')*(?<![\d:])(?P<y{0}>20\d\d|'\d\d)(?![\d:]))?"
    forms = (
        weekday + rf"(?P<m{{0}}>{month})\.?\s*(?:the\s)?(?P<d{{0}}>[0-3]?\d)(?:st|nd|rd|th)?"
        + rf"(?![\d/%]|:\d|\s?[ap]\.?m\b|[^\S\n]+(?:{month})\b)" + year + tail,
        weekday + r"(?<![\d:/.-])(?P<d{0}>[0-3]?\d)(?:st|nd|rd|th|º|er|\.)?(?:[^\S\n]*-)?[^\S\n]*(?:of\s|de\s)?[^\S\n]*"
        + rf"(?P<m{{0}}>{month})(?![a-z])\.?" + year + tail,
        weekday + r"(?<![\d/.-])(?P<y{0}>20\d\d)[-/.](?P<n{0}>[01]?\d)[-/.](?P<o{0}>[0-3]?\d)(?![\d])",
        weekday + r"(?<![\d/.:$-])(?P<a{0}>[0-3]?\d)(?P<s{0}>[/.-])(?P<b{0}>[0-3]?\d)"
        + r"(?:(?P=s{0})(?P<y{0}>20\d\d|\d\d))(?![\d])" + tail,
        weekday + r"(?<![\d/.:$-])(?P<a{0}>[0-3]?\d)/(?P<b{0}>[0-3]?\d)(?![\d/%])" + tail,
    )  # fmt: skip
    return re.compile(
        "|".join(f"(?:(?<![^\\W_])(?:{form.replace('{0}', str(n))}))" for n, form in enumerate(forms)), re.I
    )


@cache
def _relative() -> re.Pattern[str]:
    days = either_of("days")
    ends = "cob|eod|noon|midnight|(?:close|end) of (?:the )?(?:business|(?:business )?day)"
    which = "this coming|this|next week|next week on|next|the coming|coming|upcoming|this upcoming|on|by"
    which += "|until|till|before|for|(?:no|not) later than"
    which += rf"|(?:{ends})(?: on)?"
    return re.compile(
        rf"\b(?P<near>today|tonight|tomorrow|tmrw|tmw|2morrow|(?<!la )mañana|morgen|demain|amanhã|day after tomorrow)\b"
        rf"|\b(?P<which>{which})\s+(?P<day>{days})\b(?P<week>,?\s(?:of\s)?(?:next|this)\sweek\b)?"
        rf"(?!,?\s*(?:the\s)?\d(?!\d?(?:(?::\d\d)?\s?[ap]\.?m|:\d\d|\s?(?:[-–]|to|until)\s?\d))"
        rf"|,?\s+(?:{either_of('months')})\b)"
        rf"|\b(?P<bare>{days}),?(?=\s+(?:at\s)?(?:\d{{1,2}}(?::\d\d)?\s?[ap]\.?m|noon|midnight)\b)"
        rf"|\b(?P<after>{days})(?P<of>,?\s(?:of\s)?(?:next|this)\sweek)\b"
        rf"|\ba week from (?P<later>{days}|today|tomorrow)\b"
        rf"|\bin (?P<count>\d{{1,2}}|two|three|four|five|six|seven|ten) (?P<unit>days|weeks)\b",
        re.I,
    )


_OF_A_DAY: Final = ("this", "next", "the", "coming", "upcoming")
"""With what a day's name begins: "next Friday", but not "by Friday"."""
_COUNTS: Final = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10}


def find_dates(text: str, near: date | None, order: str | None = None) -> list[DateMention]:
    """The dates a text names, in its order.

    Args:
        text: Of a part of a message.
        near: The day of the message, from which years are guessed and "tomorrow" counts; ``None`` if it has none.
        order: Of day and month in figures; by the language of the text if ``None``.
    """
    order = order or language_order(text)
    text = _FOR.sub(" ", text)
    found = []
    for match in _pattern().finditer(text):
        if (mention := _mention(match, near, order)) is not None:
            found += [*_days_before(text, mention), mention, *_more_days(text, mention, near)]
        if len(found) >= MOST:
            break
    found = _with_order(found, near)
    found = sorted([*found, *_further_days(text, found)], key=lambda m: m.start)
    if near:
        found = [*_days_to_come(text, near, found), *found]
    taken = [(m.start, m.end) for m in found]
    for match in _relative().finditer(text):
        if not any(a < match.end() and match.start() < b for a, b in taken) and len(found) < MOST:
            found.append(_relative_day(match, near))
    return sorted(found, key=lambda m: m.start)


def _mention(match: re.Match[str], near: date | None, order: str) -> DateMention | None:
    got = {name[0]: value for name, value in match.groupdict().items() if value}
    weekday = numbers_of("days").get((got.get("w") or got.get("v") or "").casefold())
    year = _year(got["y"]) if "y" in got else None
    if "m" in got:
        pairs = [(numbers_of("months")[got["m"].casefold()] + 1, int(got["d"]))]
        if (
            got["m"].casefold() in ("may", "mar", "out", "ago")
            and match[0].casefold().startswith(got["m"])
            and len(match[0]) < 7
        ):
            return None  # "you may 3" and "reach out 3 days before" in lower case name no month
    elif "n" in got:
        pairs = [(int(got["n"]), int(got["o"]))]
    else:
        a, b = int(got["a"]), int(got["b"])
        german = got.get("s") == "."
        pairs = [(b, a), (a, b)] if german or order == "dmy" else [(a, b), (b, a)]
        if german:
            pairs = pairs[:1]
        pairs = list(dict.fromkeys(pairs))
    days = [day for month, number in pairs if (day := _day(year, month, number, near, weekday)) is not None]
    if not days or (near and abs(days[0].year - near.year) > _LONG_AGO):
        return None
    if weekday is not None and len(days) > 1:
        days = [d for d in days if d.weekday() == weekday][:1] or days
    wrong = weekday is not None and days[0].weekday() != weekday
    other = days[1] if len(days) > 1 and days[1] != days[0] else None
    return DateMention(match.start(), match.end(), days[0], other, wrong, year is not None)


_FOR: Final = re.compile(r"(?<=\s)4(?=[^\S\n](?:jan|feb|mar|sept?|oct|nov|dec)[a-z]*\.?\s[0-3]?\d\b)", re.I)
"""The figure that stands for "for" in a text message: "confirmed 4 Dec 1"."""
_MORE: Final = re.compile(
    r"\s*(?:,\s*(?:and|or)?|&|/|and|or|y|und|et)\s*([0-3]?\d)(?:st|nd|rd|th)?"
    r"(?![\d:h%]|\.\d|\s*(?:[ap]\.?m|noon|midnight|midday)\b|\s*(?:to|-|–)\s*\d"
    r"|\s+(?:uhr|hrs|(?:[a-z]+ )?(?:interview|program|position|applicant|hour|day|minute|resident|slot)))",
    re.I,
)


def _more_days(text: str, first: DateMention, near: date | None) -> list[DateMention]:
    """The further days of a month named once: "November 3, 5 and 10"."""
    if first.day is None or first.other or not re.search(r"[a-z]", text[first.start : first.end], re.I):
        return []
    out: list[DateMention] = []
    place = first.end
    while (found := _MORE.match(text, place)) and len(out) < 31:
        day = _day(first.day.year, first.day.month, int(found[1]), near, None)
        later = out[-1].day if out else first.day
        if day is None or later is None or day <= later or _pattern().match(text, found.start(1)):
            break
        out.append(DateMention(found.start(1), found.end(), day, year_said=first.year_said))
        place = found.end()
    return out


_EARLIER: Final = re.compile(
    r"(?<![\d/:.-])(?P<n>[0-3]?\d)(?P<th>st|nd|rd|th)?\s*(?:,|or\b|and\b|&|,\s*(?:or|and)\b)\s*(?:on\s)?(?:the\s)?$",
    re.I,
)
_NUMBERED: Final = re.compile(
    r"(?:#|\b(?:rooms?|rm|suite|ste|floor|building|bldg|gate|level|unit|ward|wing|tower|station|line|box|session|group"
    r"|round|part|slot|no|number)\b\.?)\s*$",
    re.I,
)
"""What stands before a number that is no day: "Room 4, 12 November"."""


def _days_before(text: str, last: DateMention) -> list[DateMention]:
    """The earlier days of a month that is named behind the last: "the 12th or the 16th of November"."""
    out: list[DateMention] = []
    place, day = last.start, last.day
    while day and text[place].isdigit() and (found := _EARLIER.search(text, max(0, place - 20), place)):
        if (
            not 0 < int(found["n"]) < day.day
            or names_month(text[max(0, found.start() - 12) : found.start()])
            or _NUMBERED.search(text, max(0, found.start() - 16), found.start())
            or (not found["th"] and last.other)
        ):
            break
        day = day.replace(day=int(found["n"]))
        place = found.start()
        out.insert(0, DateMention(place, found.end("n"), day, year_said=last.year_said))
    return out


_BARE: Final = re.compile(r"\b(?:the|or|and)\s+([0-3]?\d)(?:st|nd|rd|th)\b(?!\s+of\b)", re.I)


@cache
def _to_come() -> re.Pattern[str]:
    return re.compile(
        rf"\b(?:(?P<limit>until|by|before)|on|to|for|from|(?P<day>{either_of('days')}))\.?,? the "
        r"(?P<number>[0-3]?\d)(?:st|nd|rd|th)\b(?!\s+(?:of|century|floor|year))",
        re.I,
    )


_NOT_THIS: Final = re.compile(r"\b(?:not|instead of|rather than)(?: on)?\s*$", re.I)
"""What stands before a day that holds no more."""
_NEAR: Final = 200
"""Letters after a date in which "the 23rd" is a day of its month."""


@cache
def _weekday_before() -> re.Pattern[str]:
    return re.compile(rf"\b({either_of('days')})\.?,?\s*$", re.I)


def _further_days(text: str, found: Sequence[DateMention]) -> Iterator[DateMention]:
    """Days said by their number alone after a date: "Monday 16 November ... the 23rd is also open"."""
    for match in _BARE.finditer(text):
        if any(m.start <= match.start(1) < m.end for m in found):
            continue
        before = [m for m in found if m.end <= match.start()]
        if not before:
            yield from _day_ahead_of(text, match, found)
            continue
        last = before[-1]
        if last.day is None or match.start() - last.end > _NEAR or _pattern().match(text, match.start(1)):
            continue
        day = _day(last.day.year, last.day.month, int(match[1]), None, None)
        said = _weekday_before().search(text[max(0, match.start() - 14) : match.start()])
        earlier = (
            day is not None and said is not None and day.weekday() == numbers_of("days")[said[1].casefold()]
        )
        earlier = earlier or bool(_NOT_THIS.search(text[max(0, match.start() - 20) : match.start()]))
        if day is not None and (day > last.day or earlier):
            yield DateMention(match.start(), match.end(), day, year_said=last.year_said)


def _days_to_come(text: str, near: date, found: Sequence[DateMention]) -> list[DateMention]:
    """Days said by their number where no month is named, or as a limit before the first date that names one.

    "To the 19th" is the next one after the message, and "Friday the 13th" the next that is a Friday.
    """
    out = []
    first = found[0].start if found else len(text)
    for match in _to_come().finditer(text):
        if found and (match.end() > first or not match["limit"]):
            continue
        months = [
            date(near.year + (near.month + n - 1) // 12, (near.month + n - 1) % 12 + 1, 1) for n in range(6)
        ]
        days = [day for m in months if (day := _day(m.year, m.month, int(match["number"]), None, None))]
        wanted = numbers_of("days").get((match["day"] or "").casefold())
        coming = [d for d in days if d >= near and wanted in (None, d.weekday())]
        if coming:
            out.append(DateMention(match.start("number"), match.end(), coming[0], relative=True))
    return out


def _day_ahead_of(text: str, match: re.Match[str], found: Sequence[DateMention]) -> Iterator[DateMention]:
    """A weekday with its number before the date that names the month: "Friday the 13th instead of November 12"."""
    said = re.search(
        rf"\b({either_of('days')})\.?,?\s*$", text[max(0, match.start() - 14) : match.start()], re.I
    )
    after = next((m for m in found if m.start >= match.end()), None)
    if said is None or after is None or after.day is None or after.start - match.end() > _NEAR:
        return
    day = _day(after.day.year, after.day.month, int(match[1]), None, None)
    if day is not None and day.weekday() == numbers_of("days")[said[1].casefold()]:
        yield DateMention(match.start() - len(said[0]), match.end(), day, year_said=after.year_said)


def _year(text: str) -> int:
    number = int(text.strip("'"))
    return number if number > 99 else 2000 + number


def _day(year: int | None, month: int, number: int, near: date | None, weekday: int | None) -> date | None:
    """The date, of the year that is said, or else of the year in which it comes next after the message."""
    try:
        if year is not None:
            return date(year, month, number)
        base = near or date.today()
        days = [date(base.year + n, month, number) for n in (-1, 0, 1)]
    except ValueError:
        return None
    coming = next((d for d in days if d >= base - timedelta(days=60)), days[-1])
    fitting = [
        d for d in days if weekday is not None and d.weekday() == weekday and abs((d - base).days) < 300
    ]
    return coming if coming in fitting or not fitting or near else fitting[0]


def _with_order(found: list[DateMention], near: date | None) -> list[DateMention]:
    """Dates in figures whose order another date of the text, or the day of the message, decides."""
    sure = [m for m in found if m.other is None]
    out = []
    for mention in found:
        if mention.day and mention.other:
            first, second = mention.day, mention.other
            past = near is not None and mention.year_said
            if past and near and first < near <= second:
                mention = replace(mention, day=second, other=None)
            elif past and near and second < near <= first:
                mention = replace(mention, other=None)
            elif any(m.day == second for m in sure) != any(m.day == first for m in sure):
                same = first if any(m.day == first for m in sure) else second
                mention = replace(mention, day=same, other=None)
        out.append(mention)
    return out


def _relative_day(match: re.Match[str], near: date | None) -> DateMention:
    """A day that counts from the day of the message."""
    behind = match["day"] and not match["which"].casefold().startswith(_OF_A_DAY)
    start = match.start("day") if behind else match.start()
    if near is None:
        return DateMention(start, match.end(), None, relative=True)
    which = (match["which"] or "").casefold()
    if word := (match["near"] or "").casefold():
        day = near + timedelta(days=_days_ahead(word))
    elif later := (match["later"] or "").casefold():
        wanted = numbers_of("days").get(later)
        ahead = _days_ahead(later) if wanted is None else (wanted - near.weekday()) % 7 or 7
        day = near + timedelta(days=ahead + 7)
    elif (week := match["week"] or match["of"]) or which.startswith("next week"):
        wanted = numbers_of("days")[(match["after"] or match["day"]).casefold()]
        weeks = 0 if week and "this" in week.casefold() else 1
        day = near + timedelta(days=wanted - near.weekday() + 7 * weeks)
    elif named := match["day"] or match["bare"]:
        ahead = (numbers_of("days")[named.casefold()] - near.weekday()) % 7 or 7
        # "next Thursday" is the one of the week after this one.
        if which == "next" and near.weekday() + ahead < 7:
            ahead += 7
        day = near + timedelta(days=ahead)
    else:
        count = _COUNTS.get(match["count"].casefold()) or int(match["count"])
        day = near + timedelta(days=count * (7 if match["unit"].casefold() == "weeks" else 1))
    return DateMention(start, match.end(), day, relative=True)


def _days_ahead(word: str) -> int:
    return 0 if word in ("today", "tonight") else 2 if word.startswith("day after") else 1


def order_by_proof(mentions: Iterable[DateMention], text: str) -> str | None:
    """The order that a date in figures proves ("13/11" or "11/23"), or ``None`` if none does or they differ.

    A date that begins with the year proves nothing: its order is the same everywhere.
    """
    proofs = set()
    for mention in mentions:
        found = re.search(
            r"(?<![\d/-])([0-3]?\d)[/-]([0-3]?\d)(?=[/-]|\b)", text[mention.start : mention.end]
        )
        if found and mention.other is None and mention.year_said:
            a, b = int(found[1]), int(found[2])
            if a > 12 >= b:
                proofs.add("dmy")
            elif b > 12 >= a:
                proofs.add("mdy")
    return proofs.pop() if len(proofs) == 1 else None
