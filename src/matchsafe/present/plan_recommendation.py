"""What a plan recommends, in words: how much to spend, what more would buy, and what to do where money buys nothing."""

from __future__ import annotations

from collections import Counter
from datetime import date

from matchsafe.domain.estimate import Estimate
from matchsafe.domain.plan import PlanReport
from matchsafe.domain.specialties import specialty_name
from matchsafe.domain.text import MarkedText, Piece, day, dollars, listing, plural, sentence, short_day
from matchsafe.present import words
from matchsafe.present.phrase import chance, link


def text(
    plan: PlanReport, instead: str = "", next_season: date | None = None, first_fee: float = 0.0
) -> MarkedText:
    """The headline of a plan.

    Args:
        plan: With the code of its recommendation.
        instead: What to do where money buys nothing, as a sentence.
        next_season: The day from which applications of the next season can be sent.
        first_fee: What the cheapest further application costs.
    """
    if plan.recommendation.code == "season_over":
        return _season_over(plan, next_season)
    if plan.recommendation.code == "spend_nothing":
        return _spend_nothing(plan, instead, first_fee)
    return MarkedText(_long_shots(plan), _apply(plan), _more(plan), _day(plan))


def split_heading(text: MarkedText) -> tuple[MarkedText, MarkedText]:
    """The first sentence of a text, for a heading, and the rest."""
    first: list[Piece] = []
    for i, piece in enumerate(text.pieces):
        head, end, tail = piece.text.partition(". ")
        if end and piece.kind == "text":
            rest = [Piece(tail)] if tail else []
            return MarkedText(*first, f"{head}."), MarkedText(*rest, *text.pieces[i + 1 :])
        first.append(piece)
    return text, MarkedText()


def rest_title(plan: PlanReport) -> str:
    """What the rest of the budget would buy, as a heading."""
    more = plan.whole_budget.programs - plan.useful.programs
    another = "another " if plan.useful.programs else ""
    return f"What {another}{dollars(plan.whole_budget.cost - plan.useful.cost)} would buy: {plural(more, 'program')}"


def rest_line(plan: PlanReport) -> MarkedText:
    """What these programs would add together."""
    return MarkedText("Together they would add ", rest_adds(plan.rest_adds, "plan"), " to your chance.")


def _season_over(plan: PlanReport, next_season: date | None) -> MarkedText:
    then = f" Applications for the next season can be sent from {day(next_season)} on." if next_season else ""
    return MarkedText(
        f"Spend nothing. The season is over: rank lists are closed, and no application sent now can add to it.{then}"
    )


def _spend_nothing(plan: PlanReport, instead: str, first_fee: float) -> MarkedText:
    if plan.budget is not None and 0 < plan.budget < first_fee and plan.next_dollars.programs:
        return MarkedText(
            f"Your {dollars(plan.budget)} pay for no application: one costs {dollars(first_fee)}.",
            _more(plan),
        )
    more = plan.whole_budget.programs
    if more and plan.budget is not None and plan.diminishing_from is None:
        why = MarkedText(
            f"Your {dollars(plan.budget)} buy too little: {plural(more, 'program')} for ",
            _cost(plan.whole_budget.cost),
            " would add ",
            rest_adds(plan.rest_adds, "plan"),
            ".",
            _more(plan),
        )
    elif more:
        when = f"{_sending_day(plan)}," if plan.sent_on == plan.on else _sending_day(plan)
        why = MarkedText(
            f"New applications sent {when} add {too_little(plan.rest_adds)}: {plural(more, 'program')} for ",
            _cost(plan.whole_budget.cost),
            " would add ",
            rest_adds(plan.rest_adds, "plan"),
            ".",
        )
    elif plan.next_dollars.stopped_by == "all_listed":
        why = MarkedText("You have applied to every program that can be added.")
    else:
        why = MarkedText("No program fits your budget and your limits.")
    after = f" Do this instead: {sentence(instead)}" if instead else ""
    return MarkedText("Spend nothing more. ", why, after)


def rest_adds(more: Estimate, section: str) -> Piece:
    """What the whole budget adds to the useful list: "less than 1 in 100", "about 2 in 100 (1 to 4)"."""
    return chance(more, section, text=words.gain(more) if _counts(more) else "less than 1 in 100")


def too_little(more: Estimate) -> str:
    """Why the whole budget is not spent, by what it adds."""
    return "almost nothing for their fees" if _counts(more) else "almost nothing"


def _counts(more: Estimate) -> bool:
    return words.whole(max(more.value, 0.0)) >= 1


def _long_shots(plan: PlanReport) -> str:
    new = [p for p in plan.programs if not p.applied]
    if new and all(p.role == "reach" for p in new):
        return "Every program here is a long shot. "
    return ""


def _apply(plan: PlanReport) -> MarkedText:
    about = "about " if plan.catalog.name is None else ""
    n, held = plan.useful.programs, plan.interviews.held
    counts = _by_specialty(plan)
    kinds = (
        f" ({listing(f'{k} in {specialty_name(s)}' for s, k in counts.items())})" if len(counts) > 1 else ""
    )
    also = [f"the {plural(held, 'interview')} you hold"] if held else []
    before = sum(p.applied for p in plan.programs)
    also += [f"the {plural(before, 'program')} you have applied to"] if before else []
    of = f"With {listing(also)}, of 100 applicants like you, " if also else "Of 100 applicants like you, "
    estimate = plan.useful.chance
    value = chance(estimate, "plan", text=f"{words.qualifier(estimate)}{words.number(estimate)}")
    could = f" It could be {words.span(estimate)}." if words.has_range(estimate) else ""
    apply_to = f"Apply to {about}{plural(n, 'program')}{kinds} for "
    return MarkedText(
        apply_to, _cost(plan.useful.cost), f". {of}", value, f" {words.matches(estimate)}.{could}"
    )


def _by_specialty(plan: PlanReport) -> dict[str, int]:
    """New applications in each specialty: the one wanted first, then the others, most of them first."""
    counts = Counter(p.specialty for p in plan.programs if not p.applied)
    for cell in plan.cells:
        counts[cell.specialty] += cell.count
    return dict(sorted(counts.items(), key=lambda each: (each[0] != plan.first_specialty, -each[1], each[0])))


def _more(plan: PlanReport) -> MarkedText:
    """What more money would buy: the rest of the budget, or the next $100."""
    rest = plan.whole_budget.cost - plan.useful.cost
    if plan.recommendation.code == "spend_less":
        return MarkedText(
            f" Another {dollars(rest)} would add ",
            rest_adds(plan.rest_adds, "plan"),
            ".",
        )
    more = plan.next_dollars
    if not more.programs:
        return MarkedText()
    return MarkedText(f" The next {dollars(more.dollars)} would add ", chance(more.chance, "plan"), ".")


def _day(plan: PlanReport) -> str:
    """The day of sending, where it matters."""
    if plan.late is None:
        return ""
    over = plan.sent_on is not None and plan.sent_on < plan.on
    passed = " That day has passed: what you send now is worth less. Plan it from today." if over else ""
    return f" This is for applications sent {_sending_day(plan)}.{passed}"


def _sending_day(plan: PlanReport) -> str:
    sent = plan.sent_on
    if sent is None:
        return "now"
    return f"today, {short_day(sent)}" if sent == plan.on else f"on {day(sent)}"


def _cost(amount: float) -> Piece:
    return link(dollars(amount), "#bill")
