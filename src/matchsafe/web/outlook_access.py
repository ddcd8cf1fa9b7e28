"""The one way a page gets an outlook: the same call that the library, the CLI and the API make."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from matchsafe import evidence
from matchsafe.domain.outlook import Outlook
from matchsafe.domain.season import Season
from matchsafe.domain.season_plan import SeasonPlan
from matchsafe.present import sources
from matchsafe.present.labels import label
from matchsafe.services.plan.terms import plan_terms


def outlook(season: Season, on: date, plan: SeasonPlan | None = None) -> Outlook:
    """The outlook of a season on a day, beside what is kept of its plan."""
    import matchsafe

    return matchsafe.outlook(season, on, *plan_terms(plan))


def source_href(source: str) -> str:
    """The page that explains a source: of the figure with this id, else of our method."""
    return f"/evidence/{source}" if _is_figure(source) else "/method"


def source_text(source: str) -> str:
    """A source in a few words."""
    if not _is_figure(source):
        return "our method"
    figure = evidence.figure(source)
    publisher = _INITIALS.sub(r"\1", figure.publisher)
    return ", ".join(part for part in (publisher, figure.location or figure.year) if part)


_INITIALS: Final = re.compile(r"^(?:National|Association|Accreditation) .+ \(([A-Z]+)\)$")
"""A publisher known by its initials: the page of a figure has the whole name."""


def _is_figure(source: str) -> bool:
    try:
        evidence.figure(source)
    except KeyError:
        return False
    return True


TEMPLATE_HELPERS: Mapping[str, object] = {
    "mark": sources.mark,
    "kind_of": sources.kind_of,
    "mark_kinds": sources.KINDS,
    "source_href": source_href,
    "source_text": source_text,
    "label": label,
}
"""What templates may call."""
