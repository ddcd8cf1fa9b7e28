"""The national season of 2025 as a preset: published counts, joined with the parameters of a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from matchsafe import evidence
from matchsafe.market.season.preset import Floats, Preset, Specialty

TYPES: Final = ("us_md", "us_do", "us_img", "non_us_img", "us_earlier")
"""Applicant types; ``us_earlier`` are graduates of US schools of earlier years and the few others."""
IS_IMG: Final = (False, False, True, True, False)
YEAR: Final = 2025
"""The year of the counts."""


def active() -> Floats:
    """Applicants who certified a list, by type, shape (types,)."""
    known = [float(evidence.table(f"match_rates.{t}").find(year=YEAR)["active"] or 0) for t in TYPES[:-1]]
    total = float(evidence.table("match_rates.all").find(year=YEAR)["active"] or 0)
    return np.array([*known, total - sum(known)])


def seats() -> dict[str, Floats]:
    """Categorical and advanced seats filled in each specialty, by type.

    The table of the report joins preliminary seats with categorical ones; those are taken off where another table
    counts them.
    """
    found: dict[str, Floats] = {}
    for row in evidence.table("positions_2025.by_specialty").records():
        code = row["specialty"]
        if code is None or row["level"] == "physician":
            continue
        earlier = _number(row["us_md_grad"]) + _number(row["us_do_grad"]) + _number(row["other"])
        filled = [_number(row[name]) for name in ("us_md_senior", "us_do_senior", "us_img", "non_us_img")]
        found[str(code)] = found.get(str(code), np.zeros(len(TYPES))) + np.array([*filled, earlier])
    for row in evidence.table("positions_2025.applicants_and_matches_other").records():
        if row["track"] == "preliminary" and row["specialty"] in found:
            taken = [_number(row[f"matches_{t}"]) for t in TYPES[:-1]]
            found[str(row["specialty"])][:-1] -= taken
    filled_in = evidence.table("season_2025.tracks")
    known = {str(row["specialty"]): _number(row["filled"]) for row in filled_in.records()}
    for code, by_type in found.items():
        if code in known:
            by_type[-1] = max(known[code] - by_type[:-1].sum(), 0)
    return {code: found[code] for code in known}


def _number(cell: Any) -> float:
    return float(cell or 0)


def match_rates() -> Floats:
    """Share of each type that fills a categorical or advanced seat, shape (types,)."""
    rates: Floats = sum(seats().values(), np.zeros(len(TYPES))) / active()
    return rates


def preferred() -> dict[str, float]:
    """Non-US IMGs by first choice in 2026."""
    return {
        str(r["specialty"]): _number(r["matched"]) + _number(r["not_matched"])
        for r in evidence.table("charting_2026.counts").records()
    }


def candidates() -> dict[str, Floats]:
    """Active applicants who prefer each specialty, by type.

    The first choices of all types together are published for 2026, those of non-US IMGs too. A table with the right
    sums by specialty (first choices of 2026 for each position, at the positions of 2025) and by type (active
    applicants of 2025) is reached from a start by proportional fitting. The start is seats filled over the type's
    match rate, as if it were the same everywhere; where it is known how many rank a specialty, as a first choice or a
    later one, the root of the product of the two; and for non-US IMGs their own first choices of 2026.
    """
    tracks = {str(r["specialty"]): r for r in evidence.table("season_2025.tracks").records()}
    per_position = {
        str(r["specialty"]): _number(r["candidates_per_position"])
        for r in evidence.table("competition_2026.candidates_per_position").records()
    }
    own = preferred()
    rates = match_rates()
    start = np.array([by_type / rates for by_type in seats().values()]) + 0.5
    codes, ranked = list(tracks), of_first_year()
    for i in (i for i, code in enumerate(codes) if code in ranked):
        start[i, :-1] = np.sqrt(start[i, :-1] * (ranked[codes[i]][:-1] + 0.5))
    img = TYPES.index("non_us_img")
    start[:, img] = [own.get(code, start[i, img]) for i, code in enumerate(codes)]
    rows = np.array([per_position[code] * _number(tracks[code]["positions"]) for code in codes])
    columns = active()
    return dict(zip(codes, fit_margins(start, rows * columns.sum() / rows.sum(), columns), strict=True))


def rankers() -> dict[str, Floats]:
    """Applicants who rank a first-year position of a specialty, by type; of the last type none is known."""
    return {
        str(row["specialty"]): np.array([*(_number(row[f"applicants_{t}"]) for t in TYPES[:-1]), 0.0])
        for row in evidence.table("positions_2025.applicants_and_matches").records()
    }


def of_first_year() -> dict[str, Floats]:
    """The ``rankers`` of specialties all of whose positions begin in the first year: those are all who rank it."""
    seats = evidence.table("positions_2025.by_specialty").records()
    later = {row["specialty"] for row in seats if row["level"] == "pgy2"}
    return {code: by_type for code, by_type in rankers().items() if code not in later}


def second_choices() -> dict[str, Floats]:
    """How many more rank each specialty than prefer it, by type; graduates of earlier years as all others together."""
    ranked = rankers()
    more = {code: np.maximum(ranked[code] - wanted, 0)[:-1] for code, wanted in candidates().items()}
    return {code: np.append(by_type, by_type.sum()) for code, by_type in more.items()}


def fit_margins(start: Floats, rows: Floats, columns: Floats, rounds: int = 200) -> Floats:
    """A table with these sums by row and column and the interactions of ``start`` (iterative proportional fitting)."""
    table = np.array(start, np.float64)
    for _ in range(rounds):
        table *= (rows / table.sum(1))[:, None]
        table *= columns / table.sum(0)
    return table


def specialties() -> tuple[Specialty, ...]:
    """The specialties of the season."""
    wanted, second = candidates(), second_choices()
    signals = {
        str(r["specialty"]): int(_number(r["total"])) for r in evidence.table("signals.season_2025").records()
    }
    contested = {
        str(r["specialty"]): np.log(_number(r["candidates_per_position"]))
        for r in evidence.table("competition_2026.candidates_per_position").records()
        if r["specialty"] in wanted
    }
    mean, spread = np.mean(list(contested.values())), np.std(list(contested.values()))
    return tuple(
        Specialty(
            code=str(row["specialty"]),
            programs=int(_number(row["tracks"])),
            positions=int(_number(row["positions"])),
            candidates=tuple(np.round(wanted[str(row["specialty"])], 1).tolist()),
            signals=signals.get(str(row["specialty"]), 0),
            selectivity=round(float((contested[str(row["specialty"])] - mean) / spread), 3),
            backup_weights=tuple(np.round(second[str(row["specialty"])], 1).tolist()),
        )
        for row in evidence.table("season_2025.tracks").records()
    )


def national(name: str, version: str, parameters: Mapping[str, float]) -> Preset:
    """A preset with the counts of 2025."""
    places = tuple(_number(r["per_thousand"]) for r in evidence.table("season_2025.places").records())
    return Preset(name, version, TYPES, IS_IMG, specialties(), places, parameters)
