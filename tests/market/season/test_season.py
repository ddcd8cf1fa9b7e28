"""A season is what its rules say, and the same for the same seed whatever else runs."""

from __future__ import annotations

import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from tests.market.season.plain_season import plain_season

from matchsafe.market import Market, certify
from matchsafe.market.jit import COMPILED, plain
from matchsafe.market.season import Preset, SimulatedSeason, SimulateSeason, applications, simulate
from matchsafe.market.season.couples import LONGEST
from matchsafe.market.season.experiment import nearest_miss
from matchsafe.market.season.population import counts
from matchsafe.market.season.summary import MOST_COUNTED, THIRDS, summarize
from matchsafe.market.sweep import Threads, run_seasons


def same(one: dict[str, np.ndarray], other: dict[str, np.ndarray]) -> bool:
    return one.keys() == other.keys() and all(np.array_equal(one[k], other[k]) for k in one)


def test_a_season_is_the_same_whatever_ran_before_in_any_thread_and_after_a_stop(
    preset: Preset, tmp_path: Path
) -> None:
    task, seasons = SimulateSeason(preset, 5), range(3, 7)
    whole = run_seasons(task, seasons)
    stopped = run_seasons(task, seasons, chunk=1, keep=tmp_path, cancel=lambda: any(tmp_path.iterdir()))
    assert (stopped.cancelled, len(stopped.seasons)) == (True, 1)
    resumed = run_seasons(task, seasons, Threads(2), keep=tmp_path)
    assert resumed.resumed == 1
    assert same(resumed.arrays, whole.arrays)
    alone = task(4)
    assert same(alone, {name: array[1] for name, array in whole.arrays.items()})
    assert not same(alone, {name: array[0] for name, array in whole.arrays.items()})


def test_another_seed_gives_another_season(preset: Preset) -> None:
    assert not same(SimulateSeason(preset, 1)(0), SimulateSeason(preset, 2)(0))


def test_the_identity_of_a_task_holds_everything_that_decides_its_result(preset: Preset) -> None:
    tasks = [
        SimulateSeason(preset, 1),
        SimulateSeason(preset, 2),
        SimulateSeason(preset, 1, 0.5),
        SimulateSeason(preset.with_parameters({"strength_rank": 0.9}), 1),
    ]
    assert len({task.digest for task in tasks}) == len(tasks)
    assert SimulateSeason(preset, 1).digest == tasks[0].digest


def test_seats_and_people_are_as_many_as_the_preset_says(preset: Preset, season: SimulatedSeason) -> None:
    seats = np.bincount(season.programs.specialty, weights=season.programs.quotas)
    assert seats.tolist() == [s.positions for s in preset.specialties]
    assert (season.programs.quotas >= 1).all()
    first = ~season.people.backup
    kind = season.people.kind[season.people.applicant[first]]
    assert np.bincount(kind).tolist() == [160, 241]
    assert np.array_equal(np.sort(season.people.applicant[first]), np.arange(401))


def test_a_smaller_country_keeps_its_proportions(preset: Preset) -> None:
    half = simulate(preset, 1, 0, scale=0.5)
    assert half.programs.quotas.sum() == 125
    assert len(half.people.kind) == 200


@pytest.mark.parametrize("scale", [0.0, -1.0, 1.5])
def test_a_scale_outside_its_range_is_refused(preset: Preset, scale: float) -> None:
    with pytest.raises(ValueError, match="above 0 and at most 1"):
        simulate(preset, 1, 0, scale)


@pytest.mark.parametrize(("seed", "season", "what"), [(-1, 0, "seed is -1"), (1, 0.5, "season is 0.5")])
def test_a_seed_or_season_that_is_no_number_from_0_is_refused(
    preset: Preset, seed: int, season: int, what: str
) -> None:
    with pytest.raises(ValueError, match=f"{what}; it must be a whole number from 0"):
        simulate(preset, seed, season)


def test_counts_are_whole_and_keep_their_total() -> None:
    found = counts(np.array([1.5, 2.5, 3.0, 0.2]), 1.0)
    assert found.sum() == 7
    assert (np.abs(found - [1.5, 2.5, 3.0, 0.2]) < 1).all()


def test_a_season_is_what_its_rules_give_written_out_plainly(preset: Preset, season: SimulatedSeason) -> None:
    """To the last bit: who applies where with which signals, how programs see them, invitations, lists and misses."""
    plain = plain_season(preset, 7, 3)
    people, sent, found = season.people, season.sent, season.invitations
    candidacy = np.repeat(np.arange(len(people.specialty)), np.diff(sent.offsets)).tolist()
    assert (
        dict(zip(zip(candidacy, sent.program.tolist(), strict=True), sent.view.tolist(), strict=True))
        == plain.view
    )
    signalled = {
        (c, p)
        for c, start in enumerate(sent.offsets[:-1])
        for p in sent.program[start : start + sent.signals[c]].tolist()
    }
    assert signalled == plain.signalled
    pairs = list(zip(found.contenders.candidacy.tolist(), found.contenders.program.tolist(), strict=True))
    assert {pairs[at] for at in np.flatnonzero(found.invited)} == plain.invited
    assert {pairs[at] for at in np.flatnonzero(found.held)} == plain.held
    assert {p: line for p, line in enumerate(found.line.tolist()) if line < np.inf} == plain.line
    market, who = season.lists.market, season.lists.applicant.tolist()
    lists = [market.programs[a:b].tolist() for a, b in pairwise(market.offsets)]
    assert dict(zip(who, lists, strict=True)) == plain.lists
    owners = season.lists.applicant[market.owners].tolist()
    scores = zip(zip(owners, market.programs.tolist(), strict=True), market.scores.tolist(), strict=True)
    assert dict(scores) == plain.scores
    missed = nearest_miss(people, sent, found)
    assert {a: int(sent.program[at]) for a, at in enumerate(missed) if at >= 0} == plain.nearest
    outcomes = summarize(preset, season, season.effects, season.soap)["applications"]
    kind = people.kind[people.applicant]
    for stage, those in enumerate((plain.view, plain.invited, plain.held)):
        for specialty in range(len(preset.specialties)):
            for t in range(len(preset.types)):
                own = (people.specialty == specialty) & (kind == t)
                assert outcomes[specialty, t, stage] == sum(own[c] for c, _ in those)


def test_a_guess_that_lets_too_few_pass_changes_nothing(
    preset: Preset, season: SimulatedSeason, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The favourites are found again with a lower limit."""
    people, usual = season.people, applications.level_for

    def hopeful(*args: Any) -> Any:
        return usual(*args) + 1.5

    monkeypatch.setattr(applications, "level_for", hopeful)
    again = applications.draw_applications(preset, season.programs, people, 7, 3)
    for start, end in pairwise(season.sent.offsets):
        assert set(again.program[start:end]) == set(season.sent.program[start:end])
    assert again.counts.tolist() == season.sent.counts.tolist()


def test_couples_list_pairs_by_the_sum_of_ranks_and_by_place(preset: Preset, season: SimulatedSeason) -> None:
    market, place = season.lists.market, season.programs.place
    couples, apart, ways = market.couples, preset.value("couple_same_place"), set()
    for c, (one, two) in enumerate(couples.members.tolist()):
        first = range(market.offsets[one], market.offsets[one + 1])
        second = range(market.offsets[two], market.offsets[two + 1])
        costs = [
            (i + j + apart * (place[market.programs[a]] != place[market.programs[b]]), a, b)
            for i, a in enumerate(first)
            for j, b in enumerate(second)
        ]
        pairs = [(a, b) for _, a, b in sorted(costs)[:LONGEST]]
        own = slice(couples.offsets[c], couples.offsets[c + 1])
        listed = list(zip(couples.first[own].tolist(), couples.second[own].tolist(), strict=True))
        alone = [*((a, -1) for a in first), *((-1, b) for b in second)]
        assert listed in (pairs, [*pairs, *alone])
        ways.add(len(listed) > len(pairs))
    assert ways == {False, True}, "some couples list going alone, some do not"


def test_no_calendar_overflows_and_nobody_gave_up_an_interview_for_one_they_like_less(
    season: SimulatedSeason,
) -> None:
    found, people = season.invitations, season.people
    applicant, liking = people.applicant[found.contenders.candidacy], found.contenders.affinity
    assert (np.bincount(applicant[found.held], minlength=len(people.kind)) <= people.most).all()
    given_up = found.invited & ~found.held
    assert given_up.any()
    for person in np.unique(applicant[given_up]):
        own = applicant == person
        assert liking[own & found.held].min() >= liking[own & given_up].max()
        assert (own & found.held).sum() == people.most[person]


def test_the_market_is_a_valid_one_and_its_match_is_certified(season: SimulatedSeason) -> None:
    market = season.lists.market
    checked = Market.from_arrays(
        market.offsets, market.programs, market.scores, market.quotas, market.couples
    )
    again = certify(checked, season.match.assignment.tolist())
    assert again.stable == season.match.stable
    assert len(market.couples) == 12
    assert season.match.stable or season.match.unresolved


def test_a_second_specialty_stands_further_down_the_more_is_taken_off_it(preset: Preset) -> None:
    depths = []
    for less in (0.0, 2.0, 50.0):
        lists = simulate(preset.with_parameters({"taste_backup": less}), 7, 3).lists
        parts = [lists.own[low:high] for low, high in pairwise(lists.market.offsets)]
        both = [own for own in parts if 0 < own.sum() < len(own)]
        assert len(both) > 10
        depths.append(np.mean([np.flatnonzero(~own).mean() - np.flatnonzero(own).mean() for own in both]))
    assert depths[0] < depths[1] < depths[2]
    assert all(own.tolist() == sorted(own.tolist(), reverse=True) for own in both)


def test_a_second_specialty_is_drawn_by_type(preset: Preset) -> None:
    people = simulate(preset.with_parameters({"backup_share.home": 1, "backup_share.abroad": 1}), 7, 3).people
    second = people.specialty[people.backup]
    kind = people.kind[people.applicant[people.backup]]
    first = np.empty(len(people.kind), int)
    first[people.applicant[~people.backup]] = people.specialty[~people.backup]
    from_skin = first[people.applicant[people.backup]] == 1
    gp = [np.mean(second[from_skin & (kind == t)] == 0) for t in (0, 1)]
    assert 1 not in second
    assert gp[0] < 0.5 < gp[1], "one in three from home, three in four from abroad"


def test_lists_are_counted_as_published_ones_are(
    preset: Preset, draw: Callable[[int], SimulatedSeason]
) -> None:
    """By the specialty of the first rank: its programs before any of another, and a match to it or not."""
    found, season = SimulateSeason(preset, 11)(2), draw(2)
    market, people, specialty = season.lists.market, season.people, season.programs.specialty
    names = ("listed", "rankers", "second", "lengths", "ranks", "effects", "seats", "programs")
    told = {name: np.zeros_like(found[name]) for name in names}
    filled = np.bincount(season.match.assignment[season.match.held >= 0], minlength=len(specialty))
    full = (filled >= season.programs.quotas).astype(int)
    for p, quota in enumerate(season.programs.quotas):
        told["programs"][full[p]] += 1, 0, quota
    for a, (low, high) in enumerate(pairwise(market.offsets)):
        edges, who, held = market.programs[low:high], season.lists.applicant[a], season.match.assignment[a]
        ranked, kind = specialty[edges].tolist(), people.kind[who]
        for p, score in zip(edges, market.scores[low:high], strict=True):
            told["programs"][full[p], 1] += score > -np.inf
        for one in set(ranked):
            told["rankers"][one, kind, int(one != ranked[0])] += 1
        won = held >= 0 and specialty[held] == ranked[0]
        told["second"][ranked[0], kind, int(won)] += 1, len(set(ranked)) > 1
        if held >= 0:
            told["seats"][specialty[held], kind] += 1
        if market.couple_of[a] >= 0:
            continue
        run = next((i for i, one in enumerate(ranked) if one != ranked[0]), len(ranked))
        at = min(max(run, people.padding[who]), MOST_COUNTED)
        told["listed"][ranked[0], kind, at] += 1, won
        told["lengths"][kind, int(held >= 0)] += 1, max(len(ranked), people.padding[who])
        if season.lists.own[low:high].all():
            count, third = min(len(ranked), MOST_COUNTED), np.searchsorted(THIRDS, people.strength[who])
            lost, gained, near = (x[a] for x in vars(season.effects).values())
            told["ranks"][ranked[0], kind, count] += 1, held >= 0
            told["effects"][kind, third, count] += 1, held >= 0, lost, near, near and held >= 0, gained
    assert {name: found[name].tolist() for name in names} == {n: array.tolist() for n, array in told.items()}
    assert found["listed"][..., 0].sum() > found["ranks"][..., 0].sum(), "some rank two specialties"
    sent, invited = season.sent, season.invitations.contenders.application[season.invitations.invited]
    signalled = np.arange(len(sent.program)) < np.repeat(
        sent.offsets[:-1] + sent.signals, np.diff(sent.offsets)
    )
    for one, row in enumerate(found["signals"].tolist()):
        of = specialty[sent.program] == one
        assert row == [[sum(of & (signalled == s)), sum((of & (signalled == s))[invited])] for s in (0, 1)]
    home = (
        np.repeat(people.home[people.applicant], np.diff(sent.offsets)) == season.programs.place[sent.program]
    )
    for one, row in enumerate(found["homes"].tolist()):
        of = specialty[sent.program] == one
        assert row == [[sum(of & (home == s)), sum((of & (home == s))[invited])] for s in (False, True)]
    assert home.any()


def test_a_summary_adds_up(preset: Preset, draw: Callable[[int], SimulatedSeason]) -> None:
    found = SimulateSeason(preset, 11)(2)
    season = draw(2)
    matched = int((season.match.held >= 0).sum())
    assert found["people"][:, 2].sum() == matched == found["seats"].sum()
    assert found["people"][:, 1].sum() == season.lists.market.applicants
    assert found["applications"][..., 0].sum() == len(season.sent.program)
    assert found["applications"][..., 2].sum() == season.lists.market.offsets[-1]
    assert found["signals"][..., 0].sum() == len(season.sent.program)
    assert found["couples"].sum() == 12
    assert found["lengths"][..., 0].sum() == season.lists.market.applicants - 24
    assert found["soap"][0] == season.programs.quotas.sum() - matched
    assert found["soap"][2:].sum() <= found["soap"][0]
    assert found["ranks"][..., 0].sum() == found["effects"][..., 0].sum()
    assert found["positions"].sum() == season.programs.quotas.sum()
    taken = (season.soap.assignment >= 0).sum()
    unlisted = len(season.people.kind) - season.lists.market.applicants
    assert 0 <= matched + taken - found["placed"][0] <= unlisted
    assert found["placed"][0] > matched


@pytest.mark.skipif(not COMPILED, reason="needs Numba")
def test_without_numba_the_same_source_gives_the_same_season(
    preset: Preset, monkeypatch: pytest.MonkeyPatch
) -> None:
    fast = SimulateSeason(preset, 2, 0.5)(1)
    for name, module in list(sys.modules.items()):
        if name.startswith("matchsafe.market.") and isinstance(module, ModuleType):
            for attribute, kernel in list(vars(module).items()):
                if hasattr(kernel, "py_func"):
                    monkeypatch.setattr(module, attribute, plain(kernel))
    assert same(fast, SimulateSeason(preset, 2, 0.5)(1))


def test_a_preset_with_mistakes_names_them_all(preset: Preset) -> None:
    from dataclasses import replace

    wrong = {k: v for k, v in preset.parameters.items() if k != "pool.home"}
    wrong |= {"strength_rank": float("nan"), "strenght": 1.0}
    with pytest.raises(ValueError, match=r"pool\.home is missing") as error:
        replace(preset, parameters=wrong, is_img=(True,), places=())
    text = str(error.value)
    assert "no parameter strenght" in text
    assert "strength_rank is nan" in text
    assert "1 IMG flags for 2 types" in text
    assert "places must be shares" in text
    bad = replace(preset.specialties[0], programs=200, candidates=(1.0,))
    with pytest.raises(ValueError, match="200 programs with 150 positions"):
        replace(preset, specialties=(bad,))
