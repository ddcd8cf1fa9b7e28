"""Two rank lists made into one list of pairs, with the chances of both, one and neither: the one path of every face."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

import numpy as np

from matchsafe.advice.phase import season_clock
from matchsafe.domain.couple_rank import (
    NO_MATCH_CODE,
    CouplePair,
    CoupleRankReport,
    JointChances,
    JointFirstYears,
    PairName,
    PrunedPair,
    SeparateChances,
    SingleOutcome,
)
from matchsafe.domain.estimate import Estimate
from matchsafe.domain.season import Season
from matchsafe.domain.season_couple import CoupleWishes, PairEntry
from matchsafe.domain.text import MarkedText
from matchsafe.evidence import figure
from matchsafe.odds.applicant_posterior import applicant_posterior
from matchsafe.odds.arrays import Floats
from matchsafe.odds.couples import ASSUMPTIONS, DRAWS
from matchsafe.odds.quadrature import estimate
from matchsafe.present import outlook_words, pair_words, sources
from matchsafe.ranking.couple_checks import CoupleFacts, certified_as, couple_checks
from matchsafe.ranking.joint_chances import BothYears, JointOutcome, draw_cases, joint_outcome
from matchsafe.ranking.own_pairs import own_pairs
from matchsafe.ranking.pair_reasons import reason
from matchsafe.ranking.pairs import NOBODY, Pair, PairList, PairUtility, pair_list
from matchsafe.ranking.rank_chances import list_model
from matchsafe.ranking.rank_order import RankEntry, RankOrder, entry_of, rank_order

_TARGET: Final = "article.couple_target"
_NAMED: Final = 1_000
"""Pairs left out that are named."""
_ZERO: Final = Estimate(value=0, low=0, high=0)


def couple_report(
    first: Season,
    second: Season,
    wishes: CoupleWishes | None = None,
    on: date | None = None,
    *,
    brought: Sequence[PairName] | None = None,
) -> CoupleRankReport:
    """One list of pairs from two lists, or the check of a list that the couple brings.

    Args:
        first, second: Each with its interviews in rank order, or a kept list. Where both kept lists are a couple's
            (one of them names "no match"), they are the pairs.
        wishes: What the couple wishes. If left out, and no pairs are brought, they are those of the list that the first
            season keeps, which then is the list; without one, the defaults.
        on: The day the question is asked; today if left out.
        brought: Pairs of programs by name, id or code; "no match" for none.
    """
    on = on or date.today()
    if wishes is None and brought is None and first.couple_list is not None:
        wishes, brought = first.couple_list.wishes, [p.names for p in first.couple_list.pairs]
    wishes = wishes or CoupleWishes()
    orders = (rank_order(first), rank_order(second))
    sides = (orders[0].distinct, orders[1].distinct)
    worth = PairUtility(sides[0], sides[1], wishes)
    own = own_pairs(worth, (first, second), brought)
    made = pair_list(worth) if own is None else PairList(own.pairs, ())
    entries, years = zip(*(_with_years(o, side) for o, side in zip(orders, sides, strict=True)), strict=True)
    models = [list_model(s, each, on, DRAWS) for s, each in zip((first, second), entries, strict=True)]
    count = (len(sides[0]), len(sides[1]))
    both_years = (years[0], years[1])
    outcome, apart = (
        joint_outcome(draw_cases(models[0], models[1], tied=tied, listed=count), made.pairs, both_years)
        for tied in (True, False)
    )
    listed = _joint(outcome, made.pairs)
    coverage = tuple(_coverage(sides, made.pairs, outcome))
    facts = CoupleFacts(orders, made, sides, own, coverage, on)
    phases = [season_clock(s, on).phase for s in (first, second)]
    said = (outlook_words.silence(s, (), phase) for s, phase in zip((first, second), phases, strict=True))
    silence = next((s for s in said if s is not None and s.headline), None)
    checks = tuple(c for c in couple_checks(facts) if not ("past_season" in phases and c.code == "deadline"))
    ids = dict.fromkeys((*(c.source for c in checks), _TARGET, *ASSUMPTIONS))
    rule = figure(_TARGET)
    held = [_positions(s, on) for s in (first, second)]
    return CoupleRankReport(
        on=on,
        brought=own is not None,
        silent=silence is not None,
        certification=(certified_as(orders[0]), certified_as(orders[1])),
        headline=MarkedText(f"{silence.headline} {silence.text}")
        if silence is not None
        else pair_words.headline(listed.both, listed.one, listed.neither),
        pairs=tuple(_pairs(worth, made, outcome, both_years)),
        both=listed.both,
        one=listed.one,
        neither=listed.neither,
        first_alone=_chance(_where(outcome, [p[1] == NOBODY for p in made.pairs])),
        second_alone=_chance(_where(outcome, [p[0] == NOBODY for p in made.pairs])),
        first_years=_first_years(outcome, made.pairs) if any(both_years) else None,
        separate=_joint(apart, made.pairs),
        apart=_apart(outcome),
        coverage=coverage,
        pruned=len(made.pruned),
        pruned_by_reason=dict(Counter(code for _, code in made.pruned)),
        pruned_pairs=tuple(
            PrunedPair(first=_name(sides[0], a), second=_name(sides[1], b), code=code)
            for (a, b), code in made.pruned[:_NAMED]
        ),
        checks=checks,
        wishes=wishes,
        notes=()
        if silence is not None
        else (pair_words.enough(held[0], held[1], int(rule.low or 0), int(rule.high or 0)),),
        sources=tuple(map(sources.source, ids)),
    )


def _positions(season: Season, on: date) -> int:
    """Interviews that count, without first years where there is anything else."""
    every = applicant_posterior(season, on, 1).interviews
    return sum(not entry_of(season, i).first_year for i in every) or len(every)


def pair_entries(report: CoupleRankReport, first: Season, second: Season) -> tuple[PairEntry, ...]:
    """The pairs of an answer as a season keeps them: by the ids of the interviews, as far as there are any."""
    sides = [rank_order(s).distinct for s in (first, second)]

    def name(side: int, choice: int | None) -> str:
        return pair_words.NO_MATCH if choice is None else sides[side][choice - 1].reference

    return tuple(
        PairEntry(first=name(0, p.first_choice), second=name(1, p.second_choice)) for p in report.pairs
    )


def _with_years(
    order: RankOrder, side: tuple[RankEntry, ...]
) -> tuple[tuple[RankEntry, ...], dict[int, tuple[int, ...]]]:
    """The programs of a list with the first years of its supplemental lists, and those of each advanced position.

    Whoever had residency training before needs none.
    """
    every = {e.same: e for e in (*side, *(e for s in order.supplemental for e in s.entries))}
    places = {same: at for at, same in enumerate(every)}
    years: dict[int, tuple[int, ...]] = {}
    if order.season.applicant.earlier_us_training is not True:
        for at, entry in enumerate(side):
            if entry.advanced:
                own = [s for s in order.supplemental if entry in s.attached]
                years[at] = tuple(places[e.same] for e in own[0].entries) if own else ()
    return tuple(every.values()), years


def _first_years(outcome: JointOutcome, pairs: Sequence[Pair]) -> JointFirstYears:
    of_two = np.array([NOBODY not in p for p in pairs], bool)
    return JointFirstYears(
        both=_chance(outcome.with_years[of_two].sum(0)),
        one=_chance(outcome.with_years[~of_two].sum(0)),
        first_without=_chance(outcome.first_bound),
        second_without=_chance(outcome.second_bound),
    )


def _chance(values: Floats) -> Estimate:
    """The chance with its range; sums of many cases may be a rounding error beyond 0 or 1."""
    return estimate(np.clip(values, 0, 1))


def _joint(outcome: JointOutcome, pairs: Sequence[Pair]) -> JointChances:
    both = _where(outcome, [NOBODY not in p for p in pairs])
    one = _where(outcome, [NOBODY in p for p in pairs])
    return JointChances(both=_chance(both), one=_chance(one), neither=_chance(outcome.neither))


def _where(outcome: JointOutcome, chosen: Sequence[bool]) -> Floats:
    """The chance that the Match ends at any of the chosen pairs, one value per draw."""
    return np.asarray(outcome.at_pair[np.asarray(chosen, bool)].sum(0))


def _apart(outcome: JointOutcome) -> SeparateChances:
    one, two, both = outcome.first_single, outcome.second_single, outcome.both_single
    return SeparateChances(
        both=_chance(both),
        one=_chance(one + two - 2 * both),
        neither=_chance(1 - one - two + both),
        first=_chance(one),
        second=_chance(two),
        multiplied=float(one.mean() * two.mean()),
    )


def _pairs(
    worth: PairUtility, made: PairList, outcome: JointOutcome, years: BothYears
) -> Iterator[CouplePair]:
    for at, pair in enumerate(made.pairs):
        following = made.pairs[at + 1] if at + 1 < len(made.pairs) else None
        a, b = pair
        yield CouplePair(
            rank=at + 1,
            first=_name(worth.sides[0], a),
            second=_name(worth.sides[1], b),
            first_code=_code(worth.sides[0], a),
            second_code=_code(worth.sides[1], b),
            first_choice=None if a == NOBODY else a + 1,
            second_choice=None if b == NOBODY else b + 1,
            together=worth.together(pair),
            chance=_chance(outcome.at_pair[at]),
            with_first_years=_chance(outcome.with_years[at]) if a in years[0] or b in years[1] else None,
            why=reason(worth, pair, following, at + 1),
        )


def _coverage(
    sides: tuple[tuple[RankEntry, ...], tuple[RankEntry, ...]], pairs: Sequence[Pair], outcome: JointOutcome
) -> Iterator[SingleOutcome]:
    ranks = {pair: at for at, pair in enumerate(reversed(pairs))}
    last = len(pairs) - 1
    for partner, side, more in (("first", 0, outcome.first_more), ("second", 1, outcome.second_more)):
        for at, entry in enumerate(sides[side]):
            if not entry.counts:
                continue
            rank = ranks.get((at, NOBODY) if side == 0 else (NOBODY, at))
            yield SingleOutcome(
                partner="first" if partner == "first" else "second",
                program=entry.program,
                caught=rank is not None,
                chance=_ZERO if rank is None else _chance(outcome.at_pair[last - rank]),
                adds=_chance(more[at]) if rank is None else _ZERO,
            )


def _name(side: Sequence[RankEntry], at: int) -> str:
    return pair_words.NO_MATCH if at == NOBODY else side[at].program


def _code(side: Sequence[RankEntry], at: int) -> str | None:
    return NO_MATCH_CODE if at == NOBODY else side[at].code
