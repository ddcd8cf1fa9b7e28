"""What a public file says of one employer or hospital, before it is known which programs are its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from matchsafe.catalog.identity import plain


@dataclass
class Organization:
    """An employer or a hospital.

    Attributes:
        name: As the file prints it.
        other_names: Further names of it, such as the one it trades under.
        places: City, in the form of ``plain``, and two-letter state of each address.
        facts: Values of each field, as a ``Value`` takes them.
        rows: How many rows of the file speak of it.
    """

    name: str
    other_names: set[str] = field(default_factory=set)
    places: set[tuple[str, str]] = field(default_factory=set)
    facts: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    rows: int = 0

    def stands_in(self, city: str, state: str) -> None:
        """Note an address, as far as it is known."""
        if len(state.strip()) == 2:
            self.places.add((plain(city), state.strip().upper()))

    @property
    def label(self) -> str:
        """Name and place, for a person to read."""
        city, state = min(self.places, default=("", ""))
        return ", ".join(part for part in (self.name, city.title(), state) if part)
