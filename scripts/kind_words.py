"""Fit the weights of words for each kind of message, and write the file that intake reads.

Run as `.venv/bin/python -m scripts.kind_words`. A multinomial logistic regression with a penalty on large weights, on
the labelled messages of `tests/intake/messages` and the sentences beside them.
What the phrases of `kinds.yaml` say is no part of it.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from tests.intake import reading

from matchsafe.intake.kind_words import UNIT, message_features
from matchsafe.intake.kinds import CLASSES
from matchsafe.intake.sentences import sentences, whole_lines
from matchsafe.intake.threads import thread_parts

FILE = Path(__file__).parents[1] / "src/matchsafe/intake/data/kind_words.json"
PENALTY = 0.3
LEAST = 2
"""Messages or sentences in which a feature stands."""
LENGTH = 3.0

Labelled = tuple[str, frozenset[str]]


def labelled(folders: Sequence[str] = reading.FOLDERS) -> Iterator[Labelled]:
    """Messages with one kind of event, and the sentences, each with its class and its features."""
    for folder in folders:
        names = [p.name for p in reading.programs(folder)]
        for name, wanted in reading.expected(folder).items():
            if len({(w.get("kind"), w.get("by")) for w in wanted}) != 1 or "kind" not in wanted[0]:
                continue
            messages = reading.read(folder, name)
            if len(messages) != 1:
                continue
            part = thread_parts(messages[0])[0]
            said = [s.text for s in sentences(whole_lines(part.text))]
            by = "_by_applicant" if wanted[0].get("by") == "applicant" else ""
            yield (
                f"{wanted[0]['kind']}{by}",
                message_features(said, part.subject or messages[0].subject, names),
            )
    content = reading.content_of(reading.HERE / "sentences.yaml")
    for kind, lines in content.items():
        yield from ((kind, message_features([line])) for line in lines)


def vocabulary(data: Sequence[Labelled]) -> dict[str, int]:
    """The features that are weighed, with their column."""
    often = Counter(f for _, features in data for f in features)
    return {f: place for place, f in enumerate(sorted(f for f, n in often.items() if n >= LEAST))}


def loss(
    weights: np.ndarray, before: np.ndarray, data: Sequence[Labelled], column: Mapping[str, int]
) -> tuple[float, np.ndarray, np.ndarray]:
    """What the fit makes least, with its slope in the weights and in what speaks for a kind before a word is read."""
    table, kinds = _table(data, column), np.array([CLASSES.index(kind) for kind, _ in data])
    return _loss(weights, before, table, kinds)


def _loss(
    weights: np.ndarray, before: np.ndarray, table: csr_matrix, kinds: np.ndarray
) -> tuple[float, np.ndarray, np.ndarray]:
    logs = table @ weights + before
    logs -= np.logaddexp.reduce(logs, axis=1)[:, None]
    rows = np.arange(len(kinds))
    value = -logs[rows, kinds].sum() + PENALTY / 2 * (weights**2).sum()
    slope = np.exp(logs)
    slope[rows, kinds] -= 1
    return float(value), table.T @ slope + PENALTY * weights, slope.sum(axis=0)


def _table(data: Sequence[Labelled], column: Mapping[str, int]) -> csr_matrix:
    known = [[column[f] for f in sorted(features) if f in column] for _, features in data]
    ends = np.cumsum([0, *map(len, known)])
    values = np.concatenate([np.full(len(row), LENGTH / np.sqrt(len(row) or 1)) for row in known])
    return csr_matrix((values, np.concatenate(known).astype(int), ends), shape=(len(data), len(column)))


def fit(data: Sequence[Labelled], column: Mapping[str, int]) -> tuple[np.ndarray, np.ndarray]:
    """The weights, and what speaks for each class before a word is read."""
    table, kinds = _table(data, column), np.array([CLASSES.index(kind) for kind, _ in data])
    shape = (len(column) + 1, len(CLASSES))

    def both(flat: np.ndarray) -> tuple[float, np.ndarray]:
        point = flat.reshape(shape)
        value, of_weights, of_before = _loss(point[:-1], point[-1], table, kinds)
        return value, np.vstack([of_weights, of_before]).ravel()

    found = minimize(both, np.zeros(shape).ravel(), jac=True, method="L-BFGS-B", options={"maxiter": 400})
    point = found.x.reshape(shape)
    return point[:-1], point[-1]


def main() -> None:
    """Fit and write."""
    data = list(labelled())
    column = vocabulary(data)
    weights, before = fit(data, column)
    whole = np.rint(weights / UNIT).astype(int)
    rows = [
        f" {json.dumps(f, ensure_ascii=False)}: {whole[c].tolist()}"
        for f, c in column.items()
        if whole[c].any()
    ]
    head = (
        f'{{"kinds": {json.dumps(list(CLASSES))},\n"before": {np.round(before, 2).tolist()},\n"weights": {{\n'
    )
    FILE.write_text(head + ",\n".join(rows).replace(", ", ",") + "\n}}\n", encoding="utf-8")
    sys.stdout.write(f"{len(data)} messages and sentences, {len(rows)} features\n")


if __name__ == "__main__":
    main()
