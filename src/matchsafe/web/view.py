"""An outlook as the page shows it: every number already in words, every picture already drawn."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from markupsafe import Markup, escape

from matchsafe.advice.targets import target_source
from matchsafe.domain.estimate import Estimate
from matchsafe.domain.outlook import Action, Outlook
from matchsafe.domain.season import Season
from matchsafe.present import cautions, curve, icons, sources, words
from matchsafe.web.outlook_access import why_not_counted

_NUMBERS = re.compile(
    r"((?:about |fewer than |more than )?\d+ in 100|(?:under )?\d+ to (?:over )?\d+(?=\.| each))",
    re.IGNORECASE,
)
"""The numbers of an answer: a chance, its range and a target."""


def linked(text: str, href: str, numbers: re.Pattern[str] = _NUMBERS) -> Markup:
    """The text with each chance and each range in it (``numbers``, one group) as a link to where it comes from."""
    parts = numbers.split(text)
    out = [
        Markup('<a href="{}">{}</a>').format(href, part) if i % 2 else escape(part)
        for i, part in enumerate(parts)
    ]
    return Markup("").join(out)


def view(outlook: Outlook, season: Season) -> dict[str, Any]:
    """Everything the outlook page needs, under plain names.

    Args:
        outlook: The answer.
        season: The season it answers; only its own words and counts are shown beside the answer.
    """
    told = outlook.couple.both if outlook.couple else outlook.chance
    fooling, notes = cautions.split(outlook.warnings)
    return {
        "season_line": words.season_line(season),
        "day": words.day(outlook.on),
        "headline": linked(words.headline(outlook), "/method"),
        "plain_headline": words.headline(outlook),
        "standing": linked(words.standing(outlook), f"/evidence/{_target_source(outlook, season)}"),
        "zone_code": outlook.zone.code if outlook.bucket.code != "not_an_img" else "none",
        "zone_text": linked(words.zone_text(outlook), _rates_href(outlook)),
        "zone_sources": _zone_sources(outlook),
        "model_differs": any(d.code == "model_against_article" for d in outlook.disagreements),
        "caveats": told.caveats,
        "own_caveats": outlook.chance.caveats,
        "cells": _cells(told),
        "icon_caption": icons.caption(told),
        "number": words.number(told),
        "span": words.span(told),
        "has_range": told.low < told.high,
        "curve_svg": _curve(outlook),
        "curve_rows": _curve_rows(outlook),
        "reference": _reference(outlook),
        "effective": _effective(outlook),
        "couple": _couple(outlook),
        "next": [
            {"label": words.sentence(n.label)[:-1], "effect": words.effect(n.effect)}
            for n in sorted(outlook.next_interview, key=lambda n: -n.effect.value)
        ],
        "not_counted": _not_counted(season, outlook.counts.rankable),
        "actions": [
            {**_sentences(a.text), "due": due(a), "why": words.sentence(a.why), "source": a.source}
            for a in outlook.actions
        ],
        "warnings": fooling,
        "notes": notes,
        "disagreements": [
            {"kind": sources.firmest(d.sources), "ours": d.ours, "article": d.article, "sources": d.sources}
            for d in outlook.disagreements
        ],
        "bucket": words.label("bucket", outlook.bucket.code),
        "bucket_reasons": outlook.bucket.reasons,
        "counts_line": _counts_line(outlook),
        "source_kinds": _source_kinds(outlook),
    }


def _target_source(outlook: Outlook, season: Season) -> str:
    return target_source(season, outlook.bucket.code)


def _rates_href(outlook: Outlook) -> str:
    rule = outlook.rule_of_thumb
    return f"/evidence/{rule.source}" if rule else "/evidence/article.zones"


def _zone_sources(outlook: Outlook) -> list[str]:
    """The rule of thumb behind the zone; the target is a link of its own."""
    if outlook.bucket.code == "not_an_img":
        return ["article.targets"]
    return ["article.no_safe_number" if outlook.zone.code == "no_safe_number" else "article.zones"]


def _reference(outlook: Outlook) -> dict[str, Any] | None:
    """How applicants with as many ranks fared; nothing to compare without a rank."""
    found = outlook.reference_class
    if not outlook.counts.rankable:
        return None
    return {
        "text": f"{words.sentence(found.text).rstrip('.')}:",
        "chance": words.chance(found.estimate) + ".",
        "kind": found.estimate.basis,
        "sources": found.sources,
    }


def _sentences(text: str) -> dict[str, str]:
    """The first sentence of an action, and the rest of it."""
    first, _, rest = words.sentence(text).partition(". ")
    return {"first": f"{first}." if rest else first, "rest": rest}


def _source_kinds(outlook: Outlook) -> list[dict[str, Any]]:
    counted = Counter[str](s.kind for s in outlook.sources)
    return [{"kind": kind, "count": counted[kind]} for kind in sources.KINDS if kind in counted]


def _cells(e: Estimate) -> list[str]:
    drawn: list[str] = list(icons.cells(e))
    at = icons.marked(e)
    if at is not None and e.low != e.high:
        drawn[at] += " at"
    return drawn


def _curve(outlook: Outlook) -> Markup | None:
    if len(outlook.curve) < 2:
        return None
    title = "Matched, of 100 applicants like you, by number of programs on the rank order list"
    return Markup(curve.svg(outlook.curve, outlook.counts.rankable, title=title))


def _curve_rows(outlook: Outlook) -> list[dict[str, Any]]:
    here = outlook.counts.rankable
    return [
        {
            "ranks": p.ranks,
            "here": p.ranks == here,
            "value": words.per_100(p.value),
            "span": words.spread(p.low, p.high),
            "rule": "" if p.rule_of_thumb is None else words.per_100(p.rule_of_thumb),
        }
        for p in outlook.curve
    ]


def _effective(outlook: Outlook) -> str:
    rankable = outlook.counts.rankable
    if rankable == 0 or abs(outlook.effective_interviews - rankable) < 0.5:
        return ""
    return (
        f"Your {rankable} weigh about as much as {outlook.effective_interviews:.0f} usual ones, "
        "by kind of program, visas and how they went."
    )


def _couple(outlook: Outlook) -> list[dict[str, str]] | None:
    if outlook.couple is None:
        return None
    rows = (
        ("Both match", outlook.couple.both),
        ("Exactly one matches", outlook.couple.one),
        ("Neither matches", outlook.couple.neither),
        ("You, on your own list", outlook.chance),
    )
    return [{"label": label, "chance": words.sentence(words.chance(e))[:-1]} for label, e in rows]


def _not_counted(season: Season, rankable: int) -> list[str]:
    reasons = Counter(
        why for i in season.interview_list if (why := why_not_counted(i, season.applicant.visa))
    )
    total = len(season.interview_list)
    lines = [f"{n} of your {total}: {why}." for why, n in reasons.most_common()]
    return [f"Not counted: {' '.join(lines)} We count {rankable}."] if lines else []


def due(action: Action) -> str:
    """By when, in words."""
    if action.due is not None:
        return f"by {words.day(action.due)}"
    return words.label("urgency", action.urgency)


def _counts_line(outlook: Outlook) -> str:
    c = outlook.counts
    return f"{c.invited} invited, {c.scheduled} scheduled, {c.attended} attended, {c.rankable} you can rank"
