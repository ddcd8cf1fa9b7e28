"""Where her list ends in simulated national seasons."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any, Final

import numpy as np
import pytest

from matchsafe.domain.estimate import Estimate
from matchsafe.domain.rank_report import SeasonsAround
from matchsafe.domain.season import Season
from matchsafe.market import Market, match
from matchsafe.market.season.season import play
from matchsafe.present import rank_words
from matchsafe.services import rank_seasons
from matchsafe.services.rank import rank_report
from matchsafe.services.rank_seasons import (
    NoSuchSeasonsError,
    RankPlace,
    ends,
    seasons_around,
    stand_ins,
    views,
)
from matchsafe.services.simulated_nation import (
    MOST,
    SeasonPrograms,
    left_of,
    matched_of,
    season_programs,
    strength_of,
)
from matchsafe.services.simulation.preset_files import load_preset

ON: Final = date(2027, 2, 10)
SMALL: Final = 0.05


def season(interviews: Any = 5, **more: Any) -> Season:
    base: dict[str, Any] = {"applicant": {"type": "non_us_img"}, "target": {"specialty": "internal_medicine"}}
    return Season.model_validate(base | {"interviews": interviews} | more)


def test_she_ends_where_the_engine_puts_one_applicant_more() -> None:
    preset = load_preset()
    played = play(preset, 1, 0, SMALL)
    programs, market = left_of(played, preset), played.lists.market
    dice = np.random.default_rng(5)
    of_medicine = np.flatnonzero(
        programs.specialty == [s.code for s in preset.specialties].index("internal_medicine")
    )
    chosen = dice.choice(of_medicine, 4, replace=False)
    seen = views(preset, "us_img", programs, chosen, dice.standard_normal(25), dice)
    quick = ends(seen, programs.last[chosen])
    slow = []
    for view in seen:
        with_her = Market(
            np.append(market.offsets, market.offsets[-1] + 4),
            np.concatenate([market.programs, chosen]).astype(np.int32),
            np.concatenate([market.scores, view]).astype(np.float32),
            market.quotas,
            market.couples,
        )
        held = int(match(with_her, seed=0, search=False).held[-1])
        slow.append(held - int(market.offsets[-1]) if held >= 0 else 4)
    assert (quick == np.array(slow)).mean() >= 0.92  # but for chains that come back to her
    assert len(set(slow)) > 2


def test_the_programs_of_a_season_are_those_most_like_hers() -> None:
    played = SeasonPrograms(
        specialty=np.array([0, 0, 0, 1]),
        place=np.array([3, 3, 5, 3]),
        openness=np.zeros(4),
        img_share=np.array([0.9, 0.2, 0.4, 0.4]),
        last=np.zeros(4),
        held=np.array([[2.0, 1.0, 3.0, 0.0], [0.0, 1.0, 0.0, 0.0]]),
        peers=np.zeros((4, 2, 2, MOST + 1)),
    )
    report = rank_report(season(4), ON)

    def like(place: int, share: float | None, at: int = 0) -> RankPlace:
        return RankPlace(report.list[at], 0, place, share)

    dice = np.random.default_rng(1)
    assert stand_ins(played, [like(3, 0.85)], dice, 0) == [0]
    assert stand_ins(played, [like(5, None)], dice, 0) == [2]
    assert stand_ins(played, [like(3, 0.85), like(3, 0.85), like(5, 0.85)], dice, 0) == [0, 2, 1]
    assert stand_ins(played, [like(3, 0.85)], dice, 1) == [1], "the only one that interviews such applicants"
    assert len(stand_ins(played, [like(-1, None)] * 5, dice, 0)) == 5  # more than there are: used again


def test_her_strength_and_her_peers_are_those_of_the_simulated_applicants() -> None:
    """By the nation's own applicants: a list like theirs ends as theirs do, whatever scale the model has."""
    preset, kind = load_preset(), load_preset().types.index("non_us_img")
    number = [s.code for s in preset.specialties].index("internal_medicine")
    peers = sum(season_programs(n, SMALL).peers[:, kind, number] for n in range(3))
    assert strength_of(peers, 2)[0] < strength_of(peers, 6)[0] < strength_of(peers, 12)[0]
    people, strengths = peers[0, 4:8].sum(), peers[2, 4:8].sum()
    assert strength_of(peers, 5)[0] == pytest.approx(strengths / people, abs=0.25)
    found = seasons_around(season(6), 3, ON, scale=SMALL)
    share = matched_of(peers, 6)
    assert share is not None
    assert found.peers is not None
    assert found.matched is not None
    assert found.peers.value == share[0]
    assert found.matched.value == pytest.approx(share[0], abs=0.15)
    assert matched_of(np.zeros((4, MOST + 1)), 6) is None
    assert strength_of(np.zeros((4, MOST + 1)), 6) == (0, 1)


def test_the_ends_of_her_list_stand_beside_the_model() -> None:
    told: list[tuple[int, int]] = []
    mine = season(4)
    found = seasons_around(mine, 3, ON, scale=SMALL, progress=lambda done, of: told.append((done, of)))
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert found.matched is not None
    assert sum(r.chance.value for r in found.list) == pytest.approx(found.matched.value)
    report = rank_report(mine, ON)
    assert found.model == report.matched
    assert [r.model for r in found.list] == [r.chance for r in report.list]
    assert found.spread[0] <= found.matched.value <= found.spread[1]
    assert found == seasons_around(mine, 3, ON, scale=SMALL)
    more = seasons_around(season(8), 3, ON, scale=SMALL)
    assert more.matched is not None
    assert more.matched.value > found.matched.value


def test_stopped_at_once_it_says_that_none_was_played() -> None:
    stopped = seasons_around(season(4), 5, ON, stopped=lambda: True)
    assert (stopped.seasons, stopped.list, stopped.matched) == (0, (), None)
    assert rank_words.seasons(stopped) == ("No season was played.",)


@pytest.mark.parametrize(
    "other",
    [
        {"target": {"specialty": "ophthalmology"}},
        {"target": {"specialty": "internal_medicine", "track": "preliminary"}},
        {"interviews": 0},
    ],
)
def test_what_the_seasons_do_not_have_is_said(other: Any) -> None:
    with pytest.raises(NoSuchSeasonsError):
        seasons_around(season(**other), 1, ON)


def test_a_first_year_on_the_list_is_left_out_and_named() -> None:
    held = [
        {
            "program": "Rad",
            "specialty": "radiology_diagnostic",
            "track": "advanced",
            "state": "NY",
            "status": "attended",
        },
        {"program": "Year", "specialty": "internal_medicine", "track": "preliminary", "status": "attended"},
    ]
    two = season(
        held, target={"specialty": "radiology_diagnostic", "track": "advanced"}, applicant={"type": "us_md"}
    )
    found = seasons_around(two, 1, ON, scale=SMALL)
    assert found.left_out == ("Year",)
    assert found.model == rank_report(two, ON).list[0].chance
    assert "no such positions: Year." in rank_words.seasons(found)[3]


def test_the_share_of_imgs_is_that_of_the_program_list_where_the_season_has_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    program = SimpleNamespace(id="p1", img_share=0.6)
    monkeypatch.setattr(rank_seasons, "open_catalog", lambda _store: SimpleNamespace(programs=[program]))
    mine = season(
        [
            {"program": "City", "application": "a1", "status": "attended"},
            {"program": "Lake", "img_share": 0.3},
        ],
        applications=[{"id": "a1", "program": "City", "catalog_id": program.id}],
    )
    shares = [rank_seasons._img_share(mine, i) for i in mine.interview_list]
    assert shares == [program.img_share, 0.3]


def test_where_the_two_differ_the_words_say_why() -> None:
    low, high = Estimate(value=0.5, low=0.4, high=0.6), Estimate(value=0.9, low=0.8, high=0.95)
    found = SeasonsAround(seasons=3, list=(), matched=high, model=high, spread=(0.7, 1.0), differs=False)
    assert rank_words.seasons(found)[-1] == "The two agree within their ranges."
    apart = found.model_copy(update={"model": low, "differs": True})
    assert "We do not know why." in rank_words.seasons(apart)[-1]
    theirs = rank_words.seasons(apart.model_copy(update={"peers": high}))[-1]
    assert "with as many interviews match in about 90 in 100 (80 to 95)." in theirs
    explained = apart.model_copy(update={"plain": high, "explained": True})
    assert (
        "Without these the model gives about 90 in 100 (80 to 95), which agrees."
        in rank_words.seasons(explained)[-1]
    )


def test_what_the_seasons_cannot_know_explains_a_difference() -> None:
    """Interviews that went poorly lower the model's chance alone."""
    held = [{"program": f"P{i}", "went": "poorly", "status": "attended"} for i in range(12)]
    found = seasons_around(season(held, applicant={"type": "us_md"}), 3, ON, scale=SMALL)
    if found.differs:
        assert found.plain is not None
        assert found.plain.value > found.model.value
