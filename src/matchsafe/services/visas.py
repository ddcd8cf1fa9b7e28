"""The visa board: what each program does about visas, what to ask, and what the open answers do to the chance."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from matchsafe.advice.phase import FINAL, season_clock
from matchsafe.catalog.access import searchable_catalog
from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.errors import CatalogError, UnknownProgram
from matchsafe.catalog.record import Record
from matchsafe.catalog.sample import NAME as SAMPLE
from matchsafe.catalog.store import Store
from matchsafe.catalog.value_resolution import value_in_force
from matchsafe.domain.rankable import is_rankable, visa_fit
from matchsafe.domain.season import Season, VisaNeed
from matchsafe.domain.season_ids import with_ids
from matchsafe.domain.season_interview import Interview
from matchsafe.domain.season_part import Visa
from matchsafe.domain.season_release import Answer, VisaBoard, VisaFact, VisaRow, VisaScenario
from matchsafe.odds.list_changes import chances_with
from matchsafe.odds.reference import in_own_match
from matchsafe.services.outlook import outlook
from matchsafe.services.release import ANY_MATCH, counts_first_years

_ALIVE: Final = ("invited", "scheduled", "attended", "waitlisted")
_WORDS: Final[dict[Visa, str]] = {"j1": "J-1", "h1b": "H-1B"}
_NEEDED: Final[dict[VisaNeed, tuple[Visa, ...]]] = {
    "none": (), "j1": ("j1",), "h1b": ("h1b",), "j1_or_h1b": ("j1", "h1b"),
}  # fmt: skip
_SCENARIOS: Final = {
    "as_known": "As you know it today",
    "unknown_yes": "Every open answer is yes",
    "unknown_no": "Every open answer is no",
    "written_only": "Only programs that said it in writing",
}
_NOTE: Final = (
    "A program must tell you in writing what it does about visas before rank lists are due. "
    "A web page changes; keep the email."
)
_LATE: Final = (
    "Rank lists are closed. A program had to tell you in writing what it does about visas before that. "
    "Keep its email."
)
_NO_NEED: Final = "You told us that you need no visa, so no program drops out for one."
_NOT_TOLD: Final = "You have not told us whether you need a visa, so every program counts."


def catalog_in_use() -> Catalog | None:
    """The program list in use, if one is and it can be read; never the sample, whose programs are made up."""
    try:
        found = searchable_catalog(Store()).catalog
    except CatalogError:
        return None
    return None if found.name == SAMPLE else found


def visa_board(season: Season, on: date | None = None, catalog: Catalog | None = None) -> VisaBoard:
    """What every program of a season does about visas; programs with something to ask come first.

    Args:
        on: The day; today if left out.
        catalog: A program list, which says something where the season does not. It counts for nothing in a chance.
    """
    on = on or date.today()
    season = with_ids(season)
    need = season.applicant.visa
    late = season_clock(season, on).phase in FINAL
    rows = tuple(_rows(season, catalog, ask=not late))
    held = bool(season.interview_list)  # nothing hangs on a visa before the first invitation
    weighed = held and bool(_NEEDED[need or "none"]) and not in_own_match(season) and not late
    scenarios = tuple(_scenarios(season, on)) if weighed else ()
    note = (_LATE if late else _NOTE) if _NEEDED[need or "none"] else _NOT_TOLD if need is None else _NO_NEED
    in_order = tuple(sorted(rows, key=lambda r: (not r.question, r.program)))
    return VisaBoard(on=on, need=need, rows=in_order, scenarios=scenarios, note=note,
                     about=ANY_MATCH if scenarios and counts_first_years(season) else "")  # fmt: skip


def _rows(season: Season, catalog: Catalog | None, *, ask: bool) -> Iterator[VisaRow]:
    need = season.applicant.visa
    listed = {a.id: a.catalog_id for a in season.applications if a.catalog_id}
    for i in season.named_interviews:
        if i.status in _ALIVE:
            record = _record(catalog, listed.get(i.application or ""))
            yield VisaRow(
                interview=i.id, application=i.application, program=i.program,
                j1=_fact(i, "j1", record), h1b=_fact(i, "h1b", record),
                step3_asked=i.step3_asked, promise=i.visa_promise, fit=visa_fit(i, need),
                question=visa_question(i, need) if ask else "",
            )  # fmt: skip


def _record(catalog: Catalog | None, program: str | None) -> Record | None:
    if catalog is None or program is None:
        return None
    try:
        return catalog.find(program)
    except UnknownProgram:
        return None


def _fact(interview: Interview, visa: Visa, record: Record | None) -> VisaFact:
    promise = interview.visa_promise
    if promise is not None and promise.visa == visa:
        where = promise.written_in or promise.who or "said to you"
        return VisaFact(answer="yes", source=where, as_of=str(promise.day or ""))
    known: Answer = "unknown"
    if interview.visas_sponsored is not None:
        known = "yes" if visa in interview.visas_sponsored else "no"
        return VisaFact(answer=known, source="your record", as_of="")
    found = None if record is None else value_in_force(record, visa)
    if found is None or found.value is None:
        return VisaFact(answer="unknown", source="", as_of="")
    said = found.winners[0]
    return VisaFact(answer="yes" if found.value else "no", source=said.source, as_of=said.as_of or "")


def visa_question(interview: Interview, need: VisaNeed | None) -> str:
    """The one thing worth asking this program about a visa."""
    wanted = _NEEDED[need or "none"]
    if not wanted:
        return ""
    names = " or ".join(_WORDS[v] for v in wanted)
    fit = visa_fit(interview, need)
    if fit == "unknown":
        return f"Do you sponsor {names} visas for residents who start next July?"
    if fit == "not_sponsored":
        return ""
    sponsored = [v for v in wanted if v in (interview.visas_sponsored or ())]
    if sponsored == ["h1b"] and interview.step3_asked is not True:
        return "By when must Step 3 be passed for an H-1B?"
    if interview.visa_promise is None or not interview.visa_promise.written_in:
        return f"Could you confirm by email that you sponsor {' or '.join(_WORDS[v] for v in sponsored)}?"
    return ""


def _scenarios(season: Season, on: date) -> Iterator[VisaScenario]:
    held, need = season.interview_list, season.applicant.visa
    open_ = [i for i in held if is_rankable(i, need) and visa_fit(i, need) == "unknown"]
    yes = _NEEDED[need or "none"]
    lists = {
        "as_known": held,
        "unknown_yes": tuple(
            i.model_copy(update={"visas_sponsored": yes}) if i in open_ else i for i in held
        ),
        "unknown_no": tuple(i for i in held if i not in open_),
        "written_only": tuple(i for i in held if i.visa_promise is not None and i.visa_promise.written_in),
    }
    if season.only_a_number:
        lists = {"as_known": held}
    elif not open_:
        del lists["unknown_yes"], lists["unknown_no"]
    now = outlook(season, on)
    for code, found in zip(lists, chances_with(season, on, lists.values()), strict=True):
        yield VisaScenario(
            code=code,
            text=_SCENARIOS[code],
            rankable=found.ranks,
            chance=now.chance if code == "as_known" else found.chance,
        )
