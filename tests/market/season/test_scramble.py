"""SOAP of a season: only applications near the top of a program's list are put in order, and that changes nothing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from matchsafe.market.jit import plain
from matchsafe.market.noise import normal
from matchsafe.market.season import Preset, SimulatedSeason, scramble
from matchsafe.market.season.scramble import NEAR_TOP, run_scramble
from matchsafe.market.season.streams import Stream, stream_key
from matchsafe.market.season.summary import unmatched_applicants
from matchsafe.market.soap_arrays import SoapRounds, soap_rounds


def plain_scramble(preset: Preset, season: SimulatedSeason, who: Any, left: Any, free: Any) -> SoapRounds:
    """Every taste drawn, every application listed and seen."""
    people, programs, value = season.people, season.programs, preset.value
    taste, review = (stream_key(7, 3, stream) for stream in (Stream.SOAP_TASTE, Stream.SOAP_REVIEW))
    most = min(round(value("soap_applications")), len(left))
    listed, views = [], []
    for i, person in enumerate(who):
        kind, ranked = people.kind[person], []
        at_home = programs.place[left] == people.home[person]
        for at, p in enumerate(left):
            wish = programs.appeal[p] * value("taste_quality")
            wish += value("taste_open") * programs.openness[p] * preset.is_img[kind]
            wish += value("taste_home") * at_home[at]
            ranked.append((-np.float32(wish + normal(taste, i * len(left) + at)), at))
        own = value("strength_invite") * people.strength[person] + preset.by_type("invite_offset")[kind]
        for _, at in sorted(ranked)[:most]:
            p = left[at]
            looks = preset.by_type("openness_weight")[kind] * programs.openness[p]
            selectivity = preset.specialties[programs.specialty[p]].selectivity
            looks -= preset.by_type("selective_penalty")[kind] * selectivity
            listed.append(at)
            views.append(normal(review, i * len(left) + at) + own + looks + value("home_bonus") * at_home[at])
    return soap_rounds(np.arange(len(who) + 1) * most, listed, np.array(views, np.float32), free[left])


@pytest.mark.parametrize("compiled", [True, False])
@pytest.mark.parametrize("near_top", [NEAR_TOP, (8, 4), (1, 0)])
def test_soap_is_what_its_rules_give_however_few_are_listed_at_first(
    preset: Preset,
    season: SimulatedSeason,
    near_top: tuple[int, int],
    compiled: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    programs = season.programs
    free = np.where(np.arange(len(programs.quotas)) % 3, 0, 2)
    who = unmatched_applicants(season.people, season.lists, season.match)
    left = np.flatnonzero(free)
    left = left[np.argsort(programs.place[left], kind="stable")]
    expected = plain_scramble(preset, season, who, left, free)
    sizes, usual = [], scramble.list_applications

    def noted(*args: Any) -> Any:
        market = usual(*args)
        sizes.append(len(market.programs))
        return market

    if not compiled:
        monkeypatch.setattr(scramble, "order_wishes", plain(scramble.order_wishes))
    monkeypatch.setattr(scramble, "NEAR_TOP", near_top)
    monkeypatch.setattr(scramble, "list_applications", noted)
    found = run_scramble(preset, programs, season.people, who, free, 7, 3)
    assert found.assignment.tolist() == expected.assignment.tolist()
    assert found.accepted_in.tolist() == expected.accepted_in.tolist()
    assert (found.offers.tolist(), found.free.tolist()) == (expected.offers.tolist(), expected.free.tolist())
    assert expected.accepted_in.max() > 1
    assert near_top == NEAR_TOP or sizes[0] < len(expected.offered_in)
    assert len(sizes) > 1 or near_top != (1, 0)
