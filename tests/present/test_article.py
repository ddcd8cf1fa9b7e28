"""The article is quoted once, as a rule of thumb with its proviso, and its tables mark the reader's row."""

from __future__ import annotations

import pytest

from matchsafe.domain.outlook import Outlook, TargetCount
from matchsafe.present import article, phrase


def at(outlook: Outlook, rankable: int, **more: object) -> Outlook:
    counts = outlook.counts.model_copy(update={"rankable": rankable})
    return outlook.model_copy(update={"counts": counts, "toward_target": rankable, **more})


def test_the_zone_of_a_count_has_its_proviso_its_rate_and_why_ours_differs(outlook: Outlook) -> None:
    told = article.rule_of_thumb(outlook)
    assert told.startswith(
        "The article calls 6 interviews “borderline”, if there is no big red flag. For such a list"
    )
    assert "about 45 of 100: its one figure for all IMGs in primary care; ours uses" in told
    assert '<a href="/evidence/article.zones">“borderline”</a>' in phrase.html(told)


def test_a_profile_the_article_asks_more_of_is_read_by_its_own_target(outlook: Outlook) -> None:
    bucket = outlook.bucket.model_copy(update={"code": "average_or_red_flag"})
    zone = outlook.zone.model_copy(update={"code": "hopeful"})
    ten = at(outlook, 10, bucket=bucket, zone=zone, target=TargetCount(low=12, high=15))
    told = article.rule_of_thumb(ten)
    assert "calls 10 interviews “reasonably safe”, if there is no big red flag" in told
    assert "for your profile it asks for 12 to 15, so we read yours as “hopeful”" in told
    assert [r.name for r in article.outlook_rows(ten) if r.here] == ["7 to 9"]
    five = at(outlook, 5, bucket=bucket, target=TargetCount(low=12, high=15))
    assert "so we read" not in article.rule_of_thumb(five)


@pytest.mark.parametrize(("zone", "bucket", "says"), [
    ("no_safe_number", "highly_competitive", "no number of interviews safe"),
    ("danger", "not_an_img", "do not apply to you"),
])  # fmt: skip
def test_where_the_article_names_no_number_none_is_given(
    outlook: Outlook, zone: str, bucket: str, says: str
) -> None:
    other = outlook.model_copy(
        update={
            "zone": outlook.zone.model_copy(update={"code": zone}),
            "bucket": outlook.bucket.model_copy(update={"code": bucket}),
            "rule_of_thumb": None,
        }
    )
    told = article.rule_of_thumb(other)
    assert says in told
    assert not any(ch.isdigit() for ch in told)


def test_both_tables_of_the_article_are_whole_and_mark_one_row(outlook: Outlook) -> None:
    rows = tuple(article.outlook_rows(outlook))
    assert [r.name for r in rows] == ["0 to 2", "3 to 4", "5 to 6", "7 to 9", "10 to 12", "13 or more"]
    assert [r.name for r in rows if r.here] == ["5 to 6"]
    targets = tuple(article.target_rows(outlook))
    assert [r.text for r in targets] == ["8 to 10", "10 to 12", "12 to 15", "no safe number"]
    assert [r.code for r in targets if r.here] == [outlook.bucket.code]


def test_data_against_the_article_is_one_line_each_and_our_estimate_is_not_repeated(outlook: Outlook) -> None:
    differ = outlook.disagreements[0].model_copy(
        update={"code": "strong_score", "ours": "Half had 251 or less.", "article": "A strong score is 240."}
    )
    ours = differ.model_copy(update={"code": "model_against_article"})
    found = tuple(article.differences(outlook.model_copy(update={"disagreements": (ours, differ)})))
    assert [line for _, line, _ in found] == ["Half had 251 or less. The article: A strong score is 240."]
