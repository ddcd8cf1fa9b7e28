"""Which of her own programs a message speaks of: hospital, specialty and track, by name and never by a platform's.

A name is compared word by word; words that many names share ("medical center") weigh little. Every program that may
be meant is a candidate; only one that stands out is taken.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Final

from matchsafe.domain.specialties import SPECIALTIES_ALSO, SPECIALTY_NAMES, specialty_code
from matchsafe.intake.data_files import data

LEAST: Final = 0.6
"""The score from which a program is a candidate."""
CLEAR: Final = 0.12
"""How far the best candidate stands out if it is to be taken."""
_SHARED: Final = 0.2
"""Weight of a word that many names share."""
_MOST_PLACES: Final = 60
"""Places of a text in which her programs are named that are compared."""
_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_NEAR: Final = 90
"""Letters around a name in which its specialty and track are looked for."""


@dataclass(frozen=True, slots=True)
class OwnProgram:
    """A program the applicant applied to or interviews at.

    Attributes:
        id: Of the application, or of the interview where there is no application.
        name: As she writes it.
        specialty: Code.
        track: Of the position.
        city: Of the program.
        aliases: Its names elsewhere: in a catalog, at ERAS, NRMP or ACGME.
    """

    id: str
    name: str
    specialty: str | None = None
    track: str | None = None
    city: str | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProgramCandidate:
    """A program that may be meant, and how much speaks for it (0 to 1)."""

    program: OwnProgram
    score: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class NameWords:
    """The words of a text in one spelling, each with its place."""

    words: tuple[str, ...]
    places: tuple[tuple[int, int], ...]
    capital: tuple[bool, ...]


@cache
def _general() -> frozenset[str]:
    specialties = {w for name in SPECIALTY_NAMES.values() for w in _plain(name).split()}
    return frozenset(data("names")["general"]) | (specialties - {"emergency"})


def _plain(text: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+", bare.replace("'", "").replace("’", "")))


_plain_word = lru_cache(maxsize=4096)(_plain)


def words_of(text: str) -> NameWords:
    """The words of a text, short forms written out."""
    long = data("names")["long_forms"]
    words, places, capital = [], [], []
    for match in _WORD.finditer(text):
        plain = _plain_word(match[0])
        for word in str(long.get(plain, plain)).split():
            words.append(word)
            places.append(match.span())
            capital.append(match[0][:1].isupper())
    return NameWords(tuple(words), tuple(places), tuple(capital))


@dataclass(frozen=True)
class _Name:
    words: tuple[str, ...]
    weight: dict[str, float]

    @cached_property
    def distinctive_words(self) -> frozenset[str]:
        return frozenset(w for w in self.words if self.weight[w] == 1.0)

    @cached_property
    def total(self) -> float:
        return sum(self.weight[w] for w in self.words)


@cache
def _name(text: str) -> _Name | None:
    found = words_of(re.sub(r"\(([^)]*)\)", r" \1 ", text)).words
    found = tuple(
        dict.fromkeys(
            w
            for w in found
            if w not in ("program", "residency", "the", "of", "at", "and", "for", "in", "track")
        )
    )
    kept = tuple(w for w in found if w not in _specialty_words())
    if not kept:
        return None
    return _Name(kept, {w: _SHARED if w in _general() else 1.0 for w in kept})


@cache
def _specialty_words() -> frozenset[str]:
    words = {w for name in SPECIALTY_NAMES.values() for w in _plain(name).split()}
    return frozenset(words | {"categorical", "preliminary", "prelim", "advanced", "im", "fm"}) - {
        "medical",
        "emergency",
    }


@cache
def _names(program: OwnProgram) -> tuple[_Name, ...]:
    given = [program.name, *program.aliases]
    plain = {_plain(name): name for name in given}
    for short, full in data("names")["alike"].items():
        for name in list(plain):
            if re.search(rf"\b{short}\b", name):
                given.append(re.sub(rf"\b{short}\b", full, name))
            elif _plain(full) in name:
                given.append(name.replace(_plain(full), short))
    return tuple(n for n in map(_name, dict.fromkeys(given)) if n is not None)


def find_programs(text: str, programs: Iterable[OwnProgram]) -> list[ProgramCandidate]:
    """Every place where a text names one of the programs by its hospital, in order; better and longer names first."""
    told = words_of(text)
    at: dict[str, list[int]] = {}
    for place, word in enumerate(told.words):
        at.setdefault(word, []).append(place)
    found: list[ProgramCandidate] = []
    for program in programs:
        for name in _names(program):
            found += _places(program, name, told, at)
    found = found[:_MOST_PLACES]
    longest = [
        c for c in found
        if not any(
            o.start <= c.start and c.end <= o.end and o.end - o.start > c.end - c.start and o.score >= c.score
            and o.program.id != c.program.id for o in found
        )
    ]  # fmt: skip
    best: dict[tuple[str, int], ProgramCandidate] = {}
    for candidate in sorted(longest, key=lambda c: -c.score):
        best.setdefault((candidate.program.id, candidate.start), candidate)
    return sorted(best.values(), key=lambda c: (c.start, -c.score))


def _places(
    program: OwnProgram, name: _Name, told: NameWords, at: dict[str, list[int]]
) -> list[ProgramCandidate]:
    starts = {p for w in (name.distinctive_words or name.words) for p in at.get(w, ())}
    out: list[ProgramCandidate] = []
    last = -1
    for place in sorted(starts):
        if place <= last:
            continue
        reach = range(max(0, place - 3), min(len(told.words), place + len(name.words) + 4))
        by_distance = sorted(reach, key=lambda p: (-abs(p - place), p > place))
        here = {told.words[p]: p for p in by_distance if told.words[p] in name.weight}
        seen = [p for w, p in here.items()]
        share = sum(name.weight[told.words[p]] for p in seen) / name.total
        telling = sum(told.words[p] in name.distinctive_words for p in seen)
        missing = len(name.distinctive_words) - telling
        if name.distinctive_words and missing > (1 if len(name.distinctive_words) > 2 else 0):
            continue
        if not name.distinctive_words and len(here) < len(name.words):
            continue  # "University Hospital": only the whole name is one
        if telling == 1 and len(seen) == 1 and not told.capital[place]:
            continue  # "after reading your application" is not Reading Hospital
        score = share - 0.15 * missing
        if score >= LEAST:
            last = max(seen)
            out.append(
                ProgramCandidate(
                    program, round(min(score, 1.0), 3), told.places[min(seen)][0], told.places[last][1]
                )
            )
    return out


@cache
def _specialty_pattern() -> re.Pattern[str]:
    names = {name: code for code, name in SPECIALTY_NAMES.items()}
    for code, also in SPECIALTIES_ALSO.items():
        names |= {
            a.replace("_", " "): code
            for a in also
            if len(a) > 4 and a not in ("medicine", "medicine_primary", "surgery")
        }
    parts = sorted(names, key=len, reverse=True)
    long = "|".join(re.escape(p).replace(r"\ ", r"[\s/&-]+(?:and\s+)?") for p in parts)
    return re.compile(rf"(?<!\w)(?:{long})(?!\w)", re.I)


@cache
def _short_pattern() -> re.Pattern[str]:
    short = "|".join(sorted(map(re.escape, data("names")["short_specialties"]), key=len, reverse=True))
    return re.compile(rf"(?<![\w&])(?:{short})(?![\w&])")


def specialties_in(text: str) -> tuple[str, ...]:
    """Codes of the specialties a text names, in its order."""
    found = [(m.start(), m.end(), specialty_code(m[0])) for m in _specialty_pattern().finditer(text)]
    spans = [(a, b) for a, b, _ in found]
    for match in _short_pattern().finditer(text):
        if not any(a <= match.start() < b for a, b in spans):
            code = data("names")["short_specialties"][match[0]]
            found.append((match.start(), match.end(), code if code in SPECIALTY_NAMES else None))
    for match in re.finditer(r"medicina (interna|de familia|familiar)", text, re.I):
        found.append(
            (*match.span(), "internal_medicine" if match[1].lower() == "interna" else "family_medicine")
        )
    return tuple(dict.fromkeys(code for _, _, code in sorted(found) if code))


_TRACKS: Final = {
    "preliminary": r"\bprelim(?:inary)?\b", "categorical": r"\bcategorical\b", "transitional": r"\btransitional\b",
    "advanced": r"\badvanced (?:track|position|program|residency|pgy)|\(advanced\)|- advanced\b",
}  # fmt: skip


def tracks_in(text: str) -> tuple[str, ...]:
    """The tracks a text names."""
    return tuple(track for track, pattern in _TRACKS.items() if re.search(pattern, text, re.I))


@dataclass(frozen=True, slots=True)
class ProgramReading:
    """The program of a message.

    Attributes:
        program: The one that stands out; ``None`` where none does.
        candidates: All that may be meant, best first.
        name: As read in the message, where none of hers is named.
        specialty: Code, as read.
        track: As read.
    """

    program: OwnProgram | None
    candidates: tuple[ProgramCandidate, ...]
    name: str | None
    specialty: str | None
    track: str | None


def read_program(
    head: str, text: str, programs: Sequence[OwnProgram], mentions: Sequence[ProgramCandidate] | None = None,
    track: str | None = None,
) -> ProgramReading:  # fmt: skip
    """The program that a message, or a part of it, is from.

    Args:
        head: Subject and the sender's name.
        text: Of the part.
        programs: Hers.
        mentions: Places in ``text`` where hers are named, if they are known.
        track: The track this part speaks of, if that is known.
    """
    in_head = find_programs(head, programs)
    in_text = list(mentions) if mentions is not None else find_programs(text, programs)
    around = " ".join(text[max(0, m.start - _NEAR) : m.end + _NEAR] for m in in_text[:3])
    tiers = (around, head, text) if mentions is not None else (head, around, text)
    specialty = next((s for tier in tiers if (s := specialties_in(tier))), ())
    tracks = (track,) if track else next((t for tier in tiers if (t := tracks_in(tier))), ())
    plain = _plain(f"{head} {text}")
    scored: dict[str, ProgramCandidate] = {}
    for bonus, found in ((0.05, in_head), (0.0, in_text)):
        for candidate in found:
            own = candidate.program
            score = candidate.score + bonus
            if specialty and own.specialty and own.specialty not in specialty:
                score -= 0.5
            if tracks and own.track:
                score += (
                    0.15
                    if own.track in tracks and len(tracks) == 1
                    else -0.25
                    if own.track not in tracks
                    else 0
                )
            if own.city and _plain(own.city) in plain:
                score += 0.05
            if own.id not in scored or score > scored[own.id].score:
                scored[own.id] = ProgramCandidate(
                    own, round(min(score, 1.0), 3), candidate.start, candidate.end
                )
    ranked = sorted(scored.values(), key=lambda c: -c.score)
    fitting = tuple(c for c in ranked if c.score >= LEAST - 0.1)
    best = fitting[0] if fitting and fitting[0].score >= LEAST else None
    if best and len(fitting) > 1 and best.score - fitting[1].score < CLEAR:
        best = None
    read = tuple(specialty)
    name = None if best else name_in(head, text)
    code = (best.program.specialty if best else None) or (
        read[0] if len(read) == 1 or (read and not best) else None
    )
    kind = (best.program.track if best else None) or (tracks[0] if len(tracks) == 1 else None)
    return ProgramReading(best.program if best else None, fitting or tuple(ranked[:3]), name, code, kind)


@cache
def _institution() -> tuple[re.Pattern[str], re.Pattern[str]]:
    key = "|".join(
        sorted(
            (re.escape(w).replace(r"\ ", " ") for w in data("names")["institution"]), key=len, reverse=True
        )
    )
    word = r"(?:(?:St|Mt|Ft|Univ|Med|Ctr)\.|[A-Z][\w'’&-]*)"
    joint = r"(?:of|the|at|and|for|de|del|la|las|los|y|in|&|-|–|/)"
    run = rf"{word}(?:[ ]+(?:{joint}[ ]+){{0,2}}{word}){{0,9}}"
    return re.compile(rf"(?=({run}))(?<![\w])"), re.compile(rf"\b(?:{key})\b", re.I)


def names_in(text: str) -> list[str]:
    """Names of institutions in a text, platforms left out."""
    runs, key = _institution()
    found: list[str] = []
    place = 0
    while (match := runs.search(text, place)) is not None and len(found) < 60:
        run = match[1]
        place = match.start() + max(len(run), 1)
        if key.search(run) and not _platform(run) and (bare := _bare(run)):
            found.append(bare)
    return list(dict.fromkeys(found))


def _platform(text: str) -> bool:
    return any(re.search(rf"\b{re.escape(name)}\b", text, re.I) for name in data("names")["platforms"])


def _bare(run: str) -> str:
    """A name without the words around it; "" if nothing of its own is left."""
    around = set(data("names")["around"])
    run = re.sub(
        r"\s+(?:[-–/]|in|for)\s+(?=(?:Internal|Family|General|Emergency|Pediatric|Psychiatr|Neurolog|Patholog|Preventive|Surg|IM\b|FM\b)).*$",
        "",
        run,
    )
    cut = _specialty_pattern().search(run)
    if cut and cut.start() > 8:
        run = run[: cut.start()]
    words = run.replace("–", "-").split()
    while words and (_plain(words[0]) in around or words[0] in "-/&"):
        words.pop(0)
    while words and (_plain(words[-1]) in around or words[-1] in "-/&"):
        words.pop()
    telling = [
        w for w in map(_plain, words) if w and w not in _general() and w not in data("names")["long_forms"]
    ]
    name = " ".join(words).strip(" -,")
    return name if telling or len(words) > 2 else ""


def name_in(head: str, text: str) -> str | None:
    """The name of a program that a message gives, hers or not."""
    for source in (head, text[:3000]):
        if labelled := re.search(
            r"(?im)^\s*(?:program|institution|hospital|programa)(?: name)?\s*:\s*(\S.{2,120})$", source
        ):
            return " ".join(labelled[1].split())[:120]
        if found := names_in(source):
            return found[0]
    return None
