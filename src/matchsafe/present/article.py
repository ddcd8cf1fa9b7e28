"""What the article says for this reader, as the rule of thumb it is: one line, two tables, and where data differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from matchsafe import evidence
from matchsafe.domain.outlook import Outlook
from matchsafe.domain.text import MarkedText, plural, sentence, span
from matchsafe.evidence.figure import Cell
from matchsafe.present import phrase, sources
from matchsafe.present.labels import label


def rule_of_thumb(outlook: Outlook) -> MarkedText:
    """The article's word for this count, with its proviso and its match rate, and why ours differs: said once."""
    if not _about_imgs(outlook):
        return MarkedText("The article's numbers are about IMGs, so they do not apply to you.")
    if outlook.zone.code == "no_safe_number":
        return MarkedText(
            "The article calls ", phrase.figure("no number of interviews safe", "article.no_safe_number"),
            " in this specialty. Ours is an estimate for people who hold interviews in it.",
        )  # fmt: skip
    rule, target = outlook.rule_of_thumb, outlook.target
    if _single_year(outlook) and target is not None:
        return MarkedText(
            "The article has no zones for a single year: such places vary from program to program, and it likes ",
            phrase.figure(f"{span(target.low, target.high)} or more", target.source), " interviews.",
        )  # fmt: skip
    if rule is None:
        return MarkedText(_zone(outlook), ".")
    rate = phrase.figure(f"about {rule.per_100:.0f} of 100", rule.source)
    why = "its one figure for all IMGs in primary care; ours uses your specialty, profile and programs"
    return MarkedText(_zone(outlook), ". For such a list it gives ", rate, f": {why}.")


def _single_year(outlook: Outlook) -> bool:
    return outlook.target is not None and outlook.target.source == "article.preliminary_target"


def _zone(outlook: Outlook) -> MarkedText:
    """The article's word for the count, with its proviso; for a profile it asks more of, both words."""
    n = outlook.toward_target
    code = next(r.code for r in outlook_rows(outlook) if r.low <= n and (r.high is None or n <= r.high))
    zone = phrase.figure(f"“{label('zone', code).lower()}”", "article.zones")
    told = MarkedText(f"The article calls {plural(n, 'interview')} ", zone, ", if there is no big red flag")
    target = outlook.target
    if outlook.bucket.code != "average_or_red_flag" or target is None:
        return told
    goal = phrase.figure(span(target.low, target.high), target.source)
    told = MarkedText(told, "; for your profile it asks for ", goal)
    if code == outlook.zone.code:
        return told
    return MarkedText(told, f", so we read yours as “{label('zone', outlook.zone.code).lower()}”")


class ArticleRow(NamedTuple):
    """A row of one of the article's tables.

    Attributes:
        code: Of the zone or the profile group.
        low, high: Its interviews, both ends included; ``None`` where there is no end.
        here: Whether it is the reader's.
    """

    code: str
    name: str
    text: str
    low: int
    high: int | None
    here: bool


def _about_imgs(outlook: Outlook) -> bool:
    return outlook.bucket.code != "not_an_img"


def outlook_rows(outlook: Outlook) -> Iterator[ArticleRow]:
    """The article's six groups of interviews and their outlook; the reader's is that of the zone. None but for IMGs."""
    for row in evidence.table("article.zones").records() if _about_imgs(outlook) else ():
        low, high = _ends(row)
        name = f"{low} or more" if high is None else f"{low} to {high}"
        code = str(row["code"])
        text = f"{label('zone', code)}: {row['outlook']}"
        here = code == outlook.zone.code and not _single_year(outlook)
        yield ArticleRow(code, name, text, low, high, here)


def target_rows(outlook: Outlook) -> Iterator[ArticleRow]:
    """The article's target for each kind of applicant. None but for IMGs."""
    for row in evidence.table("article.targets").records() if _about_imgs(outlook) else ():
        code, (low, high) = str(row["bucket"]), _ends(row)
        text = "no safe number" if high is None else f"{low} to {high}"
        here = code == outlook.bucket.code and not _single_year(outlook)
        yield ArticleRow(code, label("bucket", code), text, low, high, here)


def _ends(row: Mapping[str, Cell]) -> tuple[int, int | None]:
    low, high = row["low"], row["high"]
    return int(low or 0), None if high is None else int(high)


def differences(outlook: Outlook) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Where published data and the article differ, each in one line: the kind of the data, the line, the sources.

    What our own estimate says against the article is left to ``rule_of_thumb``.
    """
    for d in outlook.disagreements:
        if d.code != "model_against_article":
            yield sources.firmest(d.sources), f"{sentence(d.ours)} The article: {d.article}", d.sources
