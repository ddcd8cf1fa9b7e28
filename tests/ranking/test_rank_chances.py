"""The chance at each rank: worked by hand, against the outlook, and against the real engine."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any, Final, cast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchsafe.domain.season import Season
from matchsafe.odds import assess
from matchsafe.ranking.rank_chances import ListModel, list_model
from matchsafe.ranking.rank_order import rank_order
from matchsafe.services.rank_trial import matched_ranks

ON: Final = date(2027, 2, 10)


def by_hand(chances: list[list[float]], eps: list[float]) -> ListModel:
    """One draw, equally likely nodes; ``chances`` of each program at each node."""
    p = np.array(chances)[:, None, :]
    kinds = [SimpleNamespace(group=SimpleNamespace(eps=np.array([e]))) for e in dict.fromkeys(eps)]
    belief = np.full((1, p.shape[2]), 1 / p.shape[2])
    posterior = cast("Any", SimpleNamespace(belief=belief, parts=kinds))
    return ListModel(posterior, np.log1p(-p), np.array(eps)[:, None])


def test_two_programs_worked_by_hand() -> None:
    # strong or weak, one half each; one in ten cannot match at all
    model = by_hand([[0.8, 0.4], [0.5, 0.5]], [0.1, 0.1])
    at = model.at_each_rank([0, 1])[:, 0]
    assert at == pytest.approx([0.9 * (0.8 + 0.4) / 2, 0.9 * (0.2 * 0.5 + 0.6 * 0.5) / 2])
    assert 1 - at.sum() == pytest.approx(0.28)


def test_the_other_order_moves_the_chance_between_ranks_and_never_changes_the_sum() -> None:
    model = by_hand([[0.8, 0.4], [0.5, 0.5]], [0.1, 0.1])
    there, back = model.at_each_rank([0, 1])[:, 0], model.at_each_rank([1, 0])[:, 0]
    assert back == pytest.approx([0.45, 0.9 * (0.5 * 0.8 + 0.5 * 0.4) / 2])
    assert there.sum() == pytest.approx(back.sum())


def test_who_cannot_match_in_the_easier_specialty_cannot_in_the_harder_one() -> None:
    model = by_hand([[0.5], [1 - 1e-12]], [0.3, 0.1])
    # 70 in 100 can match in both, 20 in the second only
    assert model.at_each_rank([0, 1])[:, 0] == pytest.approx([0.7 * 0.5, 0.7 * 0.5 + 0.2])


def test_a_first_year_that_missed_her_on_the_primary_list_does_so_again() -> None:
    model = by_hand([[0.5], [0.4], [0.6]], [0.0, 0.0, 0.0])
    # the preliminary program 1 stands above the advanced program 0 on the primary list
    first_years = model.first_years([1, 0], 0, [1, 2])[:, 0]
    assert first_years == pytest.approx([0, 0.6 * 0.5 * 0.6])
    assert model.first_years([0, 1], 0, [1, 2])[:, 0] == pytest.approx([0.5 * 0.4, 0.5 * 0.6 * 0.6])


def test_dropping_a_rank_loses_what_no_other_catches() -> None:
    model = by_hand([[0.8], [0.5]], [0.0, 0.0])
    assert model.drop_effects([0, 1])[:, 0] == pytest.approx([-(0.9 - 0.5), -(0.9 - 0.8)])


INTERVIEWS = st.lists(
    st.fixed_dictionaries(
        {
            "program": st.just("Lake Hospital"),
            "status": st.sampled_from(["attended", "scheduled", "invited"]),
        },
        optional={
            "specialty": st.sampled_from(["internal_medicine", "family_medicine"]),
            "city": st.just("New York"),
            "state": st.just("NY"),
            "went": st.sampled_from(["poorly", "well"]),
            "visas_sponsored": st.sampled_from([[], ["j1"], ["h1b"]]),
            "would_rank": st.booleans(),
        },
    ),
    max_size=8,
)
TARGETS = st.sampled_from([
    [{"specialty": "internal_medicine"}],
    [{"specialty": "internal_medicine"}, {"specialty": "family_medicine"}],
    [{"specialty": "surgery_general", "track": "preliminary"}, {"specialty": "internal_medicine"}],
])  # fmt: skip


@given(
    interviews=INTERVIEWS | st.integers(0, 30), targets=TARGETS, visa=st.sampled_from(["none", "j1", "h1b"])
)
@settings(max_examples=15)
def test_the_ranks_add_up_to_the_chance_of_the_outlook(interviews: Any, targets: Any, visa: str) -> None:
    season = Season.model_validate(
        {"applicant": {"type": "us_img", "visa": visa}, "targets": targets, "interviews": interviews}
    )
    order = rank_order(season)
    model = list_model(season, order.primary, ON)
    total = model.at_each_rank(range(len(order.primary))).sum(0)
    assert total == pytest.approx(model.posterior.chance, abs=1e-12)
    assert total.mean() == pytest.approx(assess(season, ON).chance.value, abs=1e-9)


def test_one_more_program_at_the_end_never_lowers_any_chance(season: Callable[..., Season]) -> None:
    held = season([{"program": f"P{i}", "state": "NY", "city": "New York"} for i in range(6)])
    order = rank_order(held)
    model = list_model(held, order.primary, ON)
    before = model.at_each_rank(range(6))
    after = model.at_each_rank([*range(6), model.another])
    assert np.all(after[:6] == before)
    assert np.all(after[6] >= 0)


@pytest.mark.parametrize("order", [[0, 1, 2, 3, 4], [4, 2, 0, 3, 1]])
def test_the_engine_ends_at_each_rank_as_often_as_the_model_says(
    season: Callable[..., Season], order: list[int]
) -> None:
    went = ["well", "poorly", "unknown", "mixed", "well"]
    held = season([{"program": f"P{i}", "went": w} for i, w in enumerate(went)])
    model = list_model(held, rank_order(held).primary, ON)
    markets = 20_000
    reached = model.draw_outcomes(markets, seed=3)[:, :5]
    seats = matched_ranks(reached, order)
    says = model.at_each_rank(order).mean(1)
    for rank, entry in enumerate(order):
        error = np.sqrt(says[rank] * (1 - says[rank]) / markets)
        assert abs((seats == entry).mean() - says[rank]) < 4 * error
    assert abs((seats < 0).mean() - (1 - says.sum())) < 4 * np.sqrt(0.25 / markets)
