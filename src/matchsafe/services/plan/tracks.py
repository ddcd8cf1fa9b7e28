"""Which entries of a program list a season is about, and which of them one application covers.

NRMP lists a program once for each of its tracks: categorical, preliminary, research, rural. An applicant sends it one
application with one signal, so a plan counts it once, and only in the tracks that the season asks for.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from matchsafe.domain.program import FIRST_YEARS, Program
from matchsafe.domain.season import Target
from matchsafe.domain.season_part import Track
from matchsafe.domain.text import plural

_WANTED: Final = {
    "categorical": ("categorical",),
    "preliminary": FIRST_YEARS,
    "transitional": FIRST_YEARS,
    "advanced": ("advanced", "categorical", *FIRST_YEARS),
}
"""Tracks a season's track stands for. An advanced position needs a first year, so both kinds are looked at."""
_WITH_FIRST_YEAR: Final = "transitional_year"
"""Asked for as a specialty it says that a first year is wanted too, and with it advanced positions."""
_INSTITUTION: Final = 4
"""Digits of an NRMP code that name the institution."""


@dataclass(frozen=True)
class Entries:
    """What is left of a program list for a season.

    Attributes:
        kept: Places of the entries a plan chooses among.
        other_tracks: How many are of tracks the season does not ask for.
        same_application: How many are further tracks of programs that are kept.
        twins: How many may be the same as another entry, which stands for both until somebody says so.
    """

    kept: tuple[int, ...]
    other_tracks: int
    same_application: int
    twins: int = 0

    def lines(self, asked: str) -> tuple[str, ...]:
        """What to know of the entries that are left aside; ``asked`` says for what a plan was asked."""
        lines = []
        if n := self.other_tracks:
            lines.append(
                f"{plural(n, 'entry', 'entries')} of other tracks left aside: you asked for {asked}. "
                "Your answers or season file (target.track) can change that."
            )
        if n := self.same_application:
            lines.append(
                f"{plural(n, 'further track', 'further tracks')} of the same programs counted once: a program takes "
                "one application and one signal. In ERAS you choose its tracks."
            )
        if n := self.twins:
            lines.append(
                f"{plural(n, 'entry', 'entries')} left aside that may be a program listed under another name. "
                "See them with: matchsafe catalog twins"
            )
        return tuple(lines)


def entries(
    programs: Sequence[Program],
    track: Track,
    specialties: Collection[str],
    named: Collection[str],
    unsure: Collection[str] = (),
    wishes: Collection[Target] = (),
) -> Entries:
    """The entries of the tracks asked for, one for each application.

    Entries with the same ACGME id are one program; so are those of one institution and specialty, as far as no two have
    ACGME ids that differ. Of them those stay that are named, else, of those in the latest Match, the one with an ACGME
    id and the most positions. An entry of an unknown track is taken for one that is asked for.

    Args:
        programs: What a plan may choose from.
        track: Track of the season.
        specialties: Specialties asked for.
        named: Ids of programs that the request puts on the list.
        unsure: Ids of entries that may be the same as another one.
        wishes: Specialties wished for in tracks of their own.
    """
    usual = _WANTED["advanced" if _WITH_FIRST_YEAR in specialties else track]
    asked: dict[str, set[str | None]] = {}
    for wish in wishes:
        wanted = "advanced" if wish.specialty == _WITH_FIRST_YEAR else wish.track
        asked.setdefault(wish.specialty, {None}).update(_WANTED[wanted])
    twins = {j for j, p in enumerate(programs) if p.id in unsure and not p.acgme_id and p.id not in named}
    right = [
        j
        for j, p in enumerate(programs)
        if j not in twins and (p.id in named or p.track in asked.get(p.specialty, (None, *usual)))
    ]
    by_application: dict[tuple[str, ...], list[int]] = {}
    at: dict[tuple[str, ...], tuple[str, ...]] = {}
    for j in sorted(right, key=lambda j: _rank(programs[j])):
        program = programs[j]
        part = "first year" if program.track in FIRST_YEARS else ""
        places = [(code[:_INSTITUTION], program.specialty, part) for code in program.nrmp_codes]
        own = (program.acgme_id, part) if program.acgme_id else (program.id,)
        key = own if program.acgme_id else next((at[place] for place in places if place in at), own)
        by_application.setdefault(key, []).append(j)
        for place in places:
            at.setdefault(place, key)
    kept: list[int] = []
    for members in by_application.values():
        kept += [j for j in members if programs[j].id in named] or members[:1]
    other_tracks = len(programs) - len(right) - len(twins)
    return Entries(tuple(sorted(kept)), other_tracks, len(right) - len(kept), len(twins))


def _rank(program: Program) -> tuple[bool, bool, int]:
    return program.in_match is False, program.acgme_id is None, -(program.positions or 0)
