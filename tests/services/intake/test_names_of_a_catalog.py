"""A message that names a program as the program list does is matched to the application taken from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from matchsafe.catalog.access import use
from matchsafe.catalog.sample import sample
from matchsafe.catalog.store import Store
from matchsafe.catalog.value_resolution import value_in_force
from matchsafe.domain.season import Season
from matchsafe.services.intake.report import intake_report, own_programs


def season(catalog_id: str, specialty: str) -> Season:
    applied = {"id": "one", "program": "My first choice", "catalog_id": catalog_id, "specialty": specialty}
    return Season.model_validate(
        {
            "version": 2,
            "applicant": {"type": "us_img"},
            "target": {"specialty": specialty},
            "applications": [applied],
        }
    )


def test_the_lists_names_are_aliases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MATCHSAFE_CATALOGS", str(tmp_path))
    record = sample().records[0]
    name = value_in_force(record, "name").value or value_in_force(record, "institution").value
    mine = season(record.id, value_in_force(record, "specialty").value)
    assert own_programs(mine)[0].aliases == ()
    use(Store(), "sample")
    text = f"{name} is pleased to invite you to interview."
    assert intake_report([("a.txt", text.encode())], mine).events[0].application == "one"
