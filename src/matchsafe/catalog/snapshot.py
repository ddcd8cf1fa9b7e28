"""What is in force in a whole catalog, in one place: all that a plan or a search looks at, without any source."""

from __future__ import annotations

from collections.abc import Iterable

from matchsafe.catalog.record import Record
from matchsafe.catalog.value_resolution import resolve, unfilled_positions
from matchsafe.domain.estimate import AnswerPart
from matchsafe.domain.program import Program


class InForce(AnswerPart):
    """The values in force of every program of a catalog.

    Attributes:
        as_of: The newest date any source gives, the applicant's own entries apart; ``None`` if none gives one.
        programs: In the order of the records.
        other_keys: For each program, every NRMP code and ACGME id any source gives it.
        unfilled: For each program, positions left unfilled in the Match; ``None`` where it is not known.
    """

    as_of: str | None
    programs: tuple[Program, ...]
    other_keys: tuple[tuple[str, ...], ...]
    unfilled: tuple[int | None, ...]

    def with_own(self, at: int, record: Record) -> InForce:
        """The same after one record has changed in nothing but the applicant's own entries.

        Those have no part in ``as_of``, so that no other record has to be read.
        """
        one = InForce.of((record,))
        parts = {
            part: (*getattr(self, part)[:at], *getattr(one, part), *getattr(self, part)[at + 1 :])
            for part in ("programs", "other_keys", "unfilled")
        }
        return self.model_copy(update=parts)

    @classmethod
    def of(cls, records: Iterable[Record]) -> InForce:
        """Read it off the records, each only once."""
        dates: set[str] = set()
        programs, keys, left = [], [], []
        for record in records:
            dates.update(
                value.as_of
                for _, told in record.facts()
                for value in told
                if value.as_of and value.reliability != "own"
            )
            programs.append(resolve(record))
            keys.append(tuple(str(v.value) for v in (*record.acgme_id, *record.nrmp_codes)))
            found = unfilled_positions(record)
            left.append(None if found is None else found[0])
        return cls(
            as_of=max(dates, default=None),
            programs=tuple(programs),
            other_keys=tuple(keys),
            unfilled=tuple(left),
        )
