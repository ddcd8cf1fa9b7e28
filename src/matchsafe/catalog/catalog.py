"""A catalog as a whole: its records, whether it is a sample, and how a program in it is found by any of its ids."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from matchsafe.catalog.errors import UnknownProgram
from matchsafe.catalog.record import Record
from matchsafe.catalog.standing import resolve
from matchsafe.domain.program import Program

SAMPLE_BANNER = "Sample catalog: its programs are invented. Use it to try things out, not to apply."
"""Shown wherever a sample is used."""


@dataclass(frozen=True)
class Catalog:
    """Programs under a name.

    Attributes:
        name: Short name of the catalog on this machine.
        records: The programs, each id once.
        sample: Whether its programs are invented.
        became: Ids that are gone because their record was found to be another one, and what they became.
    """

    name: str
    records: tuple[Record, ...] = ()
    sample: bool = False
    became: Mapping[str, str] = field(default_factory=dict)

    @property
    def banner(self) -> str | None:
        """What has to be shown with anything taken from this catalog; ``None`` if nothing has to."""
        return SAMPLE_BANNER if self.sample else None

    @cached_property
    def as_of(self) -> str | None:
        """The newest date any source gives, the applicant's own entries apart; ``None`` if none gives one."""
        values = (v for r in self.records for _, told in r.facts() for v in told if v.reliability != "own")
        return max((v.as_of for v in values if v.as_of), default=None)

    @cached_property
    def _by_key(self) -> dict[str, Record]:
        found: dict[str, Record] = {}
        for record in self.records:
            for value in (*record.acgme_id, *record.nrmp_codes):
                found.setdefault(str(value.value).casefold(), record)
        found.update({record.id.casefold(): record for record in self.records})
        return found

    def find(self, key: str) -> Record:
        """The program with this id, NRMP code or ACGME id; where an ACGME id has several tracks, the first.

        Raises:
            UnknownProgram: If there is none.
        """
        wanted = key.strip()
        found = self._by_key.get(self.became.get(wanted, wanted).casefold())
        if found is None:
            raise UnknownProgram(
                f'The catalog "{self.name}" has no program with the id "{wanted[:80]}". '
                "Accepted: an id as listed, an NRMP code or an ACGME id."
            )
        return found

    @cached_property
    def programs(self) -> tuple[Program, ...]:
        """The programs with the values in force, in the order of the records."""
        return tuple(resolve(r) for r in self.records)
