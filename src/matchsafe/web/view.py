"""An outlook as the page shows it: what is said comes from ``present``, every picture already drawn."""

from __future__ import annotations

from collections import Counter
from typing import Any

from markupsafe import Markup

from matchsafe.domain.estimate import Estimate
from matchsafe.domain.outlook import Outlook
from matchsafe.domain.season import Season
from matchsafe.domain.text import day, sentence
from matchsafe.present import curve, icons, outlook_words, sources, words


def view(outlook: Outlook, season: Season) -> dict[str, Any]:
    """Everything the outlook page needs beside the outlook itself, under plain names.

    Args:
        outlook: The answer.
        season: The season it answers; only its own words and counts are shown beside the answer.
    """
    told, _ = outlook_words.subject(outlook.chance, outlook.couple)
    check, notes = outlook_words.cautions(outlook)
    return {
        "season_line": words.season_line(season),
        "day": day(outlook.on),
        "headline": outlook.headline,
        "specialties": outlook_words.specialties(outlook),
        "zone": outlook_words.zone_sentence(outlook),
        "zone_code": outlook.zone.code if outlook.bucket.code != "not_an_img" else "none",
        "zone_text": outlook_words.zone_text(outlook),
        "zone_sources": _zone_sources(outlook),
        "model_differs": any(d.code == "model_against_article" for d in outlook.disagreements),
        "caveats": told.caveats or outlook.chance.caveats,
        "cells": _cells(told),
        "icon_caption": icons.caption(told),
        "number": words.number(told),
        "span": words.span(told),
        "has_range": told.low < told.high,
        "curve_svg": _curve(outlook),
        "curve_rows": _curve_rows(outlook),
        "reference": _reference(outlook),
        "worth": outlook_words.worth(outlook),
        "couple": outlook_words.couple(outlook),
        "next": tuple(outlook_words.next_interviews(outlook)),
        "not_counted": outlook_words.not_counted(season),
        "actions": [
            {**_sentences(a.text), "due": outlook_words.due(a), "why": sentence(a.why), "source": a.source}
            for a in outlook.actions
        ],
        "warnings": check,
        "notes": notes,
        "disagreements": [
            {"kind": sources.firmest(d.sources), "ours": d.ours, "article": d.article, "sources": d.sources}
            for d in outlook.disagreements
        ],
        "group": outlook_words.group(outlook),
        "counts_line": outlook_words.counts(outlook.counts, season),
        "source_kinds": _source_kinds(outlook),
    }


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
        "text": f"{sentence(found.text)[:-1]}:",
        "chance": words.chance(found.estimate) + ".",
        "kind": found.estimate.basis,
        "sources": found.sources,
    }


def _sentences(text: str) -> dict[str, str]:
    """The first sentence of an action, and the rest of it."""
    first, _, rest = sentence(text).partition(". ")
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
