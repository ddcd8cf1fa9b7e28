"""The programs a plan chooses among: those of a catalog, or so many average ones by state."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Final

import numpy as np

from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.twins import open_twins
from matchsafe.domain.plan import PlanCatalog, PlanRequest
from matchsafe.domain.problem import Problem
from matchsafe.domain.program import FIRST_YEARS, Program
from matchsafe.domain.rankable import is_rankable, rankable_in
from matchsafe.domain.season import Applicant, Season
from matchsafe.domain.season_part import Track
from matchsafe.domain.specialties import ADVANCED, specialty_name
from matchsafe.domain.text import listing, plural
from matchsafe.odds.arrays import Floats
from matchsafe.odds.eligibility import Finding, bars, eligibility, eligible
from matchsafe.odds.invitation import Rates, rates_of
from matchsafe.odds.invitation.cells import Cell, cells, specialties_with_cells, unlike_within
from matchsafe.planning.errors import PlanningError
from matchsafe.present.outlook_words import wish
from matchsafe.services.plan.held_interviews import held_programs, interviews_by_program, is_open
from matchsafe.services.plan.preferences import fulfilment
from matchsafe.services.plan.tracks import entries

_FIRST_YEAR_IN: Final = ("transitional_year", "internal_medicine")
"""Specialties in which a first year alone is offered to those who go on elsewhere."""
WITH_FIRST_YEAR: Final = (
    "An advanced position begins in the second year. A new application counts as a match only together with a first "
    "year, so the list may hold transitional and preliminary years too: rank them on a supplemental list."
)
WITHOUT_FIRST_YEAR: Final = (
    "An advanced position begins in the second year, and here are no first years to plan with it. The chance is that "
    "of the advanced position alone. Apply to transitional or preliminary years too, and rank them on a "
    "supplemental list."
)


_NAMED: Final = 2
"""Programs that are named with their reason where all are barred."""


@dataclass(frozen=True, eq=False)
class Candidates:
    """What there is to choose from.

    Attributes:
        programs: Programs of the specialties and states asked for, barred ones left out.
        rates: Invitation rates, row by row of ``programs``.
        findings: What in each program's policy matters to the applicant.
        barred: Programs left out because they say they do not take such applicants, with the findings.
        interviewed: Programs left out because an interview there is held already.
        invited: The same of programs applied to: they stay for the fee tiers, and count as interviews alone.
        open_invitations: Programs applied to that have invited, with nothing booked: an interview there is sure.
        unexplained: Interviews that count and came of no application that is known.
        aside: What to know of entries of the catalog that were left aside.
        held: The programs of the interviews that count.
        cell_of: Without a catalog, the cell behind each program.
        cells: Without a catalog, the cells.
        catalog: Where the programs come from.
    """

    programs: tuple[Program, ...]
    rates: Rates
    findings: tuple[tuple[Finding, ...], ...]
    barred: tuple[tuple[Program, tuple[Finding, ...]], ...]
    cell_of: tuple[int, ...]
    cells: tuple[Cell, ...]
    catalog: PlanCatalog
    held: tuple[Program, ...]
    interviewed: tuple[Program, ...] = ()
    invited: frozenset[int] = frozenset()
    open_invitations: frozenset[int] = frozenset()
    unexplained: int = 0
    aside: tuple[str, ...] = ()


_KEPT: deque[tuple[Catalog, Rates]] = deque(maxlen=4)
"""Rates of the catalogs used last. A catalog is never changed in place, so its rates hold as long as it does."""


def _catalog_rates(catalog: Catalog) -> Rates:
    for kept, rates in list(_KEPT):
        if kept is catalog:
            return rates
    rates = rates_of(catalog.programs)
    _KEPT.append((catalog, rates))
    return rates


def target_specialties(season: Season, request: PlanRequest) -> tuple[str, ...]:
    """The specialties of a plan: those of the request, or the season's own, most wanted first."""
    wished = (t.specialty for t in season.every_target)
    return tuple(dict.fromkeys(request.specialties or wished))


def _first_year_specialties(season: Season, request: PlanRequest) -> frozenset[str]:
    """Where the first year before an advanced position is looked for, beside the specialties asked for."""
    wanted = set(target_specialties(season, request))
    if season.target.track != "advanced" or not wanted & set(ADVANCED):
        return frozenset()
    return frozenset(_FIRST_YEAR_IN) - wanted


def candidates(season: Season, request: PlanRequest, catalog: Catalog | None, on: date) -> Candidates:
    """Everything a plan may choose from.

    Raises:
        PlanningError: If there is nothing to choose from, or an id of the request is not in the catalog.
    """
    if catalog is None:
        return _from_cells(season, request, on)
    wanted = set(target_specialties(season, request))
    states, track = set(request.only_states), season.target.track
    tracks = tuple(dict.fromkeys(w.track for w in season.wishes))
    before = _first_year_specialties(season, request)
    named = _request_ids(request, catalog)
    picked = [
        j
        for j, p in enumerate(catalog.programs)
        if p.id in named
        or (
            (p.specialty in wanted or (p.specialty in before and p.track in FIRST_YEARS))
            and (not states or p.state in states)
        )
    ]
    if not picked:
        what = ", ".join(specialty_name(s) for s in sorted(wanted))
        where = f" in {', '.join(sorted(states))}" if states else ""
        raise _problem("catalog", f'"{catalog.name}" has no program of {what}{where}', "empty")
    every = [catalog.programs[j] for j in picked]
    at_interviews = interviews_by_program(season, every)
    twins = open_twins(catalog.twins)
    wishes = season.targets if len(season.targets) > 1 else ()
    of_track = entries(every, track, wanted, named | at_interviews.keys(), twins, wishes)
    if not of_track.kept:
        message = f'"{catalog.name}" has {len(picked)} programs of this kind, none of the track {track}'
        raise _problem("catalog", f"{message} that your season file asks for (target.track)", "empty")
    picked = [picked[j] for j in of_track.kept]
    programs = [catalog.programs[j] for j in picked]
    interviewed = [i for i, p in enumerate(programs) if p.id in at_interviews and p.id not in request.applied]
    found = [eligibility(season.applicant, p, on, request.overrides.get(p.id, ())) for p in programs]
    found = [
        (*findings, *_through_twins(season.applicant, p, catalog, twins, on))
        if p.id not in request.overrides
        else findings
        for p, findings in zip(programs, found, strict=True)
    ]
    kept = [
        i
        for i, p in enumerate(programs)
        if eligible(found[i]) or p.id in request.applied or p.id in request.include
    ]
    kept = sorted(set(kept) - set(interviewed))
    barred = tuple((programs[i], found[i]) for i in sorted(set(range(len(programs))) - {*kept, *interviewed}))
    if not kept:
        raise _none_open(len(programs), barred, interviews=bool(interviewed))
    rates = _catalog_rates(catalog).at([picked[i] for i in kept])
    used = PlanCatalog(
        name=catalog.name, sample=catalog.sample, as_of=catalog.as_of, programs=len(catalog.programs),
        banner=catalog.banner,
    )  # fmt: skip
    answers = {
        n: at_interviews[programs[i].id] for n, i in enumerate(kept) if programs[i].id in at_interviews
    }
    waiting = frozenset(n for n, interview in answers.items() if is_open(interview, season))
    explained = sum(is_rankable(interview, season.applicant.visa) for interview in answers.values())
    return Candidates(
        programs=tuple(programs[i] for i in kept),
        rates=rates,
        findings=tuple(found[i] for i in kept),
        barred=barred,
        cell_of=(),
        cells=(),
        catalog=used,
        held=held_programs(season),
        interviewed=tuple(programs[i] for i in interviewed),
        invited=frozenset(answers) - waiting,
        open_invitations=waiting,
        unexplained=len(rankable_in(season)) - explained,
        aside=(*of_track.lines(_aim(season)), *_about_first_years(tracks, [programs[i] for i in kept])),
    )


def _aim(season: Season) -> str:
    """What is applied for, as a plan says it."""
    if len(season.targets) < 2:
        return f"{season.target.track} positions"
    return listing(wish(t.specialty, t.track) for t in season.targets)


def _none_open(
    count: int, barred: Sequence[tuple[Program, tuple[Finding, ...]]], *, interviews: bool
) -> PlanningError:
    """Why a whole list has nothing to choose from."""
    if not barred:
        of = "its only program is one" if count == 1 else f"its {plural(count, 'program')} are all"
        return _problem("catalog", f"{of} of your interviews, so there is none to apply to.", "barred")
    but = " but those of your interviews" if interviews else ""
    reasons = " ".join(f"{p.name}: {bars(findings)}" for p, findings in barred[:_NAMED])
    more = f" And {len(barred) - _NAMED} more." if len(barred) > _NAMED else ""
    none = "its only program is not" if count == 1 else f"none of its {count} programs{but} is"
    return _problem("catalog", f"{none} open to you. {reasons}{more}", "barred")


def _about_first_years(tracks: Collection[Track], programs: Sequence[Program]) -> tuple[str, ...]:
    """What an advanced position needs, and whether a list can be planned with it."""
    if "advanced" not in tracks:
        return ()
    return (WITH_FIRST_YEAR if any(p.track in FIRST_YEARS for p in programs) else WITHOUT_FIRST_YEAR,)


def _through_twins(
    applicant: Applicant, program: Program, catalog: Catalog, twins: Mapping[str, tuple[str, ...]], on: date
) -> tuple[Finding, ...]:
    """What bars the applicant at an entry that may be the same program under another name.

    That an entry left the Match says nothing of one that is in it, or of another kind of track.
    """
    out = []
    for other in twins.get(program.id, ()):
        twin = catalog.program(other)
        if program.in_match or (None not in (program.track, twin.track) and program.track != twin.track):
            twin = twin.model_copy(update={"in_match": None})
        for f in eligibility(applicant, twin, on):
            if f.bars:
                text = f"It may be the same program as {twin.name} ({twin.id}): {f.text}"
                out.append(replace(f, text=text))
    return tuple(out)


def _request_ids(request: PlanRequest, catalog: Catalog) -> set[str]:
    known = {p.id for p in catalog.programs}
    problems = [
        Problem(f"there is no program {key!r} in the catalog", "unknown", field)
        for field, keys in (
            ("include", request.include),
            ("exclude", request.exclude),
            ("applied", tuple(request.applied)),
        )
        for key in keys
        if key not in known
    ]
    if problems:
        raise PlanningError(problems)
    return {*request.include, *request.applied}


def _cells_in(specialties: Iterable[str], states: Collection[str]) -> tuple[Cell, ...]:
    return tuple(c for s in specialties for c in cells(s) if not states or c.program.state in states)


@lru_cache(maxsize=8)
def _spread(specialties: tuple[str, ...], states: tuple[str, ...]) -> tuple[list[Program], list[int], Rates]:
    """The programs of these cells, which are the same for every applicant; see ``unlike_within``."""
    return unlike_within(_cells_in(specialties, states))


def _from_cells(season: Season, request: PlanRequest, on: date) -> Candidates:
    """Average programs by state, as many as there are about."""
    wanted = target_specialties(season, request)
    if named := [*request.include, *request.exclude, *request.applied]:
        raise _problem("include", f"{named[0]!r} can only be named with a catalog", "unknown")
    missing = [s for s in wanted if s not in specialties_with_cells()]
    if missing:
        known = ", ".join(specialty_name(s) for s in specialties_with_cells())
        names = ", ".join(specialty_name(s) for s in missing)
        raise _problem(
            "specialties",
            f"no figures by state for {names}. Without a program list, accepted are: {known}",
            "unknown",
        )
    states = set(request.only_states)
    some = _cells_in(wanted, states)
    if not some:
        raise _problem("only_states", f"no positions are known in {', '.join(sorted(states))}", "empty")
    spread, cell_of, rates = _spread(tuple(wanted), tuple(sorted(states)))
    programs = _of_wished_tracks(season, spread)
    applicant = _without_what_cells_cannot_tell(season.applicant)
    by_cell = [eligibility(applicant, cell.program, on) for cell in some]
    used = PlanCatalog(name=None, sample=False, as_of=None, programs=len(programs), banner=None)
    return Candidates(
        programs,
        rates,
        tuple(by_cell[c] for c in cell_of),
        (),
        tuple(cell_of),
        some,
        used,
        held_programs(season),
        unexplained=len(rankable_in(season)),
        aside=_about_first_years([w.track for w in season.wishes], programs),
    )


def _of_wished_tracks(season: Season, programs: Sequence[Program]) -> tuple[Program, ...]:
    """Average programs as advanced positions or first years, where their specialty is wished for as nothing else."""
    tracks = {
        name: wish.track
        for name, wish in {w.specialty: w for w in season.wishes}.items()
        if wish.track != "categorical"
        and {w.track for w in season.wishes if w.specialty == name} == {wish.track}
    }
    if not tracks:
        return tuple(programs)
    return tuple(p.model_copy(update={"track": tracks.get(p.specialty)}) for p in programs)


def _without_what_cells_cannot_tell(applicant: Applicant) -> Applicant:
    """An average program has no policies: nothing is said of it program by program."""
    return applicant.model_copy(update={"visa": "none", "red_flags": ()})


def _problem(where: str, message: str, code: str) -> PlanningError:
    return PlanningError([Problem(message, code, where)])


def utilities(request: PlanRequest, programs: Sequence[Program]) -> Floats | None:
    """What a match at each program is worth by the wishes (``domain.plan.Wishes``); ``None`` for the bare chance."""
    if request.objective == "match":
        return None
    if request.wishes is None:
        raise _problem("wishes", "are needed where the objective is utility", "missing")
    weights, shares = fulfilment(request.wishes, programs)
    return np.asarray((1 + shares @ weights) / (1 + weights.sum()))
