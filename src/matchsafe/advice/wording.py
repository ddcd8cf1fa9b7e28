"""Words the advice shares: the text helpers of the domain, and the names of visas."""

from __future__ import annotations

from matchsafe.domain.season import VisaNeed
from matchsafe.domain.text import day as day
from matchsafe.domain.text import listing as listing
from matchsafe.domain.text import part as part
from matchsafe.domain.text import plural as plural
from matchsafe.domain.text import span as span
from matchsafe.domain.text import verb as verb

VISA_WORDS: dict[VisaNeed, str] = {"none": "no visa", "j1": "J-1", "h1b": "H-1B", "j1_or_h1b": "J-1 or H-1B"}
"""How a visa need is said."""


def start(text: str) -> str:
    """The text with a capital first letter, the rest untouched."""
    return text[:1].upper() + text[1:]
