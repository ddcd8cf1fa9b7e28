"""Invited against rankable: which interviews do not count, and why; what is not known about visas."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from matchsafe.advice.facts import VISA_WORDS, Facts
from matchsafe.advice.rules import ActionDraft
from matchsafe.domain.rankable import Exclusion, exclusion
from matchsafe.domain.season import Season
from matchsafe.domain.text import listing, part, verb

_WORDS: Final[dict[Exclusion, str]] = {
    "visa": "does not sponsor {visa}",
    "not_booked": "no date booked yet",
    "waitlisted": "waiting list",
    "would_not_rank": "you would not rank it",
    "declined": "declined",
    "cancelled": "cancelled",
    "rejected": "the program said no",
}
"""Each reason in words, in the order in which they are told."""


def exclusions(season: Season) -> tuple[tuple[str, Exclusion], ...]:
    """The program of every interview that does not count, in the order of the file, with the one reason."""
    need = season.applicant.visa
    return tuple((i.program, why) for i in season.interview_list if (why := exclusion(i, need)) is not None)


def drafts(facts: Facts) -> Iterator[ActionDraft]:
    """What could fool the reader about the count itself."""
    if left_out := exclusions(facts.season):
        visa = VISA_WORDS[facts.applicant.visa or "none"]
        groups = {r: [program for program, why in left_out if why == r] for r in _WORDS}
        words = {
            "total": len(facts.season.interview_list),
            "count": verb(facts.n, "counts", "count"),
            "reasons": "; ".join(
                f"{listing(programs)} ({_WORDS[r].format(visa=visa)})"
                for r, programs in groups.items()
                if programs
            ),
        }
        yield ActionDraft("not_counted", words, source="article.visa" if groups["visa"] else None)
    if k := len(facts.visa_unknown):
        for_now = verb(
            k,
            "We count it for now. If it does not sponsor, it has to come off.",
            "We count them for now. Any that do not sponsor have to come off.",
        )
        yield ActionDraft("visa_unknown", {"part": part(k, facts.n, "interview"), "for_now": for_now})
    if facts.applicant.visa is None and facts.applicant.type == "non_us_img":
        yield ActionDraft("visa_need_unknown")
