"""Made-up messages of every style are read as a person reads them.

Those of ``first`` were written before the rules were ever run; those of ``second`` and later after rules had been
mended on the ones before. How well each set was read at first sight stands in docs/methods/intake.md.
"""

from __future__ import annotations

import pytest
from tests.intake.reading import FOLDERS, current, expected, messages, scores, slips


@pytest.mark.parametrize("folder", FOLDERS)
def test_messages_are_read_as_a_person_reads_them(folder: str) -> None:
    wrong = {name: found for name in expected(folder) if (found := list(slips(folder, name)))}
    assert wrong == {}


def test_no_rejection_and_no_news_is_taken_for_an_invitation() -> None:
    kinds = scores()["kind"].kinds
    wrong = {pair: n for pair, n in kinds.items() if pair[1] == "invitation" and pair[0] != "invitation"}
    assert wrong == {}


def test_kind_program_and_moment_are_read_without_a_miss() -> None:
    found = {what: (s.precision, s.recall) for what, s in scores().items()}
    assert found == {"kind": (1, 1), "program": (1, 1), "moment": (1, 1)}


def test_every_kind_has_messages() -> None:
    told = {
        want["kind"] for f in FOLDERS for wants in expected(f).values() for want in wants if "kind" in want
    }
    assert len(told) == 10
    assert len(messages()) >= 60


def test_what_is_read_has_the_fields_of_the_contract() -> None:
    wanted = {
        "file", "kind", "program", "application", "specialty", "start", "end", "timezone", "reply_by", "offered",
        "old_start", "scheduled", "by", "evidence", "flags", "history", "duplicate_of", "confidence",
    }  # fmt: skip
    for folder, name in messages():
        for event in current(folder, name):
            assert wanted <= set(event)
            assert 0 < event["confidence"] < 1
