"""A message cut where it goes on to another program or another track."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from matchsafe.intake.kinds import DECIDES, read_kind
from matchsafe.intake.program_match import (
    OwnProgram,
    ProgramCandidate,
    find_programs,
    names_in,
    specialties_in,
    tracks_in,
)
from matchsafe.intake.sentences import Sentence, sentences


@dataclass(frozen=True, slots=True)
class MessagePiece:
    """Some of a message that speaks of one program."""

    sentences: tuple[Sentence, ...]
    mentions: tuple[ProgramCandidate, ...] | None = None
    name: str | None = None
    track: str | None = None

    @property
    def whole(self) -> bool:
        """Whether the subject speaks of this piece as it does of the message."""
        return self.mentions is None and self.name is None

    @property
    def text(self) -> str:
        """Its sentences, a line each."""
        return "\n".join(s.text for s in self.sentences)


def message_pieces(text: str, subject: str, head: str, programs: Sequence[OwnProgram]) -> list[MessagePiece]:
    """A message whole, or cut where it goes on to another program or another track."""
    whole = tuple(sentences(text))
    mentions = find_programs(text, programs)
    groups: list[tuple[list[Sentence], list[ProgramCandidate], str | None]] = []
    for sentence in whole:
        sure = [m for m in mentions if m.start < sentence.end and m.score >= 0.75]
        here = [m for m in sure if sentence.start <= m.start]
        spots = sorted({m.start for m in here})
        unknown = (
            None
            if any(sentence.start < m.end for m in sure) or (programs and not _heads(sentence))
            else next(iter(names_in(sentence.text)), None)
        )
        if len(spots) > 1:
            for spot, said in zip(spots, _clauses(sentence, spots), strict=True):
                groups.append(([said], [m for m in here if m.start == spot], None))
        elif here and (not groups or not _same(groups[-1][1], here)):
            groups.append(([sentence], here, None))
        elif unknown and (not groups or groups[-1][2] != unknown):
            groups.append(([sentence], [], unknown))
        elif groups:
            groups[-1][0].append(sentence)
    merged = _merge(groups)
    if len(merged) > 1:
        opening = [s for s in whole if s.start < merged[0][0][0].start]
        pieces = _with_events(merged, opening, subject)
        if len(pieces) > 1:
            return pieces
    return _by_specialty(whole, mentions) or _by_track(whole, head) or [MessagePiece(whole)]


_TURN: Final = re.compile(r"[;,]?\s+(?:but|however|yet|while|whereas|though|although)\b|;\s", re.I)


def _clauses(sentence: Sentence, spots: Sequence[int]) -> list[Sentence]:
    """The clause about each program of a sentence that turns between them; else the whole."""
    cuts = [sentence.start]
    for one, two in pairwise(spots):
        turns = [m.start() for m in _TURN.finditer(sentence.text, one - sentence.start, two - sentence.start)]
        if not turns:
            return [sentence] * len(spots)
        cuts.append(sentence.start + turns[-1])
    ends = [*cuts[1:], sentence.end]
    parts = [
        Sentence(sentence.text[a - sentence.start : b - sentence.start].strip(" ,;"), a, b)
        for a, b in zip(cuts, ends, strict=True)
    ]
    return parts if all(read_kind([p]).kind != "other" for p in parts) else [sentence] * len(spots)


def _heads(sentence: Sentence) -> bool:
    """Whether a line is a heading or an entry of a list, so that a name in it begins something new."""
    return bool(
        re.match(
            r"\s*(?:[-*•\d]|program|[A-Z](?:[^.!?]|(?<=St)\.|(?<=Mt)\.|(?<=Ft)\.){5,110}$)", sentence.text
        )
    ) and not re.match(r"(?i)\s*(dear|sincerely|best|regards|thank|warm)", sentence.text)


def _same(one: Sequence[ProgramCandidate], other: Sequence[ProgramCandidate]) -> bool:
    return bool({m.program.id for m in one} & {m.program.id for m in other})


_Group = tuple[list[Sentence], list[ProgramCandidate], str | None]


def _merge(groups: list[_Group]) -> list[_Group]:
    """Groups of the same program put together."""
    out: list[_Group] = []
    for lines, mentions, name in groups:
        same = next((g for g in out if (mentions and _same(g[1], mentions)) or (name and g[2] == name)), None)
        if same:
            same[0].extend(lines)
        else:
            out.append((list(lines), list(mentions), name))
    return out


def _with_events(groups: list[_Group], opening: list[Sentence], subject: str) -> list[MessagePiece]:
    """The groups as pieces, if each of them tells of an event; else a name was only mentioned."""
    first = read_kind(opening, subject)
    shared = first.kind not in ("other", "news") and first.confidence >= 0.3
    pieces = []
    for lines, mentions, name in groups:
        own = read_kind(lines)
        if own.kind not in ("other", "news") and (own.scores or not shared):
            pieces.append(MessagePiece(tuple(lines), tuple(mentions), name))
        elif shared and (name or mentions) and len(" ".join(s.text for s in lines)) < 300:
            pieces.append(MessagePiece((*opening, *lines), tuple(mentions), name))
        elif own.kind == "news" and own.confidence >= 0.5 and mentions:
            pieces.append(MessagePiece(tuple(lines), tuple(mentions), name))
    return pieces


def _by_specialty(whole: Sequence[Sentence], mentions: Sequence[ProgramCandidate]) -> list[MessagePiece]:
    """A message about several of her programs at one hospital, cut where it goes from one specialty to the next."""
    own = {m.program.specialty for m in mentions if m.program.specialty}
    if len(own) < 2:
        return []
    opening: list[Sentence] = []
    found: dict[str, list[Sentence]] = {}
    current: str | None = None
    for sentence in whole:
        if named := [s for s in specialties_in(sentence.text) if s in own]:
            current = named[0] if len(named) == 1 else None
        (found.setdefault(current, []) if current else opening).append(sentence)
    if len(found) < 2 or any(read_kind(lines).kind in ("other", "news") for lines in found.values()):
        return []
    return [
        MessagePiece((*opening, *lines), tuple(m for m in mentions if m.program.specialty == specialty))
        for specialty, lines in found.items()
    ]


def _by_track(whole: Sequence[Sentence], head: str) -> list[MessagePiece]:
    """A message that says no for one track and yes for another, cut between them."""
    text = " ".join(s.text for s in whole)
    if len(tracks_in(text)) < 2:
        return []
    reading = read_kind(whole)
    if min(reading.scores.get("rejection", 0), reading.scores.get("invitation", 0)) < DECIDES:
        return []
    found: dict[str, list[Sentence]] = {}
    track = None
    for sentence in whole:
        for clause in re.split(r"(?<=[,;])\s+|\s+(?=\b(?:but|however)\b)", sentence.text):
            named = tracks_in(clause)
            track = named[0] if len(named) == 1 else track
            if track:
                found.setdefault(track, []).append(Sentence(clause, sentence.start, sentence.end))
    pieces = [MessagePiece(tuple(lines), None, None, track) for track, lines in found.items()]
    kinds = {read_kind(p.sentences).kind for p in pieces}
    return pieces if len(kinds) == len(pieces) > 1 else []
