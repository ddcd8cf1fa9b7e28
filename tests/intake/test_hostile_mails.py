"""A mail of any size costs little to read: the work is counted in letters, not in seconds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from matchsafe.intake import (
    OwnProgram,
    kind_words,
    kinds,
    message_events,
    moments,
    pieces,
    program_match,
    propose_events,
    read_messages,
    threads,
)

MINE = [OwnProgram("palm", "Palm Bay Medical Center", "internal_medicine", "categorical", "Palm Bay")]
READERS: tuple[tuple[Any, str], ...] = (
    (kinds, "_heard"), (kind_words, "general_words"), (moments, "find_dates"), (moments, "find_times"),
    (threads, "find_dates"), (program_match, "words_of"), (pieces, "sentences"), (message_events, "whole_lines"),
)  # fmt: skip


@pytest.fixture
def letters(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many letters each call of a reader gets."""
    seen: list[int] = []

    def counting(read: Callable[..., Any]) -> Callable[..., Any]:
        def counted(text: str, *args: Any, **options: Any) -> Any:
            seen.append(len(text))
            return read(text, *args, **options)

        return counted

    for module, name in READERS:
        monkeypatch.setattr(module, name, counting(getattr(module, name)))
    return seen


@pytest.mark.parametrize(
    "line",
    [
        "within 48 hours ", "11/12/", "-", "> a\n", "On Mon, Nov 2, 2026 at 9:00 AM A wrote:\n", "Nov 12. ",
        "We are unable to offer you an interview at Palm Bay Medical Center on Nov 12 at 9 am.\n\n",
    ],
)  # fmt: skip
def test_a_mail_of_100_kilobytes_is_read_as_far_as_a_letter_of_a_program_goes(
    line: str, letters: list[int]
) -> None:
    text = (line * (100_000 // len(line))).encode()
    assert propose_events(read_messages("a.txt", text), MINE)
    assert 0 < sum(letters) < 120_000


def test_a_word_between_two_of_a_phrase_is_cut_in_one_way_only() -> None:
    """Else the ways to read "11/12/11/12" as words would double with each figure."""
    gapped = [rule.pattern.pattern for rule in kinds._rules() if "{0," in rule.pattern.pattern]
    assert gapped
    assert not [p for p in gapped if r"[^\s.!?]+[^\w]+" in p.replace("++", "")]


def test_a_letter_that_is_read_in_part_says_so() -> None:
    text = (
        "We are pleased to invite you to interview at Palm Bay Medical Center. "
        + "All of it is small print. " * 400
    )
    [event] = propose_events(read_messages("a.txt", text.encode()), MINE)
    assert (event.kind, event.flags) == ("invitation", ("shortened",))


@pytest.mark.parametrize(
    "before", ["All of it is small print. " * 400, "https://mail.example/" + "a" * 9000 + "\n"]
)
def test_what_a_long_letter_says_last_is_read(before: str) -> None:
    text = before + "We are pleased to invite you to interview at Palm Bay Medical Center on November 12."
    [event] = propose_events(read_messages("a.txt", text.encode()), MINE)
    assert (event.application, event.start and event.start.text()) == ("palm", "2026-11-12")


def test_a_chain_of_more_mails_than_are_read_says_so() -> None:
    text = "\n".join(f"{'>' * depth} again" for depth in range(40))
    events = propose_events(read_messages("a.txt", text.encode()), MINE)
    assert "shortened" in events[0].flags


def test_the_newest_part_is_read_before_what_was_answered_to() -> None:
    old = "".join(f"> line {n} of an older letter\n" for n in range(3000))
    text = f"Palm Bay Medical Center is pleased to invite you to interview.\n\nOn Mon, Nov 2, 2026 A wrote:\n{old}"
    [event, *_] = propose_events(read_messages("a.txt", text.encode()), MINE)
    assert (event.kind, event.application) == ("invitation", "palm")
