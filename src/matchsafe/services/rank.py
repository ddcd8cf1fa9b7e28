"""A rank list checked and explained: the one path that every face takes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from matchsafe.advice.phase import season_clock
from matchsafe.domain.estimate import Estimate
from matchsafe.domain.rank_report import (
    RankedProgram,
    RankReport,
    SupplementalPart,
    SupplementalRank,
)
from matchsafe.domain.season import Season
from matchsafe.domain.text import MarkedText
from matchsafe.evidence import number
from matchsafe.odds.arrays import Floats
from matchsafe.odds.assumptions import EVIDENCE_ALONE, assumption_overrides
from matchsafe.odds.caveats import caveats
from matchsafe.odds.quadrature import estimate, over_cut
from matchsafe.odds.reference import DRAWS_ALONE, evidence_alone, in_own_match
from matchsafe.present import outlook_words, rank_words, sources, track_words, words
from matchsafe.ranking.list_checks import ListFacts, list_checks
from matchsafe.ranking.rank_chances import ListModel, list_model
from matchsafe.ranking.rank_order import RankEntry, RankOrder, SupplementalOrder, rank_order
from matchsafe.services.rank_trial import order_trial

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
    phase = season_clock(season, on).phase
    over = phase == "past_season"
    silence = outlook_words.silence(season, caveats(season, worth.model.posterior, on), phase)
    facts = ListFacts(order, on, [r.if_first.value for r in ranks], worth.below())
    checks = tuple(c for c in list_checks(facts) if not (over and c.code == "deadline"))
    ordered = next((c for c in checks if c.code == "ordered_by_chance"), None)
    return RankReport(
        on=on,
        kept=order.kept,
        certification=order.certification,
        headline=rank_words.headline(
            worth.matched,
            ranks,
            worth.full_training(),
            track_words.place(season),
            silence,
            couple=season.couples is not None,
        ),
        most_often=MarkedText() if silence is not None else rank_words.modal_rank(ranks),
        list=ranks,
        matched=worth.matched,
        unmatched=worth.matched.complement,
        one_more=worth.one_more(),
        checks=checks,
        supplemental=tuple(worth.supplemental(s) for s in order.supplemental),
        left_off=tuple(i.program for i in order.left_off),
        over=over,
        deadline=facts.deadline.moment,
        deadline_text="on that match's own page" if in_own_match(season) else facts.deadline.text,
        order_trial=order_trial(order, worth.model, facts.chances) if ordered is not None and trial else None,
        sources=tuple(map(sources.source, dict.fromkeys((*(c.source for c in checks), *_METHOD)))),
    )


class _Worth:
    """The chances of a list in all its parts."""

    def __init__(self, season: Season, order: RankOrder, on: date) -> None:
        self._order = order
        self._entries, self._places = _distinct(order)
        self.model: ListModel = list_model(season, self._entries, on)
        with assumption_overrides((EVIDENCE_ALONE,)):
            alone = list_model(season, self._entries, on, DRAWS_ALONE)
        self._primary = list(range(len(order.primary)))
        self._models = self.model, alone
        self._at = [m.at_each_rank(self._primary) for m in self._models]
        if order.supplemental:
            self.matched = self._estimate([at.sum(0) for at in self._at])
        else:  # to the last digit what the outlook says
            held = evidence_alone(season, alone.posterior, float(alone.posterior.chance.mean()))
            self.matched = estimate(self.model.posterior.chance, holds=held)

    def _estimate(self, values: Sequence[Floats]) -> Estimate:
        """A chance; its range holds what the evidence alone says, which comes second."""
        return estimate(np.clip(values[0], 0, 1), holds=(float(np.clip(values[1], 0, 1).mean()),))

    def ranks(self) -> tuple[RankedProgram, ...]:
        """The primary list, rank by rank."""
        dropped, last = self.model.drop_effects(self._primary), len(self._primary) - 1
        so_far = self._so_far()
        return tuple(
            RankedProgram(
                rank=at + 1,
                program=entry.program,
                interview=entry.interview.id if entry.interview else "",
                code=entry.code,
                specialty=entry.target.specialty,
                track=entry.target.track,
                chance=self._estimate([each[at] for each in self._at]) if last else self.matched,
                here_or_better=so_far[at],
                if_first=self._estimate([m.at_each_rank([at])[0] for m in self._models])
                if last
                else self.matched,
                if_dropped=over_cut(dropped[at], self.model.posterior.group.cut),
                with_first_year=self._with_first_year(at),
                counts=entry.counts,
            )
            for at, entry in enumerate(self._order.primary)
        )

    def _so_far(self) -> list[Estimate]:
        """The chance of each rank or a better one; neither end of its range falls down the list."""
        found = [self._estimate([each[: at + 1].sum(0) for each in self._at]) for at in self._primary]
        found[-1:] = [self.matched] if found else []
        for at in reversed(range(len(found) - 1)):
            low = min(found[at].low, found[at + 1].low)
            found[at] = found[at].model_copy(update={"low": low})
        return found

    def below(self) -> str:
        """What the ranks that cost a fee of their own add, in words; "" without any."""
        included = int(number("fees.nrmp_2026_ranks_included"))
        paid = [each[included:].sum(0) for each in self._at]
        return words.chance(self._estimate(paid)) if len(self._primary) > included else ""

    def one_more(self) -> Estimate:
        """What an average program more would add at the end; nothing where none of the specialty is in this Match."""
        if in_own_match(self._order.season):
            return estimate(np.zeros(self.model.size))
        added = self.model.at_each_rank([*self._primary, self.model.another])[-1]
        return over_cut(added, self.model.posterior.group.cut)

    def supplemental(self, order: SupplementalOrder) -> SupplementalPart:
        """A supplemental list over all the advanced programs it serves."""
        years = [self._places[e.same] for e in order.entries]
        served = [self._places[e.same] for e in order.attached]
        found = [
            sum((m.first_years(self._primary, a, years) for a in served), np.zeros((len(years), m.size)))
            for m in self._models
        ]
        whole = [sum((at[a] for a in served), np.zeros(at.shape[1])) for at in self._at]
        return SupplementalPart(
            advanced=tuple(e.program for e in order.attached),
            list=tuple(
                SupplementalRank(
                    rank=at + 1,
                    program=e.program,
                    code=e.code,
                    specialty=e.target.specialty,
                    track=e.target.track,
                    chance=self._estimate([f[at] for f in found]),
                )
                for at, e in enumerate(order.entries)
            ),
            first_year=self._estimate([f.sum(0) for f in found]),
            without_first_year=self._estimate([w - f.sum(0) for w, f in zip(whole, found, strict=True)]),
        )

    def full_training(self) -> Estimate | None:
        """Chance of a position with every year it needs; ``None`` where no program is the first year of another."""
        primary = self._order.primary
        years = any(e.first_year for e in primary) or any(s.entries for s in self._order.supplemental)
        if not years or not any(e.advanced for e in primary):
            return None
        found = [np.zeros(m.size) for m in self._models]
        for at, entry in enumerate(primary):
            if entry.advanced and self._served(at):
                more = self._first_year_at(at)
            elif entry.advanced or entry.first_year:
                continue
            else:
                more = [each[at] for each in self._at]
            found = [one + other for one, other in zip(found, more, strict=True)]
        return self._estimate(found)

    def _served(self, at: int) -> tuple[SupplementalOrder, ...]:
        entry = self._order.primary[at]
        return tuple(s for s in self._order.supplemental if entry in s.attached and s.entries)

    def _first_year_at(self, at: int) -> list[Floats]:
        years = [self._places[e.same] for e in self._served(at)[0].entries]
        return [m.first_years(self._primary, at, years).sum(0) for m in self._models]

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
