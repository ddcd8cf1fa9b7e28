"""Without a catalog: states as so many average programs."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from tests.odds.invitation.conftest import mean_invite

from matchsafe.domain.season import Season
from matchsafe.evidence import number
from matchsafe.odds.invitation import (
    Cell,
    cell_rates,
    programs_of,
    specialties_with_cells,
    unlike_within,
)
from matchsafe.odds.invitation.cells import cells
from matchsafe.odds.invitation.prior import published_rates
from matchsafe.odds.invitation.scenarios import scenarios


@pytest.mark.parametrize("specialty", specialties_with_cells())
def test_the_mean_over_the_cells_is_the_published_mean_rate(specialty: str) -> None:
    some = cells(specialty)
    mean = np.average(cell_rates(some).mean, axis=0, weights=[c.count for c in some])
    for t, kind in enumerate(("us_img", "non_us_img")):
        published = published_rates().get((specialty, kind))
        assert 0 < mean[t] < 0.3
        if published is not None:
            assert mean[t] == pytest.approx(published, rel=1e-6)


def test_the_number_of_programs_is_near_the_national_one() -> None:
    assert sum(c.count for c in cells("internal_medicine")) == pytest.approx(686, rel=0.05)
    assert sum(c.count for c in cells("family_medicine")) == pytest.approx(813, rel=0.05)


def test_a_part_of_the_cells_has_the_rates_it_has_among_all() -> None:
    every = cells("neurology")
    assert cell_rates(every[3:6]).mean == pytest.approx(cell_rates(every).mean[3:6])
    assert cell_rates(()).mean.shape == (0, 2)


def test_a_cell_of_ones_own_is_priced_among_the_published_ones() -> None:
    mine = Cell(cells("neurology")[0].program.model_copy(update={"id": "mine", "img_share": 0.9}), 2)
    assert cell_rates([mine]).mean[0, 1] > cell_rates(cells("neurology")).mean[:, 1].mean()


def test_a_cell_says_what_it_is_in_words() -> None:
    michigan = next(c for c in cells("internal_medicine") if c.program.state == "MI")
    assert michigan.text == f"about {michigan.count} Internal Medicine programs in Michigan"
    alone = Cell(michigan.program, 1)
    assert alone.text == "about 1 Internal Medicine program in Michigan"
    assert "average" in michigan.program.name


def test_there_are_no_cells_where_there_are_no_figures_by_state() -> None:
    assert cells("dermatology") == ()
    assert cells("transitional_year") == ()
    assert "dermatology" not in specialties_with_cells()


def test_cells_can_be_planned_with_like_programs() -> None:
    some = cells("internal_medicine")
    programs, of = programs_of(some)
    assert len({p.id for p in programs}) == len(programs) == sum(c.count for c in some)
    season = Season.model_validate(
        {"applicant": {"type": "non_us_img"}, "target": {"specialty": "internal_medicine"}}
    )
    found = scenarios(season, programs, date(2026, 9, 1), rates=cell_rates(some).at(of))
    assert found.reach.shape[0] == len(programs)
    means = mean_invite(found)
    alike = [means[j] for j, cell in enumerate(of) if cell == of[-1]]
    assert alike == pytest.approx([alike[0]] * len(alike))


def test_programs_of_a_cell_differ_by_what_can_be_looked_up_and_keep_its_mean() -> None:
    some = cells("family_medicine")
    programs, of, rates = unlike_within(some)
    assert (len(programs), of) == (sum(c.count for c in some), programs_of(some)[1])
    by_cell = cell_rates(some).mean
    of_cell = np.array(of)
    for c, cell in enumerate(some):
        mine = rates.mean[of_cell == c]
        assert mine.mean(0) == pytest.approx(by_cell[c], rel=1e-6)
        assert (np.diff(mine, axis=0) < 0).all(), "the likeliest come first"
        if cell.count == 1:
            assert mine[0] == pytest.approx(by_cell[c])


@pytest.mark.parametrize("specialty", ["family_medicine", "internal_medicine"])
def test_programs_of_all_cells_differ_as_much_as_the_figure_says(specialty: str) -> None:
    rates = unlike_within(cells(specialty))[2].mean
    spread = np.log(rates / (1 - rates)).std(0)
    assert spread == pytest.approx([number("invitations.expected_spread")] * 2, rel=0.1)
