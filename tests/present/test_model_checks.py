"""The checks of the model as tables with a sentence each."""

from __future__ import annotations

import copy
import re
from typing import Any

import pytest

from matchsafe.odds import acceptance_report, fit_report
from matchsafe.present.model_checks import checks

HELD_OUT: list[dict[str, Any]] = [
    {
        "specialty": "pediatrics",
        "applicants": 700,
        "scores": {"model": -100.0, "pooled": -120.0, "article": -130.0, "model_with_range": -99.0},
        "quantities": [
            {"quantity": "match rate", "published": 0.6, "predicted": 0.65, "error": 0.05, "inside": True},
            {"quantity": "mean ranks, matched", "published": 6.0, "predicted": 7.5, "error": 1.5, "inside": False},
        ],
    },
    {
        "specialty": "neurology",
        "applicants": 500,
        "scores": {"model": -200.0, "pooled": -190.0, "article": -230.0, "model_with_range": -199.0},
        "quantities": [
            {"quantity": "match rate", "published": 0.4, "predicted": 0.37, "error": -0.03, "inside": True},
        ],
    },
]  # fmt: skip


@pytest.fixture
def report() -> dict[str, Any]:
    return copy.deepcopy(fit_report())


def test_every_check_has_a_sentence_with_numbers_and_a_rectangular_table() -> None:
    found = checks(fit_report(), acceptance_report())
    assert len({c.title for c in found}) == len(found) == 7
    for check in found:
        assert check.title.endswith("?")
        assert check.columns
        assert all(len(row) == len(check.columns) for row in check.rows), check.title
        assert all(cell for row in check.rows for cell in row)
        assert "nan" not in check.text
    assert all(re.search(r"\d", c.text) for c in found)


def test_specialties_with_100_applicants_are_set_beside_what_was_published(report: dict[str, Any]) -> None:
    large = [r for r in report["specialties"] if r["applicants"] >= 100]
    large[0]["rate_fitted"] = large[0]["rate_published"] + 7.5
    large[0]["matched_published"] = None
    check = checks(report, acceptance_report())[0]
    assert len(check.rows) == len(large)
    assert f"For the {len(large)} specialties" in check.text
    assert "at most 7.5 in 100 away" in check.text
    assert check.rows[0][4] == "not published"


def test_scores_are_added_up_and_compared_specialty_by_specialty(report: dict[str, Any]) -> None:
    report["hold_out"] = HELD_OUT
    check = checks(report, acceptance_report())[2]
    assert "model -300, one curve pooled over specialties -310, the article's one curve -360" in check.text
    assert (
        "better than the pooled curve in 1 of 2 specialties and better than the article's in 2" in check.text
    )
    assert [row[:5] for row in check.rows] == [
        ("Pediatrics", "700", "-100.0", "-120.0", "-130.0"),
        ("Neurology", "500", "-200.0", "-190.0", "-230.0"),
        ("All", "1,200", "-300.0", "-310.0", "-360.0"),
    ]


def test_errors_of_the_match_rate_are_averaged_and_ranges_counted(report: dict[str, Any]) -> None:
    report["hold_out"] = HELD_OUT
    check = checks(report, acceptance_report())[3]
    assert "off by 4.0 in 100 on average. 2 of 3 published figures lie inside" in check.text
    assert check.rows[1] == ("Pediatrics", "mean ranks, matched", "6", "7.5", "no")


def test_a_fit_that_left_no_specialty_out_says_so(report: dict[str, Any]) -> None:
    report["hold_out"] = []
    scores, errors = checks(report, acceptance_report())[2:4]
    assert scores.rows == errors.rows == ()
    assert scores.text == errors.text == "0 specialties were left out of this fit."


def test_convergence_has_a_row_for_each_value_of_the_cut(report: dict[str, Any]) -> None:
    check = checks(report, acceptance_report())[4]
    assert len(check.rows) == len(report["convergence"])
    assert str(report["draws"]) in check.text


def test_every_limit_has_a_row_that_says_whether_it_is_kept_and_where_not() -> None:
    limits, check = acceptance_report()["limits"], checks(fit_report(), acceptance_report())[6]
    assert [row[0] for row in check.rows] == [r["check"] for r in limits]
    assert f"{sum(r['holds'] for r in limits)} of {len(limits)} limits are kept" in check.text
    assert all((row[3] == "yes") == r["holds"] for row, r in zip(check.rows, limits, strict=True))
