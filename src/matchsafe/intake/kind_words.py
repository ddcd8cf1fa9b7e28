"""What the words of a message weigh for each kind: a linear model that ``scripts/kind_words.py`` fits."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Final

from matchsafe.intake.clock_times import find_times
from matchsafe.intake.dates import find_dates
from matchsafe.intake.spoken_figures import in_figures

UNIT: Final = 0.05
"""Of the weights in the file, which are whole numbers."""
_LENGTH: Final = 3.0
"""How long a message is in the space of its words, however many they are: a longer one says not more."""
_MOST: Final = 60
"""Sentences at the beginning of a message whose words count."""
_LAST: Final = 10
"""And at the end of a longer one."""
_LONGEST: Final = 400
_WORD: Final = re.compile(r"[^\W_]+")
_GENERAL: Final = frozenset({"DATE", "TIME", "PLACE", "DOCTOR", "NUMBER"})
_ENDINGS: Final = re.compile(r"(?<=[a-z]{3})(?:ings?|ed|es|s|ment|ly)$")
_DENIALS: Final = frozenset(
    {"not", "t", "no", "never", "nor", "neither", "unable", "cannot", "without", "unfortunate", "regret"}
)
_DENIED: Final = 6
"""Words after a denial that are heard with it."""
_PERSON: Final = re.compile(r"\b(?:dr|drs|doctor|mr|mrs|ms|prof)\.?\s+[A-Z][a-z]+")


@cache
def fitted() -> tuple[tuple[str, ...], tuple[float, ...], Mapping[str, Sequence[int]]]:
    """The kinds, what speaks for each before a word is read, and the weights of each feature."""
    text = (files("matchsafe.intake") / "data/kind_words.json").read_text(encoding="utf-8")
    content = json.loads(text)
    return tuple(content["kinds"]), tuple(content["before"]), content["weights"]


def message_features(
    sentences: Sequence[str], subject: str = "", names: Sequence[str] = ()
) -> frozenset[str]:
    """Words of a message without their endings, and pairs of them, and those after a denial; a subject's twice.

    Args:
        sentences: Of the message.
        subject: Of it.
        names: Of programs, which stand as PLACE.
    """
    heard = [*sentences[:_MOST], *sentences[_MOST:][-_LAST:]]
    found = {f for text in heard for f in _features(general_words(text[:_LONGEST], names))}
    head = set(_features(general_words(subject[:_LONGEST], names)))
    return frozenset(found | head | {f"S:{f}" for f in head})


def word_weights(features: Iterable[str]) -> dict[str, float]:
    """How much the features of a message speak for each kind."""
    kinds, before, weights = fitted()
    known = [row for f in features if (row := weights.get(f))]
    share = UNIT * _LENGTH / math.sqrt(len(known) or 1)
    return {
        kind: before[place] + share * sum(row[place] for row in known) for place, kind in enumerate(kinds)
    }


def general_words(text: str, names: Sequence[str] = ()) -> str:
    """The sentence with DATE, TIME and PLACE for what stands there."""
    for name in names:
        text = re.sub(re.escape(name), "PLACE", text, flags=re.I)
    text = in_figures(_PERSON.sub("DOCTOR", text))
    spots = [(m.start, m.end, "DATE") for m in find_dates(text, None)]
    spots += [(t.start, t.end, "TIME") for t in find_times(text)]
    for start, end, word in sorted(spots, reverse=True):
        text = f"{text[:start]} {word} {text[end:]}"
    return text


def _features(text: str) -> Iterator[str]:
    words = [
        "NUMBER" if word.isdigit() else word if word in _GENERAL else _ENDINGS.sub("", word.casefold())
        for word in _WORD.findall(text)
    ]
    yield from words
    yield from (f"{one} {two}" for one, two in pairwise(words))
    denied = 0
    for word in words:
        if denied:
            yield f"NOT {word}"
        denied = _DENIED if word in _DENIALS else denied - 1 if denied else 0
