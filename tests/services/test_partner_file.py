"""What partners give each other: enough for pairs and chances, nothing private."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, Final

import pytest

from matchsafe.domain.season import Season
from matchsafe.ranking.pair_edits import keep_pairs
from matchsafe.services.couple_rank import couple_report, pair_entries
from matchsafe.services.partner_file import partner_file, with_partner
from matchsafe.workspace.seasonfile import dump_yaml, load_text

ON: Final = date(2027, 2, 10)
AT: Final = datetime(2027, 2, 10, tzinfo=UTC)
HELD: Final[list[dict[str, Any]]] = [
    {"program": "City", "id": "c1", "state": "NY", "status": "attended", "ratings": {"people": 2}, "went": "well",
     "notes": "Secret", "signs": ["engaged"], "interviewers": ["Dr. Secret"]},
    {"program": "Lake", "id": "l1", "state": "NY", "status": "attended", "ratings": {"people": 5}},
    {"program": "Never", "id": "n1", "status": "attended", "would_rank": False},
]  # fmt: skip


@pytest.fixture
def mine() -> Season:
    return Season.model_validate(
        {
            "version": 2,
            "applicant": {"type": "us_img", "school": "Secret School", "step2_ck": {"score": 240}},
            "target": {"specialty": "internal_medicine"},
            "interviews": HELD,
            "notes": "Secret",
            "criteria": {"people": 3},
            "rank_list": {
                "order": ["l1", "c1"],
                "comparisons": [{"first": "c1", "second": "l1", "preferred": "tie"}],
            },
        }
    )


def test_the_file_has_the_order_and_the_profile_and_nothing_private(mine: Season) -> None:
    text = dump_yaml(partner_file(mine))
    assert not any(
        word in text for word in ("Secret", "ratings", "criteria", "Never", "comparisons", "signs")
    )
    assert "Not listed 1" in text  # an interview held says something of the applicant
    assert "went: well" in text  # it moves the chance
    assert load_text(text.encode()).season == partner_file(mine)
    told = partner_file(mine, ratings=True)
    assert told.criteria == {"people": 3}
    assert [i.ratings for i in told.interview_list] == [{"people": 5}, {"people": 2}, {}]


def test_pairs_from_the_file_are_those_from_the_whole_season(mine: Season) -> None:
    other = mine.model_copy(update={"rank_list": None})
    whole, file = (couple_report(other, s, on=ON) for s in (mine, partner_file(mine)))
    assert file.pairs == whole.pairs


def test_a_partner_brought_in_is_the_partner_of_the_season_with_their_pairs(mine: Season) -> None:
    first = mine.model_copy(update={"rank_list": None})
    report = couple_report(mine, first, on=ON)
    kept = keep_pairs(mine, pair_entries(report, mine, first), report.wishes, "", AT, "Made")
    without = with_partner(first, partner_file(kept), AT, pairs=False)
    assert without.couple_list is None
    partner = without.partner_season()
    assert partner is not None
    assert couple_report(first, partner, on=ON).pairs == couple_report(first, mine, on=ON).pairs
    taken = with_partner(first, partner_file(kept), AT, pairs=True)
    assert taken.couple_list is not None
    assert [p.mirror for p in taken.couple_list.pairs] == list(pair_entries(report, mine, first))
    again = couple_report(taken, partner, on=ON)
    assert again.brought
    assert [(p.second, p.first) for p in again.pairs] == [(p.first, p.second) for p in report.pairs]


def test_a_season_of_a_number_alone_has_a_file_too() -> None:
    bare = Season.model_validate(
        {"applicant": {"type": "us_md"}, "target": {"specialty": "surgery"}, "interviews": 3}
    )
    assert len(partner_file(bare).interview_list) == 3
