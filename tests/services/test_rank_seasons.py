"""How lists like hers fare in simulated national seasons."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import numpy as np
import pytest

from matchsafe.domain.estimate import Estimate
from matchsafe.domain.rank_report import SeasonsAround
from matchsafe.domain.season import Season
from matchsafe.market.season.season import simulate
from matchsafe.present import rank_words
from matchsafe.services.rank import rank_report
from matchsafe.services.rank_seasons import NoSuchSeasonsError, ends_of, seasons_around
from matchsafe.services.simulation.preset_files import load_preset

ON: Final = date(2027, 2, 10)


def season(interviews: int = 5, **more: Any) -> Season:
    base: dict[str, Any] = {"applicant": {"type": "non_us_img"}, "target": {"specialty": "internal_medicine"}}
    return Season.model_validate(base | {"interviews": interviews} | more)


def test_alike_applicants_are_counted_one_by_one() -> None:
    preset = load_preset()
    played = simulate(preset, 1, 0, 0.05)
    kind = preset.types.index("non_us_img")
    specialty = [s.code for s in preset.specialties].index("internal_medicine")
    found = ends_of(played, kind, specialty, 3)
    slow = np.zeros(4, int)
    market, lists = played.lists.market, played.lists
    for who in range(market.applicants):
        edges = range(market.offsets[who], market.offsets[who + 1])
        own = [e for e in edges if lists.own[e]]
        if (
            market.couple_of[who] < 0
            and len(own) == 3
            and played.people.kind[lists.applicant[who]] == kind
            and played.programs.specialty[market.programs[own[0]]] == specialty
        ):
            held = played.match.held[who]
            slow[own.index(held) if held in own else 3] += 1
    assert found.tolist() == slow.tolist()
    assert slow.sum() > 5


def test_the_shares_stand_beside_the_chance_of_the_model() -> None:
    told: list[tuple[int, int]] = []
    found = seasons_around(season(4), 2, ON, scale=0.1, progress=lambda done, of: told.append((done, of)))
    assert told == [(1, 2), (2, 2)]
    assert found.applicants >= 30
    assert found.matched is not None
    assert sum(e.value for e in found.at_rank) == pytest.approx(found.matched.value)
    assert found.model == rank_report(season(4), ON).matched
    assert found.differs is not (
        found.matched.low <= found.model.high and found.model.low <= found.matched.high
    )


def test_stopped_or_too_few_it_says_how_many_there_were() -> None:
    stopped = seasons_around(season(4), 5, ON, stopped=lambda: True)
    assert (stopped.seasons, stopped.applicants, stopped.matched) == (0, 0, None)
    assert "too few to say anything" in rank_words.seasons(stopped)[0]


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


def test_the_words_say_whether_the_two_agree() -> None:
    share = Estimate(value=0.5, low=0.4, high=0.6)
    found = SeasonsAround(
        seasons=3, applicants=100, ranks=1, specialty="neurology", at_rank=(share,), matched=share, model=share,
        differs=False,
    )  # fmt: skip
    assert rank_words.seasons(found)[-1] == "The two agree within their ranges."
    assert "Rest on the model." in rank_words.seasons(found.model_copy(update={"differs": True}))[-1]


def test_of_two_specialties_the_first_is_held_against_its_own_ranks() -> None:
    both = [
        {"program": f"P{i}", "specialty": s, "status": "attended"}
        for i, s in enumerate(["neurology", "pediatrics"] * 3)
    ]
    wishes = [{"specialty": "neurology"}, {"specialty": "pediatrics"}]
    two = Season.model_validate({"applicant": {"type": "us_md"}, "targets": wishes, "interviews": both})
    found = seasons_around(two, 1, ON, scale=0.02)
    report = rank_report(two, ON)
    assert found.ranks == 3
    assert found.model.value == pytest.approx(sum(r.chance.value for r in report.list[::2]))
