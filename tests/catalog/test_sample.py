"""The sample is seeded, visibly invented, and close to the figures it is drawn around."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from matchsafe import evidence
from matchsafe.catalog.access import name_in_use, open_catalog, use
from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.errors import UnknownCatalog
from matchsafe.catalog.sample import sample
from matchsafe.catalog.store import Store
from matchsafe.domain.states import STATE_NAMES

SAMPLE = sample()


def test_the_same_seed_gives_the_same_programs_and_another_gives_others() -> None:
    assert sample().records == SAMPLE.records
    assert sample(7).records != SAMPLE.records


def test_every_program_and_every_value_says_that_it_is_invented() -> None:
    assert SAMPLE.sample
    assert SAMPLE.banner
    for record, program in zip(SAMPLE.records, SAMPLE.programs, strict=True):
        assert "(invented)" in program.name
        assert STATE_NAMES[str(program.state)] in program.name
        assert not record.acgme_id
        assert not record.nrmp_codes
        for _, values in record.facts():
            assert all(v.reliability == "invented" and "Invented for the sample" in v.source for v in values)


def test_it_has_about_a_thousand_programs_in_every_specialty_that_takes_imgs() -> None:
    assert 800 <= len(SAMPLE.records) <= 1200
    assert len({r.id for r in SAMPLE.records}) == len(SAMPLE.records)
    told = {r["specialty"] for r in evidence.table("places_2025.nationwide").records()}
    assert {p.specialty for p in SAMPLE.programs} == told
    assert len({p.state for p in SAMPLE.programs}) >= 45


def test_large_specialties_come_near_the_figures_they_are_drawn_around() -> None:
    whole = {str(r["specialty"]): r for r in evidence.table("places_2025.nationwide").records()}
    for specialty, count in Counter(p.specialty for p in SAMPLE.programs).items():
        if count < 100:
            continue
        programs = [p for p in SAMPLE.programs if p.specialty == specialty]
        img = float(np.mean([p.img_share for p in programs if p.img_share is not None]))
        figures = whole[specialty]
        assert img == pytest.approx(
            float(figures["us_img"] or 0) + float(figures["non_us_img"] or 0), abs=0.08
        )
        offered, filled = sum(p.positions or 0 for p in programs), sum(p.filled or 0 for p in programs)
        assert 1 - filled / offered == pytest.approx(float(figures["unfilled"] or 0), abs=0.04)


def test_part_of_it_is_unknown_as_in_real_lists() -> None:
    for field in ("j1", "h1b", "step2_minimum", "graduation_limit", "usce_required", "img_share"):
        known = sum(getattr(p, field) is not None for p in SAMPLE.programs) / len(SAMPLE.programs)
        assert 0.25 < known < 0.95, field
    for p in SAMPLE.programs:
        assert p.filled is not None
        assert p.positions is not None
        assert 0 <= p.filled <= p.positions


def test_it_can_be_opened_by_name_without_being_kept_and_kept_by_using_it(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with pytest.raises(UnknownCatalog, match="use sample"):
        open_catalog(store)
    assert open_catalog(store, "sample").sample
    assert store.names() == ()
    use(store, "sample")
    use(store, "sample")
    assert store.history("sample")[1] == 1
    kept = open_catalog(store)
    assert (kept.sample, kept.records) == (True, SAMPLE.records)


def test_where_there_are_several_catalogs_and_none_was_chosen_it_asks(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for name in ("one", "two"):
        store.change(name, "made", lambda c: (Catalog(c.name), "empty"))
    with pytest.raises(UnknownCatalog, match="Catalogs: one, two"):
        name_in_use(store)
    assert name_in_use(store, "two") == "two"
