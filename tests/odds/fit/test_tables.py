"""The tables the model is fitted to, as arrays."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from matchsafe.evidence import table
from matchsafe.odds.fit.tables import TYPES, Tables, read_tables

pytestmark = pytest.mark.fit


@pytest.fixture(scope="module")
def tables() -> Tables:
    return read_tables()


def test_arrays_hold_what_the_evidence_says(tables: Tables) -> None:
    for row in table("charting_2026.counts").records():
        i = tables.specialties.index(str(row["specialty"]))
        assert tables.matched[i] == row["matched"]
        assert tables.total[i] == int(str(row["matched"])) + int(str(row["not_matched"]))
    for row in table("charting_2026.contiguous_ranks").records():
        i, o = tables.specialties.index(str(row["specialty"])), int(row["outcome"] == "not_matched")
        for j, column in enumerate(("q1", "median", "q3")):
            seen = tables.ranks_quartiles[i, o, j]
            assert seen == row[column] or (row[column] is None and np.isnan(seen))
    for t, kind in enumerate(TYPES):
        lists = table(f"rol_length.{kind}").find(year=2025)
        assert tables.type_matched[t] == lists["n_matched"]
        assert tables.type_total[t] == int(str(lists["n_matched"])) + int(str(lists["n_unmatched"]))
        assert tables.type_mean[t].tolist() == [lists["mean_matched"], lists["mean_unmatched"]]


def test_shapes_are_those_of_the_docstring(tables: Tables) -> None:
    s = len(tables.specialties)
    expected = {"matched": (s,), "ranks_n": (s, 2), "ranks_quartiles": (s, 2, 3), "ranks_mean": (s, 2),
                "covariates": (s, 2), "type_mean": (4, 2), "log_odds_ratio": (3, s), "step2_gap": (s,)}  # fmt: skip
    assert {n: getattr(tables, n).shape for n in expected} == expected


def test_covariates_are_standardised_and_known_for_every_specialty(tables: Tables) -> None:
    assert np.isfinite(tables.covariates).all()
    assert np.abs(tables.covariates.mean(0)).max() < 0.2
    assert ((tables.covariates.std(0) > 0.6) & (tables.covariates.std(0) < 1.01)).all()


def test_the_score_gap_is_in_standard_deviations_of_both_outcomes_together(tables: Tables) -> None:
    i = tables.specialties.index("internal_medicine")
    rows = {
        r["outcome"]: r
        for r in table("charting_2026.step2_ck").records()
        if r["specialty"] == "internal_medicine"
    }
    mean, sd = ([float(str(rows[o][k])) for o in ("matched", "not_matched")] for k in ("mean", "sd"))
    assert min(mean) < tables.step2_mean[i] < max(mean)
    assert tables.step2_sd[i] > min(sd)
    assert tables.step2_gap[i] == pytest.approx((mean[0] - mean[1]) / tables.step2_sd[i])


def test_odds_ratios_are_of_matches_per_applicant_and_only_where_positions_begin_in_the_first_year(
    tables: Tables,
) -> None:
    matches = {r["specialty"]: r for r in table("positions_2025.applicants_and_matches").records()}
    row, i = matches["family_medicine"], tables.specialties.index("family_medicine")

    def odds(kind: str) -> float:
        applied, got = (int(str(row[f"{k}_{kind}"])) for k in ("applicants", "matches"))
        return float(np.log((got + 0.5) / (applied - got + 0.5)))

    for t, kind in enumerate(TYPES[2:], 1):
        assert tables.log_odds_ratio[t, i] == pytest.approx(odds(kind) - odds("non_us_img"))
    # the seats of 2023 and 2024 are known: 793 and 562, 748 and 706; lists handed in are those of both kinds that year
    assert tables.seasons[i] == 3
    now, rate = (
        odds("us_img") - odds("non_us_img"),
        int(str(row["matches_us_img"])) / int(str(row["applicants_us_img"])),
    )
    each = [now]
    for year, (us, other) in {2023: (793, 562), 2024: (748, 706)}.items():
        seats = np.log(us / other) - np.log(
            int(str(row["matches_us_img"])) / int(str(row["matches_non_us_img"]))
        )
        each.append(now + (seats - (mix(year) - mix(2025))) / (1 - rate))
    assert tables.log_odds_ratio[0, i] == pytest.approx(np.mean(each))
    plain = tables.specialties.index("anesthesiology")
    assert tables.seasons[plain] == 1
    assert np.isnan(tables.log_odds_ratio[:, tables.specialties.index("dermatology")]).all()


def mix(year: int) -> float:
    """Log of US-IMGs over non-US IMGs who handed in a list in a year."""
    lists = [table(f"rol_length.{kind}").find(year=year) for kind in ("us_img", "non_us_img")]
    us, other = (int(str(r["n_matched"])) + int(str(r["n_unmatched"])) for r in lists)
    return float(np.log(us / other))


def test_the_longest_lists_are_read_too(tables: Tables) -> None:
    i = tables.specialties.index("family_medicine")
    assert tables.ranks_max[i].tolist() == [35, 20]


@pytest.mark.parametrize("fewest", [100, 1000])
def test_the_tables_of_large_specialties_are_those_of_all_without_the_others(
    tables: Tables, fewest: int
) -> None:
    few = tables.with_applicants(fewest)
    kept = tables.total >= fewest
    assert few.specialties == tuple(s for s, k in zip(tables.specialties, kept, strict=True) if k)
    for f in fields(Tables):
        before, after = getattr(tables, f.name), getattr(few, f.name)
        if f.name in ("log_odds_ratio", "log_odds_ratio_se"):
            np.testing.assert_array_equal(before[:, kept], after)
        elif isinstance(before, np.ndarray) and len(before) == len(kept):
            np.testing.assert_array_equal(before[kept], after)
        elif f.name != "specialties":
            np.testing.assert_array_equal(before, after)
