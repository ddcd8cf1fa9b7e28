"""A plan as the page shows it: every number already in words, every picture already drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

from markupsafe import Markup

from matchsafe.domain.plan import OmittedProgram, PlannedProgram, PlanReport
from matchsafe.domain.season import Season
from matchsafe.domain.season_plan import Marks
from matchsafe.domain.specialties import specialty_name
from matchsafe.domain.states import STATE_NAMES
from matchsafe.domain.text import day, dollars, plural, sentence
from matchsafe.evidence.signals import signal_name
from matchsafe.present import budget_curve, dots, plan_doubts, plan_recommendation, plan_words, us_map, words
from matchsafe.web import state_map

ROWS: Final = 10
"""Programs of the list on one page: more would make it long on a phone, whatever they are called."""
MANY: Final = 40
"""The same where a reader asks for more at once, as on a desk."""
REST: Final = 20
"""Programs of the rest that are named; all of them are in the files and in JSON."""
LEFT_OUT: Final = 2
"""Most programs left out that are named of each kind: those that are barred, and the nearest others."""

UNKNOWN_STATE: Final = "unknown"
"""Asks for the programs of which the state is not known."""


class ListPart(NamedTuple):
    """The part of a list that is shown.

    Attributes:
        page: Which page, from 1; one past the end is the last.
        state: Postal code of the only state to show, or ``UNKNOWN_STATE``; "" for the whole list.
        rows: Programs on a page.
    """

    page: int = 1
    state: str = ""
    rows: int = ROWS

    @property
    def query(self) -> str:
        """It as the query of an address."""
        wanted = {"page": self.page, "state": self.state, "rows": self.rows if self.rows != ROWS else ""}
        return urlencode({name: value for name, value in wanted.items() if value})


def view(
    plan: PlanReport,
    season: Season,
    marks: Marks,
    *,
    part: ListPart,
    gone: Sequence[str],
    leads: bool = True,
) -> dict[str, Any]:
    """Everything the plan page needs, under plain names.

    Args:
        plan: The answer.
        season: The season it answers.
        marks: What the reader marked in the list.
        part: Which part of the list to show.
        gone: Marked programs that are no longer in the list.
        leads: Whether the map leads anywhere.
    """
    several = len({p.specialty for p in (*plan.programs, *plan.rest)}) > 1
    title, after = plan_recommendation.split_heading(plan.recommendation.text)
    return {
        "season_line": words.season_line(season),
        "applications_sent": "nothing"
        if season.applications_sent is None
        else f"{season.applications_sent:,}",
        "day": day(plan.on),
        "title": title,
        "after_title": after,
        "plain_headline": plan.headline,
        "recommended": plan.recommendation.code in ("spend", "spend_less"),
        "open": plan.recommendation.code != "season_over",
        "banner": plan.catalog.banner,
        "list_line": plan_words.catalog_line(plan),
        "warnings": [w for w in plan.warnings if w != plan.catalog.banner],
        "gone": gone,
        **_page_of_list(plan, season, marks, part, several=several),
        **_rest(plan, several=several),
        "map": plan_map(plan, part.state, leads=leads),
        "roles": _roles(plan),
        "cells": _cells(plan),
        "look_up": plan.cells[0].look_up if plan.cells else (),
        "bound": plan_doubts.near_best(plan),
        "cost": dollars(plan.cost),
        "budget": None if plan.budget is None else dollars(plan.budget),
        "budget_value": "" if plan.budget is None else f"{plan.budget:.0f}",
        "bill": _bill(plan),
        "fee_note": plan_words.fee_note(plan),
        "held": plan_words.held_interviews(plan),
        "next": plan_words.next_dollars(plan),
        "next_programs": plan.next_dollars.programs,
        "interviews": plan_words.interviews(plan),
        "target_source": plan.target.source if plan.target else None,
        **_pictures(plan),
        "flat_line": plan_words.diminishing_returns(plan),
        "strength": plan_doubts.strength_line(plan),
        "shifts": [plan_doubts.shift(x, plan) for x in plan.shifts],
        "independence": plan_doubts.independence(plan),
        "waste": plan_doubts.waste(plan),
        "left_out": [_left_out(p, marks) for p in _examples(plan, marks)],
        "left_out_total": plan.left_out_total,
        "barred_total": plan.barred_total,
        "sources": plan.sources,
    }


def _page_of_list(
    plan: PlanReport, season: Season, marks: Marks, part: ListPart, *, several: bool
) -> dict[str, Any]:
    """The rows of one page of the list, and which they are."""
    state, rows = part.state, part.rows
    shown = [
        (i, p) for i, p in enumerate(plan.programs, 1) if not state or (p.state or UNKNOWN_STATE) == state
    ]
    pages = max(1, -(-len(shown) // rows))
    here = min(max(1, part.page), pages)
    first = (here - 1) * rows
    return {
        "rows": [
            row(p, plan, marks, number, several=several)
            | {"invited": _invited(p) if p.specialty == season.target.specialty else None}
            for number, p in shown[first : first + rows]
        ],
        "count": len(shown),
        "total": len(plan.programs),
        "first": first + 1,
        "last": min(first + rows, len(shown)),
        "other_rows": (MANY if rows == ROWS else ROWS) if len(shown) > ROWS else None,
        **_paging(part._replace(page=here), pages),
    }


def _paging(part: ListPart, pages: int) -> dict[str, Any]:
    """Which part of the list is shown, and where the parts beside it are."""
    here, state = part.page, part.state
    return {
        "page": here,
        "pages": pages,
        "state": state,
        "state_name": STATE_NAMES.get(state, "a state that is not known") if state else "",
        "at": part.query,
        "earlier": part._replace(page=here - 1).query,
        "more": part._replace(page=here + 1).query,
        "other": ListPart(1, state, MANY if part.rows == ROWS else ROWS).query,
    }


def _bill(plan: PlanReport) -> list[dict[str, Any]]:
    return [
        {
            "what": sentence(item.what)[:-1],
            "amount": "not known" if item.amount is None else dollars(item.amount),
            "note": sentence(item.note),
            "source": item.source,
        }
        for item in plan.bill
    ]


def _pictures(plan: PlanReport) -> dict[str, Any]:
    """How many interviews the list brings and what each budget buys, drawn and as tables."""
    return {
        "dots_svg": _dots(plan),
        "dots_rows": dots.rows(plan.interviews.dots, plan.target),
        "curve_svg": _curve(plan),
        "curve_rows": plan_words.budget_steps(plan),
    }


def _rest(plan: PlanReport, *, several: bool) -> dict[str, Any]:
    """What the whole budget would buy beyond the list, the most useful first."""
    rows = [
        {
            "id": p.id,
            "name": p.name,
            "place": _place(p, several=several),
            "interview": words.chance(p.p_interview),
            "fee": dollars(p.fee),
        }
        for p in plan.rest[:REST]
    ]
    rows += [
        {
            "id": "",
            "fee": "",
            "name": plan_words.cell_name(c),
            "place": plural(c.count, "program"),
            "interview": words.chance(c.p_interview),
        }
        for c in plan.rest_cells[:REST]
    ]
    return {
        "rest": rows,
        "rest_title": plan_recommendation.rest_title(plan),
        "rest_line": plan_recommendation.rest_line(plan),
    }


def _place(p: PlannedProgram, *, several: bool) -> str:
    place = plan_words.place(p)
    return " · ".join(x for x in (specialty_name(p.specialty) if several else "", place) if x)


def _invited(p: PlannedProgram) -> str:
    """Where to tell that a program one applied to has invited, as seen from the page of the plan."""
    return f"interviews?{urlencode({'applied': p.id})}#from-plan"


def row(p: PlannedProgram, plan: PlanReport, marks: Marks, number: int, *, several: bool) -> dict[str, Any]:
    """One line of the list."""
    return {
        "number": number,
        "id": p.id,
        "name": p.name,
        "place": _place(p, several=several),
        "role": plan_words.ROLES[p.role][0],
        "role_code": p.role,
        "signal": sentence(signal_name(p.signal, p.specialty))[:-1],
        "sent": p.signal or "plain",
        "interview": sentence(words.chance(p.p_interview))[:-1],
        "there": sentence(words.chance(p.p_match_there))[:-1],
        "gain": words.chance(p.gain),
        "signal_gain": words.chance(p.signal_gain) if p.signal_gain.value > 0 else "",
        "fee": dollars(p.fee),
        "applied": p.applied,
        "pinned": p.id in marks.include,
        "reasons": p.reasons,
        "unknowns": p.unknowns,
    }


def _roles(plan: PlanReport) -> list[dict[str, Any]]:
    return [
        {"name": g.name, "code": g.code, "text": g.text, "count": len(g.programs)}
        for g in plan_words.groups(plan)
    ]


def plan_map(plan: PlanReport, state: str = "", *, leads: bool = True) -> dict[str, Any] | None:
    """Where the list is: each state leads to its programs, or to its rows where no programs are named.

    Args:
        plan: The answer.
        leads: Whether a state leads anywhere.
        state: The state that is shown alone, if one is.
    """
    counts = plan_words.by_state(plan)
    hrefs = {
        code: f"#in-{code}" if plan.cells else f"?state={code or UNKNOWN_STATE}#list-title"
        for code in counts
        if leads
    }
    here = {us_map.UNKNOWN if state == UNKNOWN_STATE else state} if state else set()
    return state_map.map_of(
        us_map.StateMap(counts, hrefs=hrefs, here=here), title="Programs of the list by state"
    )


def _cells(plan: PlanReport) -> list[dict[str, Any]]:
    return [
        {
            "name": plan_words.cell_name(c),
            "state": c.state,
            "first": c.state not in {before.state for before in plan.cells[:i]},
            "count": c.count,
            "of": c.of_about,
            "signals": plan_words.cell_signals(c),
            "interview": sentence(words.chance(c.p_interview))[:-1],
        }
        for i, c in enumerate(plan.cells)
    ]


def _dots(plan: PlanReport) -> Markup | None:
    if not plan.interviews.dots:
        return None
    return Markup(
        dots.svg(plan.interviews, plan.target, title="Interviews this list brings, in 50 likely seasons")
    )


def _curve(plan: PlanReport) -> Markup | None:
    if len({p.budget for p in plan.budget_curve}) < 2:
        return None
    return Markup(
        budget_curve.svg(
            plan.budget_curve,
            plan.cost,
            diminishing_from=plan.diminishing_from,
            title="Matched, of 100 applicants like you, by dollars spent on applications",
        )
    )


def _examples(plan: PlanReport, marks: Marks) -> list[OmittedProgram]:
    """What the reader dropped, and the first ones of each kind, in the order of the plan."""
    barred = [p for p in plan.left_out if p.barred][:LEFT_OUT]
    others = [p for p in plan.left_out if not p.barred][:LEFT_OUT]
    return [p for p in plan.left_out if p in barred or p in others or p.id in marks.exclude]


def _left_out(p: OmittedProgram, marks: Marks) -> dict[str, Any]:
    return {
        "id": p.id,
        "name": p.name,
        "reason": p.reason,
        "barred": p.barred,
        "dropped": p.id in marks.exclude,
        "rules": [
            {"code": r, "text": f"{sentence(plan_words.RULES[r])[:-1]} does not stand for me"}
            for r in p.rules
        ],
    }
