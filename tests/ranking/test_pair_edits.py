"""Changes of a couple's kept list: what they do, what stays in the history, and how the partner's side follows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchsafe.domain.season import Season
from matchsafe.domain.season_couple import MAX_PAIR_VERSIONS, CoupleWishes, PairEntry
from matchsafe.ranking import pair_edits
from matchsafe.ranking.edits import UnknownRankError

AT: Final = datetime(2027, 2, 10, tzinfo=UTC)
PAIRS: Final = tuple(PairEntry(first=a, second=b) for a, b in (("a", "x"), ("b", "y"), ("a", "no match")))


@pytest.fixture
def own(season: Callable[..., Season]) -> Season:
    return pair_edits.keep_pairs(season(2), PAIRS, CoupleWishes(first_weight=2), "p1", AT, "Made")


def firsts(season: Season) -> list[str]:
    assert season.couple_list is not None
    return [f"{p.first}{p.second[0]}" for p in season.couple_list.pairs]


def test_pairs_move_go_and_come_and_every_earlier_list_is_kept(own: Season) -> None:
    moved = pair_edits.move_pair(own, 3, 1, AT)
    assert firsts(moved) == ["an", "ax", "by"]
    assert firsts(pair_edits.move_pair(own, 1, 99, AT)) == ["by", "an", "ax"]
    gone = pair_edits.remove_pair(moved, 2, AT)
    assert firsts(gone) == ["an", "by"]
    more = pair_edits.add_pair(gone, PairEntry(first="c", second="x"), 2, AT)
    assert firsts(more) == ["an", "cx", "by"]
    assert firsts(pair_edits.add_pair(more, PairEntry(first="c", second="x"), None, AT)) == ["an", "by", "cx"]
    assert more.couple_list is not None
    assert [v.why for v in more.couple_list.history] == [
        "Moved pair 3 to 1",
        "Removed pair 2",
        "Added a pair at 2",
    ]
    assert firsts(pair_edits.restore_pairs(more, 0, AT)) == firsts(own)
    assert pair_edits.move_pair(own, 2, 2, AT) == own  # nothing changed, nothing in the history


def test_a_list_changed_after_it_was_certified_says_so_and_leads_back(own: Season) -> None:
    done = pair_edits.certify_pairs(own, AT)
    assert done.couple_list is not None
    assert pair_edits.pairs_certification(done.couple_list) == "certified"
    changed = pair_edits.remove_pair(done, 1, AT)
    assert changed.couple_list is not None
    assert pair_edits.pairs_certification(changed.couple_list) == "edited_after_certifying"
    assert firsts(pair_edits.restore_pairs(changed, None, AT)) == firsts(own)


@pytest.mark.parametrize(
    "edit",
    [
        lambda s: pair_edits.move_pair(s, 4, 1, AT),
        lambda s: pair_edits.remove_pair(s, 0, AT),
        lambda s: pair_edits.order_pairs(s, [2, 2], AT),
        lambda s: pair_edits.restore_pairs(s, 5, AT),
        lambda s: pair_edits.restore_pairs(s, None, AT),
        lambda s: pair_edits.certify_pairs(s.model_copy(update={"couple_list": None}), AT),
    ],
)
def test_what_is_not_there_cannot_be_changed(own: Season, edit: Callable[[Season], Season]) -> None:
    with pytest.raises(UnknownRankError):
        edit(own)


def test_the_partner_keeps_the_same_list_from_the_other_side(
    own: Season, season: Callable[..., Season]
) -> None:
    theirs = pair_edits.same_pairs(season(3), own, "p2", AT, "Followed")
    assert theirs.couple_list is not None
    assert [p.names for p in theirs.couple_list.pairs] == [("x", "a"), ("y", "b"), ("no match", "a")]
    assert (theirs.couple_list.partner, theirs.couple_list.wishes.second_weight) == ("p2", 2)
    assert pair_edits.agree(own, theirs)
    assert not pair_edits.agree(own, pair_edits.remove_pair(theirs, 1, AT))
    assert not pair_edits.agree(own, season(3))


EDITS: Final = st.lists(st.tuples(st.sampled_from(["move", "remove"]), st.integers(1, 3), st.integers(-2, 9)))


@given(edits=EDITS)
@settings(max_examples=20)
def test_whatever_is_edited_the_two_sides_agree_and_no_pair_appears_from_nowhere(
    edits: list[tuple[str, int, int]],
) -> None:
    base = Season.model_validate({"applicant": {"type": "us_md"}, "target": {"specialty": "surgery"}})
    mine, theirs = pair_edits.keep_pairs(base, PAIRS, CoupleWishes(), "", AT, "Made"), base
    for what, rank, to in edits:
        assert mine.couple_list is not None
        if rank <= len(mine.couple_list.pairs):
            mine = (
                pair_edits.move_pair(mine, rank, to, AT)
                if what == "move"
                else pair_edits.remove_pair(mine, rank, AT)
            )
        theirs = pair_edits.same_pairs(theirs, mine, "", AT, "Followed")
        assert pair_edits.agree(mine, theirs)
        assert mine.couple_list is not None
        assert set(mine.couple_list.pairs) <= set(PAIRS)
        assert len(mine.couple_list.history) <= MAX_PAIR_VERSIONS
