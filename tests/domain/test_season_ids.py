"""Parts of a season have ids that stay the same and are never shared."""

from __future__ import annotations

import secrets

import pytest

from matchsafe.domain.season import Season
from matchsafe.domain.season_ids import new_id, stable_id, with_ids


def season(*names: str) -> Season:
    return Season.model_validate({
        "applicant": {"type": "non_us_img"}, "target": {"specialty": "internal_medicine"},
        "interviews": [{"program": name} for name in names],
    })  # fmt: skip


def test_a_new_id_is_none_that_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter(["aaaa", "bbbb", "cccc"])
    monkeypatch.setattr(secrets, "token_hex", lambda _: next(drawn))
    assert new_id(["aaaa", "bbbb"]) == "cccc"


def test_the_same_name_at_the_same_place_has_the_same_id_unless_it_is_taken() -> None:
    first = stable_id("Palm Bay", "interviews 0", ())
    again = stable_id("Palm Bay", "interviews 0", [first])
    third = stable_id("Palm Bay", "interviews 0", [first, again])
    assert len({first, again, third}) == 3
    assert stable_id("Palm Bay", "interviews 0", ["other"]) == first


def test_a_file_read_twice_has_the_same_ids_and_two_alike_programs_differ() -> None:
    once, twice = with_ids(season("Palm Bay", "Palm Bay")), with_ids(season("Palm Bay", "Palm Bay"))
    assert once == twice
    assert len({i.id for i in once.interview_list}) == 2
    assert with_ids(once) is once
