"""A catalog as a whole: its records, whether it is a sample, and how a program in it is found by any of its ids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from matchsafe.catalog.errors import UnknownProgram
from matchsafe.catalog.organizations import Organization
from matchsafe.catalog.record import Record
from matchsafe.catalog.snapshot import InForce
from matchsafe.domain.program import Program

SAMPLE_BANNER = "Sample catalog: its programs are invented. Use it to try things out, not to apply."
"""Shown wherever a sample is used."""


@dataclass(frozen=True)
class PossibleTwin:
    """Two entries that may be one program.

    Attributes:
        one: Id of the first.
        other: Id of the second.
        why: Why they may be one.
        apart: Whether somebody said that they are two.
    """

    one: str
    other: str
    why: str
    apart: bool = False


@dataclass(frozen=True)
class Catalog:
    """Programs under a name.

    Attributes:
        name: Short name of the catalog on this machine.
        records: The programs, each id once.
        sample: Whether its programs are invented.
        became: Ids that are gone because their record was found to be another one, and what they became.
        twins: Entries that may be one program, and those that somebody said are two.
        employers: Employers of public files: their cases, and which programs they are, as far as asked or said.
        known: What is in force in the records, where it was worked out before; ``in_force`` has it either way.
    """

    name: str
    records: Sequence[Record] = ()
    sample: bool = False
    became: Mapping[str, str] = field(default_factory=dict)
    known: InForce | None = field(default=None, compare=False, repr=False)
    twins: tuple[PossibleTwin, ...] = ()
    employers: tuple[Organization, ...] = ()

    @property
    def banner(self) -> str | None:
        """What has to be shown with anything taken from this catalog; ``None`` if nothing has to."""
        return SAMPLE_BANNER if self.sample else None

    @cached_property
    def in_force(self) -> InForce:
        """The values in force of all programs."""
        return InForce.of(self.records) if self.known is None else self.known

    @property
    def as_of(self) -> str | None:
        """The newest date any source gives, the applicant's own entries apart; ``None`` if none gives one."""
        return self.in_force.as_of

    @property
    def programs(self) -> tuple[Program, ...]:
        """The programs with the values in force, in the order of the records."""
        return self.in_force.programs

    @cached_property
    def _place(self) -> dict[str, int]:
        """Where each program stands, by every id it is known by, without case; its own id comes first."""
        found: dict[str, int] = {}
        for at, keys in enumerate(self.in_force.other_keys):
            for key in keys:
                found.setdefault(key.casefold(), at)
        found.update({program.id.casefold(): at for at, program in enumerate(self.programs)})
        return found

    def find(self, key: str) -> Record:
        """The record with this id, NRMP code or ACGME id; where an ACGME id has several tracks, the first.

        Raises:
            UnknownProgram: If there is none.
        """
        return self.records[self._at(key)]

    def program(self, key: str) -> Program:
        """The same with the values in force.

        Raises:
            UnknownProgram: If there is none.
        """
        return self.programs[self._at(key)]

    def _at(self, key: str) -> int:
        wanted = key.strip()
        at = self._place.get(self.became.get(wanted, wanted).casefold())
        if at is None:
            raise UnknownProgram(
                f'The catalog "{self.name}" has no program with the id "{wanted[:80]}". '
                "Accepted: an id as listed, an NRMP code or an ACGME id."
            )
        return at
