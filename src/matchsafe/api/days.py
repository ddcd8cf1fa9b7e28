"""Days as they are written in requests."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

FIRST_DAY: Final = date(2000, 1, 1)
LAST_DAY: Final = date(2099, 12, 31)


def day_of(value: object) -> date:
    """Only a date as it is written, not the seconds since 1970 that would be taken for one otherwise.

    Raises:
        ValueError: If it is not one.
    """
    text = str(value)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        day = date.fromisoformat(text)
        if FIRST_DAY <= day <= LAST_DAY:
            return day
    raise ValueError("not a date from 2000-01-01 to 2099-12-31")
