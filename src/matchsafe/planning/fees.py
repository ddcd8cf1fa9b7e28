"""What applying costs, item by item, each with the figure it rests on. A price that is not known is said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from matchsafe.domain.problem import Problem
from matchsafe.evidence import figure, number, table
from matchsafe.planning.cost import FeeSchedule, Tier
from matchsafe.planning.errors import PlanningError

SEASONS: Final = (2025, 2026, 2027)
"""Seasons (years of the Match) for which any price of ERAS is known."""
DEFAULT_SEASON: Final = 2026
"""The newest season of which every price of ERAS is known."""
MOST_PROGRAMS: Final = 10_000
"""More programs than exist; a larger number is a slip."""

_TOKEN: Final = {2027: "fees.ecfmg_token_2027"}
_REGISTRATION: Final = {2024: "fees.nrmp_2024_registration", 2027: "fees.nrmp_2027_registration"}
_EXTRA_RANK: Final = {2026: ("fees.nrmp_2026_ranks_included", "fees.nrmp_2026_extra_rank")}
_LENGTH: Final = {2024: "fees.nrmp_2024_length_fee"}
_COUPLE: Final = {2024: "fees.nrmp_2024_couple_partner"}


@dataclass(frozen=True)
class FeeLine:
    """One item.

    Attributes:
        code: ``eras``, ``token``, ``registration``, ``extra_ranks``, ``list_length`` or ``couple``.
        what: What is paid for, in words.
        count: How many.
        each: Dollars apiece; ``None`` if paid as a whole or not known.
        amount: Dollars; ``None``: not known for this season.
        figure: Id of the figure it rests on; of another season's where this one's is not known; ``None`` without any.
        note: What to know about it, such as what the price was in another season.
        estimated: Whether the price is that of another season, as this one's is not known.
    """

    code: str
    what: str
    count: int
    each: float | None
    amount: float | None
    figure: str | None
    note: str = ""
    estimated: bool = False


@dataclass(frozen=True)
class Bill:
    """The items of a season.

    Attributes:
        season: Year of the Match.
        lines: The items.
        eras: Dollars for ERAS alone, as far as known.
        known: Dollars of all known items.
        unknown: What is paid for at a price not known, in words.
    """

    season: int
    lines: tuple[FeeLine, ...]
    eras: float
    known: float
    unknown: tuple[str, ...]


def fees(
    programs: Mapping[str, int],
    season: int = DEFAULT_SEASON,
    *,
    ranks: int | None = None,
    couple: bool = False,
    img: bool = True,
    estimate: bool = False,
) -> Bill:
    """The bill for applications to so many programs.

    Args:
        programs: Number of programs by specialty (any name; ERAS counts each specialty afresh).
        season: Year of the Match, one of ``SEASONS``.
        ranks: Programs on the rank list, if their fees are to be counted.
        couple: Whether the applicant enters the Match with a partner; the bill is for one of the two.
        img: Whether the applicant needs the token that opens ERAS to IMGs.
        estimate: Whether an unknown price of ERAS is taken from the nearest season of which it is known, and marked;
            any year is accepted then.

    Raises:
        PlanningError: If the season is not known or a number is none; every problem is named.
    """
    problems = list(_problems(programs, nearest_season(season) if estimate else season, ranks))
    if problems:
        raise PlanningError(problems)
    lines = [line for name, n in programs.items() if n for line in _eras(name, n, season, estimate=estimate)]
    if img and any(programs.values()):
        lines.append(_one_fee("token", "token that opens ERAS to an IMG", season, _TOKEN))
    lines.append(_one_fee("registration", "registration with NRMP", season, _REGISTRATION))
    if ranks is not None:
        lines += _ranks(ranks, season)
    if couple:
        lines.append(_one_fee("couple", "couple, for each partner", season, _COUPLE))
    known = [line for line in lines if line.amount is not None]
    return Bill(
        season,
        tuple(lines),
        sum(line.amount or 0.0 for line in known if line.code == "eras"),
        sum(line.amount or 0.0 for line in known),
        tuple(line.what for line in lines if line.amount is None),
    )


def _problems(programs: Mapping[str, int], season: int, ranks: int | None) -> Iterator[Problem]:
    if season not in SEASONS:
        accepted = ", ".join(map(str, SEASONS))
        yield Problem(f"no prices are known for {season}; accepted: {accepted}", "unknown", "season")
    for name, n in programs.items():
        if not 0 <= n <= MOST_PROGRAMS:
            where = f"programs in {name}" if name else "programs"
            yield Problem(f"{n}; 0 to {MOST_PROGRAMS:,} are accepted", "range", where)
    most = int(number("fees.nrmp_2026_most_ranks"))
    if ranks is not None and not 0 <= ranks <= most:
        yield Problem(f"{ranks}; 0 to {most} are accepted", "range", "ranks")


def _programs(first: int, last: int, name: str) -> str:
    count = "1 program" if first == last else f"{last - first + 1} programs"
    place = f" from the {_ordinal(first)} on" if first > 1 else ""
    return f"{count}{place} in {name}" if name else f"{count}{place}"


def _ordinal(n: int) -> str:
    ending = "th" if n % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{ending}"


def _eras(name: str, n: int, season: int, *, estimate: bool) -> Iterator[FeeLine]:
    """The items of one specialty."""
    start = 1
    known = nearest_season(season) if estimate else season
    for end, price, whole, id_ in _tiers(known):
        last = n if end is None else min(n, end)
        if last < start:
            return
        what, count = _programs(start, last, name), last - start + 1
        if whole is not None:
            yield FeeLine("eras", what, count, None, whole, id_, f"one price for up to {end}")
        elif price is None and estimate:
            taken = number(id_)
            yield FeeLine(
                "eras",
                what,
                count,
                taken,
                taken * count,
                id_,
                _price_of_another_season(id_, season),
                estimated=True,
            )
        elif price is not None and known != season:
            yield FeeLine(
                "eras",
                what,
                count,
                price,
                price * count,
                id_,
                _price_of_another_season(id_, season),
                estimated=True,
            )
        elif price is None:
            yield FeeLine("eras", what, count, None, None, id_, _elsewhere(id_, season))
        else:
            yield FeeLine("eras", what, count, price, price * count, id_, _second_hand(id_))
        start = last + 1


def _tiers(season: int) -> Iterator[tuple[int | None, float | None, float | None, str]]:
    """Tiers of a season: last program, price of each, or one price for all of them, and the figure."""
    end = int(number("fees.eras_2026_tier_end"))
    if season == 2025:
        for row in table("fees.eras_2025_tiers").records():
            last, each, whole = row["programs_to"], row["each"], row["first_together"]
            yield (
                None if last is None else int(last),
                None if each is None else float(each),
                None if whole is None else float(whole),
                "fees.eras_2025_tiers",
            )
    elif season == 2026:
        yield end, number("fees.eras_2026_first_30"), None, "fees.eras_2026_first_30"
        yield None, number("fees.eras_2026_from_31"), None, "fees.eras_2026_from_31"
    else:
        yield end, number("fees.eras_2027_thirty_programs") / end, None, "fees.eras_2027_thirty_programs"
        yield None, None, None, "fees.eras_2026_from_31"


def nearest_season(season: int) -> int:
    """The season nearest to a year of which any price of ERAS is known."""
    return min(max(season, SEASONS[0]), SEASONS[-1])


def _price_of_another_season(id_: str, season: int) -> str:
    return f"the price of {figure(id_).year.removeprefix('season ')}; that of {season} is not known yet"


def _second_hand(id_: str) -> str:
    return "" if figure(id_).confidence == "primary" else "not read at its source"


def _elsewhere(id_: str, season: int) -> str:
    found = figure(id_)
    value = f"{found.value:g} dollars" if isinstance(found.value, int | float) else "a table"
    year = found.year.removeprefix("season ")
    return f"not known for {season}; in {year} it was {value}"


def _one_fee(code: str, what: str, season: int, by_season: Mapping[int, str]) -> FeeLine:
    """An item paid once: at this season's price, or not known, with the nearest season's price told."""
    if id_ := by_season.get(season):
        price = number(id_)
        return FeeLine(code, what, 1, price, price, id_, _second_hand(id_))
    nearest = by_season[min(by_season, key=lambda year: abs(year - season))]
    return FeeLine(code, what, 1, None, None, nearest, _elsewhere(nearest, season))


def _ranks(ranks: int, season: int) -> Iterator[FeeLine]:
    """Fees for a long rank list."""
    (known,) = _EXTRA_RANK
    included, extra = _EXTRA_RANK[known]
    beyond = max(ranks - int(number(included)), 0)
    what = (
        f"{beyond} ranks beyond the {number(included):g} included"
        if beyond != 1
        else "1 rank beyond those included"
    )
    if season == known or not beyond:
        each = number(extra)
        yield FeeLine("extra_ranks", what, beyond, each, each * beyond, extra, _second_hand(extra))
    else:
        yield FeeLine("extra_ranks", what, beyond, None, None, extra, _elsewhere(extra, season))
    ((year, id_),) = _LENGTH.items()
    rows = table(id_).records()
    if ranks >= min(int(row["ranks_from"] or 0) for row in rows):
        (fee,) = (
            row["fee"] for row in rows if int(row["ranks_from"] or 0) <= ranks <= int(row["ranks_to"] or 0)
        )
        note = f"not known for {season}; in {year} it was {fee} dollars"
        yield FeeLine("list_length", f"a list of {ranks} ranks", 1, None, None, id_, note)


def one_extra_rank(season: int) -> FeeLine:
    """What each program on the rank list costs beyond those included in the registration, were there more.

    It falls due in spring and depends on the interviews that come, so it belongs to no budget of applications.
    """
    (known,) = _EXTRA_RANK
    included, extra = _EXTRA_RANK[known]
    what = f"each program you rank beyond {number(included):g}, if you rank more"
    if season == known:
        price = number(extra)
        note = "; ".join(filter(None, ("to NRMP, not part of the budget", _second_hand(extra))))
        return FeeLine("extra_ranks", what, 1, price, price, extra, note)
    return FeeLine("extra_ranks", what, 1, None, None, extra, _elsewhere(extra, season))


def schedule(season: int) -> FeeSchedule:
    """ERAS's fees of a specialty for the planner; a price not known yet is that of the nearest season with one."""
    tiers, opening = [], 0.0
    for end, price, whole, id_ in _tiers(nearest_season(season)):
        opening += whole or 0.0
        tiers.append(Tier(end, number(id_) if whole is None and price is None else price or 0.0))
    return FeeSchedule(tuple(tiers), opening)
