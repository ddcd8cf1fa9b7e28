"""What a message says: phrases with weights, heard with their negations and conditions, and what its words weigh."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final, Literal, cast, get_args

from matchsafe.intake.data_files import data
from matchsafe.intake.kind_words import message_features, word_weights
from matchsafe.intake.sentences import Sentence

Kind = Literal[
    "invitation", "waitlist", "rejection", "cancellation", "reschedule", "confirmation", "reminder", "offer_of_dates",
    "news", "other",
]  # fmt: skip
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
CLASSES: Final = (*KINDS, "cancellation_by_applicant", "reschedule_by_applicant")
"""What words speak for: the kinds, two of them by who acts."""
By = Literal["program", "applicant"]

DECIDES: Final = 4.0
"""Weight from which a kind is told of a message by itself."""
_PLAIN: Final = 6.0
"""Weight of a phrase that invites in plain words."""
_PHRASES: Final = 0.3
"""What a weight of the phrases counts beside those of the words."""
_ENOUGH: Final = 12.0
"""Weight beyond which more phrases say nothing more."""
_GUESS: Final = 0.35
"""Share of a kind in all, below which words without a phrase tell nothing."""
_REGRET: Final = 1.0
"""What a word of refusal takes from an invitation that is not in plain words."""
_GAPS: Final = {"..": 6, "...": 16}
_MAYBE: Final = 0.15
"""What is left of a phrase under a condition."""
_SUBJECT: Final = 0.7
"""What a subject weighs beside a sentence: many rejections come under "Interview invitation status"."""
_SHORT_FORMS: Final = tuple(
    (re.compile(pattern, re.I), full)
    for pattern, full in (
        (r"\bwon't\b", "will not"), (r"\bcan't\b", "cannot"), (r"n't\b", " not"), (r"'re\b", " are"),
        (r"'ve\b", " have"), (r"(?<=\bwe)'d\b|(?<=\byou)'d\b|(?<=\bi)'d\b", " would"), (r"'ll\b", " will"),
        (r"\bi'm\b", "i am"), (r"\bb4\b", "before"),
        (r"\bc u\b", "see you"), (r"\bu r\b", "you are"), (r"\bu\b(?![.-])", "you"), (r"\bur\b", "your"),
    )
)  # fmt: skip
_YES: Final = frozenset({"invitation", "offer_of_dates", "confirmation"})
"""Kinds that a "not" before their phrase takes back."""
_DENIED: Final = re.compile(
    r"\b(not|no|never|nor|unable|cannot|may|might)\b"
    r"(?! (?:later|only|problem|worries|hesitate|need|longer on|yet|doubt)\b)[^.,;:!?()]{0,30}$",
    re.I,
)
_NO_CHANGE: Final = re.compile(r"\b(cannot|can not|unable to|not able to|no need to)\W+(\w+\W+)?$", re.I)
"""A change that is refused."""
_ALSO_OF_ALL: Final[tuple[Kind, ...]] = ("news", "other", "waitlist")
"""Kinds of what is said to all applicants."""
_OF_NO_INTERVIEW: Final = ("news", "other", "rejection", "waitlist")
"""What an offer of a position may be."""
_INTERVIEW: Final = re.compile(r"\binterview", re.I)
_BACK: Final[tuple[Kind, ...]] = ("rejection", "cancellation", "waitlist")
"""What a later invitation takes back where it was said to be earlier."""
_DAY: Final = re.compile(
    r"\b((mon|tues|wednes|thurs|fri)day|\d{1,2}/\d{1,2}|(jan|feb|sept?|oct|nov|dec)[a-z]*\.? \d{1,2})\b", re.I
)
_HER: Final = re.compile(r"\byou(rs)?\b", re.I)
_REFUSAL: Final = re.compile(
    r"\b(not|no|nor|never|none|unable|cannot|unfortunately|regret\w*|sorry|sadly|declin\w+|reject\w*|unsuccessful|fill\w*"
    r"|full|taken|gone|closed|other (applicants|candidates)|another direction|leider|lamentamos|infelizmente"
    r"|malheureusement)\b",
    re.I,
)
"""Without any of them a rejection is none beside an invitation."""
_MOST: Final = 300
"""Sentences at the beginning of a message that are heard."""
_LAST: Final = 10
"""And at the end of a longer one."""
_FAR: Final = 400
"""Longest sentence that is searched; what is longer is a wall of small print."""


@dataclass(frozen=True, slots=True)
class _SentenceRule:
    kind: Kind
    weight: float
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    firm: bool
    subject: bool
    label: bool
    by: By


@dataclass(frozen=True, slots=True)
class SentenceReading:
    """What some sentences say.

    Attributes:
        kind: Of the event.
        confidence: 0 to 1: how far the deciding phrases outweigh the others.
        evidence: The deciding sentence, as it stands in the message.
        by: Who acts.
        scores: Weight of each kind that was heard.
    """

    kind: Kind
    confidence: float
    evidence: str
    by: By
    scores: dict[Kind, float]


@cache
def _rules() -> tuple[_SentenceRule, ...]:
    content = data("kinds")
    short = {
        name: text if text.startswith("(") else f"({text})" for name, text in content["abbreviations"].items()
    }
    return tuple(
        _SentenceRule(
            kind, float(rule["weight"]),
            _phrase(rule["phrase"], short) if "phrase" in rule else _ideas(rule["ideas"].split(), short),
            re.compile(_filled(rule["unless"], short), re.I) if "unless" in rule else None,
            bool(rule.get("firm")), bool(rule.get("subject")), bool(rule.get("label")),
            rule.get("by", "program"),
        )
        for kind in KINDS for rule in content[kind]
    )  # fmt: skip


@cache
def _expressions() -> tuple[re.Pattern[str], ...]:
    """What a sentence says of a phrase in it.

    In their order: a condition, a yes taken back, an earlier no told again, something said of
    nobody (of all applicants, or how it would be done), and something of an earlier day; then what
    tells an offer of SOAP.
    """
    names = ("conditional", "yes_but", "retold", "general", "earlier", "soap", "soap_offer", "position_offer")
    return tuple(re.compile(data("kinds")[name], re.I) for name in names)


def _filled(text: str, short: dict[str, str]) -> str:
    """An expression that holds from the beginning of a word on, and for the shortest words to their end."""
    text = re.sub(r"<(\w+)>", lambda m: _words(short[m[1]]), text)
    text = re.sub(r"(?<![\\\w'])(not|if|no|or|once|yet|until|never)(?![\w'])", r"\1\\b", text)
    return r"(?<!\w)(?:" + text.replace("n't", r"\w*n't") + ")"


def _words(text: str) -> str:
    """Groups that catch nothing, with any white space between words."""
    return re.sub(r"\((?!\?)", "(?:", text).replace(" ?", r"\s?").replace(" ", r"\s+")


def _phrase(phrase: str, short: dict[str, str]) -> re.Pattern[str]:
    """The expression for a phrase: see the top of the data file."""
    text = re.sub(r"<(\w+)>", lambda m: short[m[1]], phrase)
    pattern = ""
    for token in _tokens(text):
        if token in _GAPS:
            pattern += rf"(?:[^\s.!?]++[^\w]++){{0,{_GAPS[token]}}}?"  # no word is cut in two ways
        elif token.startswith("["):
            pattern += rf"(?:{_words(token[1:-1])}[^\w]+)?"
        else:
            pattern += rf"(?:{_words(token)})[^\w]+"
    begin = r"^\W*" if pattern.startswith("(?:^") else r"(?<![\w])"
    return re.compile(
        begin
        + pattern.replace("(?:^", "(?:", 1 if begin[0] == "^" else 0).removesuffix(r"[^\w]+")
        + r"(?!\w)",
        re.I,
    )


def _ideas(names: Sequence[str], short: dict[str, str]) -> re.Pattern[str]:
    """The expression for ideas that stand in one sentence, in any order."""
    return re.compile("^" + "".join(rf"(?=.*?(?<!\w){_words(short[name])}(?!\w))" for name in names), re.I)


def _tokens(text: str) -> list[str]:
    """Words of a phrase; what stands in brackets is one."""
    out, depth = [""], 0
    for char in text.strip():
        depth += char in "(["
        depth -= char in ")]"
        if char == " " and depth == 0:
            out.append("")
        else:
            out[-1] += char
    return [token for token in out if token]


def read_kind(sentences: Sequence[Sentence], subject: str = "", names: Sequence[str] = ()) -> SentenceReading:
    """The kind of event that sentences speak of: the one for which their phrases and their words weigh most.

    Args:
        sentences: Of the newest part, or of what belongs to one program in it.
        subject: Of the message; it weighs less than a sentence.
        names: Of programs that may stand in them.
    """
    heard: dict[Kind, list[tuple[float, str, By]]] = defaultdict(list)
    said = [(s.text[:_FAR], 1.0) for s in (*sentences[:_MOST], *sentences[_MOST:][-_LAST:])]
    bare = re.sub(r"^\s*((re|fwd?|fw|aw|wg|rv)\s*:\s*)+", "", subject, flags=re.I)
    each = [
        (text, _heard(text, share, subject=share != 1.0)) for text, share in [(bare, _SUBJECT), *said] if text
    ]
    for place, (text, kinds) in enumerate(each):
        back = _BACK if _told_of_then(text, each[place + 1 :]) else ()
        for kind, found in kinds.items():
            if kind not in back:
                heard[kind].append(found)
    total: dict[Kind, float] = defaultdict(float)
    for kind, found_list in heard.items():
        weights = sorted((w for w, _, _ in found_list), reverse=True)
        total[kind] = weights[0] + sum(w * 0.5 for w in weights[1:4])
    words = word_weights(message_features([text for text, _ in said], bare, names))
    return _reading(words, total, heard, [text for text, _ in said], names)


def _reading(
    words: dict[str, float],
    total: dict[Kind, float],
    heard: dict[Kind, list[tuple[float, str, By]]],
    said: Sequence[str],
    names: Sequence[str],
) -> SentenceReading:
    """The kind that outweighs the others, and the sentence that says it."""
    weights = {c: w + _PHRASES * min(total.get(kind_of(c), 0.0), _ENOUGH) for c, w in words.items()}
    if total.get("invitation", 0.0) < _PLAIN and _REFUSAL.search(_written_out(" ".join(said))):
        weights["invitation"] -= _REGRET
    if offers_position(" ".join(said)):
        weights = {c: w for c, w in weights.items() if c in _OF_NO_INTERVIEW}
    best = max(weights, key=lambda c: weights[c])
    kind = kind_of(best)
    likely = {c: math.exp(w - weights[best]) for c, w in weights.items()}
    sure = sum(v for c, v in likely.items() if kind_of(c) == kind) / sum(likely.values())
    if not total.get(kind) and (sure < _GUESS or not said):
        kind = best = "other"
    phrase = max(heard.get(kind, ()), key=lambda f: f[0], default=(0.0, "", "program"))
    evidence = phrase[1] or max(
        said, key=lambda text: word_weights(message_features([text], "", names))[best], default=""
    )
    by: By = "applicant" if best != kind else "program"
    return SentenceReading(kind, round(max(0.05, min(sure, 0.99)), 2), evidence[:300], by, dict(total))


def offers_position(text: str) -> bool:
    """Whether a text offers a position itself, as in SOAP, and no interview for one."""
    soap, soap_offer, position = _expressions()[5:]
    return bool(
        position.search(text)
        or (soap.search(text) and soap_offer.search(text) and not _INTERVIEW.search(text))
    )


def kind_of(name: str) -> Kind:
    """The kind of a class of :data:`CLASSES`."""
    return cast(Kind, name.removesuffix("_by_applicant"))


def _told_of_then(text: str, later: Sequence[tuple[str, dict[Kind, tuple[float, str, By]]]]) -> bool:
    """Whether a sentence tells what was earlier, and a later one of a day that she may come after all."""
    return bool(_expressions()[4].search(text)) and any(
        _DAY.search(then)
        and any(kinds.get(k, (0.0,))[0] >= DECIDES for k in ("invitation", "offer_of_dates"))
        for then, kinds in later
    )


@lru_cache(maxsize=_MOST)
def _heard(text: str, share: float, *, subject: bool) -> dict[Kind, tuple[float, str, By]]:
    """For each kind the strongest phrase in a sentence, which is read with its message and with its piece."""
    rules = _rules()
    plain = _written_out(text)
    under, retold = _expressions()[0].search(plain), _expressions()[2].search(plain)
    greets = re.fullmatch(r"dear [^,:.]{3,60}[,:]", plain, re.I)
    found: dict[Kind, tuple[float, str, By]] = {}
    for rule in rules:
        if (rule.subject and not subject) or (greets and rule.kind != "news"):
            continue
        match = rule.pattern.search(plain)
        if match is None or (
            rule.label
            and not re.match(r"\W*:|\s+\(?([a-z]+,?\s+)?[a-z]*\.?\s?\d", plain[match.end() :], re.I)
        ):
            continue
        if rule.unless and rule.unless.search(plain):
            continue
        if rule.kind == "invitation" and _expressions()[1].search(plain):
            continue
        if rule.kind in _YES and _DENIED.search(plain[: match.start()]):
            continue
        if rule.kind in ("rejection", "waitlist") and retold:
            continue
        if rule.kind == "reschedule" and _NO_CHANGE.search(plain[: match.start()]):
            continue
        weight = rule.weight * share
        perhaps = under is not None and not rule.firm and not _after_condition(plain, under, match)
        if perhaps or (rule.kind not in _ALSO_OF_ALL and _of_nobody(plain, match.start(), match.end())):
            weight *= _MAYBE
        if weight > found.get(rule.kind, (0.0, "", "program"))[0]:
            found[rule.kind] = (weight, text, rule.by)
    return found


def another_meeting(text: str) -> bool:
    """Whether a text names an open house, a practice or whatever is no interview."""
    named = re.finditer(rf"\b({data('kinds')['abbreviations']['other']})\b", text, re.I)
    return any(m[0].casefold() not in ("survey", "dinner", "tour", "subscribe") for m in named)


def _of_nobody(text: str, start: int, end: int) -> bool:
    """Whether a phrase follows words about others in their clause: "candidates whom we meet get"."""
    return any(
        m.start() < end
        and not _HER.search(text[m.end() : end])
        and not re.search("[,;:]", text[m.end() : start])
        for m in _expressions()[3].finditer(text)
    ) and not _HER.search(text[start:end])


def _written_out(text: str) -> str:
    """The sentence with "we'd" and "can't" as two words."""
    plain = text.replace("’", "'").replace("‘", "'")
    for pattern, full in _SHORT_FORMS:
        plain = pattern.sub(full, plain)
    return plain


def _after_condition(text: str, condition: re.Match[str], phrase: re.Match[str]) -> bool:
    """Whether a phrase is said before, and not under, a condition: "It is cancelled; if you have questions ..."."""
    return phrase.end() <= condition.start() and bool(
        re.search(r"[,;:.(–—-]", text[phrase.end() - 1 : condition.start()])
    )
