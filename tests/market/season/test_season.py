"""A season is what its rules say, and the same for the same seed whatever else runs."""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import ModuleType

import numpy as np
import pytest

from matchsafe.market import Market, certify
from matchsafe.market.jit import COMPILED, plain
from matchsafe.market.season import Preset, SimulatedSeason, SimulateSeason, simulate
from matchsafe.market.season.population import counts


def same(one: dict[str, np.ndarray], other: dict[str, np.ndarray]) -> bool:
    return one.keys() == other.keys() and all(np.array_equal(one[k], other[k]) for k in one)


def test_a_season_is_the_same_whatever_ran_before_and_in_any_thread(preset: Preset) -> None:
    task = SimulateSeason(preset, 5)
    alone = task(4)
    with ThreadPoolExecutor(2) as pool:
        together = list(pool.map(task, [3, 4, 5]))
    assert same(alone, together[1])
    assert not same(alone, together[0])


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
    assert np.bincount(kind).tolist() == [160, 224]
    assert np.array_equal(np.sort(season.people.applicant[first]), np.arange(384))


def test_a_smaller_country_keeps_its_proportions(preset: Preset) -> None:
    half = simulate(preset, 1, 0, scale=0.5)
    assert half.programs.quotas.sum() == 125
    assert len(half.people.kind) == 192


@pytest.mark.parametrize("scale", [0.0, -1.0, 1.5])
def test_a_scale_outside_its_range_is_refused(preset: Preset, scale: float) -> None:
    with pytest.raises(ValueError, match="above 0 and at most 1"):
        simulate(preset, 1, 0, scale)


def test_counts_are_whole_and_keep_their_total() -> None:
    found = counts(np.array([1.5, 2.5, 3.0, 0.2]), 1.0)
    assert found.sum() == 7
    assert (np.abs(found - [1.5, 2.5, 3.0, 0.2]) < 1).all()


def test_each_candidacy_goes_to_the_programs_liked_best(preset: Preset, season: SimulatedSeason) -> None:
    """Against a slow version: every taste drawn, every program sorted."""
    from matchsafe.market.season.streams import Stream, noise_of, stream_key

    people, programs, sent = season.people, season.programs, season.sent
    sizes = np.diff(programs.first)[people.specialty]
    rows = np.concatenate([[0], np.cumsum(sizes)])
    key = stream_key(7, 3, Stream.TASTE)
    for candidacy in range(0, len(people.specialty), 7):
        low = programs.first[people.specialty[candidacy]]
        span = np.arange(low, low + sizes[candidacy])
        person = people.applicant[candidacy]
        liked = noise_of(key, np.arange(rows[candidacy], rows[candidacy + 1]))
        liked += preset.value("taste_quality") * programs.appeal[span]
        liked += preset.value("taste_home") * (programs.place[span] == people.home[person])
        eye = preset.value("taste_open") if people.kind[person] == 1 else 0.0
        best = span[np.argsort(-(liked + eye * programs.openness[span]))]
        own = slice(sent.offsets[candidacy], sent.offsets[candidacy + 1])
        assert sent.program[own].tolist() == best[: people.wanted[candidacy]].tolist()
        np.testing.assert_allclose(sent.liking[own], liked[sent.program[own] - low], rtol=1e-4, atol=1e-5)


def test_signals_go_to_the_programs_wanted_most(preset: Preset, season: SimulatedSeason) -> None:
    limit = np.array([s.signals for s in preset.specialties])[season.people.specialty]
    sent = np.bincount(season.sent.candidacy, weights=season.sent.signal)
    assert sent.tolist() == np.minimum(limit, season.people.wanted).tolist()
    first = season.sent.offsets[:-1][limit > 0]
    assert season.sent.signal[first].all()


def test_programs_invite_from_the_top_and_no_calendar_overflows(
    preset: Preset, season: SimulatedSeason
) -> None:
    sent, found = season.sent, season.invitations
    for program in range(len(season.programs.quotas)):
        own = np.flatnonzero(sent.program == program)
        invited, passed = found.view[own][found.invited[own]], found.view[own][~found.invited[own]]
        if len(invited) and len(passed):
            assert invited.min() >= passed.max()
            assert found.line[program] == invited.min()
        most = np.ceil(season.programs.interviews[program] * preset.value("invites_per_interview"))
        assert len(invited) <= most
    assert (found.held <= found.invited).all()
    assert (np.bincount(sent.program[found.held], minlength=1) <= season.programs.interviews).all()
    held = np.bincount(sent.applicant[found.held], minlength=len(season.people.kind))
    assert (held <= season.people.most).all()


def test_nobody_gave_up_an_interview_for_one_they_like_less(preset: Preset, season: SimulatedSeason) -> None:
    sent, found, people = season.sent, season.invitations, season.people
    liking = sent.liking - preset.value("taste_backup") * people.backup[sent.candidacy]
    for person in np.unique(sent.applicant[found.invited & ~found.held]):
        own = sent.applicant == person
        assert liking[own & found.held].min() >= liking[own & found.invited & ~found.held].max() - 1e-5
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


def test_everyone_ranks_their_first_specialty_before_the_second(season: SimulatedSeason) -> None:
    market, own = season.lists.market, season.lists.own
    for low, high in zip(market.offsets, market.offsets[1:], strict=False):
        assert own[low:high].tolist() == sorted(own[low:high].tolist(), reverse=True)


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
