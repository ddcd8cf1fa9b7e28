"""Studies of a market in words and rows: what the terminal and the tables behind the pictures show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Final, get_args

from matchsafe.domain.market_study import (
    Cutoff,
    MarketChange,
    MatchComparison,
    MatchStatistics,
    Move,
    PolicyOutcome,
    RankDistribution,
    ReservedReport,
    StableSetReport,
)
from matchsafe.domain.match_report import Mechanism
from matchsafe.domain.text import plural

NONE: Final = "no match"
Rows = tuple[tuple[str, ...], ...]


def _mean(value: float | None) -> str:
    return "none" if value is None else f"{value:.2f}"


def statistics_lines(found: MatchStatistics) -> tuple[str, ...]:
    """How many matched, how well, and how tight the market is; the first line says the most."""
    people, tight = found.applicants, found.tightness
    lines = [
        f"{found.matched:,} matched, {found.unmatched:,} did not; {plural(found.unfilled, 'position')} left."
    ]
    if people.mean is not None:
        first = people.counts[0]
        lines.append(
            f"Mean rank of matched singles: {_mean(people.mean)}; {first:,} have their first choice."
        )
    if found.couples.mean is not None:
        lines.append(f"Mean rank of the pairs of matched couples: {_mean(found.couples.mean)}.")
    if found.programs.mean is not None:
        lines.append(f"Mean place of those who got in on the programs' lists: {_mean(found.programs.mean)}.")
    if tight.per_applicant is not None:
        lines.append(
            f"{tight.per_applicant:.2f} positions for each applicant; lists of {_mean(tight.list_length)} programs on"
            " average."
        )
    stable = "Stable" if found.stable else "Not stable"
    efficient = {
        None: "",
        True: "; no applicant can do better without another doing worse",
        False: "; some applicants could do better without another doing worse",
    }[found.efficient]
    lines.append(f"{stable}{efficient}.")
    return tuple(lines)


def distribution_rows(found: RankDistribution) -> Rows:
    """A row for each rank: how many, and how many so far; then those without."""
    rows = [
        (str(rank), f"{count:,}", f"{so_far:,}")
        for rank, (count, so_far) in enumerate(zip(found.counts, accumulate(found.counts), strict=True), 1)
    ]
    return (*rows, ("none", f"{found.without:,}", f"{sum(found.counts) + found.without:,}")) if rows else ()


def cutoff_rows(found: Sequence[Cutoff]) -> Rows:
    """A row for each program: how full it is, and the last place that gets in."""
    return tuple(
        (
            one.program,
            f"{one.filled:,} of {one.quota:,}",
            f"{one.place:,} of {one.listed:,}" if one.place else "open",
        )
        for one in found
    )


def mechanism_rows(found: Sequence[MatchStatistics]) -> tuple[tuple[str, ...], Rows]:
    """Heads and a row for each mechanism."""
    heads = ("mechanism", "matched", "first choice", "mean rank", "stable", "efficient")
    yes = {True: "yes", False: "no", None: "-"}
    rows = tuple(
        (
            str(one.method).replace("_", " "),
            f"{one.matched:,}",
            f"{one.applicants.counts[0] if one.applicants.counts else 0:,}",
            _mean(one.applicants.mean),
            yes[one.stable],
            yes[one.efficient],
        )
        for one in found
    )
    return heads, rows


_POLICIES: Final = {"order": "in order", "single": "single lottery", "multiple": "multiple lotteries"}


def policy_name(one: PolicyOutcome) -> str:
    """A mechanism and its way of breaking ties in words."""
    return f"{one.mechanism.replace('_', ' ')}, {_POLICIES[one.policy]}"


def policy_rows(found: Sequence[PolicyOutcome]) -> tuple[tuple[str, ...], Rows]:
    """Heads and a row for each mechanism and way of breaking ties."""
    heads = (
        "mechanism, ties",
        "first choice",
        "second",
        "third",
        "later",
        "none",
        "mean rank",
        "stable draws",
    )
    rows = tuple(
        (
            policy_name(one),
            *(f"{share:,.1f}" for share in policy_shares(one)),
            _mean(one.mean),
            f"{one.stable:,} of {one.draws:,}",
        )
        for one in found
    )
    return heads, rows


def policy_shares(one: PolicyOutcome) -> tuple[float, ...]:
    """How many reached their first, second, third and a later place, and none."""
    first, second, third = (*one.reached, 0.0, 0.0, 0.0)[:3]
    return first, second, third, sum(one.reached[3:]), one.without


def result_name(name: str) -> str:
    """A mechanism in words; the name of a file as it is."""
    return name.replace("_", " ") if name in get_args(Mechanism) else name


def comparison_lines(found: MatchComparison) -> tuple[str, ...]:
    """Who moved and what upsets each; the first line names the two."""
    one, two = map(result_name, found.names)
    lines = [f"From {one} to {two}:"]
    moved = found.gains + found.loses + found.other
    if not moved:
        lines.append("Nobody moves.")
    else:
        other = f", {found.other:,} move otherwise" if found.other else ""
        lines.append(
            f"{plural(moved, 'applicant moves', 'applicants move')}: {found.gains:,} do better, {found.loses:,} worse"
            f"{other}; {found.unchanged:,} stay."
        )
    if found.first_years:
        places = plural(len(found.first_years), "first-year place differs", "first-year places differ")
        lines.append(f"{places}.")
    lines.append(f"Matched: {found.matched[0]:,}, then {found.matched[1]:,}.")
    lines.append(
        f"Mean rank of matched singles: {_mean(found.mean_rank[0])}, then {_mean(found.mean_rank[1])}."
    )
    for name, stable, count, upset in zip(
        (one, two), found.stable, found.blocking, found.upset_by_other, strict=True
    ):
        if stable:
            continue
        against = f", {len(upset):,} of them matched to each other in the other result" if upset else ""
        lines.append(
            f"{name[:1].upper()}{name[1:]} is not stable: {plural(count, 'pair objects', 'pairs object')}{against}."
        )
    return tuple(lines)


def move_rows(moves: Iterable[Move]) -> Rows:
    """A row for each applicant who moves."""

    def at(program: str | None, rank: int | None) -> str:
        return f"{program or NONE}{f' (rank {rank})' if rank else ''}"

    return tuple(
        (move.applicant, at(move.first, move.first_rank), at(move.second, move.second_rank)) for move in moves
    )


def change_words(change: MarketChange) -> str:
    """A change as a heading."""
    whose = change.program or change.applicant or " and ".join(change.couple or ())
    if change.add_seats is not None:
        more = "more" if change.add_seats >= 0 else "fewer"
        return f"{whose}: {plural(abs(change.add_seats), 'position')} {more}"
    if change.seats is not None:
        return f"{whose}: {plural(change.seats, 'position')}"
    if change.closes:
        return f"{whose} closes"
    if change.withdraws:
        return f"{whose} withdraws" if change.applicant else f"{whose} withdraw"
    return f"{whose}: another list"


def rank_name(rank: int) -> str:
    """A rank as tables show it; 0 is none."""
    return str(rank) if rank else "none"


def flow_rows(found: MatchComparison) -> Rows:
    """A row for each pair of ranks: from which to which, and how many."""
    return tuple((rank_name(one), rank_name(two), f"{count:,}") for one, two, count in found.rank_flows)


def stable_set_lines(found: StableSetReport) -> tuple[str, ...]:
    """How many stable matches there are, and what differs between them."""
    matches = plural(found.matches, "stable match", "stable matches")
    lines = [
        f"{matches}." if found.complete else f"More than {found.limit:,} stable matches; so many are listed."
    ]
    best, worst = found.applicant_means
    if found.matches:
        several = plural(found.several, "applicant is", "applicants are")
        differ = f"{several} not at the same place in all of them."
        lines.append(differ if found.several else "Everybody is at the same place in all of them.")
        lines.append(f"Mean rank of matched applicants: {_mean(best)} at best, {_mean(worst)} at worst.")
        best, worst = found.program_means
        lines.append(
            f"Mean place of those who got in on the programs' lists: {_mean(best)} at best, {_mean(worst)} at worst."
        )
    return tuple(lines)


def stable_set_rows(found: StableSetReport) -> Rows:
    """A row for each applicant with several stable places."""
    return tuple(
        (
            one.applicant,
            f"{one.best or NONE} (rank {one.best_rank or '-'})",
            f"{one.worst or NONE} (rank {one.worst_rank or '-'})",
        )
        for one in found.applicants
    )


def reserved_lines(found: ReservedReport) -> tuple[str, ...]:
    """How many matched under rules by type, and whether anybody objects."""
    moved = found.comparison
    pairs = plural(len(found.blocking_pairs), "pair objects", "pairs object")
    stable = (
        "Checked: stable under the rules. Of its holders and those who would rather be there, no program would"
        " choose otherwise."
        if found.stable
        else f"Checked: not stable under the rules; {pairs}."
    )
    return (
        f"{len(found.matches):,} matched, {len(found.unmatched):,} did not.",
        stable,
        f"Because of the rules {moved.gains:,} do better and {moved.loses:,} worse.",
    )


def type_rows(found: ReservedReport) -> Rows:
    """A row for each rule: how many of the type are there."""
    return tuple(
        (one.program, one.type, f"{one.filled:,}", f"{one.reserved:,}", f"{one.most:,}")
        for one in found.types
    )
