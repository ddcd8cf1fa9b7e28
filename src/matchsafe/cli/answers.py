"""What the answers of ``matchsafe new`` mean: from typed words to the content of a season file and back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final, NamedTuple

from matchsafe.cli.questions import APPLIED_KEY, LISTED, Answers, TerminalQuestion, questions, wishes
from matchsafe.domain.problem import Problem, path_text
from matchsafe.domain.season_interview import MAX_INTERVIEWS
from matchsafe.domain.text import whole_number
from matchsafe.workspace import season_answers

BACK: Final = "<"
_UNKNOWN: Final = frozenset(("", "?", "i don't know", "i don’t know", "i dont know", "unknown", "skip"))


class NotUsable(ValueError):  # noqa: N818 - a reason to ask again, not a failure
    """The answer cannot be used; the message says why."""


class AnswerNote(NamedTuple):
    """An answer taken, and a gentle remark on it if it is improbable."""

    value: object
    remark: str = ""


def season_data(answers: Answers) -> dict[str, Any]:
    """The answers as the content of a season file; what is not known is left out."""
    asked = {q.key for q in questions(answers)}
    data: dict[str, Any] = {}
    rows: dict[int, dict[str, Any]] = {}
    further: dict[int, dict[str, Any]] = {}
    for key, value in answers.items():
        if key not in asked or value is None or key[0] == "ask":
            continue
        if key[0] == "interviews" and len(key) == 3:
            rows.setdefault(int(key[1]), {})[str(key[2])] = value
        elif key[0] == "targets":
            further.setdefault(int(key[1]), {})[str(key[2])] = value
        elif key[0] != "held":
            season_answers.put(data, ".".join(map(str, key)), value)
    if further:
        data["targets"] = [data.pop("target", {}), *(further[i] for i in sorted(further))]
    if answers.get(APPLIED_KEY) is False:
        data |= {"applications_sent": 0, "interviews": 0}
    elif answers.get(LISTED):
        data["interviews"] = [rows[i] for i in sorted(rows) if rows[i].get("program")]
    elif further and LISTED in answers:
        kinds = [s for i, s in enumerate(wishes(answers)) for _ in range(int(answers.get(("held", i)) or 0))]
        data["interviews"] = [
            {"program": f"Interview {n}", "specialty": kind}
            for n, kind in enumerate(kinds[:MAX_INTERVIEWS], 1)
        ]
    return data


def understand(question: TerminalQuestion, text: str, answers: Answers) -> AnswerNote:
    """Turn what was typed into an answer.

    Raises:
        NotUsable: If it cannot be used.
    """
    if text.casefold() in _UNKNOWN:
        if question.several and not text:
            return AnswerNote([])
        if question.required:
            raise NotUsable("This one is needed for an answer.")
        return AnswerNote(None)
    value = _several(question, text) if question.several else _one(question, text)
    if question.key[0] == "ask":
        return AnswerNote(value)
    problems, warnings = season_answers.check(season_data({**answers, question.key: value}))
    path = path_text(question.key)
    if problems:
        raise NotUsable(_message((season_answers.within(problems, path) or list(problems))[0]))
    remarks = season_answers.within(warnings, path)
    return AnswerNote(
        value, f"Noted. {remarks[0].message} If it is not right, go back with {BACK}." if remarks else ""
    )


def _message(problem: Problem) -> str:
    """A problem without its place: the question says where it is."""
    accepted = problem.accepted.replace("or null when not known", "or ? when not known")
    return replace(problem, path="", line=None, seen="", accepted=accepted).sentence()


def _one(question: TerminalQuestion, text: str) -> object:
    if question.choices:
        if (at := position(text, len(question.choices))) is not None:
            return question.choices[at].value
        value, problem = season_answers.read(question.field, text)
        if problem is not None:
            raise NotUsable(f"Please answer with a number from 1 to {len(question.choices)}.")
        return value
    value, problem = season_answers.read(question.field, text)
    if problem is not None:
        raise NotUsable(_message(problem))
    return value


def _several(question: TerminalQuestion, text: str) -> object:
    if text.casefold() in ("none", "no", "0"):
        return []
    return list(dict.fromkeys(_one(question, part) for part in text.replace(",", " ").split()))


def position(text: str, count: int) -> int | None:
    """The place in a list, counted from 0, of a number typed from 1 to ``count``; ``None`` if it is none."""
    number = whole_number(text, 1, count)
    return None if number is None else number - 1


def answer_text(question: TerminalQuestion, value: object) -> str:
    """An answer as it is shown back."""
    if value is None:
        return "none" if question.ends else "I don't know"
    return season_answers.answer_text(question.field, value) or "nothing"
