"""The kind that a message's words suggest, by example sentences: for styles that no phrase knows."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import Final, cast

from matchsafe.intake.clock_times import find_times
from matchsafe.intake.data_files import data
from matchsafe.intake.dates import find_dates
from matchsafe.intake.kinds import DECIDES, Kind, SentenceReading, another_meeting, of_nobody

_SMOOTH: Final = 0.3
"""What a word counts that no example of a kind has."""
_WORD: Final = re.compile(r"[^\W_]+")
_GENERAL: Final = frozenset({"DATE", "TIME", "PLACE", "DOCTOR", "NUMBER"})
_MOST: Final = 60
"""Sentences of a message whose words count."""
_LONGEST: Final = 400
_SURE: Final = DECIDES
"""Weight of phrases from which words are not asked."""
_LEAST: Final = 8.0
"""Log odds from which words suggest a kind where no phrase does."""
_MARGIN: Final = 25.0
"""Log odds by which they must exceed those of the kind that a weak phrase says."""
_REGRET: Final = re.compile(
    r"\b(not|n't|unable|cannot|regret\w*|sorry|unfortunately|sadly|leider|lamentamos|no podemos)\b", re.I
)
_ACCEPTED: Final = re.compile(
    r"\b(gladly|happily|(happy|pleased|delighted|thrilled|excited|honou?red|glad) to) accept\b", re.I
)
_MEETING: Final = re.compile(
    r"\b(interview\w*|entrevista\w*|gespr\w+|entretien|meet\w*|conversation|speak|talk\w*|visit\w*|slots?|seats?|spots?|openings?|place|dates?)\b",
    re.I,
)
"""Without any of them nobody invites."""
_DATED: Final = ("invitation", "reminder", "confirmation", "reschedule", "offer_of_dates")
_CHANGE: Final = re.compile(
    r"\b(now (on|at|be|is|begins?|starts?)|instead|rather than|not|earlier|later|other|another|new|re-?schedul\w*"
    r"|(re)?mov\w+|chang\w+|switch\w*|swap\w*|push\w*|shift\w*|postpon\w*|delay\w*|trad\w+|carried|merg\w+|slid\w*|forward"
    r"|redo|again|wrong|conflict|due to|because|fell through|cannot|could|can (we|you)|would you mind|minutes behind"
    r"|traslad\w+|pasa|cambi\w+|mover|nun|verleg\w+|legen|verschob\w+)\b",
    re.I,
)
"""Without a word of change, a day with its hour is no new one."""
_ENDINGS: Final = re.compile(r"(?<=[a-z]{3})(?:ings?|ed|es|s|ment|ly)$")
_ABOUT: Final = re.compile(
    r"\b(interview\w*|residen(cy|cies|te|cia)|program\w*|applica\w+|candida\w+|entrevista\w*|solicitud|gespr\w+|bewerb\w+|eras|thalamus"
    r"|waitlist|invit\w+|match|list|slots?|seats?|your (name|file|place))\b",
    re.I,
)
"""A message with none of them, and of no program of hers, is about something else."""
_PERSON: Final = re.compile(r"\b(?:dr|drs|doctor|mr|mrs|ms|prof)\.?\s+[A-Z][a-z]+")


@dataclass(frozen=True, slots=True)
class _Words:
    """How often the words of each kind stand in its examples."""

    counts: dict[str, Counter[str]]
    totals: dict[str, int]
    known: int


@cache
def _words() -> _Words:
    examples: dict[str, list[str]] = data("examples")
    counts = {kind: Counter(f for line in lines for f in _features(line)) for kind, lines in examples.items()}
    totals = {kind: sum(c.values()) for kind, c in counts.items()}
    return _Words(counts, totals, len(set().union(*counts.values())))


def _features(text: str) -> Iterator[str]:
    """Words without their endings, and pairs of them."""
    words = [
        "NUMBER" if word.isdigit() else word if word in _GENERAL else _ENDINGS.sub("", word.casefold())
        for word in _WORD.findall(text)
    ]
    yield from words
    yield from (f"{one} {two}" for one, two in pairwise(words))


def by_example(reading: SentenceReading, texts: Sequence[str], names: Sequence[str]) -> SentenceReading:
    """The reading of a message's phrases, or where they say little, what its words suggest; such a one is unsure.

    A message with any word of regret is never taken for an invitation this way.
    """
    said = max(reading.scores.values(), default=0.0)
    if said >= _SURE or reading.scores.get("other", 0.0) >= DECIDES:
        return reading
    texts = [text[:_LONGEST] for text in texts[:_MOST] if not of_nobody(text)]
    whole = " ".join(texts)
    if _ACCEPTED.search(whole):  # her own answer to an invitation
        return reading
    if not _ABOUT.search(whole) and not any(name.casefold() in whole.casefold() for name in names):
        return reading
    weights = kind_evidence(texts, names)
    if reading.scores.get("rejection") or _REGRET.search(whole):
        weights.pop("invitation", None)
    if not _MEETING.search(whole):
        weights.pop("invitation", None)
    if another_meeting(whole):
        weights = {kind: weight for kind, weight in weights.items() if kind not in _DATED}
        if reading.scores.get("news"):
            return replace(reading, kind="news")
    if not _CHANGE.search(whole):
        weights.pop("reschedule", None)
    name = max(weights, key=lambda k: weights[k], default="other")
    kind = cast(Kind, name.removesuffix("_by_applicant"))
    mine = weights.get(reading.kind, 0.0)
    if kind in (reading.kind, "other") or weights[name] < (
        _LEAST if reading.kind == "other" else mine + _MARGIN
    ):
        return reading
    deciding = max(texts, key=lambda t: kind_evidence([t], names).get(name, 0.0))
    return replace(
        reading,
        kind=kind,
        confidence=0.4,
        evidence=deciding[:300],
        by="applicant" if name != kind else "program",
    )


def general_words(text: str, names: Sequence[str] = ()) -> str:
    """The sentence with DATE, TIME and PLACE for what stands there."""
    for name in names:
        text = re.sub(re.escape(name), "PLACE", text, flags=re.I)
    text = _PERSON.sub("DOCTOR", text)
    spots = [(m.start, m.end, "DATE") for m in find_dates(text, None)]
    spots += [(t.start, t.end, "TIME") for t in find_times(text)]
    for start, end, word in sorted(spots, reverse=True):
        text = f"{text[:start]} {word} {text[end:]}"
    return text


def kind_evidence(sentences: Sequence[str], names: Sequence[str] = ()) -> dict[str, float]:
    """How much each kind of ``examples.yaml`` is suggested: log odds against a sentence that tells nothing.

    Args:
        sentences: Of a message, with its subject.
        names: Of programs in them.
    """
    words = _words()
    out: defaultdict[str, float] = defaultdict(float)
    for sentence in sentences:
        features = list(_features(general_words(sentence, names)))
        if len(features) < 3:
            continue
        logs = {
            kind: sum(
                math.log((counts[f] + _SMOOTH) / (words.totals[kind] + _SMOOTH * words.known))
                for f in features
            )
            for kind, counts in words.counts.items()
        }
        nothing = logs.pop("nothing")
        top = max(logs.values())
        for kind, value in logs.items():
            out[kind] += max(0.0, value - nothing) * math.exp(value - top)
    return dict(out)
