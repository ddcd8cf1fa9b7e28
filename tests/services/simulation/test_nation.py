"""The counts behind the national season are the published ones."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchsafe import evidence
from matchsafe.services.simulation import load_preset, nation
from matchsafe.services.simulation.moments import IMG


def test_positions_and_programs_are_the_cited_sums() -> None:
    found = {s.code: s for s in nation.specialties()}
    for row in evidence.table("season_2025.tracks").records():
        own = found[str(row["specialty"])]
        assert (own.programs, own.positions) == (row["tracks"], row["positions"])


def test_seats_by_type_add_up_to_the_seats_filled() -> None:
    filled = {
        str(r["specialty"]): float(r["filled"] or 0) for r in evidence.table("season_2025.tracks").records()
    }
    for code, by_type in nation.seats().items():
        assert by_type.sum() == filled[code]
        assert (by_type >= 0).all()


def test_active_applicants_are_those_of_the_report() -> None:
    assert nation.active().tolist() == [20368, 8392, 4587, 11465, 47208 - 44812]


def test_match_rates_to_categorical_and_advanced_seats_lie_below_the_published_first_year_rates() -> None:
    """Preliminary seats count in the printed rates and not here; advanced ones the other way round."""
    ours = dict(zip(nation.TYPES, nation.match_rates(), strict=True))
    for kind in ("us_md", "us_do", "us_img", "non_us_img"):
        printed = float(evidence.table(f"match_rates.{kind}").find(year=2025)["rate"] or 0) / 100
        assert printed - 0.06 < ours[kind] < printed


def test_candidates_have_the_published_sums_by_type() -> None:
    total = np.sum(list(nation.candidates().values()), axis=0)
    np.testing.assert_allclose(total, nation.active(), rtol=1e-6)


@settings(max_examples=30)
@given(
    st.lists(st.floats(0.1, 50), min_size=6, max_size=6), st.lists(st.floats(1, 9), min_size=3, max_size=3)
)
def test_fitted_margins_are_met_and_interactions_kept(cells: list[float], rows: list[float]) -> None:
    start = np.array(cells).reshape(3, 2)
    wanted = np.array(rows)
    columns = np.array([0.3, 0.7]) * wanted.sum()
    found = nation.fit_margins(start, wanted, columns, rounds=1000)
    np.testing.assert_allclose(found.sum(0), columns, rtol=1e-6)
    np.testing.assert_allclose(found.sum(1), wanted, rtol=1e-3)
    odds = start[0, 0] * start[1, 1] / (start[0, 1] * start[1, 0])
    assert found[0, 0] * found[1, 1] / (found[0, 1] * found[1, 0]) == pytest.approx(odds, rel=1e-6)


def test_the_preset_that_ships_is_complete() -> None:
    preset = load_preset()
    assert preset.name == "us_2025"
    assert len(preset.specialties) == 23
    assert sum(s.positions for s in preset.specialties) == 37_906


def test_who_ranks_a_specialty_foretells_the_first_choices_of_a_type_better_than_seats_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Those of non-US IMGs, which are published, as if they were not."""
    own, total, ranked = nation.preferred(), nation.active()[IMG], nation.of_first_year()
    monkeypatch.setattr(nation, "preferred", dict)
    errors = []
    for known in (ranked, {}):
        monkeypatch.setattr(nation, "of_first_year", lambda known=known: known)
        found = nation.candidates()
        published = sum(own[code] for code in found) / total
        away = [np.log(by_type[IMG] * published / own[code]) for code, by_type in found.items()]
        errors.append(np.sqrt(np.mean(np.square(away))))
    assert errors[0] < 0.28 < errors[1]


def test_second_choices_are_those_who_rank_a_specialty_beyond_those_who_prefer_it() -> None:
    second, ranked, first = nation.second_choices(), nation.rankers(), nation.candidates()
    for code, more in second.items():
        assert (more >= 0).all()
        assert (first[code][:-1] + more[:-1] >= ranked[code][:-1] - 1e-9).all()
    most = {t: max(second, key=lambda code, i=i: second[code][i]) for i, t in enumerate(nation.TYPES)}
    assert most["non_us_img"] == "family_medicine"
