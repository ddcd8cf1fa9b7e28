"""What could fool the reader about their number: the warnings and notes, the most important first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from matchsafe import evidence
from matchsafe.advice import performance, program_mix
from matchsafe.advice.buckets import (
    flags,
    highly_competitive,
    is_older_graduate,
    unknown_facts,
    years_since_graduation,
)
from matchsafe.advice.facts import VISA_WORDS, Facts
from matchsafe.advice.rules import ActionDraft, caution, common_words, order_of
from matchsafe.advice.zones import is_preliminary
from matchsafe.domain.outlook import Caution
from matchsafe.domain.rankable import Exclusion, exclusion
from matchsafe.domain.season import Season
from matchsafe.domain.specialties import OWN_MATCH, specialty_name
from matchsafe.domain.text import day, listing, part, span, verb
from matchsafe.evidence.tables import bounds, column, row_where


def cautions(facts: Facts) -> tuple[Caution, ...]:
    """The warnings and notes for a season on a day, all of them; none once its result counts."""
    if facts.clock.has_begun("match_day"):
        return ()
    place, common = order_of("warnings"), common_words(facts)
    parts = (
        _left_out,
        performance.drafts,
        program_mix.drafts,
        _scope,
        _time,
        _profile,
        _same_target,
    )
    drafts = sorted((draft for part in parts for draft in part(facts)), key=lambda d: place[d.code])
    return tuple(filter(None, (caution(d, facts, common) for d in drafts)))


def _time(facts: Facts) -> Iterator[ActionDraft]:
    """What the day has to do with the number."""
    clock = facts.clock
    if clock.phase == "early_invitations":
        yield ActionDraft("early_count")
    if own := dict.fromkeys(
        specialty_name(w.specialty) for w in facts.season.wishes if w.specialty in OWN_MATCH
    ):
        low, high = bounds("season_rules.own_match_lead")
        have = "have a match each" if len(own) > 1 else "has a match"
        yield ActionDraft(
            "own_match_dates", {"low": low, "high": high, "specialty": listing(own), "has": have}
        )
    if (
        not clock.own_match
        and clock.dates_expected
        and clock.is_between("before_applications", "list_closed")
    ):
        rule = row_where("season_rules.dates", event="rank_list_deadline") or {}
        yield ActionDraft("calendar_expected", {"days": str(rule["days"]).lstrip("-")})
    low, high = bounds("article.uneasy_range")
    waiting = clock.is_between("early_invitations", "list_closed")
    if (
        waiting
        and low <= facts.safe_count <= high
        and facts.is_img
        and not facts.competitive
        and facts.below_target
    ):
        yield ActionDraft("yellow_zone", {"range": f"{low} or {high}"})


def _scope(facts: Facts) -> Iterator[ActionDraft]:
    if not facts.is_img:
        yield ActionDraft("not_an_img")
    if any(wish.track == "advanced" for wish in facts.season.wishes):
        alone = all(wish.track == "advanced" for wish in facts.season.wishes)
        told = "This is the chance of the advanced place alone. It" if alone else "An advanced place"
        yield ActionDraft("advanced_alone", {"place": told})
    preliminary = is_preliminary(facts.season)
    known = {*column("article.main_specialties", "specialty"), *highly_competitive()}
    silent = dict.fromkeys(w.specialty for w in facts.season.wishes if w.specialty not in known)
    if facts.is_img and silent and not preliminary:
        yield ActionDraft(
            "specialty_not_named", {"specialty": listing(specialty_name(code) for code in silent)}
        )
    if facts.is_img and preliminary:
        low, high = bounds("article.preliminary_target")
        yield ActionDraft("preliminary_varies", {"low": low, "high": high})
    if facts.partner_count is not None:
        low, high = bounds("article.couple_target")
        reached = sum(k >= low for k in (facts.safe_count, facts.partner_count))
        words = {
            "n": facts.safe_count,
            "partner": facts.partner_count,
            "sum": facts.safe_count + facts.partner_count,
            "range": span(low, high),
            "who": ("neither of you has", "one of you has", "both of you have")[reached],
            "low": low,
        }
        yield ActionDraft("couple_each", words)


def _profile(facts: Facts) -> Iterator[ActionDraft]:
    a, year = facts.applicant, facts.application_year
    since = evidence.figure("visa.h1b_filing_cost_since").value
    if a.visa == "h1b" and isinstance(since, date) and facts.clock.on >= since:
        cost = f"{evidence.number('visa.h1b_filing_cost'):,.0f}"
        yield ActionDraft("h1b_cost", {"cost": cost, "since": day(since)})
    risky = [w.specialty for w in facts.season.wishes if w.specialty in highly_competitive()]
    if facts.is_img and risky:
        yield _competitive(risky[0])
    if not facts.is_img or facts.competitive:
        return
    missing = unknown_facts(a)
    if missing and not flags(a, year) and facts.season.couples is None and not is_preliminary(facts.season):
        strong = "strong_us_img" if a.type == "us_img" else "strong_non_us_img"
        row = row_where("article.targets", bucket=strong) or {}
        words = {
            "missing": listing(missing),
            "known": verb(len(missing), "this is", "these are"),
            "range": f"{row['low']} to {row['high']}",
        }
        yield ActionDraft("profile_incomplete", words)
    if is_older_graduate(a, year):
        words = {
            "years": str(years_since_graduation(a, year)),
            "older": span(*bounds("article.older_graduate_target")),
            "recent": span(*bounds("article.most_imgs_target")),
        }
        yield ActionDraft("older_graduate", words)
    ten = evidence.number("article.average_beats_odds")
    if facts.bucket.code == "average_or_red_flag" and not missing and facts.n >= ten:
        yield ActionDraft("beaten_the_odds")


def _competitive(specialty: str) -> ActionDraft:
    row = row_where("charting_2026.step2_ck", specialty=specialty, outcome="matched") or {}
    scores = ""
    if (median := row.get("median")) is not None:
        scores = f" Half of the non-US IMGs who matched there in 2026 had a Step 2 CK of {median} or more."
    had = listing(column("article.competitive_profile", "had"))
    words = {"specialty": specialty_name(specialty), "had": had, "scores": scores}
    return ActionDraft("competitive_profile", words)


def _same_target(facts: Facts) -> Iterator[ActionDraft]:
    kinds = {"observership": "observership", "hands_on": "hands-on experience"}
    kind = kinds.get(facts.applicant.us_clinical_experience or "none")
    if facts.is_img and kind:
        yield ActionDraft("experience_same_target", {"kind": kind})
    if any(i.format == "virtual" for i in facts.ranked):
        yield ActionDraft("virtual_same")


_WORDS: Final[dict[Exclusion, str]] = {
    "visa": "does not sponsor {visa}",
    "not_booked": "no date booked yet",
    "waitlisted": "waiting list",
    "would_not_rank": "you would not rank it",
    "declined": "declined",
    "cancelled": "cancelled",
    "rejected": "the program said no",
}
"""Each reason in words, in the order in which they are told."""


def exclusions(season: Season) -> tuple[tuple[str, Exclusion], ...]:
    """The program of every interview that does not count, in the order of the file, with the one reason."""
    need = season.applicant.visa
    return tuple((i.program, why) for i in season.interview_list if (why := exclusion(i, need)) is not None)


def _left_out(facts: Facts) -> Iterator[ActionDraft]:
    """What could fool the reader about the count itself."""
    if left_out := exclusions(facts.season):
        visa = VISA_WORDS[facts.applicant.visa or "none"]
        groups = {r: [program for program, why in left_out if why == r] for r in _WORDS}
        words = {
            "total": len(facts.season.interview_list),
            "count": verb(facts.n, "counts", "count"),
            "reasons": "; ".join(
                f"{listing(programs)} ({_WORDS[r].format(visa=visa)})"
                for r, programs in groups.items()
                if programs
            ),
        }
        yield ActionDraft("not_counted", words, source="article.visa" if groups["visa"] else None)
    if k := len(facts.visa_unknown):
        for_now = verb(
            k,
            "We count it for now. If it does not sponsor, it has to come off.",
            "We count them for now. Any that do not sponsor have to come off.",
        )
        yield ActionDraft("visa_unknown", {"part": part(k, facts.n, "interview"), "for_now": for_now})
    if facts.applicant.visa is None and facts.applicant.type == "non_us_img":
        yield ActionDraft("visa_need_unknown")
