"""Joining drafts to the records of a catalog: what is matched, what is new, what contradicts, what has to be asked.

A draft is matched by ACGME id, then by NRMP code, then by its NRMP institution (``crosswalk``), then by likeness
(``similarity``). At a score of ``MERGE`` and
above it is joined, unless a second record is nearly as alike; from ``ASK`` on a person is asked; below that it is a
new program.
By likeness, a record takes one draft of an import at most; other drafts that would have taken it are asked about.
Nothing is thrown away: a value that contradicts another is kept beside it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from matchsafe.catalog.catalog import PossibleTwin
from matchsafe.catalog.crosswalk import Assignment, Crosswalk, applications, by_crosswalk, same_application
from matchsafe.catalog.identity import kind_of, main_first, new_id, numbered, split_tracks
from matchsafe.catalog.importers.problems import UNWATCHED, Watch
from matchsafe.catalog.merge_report import (
    NEW,
    SKIP,
    Conflict,
    How,
    MergeQuestion,
    MergeReport,
    RecordMatch,
    RejectedDraft,
)
from matchsafe.catalog.record import Draft, ProgramFacts, Record
from matchsafe.catalog.record_join import agree, join_records
from matchsafe.catalog.similarity import Candidate, Likeness, contradict, elsewhere, label, same_site
from matchsafe.catalog.twins import relabel
from matchsafe.catalog.value_resolution import value_in_force

MERGE: Final = 0.9
"""Score from which two programs are taken for the same without asking."""

ASK: Final = 0.72
"""Score from which a person is asked."""

_MARGIN: Final = 0.04
"""How far ahead of the next record the best one has to be to be taken without asking."""

_OFFERED: Final = 5
"""At most this many candidates are offered in a question."""


_MAIN_KINDS: Final = ("categorical", "advanced", "transitional")
"""Tracks that a program of an unknown track may be: it stands for the main one."""

_SLIPPED: Final = (
    "Name, city and specialty are alike, and nearly their ids: one may be mistyped, or a track of the other."
)
_CARE: Final = str.maketrans("CM", "MC")
"""Categorical and primary care positions of one institution, specialty and number are tracks of one program."""

_STEP: Final = 100
"""Drafts between two looks at whether the user has stopped."""


@dataclass(frozen=True)
class MergeResult:
    """The records after a merge, in order, the report of it, and entries that may be one program."""

    records: tuple[Record, ...]
    report: MergeReport
    twins: tuple[PossibleTwin, ...] = ()


def merge(
    records: Iterable[Record],
    drafts: Iterable[Draft],
    answers: Mapping[str, str] | None = None,
    watch: Watch = UNWATCHED,
    twins: Iterable[PossibleTwin] = (),
) -> MergeResult:
    """Join drafts to records.

    Args:
        records: The catalog as it is; nothing of it is changed in place.
        drafts: What an importer read.
        answers: For questions of an earlier run with the same drafts: the key of the question, and the id of the
            record it is, ``"new"``, or ``"skip"``.
        watch: Told how many drafts were compared, and asked whether to go on.
        twins: Entries that may be one program, and those that somebody said are two.

    Returns:
        The new records and what was done. Drafts with an open question are not in them.

    Raises:
        CatalogError: If names have to be compared and RapidFuzz is not installed.
        ImportCancelled: If ``watch`` says so.
    """
    work = _Work(records, answers or {}, twins)
    parts = list(numbered(part for draft in drafts for part in split_tracks(draft)))
    undecided = [draft for draft in _with_progress(parts, watch) if not work.settle(draft)]
    work.ask_about_places()
    work.by_likeness(work.by_institution(undecided), watch)
    work.ask_about_places()
    work.by_institution(())
    work.note_alike()
    return MergeResult(tuple(work.records.values()), work.report, relabel(work.twins, work.became))


def _with_progress(drafts: Sequence[Draft], watch: Watch) -> Iterator[Draft]:
    """The drafts, told on the way."""
    for done, draft in enumerate(drafts):
        if done % _STEP == 0:
            watch.step(done, len(drafts))
        yield draft


class _Work:
    """The state of one merge."""

    def __init__(
        self, records: Iterable[Record], answers: Mapping[str, str], twins: Iterable[PossibleTwin]
    ) -> None:
        self.records = {r.id: r for r in records}
        self.answers = answers
        self.twins = list(twins)
        self.said_new: set[str] = set()
        self.doubtful: dict[str, set[str]] = defaultdict(set)
        self.report = MergeReport()
        self.taken: set[str] = set()
        self._elsewhere: list[Draft] = []
        self.became: dict[str, str] = {}
        self.names = Likeness(tuple(self.records.values()))
        self._acgme: dict[str, list[str]] = defaultdict(list)
        self._codes: dict[str, list[str]] = defaultdict(list)
        for record in self.records.values():
            self._index(record)

    def _index(self, record: Record) -> None:
        for table, values in ((self._acgme, record.acgme_id), (self._codes, record.nrmp_codes)):
            for value in values:
                if record.id not in table[value.value]:
                    table[value.value].append(record.id)

    def settle(self, draft: Draft) -> bool:
        """Join a draft by the answer of a person or by an id; whether it is settled."""
        self.report.read += 1
        if (answer := self.answers.get(draft.origin)) is not None:
            self._answered(draft, answer)
            return True
        return self._by_id(draft)

    def _by_id(self, draft: Draft) -> bool:
        found = self._same_track(draft, self._with_acgme(draft))
        by_code = self._with_code(draft)
        by_id = list(dict.fromkeys([*found[:1], *by_code]))
        if by_id and all(elsewhere(draft, self.records[i]) for i in by_id):
            self._elsewhere.append(draft)
            return True
        if found:
            self._join(draft, found[:1], "acgme_id")
            return True
        if agreeing := [i for i in by_code if agree(draft, self.records[i])]:
            self._join(draft, agreeing, "nrmp_code")
            return True
        if by_code:
            why = "The NRMP code is that of a program with another ACGME id or specialty."
            self._ask(draft, self._offered(by_code), why)
        elif also := self._other_kind(draft):
            self._join(draft, [also], "nrmp_code")
            return True
        return bool(by_code)

    def _with_acgme(self, draft: Draft) -> list[str]:
        return [i for v in draft.acgme_id for i in self._acgme.get(v.value, ())]

    def _with_code(self, draft: Draft) -> list[str]:
        return list(dict.fromkeys(i for v in draft.nrmp_codes for i in self._codes.get(v.value, ())))

    def ask_about_places(self) -> None:
        """Ask about drafts with the id of another place, unless a later row has told that name or place too."""
        waiting: list[Draft] = []
        while len(self._elsewhere) != len(waiting):
            waiting, self._elsewhere = self._elsewhere, []
            for draft in waiting:
                if not self._by_id(draft):  # what has its id is now known to be another track
                    self._add(draft)
        self._elsewhere = []
        why = "Its id is that of a program with another name in another place."
        for draft in waiting:
            ids = dict.fromkeys([*self._with_acgme(draft), *self._with_code(draft)])
            self._ask(draft, self._offered(list(ids)), why)

    def _offered(self, ids: Sequence[str]) -> tuple[Candidate, ...]:
        return tuple(Candidate(i, label(self.records[i]), 1.0, 1.0, 1.0) for i in ids[:_OFFERED])

    def _other_kind(self, draft: Draft) -> str | None:
        """The program of which the codes of a draft are the primary care positions, or the other way round."""
        found = {i for v in draft.nrmp_codes for i in self._codes.get(v.value.translate(_CARE), ())}
        fits = [i for i in found if agree(draft, self.records[i]) and same_site(draft, self.records[i])]
        return fits[0] if len(fits) == 1 else None

    def _same_track(self, draft: Draft, ids: Sequence[str]) -> list[str]:
        """Of the records of one ACGME id, those of the kind of track of the draft; the main one if it tells none."""
        kind = kind_of(draft)
        fitting = [i for i in dict.fromkeys(ids) if kind is None or kind_of(self.records[i]) in (kind, None)]
        return sorted(
            fitting, key=lambda i: (kind_of(self.records[i]) is None, main_first(kind_of(self.records[i])))
        )

    def _answered(self, draft: Draft, answer: str) -> None:
        if answer == SKIP:
            self.report.rejected.append(RejectedDraft(draft.origin, "Left out, as you answered."))
        elif answer == NEW:
            self._add(draft)
            self.said_new.add(self.report.new[-1])
        elif (record_id := self.became.get(answer, answer)) in self.records:
            self._join(draft, [record_id], "answer")
        else:
            why = f'The answer "{answer[:80]}" is no program of this catalog.'
            self.report.rejected.append(RejectedDraft(draft.origin, why))

    def by_institution(self, drafts: Sequence[Draft]) -> list[Draft]:
        """Join programs with an NRMP code and those with an ACGME id, as the crosswalk has it.

        Records are joined in the same way, so that with no drafts at all this finds the twins of a catalog.

        Returns:
            The drafts left over.
        """
        every: tuple[Record | Draft, ...] = (*self.records.values(), *drafts)
        coded = [f for f in every if f.nrmp_codes and not f.acgme_id]
        accredited = applications(f for f in every if f.acgme_id)
        if not coded or not accredited:
            return list(drafts)
        found = Crosswalk((*coded, *accredited)).assign(coded, accredited)
        found.sort(key=lambda a: main_first(kind_of(coded[a.coded])))
        settled: set[str] = set()
        for assignment in found:
            one, offered = coded[assignment.coded], [accredited[at] for at in assignment.accredited]
            if isinstance(one, Record) and self._apart(one, offered, assignment):
                continue
            if assignment.certainty == "one":
                self._track_of(one, offered[0], assignment, settled)
            elif isinstance(one, Record):
                for other in offered:
                    if isinstance(other, Draft):
                        self.doubtful[other.origin].add(one.id)
            elif len(known := [o for o in offered if isinstance(o, Record)]) == len(offered):
                self._ask(one, tuple(_candidate(o, assignment) for o in known), assignment.why)
                settled.add(one.origin)
        return [d for d in drafts if d.origin not in settled]

    def _apart(self, one: Record, offered: Sequence[ProgramFacts], why: Assignment) -> bool:
        """Note records that may be one, or that somebody said are two; whether they are two."""
        known = {frozenset((t.one, t.other)): t for t in self.twins}
        said = False
        for other in offered:
            if not isinstance(other, Record):
                continue
            pair = frozenset((one.id, other.id))
            new = bool(self.said_new & pair)
            if pair not in known and (new or why.certainty == "question"):
                self.twins.append(PossibleTwin(one.id, other.id, why.why, apart=new))
            said = said or new or (pair in known and known[pair].apart)
        return said

    def _track_of(
        self, one: Record | Draft, program: Record | Draft, found: Assignment, settled: set[str]
    ) -> None:
        """Take a program with a code for a track of an accredited one."""
        ids = [i for v in program.acgme_id for i in self._acgme.get(v.value, ())]
        kind = kind_of(one)
        if not ids and isinstance(program, Draft):
            settled.add(program.origin)
            if isinstance(one, Record) and agree(program, self.records[one.id]):
                self._join(program, [one.id], "institution", found.score)
                return
            self._add(program)
            ids = [self.report.new[-1]]
        same = [i for i in ids if kind_of(self.records[i]) == kind]
        unsaid = [i for i in ids if kind_of(self.records[i]) is None and kind in _MAIN_KINDS]
        target = next(iter([*same, *unsaid]), None)
        track = {"acgme_id": same_application(program, found.why)}
        if isinstance(one, Draft):
            settled.add(one.origin)
            if target is not None:
                self._join(one, [target], "institution", found.score)
            else:
                self._add(one.model_copy(update=track))
        elif target is not None:
            self._unite(target, one.id)
        else:
            self.records[one.id] = self.records[one.id].model_copy(update=track)
            self._index(self.records[one.id])

    def by_likeness(self, drafts: Sequence[Draft], watch: Watch) -> None:
        """Join, ask about or add the drafts no id decided, the most alike first."""
        scored = [
            (
                draft,
                [
                    c
                    for c in self.names.candidates(draft, ASK)
                    if c.record_id not in self.doubtful[draft.origin]
                ],
            )
            for draft in _with_progress(drafts, watch)
        ]
        decided: dict[str, tuple[str, float]] = {}
        for draft, found in sorted(scored, key=lambda pair: -pair[1][0].score if pair[1] else 0.0):
            if not found:
                continue
            best, why = found[0], ""
            said = [c for c in found if c.label == label(draft) and c.score > best.score - _MARGIN]
            if len(said) == 1:  # its very name tells it from a twin
                best = said[0]
            if best.score < MERGE:
                why = "The names are alike, but not enough to be sure."
            elif len(said) != 1 and len(found) > 1 and found[1].score > best.score - _MARGIN:
                why = "Two programs of the catalog are about equally alike."
            elif best.record_id in self.taken:
                why = "Another row of the same source was already joined to the program most alike."
            if why:
                self._ask(draft, tuple(found[:_OFFERED]), why)
                decided[draft.origin] = ("", 0.0)
            else:
                self.taken.add(best.record_id)
                decided[draft.origin] = (best.record_id, best.score)
        for draft in drafts:
            record_id, score = decided.get(draft.origin, (None, 0.0))
            if record_id:
                self._join(draft, [self.became.get(record_id, record_id)], "likeness", score)
            elif record_id is None and not self._by_id(draft):
                # An earlier draft of this import may have brought the same id; else it is new.
                self._add(draft)

    def note_alike(self) -> None:
        """Note programs new with this import that may be others of the list by name and place, one by one."""
        names = Likeness(tuple(self.records.values()))
        known = {frozenset((twin.one, twin.other)) for twin in self.twins}
        for key in [key for key in self.report.new if key in self.records and key not in self.said_new]:
            one = self.records[key]
            for found in names.twins(one, MERGE):
                pair = frozenset((key, found.record_id))
                other = self.records[found.record_id]
                # a code beside an ACGME id is what the crosswalk looks at
                if pair not in known and not by_crosswalk(one, other):
                    known.add(pair)
                    why = (
                        _SLIPPED
                        if contradict(one, other)
                        else "Name, city and specialty are the same or alike."
                    )
                    self.twins.append(PossibleTwin(key, other.id, why))

    def _ask(self, draft: Draft, offered: tuple[Candidate, ...], why: str) -> None:
        self.report.questions.append(MergeQuestion(draft.origin, label(draft), offered, why))

    def _add(self, draft: Draft) -> None:
        key = new_id(draft, self.records)
        values: dict[str, Any] = dict(draft.facts())
        record = Record.model_construct(id=key, **values)
        self.records[key] = record
        self.report.new.append(key)
        self._index(record)

    def _join(self, draft: Draft, ids: Sequence[str], how: How, score: float = 1.0) -> None:
        main, *others = ids
        for other in others:
            self._unite(main, other)
        before = self.records[main]
        after, conflicts = join_records(before, draft)
        self.records[main] = after
        self._index(after)
        self.taken.add(main)
        self.report.matched.append(RecordMatch(draft.origin, main, how, score))
        if after is before and not others:
            self.report.unchanged.append(draft.origin)
        program = label(after)
        self.report.conflicting += [
            Conflict(main, program, name, old, value, value_in_force(after, name).value)
            for name, old, value in conflicts
        ]

    def _unite(self, main: str, other: str) -> None:
        """Two records are one program: the values of the second go to the first, and its id leads there."""
        self.records[main], _ = join_records(self.records[main], self.records.pop(other))
        self.report.joined.append((other, main))
        self.became = {
            **{old: main if new == other else new for old, new in self.became.items()},
            other: main,
        }
        gone = self.records[main]
        for table, values in ((self._acgme, gone.acgme_id), (self._codes, gone.nrmp_codes)):
            for value in values:
                listed = table[value.value]
                listed[:] = dict.fromkeys(main if i == other else i for i in listed)


def _candidate(found: Record, by: Assignment) -> Candidate:
    return Candidate(found.id, label(found), by.score, 1.0, 1.0)
