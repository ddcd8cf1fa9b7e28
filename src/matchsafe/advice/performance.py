"""How the interviews went, both ways.

Poorly: half or more of the attended, rankable interviews went badly, so the safe number shrinks. One bad interview
at the start of a longer list is not a pattern yet. Well: most of them went well and the count has reached the low
end of the article's "8 or 9".
"""

from __future__ import annotations

from collections.abc import Iterator

from matchsafe import evidence
from matchsafe.advice.facts import Facts, most
from matchsafe.advice.rules import ActionDraft
from matchsafe.domain.text import listing, plural, verb
from matchsafe.evidence.tables import column


def tally(facts: Facts) -> tuple[int, int, int]:
    """Attended rankable interviews, and how many of them went poorly and well."""
    attended = [i.impression for i in facts.ranked if i.status == "attended"]
    return len(attended), attended.count("poorly"), attended.count("well")


def went_poorly(facts: Facts) -> bool:
    """Whether half or more of the attended interviews went poorly: at least two, but in a tiny list one."""
    attended, poorly, _ = tally(facts)
    return 2 * poorly >= max(attended, 1) and (poorly > 1 or facts.n <= 2)


def attended_share(some: int, attended: int) -> str:
    """A part of the attended interviews in words, such as ``"5 of the 10 interviews you attended"``."""
    whole = plural(attended, "interview")
    return f"{some} of the {whole} you attended" if some < attended else f"all {whole} you attended"


def drafts(facts: Facts) -> Iterator[ActionDraft]:
    """What the way the interviews went adds to the count or takes from it."""
    attended, poorly, well = tally(facts)
    if went_poorly(facts):
        words = {
            "part": attended_share(poorly, attended),
            "they": verb(poorly, "It counts", "They count"),
            "ahead": " The ones still to come can go better." if attended < facts.n else "",
        }
        yield ActionDraft("went_poorly", words)
    elif most(well, attended) and facts.n >= evidence.number("article.well_range"):
        signs = listing(column("article.good_interview_signs", "sign"))
        yield ActionDraft("went_well", {"part": attended_share(well, attended), "signs": signs})
