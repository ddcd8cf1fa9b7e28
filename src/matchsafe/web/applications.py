"""Programs marked as applied to, as the season sees them: their number, and the interviews they may invite to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from matchsafe.catalog.errors import CatalogError
from matchsafe.domain.program import Program
from matchsafe.domain.season import Season
from matchsafe.domain.season_part import Visa
from matchsafe.domain.season_plan import SeasonPlan
from matchsafe.domain.specialties import specialty_name
from matchsafe.domain.text import listing
from matchsafe.web import catalogs

INVITED: Final = {"invited": "Invited, no date yet", "scheduled": "Invited, and the date is set"}
"""How far an interview at such a program has come when it is first told."""
_VISAS: Final[tuple[Visa, ...]] = ("j1", "h1b")


@dataclass(frozen=True)
class InvitingPrograms:
    """Programs that may have invited the reader.

    Attributes:
        programs: Applied to in a specialty of the season, and not among the interviews yet; by name.
        elsewhere: How many more were applied to in other specialties, which this season does not count.
        specialty: The season's specialties in words.
    """

    programs: tuple[Program, ...] = ()
    elsewhere: int = 0
    specialty: str = ""


def applied_programs(kept: SeasonPlan | None) -> tuple[Program, ...]:
    """The programs marked as applied to in the list in use, by name; those no longer in it are left out."""
    if kept is None or kept.catalog is None or not kept.current_marks.applied:
        return ()
    try:
        catalog = catalogs.catalog(kept.catalog)
    except CatalogError:  # told on the page of the plan
        return ()
    ids = {catalog.became.get(i, i) for i in kept.current_marks.applied}
    return tuple(sorted((p for p in catalog.programs if p.id in ids), key=lambda p: (p.name, p.id)))


def number(programs: tuple[Program, ...], season: Season) -> int:
    """How many of the programs are of a specialty of the season."""
    return sum(p.specialty in _specialties(season) for p in programs)


def _specialties(season: Season) -> dict[str, None]:
    """The specialties of a season, most wanted first."""
    return dict.fromkeys(wish.specialty for wish in season.wishes)


def with_application_count(season: Season, before: int, after: int) -> Season | None:
    """The season with its number of applications following the marks.

    ``None`` where the number stays: it is the same, or the reader said another one, which is never written over.
    """
    if before == after or season.applications_sent not in (None, before):
        return None
    if season.applications_sent is None and before:
        return None  # left open although programs were marked: it was taken out on purpose
    return season.model_copy(update={"applications_sent": after or None})


def count_mismatch(season: Season, marked: int) -> int | None:
    """The number of marks, where the season says fewer applications were sent than are marked; else ``None``."""
    said = season.applications_sent
    return marked if marked and (said is None or said < marked) else None


def inviting_programs(season: Season, programs: tuple[Program, ...]) -> InvitingPrograms:
    """Which of the programs to ask about when an invitation comes in."""
    held = {i.program.casefold() for i in season.interview_list}
    wanted = _specialties(season)
    mine = tuple(p for p in programs if p.specialty in wanted and p.name.casefold() not in held)
    elsewhere = len(programs) - number(programs, season)
    return InvitingPrograms(mine, elsewhere, listing(map(specialty_name, wanted), "or"))


def interview(program: Program, status: str, first: str) -> dict[str, Any]:
    """An interview at a program with what its list knows of it, in the shape of a season file.

    Args:
        status: How far the interview has come.
        first: The specialty wanted most, which an interview need not name.
    """
    item: dict[str, Any] = {
        "program": program.name,
        "specialty": program.specialty if program.specialty != first else None,
        "state": program.state,
        "city": program.city,
        "setting": program.setting if program.setting != "unknown" else None,
        "img_share": program.img_share,
        "status": status,
    }
    known = {visa: getattr(program, visa) for visa in _VISAS}
    if any(known.values()) or None not in known.values():
        item["visas_sponsored"] = [visa for visa, sponsored in known.items() if sponsored]
    return {name: value for name, value in item.items() if value is not None}
