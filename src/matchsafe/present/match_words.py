"""A match in words: how many, whether anything could upset it, and by which definition that was checked."""

from __future__ import annotations

from typing import Final

from matchsafe.domain.match_report import (
    MarketCounts,
    MatchReport,
    NearFeasible,
    StabilityCertificate,
    TieReport,
)
from matchsafe.domain.text import listing, plural

SHOWN: Final = 5
"""How many blocking pairs the words name."""
_WHO: Final = {"KPR": "Kojima, Pathak and Roth", "MM": "McDermid and Manlove"}
_PROOFS: Final = {
    "exact_search": "Every way to place the couples was ruled out.",
    "satisfiability": "A solver proved that the conditions of stability contradict each other.",
}
_WAYS: Final = {
    "reordering": "Couples had to be added in another order.",
    "exact_search": "Adding couples in order left some without a place; an exact search found this match.",
    "random_walk": "Adding couples in order left some without a place; letting those who object move at random found"
    " this match.",
    "satisfiability": "Adding couples in order left some without a place; a solver found this match.",
    "rounding": "No stable match was found for the seats as they are. Rounding shares of seats gave this one (Nguyen"
    " and Vohra).",
}
_MECHANISMS: Final = {
    "immediate_acceptance": "immediate acceptance (the Boston mechanism)",
    "top_trading_cycles": "top trading cycles",
    "serial_dictatorship": "serial dictatorship",
}
_OBJECT: Final = "that would rather have each other"
_LOCKED: Final = {
    "KPR": "the programs, ranking two people one by one, would choose both",
    "MM": "the programs have room for both or like them better than people they hold",
}


def market_lines(counts: MarketCounts) -> tuple[str, ...]:
    """The size of the market and what was filled, in three lines."""
    couples = f", {plural(counts.couples, 'couple')} among them" if counts.couples else ""
    programs = plural(counts.programs, "program")
    return (
        f"{plural(counts.applicants, 'applicant')}{couples}; {programs} with {plural(counts.positions, 'position')}.",
        f"{counts.matched:,} matched, {counts.unmatched:,} did not.",
        f"{counts.filled:,} of {plural(counts.positions, 'position')} filled, {counts.unfilled:,} left.",
    )


def certificate_sentences(
    found: StabilityCertificate,
    counts: MarketCounts,
    unresolved: int = 0,
    *,
    method: str | None = None,
    limit_reached: bool = False,
) -> tuple[str, ...]:
    """What the check found, the verdict first; then how the match was found, where couples made it hard."""
    said = [_verdict(found, counts)]
    if found.no_stable_match_exists:
        said.append(f"No stable match exists for these lists. {_PROOFS.get(method or '', '')}".rstrip())
    elif limit_reached:
        couples = plural(unresolved, "couple")
        said.append(
            f"The time was over with {couples} not settled: whether a stable match exists is not known. --seconds gives"
            " it more time, and with pip install 'matchsafe[sat]' a solver helps."
        )
    elif unresolved:
        couples = plural(unresolved, "couple")
        said.append(
            f"{couples} could not be settled. Another --seed may settle them, or no stable match may exist."
        )
    elif found.stable and method in _WAYS:
        said.append(_WAYS[method])
    elif method in _MECHANISMS:
        said.append(f"Matched by {_MECHANISMS[method]}, which does not look for a stable match.")
    if counts.couples:
        said.append(
            f"A couple counts as wanted by a pair of programs when {_LOCKED[found.definition]} "
            f"(definition {found.definition}: {_WHO[found.definition]})."
        )
    return tuple(said)


def _verdict(found: StabilityCertificate, counts: MarketCounts) -> str:
    if found.stable:
        couples = ", and no couple and pair of programs," if counts.couples else ""
        both = "would both rather have each other than what they got"
        return f"Checked: stable. No applicant and program{couples} {both}."
    faults = (
        (found.blocking_pairs_count, "applicant and a program", "pairs of applicant and program", _OBJECT),
        (
            found.blocking_couples_count,
            "couple and pair of programs",
            "pairs of programs and couples",
            _OBJECT,
        ),
        (len(found.misplaced), "applicant", "applicants", "placed where they cannot be"),
        (len(found.over_quota), "program", "programs", "with more people than seats"),
        (
            len(found.wrong_parity),
            "program",
            "programs",
            "with an even or odd number that is not the wanted one",
        ),
        (len(found.wrong_reversions), "reversion", "reversions", "that moved the wrong number of positions"),
    )
    told = [f"{plural(number, one, many)} {what}" for number, one, many, what in faults if number]
    return f"Checked: not stable. {'; '.join(told)}."


def blocking_lines(found: StabilityCertificate) -> list[str]:
    """What upsets the result, by name; the first few of each kind."""
    lines = [
        f"{b.applicant} and {b.program} would rather have each other." for b in found.blocking_pairs[:SHOWN]
    ]
    lines += _more(found.blocking_pairs_count, "such pair")
    for couple in found.blocking_couples[:SHOWN]:
        lines.append(
            f"{pair_of(couple.partners)} would rather have {pair_of(couple.programs)}, which would take them."
        )
    lines += _more(found.blocking_couples_count, "such pair of a couple", "such pairs of couples")
    lines += [
        f"{name} is at a place that is not on the list, or that does not list them."
        for name in found.misplaced[:SHOWN]
    ]
    lines += _more(len(found.misplaced), "such applicant")
    lines += [f"{name} has more people than seats." for name in found.over_quota[:SHOWN]]
    lines += _more(len(found.over_quota), "such program")
    lines += [
        f"{name} has an even or odd number that it does not want." for name in found.wrong_parity[:SHOWN]
    ]
    lines += _more(len(found.wrong_parity), "such program")
    lines += [
        f"{one.donor} to {one.receiver}: {plural(one.positions, 'position')} moved, which is too many, too few, or"
        " before its turn."
        for one in found.wrong_reversions[:SHOWN]
    ]
    return lines + _more(len(found.wrong_reversions), "such reversion")


def _more(number: int, one: str, many: str = "") -> list[str]:
    return [f"and {plural(number - SHOWN, one, many)} more."] if number > SHOWN else []


def pair_of(names: tuple[str, str]) -> str:
    """Two names; "-" is told as no match."""
    left, right = ("no match" if name == "-" else name for name in names)
    return f"{left} and {right}"


def tie_sentence(ties: TieReport) -> str:
    """What a lottery broke and decided."""
    how = "one lottery for all programs" if ties.lottery == "single" else "a lottery at each program"
    decided = "" if ties.decided is None else f" It decided {ties.decided:,} of them."
    broken = f"{plural(ties.ties, 'tie')} in programs' lists broken by {how} (seed {ties.seed})."
    return broken + (decided if ties.ties else "")


def seats_sentence(found: NearFeasible) -> str:
    """Which seats were changed so that a stable match exists."""
    large = (
        " The market is too large for one to be built; only small ones are tried." if found.too_large else ""
    )
    if found.limit_reached and not found.tried:
        return f"The time was over before a change of seats was tried.{large}"
    if found.limit_reached:
        return f"No change of seats that is enough was found in {plural(found.tried, 'try', 'tries')}.{large}"
    if not found.changes:
        return "No seats had to be changed."
    named = listing(f"{one.program} has {one.after:,} instead of {one.before:,}" for one in found.changes)
    proof = (
        "No smaller change is enough."
        if found.smallest
        else "Whether a smaller change is enough is not known."
    )
    return f"Seats were changed: {named}. {proof}"


def with_words(report: MatchReport) -> MatchReport:
    """The report with its certificate in words."""
    said = certificate_sentences(
        report.certificate,
        report.market,
        len(report.unresolved),
        method=report.method,
        limit_reached=report.limit_reached,
    )
    if report.near_feasible is not None:
        said += (seats_sentence(report.near_feasible),)
    if report.ties is not None:
        said += (tie_sentence(report.ties),)
    certificate = report.certificate.model_copy(update={"sentences": said})
    return report.model_copy(update={"certificate": certificate})
