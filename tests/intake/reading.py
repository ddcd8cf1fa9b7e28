"""The made-up messages with what a person reads in them, and how reading them is counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from matchsafe.intake import OwnProgram, propose_events, read_messages
from matchsafe.intake.messages import Message

HERE = Path(__file__).parent / "messages"
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The same answer in a tenth of the time, where PyYAML was built with it."""
FOLDERS = tuple(sorted(p.name for p in HERE.iterdir() if p.is_dir()))
ON = date(2026, 11, 29)
MOMENTS = ("start", "end", "old_start", "reply_by", "offered", "timezone")
"""What is compared of an event's time."""


def content_of(path: Path) -> Any:
    return yaml.load(path.read_text("utf-8"), LOADER)


@cache
def programs(folder: str = "") -> tuple[OwnProgram, ...]:
    """Those of the folder, or of all folders that have none of their own."""
    own = HERE / folder / "programs.yaml"
    path = own if own.exists() else HERE / "programs.yaml"
    return tuple(OwnProgram(*row) for row in content_of(path))


@cache
def letters(folder: str) -> dict[str, dict[str, Any]]:
    """The messages of a folder that keeps them in one file."""
    path = HERE / folder / "letters.yaml"
    content: dict[str, dict[str, Any]] = content_of(path) if path.exists() else {}
    return content


@cache
def expected(folder: str) -> dict[str, list[dict[str, Any]]]:
    if letters(folder):
        return {name: letter["events"] for name, letter in letters(folder).items()}
    content: dict[str, list[dict[str, Any]]] = content_of(HERE / folder / "expected.yaml")
    return content


def raw(folder: str, name: str) -> bytes:
    """A message as it comes."""
    if name not in letters(folder):
        return (HERE / folder / name).read_bytes()
    letter = letters(folder)[name]
    kind = "html" if "html" in letter else "plain"
    head = {"From": letter.get("from"), "Subject": letter.get("subject"), "Date": letter.get("sent")}
    lines = [f"{key}: {value}" for key, value in head.items() if value]
    lines += [
        "MIME-Version: 1.0",
        f'Content-Type: text/{kind}; charset="utf-8"',
        "Content-Transfer-Encoding: 8bit",
    ]
    return ("\n".join(lines) + "\n\n" + letter["text" if kind == "plain" else kind]).encode()


def messages() -> list[tuple[str, str]]:
    return [(folder, name) for folder in FOLDERS for name in expected(folder)]


@cache
def read(folder: str, name: str) -> tuple[Message, ...]:
    return tuple(read_messages(name if "." in name else f"{name}.eml", raw(folder, name)))


@cache
def current(folder: str, name: str) -> tuple[dict[str, Any], ...]:
    """The events a message tells of, without what is history."""
    events = propose_events(read(folder, name), programs(folder), ON)
    return tuple(e.content() for e in events if not e.history)


def same(found: Any, wanted: Any) -> bool:
    """Whether two moments are one, or two lists of them alike."""
    if isinstance(wanted, list):
        return isinstance(found, list) and len(found) == len(wanted) and all(map(same, found, wanted))
    if isinstance(found, str) and isinstance(wanted, str) and "T" in found and "T" in wanted:
        one, other = datetime.fromisoformat(found), datetime.fromisoformat(wanted)
        return (one.tzinfo is None) == (other.tzinfo is None) and one == other
    return bool(found == wanted)


def slips(folder: str, name: str) -> Iterator[str]:
    """What is read otherwise than a person reads it."""
    found, wanted = current(folder, name), expected(folder)[name]
    if len(found) != len(wanted):
        yield f"{len(found)} events: {[(e['kind'], e['application']) for e in found]}"
    for event, want in zip(found, wanted, strict=False):
        for field_name, value in want.items():
            if field_name == "flags":
                if not set(value) <= set(event["flags"]):
                    yield f"flags: {event['flags']}, not {value}"
            elif field_name == "duplicate":
                if (event["duplicate_of"] is not None) != value:
                    yield f"duplicate_of: {event['duplicate_of']}"
            elif not same(event[field_name], value):
                yield f"{field_name}: {event[field_name]}, not {value}"


@dataclass
class Score:
    """How often something is read, rightly read and there to be read."""

    read: int = 0
    right: int = 0
    there: int = 0
    kinds: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def precision(self) -> float:
        return self.right / self.read if self.read else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.there if self.there else 1.0


def scores(folders: tuple[str, ...] = FOLDERS) -> dict[str, Score]:
    """Kind, program and moment over the messages of some folders; an "other" or ``None`` is nothing read."""
    out = {"kind": Score(), "program": Score(), "moment": Score()}
    for folder, name in messages():
        if folder not in folders:
            continue
        for event, want in zip(current(folder, name), expected(folder)[name], strict=False):
            if "kind" in want:
                _count(out["kind"], event["kind"], want["kind"], "other")
                out["kind"].kinds[want["kind"], event["kind"]] += 1
            _count(out["program"], event["application"], want.get("application"), None)
            for moment in (m for m in MOMENTS if m in want):
                _count(out["moment"], event[moment] or None, want[moment] or None, None)
    return out


def _count(score: Score, found: Any, wanted: Any, nothing: Any) -> None:
    score.read += found != nothing
    score.there += wanted != nothing
    score.right += wanted != nothing and same(found, wanted)
