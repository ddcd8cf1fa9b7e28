"""Chances at every program in every scenario, a posterior draw and a strength: what a plan is made from."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Final

import numpy as np
import numpy.typing as npt

from matchsafe.domain.program import Program
from matchsafe.domain.rankable import rankable_in
from matchsafe.domain.season import ApplicantType, Season
from matchsafe.domain.season_part import Track
from matchsafe.evidence import number, table
from matchsafe.evidence.signals import signal_counts
from matchsafe.odds.applicant_posterior import applicant_posterior
from matchsafe.odds.arrays import Floats, expit
from matchsafe.odds.assumptions import draws, variation
from matchsafe.odds.draws import PosteriorGroup, thin_draws
from matchsafe.odds.invitation.effects import SIGNALS, Signal, Ties, signal_effects, tie_steps
from matchsafe.odds.invitation.features import IMG_TYPES, ProgramFeatures, one_of_each
from matchsafe.odds.invitation.held_interviews import match_chances
from matchsafe.odds.invitation.partial_pooling import Rates, fit
from matchsafe.odds.invitation.profile import Overrides, screen
from matchsafe.odds.invitation.score import score_screen
from matchsafe.odds.invitation.shared_effects import SEARCHED, for_draws
from matchsafe.odds.invitation.timing import pending_chance, share
from matchsafe.odds.programs import InterviewKind, everywhere, leftover_chance, program_step
from matchsafe.odds.quadrature import average, even_nodes
from matchsafe.odds.strength import strength

DRAWS: Final = SEARCHED
"""Posterior draws behind the scenarios a plan is searched on: few, as a search looks at them thousands of times."""
MANY_DRAWS: Final = 64
"""Draws for the range of single programs, of which there may be thousands."""
ALL_DRAWS: Final = 240
"""Draws for judging a finished plan: all there are, so that interviews held are worth what the outlook says."""
NODES: Final = 5
"""Least exactness of the quadrature over both traits of a draw: polynomials of this degree are averaged exactly."""
_U, _W = np.polynomial.hermite_e.hermegauss(15)  # not a figure: nodes of a quadrature
_W = _W / _W.sum()
_GRID: Final = np.linspace(-12.0, 6.0, 181)
"""Logits on which the average over strength is tabled and then turned round."""


@dataclass(frozen=True, eq=False)
class Scenarios:
    """Chances given the scenario; programs are independent of each other within one.

    Shapes: J programs, S scenarios. ``hit = invite * reach`` is the chance of a match there if nothing better comes.

    Attributes:
        weights: Adding to 1; (S,).
        draw: The posterior draw of each scenario; a range is taken over the draws' averages.
        strength: Strength in standard deviations of what is believed of the applicant; not a number in the scenarios
            that stand for lists which lead nowhere, as these are of average strength; (S,).
        impression: What programs see in an interview, in the same way; (S,).
        invite: Chance of an interview by kind of signal (plain, silver, gold), as far as asked for; each (J, S).
        reach: Chance that the program's list reaches the applicant, given the interview; (J, S). It is 0 throughout in
            the scenarios that stand for lists which lead nowhere however long they are.
        held: The same for each interview already held that counts, in the order of the season; (interviews, S).
    """

    weights: Floats
    draw: npt.NDArray[np.int64]
    strength: Floats
    impression: Floats
    invite: Mapping[Signal, Floats]
    reach: Floats
    held: Floats

    def hit(self, signal: Signal = "plain") -> Floats:
        """Chance of an interview and of being reached; (J, S)."""
        return np.asarray(self.invite[signal] * self.reach)


def scenarios(
    season: Season,
    programs: Sequence[Program],
    on: date,
    *,
    rates: Rates | None = None,
    ties: Ties | None = None,
    overrides: Overrides | None = None,
    sent: date | None = None,
    applied: Mapping[str, Signal] = MappingProxyType({}),
    answered: Collection[str] = frozenset(),
    unexplained: int | None = None,
    signals: Sequence[Signal] = SIGNALS,
    count: int = DRAWS,
    nodes: int = NODES,
) -> Scenarios:
    """Chances at ``programs`` for a season's applicant, whatever their specialties.

    Strength is the outlook's: the profile moves it, and where interviews that count are held, their number does too.
    With none held it is that of all who apply.

    Args:
        season: The applicant and the interviews held; its target is the specialty their number speaks of.
        programs: Where they might apply; unknown fields are priced as stated among the assumptions.
        on: The day, which sets the year of application.
        rates: Rates by program from ``rates_of`` on the whole catalog; fitted to ``programs`` alone if left out.
        ties: Home states and geographic preference.
        overrides: Rules that the applicant says do not stand, by program id.
        sent: The day the applications are sent (see ``timing``); in time if left out.
        applied: Programs already applied to by id, with how they were sent. How many of them have invited by the day
            ``on`` tells of strength, as far as invitations are out by then.
        answered: Ids of those that have invited; the others may still do so.
        unexplained: Interviews that count and came of none of them; all that count if left out.
        signals: Kinds of signal that applications may be sent with.
        count: Posterior draws.
        nodes: Exactness of the quadrature over traits; there is one more scenario a draw, for lists that lead nowhere.
    """
    rates = rates if rates is not None else rates_of(programs)
    points, impression, weights = trait_nodes(nodes)
    unexplained = len(rankable_in(season)) if unexplained is None else unexplained
    at = _strengths(season, on, count, points, unexplained)
    known = _Context(season, on, at, impression, ties or Ties(), overrides or {}, signals, count)
    specialties = np.array([p.specialty for p in programs], np.str_)
    by_rows = {
        tuple(rows): _one_specialty(known, [programs[j] for j in rows], rates.at(rows), name)
        for name in dict.fromkeys(specialties.tolist())
        for rows in (np.flatnonzero(specialties == name).tolist(),)
    }
    shape = (len(programs), count, len(points) + 1)
    every = {
        name: _in_order({rows: x.invite[name] for rows, x in by_rows.items()}, shape) for name in signals
    }
    reach = _in_order({rows: x.reach for rows, x in by_rows.items()}, shape)
    invite = {signal: chance[..., :-1] for signal, chance in every.items()}
    fitted = thin_draws(season.applicant.type, season.target.specialty, count)
    left = share("still_to_come", on, count)
    by_draw = np.tile(weights, (count, 1))
    if applied and not season.only_a_number:
        sent_as = np.array([invite[applied[p.id]][j] for j, p in enumerate(programs) if p.id in applied])
        more = max(1.0, (season.applications_sent or 0) / len(applied))
        expected = more * (1 - left)[:, None] * sent_as.sum(0)
        by_draw = by_draw * _count_likelihood(len(answered), expected)
        by_draw /= by_draw.sum(1, keepdims=True)
    pending = [p.id in applied and p.id not in answered for p in programs]
    _in_season(invite, pending, left, sent)
    belief = strength(season.applicant, fitted, on)
    held = match_chances(season, on, belief.mean[:, None] + belief.sd[:, None] * at, impression, count)
    return _with_lists_that_lead_nowhere((points, impression), by_draw, fitted.eps, every, reach, held)


def _in_order(found: Mapping[tuple[int, ...], Floats], shape: tuple[int, ...]) -> Floats:
    """Values by rows as one array; nothing is copied where it is there already."""
    if len(found) == 1:
        return next(iter(found.values()))
    out = np.empty(shape)
    for rows, values in found.items():
        out[list(rows)] = values
    return out


def _count_likelihood(seen: int, expected: Floats) -> Floats:
    """Likelihood of so many invitations so far at each draw and node, up to a factor by draw.

    Poisson given strength, as the counts of the fit are. One invitation more multiplies it by a factor that rises with
    strength, so an invitation never speaks against an applicant.
    """
    mean = np.maximum(expected, 1e-12)  # not a figure: a guard
    log = seen * np.log(mean) - mean
    return np.asarray(np.exp(log - log.max(1, keepdims=True)))


def _in_season(
    invite: Mapping[Signal, Floats], pending: Sequence[bool], left: Floats, sent: date | None
) -> None:
    """Make chances of an interview those on a day of the season: already sent, or sent on another day."""
    old = np.array(pending, bool)
    count = invite["plain"].shape[1]
    late = np.ones(count) if sent is None else share("sent_late", sent, count)
    for chance in invite.values():
        already = pending_chance(chance[old], left[:, None])
        if (late != 1).any():
            chance *= late[:, None]
        chance[old] = already


def rates_of(programs: Sequence[Program]) -> Rates:
    """Rates of invitation by program, from whatever the catalog holds; fit once, use for every applicant."""
    known = ProgramFeatures.of(programs)
    return fit(known).rates(known, number("interview_assumptions.program_effect_lasts"))


@dataclass(frozen=True)
class _Context:
    """What all specialties of one applicant share.

    Attributes:
        at: Strength in standard deviations of the profile's belief, (draws, nodes).
        impression: What programs see in an interview, (nodes,).
    """

    season: Season
    on: date
    at: Floats
    impression: Floats
    ties: Ties
    overrides: Overrides
    signals: Sequence[Signal]
    count: int


@dataclass(frozen=True)
class _ScenarioChances:
    """Both (programs, draws, nodes + 1): the last one stands for lists that lead nowhere; nobody is reached there."""

    invite: Mapping[Signal, Floats]
    reach: Floats


@cache
def trait_nodes(exactness: int) -> tuple[Floats, Floats, Floats]:
    """Pairs of standard normal traits and their weights, adding to 1.

    Up to an exactness of 5 these are seven points (one in the middle, six on a circle), on which polynomials of degree
    5 average exactly; beyond it a product of Gauss's nodes of strength and evenly spaced ones of impression.
    """
    if exactness <= NODES:
        turn = np.arange(6) * np.pi / 3  # not a figure: six points on a circle of radius 2
        s, u = np.append(2 * np.cos(turn), 0.0), np.append(2 * np.sin(turn), 0.0)
        return s, u, np.append(np.full(6, 1 / 12), 0.5)  # not a figure: their weights
    (x, wx), (y, wy) = np.polynomial.hermite_e.hermegauss(exactness // 2 + 1), even_nodes(exactness - 2)
    weights = np.outer(wx, wy).ravel()
    return np.repeat(x, len(y)), np.tile(y, len(x)), weights / weights.sum()


def _strengths(season: Season, on: date, count: int, points: Floats, held: int) -> Floats:
    """Strengths (draws, nodes) in standard deviations of the profile's belief.

    Args:
        held: Interviews that count and came of no application that is known.
    """
    fitted = thin_draws(season.applicant.type, season.target.specialty, count)
    belief = strength(season.applicant, fitted, on)
    if held:
        now = applicant_posterior(season, on, draws=count)
        nodes = now.count.nodes(now.strength, held)
        mean = average(nodes.weights, nodes.s)
        sd = np.sqrt(average(nodes.weights, nodes.s**2) - mean**2)
    elif belief.hidden is not None:
        mean = belief.mean + np.sqrt(belief.hidden) * belief.place
        sd = np.sqrt(belief.sd**2 - belief.hidden)
    else:
        mean, sd = belief.mean, belief.sd
    return np.asarray(((mean - belief.mean) / belief.sd)[:, None] + (sd / belief.sd)[:, None] * points)


def _one_specialty(
    known: _Context, programs: Sequence[Program], rates: Rates, specialty: str
) -> _ScenarioChances:
    """Chances at the programs of one specialty; those of an interview where lists lead nowhere are still to fill in."""
    applicant, count = known.season.applicant, known.count
    fitted = thin_draws(applicant.type, specialty, count)
    belief = strength(applicant, fitted, known.on)
    theta = belief.mean[:, None] + belief.sd[:, None] * known.at
    facts = screen(applicant, programs, fitted, known.on, known.overrides)
    score = score_screen(applicant, programs, fitted, known.overrides)
    base = (
        _average_logits(applicant.type, rates, fitted)
        + facts.step
        + score.step
        + tie_steps(list(programs), known.ties, count)
    )
    passes = (facts.passes * score.passes)[:, :, None]
    by_strength = np.pad(_by_strength(fitted, theta), ((0, 0), (0, 1)))
    silver, gold = signal_effects(specialty, programs, count)
    signalled = (
        draws("interview_assumptions.signalled_share", count)
        if any(signal_counts(specialty))
        else np.zeros(count)
    )
    plain = -np.log1p(signalled * np.expm1(silver))
    steps = dict(zip(SIGNALS, (plain, plain + silver, plain + gold), strict=True))
    invite = {}
    for name in known.signals:  # passes * expit(...), in place: a national list fills tens of megabytes
        chance = -(base + steps[name])[:, :, None] - by_strength
        np.exp(chance, out=chance)
        chance += 1
        invite[name] = np.divide(passes, chance, out=chance)
    beyond = draws("assumptions.profile_at_programs", count) * belief.profile
    traits = fitted.c_s[:, None] * theta + fitted.c_u[:, None] * known.impression + beyond[:, None]
    return _ScenarioChances(invite, _reach(programs, fitted, traits, known.season.target.track))


@lru_cache(maxsize=32)
def _average_logits(kind: ApplicantType, rates: Rates, fitted: PosteriorGroup) -> Floats:
    """The logit of an average applicant of the type, (programs, draws): nothing of one season is in it."""
    return base_logits(kind, rates.mean, fitted) + _together(kind, rates, fitted.size)


def base_logits(kind: ApplicantType, rates: Floats, fitted: PosteriorGroup) -> Floats:
    """The logit at each program and draw at which applicants of the type are invited as often as they are on average.

    Averaged over the strengths of all who apply, the logit gives back the program's rate, the season's drift aside.

    Args:
        kind: Type of applicant; for US graduates the rate of non-US IMGs is moved by the gap of Neurology 2026.
        rates: Shares invited, (programs, types).
    """
    column = rates[:, IMG_TYPES.index(kind)] if kind in IMG_TYPES else _of_graduates(rates[:, 1], kind)
    wanted = np.log(column / (1 - column))[:, None] + draws(
        "interview_assumptions.invitations_by_season", fitted.size
    )
    out = np.empty_like(wanted)
    rise = _by_strength(fitted, _U)
    for d in range(fitted.size):
        at_nodes = expit(_GRID[:, None] + rise[d])
        mean = at_nodes @ _W
        out[:, d] = np.interp(wanted[:, d], np.log(mean / (1 - mean)), _GRID)
    return out


def _by_strength(fitted: PosteriorGroup, s: Floats) -> Floats:
    """How the logit rises with strength, (draws, nodes): as the mean count of interviews does, less once it is high."""
    return np.asarray(fitted.log_mean_count(s) - fitted.log_mean_count(np.zeros(1)))


def _together(kind: ApplicantType, rates: Rates, count: int) -> Floats:
    """Steps that programs take together, (programs, draws)."""
    if (steps := rates.steps) is None:
        return np.zeros((len(rates.mean), count))
    column = IMG_TYPES.index(kind) if kind in IMG_TYPES else 1
    return for_draws(steps[:, column], rates.mean[:, column], count)


def _of_graduates(rate: Floats, kind: str) -> Floats:
    table_ = table("neurology_2026.invite_rates")
    odds = [float(table_.find(by="type", group=g)["rate"] or 0) / 100 for g in (kind, "non_us_img")]
    gap = odds[0] / (1 - odds[0]) / (odds[1] / (1 - odds[1]))
    return np.asarray(gap * rate / (1 + (gap - 1) * rate))


def _reach(programs: Sequence[Program], fitted: PosteriorGroup, traits: Floats, track: Track) -> Floats:
    """Chance that a program which interviewed the applicant reaches them: the outlook's, program by program."""
    shared = fitted.b + everywhere((), track, fitted.size)
    logit = shared[:, None] + traits
    some, place = one_of_each(programs, ((p.setting, p.img_share) for p in programs))
    kinds = (
        InterviewKind(p.setting, p.img_share, "unknown", highly_selective=False, visa="not_needed")
        for p in some
    )
    steps = np.array([program_step(kind, None, fitted.size, variation()).offset for kind in kinds])
    steps = steps.reshape(-1, fitted.size)
    reach = expit(steps[:, :, None] + logit)
    for code in {p.specialty for p in programs}:
        if (left := leftover_chance(code, track, fitted.size)) is not None:
            reach = 1 - (1 - reach) * (1 - left[:, None])
    return np.pad(reach, ((0, 0), (0, 0), (0, 1)))[place]


def _with_lists_that_lead_nowhere(
    points: tuple[Floats, Floats],
    share_of: Floats,
    never: Floats,
    invite: Mapping[Signal, Floats],
    reach: Floats,
    held: Floats,
) -> Scenarios:
    """Add to each draw one scenario in which no list ever reaches: average invitations, no match.

    Args:
        points: Both traits, each (nodes,).
        share_of: Their weights in each draw, adding to 1; (draws, nodes).
        never: Share of lists that lead nowhere, (draws,).
        invite: Chances of an interview, each (programs, draws, nodes + 1); the last ones are filled in.
        reach: The program's list reaches the applicant, (programs, draws, nodes + 1), the last ones 0.
        held: The same of interviews held, (interviews, draws, nodes).
    """
    count, nodes = share_of.shape
    whole = np.concatenate([(1 - never)[:, None] * share_of, never[:, None]], 1) / count

    for chance in invite.values():
        chance[..., -1] = np.einsum("jdn,dn->jd", chance[..., :-1], share_of)

    def flat(values: Floats) -> Floats:
        return values.reshape(len(values), count * (nodes + 1))

    return Scenarios(
        weights=whole.ravel(),
        draw=np.repeat(np.arange(count), nodes + 1),
        strength=np.tile(np.append(points[0], np.nan), count),
        impression=np.tile(np.append(points[1], np.nan), count),
        invite={name: flat(chance) for name, chance in invite.items()},
        reach=flat(reach),
        held=flat(np.pad(held, ((0, 0), (0, 0), (0, 1)))),
    )
