"""What can fool a reader stands apart from what only informs."""

from __future__ import annotations

from matchsafe.advice.season_advice import WARNINGS
from matchsafe.domain.outlook import Caution
from matchsafe.present import cautions


def test_every_note_is_the_code_of_a_warning() -> None:
    assert set(WARNINGS) >= cautions.NOTES


def test_whatever_encourages_is_a_note_and_a_caution_never_is() -> None:
    encouraging = {code for code, says in WARNINGS.items() if "(encouraging)" in says}
    assert encouraging <= cautions.NOTES
    assert not {code for code, says in WARNINGS.items() if "(caution)" in says} & cautions.NOTES


def test_the_two_kinds_are_told_apart_and_keep_their_order() -> None:
    codes = ("visa_unknown", "good_mix", "couple_each", "virtual_same")
    found = [Caution(code=c, text="t", source="s") for c in codes]
    fooling, notes = cautions.split(found)
    assert [c.code for c in fooling] == ["visa_unknown", "couple_each"]
    assert [c.code for c in notes] == ["good_mix", "virtual_same"]
