"""Changes of the rank list a season keeps: from a season to a season, each with the earlier list in the history."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from matchsafe.domain.season import Season
from matchsafe.domain.season_ids import with_ids
from matchsafe.domain.season_interview import expand
from matchsafe.domain.season_rank import (
    MAX_COMPARISONS,
    MAX_VERSIONS,
    Comparison,
    RankList,
    RankVersion,
    SupplementalList,
)
from matchsafe.ranking.pairwise import preference_order
from matchsafe.ranking.preferences import by_wish
from matchsafe.ranking.rank_order import rank_order, reference


class UnknownRankError(ValueError):
    """A change names a program that is not on the list, or not in the season."""


def with_list(season: Season) -> Season:
    """The season with a list of its own: the one it keeps, by ids as far as its interviews are known."""
    if season.only_a_number:
        season = season.model_copy(update={"interviews": season.interview_list})
    season = with_ids(season)
    order = rank_order(season)
    names = tuple(reference(e.interview) if e.interview else e.program for e in order.primary)
    own = season.rank_list or RankList()
    return season.model_copy(update={"rank_list": own.model_copy(update={"order": names})})


def reorder(season: Season, order: Sequence[str], at: datetime, why: str) -> Season:
    """The season with its primary list in another order; what the list says else stays."""
    season = with_list(season)
    return _with_history(season, at, why, order=tuple(dict.fromkeys(order)))


def place(season: Season, places: Mapping[str, float], at: datetime) -> Season:
    """The list by typed numbers; a program without one keeps its own.

    Of two with one number, a program that moves up comes before the one that stands there, and one that moves down
    after it: whoever types 2 gets rank 2.
    """
    season = with_list(season)
    now = _list(season).order
    was = {name: float(rank) for rank, name in enumerate(now, 1)}
    new = {name: places.get(name, was[name]) for name in now}
    order = sorted(now, key=lambda n: (new[n], (new[n] > was[n]) - (new[n] < was[n]), was[n]))
    return reorder(season, order, at, "Typed the places")


def move(season: Season, name: str, step: int, at: datetime) -> Season:
    """One program up (-1) or down (1).

    Raises:
        UnknownRankError: If it is not on the list.
    """
    season = with_list(season)
    order = list(_list(season).order)
    if name not in order:
        raise UnknownRankError(name)
    here = order.index(name)
    there = min(max(here + step, 0), len(order) - 1)
    order.insert(there, order.pop(here))
    return reorder(season, order, at, f"Moved {_name_of(season, name)} {'up' if step < 0 else 'down'}")


def take_off(season: Season, name: str, at: datetime) -> Season:
    """The list without a program."""
    season = with_list(season)
    order = [n for n in _list(season).order if n != name]
    return reorder(season, order, at, f"Took {_name_of(season, name)} off")


def add(season: Season, name: str, at: datetime) -> Season:
    """The list with an interview of the season at its end.

    Raises:
        UnknownRankError: If the season has no such interview.
    """
    season = with_list(season)
    if name not in {i.id for i in season.interview_list}:
        raise UnknownRankError(name)
    return reorder(season, [*_list(season).order, name], at, f"Added {_name_of(season, name)}")


def by_ratings(season: Season, at: datetime) -> Season:
    """The list in the order of the weighted ratings."""
    season = with_list(season)
    held = {i.id: i for i in season.interview_list}
    listed = [held[n] for n in _list(season).order if n in held]
    return reorder(season, [i.id for i in by_wish(season, listed)], at, "By the ratings")


def by_comparisons(season: Season, at: datetime) -> Season:
    """The list in the order of the answers to "A or B?"."""
    season = with_list(season)
    own = _list(season)
    return reorder(season, preference_order(own.order, own.comparisons).order, at, "By comparing")


def compare(season: Season, answer: Comparison) -> Season:
    """One more answer to "A or B?"; the newest about a pair counts."""
    season = with_list(season)
    answers = (*_list(season).comparisons, answer)[-MAX_COMPARISONS:]
    return _with(season, comparisons=answers)


def take_back(season: Season) -> Season:
    """Without the last answer."""
    season = with_list(season)
    return _with(season, comparisons=_list(season).comparisons[:-1])


def attach(season: Season, number: int, new: SupplementalList, at: datetime) -> Season:
    """A supplemental list put in place of one, counted from 0, or after the last; an empty one is removed."""
    season = with_list(season)
    lists = list(_list(season).supplemental)
    lists[number : number + 1] = [new] if new.programs else []
    return _with_history(season, at, "Changed a supplemental list", supplemental=tuple(lists))


def certify(season: Season, at: datetime) -> Season:
    """The list marked as certified as it stands; the official system keeps no earlier one, so it is kept here."""
    season = with_list(season)
    own = _list(season)
    return _with(season, certified=RankVersion(at=at, order=own.order, supplemental=own.supplemental))


def restore(season: Season, version: Callable[[RankList], RankVersion | None], at: datetime) -> Season:
    """An earlier list again.

    Raises:
        UnknownRankError: If there is none.
    """
    season = with_list(season)
    found = version(_list(season))
    if found is None:
        raise UnknownRankError("version")
    return _with_history(
        season, at, "Went back to an earlier list", order=found.order, supplemental=found.supplemental
    )


def name_codes(season: Season, codes: Mapping[str, str]) -> Season:
    """NRMP's codes of interviews, by id; an empty one is removed."""
    season = with_list(season)
    held = tuple(
        i.model_copy(update={"nrmp_code": codes[i.id].strip() or None}) if i.id in codes else i
        for i in expand(season.interviews)
    )
    return season.model_copy(update={"interviews": held})


def _list(season: Season) -> RankList:
    assert season.rank_list is not None
    return season.rank_list


def _with(season: Season, **fields: object) -> Season:
    return season.model_copy(update={"rank_list": _list(season).model_copy(update=fields)})


def _with_history(season: Season, at: datetime, why: str, **fields: object) -> Season:
    """With an earlier list in the history, if this is another one."""
    own = _list(season)
    before = RankVersion(at=at, order=own.order, supplemental=own.supplemental, why=why)
    new = own.model_copy(update=fields)
    if (new.order, new.supplemental) == (own.order, own.supplemental):
        return season
    return _with(season, **fields, history=(*own.history, before)[-MAX_VERSIONS:])


def _name_of(season: Season, name: str) -> str:
    return next((i.program for i in season.interview_list if i.id == name), name)
