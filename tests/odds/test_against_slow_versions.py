"""The fast quadrature against slow and obvious versions of the same story: simulation, a fine grid, plain loops."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pytest

from matchsafe.domain.season import Season
from matchsafe.domain.season_interview import Interview
from matchsafe.odds.applicant_posterior import ApplicantPosterior, applicant_posterior
from matchsafe.odds.assumptions import draws
from matchsafe.odds.couples import DRAWS, couple_outlook
from matchsafe.odds.draws import FITTED_RANKS, group
from matchsafe.odds.list_lengths import chances_of_lists
from matchsafe.odds.quadrature import CountModel, average, log_miss
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

    found = assumed(f"went_{interview.went}")
    if interview.setting != "unknown":
        found += assumed(f"setting_{interview.setting}")
    elif interview.img_share is None:
        found += assumed("setting_unknown")
    if interview.img_share is not None:
        found += assumed("img_share") * (interview.img_share - assumed("img_share_usual"))
    if interview.highly_selective:
        found += assumed("highly_selective")
    return found


def reach(now: ApplicantPosterior, season: Season, d: int) -> Callable[[Interview, Any, Any], Any]:
    """Chance that a program reaches an applicant of given traits at one draw, and can take them at all."""
    g = now.group
    unknown = float(draws("assumptions.sponsors_h1b_if_unknown", g.size)[d])

    def at(interview: Interview, s: Any, u: Any) -> Any:
        odds = np.exp(now.logit[d] + g.c_s[d] * s + g.c_u[d] * u)
        if now.leftover is not None:
            odds = (1 + odds) / (1 - now.leftover[d]) - 1
        odds = odds * np.exp(step(interview, d, g.size))
        feasible = unknown if season.applicant.visa == "h1b" and interview.visas_sponsored is None else 1.0
        return feasible * odds / (1 + odds)

    return at


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
    s = rng.normal(now.nodes.mean[d], now.nodes.sd[d], PEOPLE)
    level = g.alpha[d] + g.k[d] * s
    alike = s[rng.poisson(np.exp(level) / (1 + np.exp(level - g.log_capacity[d]))) == now.ranks]
    u = rng.standard_normal(len(alike))
    at, matched = reach(now, season, d), np.zeros(len(alike), bool)
    for interview in season.interview_list:
        matched |= rng.random(len(alike)) < at(interview, alike, u)
    matched &= rng.random(len(alike)) >= g.eps[d]
    error = np.sqrt(now.chance[d] * (1 - now.chance[d]) / len(alike))
    assert len(alike) > 1000
    assert matched.mean() == pytest.approx(now.chance[d], abs=4 * error)


def fine(now: ApplicantPosterior, season: Season, every: int = 8) -> Floats:
    """The chance at every so-manieth draw on a grid as fine as wanted, draw by draw."""
    g, ranks, found = now.group, min(now.ranks, FITTED_RANKS), []
    u = np.linspace(-6, 6, 121)
    weight_u = np.exp(-0.5 * u**2) / np.exp(-0.5 * u**2).sum()
    for d in range(0, g.size, every):
        s = np.linspace(-12, 12, 1601)
        level = g.alpha[d] + g.k[d] * s
        log_mean = level - np.logaddexp(0, level - g.log_capacity[d])
        log = ranks * log_mean - np.exp(log_mean) - 0.5 * ((s - now.nodes.mean[d]) / now.nodes.sd[d]) ** 2
        weight = np.exp(log - log.max())
        at, missed = reach(now, season, d), np.ones((len(s), len(u)))
        for interview in season.interview_list:
            missed *= 1 - at(interview, s[:, None], u)
        found.append((1 - g.eps[d]) * (weight @ (1 - missed) @ weight_u) / weight.sum())
    return np.array(found)


@pytest.mark.parametrize("name", SEASONS)
def test_the_nodes_agree_with_a_fine_grid(name: str, make_season: Callable[..., Season]) -> None:
    interviews, profile = SEASONS[name]
    season = make_season(interviews, **profile)
    now = applicant_posterior(season, ON)
    assert np.abs(now.chance[::8] - fine(now, season)).max() < 0.012
    assert now.chance[::8].mean() == pytest.approx(fine(now, season).mean(), abs=5e-4)


@pytest.mark.parametrize("score", [200, 245, 285])
@pytest.mark.parametrize("count", [1, 6, 20, 44, 60])
def test_the_nodes_hold_for_weak_and_strong_profiles_and_long_lists(
    score: int, count: int, make_season: Callable[..., Season]
) -> None:
    season = make_season(count, step2_ck={"score": score}, visa="j1", letters="weak", red_flags=["gap", "transfer"],
                         graduation_year=1995)  # fmt: skip
    now = applicant_posterior(season, ON)
    assert now.chance[::24].mean() == pytest.approx(fine(now, season, 24).mean(), abs=2e-3)


@pytest.mark.parametrize("count", [1, 3, 6])
def test_what_the_profile_leaves_open_widens_the_range_and_leaves_the_average(
    count: int, make_season: Callable[..., Season]
) -> None:
    now = applicant_posterior(make_season(count), ON)
    assert now.strength.hidden is not None
    shut = replace(now.strength, hidden=None)
    plain = now.at(now.count.nodes(shut, count))
    assert now.chance.mean() == pytest.approx(plain.chance.mean(), abs=0.012)
    # beside what the draws of one value of the cut differ by already
    spread = [
        np.mean([n.chance[n.group.cut == c].var() for c in np.unique(n.group.cut)]) for n in (now, plain)
    ]
    assert spread[0] > spread[1]


def test_belief_adds_to_1_and_moves_up_with_the_count_up_to_the_longest_list_of_the_tables() -> None:
    g = group("non_us_img", "pediatrics")
    count, anyone = CountModel(g), Strength(np.zeros(g.size), np.ones(g.size))
    means = []
    for ranks in (0, 1, 2, 10, FITTED_RANKS, FITTED_RANKS + 1, 200):
        nodes = count.nodes(anyone, ranks)
        assert nodes.weights.sum(1) == pytest.approx(1)
        means.append(average(nodes.weights, nodes.s))
        assert average(nodes.weights, np.broadcast_to(nodes.u, nodes.s.shape)) == pytest.approx(0, abs=1e-12)
    assert (means[0] == means[1]).all()
    assert (means[1] < means[2]).all()
    assert (means[3] < means[4]).all()
    assert (means[4] == means[5]).all()
    assert (means[5] == means[6]).all()


@pytest.mark.parametrize("name", SEASONS)
def test_many_programs_and_lists_at_once_give_what_one_after_the_other_gives(
    name: str, make_season: Callable[..., Season]
) -> None:
    interviews, profile = SEASONS[name]
    now = applicant_posterior(make_season(interviews, **profile), ON, 24)

    def one_by_one(at: ApplicantPosterior) -> Floats:
        return np.sum([times * at.log_miss_of(kind) for kind, times in at.kinds.items()], 0)

    assert now.log_miss_all(now.kinds) == pytest.approx(one_by_one(now), rel=1e-9)
    kind = next(iter(now.kinds))
    more = now.match_chance(now.list_log_miss + now.log_miss_of(kind)) - now.chance
    assert now.gain_of(kind) == pytest.approx(more, abs=1e-12)
    of_lists = chances_of_lists(now, np.array([1, 19]))
    for found, length in zip(of_lists, (1, 19), strict=True):
        at = now.at(now.count.nodes(now.strength, length))
        assert found == pytest.approx(at.match_chance(one_by_one(at) * length / at.ranks), abs=1e-12)


def test_more_applications_for_as_many_interviews_speak_of_less_strength(
    make_season: Callable[..., Season],
) -> None:
    def mean(sent: int | None) -> float:
        season = make_season(6).model_copy(update={"applications_sent": sent})
        return float(applicant_posterior(season, ON).chance.mean())

    assert mean(40) > mean(163) > mean(400)
    assert mean(163) == pytest.approx(mean(None), abs=1e-12)


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
            s, u = now.nodes.s[d, j], now.nodes.u[j]
            missed = []
            for extra in (-cost[d], 0.0):
                at = reach(replace(now, logit=now.logit + extra), crowd, d)
                missed.append([np.log(1 - at(i, s, u)) for i in crowd.interview_list])
            assert now.list_log_miss[d, j] == pytest.approx(
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
    normal: Any = 1.0
    for x, y in (
        ((n.nodes.s[d] - n.nodes.mean[d]) / n.nodes.sd[d] for n in now),
        (n.nodes.u for n in now),
    ):
        log = -0.5 * (x[:, None] ** 2 - 2 * rho * x[:, None] * y + y**2) / (1 - rho**2)
        normal = normal * np.exp(log + 0.5 * (x[:, None] ** 2 + y**2))
    share = tied(now[0].belief[d], now[1].belief[d], normal).ravel()
    cell = rng.choice(share.size, people, p=share / share.sum())
    size = now[0].belief.shape[1]
    reached = []
    for n, s, node in zip(now, seasons, (cell // size, cell % size), strict=True):
        can, at = rng.random(people) >= n.group.eps[d], reach(n, s, d)
        reached.append([can & (rng.random(people) < at(i, n.nodes.s[d, node], n.nodes.u[node]))
                        for i in s.interview_list])  # fmt: skip
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
