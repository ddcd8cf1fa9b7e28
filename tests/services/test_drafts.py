"""A letter is made of the applicant's own facts, and is not made of what everybody writes."""

from __future__ import annotations

from email import message_from_bytes, policy
from urllib.parse import parse_qs, urlsplit

import pytest

from matchsafe.domain.problem import RequestError
from matchsafe.domain.season import Interview, Season
from matchsafe.services.drafts import LONGEST_LINK, NEEDS, draft, hint, letters_for

SEASON = Season.model_validate({
    "applicant": {"type": "non_us_img"}, "target": {"specialty": "internal_medicine"}, "time_zone": "Asia/Kolkata",
    "interviews": [
        {"program": "Palm {{ Bay }}", "id": "dated", "start": "2026-11-12T09:00", "state": "NY",
         "interviewers": ["Dr. One", "Dr. Two"]},
        {"program": "Hudson Ridge", "id": "open", "status": "invited"},
    ],
})  # fmt: skip
DATED, OPEN = SEASON.interview_list
UPDATE = "My paper on sepsis in rural clinics was accepted."
REASON = "Dr. One's clinic for refugees is the work I did for two years."


def test_the_answer_to_an_invitation_gives_the_time_by_both_clocks_and_leaves_names_as_they_are() -> None:
    letter = draft(SEASON, DATED, "reply_to_invitation", {})
    assert letter.text.startswith("Dear Dr. One,")
    assert "at Palm {{ Bay }}. I gladly accept." in letter.text
    assert "Thu 12 November, 09:00 Eastern time = 19:30 your time" in letter.text
    assert letter.text.rstrip().endswith("[your name]")


def test_without_a_date_the_answer_asks_for_one() -> None:
    letter = draft(SEASON, OPEN, "reply_to_invitation", {"me": " Ana Lim ", "person": "Ms. Ray"})
    assert letter.text.startswith("Dear Ms. Ray,")
    assert "which dates are open" in letter.text
    assert letter.subject == "Interview invitation, Internal Medicine: Ana Lim"


def test_the_link_opens_the_whole_letter_and_is_left_out_where_it_is_too_long() -> None:
    letter = draft(SEASON, OPEN, "update", {"update": UPDATE})
    told = parse_qs(urlsplit(letter.mailto).query)
    assert told["subject"] == [letter.subject]
    assert told["body"][0].replace("\r\n", "\n").strip() == letter.text.strip()
    long = draft(SEASON, OPEN, "update", {"update": f"{UPDATE} {'Ä' * LONGEST_LINK}"})
    assert (long.mailto, UPDATE in long.text) == ("", True)


def test_the_file_is_a_letter_that_was_not_sent_yet() -> None:
    letter = draft(SEASON, DATED, "thank_you", {"reason": REASON, "me": "Ana Limón"})
    mail = message_from_bytes(letter.eml(), policy=policy.default)
    assert (mail["Subject"], mail["X-Unsent"], mail["To"]) == (letter.subject, "1", None)
    content = mail.get_content()
    assert REASON in content
    assert "Ana Limón" in content


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({}, [("update", "missing_field"), ("reason", "missing_field")]),
        ({"update": "News.", "reason": REASON}, [("update", "missing_field")]),
        (
            {"update": UPDATE, "reason": "Yours is my dream program since I was a child."},
            [("reason", "generic")],
        ),
        ({"update": "I am very hardworking and I would fit.", "reason": REASON}, [("update", "generic")]),
    ],
)
def test_what_is_missing_or_fits_every_program_is_asked_for(
    said: dict[str, str], wrong: list[tuple[str, str]]
) -> None:
    with pytest.raises(RequestError) as caught:
        draft(SEASON, OPEN, "interest", said)
    assert [(p.path, p.code) for p in caught.value.problems] == wrong
    for problem in caught.value.problems:
        assert problem.message.startswith(NEEDS[problem.path])
        assert hint(problem.path) in problem.message


@pytest.mark.parametrize(
    ("status", "left_out"),
    [
        ("invited", {"waitlist", "thank_you"}),
        ("scheduled", {"waitlist"}),
        ("attended", {"reply_to_invitation", "waitlist", "cancellation"}),
        ("waitlisted", {"reply_to_invitation", "thank_you", "cancellation"}),
        ("rejected", set()),
    ],
)
def test_letters_fit_where_an_interview_stands(status: str, left_out: set[str]) -> None:
    interview = Interview.model_validate({"program": "Palm Bay", "status": status})
    assert not left_out & set(letters_for(interview))
    assert {"interest", "update"} <= set(letters_for(interview))
    assert ("waitlist" in letters_for(interview)) == ("waitlist" not in left_out)
