"""What a couple's list is checked for, beside what each partner's own programs are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from matchsafe.domain.couple_rank import NO_MATCH_CODE, SingleOutcome
from matchsafe.domain.rank_report import SEVERITIES, Certification, RankCheck
from matchsafe.domain.season_couple import MOST_PAIRS
from matchsafe.ranking.checks import CheckDraft, checks_of
from matchsafe.ranking.list_checks import ListFacts, list_checks
from matchsafe.ranking.own_pairs import OwnPairs
from matchsafe.ranking.pair_edits import pairs_certification
from matchsafe.ranking.pairs import NOBODY, Pair, PairList, unreachable
from matchsafe.ranking.rank_order import RankEntry, RankOrder

PARTNERS: Final = ("First partner", "Second partner")
_OF_EACH: Final = (
    "visa_not_sponsored", "visa_unknown", "step3_needed", "no_supplemental_list", "ranked_unwilling", "not_eligible",
    "program_withdrawn", "unknown_code", "track_mixed", "supplemental_misattached", "supplemental_fee", "joint_ap",
    "ranked_without_interview", "deadline", "edited_after_certifying", "fee_over_20",
)  # fmt: skip
"""Checks of a partner's own list that hold for a couple as well; the order of the list is the couple's."""


@dataclass(frozen=True)
class CoupleFacts:
    """A couple's list on a day, and the lists it was made from."""

    orders: tuple[RankOrder, RankOrder]
    made: PairList
    sides: tuple[tuple[RankEntry, ...], tuple[RankEntry, ...]]
    brought: OwnPairs | None
    coverage: tuple[SingleOutcome, ...]
    on: date


def couple_checks(facts: CoupleFacts) -> tuple[RankCheck, ...]:
    """Every check that applies, the gravest first."""
    rules = (_lengths, _pairs, _outcomes, _certifications)
    joint = checks_of([found for rule in rules for found in rule(facts)])
    each: dict[tuple[str, str], RankCheck] = {}
    zones = {order.season.time_zone for order in facts.orders}
    for name, order in zip(PARTNERS, facts.orders, strict=True):
        order = replace(order, certification=certified_as(order))
        for check in list_checks(ListFacts(order, facts.on, [0.0] * len(order.primary))):
            if check.code in _OF_EACH:
                of_both = check.code == "deadline" and len(zones) == 1
                text = check.text if of_both else f"{name}: {check.text}"
                each.setdefault((check.code, text), check.model_copy(update={"text": text}))
    return tuple(sorted((*joint, *each.values()), key=lambda c: SEVERITIES.index(c.severity)))


def _lengths(facts: CoupleFacts) -> Iterator[CheckDraft]:
    pairs = len(facts.made.pairs)
    if facts.brought is not None:
        first, second = facts.brought.lengths
        pairs = max(first, second)
        if first != second:
            words = {"first": first, "second": second, "code": NO_MATCH_CODE}
            yield CheckDraft("couple_unequal_lengths", words=words)
        if facts.brought.unknown:
            yield CheckDraft("unknown_code.not_interview", facts.brought.unknown)
    unknown = tuple(dict.fromkeys(" and ".join(names) for names in facts.made.unknown))
    if unknown:
        yield CheckDraft("unknown_code.not_interview", unknown)
    if pairs > MOST_PAIRS:
        yield CheckDraft("over_300", words={"n": pairs, "most": MOST_PAIRS})


def _pairs(facts: CoupleFacts) -> Iterator[CheckDraft]:
    never = unreachable(facts.made.pairs)
    twice = [p for p in dict.fromkeys(never) if facts.made.pairs.count(p) > 1]
    below = [p for p in dict.fromkeys(never) if p not in twice]
    for code, found in (("duplicate", twice), ("unreachable_pair", below)):
        if found:
            yield CheckDraft(code, tuple(_text(facts, p) for p in found))


def _outcomes(facts: CoupleFacts) -> Iterator[CheckDraft]:
    missing = tuple(o.program for o in facts.coverage if not o.caught)
    if missing:
        yield CheckDraft("couple_single_outcomes_missing", tuple(dict.fromkeys(missing)))


def certified_as(order: RankOrder) -> Certification:
    """Whether a partner has certified: the pairs that their season keeps, or else their own list."""
    pairs = order.season.couple_list
    return order.certification if pairs is None else pairs_certification(pairs)


def _certifications(facts: CoupleFacts) -> Iterator[CheckDraft]:
    states = [certified_as(o) == "certified" for o in facts.orders]
    if states[0] != states[1]:
        yield CheckDraft("certified_by_one")


def _text(facts: CoupleFacts, pair: Pair) -> str:
    names = (
        "no match" if at == NOBODY else side[at].program for side, at in zip(facts.sides, pair, strict=True)
    )
    return " with ".join(names)
