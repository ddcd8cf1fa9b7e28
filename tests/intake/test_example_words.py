"""What the words of a message suggest where no phrase is known."""

from __future__ import annotations

import pytest

from matchsafe.intake.example_words import by_example
from matchsafe.intake.kinds import read_kind
from matchsafe.intake.sentences import sentences

CHOSEN = "The faculty fancies a talk with you and offers you a seat on one of our interview days."


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (CHOSEN, "invitation"),
        ("Sadly. " + CHOSEN, "not invitation"),
        ("Good morning.", "other"),
        ("Your name is taken off the list and the planned day is off.", "cancellation"),
    ],
)
def test_words_suggest_a_kind_but_never_an_invitation_beside_regret(text: str, kind: str) -> None:
    said = sentences(text)
    reading = by_example(read_kind([]), [s.text for s in said], ())
    assert (reading.kind == kind) if not kind.startswith("not ") else (reading.kind != kind[4:])
    assert reading.confidence <= 0.4 or reading.kind == "other"


def test_a_phrase_that_decides_is_not_asked_again() -> None:
    reading = read_kind(sentences("We are pleased to invite you to interview."))
    assert by_example(reading, [CHOSEN], ()) is reading
