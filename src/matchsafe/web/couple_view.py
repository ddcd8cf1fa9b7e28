"""A plan for two as the page shows it: every number already in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from matchsafe.domain.couple_plan import CouplePlanReport, PartnerPlan
from matchsafe.domain.text import day, dollars
from matchsafe.evidence.signals import signal_name
from matchsafe.present import couple_words, plan_recommendation, plan_words, words

ROWS: Final = 15
"""Programs of each list on the page: more would make it heavy on a phone; the files have all of them."""


def view(plan: CouplePlanReport, names: Sequence[str]) -> dict[str, Any]:
    """Everything the page needs, under plain names.

    Args:
        plan: The answer.
        names: What the two partners are called.
    """
    whole = couple_words.any_pair(plan)
    title, after = plan_recommendation.split_heading(plan.headline)
    return {
        "day": day(plan.on),
        "title": title,
        "after_title": after,
        "plain_headline": plan.headline,
        "banner": plan.catalog.banner,
        "list_line": plan_words.catalog_line(plan),
        "unplaced": couple_words.unplaced_interviews(plan),
        "bound": couple_words.near_best(plan) if whole else "",
        "likeness": couple_words.likeness(plan) if whole else "",
        "chances": [{"what": what, "chance": chance} for what, chance in couple_words.chances(plan)],
        "regions": []
        if plan.together == "anywhere"
        else [
            {
                "name": couple_words.region_name(r.name),
                "wanted": r.wanted,
                "counts": couple_words.region_counts(r),
                "together": words.chance(r.together),
                "lost": words.chance(r.lost_without),
            }
            for r in plan.regions
        ],
        "partners": [
            _partner(name, partner) for name, partner in zip(names, (plan.first, plan.second), strict=True)
        ],
        "look_up": next((c.look_up for p in (plan.first, plan.second) for c in p.cells), ()),
        "cost": dollars(plan.cost),
        "budget": None if plan.budget is None else dollars(plan.budget),
        "warnings": [w for w in plan.warnings if w != plan.catalog.banner],
        "sources": plan.sources,
    }


def _partner(name: str, partner: PartnerPlan) -> dict[str, Any]:
    size = couple_words.size(partner)
    return {
        "name": name,
        "who": partner.who,
        "size": size,
        "rows": [
            {
                "name": p.name,
                "place": plan_words.place(p),
                "role": plan_words.ROLES[p.role][0],
                "role_code": p.role,
                "signal": signal_name(p.signal, p.specialty).capitalize(),
                "applied": p.applied,
                "interview": words.chance(p.p_interview),
                "gain": words.chance(p.gain),
                "fee": dollars(p.fee),
                "reasons": p.reasons,
                "unknowns": p.unknowns,
            }
            for p in partner.programs[:ROWS]
        ],
        "more": max(0, len(partner.programs) - ROWS),
        "cells": [
            {
                "name": plan_words.cell_name(c),
                "count": f"{c.count} of some {c.of_about}",
                "signals": plan_words.cell_signals(c),
                "interview": words.chance(c.p_interview),
            }
            for c in partner.cells
        ],
        "interviews": plan_words.interviews(partner) if size else "",
        "cost": dollars(partner.cost),
    }
