"""A market with variations from plain lists; every problem of both is reported at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from itertools import chain

import numpy as np

from matchsafe.domain.problem import Problem, Problems
from matchsafe.market.arrays import NO_MATCH, Ints
from matchsafe.market.market import Market
from matchsafe.market.market_builder import (
    OneSided,
    PairedLists,
    check_list,
    check_mutual,
    checked_shapes,
    ranks_on,
)
from matchsafe.market.problems import MarketError
from matchsafe.market.reversions import check_reversions
from matchsafe.market.settings import check_items, check_settings, check_type, not_texts, shown
from matchsafe.market.variations import PARITIES, Reversion, Supplemental, Variations, VariedMarket

Lists = Mapping[str, Sequence[str]]
Programs = Mapping[str, tuple[int, Sequence[str]]]
Links = Mapping[str, Mapping[str, Sequence[str]]]


def varied_market(
    applicants: Lists,
    programs: Programs,
    couples: Iterable[PairedLists] = (),
    variations: Variations | None = None,
    *,
    one_sided: OneSided = "report",
) -> VariedMarket:
    """A market with variations from names.

    Args:
        applicants: Primary rank list of each single applicant, best first.
        programs: Quota and rank list of each program, best first; also of those on supplemental lists only.
        couples: Two partners and their paired lists.
        variations: Supplemental lists, reversions, parities and positions for physicians.
        one_sided: A listing that only one of the two made, or of a position for physicians and someone who is none, is
            reported as a problem; with ``"unacceptable"`` it is understood to mean that the match is not possible.

    Raises:
        MarketError: Listing every problem.
    """
    check_settings(one_sided=one_sided)
    wanted = Variations() if variations is None else variations
    check_type("variations", wanted, Variations)
    couples = checked_shapes(applicants, programs, couples)
    _check_lists(applicants, programs, couples, wanted)
    found = Problems(MarketError)
    everyone = dict(applicants) | {
        name: [p for p in half if p != NO_MATCH]
        for first, second, left, right in couples
        for name, half in ((first, left), (second, right))
    }
    links = _checked_links(wanted.supplemental, everyone, programs, found)
    quotas = {name: quota for name, (quota, _) in programs.items()}
    check_reversions(
        wanted.reversions,
        quotas,
        lambda i, _, message, code: Problem(message, code, path=_reversion_name(wanted, i)),
        found,
    )
    _check_parities(wanted, programs, found)
    listed = {
        name: list(dict.fromkeys(chain(own, *links.get(name, {}).values()))) for name, own in everyone.items()
    }
    open_to = _open_positions(wanted, listed, programs, found, report=one_sided == "report")
    try:
        market = Market.from_lists(applicants, open_to, couples, one_sided="unacceptable")
    except MarketError as error:
        found.extend(error.problems, error.total)
    ranks = {p: {a: i for i, a in enumerate(order)} for p, (_, order) in open_to.items()}
    if one_sided == "report":
        check_mutual(_without_closed(wanted, listed), ranks, found)
    found.check()
    number = {p: i for i, p in enumerate(programs)}
    parity = np.full(len(programs), -1, np.int8)
    for program, which in wanted.parity.items():
        parity[number[program]] = PARITIES.index(which)
    return VariedMarket(
        market, _supplemental(links, market, number, ranks), *_reversions(wanted, number), parity
    )


def _check_lists(
    applicants: Lists, programs: Programs, couples: Iterable[PairedLists], wanted: Variations
) -> None:
    """See that lists are lists of names, and variations what they should be, before they are gone through.

    Raises:
        TypeError, MarketError: If some are not, so that nothing else can be looked at.
    """
    check_type("variations.supplemental", wanted.supplemental, Mapping)
    check_type("variations.parity", wanted.parity, Mapping)
    check_items("variations.reversions", wanted.reversions, Reversion)
    found = Problems(MarketError)
    lists = [(f"applicant {name}", own) for name, own in applicants.items()]
    lists += [(f"program {name}", order) for name, (_, order) in programs.items()]
    lists += [(f"couples[{i}]", half) for i, couple in enumerate(couples) for half in couple[2:]]
    for name, links in wanted.supplemental.items():
        if isinstance(links, Mapping):
            lists += [(f"applicant {name}, supplemental list of {p}", own) for p, own in links.items()]
        else:
            message = f"has the supplemental lists {shown(links)}; they must be lists by program"
            found.add(Problem(message, "shape", path=f"applicant {name}"))
    for field in ("physicians", "physician_only"):
        names = getattr(wanted, field)
        lists += [(f"variations.{field}", list(names) if isinstance(names, Set | Mapping) else names)]
    for where, names in lists:
        for name in not_texts(ranks_on(where, names, found)):
            found.add(Problem(f"has the name {shown(name)}; names must be texts", "name", path=where))
    found.check()


def _reversion_name(wanted: Variations, number: int | None) -> str:
    if number is None:
        return "reversions"
    one = wanted.reversions[number]
    donor, receiver = (
        p if isinstance(p, str) and len(p) < 60 else shown(p) for p in (one.donor, one.receiver)
    )
    return f"reversion {number + 1}, {donor} to {receiver}"


def _checked_links(links: Links, everyone: Lists, programs: Programs, found: Problems) -> Links:
    """The links as far as they make sense, so that one mistake is not reported again as another."""
    kept: dict[str, dict[str, Sequence[str]]] = {}
    for applicant, by_program in links.items():
        where = f"applicant {applicant}"
        if applicant not in everyone:
            found.add(Problem("has a supplemental list but no rank list", "unknown_id", path=where))
            continue
        kept[applicant] = {}
        for advanced, own in by_program.items():
            at = f"{where}, supplemental list of {advanced}"
            if advanced not in everyone[applicant]:
                found.add(Problem(f"{advanced!r} is not on the rank list", "not_linked", path=at))
            if not len(own):
                found.add(Problem("is empty", "empty", path=at))
            if advanced in list(own):
                found.add(Problem(f"names {advanced!r} itself", "self_supplemental", path=at))
            kept[applicant][advanced] = check_list(at, "program", own, programs, found)
    return kept


def _check_parities(wanted: Variations, programs: Programs, found: Problems) -> None:
    for program, which in wanted.parity.items():
        where = f"program {program}"
        if program not in programs:
            found.add(
                Problem(
                    "asks for an even or odd number, but there is no such program", "unknown_id", path=where
                )
            )
        if not isinstance(which, str) or which not in PARITIES:
            found.add(Problem(f"asks for {shown(which)}; it must be 'even' or 'odd'", "parity", path=where))


def _open_positions(
    wanted: Variations, listed: Lists, programs: Programs, found: Problems, *, report: bool
) -> Programs:
    """The programs' lists without those who may not be there."""
    for program in wanted.physician_only:
        if program not in programs:
            found.add(
                Problem(
                    "is for physicians, but there is no such program", "unknown_id", path=f"program {program}"
                )
            )
    for name in wanted.physicians:
        if name not in listed:
            found.add(Problem("is a physician, but has no rank list", "unknown_id", path=f"applicant {name}"))
    physicians, only = set(wanted.physicians), set(wanted.physician_only)
    if report and only:
        message = "is for physicians (R), and the applicant is not one"
        for name, own in listed.items():
            if name not in physicians:
                for program in only.intersection(own):
                    found.add(
                        Problem(
                            f"lists {program!r}, which {message}", "not_eligible", path=f"applicant {name}"
                        )
                    )
        for program in only.intersection(programs):
            for name in programs[program][1]:
                if name not in physicians:
                    where = f"program {program}"
                    found.add(Problem(f"lists {name!r}, but it {message}", "not_eligible", path=where))
    return {
        p: (quota, [a for a in order if a in physicians]) if p in only else (quota, order)
        for p, (quota, order) in programs.items()
    }


def _without_closed(wanted: Variations, listed: Lists) -> Lists:
    """Lists without what was reported as not open to the applicant."""
    physicians, only = set(wanted.physicians), set(wanted.physician_only)
    if not only:
        return listed
    return {
        name: own if name in physicians else [p for p in own if p not in only] for name, own in listed.items()
    }


def _supplemental(
    links: Links, market: Market, number: Mapping[str, int], ranks: Mapping[str, dict[str, int]]
) -> Supplemental:
    of = {name: i for i, name in enumerate(market.applicant_ids)}
    lists: list[tuple[int, list[int], list[float]]] = []
    for applicant, by_program in links.items():
        low, high = market.offsets[of[applicant]], market.offsets[of[applicant] + 1]
        edges = {int(p): int(low) + i for i, p in enumerate(market.programs[low:high])}
        for advanced, own in by_program.items():
            seen = [-float(ranks[p].get(applicant, np.inf)) for p in own]
            lists.append((edges[number[advanced]], [number[p] for p in own], seen))
    if not lists:
        return Supplemental.none()
    lists.sort()
    return Supplemental(
        np.array([edge for edge, _, _ in lists], np.int64),
        np.cumsum([0, *(len(own) for _, own, _ in lists)], dtype=np.int64),
        np.array([p for _, own, _ in lists for p in own], np.int32),
        np.array([s for _, _, seen in lists for s in seen], np.float32),
    )


def _reversions(wanted: Variations, number: Mapping[str, int]) -> tuple[Ints, Ints, Ints]:
    donors = [number[one.donor] for one in wanted.reversions]
    receivers = [number[one.receiver] for one in wanted.reversions]
    positions = [one.positions for one in wanted.reversions]
    return np.array(donors, np.int32), np.array(receivers, np.int32), np.array(positions, np.int32)
