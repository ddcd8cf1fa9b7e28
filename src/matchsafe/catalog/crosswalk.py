"""Which accredited program an NRMP code belongs to, learnt from the programs that carry both.

NRMP prints an institution and a code ("1109120C1"), other lists the ACGME id and the program's own name. A program that
carries both tells which sponsor an institution code stands for; with that, a code of the institution in another
specialty finds its program, and a further code of the same institution and specialty is a track of it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal, TypeVar

from matchsafe.catalog.identity import kind_of, main_first, plain
from matchsafe.catalog.name_words import names_no_site
from matchsafe.catalog.record import ProgramFacts, Value
from matchsafe.catalog.similarity import name_likeness, place_likeness, words
from matchsafe.catalog.value_resolution import value_in_force

F = TypeVar("F", bound=ProgramFacts)
Certainty = Literal["one", "question"]

SAME_SPONSOR: Final = 0.9
"""Likeness from which a name is that of an institution's sponsor."""
SITE_SPONSOR: Final = 0.8
"""The same where the name of the track names the program's site."""
NEIGHBOUR: Final = 0.5
"""The same where the specialty has one program without a code in the city, and one code without a program."""
_ASKED: Final = 0.72
_AHEAD: Final = 0.04
_OFFERED: Final = 5
_INSTITUTION: Final = 4
_RENAMED: Final = (
    "Both are in this city, and neither is found in the other list; the hospital may have another name."
)
_STATE_END: Final = re.compile(r"-[A-Z]{2}$")
_PROGRAM_END: Final = re.compile(r"\s+program( [a-z])?$", re.IGNORECASE)
_SITE: Final = re.compile(r"[/(:–]| - |- ")


@dataclass(frozen=True)
class Assignment:
    """A code and the accredited program it belongs to, or may belong to.

    Attributes:
        coded: Place of the program with a code among those given.
        accredited: Places of the accredited programs it may be, best first; one only where it is certain.
        certainty: ``one``: it is that program. ``question``: a person has to say.
        why: The reason in a sentence.
        score: How alike the names and places are, 0 to 1.
    """

    coded: int
    accredited: tuple[int, ...]
    certainty: Certainty
    why: str
    score: float


@dataclass(frozen=True)
class _Entry:
    """What is compared of a program, worked out once."""

    at: int
    specialty: str
    institutions: frozenset[str]
    sponsors: frozenset[str]
    names: frozenset[str]
    sites: str
    cities: frozenset[str]
    states: frozenset[str]
    track: frozenset[str]
    digits: frozenset[str]
    main: bool
    order: tuple[int, str]

    def may_be(self, other: _Entry) -> bool:
        """Whether the specialty's digits, which ACGME ids and NRMP codes share, agree as far as both are known."""
        return not (self.digits and other.digits) or bool(self.digits & other.digits)

    def place(self, other: _Entry) -> float:
        """How far the cities agree, 0 to 1; 0 where neither city nor state does."""
        alike = max((place_likeness(a, b) for a in self.cities for b in other.cities), default=0.0)
        return alike if alike or not self.states & other.states else 0.5


class Crosswalk:
    """The sponsors of NRMP's institutions, as the programs with a code and an ACGME id tell them.

    Args:
        known: Every program at hand.
    """

    def __init__(self, known: Iterable[ProgramFacts]) -> None:
        self._names: dict[str, set[str]] = defaultdict(set)
        for facts in known:
            institutions = {v.value[:_INSTITUTION] for v in facts.nrmp_codes}
            if facts.acgme_id and len(institutions) == 1:
                for value in facts.name:
                    if value.reliability != "doubtful":
                        self._names[next(iter(institutions))].update(sponsor_names(value.value))

    def assign(self, coded: Sequence[ProgramFacts], accredited: Sequence[ProgramFacts]) -> list[Assignment]:
        """The accredited program of each code, as far as there is one.

        Args:
            coded: Programs with NRMP codes and without an ACGME id.
            accredited: Programs with an ACGME id, with or without codes.

        Raises:
            CatalogError: If RapidFuzz, of the ``catalog`` extra, is not installed.
        """
        by_specialty: dict[str, list[_Entry]] = defaultdict(list)
        for at, facts in enumerate(accredited):
            by_specialty[value_in_force(facts, "specialty").value].append(_entry(at, facts))
        wanted: dict[str, list[_Entry]] = defaultdict(list)
        for at, facts in enumerate(coded):
            entry = _entry(at, facts)
            wanted[entry.specialty].append(entry)
        return [
            found
            for specialty, entries in wanted.items()
            for found in _SpecialtyEntry(self._names, entries, by_specialty[specialty]).assignments()
        ]


class _SpecialtyEntry:
    """The codes and programs of one specialty."""

    def __init__(self, names: dict[str, set[str]], coded: list[_Entry], accredited: list[_Entry]) -> None:
        self._sponsors, self._coded, self._accredited = names, coded, accredited
        self._free = [a for a in accredited if not a.institutions]
        self._by_institution: dict[str, list[_Entry]] = defaultdict(list)
        for a in accredited:
            for institution in a.institutions:
                self._by_institution[institution].append(a)
        self._settled: set[int] = set()

    def assignments(self) -> list[Assignment]:
        """Sites named first, then institutions, then what is left over in one city."""
        out: list[Assignment] = []
        rest = sorted(self._coded, key=lambda c: c.order)
        for step in (self._by_site, self._by_sponsor, self._by_city, self._by_sponsor):
            left = []
            for c in rest:
                found = step(c)
                if found is None:
                    left.append(c)
                    continue
                out.append(found)
                self._take(c, found.accredited[0])
            rest = left
        return out + [question for c in rest if (question := self._question(c))]

    def _take(self, coded: _Entry, at: int) -> None:
        """From now on the program belongs to the institution of the code."""
        accredited = next(a for a in self._accredited if a.at == at)
        self._settled.add(at)
        for institution in coded.institutions:
            if accredited not in self._by_institution[institution]:
                self._by_institution[institution].append(accredited)

    def _likeness(self, coded: _Entry, accredited: _Entry) -> float:
        mine = {n for i in coded.institutions for n in self._sponsors.get(i, ())} | coded.names
        theirs = accredited.sponsors | accredited.names
        return max((name_likeness(a, b) for a in mine for b in theirs), default=0.0)

    def _owners(self, coded: _Entry) -> list[_Entry]:
        found = (a for i in coded.institutions for a in self._by_institution.get(i, ()))
        return [a for a in dict.fromkeys(found) if a.may_be(coded)]

    def _open(self, coded: _Entry, least: float) -> list[tuple[float, float, _Entry]]:
        """Programs without a code near the place, by likeness; best first."""
        found = []
        for a in self._free:
            if a.at in self._settled or not a.may_be(coded) or not (place := a.place(coded)):
                continue
            if (alike := self._likeness(coded, a)) >= least:
                found.append((alike, place, a))
        return sorted(found, key=lambda f: (-f[1], -f[0], f[2].at))

    def _by_site(self, coded: _Entry) -> Assignment | None:
        if not coded.track:
            return None
        near = [*self._owners(coded), *(a for _, _, a in self._open(coded, SITE_SPONSOR))]
        named = [a for a in near if _names_site(coded.track, a.sites)]
        if len(named) != 1:
            return None
        why = "Institution and site agree."
        return Assignment(coded.at, (named[0].at,), "one", why, 1.0)

    def _by_sponsor(self, coded: _Entry) -> Assignment | None:
        owners = self._owners(coded)
        near = self._open(coded, SAME_SPONSOR)
        if owners:
            if len(owners) == 1 and not (near and (coded.main or coded.track)):
                why = "A further track of the only program of this institution and specialty."
                return Assignment(coded.at, (owners[0].at,), "one", why, 1.0)
            here = [
                a for a in owners if any(place_likeness(x, y) == 1 for x in a.cities for y in coded.cities)
            ]
            if len(here) == 1 and coded.main:
                return Assignment(coded.at, (here[0].at,), "one", "Institution and city agree.", 1.0)
            return None
        in_city = [f for f in near if f[1] > 0.5]  # not a figure: more than the state alone
        if best := _ahead(coded, in_city):
            return Assignment(coded.at, (best.at,), "one", "Sponsor and city agree.", 1.0)
        if len(near) == 1 and not in_city and coded.main:
            why = "Its sponsor has one program of the specialty in the state."
            return Assignment(coded.at, (near[0][2].at,), "one", why, near[0][0])
        return None

    def _by_city(self, coded: _Entry) -> Assignment | None:
        """The one program of a city without a code, and the one institution there without a program."""
        near = [
            f
            for f in self._open(coded, 0.0)
            if f[1] > 0.5 and f[2].states & coded.states  # not a figure: see above
        ]
        if len(near) != 1 or near[0][0] < NEIGHBOUR or self._owners(coded):
            return None
        rivals = {
            i
            for c in self._coded
            if c.place(near[0][2]) > 0.5 and not self._owners(c)  # not a figure: see above
            for i in c.institutions
        }
        if len(rivals) != 1:
            return None
        why = "The only program of the specialty in the city without an NRMP code."
        return Assignment(coded.at, (near[0][2].at,), "one", why, near[0][0])

    def _question(self, coded: _Entry) -> Assignment | None:
        owners = self._owners(coded)
        near = self._open(coded, _ASKED)
        offered = tuple(dict.fromkeys([*(a.at for a in owners), *(a.at for _, _, a in near)]))[:_OFFERED]
        why = (
            "The institution has several programs of the specialty."
            if owners
            else "The names are alike, but not enough to be sure."
        )
        if not offered:  # a hospital that was renamed has nothing but its city
            near = self._open(coded, 0.0)
            in_city = [a.at for _, place, a in near if place == 1 and a.states & coded.states]
            offered, why = tuple(in_city[:_OFFERED]), _RENAMED
        if not offered:
            return None
        return Assignment(coded.at, offered, "question", why, near[0][0] if near else 1.0)


def _ahead(coded: _Entry, found: Sequence[tuple[float, float, _Entry]]) -> _Entry | None:
    """The one whose whole name is most like the institution's, if no other comes near it."""
    whole = [
        (max((name_likeness(a, b) for a in coded.names for b in entry.names), default=0.0), entry)
        for _, _, entry in found
    ]
    whole.sort(key=lambda pair: -pair[0])
    if len(whole) > 1 and whole[0][0] - whole[1][0] < _AHEAD:
        return None
    return whole[0][1] if whole else None


def _entry(at: int, facts: ProgramFacts) -> _Entry:
    own = [v.value for v in facts.name if v.reliability != "doubtful"]
    nrmp = [_STATE_END.sub("", v.value) for v in facts.institution]
    label = next((v.note for v in facts.nrmp_codes if v.note), None) or ""
    numbers = [v.value[8:] for v in facts.nrmp_codes]
    cities = frozenset(plain(v.value) for v in (*facts.city, *facts.sponsor_city))
    return _Entry(
        at=at,
        specialty=value_in_force(facts, "specialty").value,
        institutions=frozenset(v.value[:_INSTITUTION] for v in facts.nrmp_codes),
        sponsors=frozenset(s for name in own for s in sponsor_names(name)),
        names=frozenset(words(n) for n in nrmp) | frozenset(words(_PROGRAM_END.sub("", n)) for n in own),
        sites=" ".join([*cities, *(plain(n) for n in own)]),
        cities=cities,
        states=frozenset(v.value for v in (*facts.state, *facts.sponsor_state)),
        track=_track_words(label, nrmp[0] if nrmp else "") if not facts.acgme_id else frozenset(),
        digits=frozenset(v.value[:3] for v in facts.acgme_id)
        | frozenset(v.value[4:7] for v in facts.nrmp_codes),
        main="0" in numbers,
        order=(main_first(kind_of(facts)), min(numbers, default="")),
    )


@lru_cache(maxsize=20_000)
def sponsor_names(name: str) -> tuple[str, ...]:
    """The whole name, and the part before a site: "Lake Health System/East Hospital Program" gives both."""
    bare = _PROGRAM_END.sub("", name)
    return tuple(dict.fromkeys(w for part in (bare, _SITE.split(bare)[0]) if (w := words(part))))


def _track_words(label: str, institution: str) -> frozenset[str]:
    _, sign, rest = label.partition("/")
    named = words(rest).split() if sign else []
    return frozenset(w for w in named if len(w) > 2 and not names_no_site(w) and w not in words(institution))


def _names_site(track: frozenset[str], sites: str) -> bool:
    """Whether every word of a track is, or begins, a word of a program's name or city."""
    there = words(sites).split()
    return all(any(w.startswith(t) or (len(w) > 3 and t.startswith(w)) for w in there) for t in track)


def applications(accredited: Iterable[F]) -> list[F]:
    """One for each ACGME id: the main track, with the codes of all."""
    by_id: dict[str, list[F]] = defaultdict(list)
    for facts in accredited:
        by_id[facts.acgme_id[0].value].append(facts)
    out = []
    for tracks in by_id.values():
        main = min(tracks, key=lambda f: main_first(kind_of(f)))
        codes = tuple(v for f in tracks for v in f.nrmp_codes)
        out.append(main if len(tracks) == 1 else main.model_copy(update={"nrmp_codes": codes}))
    return out


def same_application(accredited: ProgramFacts, why: str) -> tuple[Value[str], ...]:
    """The ACGME id of a program for a track of it that came without one; marked as worked out here."""
    first = accredited.acgme_id[0]
    return (
        first.model_copy(update={"source": f"{first.source}, by its NRMP institution"[:200], "reliability": "doubtful",
                                 "note": why}),
    )  # fmt: skip


def by_crosswalk(one: ProgramFacts, other: ProgramFacts) -> bool:
    """Whether one of two programs has an NRMP code alone and the other an ACGME id."""
    return any(
        a.nrmp_codes and not a.acgme_id and b.acgme_id and not b.nrmp_codes
        for a, b in ((one, other), (other, one))
    )
