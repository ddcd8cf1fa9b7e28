"""An outlook as the page shows it: what is said comes from ``present``, every picture already drawn."""

from __future__ import annotations

from collections import Counter
from typing import Any

from markupsafe import Markup

from matchsafe.domain.estimate import Estimate
from matchsafe.domain.outlook import Action, Outlook
from matchsafe.domain.season import Season
from matchsafe.domain.specialties import OWN_MATCH
from matchsafe.domain.text import day, paragraph, sentence, sentences
from matchsafe.present import article, curve, icons, outlook_words, timeline, track_words, words
from matchsafe.present.labels import label


def view(outlook: Outlook, season: Season) -> dict[str, Any]:
    """Everything the outlook page needs, under plain names.

    Args:
        outlook: The answer.
        season: The season it answers; only its own words and counts are shown beside the answer.
    """
    about, _ = track_words.subject(outlook.chance, outlook.couple, outlook.first_years)
    check, notes = outlook_words.cautions(outlook)
    own_match = season.target.specialty in OWN_MATCH
    first, *rest = sentences(outlook.headline)
    return {
        "season_line": words.season_line(season),
        "day": day(outlook.on),
        "headline": first,
        "range": paragraph(rest[:1]),
        "first_years": paragraph(rest[1:]),
        "specialties": outlook_words.specialties(outlook),
        "verdict": outlook.verdict,
        "distance": outlook_words.distance(outlook),
        "phase": outlook.phase,
        "plan_first": outlook_words.plan_first(outlook),
        "result_due": outlook_words.result_due(outlook),
        "has_number": outlook_words.has_number(outlook),
        "todo": [_action(a) for a in outlook.actions],
        "next_helps": tuple(outlook_words.next_interviews(outlook)),
        "not_counted": outlook_words.exclusions(season),
        **(_picture(about) if about else {}),
        "curve_svg": _curve(outlook),
        "curve_rows": _curve_rows(outlook),
        "couple": outlook_words.couple(outlook),
        "aside": outlook_words.aside(outlook),
        "changes_count": outlook_words.changes_count(outlook),
        "compared": outlook_words.comparison(outlook),
        "reference": outlook.reference_class,
        "rule": article.rule_of_thumb(outlook),
        "outlook_rows": tuple(article.outlook_rows(outlook)),
        "target_rows": tuple(article.target_rows(outlook)),
        "differences": tuple(article.differences(outlook)),
        "timeline_svg": Markup(timeline.svg(outlook.on, own_match=own_match)),
        "timeline_rows": timeline.rows(outlook.on, own_match=own_match),
        "warnings": check,
        "notes": notes,
        "caveats": outlook.caveats,
        "worth": outlook_words.worth(outlook),
        "bucket": label("bucket", outlook.bucket.code),
        "bucket_reasons": outlook.bucket.reasons,
        "counts_line": outlook_words.counts(outlook.counts, season),
        "source_kinds": Counter[str](s.kind for s in outlook.sources),
    }


def _action(a: Action) -> dict[str, Any]:
    first, _, rest = sentence(a.text).partition(". ")
    return {
        "first": f"{first}." if rest else first,
        "rest": rest,
        "due": outlook_words.due(a),
        "dated": a.due is not None,
        "why": sentence(a.why),
        "source": a.source,
    }


def _picture(e: Estimate) -> dict[str, Any]:
    """The chance as 100 cells, with its key."""
    return {
        "cells": _cells(e),
        "icon_caption": icons.caption(e),
        "number": words.number(e),
        "span": words.span(e),
        "has_range": e.low < e.high,
    }


def _cells(e: Estimate) -> list[str]:
    drawn: list[str] = list(icons.cells(e))
    at = icons.value_cell(e)
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
            "span": words.spread(p.low, p.high) if p.low < p.high else "",
            "rule": "" if p.rule_of_thumb is None else words.per_100(p.rule_of_thumb),
        }
        for p in outlook.curve
    ]
