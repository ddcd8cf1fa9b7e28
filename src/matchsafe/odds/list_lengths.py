"""The chance of those who hold shorter and longer lists, of programs on average like an applicant's own."""

from __future__ import annotations

from collections import Counter

import numpy as np
import numpy.typing as npt

from matchsafe.odds.applicant_posterior import ApplicantPosterior, JointPosterior
from matchsafe.odds.arrays import Floats
from matchsafe.odds.programs import InterviewKind
from matchsafe.odds.quadrature import ProductNodes, StrengthNodes, average, log_miss, translate_strength


def chances_of_lists(now: ApplicantPosterior, lengths: npt.NDArray[np.int64]) -> Floats:
    """Chance to match of those who hold lists of such lengths: (lists, draws). One crowded place is left out."""
    nodes = now.count.strengths(now.strength, lengths)
    if not (isinstance(now, JointPosterior) and now.ranks):
        return _of_one_specialty(now.separate_wishes[0], nodes, lengths)
    misses = []
    for part in now.wishes:
        at = part.product_nodes(translate_strength(nodes.s, now.strength, part.strength))
        each = _missed(part, at)
        misses.append(at.by_list(each) * (lengths * (part.ranks / now.ranks))[:, None, None])
    return np.asarray(sum(now.shares_of(misses, nodes.both.weights)))


def chance_of(now: ApplicantPosterior, kinds: Counter[InterviewKind] | None = None) -> Floats:
    """Chance to match from the list, one value per draw, were the interviews of its first part of these kinds."""
    kinds = now.parts[0].kinds if kinds is None else kinds
    terms = None if now.given_nodes or now.is_crowded or len(now.parts) > 1 else now.polynomial(kinds)
    if terms is None:
        return now.match_chance(now.log_miss_if(kinds))
    found = now.own_product_nodes.polynomial(terms)
    missed = now.strengths.average(np.reciprocal(found, out=found))
    return np.asarray((1 - now.group.eps) * (1 - missed))


def _missed(part: ApplicantPosterior, at: ProductNodes) -> Floats:
    """Log-chance that a program of a part of the list is missed, on average over its programs."""
    odds = part.with_leftovers(at.odds)
    return part.log_miss_of_kinds(part.kinds, odds) / part.ranks if part.ranks else log_miss(odds)


def _of_one_specialty(
    part: ApplicantPosterior, nodes: StrengthNodes, lengths: npt.NDArray[np.int64]
) -> Floats:
    at, terms = part.product_nodes(nodes.s), part.polynomial(part.kinds)
    if terms is not None:
        return np.asarray((1 - part.group.eps) * at.reached(terms, lengths / part.ranks, nodes.weights))
    missed = at.by_list(_missed(part, at)) * lengths[:, None, None]
    return np.asarray((part.group.eps - 1) * average(nodes.both.weights, np.expm1(missed)))
