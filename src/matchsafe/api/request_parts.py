"""The named parts of a body, read one by one: seasons, wishes, a program list, a day; every problem is kept."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from matchsafe.api.dependencies import day_of
from matchsafe.api.errors import unprocessable
from matchsafe.api.request_body import parts, seen_value
from matchsafe.domain.problem import Problem, path_text
from matchsafe.domain.season import Season
from matchsafe.domain.season_plan import SeasonPlan
from matchsafe.planning.errors import PlanningError
from matchsafe.workspace.seasonfile import SeasonFileError, load_text

R = TypeVar("R")


class RequestParts:
    """A body with named parts, read one by one; what is wrong with any of them is kept until ``check``.

    Attributes:
        content: The parts as they were sent.
        problems: What is wrong so far.
        kept: The plan in each season read, by the name of its part, where it has one.

    Raises:
        ApiError: 422 if it is no JSON object.
    """

    def __init__(self, body: bytes, accepted: Iterable[str]) -> None:
        self.problems: list[Problem] = []
        self.content = parts(body, accepted, problems=self.problems)
        self.kept: dict[str, SeasonPlan] = {}

    def note(self, message: str, code: str, path: str, accepted: str = "") -> None:
        """Keep a problem, with what was sent there."""
        seen = seen_value(self.content[path]) if path in self.content else ""
        self.problems.append(Problem(message, code, path, seen, accepted))

    def text(self, name: str) -> str:
        """The text in a part; empty where it is left out or ``null``, or is no text and is noted."""
        value = self.content.get(name)
        if value is not None and not isinstance(value, str):
            self.note("This should be text.", "kind", name, "text in quotes")
        return value if isinstance(value, str) else ""

    def texts(self, name: str) -> list[str]:
        """The texts of a part that is a list of them, with each that is none noted by its place."""
        value = self.content.get(name)
        if value is not None and not isinstance(value, list):
            self.note("This should be a list of texts.", "kind", name, "a list such as ['psychiatry']")
        items = value if isinstance(value, list) else []
        self.problems += [
            Problem(
                "This should be text.", "kind", path_text((name, place)), seen_value(item), "text in quotes"
            )
            for place, item in enumerate(items)
            if not isinstance(item, str)
        ]
        return [item for item in items if isinstance(item, str)]

    def group(self, name: str, accepted: str) -> dict[str, Any] | None:
        """The object in a part, empty where it is left out or ``null``; ``None`` where it is none and is noted."""
        value = self.content.get(name)
        if value is not None and not isinstance(value, dict):
            self.note("This should be an object.", "kind", name, accepted)
            return None
        return value or {}

    def season(self, name: str) -> Season | None:
        """The season in a part."""
        try:
            found = load_text(json.dumps(self.content.get(name)), name=name)
            if found.plan is not None:
                self.kept[name] = found.plan
            return found.season
        except SeasonFileError as error:
            self.problems += [replace(p.inside(name), line=None) for p in error.problems]
        return None

    def partner(self, first: Season | None) -> Season | None:
        """The season in ``second``, or the partner under ``couples`` of the first."""
        if self.content.get("second") is not None:
            return self.season("second")
        found = None if first is None else first.partner_season()
        if first is not None and found is None:
            self.note("There is no partner: send second, or couples in first.", "missing", "second")
        return found

    def wishes(self, read: Callable[[dict[str, Any]], R]) -> R | None:
        """The request for a plan, read by ``read``."""
        wishes = self.group("request", "an object with fields such as budget")
        if wishes is None:
            return None
        try:
            return read(wishes)
        except PlanningError as error:
            self.problems += [p.inside("request") for p in error.problems]
        return None

    def catalog(self, of: str) -> str | None:
        """The name of the program list that is asked for; left out, that of the plan in the season ``of`` this name."""
        name = self.content.get("catalog")
        if "catalog" not in self.content and of in self.kept:
            return self.kept[of].catalog
        if name is None or isinstance(name, str):
            return name
        self.note("should be the name of a catalog, or null for none", "kind", "catalog")
        return None

    def means_list_in_use(self, of: str) -> bool:
        """Whether neither the body nor the plan in the season ``of`` this name says which program list is meant."""
        return "catalog" not in self.content and of not in self.kept

    def day(self) -> date | None:
        """The day asked about; ``None`` for today."""
        if self.content.get("on") is None:
            return None
        try:
            return day_of(self.content["on"])
        except ValueError as error:
            self.note(str(error), "date", "on")
        return None

    def check(self) -> None:
        """Refuse the request if anything is wrong.

        Raises:
            ApiError: 422 with every problem.
        """
        if self.problems:
            raise unprocessable(self.problems)
