"""Answers held in memory: worked out once, written once, and let go of."""

from __future__ import annotations

import gzip

import pytest

from matchsafe.services.answer_memory import AnswerMemory, WrittenAnswer


@pytest.mark.parametrize("answer", ["74 of 100", None])
def test_the_same_question_is_worked_out_once_until_it_is_forgotten(answer: str | None) -> None:
    memory, worked = AnswerMemory[str | None](), []

    def work_out() -> str | None:
        worked.append(1)
        return answer

    assert [memory.of("how safe?", work_out) for _ in range(3)] == [answer] * 3
    assert len(worked) == 1
    memory.forget()
    assert len(memory) == 0
    assert memory.of("how safe?", work_out) == answer
    assert len(worked) == 2


def test_who_accepts_no_gzip_gets_the_answer_as_it_is() -> None:
    answer = WrittenAnswer.of(b"about 74 match" * 100)
    plain, headers = answer.negotiate("identity")
    packed, with_encoding = answer.negotiate("br, gzip")
    assert gzip.decompress(packed) == plain == b"about 74 match" * 100
    assert "Content-Encoding" not in headers
    assert with_encoding["Content-Encoding"] == "gzip"
    assert headers["Vary"] == with_encoding["Vary"] == "Accept-Encoding"
