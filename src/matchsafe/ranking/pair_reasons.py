"""Why a pair of a couple's list is where it is, and why it stands above the next."""

from __future__ import annotations

from matchsafe.domain.states import STATE_NAMES
from matchsafe.odds.nearness import distance, road_hours
from matchsafe.ranking.pairs import NOBODY, Pair, PairUtility

_WHO = ("first", "second")
_LEAST = 1e-9
"""Differences of worth below this are none."""


def reason(worth: PairUtility, pair: Pair, following: Pair | None, rank: int) -> str:
    """What a pair is, and what outweighs what against the pair below it.

    Args:
        following: The pair below; ``None`` for the last.
        rank: Of the pair, from 1.
    """
    told = f"{_what(worth, pair)}."
    if following is None:
        return told
    return f"{told} Above {rank + 1}: {_against(worth, pair, following)}."


def _what(worth: PairUtility, pair: Pair) -> str:
    a, b = pair
    if b == NOBODY:
        return f"Only the first partner matches, at choice {a + 1}"
    if a == NOBODY:
        return f"Only the second partner matches, at choice {b + 1}"
    away = _away(worth, pair)
    where = f"Apart{away}"
    if worth.together(pair):
        interview = worth.sides[0][a].interview
        state = interview.state if interview else None
        where = (
            f"Together ({STATE_NAMES[state]})"
            if state and worth.wishes.together == "state"
            else f"Together{away}"
        )
    return f"{where}; the first partner's choice {a + 1}, the second's choice {b + 1}"


def _away(worth: PairUtility, pair: Pair) -> str:
    """How far apart the two programs are, where that is the rule: " (60 miles)", " (about 1.3 hours by road)"."""
    one, other = worth.sides[0][pair[0]], worth.sides[1][pair[1]]
    if worth.wishes.together == "miles":
        apart = distance(one.interview, other.interview)
        return "" if apart is None else f" ({apart:,.0f} miles)"
    if worth.wishes.together == "hours":
        hours = road_hours(one.interview, other.interview)
        return "" if hours is None else f" (about {hours:.1f} hours by road)"
    return ""


def _against(worth: PairUtility, pair: Pair, other: Pair) -> str:
    if NOBODY not in pair and NOBODY in other:
        return "both match, and below it only one"
    if worth.together(pair) and not worth.together(other) and NOBODY not in other:
        return "it is together, and that one apart"
    if NOBODY in pair:
        said = "as much as" if abs(worth(pair) - worth(other)) <= _LEAST else "more than"
        return f"{_one(pair)} is worth {said} {_one(other)}"
    gains, losses = [], []
    for side, who in enumerate(_WHO):
        difference = worth.of_partner(side, pair[side]) - worth.of_partner(side, other[side])
        here, there = (_choice(p[side]) for p in (pair, other))
        if difference > _LEAST:
            gains.append(f"the {who} gets {here} instead of {there}")
        elif difference < -_LEAST:
            losses.append(f"the {who} gets {here} instead of {there}")
    if worth(pair) < worth(other) - _LEAST:
        return "you said so"
    if not gains:
        return "both are worth the same to you" if not losses else "you said so"
    if not losses:
        return " and ".join(gains)
    even = abs(worth(pair) - worth(other)) <= _LEAST
    return f"{gains[0]}, which {'evens out' if even else 'outweighs'} that {losses[0]}"


def _choice(place: int) -> str:
    return "no match" if place == NOBODY else f"choice {place + 1}"


def _one(pair: Pair) -> str:
    """The partner who matches in a single outcome, with the choice."""
    a, b = pair
    return f"the second's choice {b + 1}" if a == NOBODY else f"the first's choice {a + 1}"
