"""One list over several specialties: one strength, the misses multiplied, never two chances."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from matchsafe.domain.season import Season
from matchsafe.odds.applicant_posterior import JointPosterior, applicant_posterior
from matchsafe.odds.assessment import assess
from matchsafe.odds.quadrature import average

ON = date(2026, 11, 22)
IM, FM, NEW = "internal_medicine", "family_medicine", "nuclear_medicine"


def season(*parts: tuple[str, int], **more: Any) -> Season:
    """A season with so many interviews in each specialty, most wanted first."""
    interviews = [{"program": f"{s} {i}", "specialty": s, "state": "NY"} for s, n in parts for i in range(n)]
    content = {
        "applicant": {"type": "non_us_img", "visa": "none", "step2_ck": {"score": 240}},
        "targets": [{"specialty": s} for s, _ in parts],
        "interviews": interviews,
        **more,
    }
    return Season.model_validate(content)


def chance(*parts: tuple[str, int]) -> float:
    return float(applicant_posterior(season(*parts), ON).chance.mean())


def test_a_list_in_one_specialty_is_what_it_was_however_it_is_written() -> None:
    content = season((IM, 5)).model_dump(exclude_unset=True, exclude={"targets"})
    alone = applicant_posterior(Season.model_validate({**content, "target": {"specialty": IM}}), ON)
    assert np.array_equal(applicant_posterior(season((IM, 5)), ON).chance, alone.chance)
    joint = applicant_posterior(season((IM, 5), (FM, 0)), ON)
    assert isinstance(joint, JointPosterior)
    # the peak of a shared belief is found on a grid, that of one specialty by a search: the nodes differ a little
    assert joint.chance == pytest.approx(alone.chance, abs=6e-3)
    assert joint.chance.mean() == pytest.approx(alone.chance.mean(), abs=1e-3)


@pytest.mark.parametrize(("im", "fm"), [(5, 4), (1, 8), (10, 1), (3, 3)])
def test_the_list_is_worth_more_than_either_part_and_an_interview_never_lowers_it(im: int, fm: int) -> None:
    both = chance((IM, im), (FM, fm))
    assert both > max(chance((IM, im)), chance((FM, fm)))
    assert chance((IM, im + 1), (FM, fm)) > both
    assert chance((IM, im), (FM, fm + 1)) > both


def test_it_is_one_integral_over_strength_and_not_a_product_of_chances() -> None:
    joint = applicant_posterior(season((IM, 5), (FM, 4)), ON)
    eps = np.sort(np.stack([p.group.eps for p in joint.parts]), 0)
    easier = min(joint.parts, key=lambda p: p.group.eps.mean())
    missed = joint.parts[0].list_log_miss + joint.parts[1].list_log_miss
    by_hand = (1 - eps[1]) * average(joint.belief, 1 - np.exp(missed)) + (eps[1] - eps[0]) * average(
        joint.belief, 1 - np.exp(easier.list_log_miss)
    )
    assert joint.chance.mean() == pytest.approx(by_hand.mean(), abs=2e-3)  # the easier one may differ by draw
    first, second = joint.separate_chances()
    product = 1 - (1 - first) * (1 - second)
    assert joint.chance.mean() < product.mean() - 0.01


def test_the_same_strength_is_as_far_above_the_profile_in_every_specialty() -> None:
    joint = applicant_posterior(season((IM, 5), (FM, 4)), ON)
    one, two = joint.parts
    above = [(p.nodes.s - p.strength.mean[:, None]) / p.strength.sd[:, None] for p in (one, two)]
    assert above[0] == pytest.approx(above[1])
    assert (one.nodes.u == two.nodes.u).all()
    assert (one.nodes.weights == two.nodes.weights).all()


def test_the_shares_follow_the_order_of_wishes_and_add_to_the_chance() -> None:
    forward, back = (
        applicant_posterior(season((IM, 5), (FM, 4)), ON),
        applicant_posterior(season((FM, 4), (IM, 5)), ON),
    )
    assert sum(forward.shares) == pytest.approx(forward.chance)
    assert forward.shares[0] == pytest.approx(forward.separate_chances()[0])
    assert forward.shares[1].mean() < forward.separate_chances()[1].mean()
    assert back.shares[1].mean() < forward.shares[0].mean()
    assert back.chance.mean() == pytest.approx(forward.chance.mean(), abs=0.01)


def test_the_curve_passes_through_the_readers_own_chance() -> None:
    joint = applicant_posterior(season((IM, 5), (FM, 4)), ON)
    assert joint.ranks == 9
    at_nine = next(p for p in assess(season((IM, 5), (FM, 4)), ON).curve if p.ranks == 9)
    assert at_nine.value == pytest.approx(joint.chance.mean())


def test_the_list_at_the_nodes_of_its_own_grid_is_the_list() -> None:
    joint = applicant_posterior(season((IM, 5), (FM, 4)), ON)
    again = joint.at(joint.nodes)
    assert again.list_log_miss == pytest.approx(joint.list_log_miss)


class TestTheAssessment:
    def test_has_each_specialty_in_the_order_of_the_wishes(self) -> None:
        found = assess(season((FM, 4), (IM, 5)), ON)
        assert [(s.specialty, s.count) for s in found.by_specialty] == [(FM, 4), (IM, 5)]
        assert sum(s.share.value for s in found.by_specialty) == pytest.approx(found.chance.value)
        assert all(s.chance.value < found.chance.value for s in found.by_specialty)

    def test_of_one_specialty_has_that_one_with_the_whole_chance(self) -> None:
        (only,) = assess(season((IM, 6)), ON).by_specialty
        assert only.chance.value == only.share.value

    def test_takes_three_and_one_of_which_no_table_speaks(self) -> None:
        found = assess(season((IM, 3), (FM, 3), (NEW, 2)), ON)
        assert found.chance.value > assess(season((IM, 3), (FM, 3)), ON).chance.value
        assert ("no_tables_elsewhere", NEW) in [(c.code, c.specialty) for c in found.caveats]

    def test_keeps_two_kinds_of_position_in_one_specialty_apart(self) -> None:
        targets = [{"specialty": "neurology", "track": "advanced"}, {"specialty": "neurology"}]
        interviews = [
            {"program": "A", "track": "advanced"}, {"program": "B", "track": "categorical"}, {"program": "C"},
        ]  # fmt: skip
        content = season((IM, 0)).model_dump(exclude_unset=True, exclude={"targets", "interviews"})
        found = assess(Season.model_validate({**content, "targets": targets, "interviews": interviews}), ON)
        assert [(s.track, s.count) for s in found.by_specialty] == [("advanced", 2), ("categorical", 1)]

    def test_of_no_interview_at_all_is_nothing(self) -> None:
        found = assess(season((IM, 0), (FM, 0)), ON)
        assert found.chance.value == 0
        assert [s.count for s in found.by_specialty] == [0, 0]

    def test_of_a_couple_counts_both_specialties_of_a_partner(self) -> None:
        couple = {
            "partner": {"type": "us_img"},
            "partner_targets": [{"specialty": "psychiatry"}, {"specialty": FM}],
            "partner_interviews": [
                {"program": "P", "state": "NY"},
                {"program": "Q", "state": "NY", "specialty": FM},
            ],
        }
        both = assess(season((IM, 5), (FM, 4), couples=couple), ON).couple
        fewer = {**couple, "partner_interviews": couple["partner_interviews"][:1]}
        one = assess(season((IM, 5), (FM, 4), couples=fewer), ON).couple
        assert both is not None
        assert one is not None
        assert both.both.value > one.both.value
        assert both.both.value + both.one.value + both.neither.value == pytest.approx(1)
