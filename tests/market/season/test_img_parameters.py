"""Parameters on IMGs hold for one type or for all, in one specialty or in all others."""

from __future__ import annotations

import numpy as np
import pytest

from matchsafe.market.season import Preset
from matchsafe.market.season.population import draw_people, draw_programs


def test_the_nearest_given_holds_and_nothing_else_changes(preset: Preset) -> None:
    given = {"img_invite.other": 0.1, "img_invite.gp": 0.3, "img_invite.abroad.other": 0.5}
    found = preset.with_parameters(given | {"img_invite.abroad.skin": 0.7}).of_imgs("img_invite")
    assert found[:, 0].tolist() == [0, 0, 0]
    assert found[:, 1].tolist() == [0.5, 0.7, 0.5]
    assert preset.with_parameters(given).of_imgs("img_spread")[:, 0].tolist() == [1, 1, 1]
    plain = preset.with_parameters({"img_invite.gp": 0.3}).of_imgs("img_invite")
    assert plain[:, 1].tolist() == [0.3, 0, 0]
    with pytest.raises(ValueError, match=r"img_invite\.home\.gp"):
        preset.with_parameters({"img_invite.home.gp": 0.3})


def test_as_many_fill_up_their_list_and_apply_as_widely_as_asked(preset: Preset) -> None:
    changed = preset.with_parameters(
        {"img_padding.abroad.other": 5.0, "img_applications.gp": 0.5, "img_spread.heart": 0.0}
    )
    before, after = (draw_people(p, draw_programs(p, 1, 0, 1.0), 1, 0, 1.0) for p in (preset, changed))
    img, first = after.kind[after.applicant] == 1, ~after.backup
    assert (after.padding[after.kind == 1] > 0).mean() > 1.5 * (before.padding[before.kind == 1] > 0).mean()
    assert np.array_equal(after.padding[after.kind == 0], before.padding[before.kind == 0])
    gp = img & first & (after.specialty == 0)
    assert after.wanted[gp].mean() == pytest.approx(0.5 / 0.8 * before.wanted[gp].mean(), rel=0.1)
    assert (after.strength[after.applicant[img & first & (after.specialty == 2)]] == 0).all()
    assert np.array_equal(after.wanted[~img], before.wanted[~img])
