"""A catalog laid out for searching: one array a field, one list of programs a word. Worked out once a catalog."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.identity import plain
from matchsafe.domain.places import EARTH_MILES
from matchsafe.domain.specialties import SPECIALTY_NAMES
from matchsafe.domain.states import STATE_NAMES

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.float64]

_NUMBERS: Final = (
    "latitude", "longitude", "positions", "img_share", "us_img_share", "non_us_img_share", "step2_minimum",
    "graduation_limit", "attempts_allowed", "invite_rate_us_img", "invite_rate_non_us_img", "salary",
)  # fmt: skip
_YES_NO: Final = ("j1", "h1b", "usce_required", "takes_signals")
_NAMES: Final = ("name", "specialty", "state", "city", "setting", "track")
_DIGITS: Final = re.compile(r"\d+")


class Columns:
    """The values in force of a catalog by column.

    Attributes:
        numbers: Values by field, NaN for unknown; yes is 1 and no is 0.
        texts: Values by field, "" for unknown.
        order: For each text field, the place of each program when sorted by it.
    """

    def __init__(self, catalog: Catalog) -> None:
        programs = catalog.programs
        self.size = len(programs)
        self.numbers: dict[str, Numbers] = {
            field: _numbers(getattr(p, field) for p in programs) for field in (*_NUMBERS, *_YES_NO)
        }
        self.numbers["unfilled"] = _numbers(catalog.in_force.unfilled)
        self.texts: dict[str, list[str]] = {
            field: [str(getattr(p, field) or "") for p in programs] for field in _NAMES
        }
        self.texts["setting"] = ["" if s == "unknown" else s for s in self.texts["setting"]]
        self._arrays = {field: np.array(values, dtype=np.str_) for field, values in self.texts.items()}
        self.order = {
            field: _order([plain(v) for v in self.texts[field]])
            for field in ("name", "specialty", "state", "city")
        }
        self._words, self._holders = _vocabulary(
            " ".join(
                filter(
                    None,
                    (
                        p.name,
                        p.institution,
                        p.city,
                        p.state,
                        STATE_NAMES.get(p.state or ""),
                        SPECIALTY_NAMES.get(p.specialty),
                        p.id,
                        p.acgme_id,
                        *p.nrmp_codes,
                    ),
                )
            )
            for p in programs
        )

    def one_of(self, field: str, wanted: Iterable[str]) -> Mask:
        """Programs whose text is one of those wanted."""
        return np.isin(self._arrays[field], list(wanted)) if self.size else np.zeros(0, dtype=np.bool_)

    def nonempty(self, field: str) -> Mask:
        """Programs of which the text is known."""
        return (
            np.asarray(self._arrays[field] != "", dtype=np.bool_)
            if self.size
            else np.zeros(0, dtype=np.bool_)
        )

    def search(self, text: str) -> Mask:
        """Programs of which each word of a text begins some word."""
        mask = np.ones(self.size, dtype=np.bool_)
        for word in plain(text).split():
            start, end = bisect_left(self._words, word), bisect_left(self._words, word + "\U0010ffff")
            here = np.zeros(self.size, dtype=np.bool_)
            for holders in self._holders[start:end]:
                here[holders] = True
            mask &= here
        return mask

    def miles_from(self, point: tuple[float, float]) -> Numbers:
        """Distance of each program from a point, in miles; NaN where its place is not known."""
        lat, lon = np.radians(self.numbers["latitude"]), np.radians(self.numbers["longitude"])
        here_lat, here_lon = np.radians(point)
        half = (
            np.sin((lat - here_lat) / 2) ** 2
            + np.cos(lat) * np.cos(here_lat) * np.sin((lon - here_lon) / 2) ** 2
        )
        distances: Numbers = 2 * EARTH_MILES * np.arcsin(np.sqrt(np.minimum(1.0, half)))
        return distances


def _numbers(values: Iterable[float | None]) -> Numbers:
    return np.array([np.nan if v is None else float(v) for v in values], dtype=np.float64)


def _order(values: Sequence[str]) -> Numbers:
    """The place of each value among the sorted ones, "ward 2" before "ward 10"; NaN for an empty one."""
    places = {value: i for i, value in enumerate(sorted(set(values) - {""}, key=_number_key))}
    return np.array([places.get(value, np.nan) for value in values], dtype=np.float64)


def _number_key(value: str) -> str:
    """A key that sorts the numbers within a text by their size."""
    return _DIGITS.sub(lambda digits: digits[0].zfill(12), value)


def _vocabulary(texts: Iterable[str]) -> tuple[list[str], list[npt.NDArray[np.int32]]]:
    """Every word in order, and for each the programs that hold it."""
    holders: dict[str, list[int]] = defaultdict(list)
    for i, text in enumerate(texts):
        for word in set(plain(text).split()):
            holders[word].append(i)
    words = sorted(holders)
    return words, [np.array(holders[w], dtype=np.int32) for w in words]
