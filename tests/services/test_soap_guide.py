"""What SOAP asks of an applicant follows from her own record."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from matchsafe.domain.season import Season
from matchsafe.services.soap import soap_guide

ON = date(2026, 12, 1)


def states(applicant: dict[str, Any], **more: Any) -> list[str]:
    return [e.state for e in soap_guide(season(applicant, **more), ON).eligible]


def season(applicant: dict[str, Any], **more: Any) -> Season:
    return Season.model_validate(
        {
            "applicant": {"type": "non_us_img", **applicant},
            "target": {"specialty": "internal_medicine"},
            **more,
        }
    )


@pytest.mark.parametrize(
    ("applicant", "result", "wanted"),
    [
        ({}, None, ("unknown", "unknown")),
        ({"ecfmg_certified": "yes"}, {"outcome": "unmatched"}, ("yes", "yes")),
        ({"ecfmg_certified": "no"}, {"outcome": "matched"}, ("no", "no")),
        ({"type": "us_md"}, None, ("unknown", "yes")),
    ],
)
def test_it_says_what_makes_her_eligible_as_far_as_the_record_tells(
    applicant: dict[str, Any], result: dict[str, str] | None, wanted: tuple[str, str]
) -> None:
    _, matched, certified, _ = states(applicant, **({"result": result} if result else {}))
    assert (matched, certified) == wanted


def test_a_record_with_nothing_left_to_do_is_told_only_when_to_apply() -> None:
    done = season({"step2_ck": {"score": 250}, "us_clinical_experience": "hands_on", "letters": "strong",
                   "visa": "h1b", "step3": {"passed": True}})  # fmt: skip
    [last] = soap_guide(done, ON).next_season
    assert last.text.startswith("Apply on the first day")


def test_what_is_missing_is_what_to_do_until_the_next_season() -> None:
    missing = season({"letters": "weak", "visa": "j1_or_h1b"})
    texts = [a.text for a in soap_guide(missing, ON).next_season]
    assert [t.split()[0] for t in texts] == ["Have", "Find", "Ask", "Pass", "Apply"]


@pytest.mark.parametrize(
    ("on", "text", "prepare", "first"),
    [
        (date(2027, 3, 14), "SOAP begins on 15 March 2027; you may apply to 45 programs.", True, "You learn"),
        (
            date(2027, 3, 15),
            "SOAP runs until 18 March 2027; you may apply to 45 programs.",
            False,
            "You learn",
        ),
        (
            date(2027, 3, 17),
            "SOAP runs until 18 March 2027; you may apply to 45 programs.",
            False,
            "Programs call",
        ),
        (date(2027, 3, 19), "The SOAP of this season is over: it ended on 18 March 2027.", False, ""),
        (
            date(2027, 6, 2),
            "SOAP begins on 13 March 2028 (expected); you may apply to 45 programs.",
            True,
            "You",
        ),
    ],
)
def test_nothing_that_has_passed_is_asked_for(on: date, text: str, prepare: bool, first: str) -> None:
    guide = soap_guide(season({}), on)
    assert (guide.text, bool(guide.prepare), guide.over) == (text, prepare, not first)
    assert (guide.hours[0].text if guide.hours else "").startswith(first)


@pytest.mark.parametrize(
    ("applicant", "end"),
    [
        ({"visa": "none"}, "to programs that take IMGs: your plan says which."),
        ({"visa": "j1"}, "to programs that take IMGs and sponsor your visa: your plan says which."),
        ({"type": "us_md", "visa": "none"}, "as your plan says."),
    ],
)
def test_nobody_without_a_visa_is_sent_to_sponsors(applicant: dict[str, Any], end: str) -> None:
    assert soap_guide(season(applicant), ON).next_season[-1].text == f"Apply on the first day, {end}"
