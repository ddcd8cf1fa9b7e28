"""The regression's sums, and the whole regression, against versions that write every row out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchsafe.domain.program import Program
from matchsafe.domain.specialties import SPECIALTY_NAMES
from matchsafe.domain.states import STATE_NAMES
from matchsafe.odds.invitation import partial_pooling
from matchsafe.odds.invitation.design import Design, GroupColumns
from matchsafe.odds.invitation.features import (
    HALVES,
    IMG_TYPES,
    TERMS,
    Floats,
    ProgramFeatures,
    slopes_columns,
    specialty_crowding,
)
from matchsafe.odds.invitation.partial_pooling import Regression, fit
from matchsafe.odds.invitation.prior import Prior, below_the_mean, published_rates


@given(seed=st.integers(0, 2**32 - 1), rows=st.integers(0, 12), columns=st.integers(1, 5))
@settings(max_examples=40, deadline=None)
def test_every_sum_of_a_design_is_that_of_the_full_matrix(seed: int, rows: int, columns: int) -> None:
    rng = np.random.default_rng(seed)
    column, value = rng.integers(0, columns, (rows, 2)), rng.normal(size=(rows, 2))
    left = np.zeros((rows, columns))
    for k in (0, 1):
        left[np.arange(rows), column[:, k]] += value[:, k]
    right = rng.normal(size=(rows, 3))
    design, whole = Design(GroupColumns(column, value, columns), right), np.concatenate([left, right], axis=1)
    some, weights, values = rng.permutation(rows)[: rows // 2], rng.random(rows), rng.normal(size=rows)
    coefficients = rng.normal(size=columns + 3)
    assert design @ coefficients == pytest.approx(whole @ coefficients)
    assert design @ np.outer(coefficients, (1, 2)) == pytest.approx(np.outer(whole @ coefficients, (1, 2)))
    assert design.of(some) @ coefficients == pytest.approx(whole[some] @ coefficients)
    assert design.sums(values) == pytest.approx(whole.T @ values)
    assert design.products(weights) == pytest.approx(whole.T @ np.diag(weights) @ whole)


def written_out(known: ProgramFeatures) -> tuple[Floats, float]:
    """Expected shares and the variance of programs, from a full row of numbers for each program and type."""
    prior, states = Prior.from_evidence(), list(STATE_NAMES)
    specialties = sorted(set(SPECIALTY_NAMES) | set(known.specialty.tolist()))
    crowded = specialty_crowding(known)
    names = [
        *(("kind", t) for t in (0, 1)),
        *((part, s) for part in ("specialty", "by_type", "share") for s in specialties),
        *(("state", s) for s in states),
        *(("term", t) for t in TERMS),
    ]
    place = {name: i for i, name in enumerate(names)}

    def row(specialty: str, state: str, t: int, terms: dict[str, float]) -> Floats:
        out = np.zeros(len(names))
        out[place["kind", t]] = out[place["specialty", specialty]] = 1
        out[place["by_type", specialty]] = HALVES[t]
        out[place["share", specialty]] = terms["share"]
        if state:
            out[place["state", state]] = 1
        for name, value in terms.items():
            out[place["term", name]] = value
        return out

    slopes = slopes_columns(known, crowded)
    rows = np.array([
        row(str(known.specialty[j]), str(known.state[j]), t, dict(zip(TERMS, slopes[j, t], strict=True)))
        for j in range(known.count) for t in (0, 1)
    ])  # fmt: skip
    tied, goals = [], []
    for (specialty, kind), rate in prior.bases.items():
        t = IMG_TYPES.index(kind)
        terms = dict(
            zip(TERMS, slopes_columns(ProgramFeatures.blank([specialty]), crowded)[0, t], strict=True)
        )
        tied.append(row(specialty, "", t, {k: terms[k] for k in ("share", "specialty_crowding")}))
        goals.append(below_the_mean(rate))
    spread = {"kind": "base", "specialty": "specialty", "by_type": "specialty_by_type", "share": "specialty_share",
              "state": "state"}  # fmt: skip
    base = float(np.mean(list(published_rates().values())))
    start = {"kind": np.log(base / (1 - base))}
    before = [
        prior.terms[str(n)] if kind == "term" else (start.get(kind, 0.0), prior.spread[spread[kind]])
        for kind, n in names
    ]
    mean, sd = np.array(before).T
    at = np.isfinite(known.rates).ravel()
    y, n, x = known.rates.ravel()[at], partial_pooling.exposure(known).ravel()[at], rows[at]
    beta, variance = mean.copy(), prior.spread["program"]
    for _ in range(partial_pooling._STEPS):
        mu, slope = partial_pooling._share(x @ beta)
        noise = slope / n + partial_pooling._ROUNDING
        w = slope**2 / (noise + mu**2 * variance)
        stacked = np.concatenate([x, np.array(tied), np.eye(len(names))])
        weights = np.concatenate([w, np.full(len(goals), 1 / partial_pooling._SURE**2), 1 / sd**2])
        wanted = np.concatenate([x @ beta + (y - mu) / slope, goals, mean])
        turned = stacked.T * weights
        step = np.linalg.solve(turned @ stacked, turned @ wanted) - beta
        beta = beta + np.clip(step, -partial_pooling._LONGEST_STEP, partial_pooling._LONGEST_STEP)
        if np.abs(step).max() < partial_pooling._CLOSE:
            break
        mu, slope = partial_pooling._share(x @ beta)
        variance = partial_pooling._moment(y, mu, (slope / n + partial_pooling._ROUNDING) / mu**2, variance)
    mu = partial_pooling._share(rows @ beta)[0].reshape(-1, 2)
    out = mu.copy()
    for key in set(zip(known.specialty, known.state, strict=True)):
        total = weight = 0.0
        inside = [j for j in range(known.count) if (known.specialty[j], known.state[j]) == key]
        for j in inside:
            for t in (0, 1):
                if np.isfinite(known.rates[j, t]):
                    one = 1 / (variance + partial_pooling._noise(known, mu)[j, t])
                    weight, total = weight + one, total + one * known.rates[j, t] / mu[j, t]
        if weight:
            between = prior.spread["specialty_state"] ** 2
            out[inside] *= 1 + between / (between + 1 / weight) * (total / weight - 1)
    return np.clip(out, partial_pooling._LEAST, partial_pooling._MOST), variance


def test_the_regression_is_the_one_written_out_row_by_row(catalog: list[Program]) -> None:
    some = [p.model_copy(update={"state": None}) if i % 9 == 0 else p for i, p in enumerate(catalog[:150])]
    known = ProgramFeatures.of(some)
    model = fit(known)
    expected, variance = written_out(known)
    assert model.program_variance == pytest.approx(variance, rel=1e-6)
    assert model.expectation(known) == pytest.approx(expected, rel=1e-6)


def test_what_is_expected_does_not_depend_on_whether_the_programs_were_those_fitted_to(
    catalog: list[Program],
) -> None:
    known, again = ProgramFeatures.of(catalog), ProgramFeatures.of(catalog)
    model = Regression(known, Prior.from_evidence())
    assert (model.expectation(known) == model.expectation(again)).all()
    assert model.expectation(ProgramFeatures.of(catalog[:7])).shape == (7, 2)
