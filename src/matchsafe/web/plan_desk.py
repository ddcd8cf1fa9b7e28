"""A saved season at the planner: what is asked, the plan that answers, and the form that tells what cannot be met."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Annotated, Any

from fastapi import Depends, HTTPException, Request
from fastapi.responses import Response

from matchsafe.catalog.errors import CatalogError
from matchsafe.domain.plan import PlanReport
from matchsafe.domain.problem import Problem
from matchsafe.domain.season_plan import Marks, SeasonPlan
from matchsafe.domain.specialties import SPECIALTY_NAMES
from matchsafe.planning.errors import MissingExtraError, PlanningError
from matchsafe.present import plan_words
from matchsafe.services.background import TooManyJobs
from matchsafe.web import applications, catalogs, plan_form
from matchsafe.web.dependencies import Detour, TheSite, complete_stored
from matchsafe.web.forms import NO_STAMP, Stamp, on_field
from matchsafe.web.pages import render, see_other
from matchsafe.web.planner import PlanQuestion, PlanUnderWay
from matchsafe.workspace.store import StoredSeason


class PlanDesk:
    """What the plan pages of one saved season work with.

    Attributes:
        base: Address of the plan.
        kept: What was asked of the plan; ``None`` before the form was sent.

    Raises:
        HTTPException: 404 if there is no such season.
        Detour: To its open question, if it is a draft.
    """

    def __init__(self, request: Request, site: TheSite, season_id: str) -> None:
        self.request, self.site, self.id = request, site, season_id
        self.base = f"/s/{season_id}/plan"
        stored = complete_stored(site.workspace, season_id)
        self.season, self.version = stored.finished, stored.version
        self.kept = site.workspace.plan(season_id) if stored.plan is None else stored.plan

    @property
    def wishes(self) -> SeasonPlan:
        """What was asked of the plan.

        Raises:
            Detour: To the form, if nothing was yet.
        """
        if self.kept is None:
            raise Detour(see_other(f"{self.base}/wishes"))
        return self.kept

    @property
    def begun(self) -> SeasonPlan:
        """What was asked of the plan.

        Raises:
            HTTPException: 404 if nothing was yet: there is no page that could have sent this.
        """
        if self.kept is None:
            raise HTTPException(404)
        return self.kept

    def answer(self, kept: SeasonPlan) -> tuple[PlanQuestion, PlanReport]:
        """What is asked today, and the plan that answers it.

        Raises:
            Detour: To the form that tells what cannot be met.
        """
        try:
            asked = self.site.planner.question(kept)
            return asked, self.site.planner.plan(self.id, self.season, asked, self.site.today())
        except PlanningError as error:
            problems = plan_form.problems_of(error.problems)
        except CatalogError as error:
            problems = [on_field("catalog", str(error))]
        except MissingExtraError as error:
            problems = [on_field("budget", str(error))]
        raise Detour(self.form(kept, problems))

    def check(self, kept: SeasonPlan) -> None:
        """Look whether the plan can be made, as far as that shows soon enough.

        Raises:
            Detour: To the form that tells what cannot be met.
        """
        with suppress(PlanUnderWay):
            self.answer(kept)

    def prove(self, kept: SeasonPlan) -> Response:
        """Start to prove the plan best, and lead to where that can be followed."""
        try:
            asked = self.site.planner.question(kept)
            begun = self.site.planner.prove(self.id, self.season, asked, self.site.today())
        except TooManyJobs as error:
            return self.form(kept, [on_field("exact", str(error))])
        except CatalogError as error:
            return self.form(kept, [on_field("catalog", str(error))])
        return see_other(self.base + ("/proof" if begun else ""))

    def application_count(self, kept: SeasonPlan) -> int:
        """How many programs of the season's specialty are marked as applied to."""
        return applications.number(applications.applied_programs(kept), self.season)

    def ask(self, edit: Callable[[SeasonPlan], SeasonPlan], text: str, sent: Stamp = NO_STAMP) -> SeasonPlan:
        """Change what is asked of the plan, where the list and the wishes are still those the page showed.

        Raises:
            StaleSeason: If they are not.
        """

        def whole(was: StoredSeason) -> StoredSeason:
            return replace(was, plan=edit(was.plan or SeasonPlan()))

        stored = self.site.workspace.revise(
            self.id, whole, expected=sent.version, key=sent.key, text=text, part=_wishes_of
        )
        return stored.plan or SeasonPlan()

    def change_marks(
        self, name: str, edit: Callable[[Marks], Marks], text: str, sent: Stamp = NO_STAMP
    ) -> None:
        """Change the marks in a program list as they are now.

        In the same transaction, the season's number of applications follows where the reader has not said another.

        Args:
            name: Of the list.
            edit: From the marks there are to those there should be.
            text: For the history.
            sent: Of the form, where it is about all marks that the page showed.

        Raises:
            StaleSeason: If they are not the same any more.
        """

        def marks_of(stored: StoredSeason) -> Marks | None:
            return None if stored.plan is None else stored.plan.marks.get(name)

        def whole(was: StoredSeason) -> StoredSeason:
            before = was.plan or SeasonPlan(catalog=name)
            after = before.with_marks(name, edit(before.marks.get(name, Marks())))
            if was.season is None:
                return replace(was, plan=after)
            counts = [
                applications.number(applications.applied_programs(k), was.season) for k in (before, after)
            ]
            follows = applications.with_application_count(was.season, *counts)
            return replace(was, plan=after, season=follows or was.season)

        self.site.workspace.revise(
            self.id, whole, expected=sent.version, key=sent.key, text=text, part=marks_of
        )

    def form(
        self, kept: SeasonPlan, problems: list[Problem] | None = None, values: dict[str, Any] | None = None
    ) -> Response:
        """The form of what the plan has to respect, with what is wrong with it."""
        return render(
            self.request,
            "plan_form.html",
            status=422 if problems else 200,
            season_id=self.id,
            base=self.base,
            version=self.version,
            problems=problems or [],
            values=values or plan_form.values(kept, self.season.target.specialty),
            lists=catalogs.list_choices(),
            specialties=SPECIALTY_NAMES,
            weights=plan_form.WEIGHTS,
            marks=_marks(kept),
            planned=self.kept is not None,
        )


Desk = Annotated[PlanDesk, Depends()]


def _wishes_of(stored: StoredSeason) -> object:
    kept = stored.plan or SeasonPlan()
    return kept.catalog, kept.request


def _marks(kept: SeasonPlan) -> list[dict[str, Any]]:
    """Everything marked in the list in use, by name."""
    if kept.catalog is None or not catalogs.exists(kept.catalog):
        return []
    catalog = catalogs.catalog(kept.catalog)
    names = {p.id: p.name for p in catalog.programs}
    groups = [
        {"title": title, "programs": [{"do": f"free {i}", "name": names.get(i, i)} for i in ids]}
        for title, ids in (
            ("Kept on the list", kept.current_marks.include),
            ("Dropped", kept.current_marks.exclude),
            ("Applied", tuple(kept.current_marks.applied)),
        )
    ]
    waived = [
        {"do": f"obey-{rule} {i}", "name": f"{names.get(i, i)}: {plan_words.RULES[rule]}"}
        for i, rules in kept.current_marks.overrides.items()
        for rule in rules
    ]
    groups.append({"title": "Rules that do not stand for you", "programs": waived})
    return [g for g in groups if g["programs"]]
