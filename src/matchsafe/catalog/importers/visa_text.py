"""What a sentence says of visas: sponsored, not sponsored, or nothing that can be relied on.

A negation wins over the visa it stands before or after. Where a sentence can be read in two ways, or has words beside
the visa that are not known here, nothing is known.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from matchsafe.domain.package_data import own_toml

VISA_FIELDS: Final = ("j1", "h1b")
_NAMES: Final = (
    (re.compile(r"\b([jh]\W?1\W?b?)only\b"), r"\1 only"),
    (re.compile(r"\bj\W?1(?: visa)? waivers?\b"), " <other> "),  # for the years after a residency
    (re.compile(r"\bj\W?1s?\b"), " <j1> "),
    (re.compile(r"\bh\W?1\W?b?s?\b|\bh(?=(?: visas?)\b|(?: and | or |/)j\b)"), " <h1b> "),
    (re.compile(r"\bj(?=(?: visas?| only| ok| yes| fine)\b|(?: and | or |/)<?h\b)"), " <j1> "),
    (re.compile(r"\b([foe]\W?[123]|tn|opt|ead)\b"), " <other> "),
    (re.compile(r"^(?!.*<(?:j1|h1b)>)(.*?)\bboth\b", re.DOTALL), r"\1 <j1> and <h1b> "),
)
_SIGNS: Final = (
    *((sign, " yes ") for sign in "✓✔✅☑👍"),
    *((sign, " no ") for sign in "✗✘×❌✖👎"),
    *((dash, "-") for dash in "\u2010\u2011"),
    ("’", "'"),
    ("+/-", "; possibly "),
    ("±", "; possibly "),
    ("w/o", " without "),
    ("w/", " with "),
)
_SIGN: Final = r"\s*[-–—:]\s*"
_ANSWERS: Final[tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...]] = (
    (re.compile(r"(<\w+>)\s*(?:\(\+\)|\+(?=\s*(?:$|[,;|\n)]))|[:=]\s*1\b(?!\d*%))"), r"\1 yes "),
    (re.compile(r"(<\w+>)\s*(?:\([-–—]\)|[:=]?\s*0\b(?![.%-]))"), r"\1 no "),
    (re.compile(r"(?<=\+)(\s*<\w+>.*)-\s*(?=<\w+>)"), r"\1, no "),
    (re.compile(r"\bn ?/ ?a\b"), " unknown "),
    (re.compile(r"\bno exceptions?\b"), " "),
    (  # "J-1 and, on rare occasions, H-1B": said of the visa after it
        re.compile(
            r",\s*((?:(?:on|in|under) \w+ (?:occasions?|cases?|circumstances?)|rarely|sometimes|occasionally)"
            r"(?: also)?)\s*,?(?=\s*<)"
        ),
        r"; \1 ",
    ),
    (re.compile(r"\bon hold\b|\bphas(?:ed|ing) out\b|\boff the table\b|\bno more\b"), " paused "),
    (re.compile(r"(?<!non-)(?<!non )\bimmigrant visas?\b[^;.]*"), " "),  # for a life there
    (re.compile(r"\bnon\W?immigrant\b"), " "),
    (re.compile(r"\bnon\W?u\.?s\b\.?(?: citizens?)?"), " "),
    (re.compile(r"\b(?:as well as|along with|plus)\b"), " and "),
    (
        re.compile(
            r"\b(?:no|none|nothing)(?: (?:other )?(?:visas?|sponsorships?|sponsored|accepted|offered|provided))*,? "
            r"(?:other than|except|but|besides)\s+"
            r"(?:(?:for|the|an?|ecfmg)\s+)*(<\w+>)"
        ),
        r" only \1 ",
    ),
    (re.compile(r"\bother than\s+(<\w+>)\W+(?:none|nothing|no)\b"), r" only \1 "),
    (re.compile(r"\b(?:any|all|(?:any|every)thing)(?: visas?)? (?:but|except)\s+(<\w+>)"), r" no \1 "),
    (re.compile(r"\bnot? (?:an? )?(?:problems?|issues?)\b(?: with)?"), " yes "),
    (
        re.compile(r"(?:\bnot|n't) (?:be )?(?:exclud\w+|refus\w+|discriminate against|den(?:y|ied))\b"),
        " yes ",
    ),
    (
        re.compile(
            r"\bnot only\b|\bno (?:preference|difference|restriction|limit|minimum)s?\b(?: between| for| on)?"
        ),
        " ",
    ),
    (
        re.compile(
            r"(\bno\s+<\w+>(?:\s+visas?)?(?:\s+sponsorship)?)\s*,?\s*(?=<\w+>\s+(?:visas?\s+|sponsorship\s+)?only\b)"
        ),
        r"\1; ",
    ),
    (re.compile(r"(^|[,;.]\s*)no\s*\(([^()]*\bonly\b[^()]*)\)"), r"\1 \2 "),
    (
        re.compile(r"(\bno\s+<\w+>)\s*/\s*(?=<\w+>\s*(?:visas?\s*)?(?:ok|okay|yes|y|fine|welcome)\b)"),
        r"\1; ",
    ),
    (  # "No H-1B, J-1": of the second nothing is known; "No H-1B, J-1 or F-1" denies all
        re.compile(r"(\bno\s+<\w+>)\s*,\s*(<\w+>(?:\s*,\s*<\w+>)*)\s*(?=$|[;.\n|])"),
        lambda found: f"{found[1]}, {found[2].replace('>', '> unclear ')}",
    ),
    (  # "H-1B, J-1: no": the answer may be for both
        re.compile(r"^\W*(<\w+>)\s*,\s*(?=<\w+>\s*:\s*no\b)"),
        r"\1 unclear, ",
    ),
    (
        re.compile(rf"^\W*(yes|no){_SIGN}(<\w+>)[,;.\s]+(yes|no){_SIGN}(<\w+>)\W*$"),
        r"\1 \2, \3 \4",
    ),
)
"""Answers by a sign, and words that are no negation though they begin like one."""
_APART: Final = re.compile(
    r"([;.\n|()]|,(?=.)|\b(?:but|however|although|though|while|whereas)\b|\s[-–—]\s(?!(?:yes|no|not|y|n)\b))"
)
_TOKEN: Final = re.compile(r"<\w+>|[a-z0-9']+|[&/+]")
_JOINERS: Final = frozenset(("and", "or", "nor", "&", "/", "+", "either", "visa", "visas"))
_FILLERS: Final = frozenset((
    "visa", "visas", "is", "are", "was", "were", "status", "sponsorship", "only", "exclusively", "solely",
))  # fmt: skip
_NO: Final = frozenset((
    "no", "not", "n", "never", "without", "neither", "nor", "none", "cannot", "can't", "don't", "doesn't", "isn't",
    "aren't", "won't", "unable", "unavailable", "excluded", "ineligible", "declined", "stopped", "ceased",
    "discontinued", "denied", "except", "excluding", "lacks", "suspended", "paused", "halted", "refuses", "refused",
    "declines", "prohibited", "non", "nope", "false", "closed", "forbidden", "barred", "banned", "disallowed",
    "rejected",
))  # fmt: skip
_YES: Final = frozenset((
    "yes", "y", "sponsored", "accepted", "offered", "ok", "okay", "fine", "available", "considered", "supported",
    "provided", "welcome", "true", "allowed", "permitted", "open", "remain", "remains", "sure", "continues",
))  # fmt: skip
_NEUTRAL: Final = frozenset(own_toml("matchsafe.catalog.importers", "visa_words.toml")["neutral"].split())
"""Words that leave a visa as it is."""
_UNSURE: Final = re.compile(
    r"\bcase\W?by\W?case\b|\?|"
    r"\b(may|might|maybe|possibl[ey]|sometimes|rare(?:ly)?|mostly|occasion(?:s|al|ally)?|depend\w*|var(y|ies)|contact|ask|inquire|enquire|"
    r"unclear|unknown|unsure|pending|tb[da]|exception\w*|limited|under review|check (with|our)|"
    r"see (our|website)|not (sure|known|preferred|specified|stated|listed|mentioned|reported|required)|"
    r"no\b[^;,.]*\binfo\w*|unless|except for|transfers?|current holders?|ruled out|in the past|previously|formerly|"
    r"historically|unlikely|seldom|discouraged|reluctant\w*|probabl[ey]|likely|"
    r"for (?:the )?(?:fellow|pgy\W?[2-9]|senior|advanced|facult|attending|staff|current|physician|research)\w*)\b|"
    r"\b(?:sponsored|accepted|offered|yes) (?:in|until|till|through|before) 20\d\d\b|\b\d+ (?:out )?of \d+\b|"
    r"\bif\b(?![^;.]*\b(?:steps?|ecfmg|certif\w+|eligib\w+|usmle|pass\w*|exams?)\b)|"
    r"\d%|>\s+>\s+<|\b(?:one|two|few|\d+)(?: [a-z]+)? (?:a|per|each|every) (?:year|cycle|class)\b"
)
_ONLY: Final = re.compile(
    r"(?:<\w+>|\b(?:visas?|ecfmg|intealth|status|sponsor(?:ed|ship))(?: holders?)?)\W*\b(?:only|exclusively|solely)\b"
    r"(?!\s+(if|with|for|after|when|in|on|by|once|where|case))|"
    r"\b(?:only|just|exclusively|solely)\b(?!\s+(if|with|for|after|when|in|on|by|once|where|case))[^;.]*<\w+>|"
    r"\b(?:only|sole) visas?\b|\b(?:no|none|nothing) (?:others?|else)\b|\bothers?(?: visas?)? (?:are|is) not\b"
)
_NONE_AT_ALL: Final = re.compile(
    r"\bno (visas?|sponsorship)\b|"
    r"(?:\bnot|n't|\bcannot|\bunable to) (currently )?(sponsor|offer|provide|accept|support)\w*( any)?( visas?)?\W*$|"
    r"\b(citizens?|green ?cards?|permanent residents?)\b.*\bonly\b|"
    r"\bonly\b.*\b(citizens?|green ?cards?|permanent residents?)\b|"
    r"\bcitizenship(?: or [\w ]+)?\W+(?:is |are )?(?:required|needed|necessary|mandatory)\b|"
    r"(?:\bnot|n't) (?:currently )?sponsoring any (?:visas?|one)\b|"
    r"\bmust (?:already )?(?:be|have|hold)\b(?!.{0,120}\bor\b.{0,60}\b(?:visas?|sponsor\w*|ecfmg|eligible)\b).*"
    r"\b(?:citizen|green ?card)|"
    r"\bauthori[sz]ed to work\b.*\bwithout\b.*\bsponsor|"
    r"\bmust not (?:require|need)\b|\b(?:require|need)\w* (?:an? )?(?:visas?|sponsor\w*)\b.*(?:not|n't) "
    r"(?:be |currently |been )*(?:consider|eligib|accept|sponsor|support|invit|interview|review|apply|able)|"
    r"(?:\bnot|n't) (?:accept|consider|take|interview)\w* [^;,.]*\b(?:requir|need)\w* (?:an? )?(?:visas?|sponsor)|"
    r"^\W*(none|neither|no|n|not sponsored|non-?sponsoring)\W*$"
)


_ALL: Final = re.compile(
    r"\W*(?:we )?(?:(?:sponsor|accept|offer)s? )?(all|any)( (types|kinds) of)? visas?( types?)?( (are|is))?"
    r"( (accepted|sponsored|ok|welcome))?\W*"
)
_ANSWER_FIRST: Final = re.compile(r"(^|[,;.]\s*)(yes|no)\s*\(([^()]*)\)")
"""An answer before what it answers: "Yes (J-1), No (H-1B)"."""
_NO_FIRST: Final = re.compile(r"\W*no?\s*[(,;:](?!.*\b(?:except|unless|but)\b)")
"""A plain answer with its reason: "No (the fee)"."""
_HARMLESS: Final = re.compile(
    r"\b(?:no|not|without|none)\b(?: an?| any)? (?:extra |additional )?(?:step|limit|minimum|fee|cost|problem|issue|"
    r"restriction|exam|condition|cap|required|needed|necessary)\w*"
)
"""Negations that are about something else than the visa: "Yes, no Step 3 needed"."""
_DASH: Final = re.compile(r"(<\w+>)\s*[:=]?\s*[-–—]+\s*(?=$|[,;|\n])")
"""A dash in the place of an answer: "J-1 ✔, H-1B –"."""
_ASIDE: Final = re.compile(r"\(([^()<>]*)\)")
"""What stands in brackets and names no visa is said of the visa before: "H-1B (no longer)"."""
_OF_VISAS: Final = frozenset(
    ("visa", "visas", "sponsorship", "sponsor", "sponsors", "sponsored", "sponsoring")
)
_OF_SPONSORS: Final = frozenset(
    (
        "sponsor",
        "sponsors",
        "accept",
        "accepts",
        "offer",
        "offers",
        "provides",
        "supports",
        "consider",
        "considers",
        "do",
        "does",
    )
)
_ASIDE_WORDS: Final = 2
_ANSWER_WORDS: Final = frozenset(("yes", "y", "no", "n"))
_OF_THE_NEXT: Final = frozenset(("without", "except", "excluding", "neither", "nor"))


class _Group(NamedTuple):
    """Visas named together, and the words before and after them in their clause."""

    visas: frozenset[str]
    before: list[str]
    after: list[str]


def visas_of(text: str) -> dict[str, bool]:
    """For each visa that a text speaks of clearly, whether it is sponsored; of the others nothing is known.

    >>> visas_of("J-1 visa only; we do not sponsor H-1B")
    {'j1': True, 'h1b': False}
    >>> visas_of("H-1B case by case"), visas_of("J-1, H-1B")
    ({}, {'j1': True, 'h1b': True})
    """
    plain = _marked(text)
    if _ALL.fullmatch(plain):
        return dict.fromkeys(VISA_FIELDS, True)
    said: dict[str, set[bool | None]] = {}
    latest: frozenset[str] = frozenset()
    listed, opening = False, ""
    parts = ["", *_APART.split(plain)]
    for sign, part in zip(parts[::2], parts[1::2], strict=True):
        clause = opening + part if sign == "(" else part
        groups = _groups(clause)
        opening = "" if groups else clause  # "No sponsorship (J-1 or H-1B)"
        alone = len(groups) == 1 and not (groups[0].before or groups[0].after)
        listed = listed and sign == "," and alone  # "No J-1, H-1B or F-1"
        for place, group in enumerate(groups):
            sponsored = False if listed else _sponsorship(groups, place, clause)
            for visa in group.visas - {"other"}:
                said.setdefault(visa, set()).add(sponsored)
        if groups:
            latest = groups[-1].visas - {"other"}
        elif latest and (sign.strip() or "-") in ",;-–—" and (answer := _afterthought(clause, sign)):
            said |= {visa: {answer[0]} for visa in latest}
        if groups and not groups[-1].after and set(groups[-1].before) & _NO:
            listed = True
    said = {visa: said[visa] for visa in VISA_FIELDS if visa in said}
    single = {visa: next(iter(answers)) for visa, answers in said.items() if len(answers) == 1}
    found = {visa: sponsored for visa, sponsored in single.items() if sponsored is not None}
    if not said and "<other>" not in plain and not _UNSURE.search(plain):
        words = set(_TOKEN.findall(plain))
        of_visas = words & _OF_VISAS and words & _NO and words <= _NO | _YES | _NEUTRAL
        return dict.fromkeys(VISA_FIELDS, False) if of_visas or _NONE_AT_ALL.search(plain) else {}
    given = [visa for visa, sponsored in found.items() if sponsored]
    if _ONLY.search(plain) and len(given) == 1 and not (said.keys() - found.keys()):
        found |= {visa: False for visa in VISA_FIELDS if visa not in found}
    return found


def _marked(text: str) -> str:
    """A text in lower case with marks in the place of visas, and answers in words."""
    plain = text.casefold()
    for sign, word in _SIGNS:
        plain = plain.replace(sign, word)
    for name, mark in _NAMES:
        plain = name.sub(mark, plain)
    for pattern, answer in _ANSWERS:
        plain = pattern.sub(answer, plain)
    plain = _DASH.sub(r"\1 unknown ", plain)
    return _ASIDE.sub(r" \1 ", _ANSWER_FIRST.sub(r"\1 \3 \2 ", plain))


def _afterthought(clause: str, sign: str) -> tuple[bool | None] | None:
    """What a clause without a visa says of the one before ("H-1B, rarely"); ``None`` if it is about something else."""
    words = _TOKEN.findall(clause)
    if _UNSURE.search(clause):
        return (None,)
    if set(words) & _NO and set(words) <= _NO | _NEUTRAL:
        return (False,)
    aside = sign.strip() not in (",", ";") and 0 < len(words) <= _ASIDE_WORDS and _unheard(words)
    return (None,) if aside else None


def sponsorship(text: str, visa: str) -> dict[str, bool]:
    """What a cell of a column about one visa says: of that visa, or of those that it names.

    >>> sponsorship("Yes - Step 3 required", "h1b"), sponsorship("not offered", "h1b")
    ({'h1b': True}, {'h1b': False})
    """
    plain = _marked(text)
    if any(f"<{name}>" in plain for name in (*VISA_FIELDS, "other")):
        said = visas_of(text)
        return (
            {visa: False, **said}
            if re.match(r"\W*no?\b\s*(?:[^\w\s<]|but\b|we\b)", plain) and said.get(visa) is None
            else said
        )
    plain = _HARMLESS.sub(" ", plain)
    words = _TOKEN.findall(plain)
    if plain.strip() in ("1", "true", "x", "yes", "sponsors"):
        return {visa: True}
    if plain.strip() in ("0", "false", "no"):
        return {visa: False}
    if not words or _UNSURE.search(plain) or (set(words) & {"yes", "y"} and set(words) & {"no", "n"}):
        return {}
    if words[0] in _YES and set(words) & _NO:
        return {}  # "Sponsored for some, not for others"
    if words[0] in _YES | _NO | {"does", "do"} and not (words[0] not in _YES and _unheard(words)):
        return {visa: not set(words[:3] if words[0] not in _YES else ()) & _NO}
    if _NONE_AT_ALL.search(plain) or _NO_FIRST.match(text.casefold()):
        return {visa: False}
    if not set(words) <= _NO | _YES | _NEUTRAL:
        return {}
    if set(words) & _NO:
        return {visa: False}
    return {visa: True} if set(words) & (_YES | _OF_SPONSORS) else {}


def _groups(clause: str) -> list[_Group]:
    tokens = _TOKEN.findall(clause)
    places = [i for i, token in enumerate(tokens) if token.startswith("<")]
    runs: list[list[int]] = []
    for place in places:
        if runs and set(tokens[runs[-1][-1] + 1 : place]) <= _JOINERS:
            runs[-1].append(place)
        else:
            runs.append([place])
    groups = []
    for i, run in enumerate(runs):
        start = runs[i - 1][-1] + 1 if i else 0
        end = runs[i + 1][0] if i + 1 < len(runs) else len(tokens)
        visas = frozenset(tokens[place].strip("<>") for place in run)
        before = [t for t in tokens[start : run[0]] if t not in _JOINERS]
        after = [t for t in tokens[run[-1] + 1 : end] if t not in _FILLERS]
        groups.append(_Group(visas, before, after))
    return groups


def _sponsorship(groups: list[_Group], place: int, clause: str) -> bool | None:
    """What a clause says of one of its groups of visas; ``None`` if it can be read in two ways."""
    group = groups[place]
    if (
        len(groups) > 1
        and not groups[-1].after
        and all(g.before and g.before[-1] in _ANSWER_WORDS for g in groups)
    ):
        return group.before[-1] in ("yes", "y")  # "No J-1, yes H-1B"
    if _answers_for(groups, place):
        if _UNSURE.search(" ".join(group.after)):
            return None
        if group.after[0] in _NO:
            return False
        denied = place == 0 and group.after[0] not in ("yes", "y") and set(group.before) & _NO
        return None if _unheard(group.after) else not denied
    if _UNSURE.search(clause):
        return None
    # in "J-1 accepted, no H-1B" the answer for the visa before is not that for this one
    if set(group.before[1:] if place and _answers_for(groups, place - 1) else group.before) & _NO:
        return False
    if place + 1 == len(groups) and set(group.after) & _NO:
        return False
    return None if _unheard([*group.before, *group.after]) else True


def _unheard(words: list[str]) -> bool:
    """Whether some of the words may change what is said of a visa."""
    known = _NEUTRAL | _YES | _NO | _FILLERS | _JOINERS
    return any(not w.isdigit() and w not in known for w in words)


def _answers_for(groups: list[_Group], place: int) -> bool:
    """Whether the word after a group answers for it: in "J-1 no H-1B" it is the next group that is denied."""
    after = groups[place].after
    if not after or after[0] not in _YES | _NO or after[0] in _OF_THE_NEXT:
        return False
    if after[0] in _YES or len(after) > 1 or place + 1 == len(groups):
        return True
    return _answers_for(groups, place + 1)
