"""How alike two programs are by name and place, told in parts so that a person can judge.

Score = 0.75 name + 0.25 place. The name part is the best pair among the names and institutions of the two, each pair
the mean of RapidFuzz's token-set and token-sort ratios over words without accents and with short forms written out;
a word both share in another order costs nothing, a word only one has costs a little. The place part is 1 for the same
city, 0.6 where a city is not known, else how alike the two names of the city are, when that is above 0.8, or 0.
Names that each have a word of their own ("St. John", "St. Joseph"), or one that names a site more, stay below what is
taken for the same without asking. A name that says only the specialty is not compared where there is another.
Programs of another specialty, state or kind of track are never compared, nor are two whose ids contradict each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import ModuleType
from typing import Final

from matchsafe.catalog.errors import CatalogError
from matchsafe.catalog.identity import kind_of, main_first, plain
from matchsafe.catalog.name_words import names_no_site
from matchsafe.catalog.record import ProgramFacts, Record
from matchsafe.catalog.value_resolution import place, value_in_force
from matchsafe.domain.program import ProgramTrack
from matchsafe.domain.states import state_code

_NAME_WEIGHT: Final = 0.75
_UNKNOWN_PLACE: Final = 0.6
_ALIKE_CITY: Final = 0.8
_ALIKE_WORD: Final = 80
_OTHER_NAME: Final = 0.6
"""Below this likeness two names are those of different hospitals, if the place is another too."""
_INSTITUTION, _BEFORE_KIND = 4, 7
"""Digits of the institution in an NRMP code, and with those of the specialty."""
_IN_DOUBT: Final = 0.86
"""The most that names count which may be those of two sites: with the same city the score stays below 0.9."""

_LONG_FORMS: Final = {
    "univ": "university", "u": "university", "med": "medical", "ctr": "center", "centre": "center",
    "hosp": "hospital", "hosps": "hospitals", "st": "saint", "ft": "fort", "mt": "mount", "coll": "college",
    "sch": "school", "inst": "institute", "hlth": "health", "hlthcare": "healthcare", "sys": "system",
    "reg": "regional", "gen": "general", "mem": "memorial", "comm": "community", "fdn": "foundation", "va": "veterans",
    "natl": "national", "cnty": "county", "chldn": "childrens", "clin": "clinic", "hlthsys": "health system",
    "grad": "graduate", "educ": "education", "ed": "education", "presby": "presbyterian", "sw": "southwest",
    "consort": "consortium", "bapt": "baptist", "meth": "methodist", "ny": "new york", "nyp": "new york presbyterian",
}  # fmt: skip
_SAY_NOTHING: Final = frozenset(
    {"program", "residency", "the", "of", "at", "and", "for", "in", "a", "inc", "llc"}
)


@dataclass(frozen=True)
class Candidate:
    """A record that may be the program of a draft.

    Attributes:
        record_id: Of the record.
        label: Its name and place, for a person to read.
        score: 0 (nothing alike) to 1 (the same name and city).
        name: The name part of the score, 0 to 1.
        place: The place part, 0 to 1.
    """

    record_id: str
    label: str
    score: float
    name: float
    place: float


@dataclass(frozen=True)
class _Fingerprint:
    """What is compared of a program, worked out once."""

    names: tuple[str, ...]
    city: str
    acgme: frozenset[str]
    codes: frozenset[str]
    label: str
    kind: ProgramTrack | None
    record_id: str = ""


@dataclass
class Likeness:
    """The records of a catalog, ready to be compared with drafts."""

    records: Iterable[Record]
    _blocks: dict[tuple[str, str], dict[ProgramTrack | None, list[_Fingerprint]]] = field(init=False)
    _alike: dict[tuple[str, str, str, str], list[_Fingerprint]] = field(init=False)

    def __post_init__(self) -> None:
        self._blocks = defaultdict(lambda: defaultdict(list))
        self._alike = defaultdict(list)
        for record in self.records:
            specialty, state, kind = _block(record)
            known = _fingerprint(record, record.id)
            self._blocks[specialty, state][kind].append(known)
            for key in _near(known):
                self._alike[specialty, state, *key].append(known)

    def candidates(self, draft: ProgramFacts, least: float) -> list[Candidate]:
        """The records that score at least ``least``, best first.

        Raises:
            CatalogError: If RapidFuzz, of the ``catalog`` extra, is not installed.
        """
        specialty, state, kind = _block(draft)
        place = self._blocks.get((specialty, state), {})
        kinds = {kind, None} if kind else set(place)
        rivals = [known for k in sorted(kinds, key=main_first) for known in place.get(k, ())]
        if kind is None:  # of the tracks of one program, the main one stands for it
            main = {r.label: r.kind for r in reversed(rivals)}
            rivals = [r for r in rivals if r.kind == main[r.label]]
        if not rivals:
            return []
        return _scores(_fingerprint(draft), rivals, least)

    def twins(self, record: Record, least: float) -> list[Candidate]:
        """The other records that score at least ``least``, also where ids may differ by a slip alone.

        Only those of the same city or with the very same name are looked at: no others score 0.9.
        """
        specialty, state, kind = _block(record)
        mine = _fingerprint(record, record.id)
        near = {r.record_id: r for key in _near(mine) for r in self._alike[specialty, state, *key]}
        near.pop(record.id, None)
        rivals = [r for r in near.values() if kind is None or r.kind in (kind, None)]
        return _scores(mine, rivals, least, slips=True) if rivals else []


def _near(program: _Fingerprint) -> set[tuple[str, str]]:
    """What programs of one block share that may be the same: a city, or a name."""
    return {("city", words(program.city)), *(("name", name) for name in program.names)} - {("city", "")}


def label(facts: ProgramFacts) -> str:
    """Name, city and state of a program, for a person to read."""
    name = value_in_force(facts, "name").value or value_in_force(facts, "institution").value
    return ", ".join(str(x) for x in (name, *place(facts)) if x)


def _block(facts: ProgramFacts) -> tuple[str, str, ProgramTrack | None]:
    return value_in_force(facts, "specialty").value, place(facts)[1] or "", kind_of(facts)


def _fingerprint(facts: ProgramFacts, record_id: str = "") -> _Fingerprint:
    names = {words(v.value) for v in (*facts.name, *facts.institution)} - {""}
    names = {name for name in names if not all(map(names_no_site, name.split()))} or names
    return _Fingerprint(
        names=tuple(sorted(names)),
        city=plain(place(facts)[0] or ""),
        acgme=frozenset(v.value for v in facts.acgme_id),
        codes=frozenset(v.value for v in facts.nrmp_codes),
        label=label(facts),
        kind=kind_of(facts),
        record_id=record_id,
    )


@lru_cache(maxsize=50_000)
def words(name: str) -> str:
    """The words of a name that tell it apart, short forms written out; all of them if nothing else is left."""
    long = [_LONG_FORMS.get(w, w) for w in plain(name.replace("'", "").replace("’", "")).split()]
    return " ".join(w for w in long if w not in _SAY_NOTHING) or " ".join(long)


def _contradict(one: _Fingerprint, other: _Fingerprint) -> bool:
    """Whether both have ids of a kind and share none."""
    return bool(
        (one.acgme and other.acgme and not one.acgme & other.acgme)
        or (one.codes and other.codes and not one.codes & other.codes)
    )


def _slipped(one: _Fingerprint, other: _Fingerprint) -> bool:
    """Whether all that contradicts may be a slip: a digit wrong, two swapped, or the number of a track left out."""
    acgme = one.acgme and other.acgme and not one.acgme & other.acgme
    codes = one.codes and other.codes and not one.codes & other.codes
    if acgme and codes:
        return False
    if acgme:
        return any(one_slip(a, b) for a in one.acgme for b in other.acgme)
    same_name = words(one.label) == words(other.label)
    return any(
        one_slip(a, b) or (same_name and a[:_INSTITUTION] == b[:_INSTITUTION])
        for a in one.codes
        for b in other.codes
    )


def one_slip(one: str, other: str) -> bool:
    """Whether two ids of a specialty differ by a digit or by two neighbours swapped; of codes, in the institution."""
    end = _INSTITUTION if one[_BEFORE_KIND : _BEFORE_KIND + 1].isalpha() else len(one)
    wrong = [i for i, (a, b) in enumerate(zip(one[:end], other[:end], strict=False)) if a != b]
    swapped = len(wrong) == 2 and wrong[1] == wrong[0] + 1 and sorted(one) == sorted(other)
    return len(one) == len(other) and one[end:] == other[end:] and (len(wrong) == 1 or swapped)


def _scores(
    draft: _Fingerprint, rivals: Sequence[_Fingerprint], least: float, *, slips: bool = False
) -> list[Candidate]:
    fuzz = _rapidfuzz()
    found = []
    for rival in rivals:
        contradict = _contradict(draft, rival)
        if contradict and not slips:
            continue
        place = _place(fuzz, draft.city, rival.city)
        # A name too far off cannot reach the least score, whatever the place.
        needed = (least - (1 - _NAME_WEIGHT) * place) / _NAME_WEIGHT
        if contradict and not _slipped(draft, rival):
            continue
        city = rival.city if place == 1 else ""
        name = max(
            (_alike_site(fuzz, a, b, needed, city) for a in draft.names for b in rival.names), default=0.0
        )
        score = round(_NAME_WEIGHT * name + (1 - _NAME_WEIGHT) * place, 4)
        if score >= least:
            found.append(Candidate(rival.record_id, rival.label, score, round(name, 4), round(place, 4)))
    return sorted(found, key=lambda c: (-c.score, c.record_id))


def name_likeness(one: str, other: str) -> float:
    """How alike two names in the form of ``words`` are, 0 to 1.

    Raises:
        CatalogError: If RapidFuzz, of the ``catalog`` extra, is not installed.
    """
    return _alike(_rapidfuzz(), one, other, 0.0)


def elsewhere(one: ProgramFacts, other: ProgramFacts) -> bool:
    """Whether two programs have other names in other places, as far as both are known, so that one id is not enough.

    A hospital may be renamed and may move; an id copied from the row above has neither.
    """
    places = [(value_in_force(f, "city").value, value_in_force(f, "state").value) for f in (one, other)]
    (city, state), (other_city, other_state) = places
    moved = state and other_state and state != other_state
    if not moved and (not (city and other_city) or place_likeness(plain(city), plain(other_city))):
        return False
    mine, theirs = (_fingerprint(f).names for f in (one, other))
    return max((name_likeness(a, b) for a in mine for b in theirs), default=1.0) < _OTHER_NAME


def same_site(one: ProgramFacts, other: ProgramFacts) -> bool:
    """Whether name and city are the same, words for a kind of training aside."""
    mine, theirs = _fingerprint(one), _fingerprint(other)
    sites = [
        {frozenset(w for w in n.split() if not _says_no_site(w)) for n in f.names} for f in (mine, theirs)
    ]
    return mine.city == theirs.city and bool(sites[0] & sites[1])


def contradict(one: ProgramFacts, other: ProgramFacts) -> bool:
    """Whether two programs have ids of a kind and share none."""
    return _contradict(_fingerprint(one), _fingerprint(other))


def place_likeness(one: str, other: str) -> float:
    """How alike two cities in the form of ``plain`` are: 1 for the same, 0 for others, between for a slip."""
    return _place(_rapidfuzz(), one, other) if one and other else 0.0


def _alike(fuzz: ModuleType, one: str, other: str, needed: float) -> float:
    if one == other:
        return 1.0
    together: float = fuzz.token_set_ratio(one, other)
    if together + 100 < 200 * needed:
        return 0.0
    in_order: float = fuzz.token_sort_ratio(one, other)
    return (together + in_order) / 200


def _alike_site(fuzz: ModuleType, one: str, other: str, needed: float, city: str) -> float:
    alike = _alike(fuzz, one, other, needed)
    if alike <= _IN_DOUBT:
        return alike
    mine, others = (
        {w for w in name.split() if not _says_no_site(w)} - set(city.split()) for name in (one, other)
    )
    only, beside = mine - others, others - mine
    slips = {(a, b) for a in only for b in beside if a.isalpha() and fuzz.ratio(a, b) >= _ALIKE_WORD}
    left = only - {a for a, _ in slips} or beside - {b for _, b in slips}
    return min(alike, _IN_DOUBT) if left else alike


def _says_no_site(word: str) -> bool:
    return names_no_site(word) or (len(word) == 2 and state_code(word) is not None)


def _place(fuzz: ModuleType, one: str, other: str) -> float:
    if not one or not other:
        return _UNKNOWN_PLACE
    if one == other:
        return 1.0
    alike = float(fuzz.ratio(one, other)) / 100
    return alike if alike > _ALIKE_CITY else 0.0


def _rapidfuzz() -> ModuleType:
    try:
        from rapidfuzz import fuzz
    except ImportError:
        raise CatalogError("Comparing names needs RapidFuzz: pip install 'matchsafe[catalog]'.") from None
    return fuzz
