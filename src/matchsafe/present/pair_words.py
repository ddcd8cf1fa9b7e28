"""A couple's list in words: what it is worth, and why each pair stands where it does."""

from __future__ import annotations

from matchsafe.domain.couple_rank import CoupleRankReport, JointFirstYears
from matchsafe.domain.estimate import Estimate
from matchsafe.domain.season_couple import CoupleWishes
from matchsafe.domain.text import MarkedText, Piece, listing, plural
from matchsafe.present import phrase, words

PAIRS = "pairs"
"""Section of the method page on couples' pairs."""
NO_MATCH = "no match"
_TOGETHER = {
    "program": "at one program",
    "city": "in one city",
    "metro": "in one metro area",
    "state": "in one state",
    "division": "in one census division",
    "anywhere": "both matched",
}


def headline(both: Estimate, one: Estimate, neither: Estimate) -> MarkedText:
    """The answer in a sentence."""
    return MarkedText(
        "Of 100 couples like you with this list, both match in ",
        *(part for e, after in ((both, ", exactly one in "), (one, " and neither in "), (neither, "."))
          for part in (_of_100(e), after)),
    )  # fmt: skip


def _of_100(e: Estimate) -> Piece:
    """A chance inside a sentence that has said "of 100": "about 32 (20 to 44)"."""
    return phrase.chance(e, PAIRS, text=words.with_range(e))


def together(wishes: CoupleWishes) -> str:
    """What being together means, in words: "in one state"."""
    if wishes.together == "miles":
        return f"within {wishes.miles:,.0f} miles"
    if wishes.together == "hours":
        return f"within about {wishes.hours:g} hours by road"
    return _TOGETHER[wishes.together]


def against_apart(report: CoupleRankReport) -> MarkedText:
    """The list of pairs beside two lists ranked singly, what multiplying would claim, and why the outlook differs."""
    if report.silent:
        return MarkedText()
    neither, apart = report.neither, report.apart
    undecided = not report.brought and report.wishes.apart
    fewer = " Your outlook may say fewer: until you keep this list, it does not know that you rank pairs apart too."
    return MarkedText(
        "If each of you ranked alone, wherever it takes you, both would match in ",
        phrase.chance(apart.both, PAIRS),
        f" (multiplying your two chances says {words.per_100(apart.multiplied)}; your strengths are likely alike, so "
        "good and bad seasons come together). As a couple, at least one of you matches in ",
        phrase.chance(neither.complement, PAIRS), "; apart it would be ",
        phrase.chance(apart.neither.complement, PAIRS), ".", fewer if undecided else "",
    )  # fmt: skip


def first_years(found: JointFirstYears) -> MarkedText:
    """What becomes of advanced positions, in two sentences."""
    bound = [
        (who, e)
        for who, e in (("you are", found.first_without), ("your partner is", found.second_without))
        if e.value > 0
    ]
    return MarkedText(
        "Both match, each with a first year where one is needed, in ", phrase.chance(found.both, PAIRS), ".",
        *(part for at, (who, e) in enumerate(bound) for part in (
            f"{' In ' if at == 0 else '; in '}", phrase.chance(e, PAIRS), f" {who} bound without a first year")),
        *(["."] if bound else []),
    )  # fmt: skip


def enough(first: int, second: int, low: int, high: int) -> str:
    """The article's rule for couples, held against both counts."""
    told = f"The article's rule of thumb: {low} to {high} interviews each."
    short = [n for n in (first, second) if n < low]
    if not short:
        return f"{told} You have {first} and {second}."
    return f"{told} You have {first} and {second}; two lists do not add up to one of {first + second}."


_YOURS = (
    ("Only the first partner matches", "Only you match"),
    ("Only the second partner matches", "Only your partner matches"),
    ("the first partner's", "your"), ("the first's", "your"), ("the second's", "your partner's"),
    ("the first gets", "you get"), ("the second gets", "your partner gets"),
)  # fmt: skip


def reason_for_you(why: str) -> str:
    """Why a pair stands where it does, said to the first partner."""
    for neutral, yours in _YOURS:
        why = why.replace(neutral, yours)
    return why


def check_for_you(text: str) -> str:
    """What a check says of one partner's own list, said to the first partner."""
    return text.replace("First partner: ", "For you: ").replace("Second partner: ", "For your partner: ")


_PRUNED = {
    "unreachable": "can never be reached",
    "never": "you ruled out",
    "apart": "are apart",
    "over_limit": "go beyond the limit",
    "cannot_match": "have a program that cannot match",
}


def pruned_pairs(report: CoupleRankReport) -> str:
    """How many pairs were left out, and why."""
    parts = listing(f"{n:,} {_PRUNED[code]}" for code, n in report.pruned_by_reason.items())
    return f"Left out: {plural(report.pruned, 'pair')} ({parts})."
