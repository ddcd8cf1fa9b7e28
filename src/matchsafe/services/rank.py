"""A rank list checked and explained: the one path that every face takes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import numpy.typing as npt

from matchsafe.domain.estimate import Estimate
from matchsafe.domain.rank_report import (
    RankedProgram,
    RankReport,
    SupplementalPart,
    SupplementalRank,
)
from matchsafe.domain.season import Season
from matchsafe.odds.quadrature import estimate
from matchsafe.odds.reference import evidence_alone, in_own_match, without_assumptions
from matchsafe.present import rank_words, sources
from matchsafe.ranking.deadline import list_deadline
from matchsafe.ranking.list_checks import ListFacts, list_checks, moment_text
from matchsafe.ranking.rank_chances import ListModel, list_model, season_of
from matchsafe.ranking.rank_order import RankEntry, RankOrder, SupplementalOrder, rank_order
from matchsafe.services.rank_trial import order_trial

Floats = npt.NDArray[np.float64]
_METHOD = ("rank_rules.true_preference", "charting_2026.contiguous_ranks")
"""Figures behind every list's chances and advice, beside those of the checks."""


def rank_report(season: Season, on: date | None = None, *, trial: bool = True) -> RankReport:
    """The rank list of a season: the chance at each rank, what is wrong with it, and what a change would do.

    Args:
        season: With its interviews in rank order, or a kept list.
        on: The day the question is asked; today if left out.
        trial: Whether a list in the order of guessed chance is matched both ways by the engine.
    """
    on = on or date.today()
    order = rank_order(season)
    worth = _Worth(season, order, on)
    ranks = worth.ranks()
    facts = ListFacts(order, on, [r.if_first.value for r in ranks])
    checks = list_checks(facts)
    due = list_deadline(season, on)
    ordered = next((c for c in checks if c.code == "ordered_by_chance"), None)
    return RankReport(
        on=on,
        kept=order.kept,
        certification=order.certification,
        headline=rank_words.headline(worth.matched, ranks, worth.full_training()),
        most_often=rank_words.modal_rank(ranks),
        list=ranks,
        matched=worth.matched,
        unmatched=_rest(worth.matched),
        one_more=worth.one_more(),
        checks=checks,
        supplemental=tuple(worth.supplemental(s) for s in order.supplemental),
        left_off=tuple(i.program for i in order.left_off),
        deadline=due.moment,
        deadline_text=moment_text(due),
        order_trial=order_trial(order, worth.model, facts.chances) if ordered is not None and trial else None,
        sources=tuple(map(sources.source, dict.fromkeys((*(c.source for c in checks), *_METHOD)))),
    )


class _Worth:
    """The chances of a list in all its parts."""

    def __init__(self, season: Season, order: RankOrder, on: date) -> None:
        self._order = order
        self._entries, self._places = _distinct(order)
        self.model: ListModel = list_model(season, self._entries, on)
        self._primary = list(range(len(order.primary)))
        alone = without_assumptions(season_of(season, self._entries), on)
        self._at = self.model.at_each_rank(self._primary)
        if order.supplemental:
            self.matched = self._estimate(self._at.sum(0))
        else:  # to the last digit what the outlook says
            held = evidence_alone(season, alone, float(alone.chance.mean()))
            self.matched = self._estimate(self.model.posterior.chance, held)

    def _estimate(self, values: Floats, holds: Sequence[float] = ()) -> Estimate:
        return estimate(np.clip(values, -1, 1), holds=holds)

    def ranks(self) -> tuple[RankedProgram, ...]:
        """The primary list, rank by rank."""
        so_far, dropped = self._at.cumsum(0), self.model.drop_effects(self._primary)
        return tuple(
            RankedProgram(
                rank=at + 1,
                program=entry.program,
                interview=entry.interview.id if entry.interview else "",
                code=entry.code,
                specialty=entry.target.specialty,
                track=entry.target.track,
                chance=self._estimate(self._at[at]),
                here_or_better=self._estimate(so_far[at]),
                if_first=self._estimate(self.model.at_each_rank([at])[0]),
                if_dropped=estimate(dropped[at]),
                with_first_year=self._with_first_year(at),
                counts=entry.counts,
            )
            for at, entry in enumerate(self._order.primary)
        )

    def one_more(self) -> Estimate:
        """What an average program more would add at the end; nothing where none of the specialty is in this Match."""
        if in_own_match(self._order.season):
            return estimate(np.zeros(self.model.size))
        return estimate(self.model.at_each_rank([*self._primary, self.model.another])[-1])

    def supplemental(self, order: SupplementalOrder) -> SupplementalPart:
        """A supplemental list over all the advanced programs it serves."""
        years = [self._places[e.same] for e in order.entries]
        served = [self._places[e.same] for e in order.attached]
        nothing = np.zeros((len(years), self.model.size))
        found = sum((self.model.first_years(self._primary, a, years) for a in served), nothing)
        whole = sum((self._at[a] for a in served), np.zeros(self.model.size))
        return SupplementalPart(
            advanced=tuple(e.program for e in order.attached),
            list=tuple(
                SupplementalRank(
                    rank=at + 1,
                    program=e.program,
                    code=e.code,
                    specialty=e.target.specialty,
                    track=e.target.track,
                    chance=self._estimate(found[at]),
                )
                for at, e in enumerate(order.entries)
            ),
            first_year=self._estimate(found.sum(0)),
            without_first_year=self._estimate(np.maximum(whole - found.sum(0), 0.0)),
        )

    def full_training(self) -> Estimate | None:
        """Chance of a position with every year it needs; ``None`` where no program is the first year of another."""
        primary = self._order.primary
        years = any(e.first_year for e in primary) or any(s.entries for s in self._order.supplemental)
        if not years or not any(e.advanced for e in primary):
            return None
        found = np.zeros(self.model.size)
        for at, entry in enumerate(primary):
            if entry.advanced:
                found += self._first_year_at(at) if self._served(at) else 0.0
            elif not entry.first_year:
                found += self._at[at]
        return self._estimate(found)

    def _served(self, at: int) -> tuple[SupplementalOrder, ...]:
        entry = self._order.primary[at]
        return tuple(s for s in self._order.supplemental if entry in s.attached and s.entries)

    def _first_year_at(self, at: int) -> Floats:
        years = [self._places[e.same] for e in self._served(at)[0].entries]
        return np.asarray(self.model.first_years(self._primary, at, years).sum(0))

    def _with_first_year(self, at: int) -> Estimate | None:
        return self._estimate(self._first_year_at(at)) if self._served(at) else None


def _distinct(order: RankOrder) -> tuple[list[RankEntry], dict[tuple[str, ...], int]]:
    """The entries of all lists, those of supplemental lists once, and the place of each program among them."""
    entries = list(order.primary)
    places: dict[tuple[str, ...], int] = {}
    for at, entry in enumerate(entries):
        places.setdefault(entry.same, at)
    for each in order.supplemental:
        for entry in each.entries:
            if entry.same not in places:
                places[entry.same] = len(entries)
                entries.append(entry)
    return entries, places


def _rest(matched: Estimate) -> Estimate:
    return Estimate(value=1 - matched.value, low=1 - matched.high, high=1 - matched.low, level=matched.level)
