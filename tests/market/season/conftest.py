"""A small invented country: two types of applicants, three specialties, five places."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from matchsafe.market.season import Preset, SimulatedSeason, Specialty, simulate

PARAMETERS = {
    "pool.home": 1.0, "pool.abroad": 1.4, "applications.home": 8, "applications.abroad": 14,
    "most_interviews.home": 7, "most_interviews.abroad": 7, "invite_offset.home": 0, "invite_offset.abroad": -1.5,
    "rank_offset.home": 0, "rank_offset.abroad": -0.5, "selective_penalty.home": 0, "selective_penalty.abroad": 0.5,
    "openness_weight.home": 0, "openness_weight.abroad": 0.8, "backup_share.home": 0.1, "backup_share.abroad": 0.3,
    "home_share.home": 1, "home_share.abroad": 0, "couple_weight.home": 1, "couple_weight.abroad": 0.5,
    "strength_invite": 1.0, "strength_rank": 0.8, "quality_openness": -0.5, "taste_quality": 0.7, "taste_home": 0.8,
    "taste_open": 0.5, "taste_interview": 0.5, "taste_backup": 2.0, "signal_bonus": 1.0, "home_bonus": 0.7,
    "interviews_per_position": 8, "interviews_spread": 0.3, "invites_per_interview": 1.4,
    "most_interviews_spread": 0.3, "applications_spread": 0.3, "backup_applications": 0.6, "couples": 12,
    "couple_same_place": 4, "soap_applications": 10, "cut.other": -3.0, "cut.gp": -2.5,
    "strength_spread.home": 1.0, "strength_spread.abroad": 1.2, "trait_rank": 0.4,
    "couple_alone": 0.6, "padding_share": 0.1, "interviews_factor.other": 1.0, "interviews_factor.skin": 1.3,
    "capacity_factor.other": 1.0, "capacity_factor.heart": 0.8, "img_invite.other": 0.0, "img_invite.gp": 0.3,
    "img_rank.other": 0.1, "img_pool.other": 1.0, "img_pool.heart": 1.2, "img_rank.abroad.gp": 0.2,
    "img_trait.gp": 1.3, "img_spread.heart": 1.2, "img_applications.gp": 0.8, "img_padding.abroad.other": 2.0,
}  # fmt: skip


@pytest.fixture(scope="session")
def preset() -> Preset:
    specialties = (
        Specialty("gp", 30, 150, (70.0, 90.0), 3, -1.0, (1.0, 3.0)),
        Specialty("skin", 12, 30, (40.0, 10.0), 5, 1.2, (0.0, 0.0)),
        Specialty("heart", 20, 70, (50.0, 60.0), 0, 0.0, (2.0, 1.0)),
    )
    return Preset(
        "island", "1", ("home", "abroad"), (False, True), specialties, (0.4, 0.3, 0.1, 0.1, 0.1), PARAMETERS
    )


@pytest.fixture(scope="session")
def season(preset: Preset) -> SimulatedSeason:
    return simulate(preset, seed=7, season=3)


@pytest.fixture(scope="session")
def draw(preset: Preset) -> Callable[[int], SimulatedSeason]:
    return lambda number: simulate(preset, seed=11, season=number)
