"""Changes of the list of pairs a season keeps: from a season to a season, each with the earlier list in the history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from matchsafe.domain.rank_report import Certification
from matchsafe.domain.season import Season
from matchsafe.domain.season_couple import MAX_PAIR_VERSIONS, CoupleList, CoupleWishes, PairEntry, PairVersion
from matchsafe.ranking.edits import UnknownRankError

Pairs = tuple[PairEntry, ...]


def keep_pairs(
    season: Season, pairs: Sequence[PairEntry], wishes: CoupleWishes, partner: str, at: datetime, why: str
) -> Season:
    """The season with these pairs as its list; ``partner`` is the id of the other season, "" for the one in this."""
    own = season.couple_list or CoupleList()
    own = own.model_copy(update={"wishes": wishes, "partner": partner})
    return _with_history(season, own, tuple(pairs), at, why)


def move_pair(season: Season, rank: int, to: int, at: datetime) -> Season:
    """A pair at another rank, both from 1; a rank beyond the end is the last.

    Raises:
        UnknownRankError: If there is no such pair.
    """
    own, pairs = _at(season, rank)
    pair = pairs.pop(rank - 1)
    pairs.insert(max(to, 1) - 1, pair)
    return _with_history(season, own, tuple(pairs), at, f"Moved pair {rank} to {min(max(to, 1), len(pairs))}")


def order_pairs(season: Season, ranks: Sequence[int], at: datetime) -> Season:
    """The pairs in the order of these ranks, from 1; those not named keep their order and come last.

    Raises:
        UnknownRankError: If there is no such pair, or one is named twice.
    """
    own = _list(season)
    if len(set(ranks)) != len(ranks) or not set(ranks) <= set(range(1, len(own.pairs) + 1)):
        raise UnknownRankError(",".join(map(str, ranks)))
    rest = [rank for rank in range(1, len(own.pairs) + 1) if rank not in ranks]
    return _with_history(
        season, own, tuple(own.pairs[r - 1] for r in (*ranks, *rest)), at, "Ordered the pairs"
    )


def remove_pair(season: Season, rank: int, at: datetime) -> Season:
    """The list without a pair.

    Raises:
        UnknownRankError: If there is no such pair.
    """
    own, pairs = _at(season, rank)
    pairs.pop(rank - 1)
    return _with_history(season, own, tuple(pairs), at, f"Removed pair {rank}")


def add_pair(season: Season, pair: PairEntry, rank: int | None, at: datetime) -> Season:
    """The list with one more pair, at its end if no rank is said; one that is there moves."""
    own = _list(season)
    pairs = [p for p in own.pairs if p != pair]
    place = len(pairs) if rank is None else min(max(rank, 1) - 1, len(pairs))
    pairs.insert(place, pair)
    return _with_history(season, own, tuple(pairs), at, f"Added a pair at {place + 1}")


def certify_pairs(season: Season, at: datetime) -> Season:
    """The pairs marked as certified by this partner as they stand."""
    own = _list(season)
    return _with(season, own.model_copy(update={"certified": PairVersion(at=at, pairs=own.pairs)}))


def restore_pairs(season: Season, version: int | None, at: datetime) -> Season:
    """An earlier list again: one of the history, from 0, or the certified one.

    Raises:
        UnknownRankError: If there is none.
    """
    own = _list(season)
    found = own.certified
    if version is not None:
        found = dict(enumerate(own.history)).get(version)
    if found is None:
        raise UnknownRankError("version")
    return _with_history(season, own, found.pairs, at, "Went back to an earlier list")


def same_pairs(season: Season, giver: Season, giver_id: str, at: datetime, why: str) -> Season:
    """The season with the list that the partner's keeps, from this side; what this partner certified stays.

    Args:
        giver: The partner's season; ``giver_id`` its id, "" where the two are not saved in one place.
    """
    theirs = _list(giver)
    turned = tuple(p.mirror for p in theirs.pairs)
    return keep_pairs(season, turned, theirs.wishes.mirror(), giver_id, at, why)


def agree(season: Season, partner: Season) -> bool:
    """Whether both seasons keep the same list."""
    if season.couple_list is None or partner.couple_list is None:
        return False
    return season.couple_list.pairs == tuple(p.mirror for p in partner.couple_list.pairs)


def pairs_certification(own: CoupleList) -> Certification:
    """Whether a list of pairs is certified by this partner as it stands."""
    if own.certified is None:
        return "not_certified"
    return "certified" if own.certified.pairs == own.pairs else "edited_after_certifying"


def _list(season: Season) -> CoupleList:
    if season.couple_list is None:
        raise UnknownRankError("couple_list")
    return season.couple_list


def _at(season: Season, rank: int) -> tuple[CoupleList, list[PairEntry]]:
    own = _list(season)
    if not 1 <= rank <= len(own.pairs):
        raise UnknownRankError(str(rank))
    return own, list(own.pairs)


def _with(season: Season, own: CoupleList) -> Season:
    return season.model_copy(update={"couple_list": own})


def _with_history(season: Season, own: CoupleList, pairs: Pairs, at: datetime, why: str) -> Season:
    """With the earlier list in the history, if this is another one."""
    before = season.couple_list
    new = own.model_copy(update={"pairs": pairs})
    if before is not None and before.pairs and before.pairs != pairs:
        version = PairVersion(at=at, pairs=before.pairs, why=why)
        new = new.model_copy(update={"history": (*before.history, version)[-MAX_PAIR_VERSIONS:]})
    return season if new == before else _with(season, new)
