"""What a chance and its range amount to, in the words of one published scale: the same for page, terminal and JSON.

The scale is ``likelihood.words``. A range decides with the value: a word on one side of even odds needs the whole
range on that side (``likelihood.even``), and the strongest words need the far end of the range one step weaker.
"""

from __future__ import annotations

from functools import cache
from typing import Final, cast

from matchsafe import evidence
from matchsafe.domain.estimate import Estimate
from matchsafe.domain.outlook import Outlook, Verdict, VerdictCode
from matchsafe.domain.text import MarkedText, verb
from matchsafe.present import phrase, words

SCALE: Final = "likelihood.words"
EVEN: Final = "likelihood.even"
TEXTS: Final[dict[VerdictCode, str]] = {
    "very_unlikely": "Very unlikely.",
    "unlikely": "Unlikely, but possible.",
    "uncertain": "Uncertain: it can go either way.",
    "likely": "Likely, but not safe.",
    "very_likely": "Very likely.",
    "cannot_say": "We cannot say.",
}
"""The words of each verdict."""


@cache
def _lows() -> dict[VerdictCode, float]:
    """From which share on each word holds, the lowest first."""
    rows = evidence.table(SCALE).records()
    return {cast("VerdictCode", row["code"]): float(row["low"] or 0) / 100 for row in rows}


def code(e: Estimate) -> VerdictCode:
    """The word for a chance with its range."""
    lows, even = _lows(), evidence.number(EVEN) / 100
    if e.value >= lows["likely"] and e.low >= even:
        return "very_likely" if e.value >= lows["very_likely"] and e.low >= lows["likely"] else "likely"
    if e.value < lows["uncertain"] and e.high < even:
        return "very_unlikely" if e.value < lows["unlikely"] and e.high < lows["uncertain"] else "unlikely"
    return "uncertain"


def verdict(e: Estimate | None, unsaid: str = "") -> Verdict:
    """The verdict on a chance.

    Args:
        e: The chance the answer is about; ``None`` where there is none, and ``unsaid`` says why.
        unsaid: Why nothing can be said, as a sentence; the verdict is then ``cannot_say``.
    """
    scale = MarkedText("a ", phrase.link("published scale of words", f"/evidence/{SCALE}"), ".")
    if unsaid or e is None:
        return Verdict(code="cannot_say", text=unsaid, rests_on=MarkedText("No estimate we would lean on."))
    found = code(e)
    value = phrase.chance(e, text=words.number(e))
    if e.low == e.high:
        return Verdict(
            code=found, text=TEXTS[found], rests_on=MarkedText("Our estimate, ", value, ", and ", scale)
        )
    crosses = f" Its range crosses even odds, {evidence.number(EVEN):.0f}." if _crosses(e) else ""
    rests_on = MarkedText(
        "Our estimate, ",
        value,
        ", its range, ",
        phrase.chance(e, text=words.span(e)),
        ", and ",
        scale,
        crosses,
    )
    return Verdict(code=found, text=TEXTS[found], rests_on=rests_on)


def _crosses(e: Estimate) -> bool:
    """Whether only the range keeps the verdict from a word on one side of even odds."""
    lows, even = _lows(), evidence.number(EVEN) / 100
    return not lows["uncertain"] <= e.value < lows["likely"] and e.low < even <= e.high


def early(outlook: Outlook) -> str:
    """What a low chance leaves out before most invitations are sent; else ""."""
    if outlook.phase.code != "early_invitations" or outlook.verdict.code not in _LOW:
        return ""
    return "This counts only what you hold today, and most invitations come in November."


_LOW: Final = ("very_unlikely", "unlikely", "uncertain")


def counted(n: int, held: int) -> str:
    """How many of the interviews held count toward the target."""
    if held == 1:
        return "Your one interview does not count"
    return f"{n or 'None'} of your {held} {verb(n, 'counts', 'count')}"


def rows() -> tuple[tuple[str, str], ...]:
    """The scale for a reader: the chance in 100 and the words."""
    found = evidence.table(SCALE).records()
    return tuple(
        (f"{r['low']} to {r['high']}", TEXTS[cast("VerdictCode", r["code"])]) for r in reversed(found)
    )
