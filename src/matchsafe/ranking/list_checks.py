"""What a rank list is checked for: who may be ranked, visas, codes, order, first years, fees and the deadline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from matchsafe.domain.rank_report import RankCheck
from matchsafe.domain.rankable import visa_fit
from matchsafe.domain.season_interview import Interview
from matchsafe.domain.season_part import Track
from matchsafe.domain.specialties import OWN_MATCH, specialty_name
from matchsafe.domain.text import day, dollars, listing, plain_name, plural
from matchsafe.evidence import number, table
from matchsafe.evidence.calendar import ListDeadline, day_of, list_deadline, match_year
from matchsafe.evidence.program_codes import parse_code
from matchsafe.odds.reference import in_own_match
from matchsafe.ranking.checks import CheckDraft, checks_of, draft
from matchsafe.ranking.order_by_chance import against_wishes, by_chance_alone
from matchsafe.ranking.rank_order import RankEntry, RankOrder, entry_of, withdrawn

_NEAR: Final = 7
"""Days before the deadline from which a list that is not certified is a warning; a choice of wording."""
_H1B: Final = ("h1b", "j1_or_h1b")


@dataclass(frozen=True)
class ListFacts:
    """A list on a day.

    Attributes:
        chances: The chance that each program of the primary list reaches the applicant.
        below: What the ranks below those that registration includes add, in words.
    """

    order: RankOrder
    on: date
    chances: Sequence[float]
    below: str = ""

    @property
    def certified(self) -> bool:
        """Whether the list is certified as it stands."""
        return self.order.certification == "certified"

    @property
    def deadline(self) -> ListDeadline:
        """When the list is due."""
        return list_deadline(match_year(self.on), self.order.season.time_zone)

    @property
    def closed(self) -> bool:
        """Whether nothing of the list can be changed any more."""
        return self.deadline.last_day < self.on


def list_checks(facts: ListFacts) -> tuple[RankCheck, ...]:
    """Every check that applies, the gravest first; once lists are closed only that they are."""
    if facts.closed:
        return checks_of([*_time(facts)])
    rules = (
        _willingness,
        _interviews,
        _eligible,
        _visas,
        _codes,
        _tracks,
        _order,
        _supplemental,
        _fees,
        _time,
    )
    return checks_of([found for rule in rules for found in rule(facts)])


def _some(code: str, entries: Sequence[RankEntry], **words: str) -> Iterator[CheckDraft]:
    if entries:
        yield draft(code, entries, **words)


def _of(entries: Sequence[RankEntry]) -> list[tuple[RankEntry, Interview]]:
    return [(e, e.interview) for e in entries if e.interview is not None]


def _willingness(facts: ListFacts) -> Iterator[CheckDraft]:
    order = facts.order
    yield from _some("ranked_unwilling", [e for e, i in _of(order.entries) if not i.would_rank])
    left = [entry_of(order.season, i) for i in order.left_off if not i.would_rank]
    yield from _some("ranked_unwilling.left_off", left)
    gone = withdrawn(order.season)
    yield from _some("program_withdrawn", [e for e, i in _of(order.entries) if i.id in gone])
    away = [entry_of(order.season, i) for i in order.left_off if i.id in gone]
    yield from _some("program_withdrawn.left_off", away)
    yield from _some(
        "program_withdrawn.own_match", [e for e, _ in _of(order.entries) if e.target.specialty in OWN_MATCH]
    )


def _interviews(facts: ListFacts) -> Iterator[CheckDraft]:
    order, season = facts.order, facts.order.season
    held = ("scheduled", "attended")
    gone = withdrawn(season)
    never = [e for e, i in _of(order.entries) if i.status not in held and i.id not in gone]
    yield from _some("ranked_without_interview", never)
    unheard = [e for e in order.entries if e.interview is None and not _like_a_code(e.program)]
    yield from _some("ranked_without_interview.not_in_season", unheard)
    left = [entry_of(season, i) for i in order.left_off if i.would_rank and i.id not in gone]
    never = [e for e, i in _of(left) if i.status not in held]
    yield from _some("ranked_without_interview.left_off", never)
    if not season.only_a_number and facts.on >= day_of("rank_list_opens", match_year(facts.on)):
        booked = [e for e, i in _of(order.entries) if i.status == "scheduled" and i.would_rank]
        yield from _some("ranked_without_interview.not_marked", booked)
    missing = [
        e for e, i in _of(left) if i.status in held and visa_fit(i, season.applicant.visa) != "not_sponsored"
    ]  # fmt: skip
    yield from _some("interviewed_not_ranked", missing)


def _eligible(facts: ListFacts) -> Iterator[CheckDraft]:
    applicant = facts.order.season.applicant
    if applicant.type not in ("us_img", "non_us_img"):
        return
    due = facts.deadline.last_day
    why = ""
    if applicant.step1.passed is False:
        why = "You have not passed Step 1."
    elif applicant.ecfmg_certified == "no" and applicant.ecfmg_expected is None:
        why = "You are not certified by ECFMG."
    elif applicant.ecfmg_expected is not None and applicant.ecfmg_expected > due:
        why = f"You expect your ECFMG certificate on {day(applicant.ecfmg_expected)}, after the deadline."
    if why:
        yield CheckDraft("not_eligible", words={"why": why})


def _visas(facts: ListFacts) -> Iterator[CheckDraft]:
    order, applicant = facts.order, facts.order.season.applicant
    if applicant.visa is None and applicant.type == "non_us_img":
        none = [e for e, i in _of(order.entries) if i.would_rank and i.visas_sponsored == ()]
        yield from _some("visa_unknown.own", none)
    fits = [(e, i, visa_fit(i, applicant.visa)) for e, i in _of(order.entries) if i.would_rank]
    yield from _some("visa_not_sponsored", [e for e, _, fit in fits if fit == "not_sponsored"])
    if not order.season.only_a_number:
        yield from _some("visa_unknown", [e for e, _, fit in fits if fit == "unknown"])
    if applicant.visa in _H1B and applicant.step3.passed is not True:
        needed = [
            e for e, i, fit in fits
            if fit != "not_sponsored" and (applicant.visa == "h1b" or i.visas_sponsored == ("h1b",))
        ]  # fmt: skip
        yield from _some("step3_needed", needed)


def _codes(facts: ListFacts) -> Iterator[CheckDraft]:
    order = facts.order
    for each in (order.primary, *(s.entries for s in order.supplemental)):
        twice = [e for at, e in enumerate(each) if any(e.repeats(above) for above in each[:at])]
        yield from _some("duplicate", twice)
    unheard = [e for e in order.entries if e.interview is None and _like_a_code(e.program)]
    yield from _some("unknown_code.not_interview", unheard)
    for entry in order.entries:
        if not entry.code:
            continue
        code = parse_code(entry.code)
        if code is None or code.text != "".join(entry.code.split()).upper():  # a slip reads, but is no code
            yield draft("unknown_code", [entry], codes=entry.code)
        elif entry.target.track not in _TRACKS[code.kind]:
            yield draft("track_mixed", [entry], codes=entry.code)
        elif not _own_specialty(entry, code.specialty):
            yield draft("unknown_code.specialty", [entry], codes=entry.code)


_TRACKS: Final[dict[str, tuple[Track, ...]]] = {
    "C": ("categorical",), "M": ("categorical",), "P": ("preliminary", "transitional"), "A": ("advanced",),
    "R": ("advanced",),
}  # fmt: skip
"""What a position can be by the letter of its code."""


def _own_specialty(entry: RankEntry, specialty: str | None) -> bool:
    """Whether a code's specialty can be the entry's; of a first year it is often not said, and then any can."""
    said = entry.interview is not None and entry.interview.specialty is not None
    free = entry.target.track == "transitional" or (entry.first_year and not said)
    return free or specialty in (None, entry.target.specialty)


def _tracks(facts: ListFacts) -> Iterator[CheckDraft]:
    """One-year positions among categorical ones."""
    primary = facts.order.primary
    last = max((at for at, e in enumerate(primary) if e.target.track == "categorical"), default=-1)
    yield from _some("track_mixed.above", [e for e in primary[: last + 1] if e.first_year])
    if last >= 0:
        yield from _some("track_mixed.both", [e for e in primary[last + 1 :] if e.first_year])


def _order(facts: ListFacts) -> Iterator[CheckDraft]:
    season = facts.order.season
    primary = [e for e in facts.order.primary if not e.first_year]
    wanted = list(dict.fromkeys(t.specialty for t in season.targets))
    for place, first in enumerate(wanted):
        last = max((at for at, e in enumerate(primary) if e.target.specialty == first), default=-1)
        above = [e for e in primary[: last + 1] if e.target.specialty in wanted[place + 1 :]]
        others = listing(dict.fromkeys(specialty_name(e.target.specialty) for e in above))
        yield from _some("specialty_order", above, wanted=specialty_name(first), other=others)
    if (against := against_wishes(facts.order, facts.chances)) is not None:
        yield from _some("ordered_by_chance", against)
    elif by_chance_alone(facts.order, facts.chances):
        yield draft("ordered_by_chance.no_wishes", [e for e in facts.order.primary if e.counts])


def _supplemental(facts: ListFacts) -> Iterator[CheckDraft]:
    order = facts.order
    attached = {e.same for s in order.supplemental if s.entries for e in s.attached}
    trained = order.season.applicant.earlier_us_training
    alone = [e for e in order.primary if e.advanced and e.same not in attached]
    if trained is not True:
        yield from _some("no_supplemental_list", alone)
    for each in order.supplemental:
        if not each.attached:
            yield from _some("supplemental_misattached", each.entries)
        wrong = [e for e in each.entries if not e.first_year and e.interview is not None]
        yield from _some("supplemental_misattached.not_first_year", wrong)
    for entry, interview in _of(order.entries):
        if interview.joint_with is None:
            continue
        alone_ok = [
            s for s in order.supplemental
            if entry in s.entries and all(_is(a, interview.joint_with) for a in s.attached)
        ]  # fmt: skip
        elsewhere = [s for s in order.supplemental if entry in s.entries and s not in alone_ok]
        if entry in order.primary or elsewhere:
            named = next(
                (e.program for e in order.primary if _is(e, interview.joint_with)), interview.joint_with
            )
            yield draft("joint_ap", [entry], advanced=named)


def _is(entry: RankEntry, name: str) -> bool:
    """Whether an entry is the program that a name, an id or a code stands for."""
    own = (entry.program, entry.code or "", entry.interview.id if entry.interview else "")
    return plain_name(name) in {plain_name(n) for n in own if n}


def _fees(facts: ListFacts) -> Iterator[CheckDraft]:
    order, each = facts.order, number("fees.nrmp_2026_extra_rank")
    parts = (
        ("fee_over_20", "fees.nrmp_2026_ranks_included", order.primary),
        ("supplemental_fee", "rank_rules.supplemental_included",
         [e for s in order.supplemental for e in s.entries]),
    )  # fmt: skip
    for code, figure, entries in parts:
        included, n = int(number(figure)), len({e.same for e in entries})
        if n > included:
            more = n - included
            rest = "1 other costs" if more == 1 else f"other {more} cost"
            adds = (
                f" Together they add {facts.below} to your chance."
                if facts.below and entries is order.primary
                else ""
            )
            yield CheckDraft(code, words={"n": n, "included": included, "rest": rest, "adds": adds,
                                          "each": dollars(each), "dollars": dollars(more * each)})  # fmt: skip
    ranks, most = len(order.primary), int(number("fees.nrmp_2026_most_ranks"))
    if ranks > most:
        yield CheckDraft("over_300", words={"n": ranks, "most": most})
    start = int(number("rank_rules.length_fee_from"))
    if ranks >= start:
        steps = table("fees.nrmp_2024_length_fee").records()
        fee = next((float(s["fee"] or 0) for s in steps if ranks <= float(s["ranks_to"] or 0)), None)
        amount = "an unknown amount" if fee is None else dollars(fee)
        yield CheckDraft("length_fee", words={"n": ranks, "from": start, "dollars": amount})


def _time(facts: ListFacts) -> Iterator[CheckDraft]:
    order = facts.order
    if order.certification == "edited_after_certifying" and not facts.closed:
        yield CheckDraft("edited_after_certifying")
    if in_own_match(order.season) or not order.primary:
        return
    due = facts.deadline
    left = (due.last_day - facts.on).days
    words = {"moment": due.text, "left": plural(left, "day", none="it is today: 0") + " left"}
    if left < 0 and facts.certified:
        yield CheckDraft("deadline.certified", words=words, source=due.source)
    elif left < 0:
        yield CheckDraft("deadline.past", words=words, source=due.source)
    elif not facts.certified:
        yield CheckDraft("deadline.near" if left <= _NEAR else "deadline", words=words, source=due.source)


def _like_a_code(text: str) -> bool:
    """Whether a text is meant as a code, right or wrong: it begins with digits and has no words."""
    plain = "".join(text.split())
    return len(plain) >= 5 and plain[:3].isdigit() and sum(c.isdigit() for c in plain) >= len(plain) - 3
