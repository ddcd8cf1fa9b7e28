"""What can fool a reader stands apart from what only informs."""

from __future__ import annotations

from matchsafe.advice.rules import rules
from matchsafe.domain.outlook import Caution
from matchsafe.present import cautions


def test_the_notes_are_the_warnings_that_the_rules_call_notes() -> None:
    assert {code for code, rule in rules("warnings").items() if rule.note} == cautions.NOTES


def test_the_two_kinds_are_told_apart_and_keep_their_order() -> None:
    codes = ("visa_unknown", "good_mix", "couple_each", "virtual_same")
    found = [Caution(code=c, text="t", source="s") for c in codes]
    fooling, notes = cautions.split(found)
    assert [c.code for c in fooling] == ["visa_unknown", "couple_each"]
    assert [c.code for c in notes] == ["good_mix", "virtual_same"]
