"""The fast quadrature against slow and obvious versions of the same story: simulation, a fine grid, plain loops."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pytest
from scipy.stats import nbinom

from matchsafe.domain.season import Interview, Season
from matchsafe.odds.applicant_posterior import ApplicantPosterior, applicant_posterior
from matchsafe.odds.assumptions import draws
from matchsafe.odds.couples import DRAWS, couple_outlook
from matchsafe.odds.draws import FITTED_RANKS, PosteriorGroup, group
from matchsafe.odds.quadrature import THETA, CountModel, average, count_model, log_miss, posterior
from matchsafe.odds.strength import Strength

Floats = npt.NDArray[np.float64]
ON: Final = date(2026, 11, 22)
PEOPLE: Final = 600_000
MIXED: Final[list[dict[str, Any]]] = [
    {"program": "A", "setting": "community", "img_share": 0.8, "went": "well"},
    {"program": "B", "setting": "university", "highly_selective": True, "went": "poorly"},
    {"program": "C", "visas_sponsored": ["h1b"]},
    {"program": "D", "img_share": 0.1, "went": "mixed"},
]
SEASONS: Final[dict[str, tuple[Any, dict[str, Any]]]] = {
    "six unnamed programs": (6, {}),
    "one program and a high score": (1, {"step2_ck": {"score": 262}, "visa": "none"}),
    "a mixed list of one who needs an H-1B": (
        MIXED,
        {"visa": "h1b", "step2_ck": {"score": 238}, "letters": "weak"},
    ),
    "a weak profile": (3, {"red_flags": ["gap"], "step1": {"attempts": 2}, "us_clinical_experience": "none"}),
    "a preliminary track": (4, {"track": "preliminary", "specialty": "surgery_general"}),
    "a US-IMG": (8, {"type": "us_img", "step2_ck": {"score": 240}}),
    "a US senior in a small specialty": (5, {"type": "us_md", "specialty": "dermatology"}),
}


def step(interview: Interview, d: int, size: int) -> float:
    """The step in the logit of one program at one draw, spelt out."""

    def assumed(name: str) -> float:
        return float(draws(f"assumptions.{name}", size)[d])

    found = 0.0
    if interview.setting != "unknown":
        found += assumed(f"setting_{interview.setting}")
    if interview.img_share is not None:
        found += assumed("img_share") * (interview.img_share - assumed("img_share_usual"))
    if interview.highly_selective:
        found += assumed("highly_selective")
    if interview.went != "unknown":
        found += assumed(f"went_{interview.went}")
    return found


def reach(season: Season, d: int, size: int) -> list[tuple[float, float]]:
    """Of each program: its step in the logit, and the chance that it can take the applicant at all."""
    shared = float(draws("assumptions.season_to_season", size)[d])
    if season.target.track == "preliminary":
        shared += float(draws("assumptions.preliminary_track", size)[d])
    unknown = float(draws("assumptions.sponsors_h1b_if_unknown", size)[d])
    need = season.applicant.visa == "h1b"
    return [
        (shared + step(i, d, size), unknown if need and i.visas_sponsored is None else 1.0)
        for i in season.interview_list
    ]


def logistic(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


@pytest.mark.parametrize("name", SEASONS)
@pytest.mark.parametrize("share", [0.1, 0.8])
def test_the_chance_is_that_of_simulated_applicants_who_hold_as_many_interviews(
    name: str, share: float, make_season: Callable[..., Season]
) -> None:
    interviews, profile = SEASONS[name]
    season = make_season(interviews, **profile)
    now = applicant_posterior(season, ON)
    d, g = int(share * now.group.size), now.group
    rng = np.random.default_rng(d)
    theta = rng.normal(now.strength.mean[d], now.strength.sd[d], PEOPLE)
    r, mean = np.exp(g.log_r[d]), np.exp(g.alpha[d] + g.k[d] * theta)
    ranks = 1 + rng.negative_binomial(r, r / (r + mean))
    alike = theta[ranks == now.ranks]
    matched = np.zeros(len(alike), bool)
    for logit, feasible in reach(season, d, g.size):
        can = rng.random(len(alike)) < feasible
        matched |= can & (rng.random(len(alike)) < logistic(g.b[d] + logit + g.c[d] * alike))
    matched &= rng.random(len(alike)) >= g.eps[d]
    error = np.sqrt(now.chance[d] * (1 - now.chance[d]) / len(alike))
    assert len(alike) > 1000
    assert matched.mean() == pytest.approx(now.chance[d], abs=4 * error)


def fine(
    now: ApplicantPosterior, programs: Sequence[Sequence[tuple[float, float]]], nodes: int = 2001
) -> Floats:
    """The chance at every draw on a grid as fine as wanted, draw by draw."""
    theta, found = np.linspace(-12, 12, nodes), []
    g, ranks = now.group, min(now.ranks, FITTED_RANKS)
    for d in range(g.size):
        mean, r = np.exp(g.alpha[d] + g.k[d] * theta), np.exp(g.log_r[d])
        log = (ranks - 1) * np.log(mean / (r + mean)) + r * np.log(r / (r + mean))
        log = log - 0.5 * ((theta - now.strength.mean[d]) / now.strength.sd[d]) ** 2
        weight = np.exp(log - log.max())
        missed = np.ones(nodes)
        for logit, feasible in programs[d]:
            missed *= 1 - feasible * logistic(g.b[d] + logit + g.c[d] * theta)
        found.append((1 - g.eps[d]) * (weight * (1 - missed)).sum() / weight.sum())
    return np.array(found)


@pytest.mark.parametrize("name", SEASONS)
def test_the_rule_on_the_shipped_nodes_agrees_with_a_fine_grid(
    name: str, make_season: Callable[..., Season]
) -> None:
    interviews, profile = SEASONS[name]
    season = make_season(interviews, **profile)
    now = applicant_posterior(season, ON)
    slow = fine(now, [reach(season, d, now.group.size) for d in range(now.group.size)])
    assert np.abs(now.chance - slow).max() < (5e-5 if name == "a weak profile" else 1e-6)


def test_for_the_weakest_profile_the_grid_ends_too_early_by_no_more_than_2_in_1000(
    make_season: Callable[..., Season],
) -> None:
    season = make_season(3, red_flags=["gap", "transfer"], step1={"attempts": 3}, step2_ck={"score": 195},
                         us_clinical_experience="none", letters="weak", graduation_year=1995)  # fmt: skip
    now = applicant_posterior(season, ON)
    slow = fine(now, [reach(season, d, now.group.size) for d in range(now.group.size)])
    assert now.chance.mean() == pytest.approx(slow.mean(), abs=0.002)


@pytest.mark.parametrize("score", [200, 245, 285])
@pytest.mark.parametrize("count", [1, 6, 20, 60])
def test_the_rule_holds_for_the_narrowest_belief_that_the_model_allows(
    score: int, count: int, make_season: Callable[..., Season]
) -> None:
    season = make_season(count)
    now = applicant_posterior(season, ON)
    z = np.clip((score - now.group.step2_mean) / now.group.step2_sd, -3, 3)
    size = now.group.size
    narrow = replace(now, strength=Strength(np.full(size, 0.95 * z), np.full(size, np.sqrt(1 - 0.95**2))))
    slow = fine(narrow, [reach(season, d, size) for d in range(size)])
    assert np.abs(narrow.chance - slow).max() < (1e-6 if count <= 20 else 1e-5)


def test_belief_adds_to_1_and_moves_up_with_the_count_up_to_the_longest_list_of_the_tables() -> None:
    g = group("non_us_img", "pediatrics")
    count, anyone = count_model(g), Strength(np.zeros(g.size), np.ones(g.size))
    means = []
    for ranks in (0, 1, 2, 10, FITTED_RANKS, FITTED_RANKS + 1, 200):
        weights = posterior(count, anyone, ranks)
        assert weights.sum(1) == pytest.approx(1)
        means.append(average(weights, np.broadcast_to(THETA, weights.shape)))
    assert (means[0] == means[1]).all()
    assert (means[1] < means[2]).all()
    assert (means[3] < means[4]).all()
    assert (means[4] == means[5]).all()
    assert (means[5] == means[6]).all()


def test_the_count_terms_are_those_of_the_negative_binomial() -> None:
    g = group("us_img", "internal_medicine")
    count: CountModel = count_model(g)
    r, mean = np.exp(g.log_r[:, None]), np.exp(g.alpha[:, None] + g.k[:, None] * THETA)
    for ranks in (1, 4, 17):
        exact = nbinom.logpmf(ranks - 1, r, r / (r + mean))
        ours = (ranks - 1) * count.more + count.base
        assert np.ptp(exact - ours, axis=1).max() < 1e-9


def test_a_program_that_may_not_sponsor_is_missed_as_a_coin_would_have_it() -> None:
    odds, can = np.array([[0.25, 1.0, 4.0]]), np.array([0.6])
    reached = odds / (1 + odds)
    assert np.exp(log_miss(odds)) == pytest.approx(1 - reached)
    assert np.exp(log_miss(odds, can)) == pytest.approx(1 - 0.6 * reached)
    assert np.exp(log_miss(odds, np.ones(1))) == pytest.approx(1 - reached)


def test_a_crowded_list_is_as_good_as_its_best_four_or_as_all_of_it_whichever_is_better(
    make_season: Callable[..., Season],
) -> None:
    dream = {"program": "A", "city": "New York", "highly_selective": True, "went": "poorly"}
    crowd = make_season([*({"program": "A", "city": "New York", "went": w} for w in ("well", "mixed", "well")),
                         *[dream] * 3])  # fmt: skip
    now = applicant_posterior(crowd, ON)
    cost = draws("assumptions.one_crowded_place", now.group.size)
    for d in range(0, now.group.size, 7):
        for j in (5, 15, 25):
            missed = [
                [np.log(1 - logistic(now.group.b[d] + now.group.c[d] * THETA[j] + logit + extra))
                 for logit, _ in reach(crowd, d, now.group.size)]
                for extra in (0.0, cost[d])
            ]  # fmt: skip
            assert now.missed[d, j] == pytest.approx(
                min(sum(sorted(missed[0])[:4]), sum(missed[1])), rel=1e-9
            )


def tied(rows: Floats, columns: Floats, table: Floats) -> Floats:
    """A table with given margins and the odds ratios of another one: fitted to the margins in turn, 500 times."""
    table = table.copy()
    for _ in range(500):
        table *= (rows / table.sum(1))[:, None]
        table *= columns / table.sum(0)
    return table


def simulated_couple(season: Season, partner: Season, d: int, people: int) -> tuple[float, float]:
    """Shares of couples of whom both match, and neither, at one draw: pairs of programs looked at one by one."""
    rng = np.random.default_rng(d)
    seasons = (season, partner)
    now = [applicant_posterior(s, ON, DRAWS) for s in seasons]
    rho = draws("assumptions.partners_alike", DRAWS)[d]
    x, y = ((THETA - n.strength.mean[d]) / n.strength.sd[d] for n in now)
    normal = np.exp(-0.5 * (x[:, None] ** 2 - 2 * rho * x[:, None] * y + y**2) / (1 - rho**2))
    share = tied(now[0].belief[d], now[1].belief[d], normal).ravel()
    cell = rng.choice(share.size, people, p=share / share.sum())
    strengths = THETA[cell // THETA.size], THETA[cell % THETA.size]
    reached = []
    for n, s, theta in zip(now, seasons, strengths, strict=True):
        g: PosteriorGroup = n.group
        can = rng.random(people) >= g.eps[d]
        reached.append([can & (rng.random(people) < feasible * logistic(g.b[d] + logit + g.c[d] * theta))
                        for logit, feasible in reach(s, d, DRAWS)])  # fmt: skip
    anywhere = rng.random(people) < draws("assumptions.partners_apart", DRAWS)[d]
    both = np.zeros(people, bool)
    for i, mine in zip(season.interview_list, reached[0], strict=True):
        for j, theirs in zip(partner.interview_list, reached[1], strict=True):
            near = i.state == j.state
            both |= mine & theirs & (anywhere | near)
    none = ~np.any(reached[0], 0) & ~np.any(reached[1], 0)
    return float(both.mean()), float(none.mean())


def test_couples_match_together_as_often_as_simulated_ones_whose_pairs_are_looked_at_one_by_one(
    make_season: Callable[..., Season],
) -> None:
    def at(*states: str) -> list[dict[str, Any]]:
        return [{"program": "A", "state": s, "setting": "community"} for s in states]

    partner = {"partner": {"type": "us_img", "step2_ck": {"score": 225}}, "partner_target": {"specialty": "pediatrics"},
               "partner_interviews": at("NY", "TX", "TX")}  # fmt: skip
    season = make_season(at("NY", "NY", "CA", "TX", "TX"), partner=partner, step2_ck={"score": 255})
    theirs = season.partner_season()
    assert theirs is not None
    people = 8_000
    each = np.array([simulated_couple(season, theirs, d, people) for d in range(DRAWS)])
    found = couple_outlook(season, ON)
    assert found is not None
    error = 4 * 0.5 / np.sqrt(people * DRAWS)
    assert found.both.value == pytest.approx(each[:, 0].mean(), abs=error)
    assert found.neither.value == pytest.approx(each[:, 1].mean(), abs=error)
    assert found.one.value == pytest.approx(1 - each.sum(1).mean(), abs=error)
