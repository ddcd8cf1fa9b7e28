"""What the applicant wishes, from the ratings of the evening and the weights of her criteria."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matchsafe.domain.season import Season
from matchsafe.domain.season_interview import Interview


def weighted_rating(ratings: Mapping[str, int], criteria: Mapping[str, int]) -> float | None:
    """The average rating, 1 to 5, weighed by the criteria; ``None`` if nothing that weighs is rated.

    A criterion without a weight weighs 1, so that ratings count before weights are set.
    """
    weights = {name: criteria.get(name, 1) for name in ratings}
    total = sum(weights.values())
    return sum(weights[n] * r for n, r in ratings.items()) / total if total else None


def scores(season: Season, interviews: Sequence[Interview]) -> list[float | None]:
    """The weighted rating of each interview."""
    return [weighted_rating(i.ratings, season.criteria) for i in interviews]


def by_wish(season: Season, interviews: Sequence[Interview]) -> list[Interview]:
    """Interviews by weighted rating, the best first; those without one keep their order and come last."""
    rated = dict(zip(map(id, interviews), scores(season, interviews), strict=True))

    def place(interview: Interview) -> float:
        found = rated[id(interview)]
        return -found if found is not None else 0.0

    return sorted(interviews, key=place)


def concordance(order: Sequence[float], by: Sequence[float]) -> float:
    """Kendall's tau between a list's order and a score: 1 if the score falls along the list, -1 if it rises.

    Args:
        order: Any numbers that fall along the list, such as minus the rank.
        by: The score of each rank; pairs that are equal count as neither.
    """
    pairs = [(i, j) for i in range(len(order)) for j in range(i) if by[i] != by[j]]
    if not pairs:
        return 0.0
    agree = sum((order[i] - order[j]) * (by[i] - by[j]) > 0 for i, j in pairs)
    return 2 * agree / len(pairs) - 1
