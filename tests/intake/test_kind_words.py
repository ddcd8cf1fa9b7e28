"""Words and phrases together name the kind of a message; what words weigh is the fit of the labelled messages."""

from __future__ import annotations

import numpy as np
import pytest
from scripts.kind_words import labelled, loss, vocabulary

from matchsafe.intake.kind_words import UNIT, fitted, message_features, word_weights
from matchsafe.intake.kinds import CLASSES, read_kind
from matchsafe.intake.sentences import sentences


def test_the_shipped_weights_are_the_fit_of_the_labelled_messages() -> None:
    """Where the loss has no slope is its one lowest point."""
    data = list(labelled())
    column = vocabulary(data)
    kinds, before, rows = fitted()
    assert kinds == CLASSES
    assert set(rows) <= set(column)
    weights = np.zeros((len(column), len(CLASSES)))
    for feature, row in rows.items():
        weights[column[feature]] = np.array(row) * UNIT
    value, of_weights, of_before = loss(weights, np.array(before), data, column)
    nothing, start, start_before = loss(np.zeros_like(weights), np.zeros(len(CLASSES)), data, column)
    assert value < nothing / 5
    # each weight is rounded by half a unit at most, which leaves a slope of the penalty's size
    assert np.abs(of_weights).max() < 0.01 * np.abs(start).max()
    assert np.abs(of_before).max() < 0.01 * np.abs(start_before).max()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (
            "The faculty fancies a talk with you and offers you a seat on one of our interview days.",
            "invitation",
        ),
        (
            "Last week we invited the last candidate off our waitlist, and the list is now closed.",
            "rejection",
        ),
        (
            "We wish you well and would be glad to read your application and perhaps interview you next year.",
            "rejection",
        ),
        ("All remaining interview slots went to other applicants.", "rejection"),
        ("Being passed over for an interview says nothing about your worth as a physician.", "rejection"),
        ("All slots were claimed before you answered. We added you to the queue.", "waitlist"),
        ("Good morning.", "other"),
        ("Please see the attached letter.", "other"),
        ("Your name is taken off the list and the planned day is off.", "cancellation"),
        ("We would like to offer you an opportunity to meet our residency leadership.", "invitation"),
        ("We would like to offer you a zoom meeting with our residency program director.", "invitation"),
        ("PLACE offers you a place in our residency, outside the Match.", "news"),
    ],
)
def test_what_no_phrase_knows_is_read_by_its_words(text: str, kind: str) -> None:
    assert read_kind(sentences(text)).kind == kind


def test_a_subject_in_no_known_words_above_nothing_tells_nothing() -> None:
    assert read_kind([], "Interview").kind == "other"


def test_a_longer_message_says_not_more_by_its_length() -> None:
    one = message_features(["We are pleased to invite you to interview."])
    twice = message_features(["We are pleased to invite you to interview."] * 40)
    assert word_weights(one) == word_weights(twice)


def test_a_word_after_a_denial_is_heard_as_denied_and_a_name_as_a_place() -> None:
    found = message_features(["We cannot interview you at Palm Bay on November 3."], "", ["Palm Bay"])
    assert {"NOT interview", "PLACE", "DATE", "we cannot"} <= found
    assert not found & {"palm", "november", "NOT we"}
