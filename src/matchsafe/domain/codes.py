"""A specialty or a state as people write it, checked and turned into its code when a type holds it."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from matchsafe.domain.season_part import specialty_of, state_of

SpecialtyCode = Annotated[str, AfterValidator(specialty_of)]
"""A code of ``domain.specialties``; a printed name or a common short form becomes one."""

StateCode = Annotated[str, AfterValidator(state_of)]
"""A postal code of ``domain.states``; a full name becomes one."""
