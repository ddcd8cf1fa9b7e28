"""The chance of an interview at one program, as an estimate with its range and what to know before leaning on it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from zlib import crc32

import numpy as np
import numpy.typing as npt

from matchsafe.domain.estimate import Estimate
from matchsafe.domain.program import Program
from matchsafe.domain.season import Season
from matchsafe.odds.arrays import Floats
from matchsafe.odds.eligibility import Finding, eligibility
from matchsafe.odds.invitation.effects import Signal, Ties
from matchsafe.odds.invitation.partial_pooling import Rates
from matchsafe.odds.invitation.prior import published_rates
from matchsafe.odds.invitation.profile import Overrides
from matchsafe.odds.invitation.scenarios import MANY_DRAWS, rates_of, scenarios
from matchsafe.odds.quadrature import estimate


def chances_of_interview(
    season: Season,
    programs: Sequence[Program],
    on: date,
    *,
    rates: Rates | None = None,
    signal: Signal = "plain",
    ties: Ties | None = None,
    overrides: Overrides | None = None,
) -> tuple[Estimate, ...]:
    """The chance that each program interviews the applicant if they apply, in their order.

    The range runs over the assumptions, the season, and how little is known of each program.

    Args:
        rates: The programs' rows of ``rates_of`` on the whole catalog (see ``Rates.at``); these programs alone if left
            out.
        signal: How the applications are sent.
    """
    rates = rates if rates is not None else rates_of(programs)
    found = scenarios(season, programs, on, rates=rates, ties=ties, overrides=overrides, count=MANY_DRAWS)
    by_draw = _by_draw(found.invite[signal], found.weights, found.draw)
    column = 0 if season.applicant.type == "us_img" else 1
    out = []
    for j, program in enumerate(programs):
        values = np.clip(by_draw[j] * _unknown(program.id, float(rates.spread[j, column])), 0, 1)
        caveats = _caveats(
            season, program, eligibility(season.applicant, program, on, (overrides or {}).get(program.id, ()))
        )
        out.append(estimate(values, caveats))
    return tuple(out)


def _by_draw(values: Floats, weights: Floats, draw: npt.NDArray[np.int64]) -> Floats:
    """Average over strength within each draw: (programs, draws)."""
    count = int(draw.max()) + 1
    shares = weights.reshape(count, -1)
    shares = shares / shares.sum(1, keepdims=True)
    return np.asarray(np.einsum("jdn,dn->jd", values.reshape(len(values), count, -1), shares))


def _unknown(program: str, spread: float) -> Floats:
    """How far the program may stand from what is expected of it: factors with mean 1, spread evenly over the draws."""
    order = np.random.default_rng(crc32(program.encode())).permutation(MANY_DRAWS)
    normal = np.sort(np.random.default_rng(0).standard_normal(MANY_DRAWS * MANY_DRAWS))[
        MANY_DRAWS // 2 :: MANY_DRAWS
    ]
    factor = np.exp(spread * normal[order])
    return np.asarray(factor / factor.mean())


def _caveats(season: Season, program: Program, findings: Sequence[Finding]) -> tuple[str, ...]:
    said = [f.text for f in findings if f.status in ("barred", "unknown")]
    kind = season.applicant.type
    if kind not in ("us_img", "non_us_img"):
        said.append("Rates by program are of IMGs; yours is moved by the gap between the types in Neurology.")
    if (program.specialty, "non_us_img") not in published_rates():
        said.append(
            "No invitation rates of this specialty were seen: it is placed by how many IMGs it takes."
        )
    own = program.invite_rate_us_img if kind == "us_img" else program.invite_rate_non_us_img
    if own is None:
        said.append("Its own rate is not known: it is taken from programs like it.")
    if program.img_share is None:
        said.append("Its share of IMG residents is not known.")
    return tuple(said)
