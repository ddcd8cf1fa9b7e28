"""A plan for two in words: what the lists are worth together, how near the best they are, and what to be careful of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from matchsafe.domain.couple_plan import CouplePlanReport, CoupleRequest, PartnerPlan, RegionTogether
from matchsafe.domain.plan import PlanCatalog
from matchsafe.domain.text import MarkedText, dollars, plural, sentence
from matchsafe.evidence import number
from matchsafe.present import phrase, words
from matchsafe.present.plan_doubts import within
from matchsafe.present.plan_recommendation import rest_adds, too_little

COUPLE = "plan-couple"
"""Section of the method page."""
PARTNERS = ("First partner", "Second partner")
"""What the two are called where nothing else is known of them."""


STOPPED = "The search was stopped before it was done: better lists may be there."


def together(rule: str, miles: float) -> str:
    """What counts as matching together: "in one state"."""
    return {
        "state": "in one state",
        "division": "in one census division",
        "miles": f"within {miles:,.0f} miles of each other",
        "anywhere": "both, anywhere",
    }[rule]


def size(partner: PartnerPlan) -> int:
    """How many programs a partner's list has."""
    return len(partner.programs) + sum(c.count for c in partner.cells)


def any_pair(plan: CouplePlanReport) -> bool:
    """Whether each partner has anything to match at: a program of the list, or an interview held."""
    return all(size(p) or p.interviews.held for p in (plan.first, plan.second))


def headline(plan: CouplePlanReport, instead: Sequence[str] = ()) -> MarkedText:
    """The answer: what to spend, what it is worth, and what more would buy.

    Args:
        plan: With the code of its recommendation.
        instead: For each partner what to do where money buys nothing.
    """
    code, rest = plan.recommendation.code, plan.whole_budget.programs - plan.useful.programs
    if code == "season_over":
        return OVER
    adds = rest_adds(plan.rest_adds, COUPLE)
    if code == "spend_nothing" and rest:
        return MarkedText(
            f"Spend nothing more. New applications add {too_little(plan.rest_adds)}: {plural(rest, 'program')} for ",
            phrase.link(dollars(plan.whole_budget.cost), "#bill"),
            " would add ", adds, " to your chance of matching together.",
            _instead(instead),
        )  # fmt: skip
    if not any_pair(plan):
        return MarkedText("No pair of programs fits this budget and these rules.")
    held = plan.first.interviews.held + plan.second.interviews.held - plan.held_nowhere
    with_ = "with these lists"
    if held:
        with_ = f"with these lists and the {'interview' if held == 1 else f'{held} interviews'} you hold"
    return MarkedText(
        _apply_to(plan, f"Couples like you {with_} match {_where(plan)} in "),
        phrase.chance(plan.both_together, COUPLE),
        ".",
        *(
            [f" Another {dollars(plan.whole_budget.cost - plan.useful.cost)} would add ", adds, "."]
            if rest
            else ()
        ),
    )


def _apply_to(plan: CouplePlanReport, then: str) -> MarkedText:
    """The programs of each partner and what they cost, with what follows; where only one needs any, whose they are."""
    partners = (plan.first, plan.second)
    about = "about " if plan.catalog.name is None else ""
    named = [p.who for p in partners] if plan.first.who != plan.second.who else [n.lower() for n in PARTNERS]
    counts = [f"{about}{plural(size(p), 'program')}" for p in partners]
    used = [n for n, p in enumerate(partners) if size(p)]
    if not used:
        return MarkedText(f"Apply to no more programs. {then}")
    if len(used) == 1:
        told, whose = counts[used[0]], f", all for the {PARTNERS[used[0]].lower()}."
    else:
        told, whose = " and ".join(f"{c} ({n})" for c, n in zip(counts, named, strict=True)), " together."
    comma = "," * (len(used) - 1)
    return MarkedText(
        f"Apply to {told}{comma} for ", phrase.link(dollars(plan.cost), "#bill"), f"{whose} {then}"
    )


def _instead(steps: Sequence[str]) -> str:
    """What each partner does where money buys nothing, said once where both do the same."""
    told = [f"{who}: {step}" for who, step in zip(PARTNERS, steps, strict=False) if step]
    if len(told) == len(PARTNERS) and len(set(steps)) == 1:
        told = [steps[0]]
    return f" Do this instead. {' '.join(map(sentence, told))}" if told else ""


def unplaced_interviews(plan: CouplePlanReport) -> str:
    """How many interviews held are not in the chance of matching together, and what the reader can do; "" if none."""
    if not plan.held_nowhere or not any_pair(plan):
        return ""
    one = plan.held_nowhere == 1
    held = f"{plural(plan.held_nowhere, 'interview')} you hold {'is' if one else 'are'}"
    told = f"{held} not in the chance of these lists: "
    if plan.held_both is not None:
        alone = words.chance(plan.held_both)
        told = f"With the interviews you hold alone, both match in {alone}, as in your outlook. {told}"
    if plan.together == "miles":
        return (
            f"{told}a season keeps no place of an interview nearer than its state. By state or by census division, "
            "those with a state count."
        )
    return (
        f"{told}no state is known for {'it' if one else 'them'}. Enter {'it' if one else 'each one'} with its state: "
        "where your partner has programs or interviews nearby, the chance of matching together rises."
    )


def _where(plan: CouplePlanReport) -> str:
    return "both" if plan.together == "anywhere" else plan.together_text


def near_best(plan: CouplePlanReport) -> MarkedText:
    """How near the best possible lists these are, said plainly where that is not near."""
    if not _has_chance(plan):
        return MarkedText()
    gap = min(max(plan.gap, 0.0), 1.0)
    by = ", by your wishes" if plan.both_wanted is not None else ""
    told = MarkedText(
        "No other two lists can be better by ", within(gap, plan.both_together, COUPLE), f"{by}."
    )
    if gap <= max(LOOSE * plan.upper_bound, _LITTLE):
        return told
    return MarkedText(told, " That is not close: for two who need each other the proof cannot come nearer.")


OVER = MarkedText(
    "Spend nothing. The season is over: rank lists are closed, and no application sent now can add to it."
)
"""The headline after rank lists are due."""
LOOSE = 0.05
"""A gap above this share of the bound is called loose."""
_LITTLE = 0.01
"""A gap below this never is."""


def chances(plan: CouplePlanReport) -> tuple[tuple[str, str], ...]:
    """The chances of the two lists, each with what it counts."""
    rows = []
    if plan.together != "anywhere":
        rows.append((f"both match {plan.together_text}", plan.both_together))
    if plan.both_wanted is not None:
        rows.append(("both match where you would most like to be", plan.both_wanted))
    rows += [
        ("both match, near each other or not", plan.both_anywhere),
        ("at least one of you matches", plan.at_least_one),
        (f"{PARTNERS[0].lower()} matches", plan.first.match),
        (f"{PARTNERS[1].lower()} matches", plan.second.match),
    ]
    if plan.together != "anywhere" and plan.held_nowhere and not _has_chance(plan):
        rows = rows[1:]  # nothing is known of where
    if plan.held_both is not None:
        rows.insert(0, ("both match with the interviews you hold alone, as in your outlook", plan.held_both))
    return tuple((sentence(what)[:-1], words.chance(e)) for what, e in rows)


def _has_chance(plan: CouplePlanReport) -> bool:
    """Whether any pair of the two lists can be matched together, as far as it is known where their programs are."""
    return any_pair(plan) and plan.both_together.high > 0


def likeness(plan: CouplePlanReport) -> MarkedText:
    """What the chance of matching together rests on beside the lists: how alike the partners' strengths are."""
    if len(plan.by_likeness) < 2 or not _has_chance(plan):
        return MarkedText()
    least, most = plan.by_likeness[0], plan.by_likeness[-1]
    return MarkedText(
        "No report says how alike two partners' strengths are. With nothing in common, both match together in ",
        phrase.chance(least.chance, COUPLE),
        "; if they are closely alike, in ",
        phrase.chance(most.chance, COUPLE),
        ".",
    )


def region_name(name: str) -> str:
    """A region as a row is called."""
    return "Anywhere" if name == "anywhere" else name[0].upper() + name[1:]


def region_counts(region: RegionTogether) -> str:
    """How many programs and interviews each partner has in a region."""
    return " and ".join(
        plural(n, "program") + (f" with {plural(held, 'interview')} held" if held else "")
        for n, held in ((region.first, region.first_held), (region.second, region.second_held))
    )


def region_line(region: RegionTogether) -> str:
    """One region in a line: what each partner has there, and the chance."""
    return (
        f"{region_counts(region)}; both could match here in {words.chance(region.together)}; without it you would "
        f"lose {words.chance(region.lost_without)}"
    )


def warnings(request: CoupleRequest, catalog: PlanCatalog, aside: Sequence[int]) -> Iterator[str]:
    """What to know before these lists are trusted.

    Args:
        request: What was asked.
        catalog: What there was to choose from.
        aside: Advanced and preliminary positions left aside, by partner.
    """
    if catalog.banner:
        yield catalog.banner
    if catalog.name is None:
        yield (
            "No program list is there: this plan counts average programs by state from published figures. "
            "Look up each program before you pay."
        )
    yield (
        "These are two lists of applications, not a rank list of pairs. Programs are taken to decide about each of you "
        "apart; one that likes to keep couples together would help you, and is not counted."
    )
    yield (
        "Matching together also needs a rank list with many pairs. The chance assumes that you rank every pair of one "
        "region on your lists before anything else."
    )
    yield (
        f"NRMP gives {number('headline.couples_match_rate_2025'):g} in 100 as the match rate of couples in 2025: of "
        "all kinds, and sources do not agree whether one or both had to match. It says little about two IMGs."
    )
    if request.together == "miles":
        yield (
            "Programs were put into groups in which no two are farther apart than you said. Two programs of different "
            "groups may be near each other too: that is not counted, so the true chance is a little larger."
        )
    if request.together == "division":
        yield "A census division spans several states: two programs in one may be hundreds of miles apart."
    for who, count in zip(PARTNERS, aside, strict=True):
        if count:
            yield (
                f"{who}: {plural(count, 'advanced or preliminary position')} left aside; a plan for two counts "
                "positions that need no other one."
            )
    if request.budget is None and request.first.max_programs is None and request.second.max_programs is None:
        yield "No budget was given: the lists go on as long as any program adds anything."
