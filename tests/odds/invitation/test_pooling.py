"""Invitation rates by program: what is expected, and how far a program's own rate counts."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from matchsafe.domain.program import Program
from matchsafe.odds.invitation.features import ProgramFeatures, usual_shares
from matchsafe.odds.invitation.partial_pooling import Regression, fit
from matchsafe.odds.invitation.prior import Prior, published_rates

LASTS = 0.45


def test_a_programs_rate_lies_between_its_own_and_what_is_expected_of_it(catalog: list[Program]) -> None:
    known = ProgramFeatures.of(catalog)
    rates = fit(catalog).rates(known, LASTS)
    one_type_only = np.isfinite(known.rates[:, 1]) & ~np.isfinite(known.rates[:, 0])
    own, said, expected = (a[one_type_only, 1] for a in (known.rates, rates.mean, rates.expected))
    assert one_type_only.sum() > 10
    assert (np.minimum(own, expected) - 1e-9 <= said).all()
    assert (said <= np.maximum(own, expected) + 1e-9).all()


def test_a_program_without_a_rate_gets_what_is_expected_and_is_less_sure(catalog: list[Program]) -> None:
    known = ProgramFeatures.of(catalog)
    rates = fit(catalog).rates(known, LASTS)
    without = ~np.isfinite(known.rates).any(1)
    assert rates.mean[without] == pytest.approx(rates.expected[without])
    assert rates.spread[without].min() > np.median(rates.spread[~without])


def test_the_own_rate_counts_more_the_more_it_lasts_and_the_more_applicants_are_behind_it(
    program_of: Callable[..., Program],
) -> None:
    def said(applications: int, lasts: float) -> float:
        known = ProgramFeatures.of([program_of(invite_rate_non_us_img=0.2, applications=applications)])
        return float(fit([]).rates(known, lasts).mean[0, 1])

    assert said(100, LASTS) < said(1000, LASTS) < said(10_000, LASTS) < 0.2
    assert said(1000, 0.3) < said(1000, 0.65)


def test_the_rate_of_the_other_type_tells_something_too(program_of: Callable[..., Program]) -> None:
    model = fit([])
    low, high = (
        float(model.rates(ProgramFeatures.of([program_of(invite_rate_us_img=r)]), LASTS).mean[0, 1])
        for r in (0.0, 0.3)
    )
    none = float(model.rates(ProgramFeatures.of([program_of()]), LASTS).mean[0, 1])
    assert low < none < high


def test_both_rates_by_linear_algebra_written_out(program_of: Callable[..., Program]) -> None:
    known = ProgramFeatures.of(
        [program_of(invite_rate_us_img=0.1, invite_rate_non_us_img=0.01, applications=900)]
    )
    model = fit([])
    rates = model.rates(known, LASTS)
    mu, v, together = rates.expected[0], model.program_variance, 0.45
    n = 900 * np.array([17487, 48895]) / (32055 + 18620 + 17487 + 48895)
    noise = (mu * (1 - mu) / n + 0.01**2 / 12) / mu**2
    persistent = v * np.array([[1, together], [together, 1]])
    weights = LASTS * persistent @ np.linalg.inv(persistent + np.diag(noise))
    ratio = 1 + weights @ (known.rates[0] / mu - 1)
    assert rates.mean[0] == pytest.approx(mu * ratio)
    left = np.diag(LASTS * persistent - weights @ (LASTS * persistent))
    assert rates.spread[0] == pytest.approx(np.sqrt(np.log1p(left / ratio**2)))


def test_without_any_rate_the_average_program_has_the_published_mean_rate(
    program_of: Callable[..., Program],
) -> None:
    known = ProgramFeatures.of(
        [program_of(specialty=s) for s in ("internal_medicine", "family_medicine", "neurology")]
    )
    said = fit([]).expectation(known)
    for j, specialty in enumerate(known.specialty):
        for t, kind in enumerate(("us_img", "non_us_img")):
            assert said[j, t] == pytest.approx(published_rates()[str(specialty), kind], rel=0.2)


def test_rates_at_hand_outweigh_the_published_ones(program_of: Callable[..., Program]) -> None:
    many = [program_of(id=str(i), invite_rate_non_us_img=0.2, invite_rate_us_img=0.2) for i in range(200)]
    assert float(fit(many).expectation(ProgramFeatures.of([program_of()]))[0, 1]) > 0.15


def test_a_higher_img_share_a_j1_and_a_state_that_invites_raise_what_is_expected(
    program_of: Callable[..., Program],
) -> None:
    rows = [program_of(img_share=s) for s in (0.0, 0.3, 0.6, 1.0)]
    assert (np.diff(fit([]).expectation(ProgramFeatures.of(rows)), axis=0) > 0).all()
    sponsors = ProgramFeatures.of([program_of(j1=True), program_of(j1=False)])
    assert np.diff(fit([]).expectation(sponsors)[:, 1])[0] < 0
    inviting = [
        program_of(id=f"{s}{i}", state=s, invite_rate_non_us_img=r, applications=2000)
        for s, r in (("NY", 0.1), ("TX", 0.01)) for i in range(60)
    ]  # fmt: skip
    found = fit(inviting).expectation(
        ProgramFeatures.of([program_of(state="NY"), program_of(state="TX"), program_of()])
    )
    assert found[0, 1] > found[2, 1] > found[1, 1]


def test_shares_of_both_types_stand_in_for_the_img_share(program_of: Callable[..., Program]) -> None:
    both, neither = program_of(us_img_share=0.7, non_us_img_share=0.5), program_of(us_img_share=0.7)
    assert ProgramFeatures.of([both]).img_share[0] == 1.0
    assert np.isnan(ProgramFeatures.of([neither]).img_share[0])


def test_a_vague_prior_holds_none_of_the_published_figures() -> None:
    vague = Prior.vague()
    assert vague.bases == {}
    assert all(mean == 0 for mean, _ in vague.terms.values())


def test_a_specialty_the_figures_do_not_name_can_be_fitted() -> None:
    odd = Program(id="a", name="b", specialty="a_new_one", state="NY", invite_rate_non_us_img=0.03)
    model = Regression(ProgramFeatures.of([odd]), Prior.from_evidence())
    assert 0 < model.expectation(ProgramFeatures.of([odd]))[0, 1] < 0.2


def test_the_usual_share_of_a_tiny_specialty_is_held_near_that_of_all() -> None:
    shares = usual_shares()
    assert shares["nuclear_medicine"] < 0.5
    assert shares["internal_medicine"] == pytest.approx((1221 + 3794) / 12439, abs=0.02)


def test_a_few_odd_rates_do_not_change_how_far_programs_are_said_to_differ(
    program_of: Callable[..., Program],
) -> None:
    shipped = Prior.from_evidence().spread["program"]
    assert fit([program_of(invite_rate_us_img=0.9)]).program_variance == shipped


def test_a_specialty_that_it_was_not_fitted_to_is_refused_by_name(
    program_of: Callable[..., Program],
) -> None:
    strangers = ProgramFeatures.of([program_of(specialty="Space Medicine")])
    for ask in (fit([]).expectation, lambda known: fit([]).rates(known, LASTS)):
        with pytest.raises(
            ValueError, match="was not fitted to Space Medicine; fit it to their programs too"
        ):
            ask(strangers)
    assert np.isfinite(fit(strangers).expectation(strangers)).all()
