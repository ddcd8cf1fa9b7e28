"""A rank list in words: what it is worth, where it most likely ends, and what an order by chance costs."""

from __future__ import annotations

from collections.abc import Sequence

from matchsafe.domain.estimate import Estimate
from matchsafe.domain.match_report import MatchStep, WatchedMatch
from matchsafe.domain.rank_report import (
    Certification,
    OrderTrial,
    RankedProgram,
    RankReport,
    SeasonsAround,
    TypedRank,
)
from matchsafe.domain.text import MarkedText, listing, paragraph, plural, sentence, verb
from matchsafe.present import outlook_words, phrase, track_words, words

RANKS = "ranks"
"""Section of the method page on the chance at each rank."""

_CERTIFIED: dict[Certification, str] = {
    "not_certified": "Not certified yet.",
    "certified": "Certified as it stands.",
    "edited_after_certifying": "Changed after you certified it: certify it again.",
}
_CLOSED: dict[Certification, str] = {
    "not_certified": "Lists are closed. You did not mark yours as certified.",
    "certified": "Lists are closed. Yours is certified as it stands.",
    "edited_after_certifying": "Lists are closed. What you certified counts, not what you changed since.",
}
_SEVERITIES = {"error": "Put right", "warning": "Look at this", "note": "Good to know"}


def headline(
    matched: Estimate,
    ranks: Sequence[RankedProgram],
    whole: Estimate | None = None,
    to: str = "",
    silence: outlook_words.Silence | None = None,
    *,
    couple: bool = False,
) -> MarkedText:
    """What the list is worth, in two sentences, or three.

    Args:
        matched: Chance of a match of any kind.
        ranks: The primary list.
        whole: Chance of a full training, where some programs are first years of others.
        to: What a match is to; see ``track_words.place``.
        silence: Why the outlook gives no verdict, if so: the same is said here.
        couple: Whether a partner's list is tied to this one.
    """
    if silence is not None and silence.headline:
        if couple:  # the number of before is that of the two, and the outlook has it
            silence = silence._replace(number="")
        said = outlook_words.answer(whole or matched, None, len(ranks), silence)
        return paragraph((*said, MarkedText(silence.text)))
    if not ranks:
        return MarkedText(
            "Your list is empty: no interview is booked or held, and nobody matches without one."
        )
    if not any(r.chance.value for r in ranks):
        return MarkedText("No rank of your list can match as it stands: see what to put right.")
    told, more = matched, MarkedText()
    if whole is not None:
        told, to = whole, track_words.WHOLE
        more = MarkedText(
            " Of any kind, ", phrase.chance(matched, RANKS, text=words.with_range(matched)), " match."
        )
        if whole.value == 0:
            bare = all(r.with_first_year is None for r in ranks)
            why = "no advanced program has a supplemental list" if bare else "see what to put right"
            none = f"This list leads to no full training: {why}."
            return MarkedText(none, more)
    number = phrase.chance(told, RANKS, text=f"{words.qualifier(told)}{words.number(told)}")
    ends = phrase.chance(told, RANKS, text=words.span(told))
    first = f"Of 100 applicants like you with this list{' alone' if couple else ''}, "
    more = MarkedText(more, " As a couple, your list of pairs decides.") if couple else more
    range_ = (" It could be ", ends, ".") if words.has_range(told) else ()
    return MarkedText(first, number, f" {words.matches(told)}{to}.", *range_, more)


def modal_rank(ranks: Sequence[RankedProgram]) -> MarkedText:
    """Where the Match most often ends on a list; empty for a list of less than two."""
    best = max(ranks, key=lambda r: r.chance.value, default=None)
    if best is None or len(ranks) < 2 or best.chance.value == 0:
        return MarkedText()
    rarely = best.chance.value < 1 - sum(r.chance.value for r in ranks)  # no match is likelier
    often = "The likeliest match is" if rarely else "Most often it ends"
    where = f"{often} at rank {best.rank}, {best.program}: "
    return MarkedText(where, phrase.chance(best.chance, RANKS), ".")


def certification(state: Certification, *, closed: bool = False) -> str:
    """Whether a list is certified, in a sentence; once lists are ``closed``, what counts."""
    return (_CLOSED if closed else _CERTIFIED)[state]


def severity(code: str) -> str:
    """How grave a check is, in two or three words."""
    return _SEVERITIES[code]


def chance(ranked: RankedProgram) -> str:
    """Chance that the Match ends at a rank, or that the rank does not count."""
    return words.chance(ranked.chance) if ranked.counts else "does not count"


def first_year(ranked: RankedProgram) -> str:
    """What becomes of a match to an advanced position, in a sentence; "" where it cannot be."""
    if ranked.track != "advanced" or not ranked.counts:
        return ""
    if ranked.with_first_year is None:
        return "Advanced, without a supplemental list: no first year."
    return f"With a first year too: {words.chance(ranked.with_first_year)}."


def first_years(ranks: Sequence[RankedProgram]) -> list[tuple[str, str]]:
    """The same for a list, each sentence once: the ranks it is about, and the sentence."""
    found: dict[str, list[str]] = {}
    for each in ranks:
        if told := first_year(each):
            found.setdefault(told, []).append(str(each.rank))
    return [(listing(numbers), told) for told, numbers in found.items()]


def trial(order: OrderTrial) -> str:
    """What an order by chance does on this very list, in two sentences."""
    wish = "Suppose you wish the opposite of this order. " if order.supposed else ""
    told = (
        f"{wish}We matched your programs in {plural(order.markets, 'market')} drawn from the model, once by wish and "
        f"once by chance. By chance you end at a program you want less in {order.worse}, at one you want more in "
        f"{order.better or 'none'}, and at the same one or nowhere in {order.same}."
    )
    return told if order.better == 0 else told + " That must not be: please report it."


def changes(report: RankReport) -> str:
    """What moving, dropping and adding do, in a few sentences; "" once lists are closed."""
    counted = [r for r in report.list if r.counts]
    if report.closed or len(counted) < 2 or not any(r.chance.value for r in counted):
        return ""
    least = max(counted, key=lambda r: (words.whole(1 + r.if_dropped.value), r.rank))
    e = least.if_dropped
    lost = e.model_copy(update={"value": -e.value, "low": -e.high, "high": -e.low})
    dropped = "nothing" if lost.value == 0 else words.chance(lost)
    return (
        "Moving a program changes where you match, never whether. "
        f"Dropping rank {least.rank}, the one that counts least, costs {dropped}; "
        f"one more average program at the end adds {words.gain(report.one_more)}."
    )


def typed_line(row: TypedRank) -> str:
    """One line of the typing check."""
    return {
        "same": f"{row.rank}. {row.text}",
        "missing": f"{row.rank}. {row.text}: missing in the system",
        "not_on_list": f"typed as {row.typed}: {row.text} is not on your list, or stands twice",
        "other_place": f"{row.rank}. {row.text}: typed as {row.typed}",
    }[row.difference]


def step(shown: MatchStep) -> str:
    """What happens at one proposal, in a sentence."""
    who = "You and your partner" if len(shown.who) == 2 else shown.who[0]
    if shown.outcome == "exhausted":
        return f"{who}: no program is left to propose to."
    where = " and ".join("no match" if p == "-" else p for p in shown.programs)
    asked = f"{who}, rank {shown.rank}: {where}."
    if shown.outcome == "refused":
        why = f": {_subject(shown.better, 'stand')} higher there" if shown.better else ""
        return f"{asked} Refused{why}."
    gone = f" {sentence(_subject(shown.displaced, 'lose') + ' the seat')}" if shown.displaced else ""
    return f"{asked} Taken for now.{gone}"


def _subject(people: Sequence[str], does: str) -> str:
    """Who does something, inside a sentence: "Rival 7 and you stand"."""
    told = listing([f"y{p[1:]}" if p.startswith("You") else p for p in people])
    return f"{told} {does if len(people) > 1 or told.partition(' (')[0] == 'you' else f'{does}s'}"


def small_match(found: WatchedMatch) -> str:
    """Where it ends, in a sentence or two."""
    years = "".join(
        f" {'Your' if who == 'You' else 'Your partner’s'} first year is at {at}."
        if at
        else f" {who} {'have' if who == 'You' else 'has'} no first year: nobody on the supplemental list takes "
        f"{'you' if who == 'You' else 'them'}."
        for who, at in found.first_years.items()
    )
    return _small_match(found) + years


def _small_match(found: WatchedMatch) -> str:
    ends = [end or "no match" for end in found.ends]
    if len(ends) == 2:
        return f"You end at {ends[0]}, your partner at {ends[1]}."
    takes = _takes(found)
    if not takes:
        return "No program of your list takes you in this market, whatever its order."
    if len(takes) == 1:
        return f"You end at {ends[0]}, the only program of your list that takes you in this market."
    return f"You end at {ends[0]}."


def _takes(found: WatchedMatch) -> list[str]:
    return [p.name for p in found.programs if p.takes and "You" in p.list]


def small_match_notes(found: WatchedMatch) -> tuple[str, ...]:
    """What is made up, and what it teaches."""
    takes = _takes(found)
    lines = [
        *(
            [f"Of the programs that would take you ({listing(takes)}), it is the one you want most."]
            if len(found.ends) == 1 and len(takes) > 1
            else ()
        ),
        "The rivals are invented. Which programs take you is drawn from your chances, so another market ends "
        f"otherwise. This is market {found.number} of 100.",
        "A seat is only kept for now: whoever is ranked higher takes it, and the other goes on to the next program. "
        "So a refusal costs you nothing further down"
        + (
            ". For one applicant the order by wish is always best. For pairs there is no such proof, but nobody "
            "can know beforehand which other order would be better."
            if len(found.ends) == 2
            else ", and the order by wish is always the best one."
        ),
    ]
    if found.left_out:
        lines.append(
            f"The last {plural(found.left_out, 'rank')} of your list {verb(found.left_out, 'is', 'are')} not played."
        )
    return tuple(lines)


def seasons(found: SeasonsAround) -> tuple[str, ...]:
    """What simulated national seasons say beside the model, and why they may differ."""
    if found.matched is None:
        return ("No season was played.",)
    low, high = (words.per_100(end) for end in found.spread)
    lines = [
        f"In {plural(found.seasons, 'simulated national season')} with you and your list in them, you match in "
        f"{words.chance(found.matched)}.",
        f"The model gives {words.chance(found.model)}. From a poor season to a good one, the simulated figure "
        f"goes from {low} to {high}.",
        "Your programs are those of the simulated nation most like yours in specialty, state and share of IMGs. Your "
        "strength is that of simulated applicants with as many interviews, moved by your profile. Who else applies, "
        "and whom they rank, is simulated.",
    ]
    if found.left_out:
        lines.append(
            f"Left out, because the simulated nation has no such positions: {listing(found.left_out)}."
        )
    lines.append(_difference(found))
    return tuple(lines)


def _difference(found: SeasonsAround) -> str:
    if not found.differs:
        return "The two agree within their ranges."
    told = "They differ by more than their ranges."
    if found.explained and found.plain is not None:
        return (
            f"{told} The seasons do not know visas or how your interviews went. Without these the model gives "
            f"{words.chance(found.plain)}, which agrees. Rest on the model."
        )
    peers = found.peers
    if peers is not None and found.matched is not None and _same_way(found.matched, peers, found.model):
        return (
            f"{told} It is the simulated nation, not your list: in it, applicants of your type with as many "
            f"interviews match in {words.chance(peers)}. It is fitted to totals, the model to what became of lists of "
            "each length. Rest on the model."
        )
    return f"{told} We do not know why. The model is fitted to what became of lists of each length. Rest on the model."


def _same_way(one: Estimate, other: Estimate, middle: Estimate) -> bool:
    """Whether two chances lie on one side of a third, the second at least half as far from it as the first."""
    far = one.value - middle.value
    return (other.value - middle.value) * far >= far * far / 2
