"""How the interviews went, both ways. Warning codes: ``went_poorly`` and ``went_well``.

Poorly: half or more of the attended, rankable interviews went badly, so the safe number shrinks. One bad interview
at the start of a longer list is not a pattern yet. Well: most of them went well and the count has reached the low
end of the article's "8 or 9".
"""

from __future__ import annotations

from collections.abc import Iterator

from matchsafe import evidence
from matchsafe.advice.facts import Facts
from matchsafe.advice.program_mix import most
from matchsafe.advice.tables import words
from matchsafe.advice.wording import listing, plural, start, verb
from matchsafe.domain.outlook import Caution


def tally(facts: Facts) -> tuple[int, int, int]:
    """Attended rankable interviews, and how many of them went poorly and well."""
    attended = [i.went for i in facts.ranked if i.status == "attended"]
    return len(attended), attended.count("poorly"), attended.count("well")


def went_poorly(facts: Facts) -> bool:
    """Whether half or more of the attended interviews went poorly: at least two, but in a tiny list one."""
    attended, poorly, _ = tally(facts)
    return 2 * poorly >= max(attended, 1) and (poorly > 1 or facts.n <= 2)


def of_attended(some: int, attended: int) -> str:
    """A part of the attended interviews in words, such as ``"5 of the 10 interviews you attended"``."""
    whole = plural(attended, "interview")
    return f"{some} of the {whole} you attended" if some < attended else f"all {whole} you attended"


def warnings(facts: Facts) -> Iterator[Caution]:
    """What the way the interviews went adds to the count or takes from it."""
    attended, poorly, well = tally(facts)
    if went_poorly(facts):
        of = f"{of_attended(poorly, attended)} went poorly"
        ahead = " The ones still to come can go better." if attended < facts.n else ""
        yield Caution(
            code="went_poorly",
            text=f"By your own account, {of}. {verb(poorly, 'It counts', 'They count')} for less, so you "
            f"are less safe than {plural(facts.n, 'interview')} would say.{ahead}",
            source="article.poor_interview_signs",
        )
    elif most(well, attended) and facts.n >= evidence.number("article.well_range"):
        signs = listing(words("article.good_interview_signs", "sign"))
        yield Caution(
            code="went_well",
            text=f"{start(of_attended(well, attended))} went well. When that is so "
            f"({signs}), {plural(facts.n, 'interview')} are safer than the number alone.",
            source="article.good_interview_signs",
        )
