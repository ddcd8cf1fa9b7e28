"""A rank order list with the interviews behind it: as the season keeps it, or else in the order of its interviews."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from matchsafe.domain.couple_rank import NO_MATCH_WORDS
from matchsafe.domain.rank_report import Certification
from matchsafe.domain.rankable import is_rankable
from matchsafe.domain.season import Season, Target
from matchsafe.domain.season_interview import Interview
from matchsafe.domain.season_rank import RankList
from matchsafe.domain.specialties import OWN_MATCH
from matchsafe.domain.text import plain_name


@dataclass(frozen=True)
class RankEntry:
    """One rank.

    Attributes:
        program: Its name, or what the list says where the season has no such interview.
        interview: What stands behind it; ``None`` for a program of which the season knows no interview.
        counts: Whether the outlook counts it.
    """

    program: str
    target: Target
    interview: Interview | None = None
    counts: bool = False

    @property
    def advanced(self) -> bool:
        """Whether training there begins after a first year from a supplemental list, which no other match has."""
        return self.target.track == "advanced" and self.target.specialty not in OWN_MATCH

    @property
    def first_year(self) -> bool:
        """Whether it is one year, such as an advanced position needs first."""
        return self.target.track in ("preliminary", "transitional")

    @property
    def code(self) -> str | None:
        """NRMP's code, if the season has it."""
        return None if self.interview is None else self.interview.nrmp_code

    @property
    def reference(self) -> str:
        """How a kept list names it."""
        return reference(self.interview) if self.interview else self.program

    @property
    def same(self) -> tuple[str, ...]:
        """What two ranks of one program have in common."""
        if self.code:
            return (self.code.replace(" ", "").upper(),)
        place = (self.interview.city, self.interview.state) if self.interview else (None, None)
        return (
            plain_name(self.program),
            self.target.specialty,
            self.target.track,
            *(plain_name(p or "") for p in place),
        )

    def repeats(self, other: RankEntry) -> bool:
        """Whether another rank is of the same program, as far as is known of both."""
        if self.code and other.code:
            return self.same == other.same
        places = [(i.city, i.state) if (i := e.interview) else (None, None) for e in (self, other)]
        apart = any(a and b and plain_name(a) != plain_name(b) for a, b in zip(*places, strict=True))
        return (
            not apart
            and plain_name(self.program) == plain_name(other.program)
            and self.target == other.target
        )


@dataclass(frozen=True)
class SupplementalOrder:
    """A supplemental list and the advanced programs it is attached to, as far as they are on the primary list."""

    attached: tuple[RankEntry, ...]
    entries: tuple[RankEntry, ...]


@dataclass(frozen=True)
class RankOrder:
    """A whole list.

    Attributes:
        left_off: Interviews of the season that are on no list.
        kept: Whether the season keeps it as a list.
        certification: Whether it is certified as it stands.
    """

    season: Season
    primary: tuple[RankEntry, ...]
    supplemental: tuple[SupplementalOrder, ...] = ()
    left_off: tuple[Interview, ...] = ()
    kept: bool = False
    certification: Certification = "not_certified"

    @property
    def distinct(self) -> tuple[RankEntry, ...]:
        """The programs of the primary list, each once."""
        return tuple({e.same: e for e in reversed(self.primary)}.values())[::-1]

    @property
    def entries(self) -> tuple[RankEntry, ...]:
        """Every entry, the primary list first."""
        return (*self.primary, *(e for s in self.supplemental for e in s.entries))


def rank_order(season: Season) -> RankOrder:
    """The list of a season.

    Without a kept list it is the interviews in their order: those held or booked at programs where the applicant would
    train.
    """
    kept = season.rank_list
    if kept is None:
        listed = [i for i in season.interview_list if i.status in ("scheduled", "attended") and i.would_rank]
        gone = withdrawn(season)
        primary = tuple(entry_of(season, i, gone) for i in listed)
        return _order(season, primary, (), kept=False)
    named = _by_name(season)
    primary = _resolve(season, kept.order, named)
    supplemental = tuple(
        SupplementalOrder(
            tuple(e for e in _resolve(season, s.advanced, named) if e.advanced and e in primary),
            _resolve(season, s.programs, named),
        )
        for s in kept.supplemental
    )
    return _order(season, primary, supplemental, kept=True)


def entry_of(season: Season, interview: Interview, gone: frozenset[str] | None = None) -> RankEntry:
    """An interview as an entry of a list; ``gone``: what ``withdrawn`` says of the season, where it is known."""
    target = season.target_of(interview)
    gone = withdrawn(season) if gone is None else gone
    stands = interview.id not in gone and target.specialty not in OWN_MATCH
    counts = is_rankable(interview, season.applicant.visa) and stands
    return RankEntry(interview.program, target, interview, counts)


def reference(interview: Interview) -> str:
    """How a kept list names an interview."""
    return interview.id or interview.program


def withdrawn(season: Season) -> frozenset[str]:
    """Ids of the interviews whose program left the Match, by the season's events."""
    gone = [e for e in season.events if e.kind == "withdrew" and e.by == "program"]
    applications = {e.application for e in gone} - {None}
    interviews = {e.interview for e in gone} | {
        i.id for i in season.interview_list if i.application in applications
    }
    return frozenset(i for i in interviews if i)


def _order(
    season: Season,
    primary: tuple[RankEntry, ...],
    supplemental: tuple[SupplementalOrder, ...],
    *,
    kept: bool,
) -> RankOrder:
    found = RankOrder(season, primary, supplemental, kept=kept)
    on_it = {id(e.interview) for e in found.entries}
    left = tuple(i for i in season.interview_list if id(i) not in on_it)
    return RankOrder(season, primary, supplemental, left, kept, certification(season))


def certification(season: Season) -> Certification:
    """Whether the list a season keeps is certified as it stands."""
    kept: RankList | None = season.rank_list
    if kept is None or kept.certified is None:
        return "certified" if any(e.kind == "certified" for e in season.events) else "not_certified"
    named = _by_name(season)
    then, now = (
        [
            _references(of, named)
            for of in (v.order, *(n for s in v.supplemental for n in (s.advanced, s.programs)))
        ]
        for v in (kept.certified, kept)
    )
    return "certified" if then == now else "edited_after_certifying"


def _by_name(season: Season) -> dict[str, Interview]:
    """The interviews by everything a list may call them; the first of a name wins, and an id before any name."""
    found: dict[str, Interview] = {}
    for naming in ("id", "nrmp_code", "program"):
        for each in season.interview_list:
            if name := getattr(each, naming):
                found.setdefault(plain_name(name), each)
    return found


def _resolve(season: Season, names: Iterable[str], by_name: dict[str, Interview]) -> tuple[RankEntry, ...]:
    gone = withdrawn(season)
    return tuple(
        RankEntry(name, season.target)
        if (found := by_name.get(plain_name(name))) is None
        else entry_of(season, found, gone)
        for name in names
        if plain_name(name) not in NO_MATCH_WORDS
    )


def _references(names: Iterable[str], by_name: dict[str, Interview]) -> list[str]:
    """The names of a list in one form, whether it was written by id, code or name."""
    return [reference(by_name[n]) if (n := plain_name(name)) in by_name else n for name in names]
