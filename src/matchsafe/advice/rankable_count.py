"""Invited against rankable: which interviews do not count, and why; what is not known about visas.

Warning codes: ``not_counted``, ``visa_unknown``, ``visa_need_unknown``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from matchsafe.advice.facts import Facts
from matchsafe.advice.wording import VISA_WORDS, listing, part, verb
from matchsafe.domain.outlook import Caution
from matchsafe.domain.rankable import is_rankable, visa_fit
from matchsafe.domain.season import Season, VisaNeed

Reason = Literal["visa", "declined", "cancelled", "waitlisted", "not_booked", "would_not_rank"]
_ORDER: Final[tuple[Reason, ...]] = (
    "visa",
    "not_booked",
    "waitlisted",
    "would_not_rank",
    "declined",
    "cancelled",
)


@dataclass(frozen=True)
class NotCounted:
    """An interview that does not count, the code of the reason and the reason in words."""

    program: str
    reason: Reason
    text: str


def not_counted(season: Season) -> tuple[NotCounted, ...]:
    """Every interview that does not count toward safety, in the order of the file, with one reason each."""
    need = season.applicant.visa
    return tuple(
        NotCounted(i.program, reason, _words(reason, need))
        for i in season.interview_list
        if not is_rankable(i, need)
        for reason in (_reason(i.status, i.would_rank, visa_fit(i, need)),)
    )


def _reason(status: str, would_rank: bool, fit: str) -> Reason:
    if status == "declined":
        return "declined"
    if status == "cancelled":
        return "cancelled"
    if fit == "not_sponsored":
        return "visa"
    if not would_rank:
        return "would_not_rank"
    return "waitlisted" if status == "waitlisted" else "not_booked"


def _words(reason: Reason, need: VisaNeed | None) -> str:
    words: dict[Reason, str] = {
        "visa": f"does not sponsor {VISA_WORDS[need or 'none']}",
        "declined": "declined",
        "cancelled": "cancelled",
        "waitlisted": "waiting list",
        "not_booked": "no date booked yet",
        "would_not_rank": "you would not rank it",
    }
    return words[reason]


def warnings(facts: Facts) -> Iterator[Caution]:
    """What could fool the reader about the count itself."""
    left_out = not_counted(facts.season)
    if left_out:
        groups = [(r, [x for x in left_out if x.reason == r]) for r in _ORDER]
        reasons = "; ".join(f"{listing(x.program for x in xs)} ({xs[0].text})" for _, xs in groups if xs)
        total = len(facts.season.interview_list)
        yield Caution(
            code="not_counted",
            text=f"{total} on your list, and {facts.n} {verb(facts.n, 'counts', 'count')} toward safety. "
            f"Not counted: {reasons}.",
            source="article.visa" if any(x.reason == "visa" for x in left_out) else "article.counts_rankable",
        )
    if facts.visa_unknown:
        k = len(facts.visa_unknown)
        for_now = (
            "It is counted for now; if it does not sponsor, it will have to come off."
            if k == 1
            else "They are counted for now; any that do not sponsor will have to come off."
        )
        yield Caution(
            code="visa_unknown",
            text=f"For {part(k, facts.n, 'interview')} it is not known whether the program sponsors "
            f"{facts.visa}. {for_now}",
            source="article.visa",
        )
    if facts.applicant.visa is None and facts.applicant.type == "non_us_img":
        yield Caution(
            code="visa_need_unknown",
            text="The file does not say whether you need a visa. If you do, only programs that sponsor it "
            "count.",
            source="article.visa",
        )
