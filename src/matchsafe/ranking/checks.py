"""The checks of a rank list: rules that look at the list, and the words that ``data/checks.yaml`` has for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, cast

from matchsafe.domain.rank_report import SEVERITIES, CheckCode, RankCheck, Severity
from matchsafe.domain.text import listing
from matchsafe.evidence.store import own_yaml
from matchsafe.ranking.rank_order import RankEntry

_NAMED = 4
"""Programs a text names; the check has them all."""


@dataclass(frozen=True)
class CheckDraft:
    """A check that applies.

    Attributes:
        code: The code, with ``.variant`` where it has several texts.
        words: What the words in braces stand for.
        source: A figure that outranks the one in the data, such as the announced date.
    """

    code: str
    programs: tuple[str, ...] = ()
    words: dict[str, Any] = field(default_factory=dict)
    source: str | None = None


def draft(code: str, entries: Sequence[RankEntry], **words: Any) -> CheckDraft:
    """A check about some entries of a list."""
    return CheckDraft(code, tuple(dict.fromkeys(e.program for e in entries)), words)


def checks_of(drafts: Sequence[CheckDraft]) -> tuple[RankCheck, ...]:
    """The checks in words, the gravest first."""
    found = [_wording(d) for d in drafts]
    return tuple(sorted(found, key=lambda c: SEVERITIES.index(c.severity)))


def _wording(about: CheckDraft) -> RankCheck:
    rule = _rules()[about.code]
    one = len(about.programs) == 1
    words = {
        "programs": _names(about.programs),
        "it": "it" if one else "them",
        "it_sponsors": "it sponsors" if one else "they sponsor",
        "stand": "stands" if one else "stand",
        "this_rank": "this rank" if one else "these ranks",
        **about.words,
    }
    return RankCheck(
        code=cast("CheckCode", about.code.partition(".")[0]),
        severity=cast("Severity", rule["severity"]),
        programs=about.programs,
        text=rule["text"].format_map(words),
        source=about.source or rule["source"],
    )


def _names(programs: Sequence[str]) -> str:
    if len(programs) <= _NAMED + 1:
        return listing(programs)
    return listing([*programs[:_NAMED], f"{len(programs) - _NAMED} more"])


@cache
def _rules() -> dict[str, dict[str, str]]:
    return cast("dict[str, dict[str, str]]", own_yaml("matchsafe.ranking", "data/checks.yaml"))
