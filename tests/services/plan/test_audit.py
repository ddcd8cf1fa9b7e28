"""A list put to the proof: what must not stand in a plan is counted, and a clean list is called clean."""

from __future__ import annotations

import json

import pytest
from tests.services.conftest import DAY, record
from typer.testing import CliRunner

from matchsafe.catalog.catalog import Catalog, PossibleTwin
from matchsafe.catalog.store import Store
from matchsafe.cli.app import app
from matchsafe.services.plan import plan
from matchsafe.services.plan.audit import audit_applicants, audit_of, audits, programs_by_specialty

NEUROLOGY = next(a for a in audit_applicants() if a.season.target.specialty == "neurology")


def neurology(number: int, **facts: object) -> object:
    told = {
        "track": "categorical",
        "j1": True,
        "img_share": 0.8,
        "acgme_id": f"18000000{number:02d}",
        **facts,
    }
    return record(number, "neurology", "NY", **{k: v for k, v in told.items() if v is not None})


@pytest.fixture(scope="module")
def fine() -> Catalog:
    return Catalog("fine", tuple(neurology(n) for n in range(8)))  # type: ignore[arg-type]


def test_there_are_eight_kinds_of_applicant() -> None:
    assert len(audit_applicants()) == 8
    assert len({a.title for a in audit_applicants()}) == 8


def test_a_fine_list_is_clean_for_every_applicant_it_has_the_specialty_of(fine: Catalog) -> None:
    (found,) = audits(fine, DAY)
    assert found.clean
    assert found.programs == 8
    assert 0 < found.chance.value < 1


def test_what_must_not_be_there_is_counted(fine: Catalog) -> None:
    report = plan(NEUROLOGY.season, NEUROLOGY.request, fine, DAY)
    spoilt = (
        neurology(0, military=True), neurology(1, j1=False), neurology(2, closed=True), neurology(3, j1=None),
        neurology(4, acgme_id="1800000005"), neurology(5), neurology(6), neurology(7),
    )  # fmt: skip
    pairs = (PossibleTwin("p6", "p7", "alike"),)
    found = audit_of(NEUROLOGY, Catalog("spoilt", spoilt, twins=pairs), report, DAY)  # type: ignore[arg-type]
    assert (found.military, found.barred, found.closed, found.twice) == (1, 3, 1, 2)
    assert (found.unknown_visa, found.unsaid) == (1, 1)
    assert not found.clean


def test_a_program_counts_once_whatever_its_tracks_and_possible_twins() -> None:
    records = (
        neurology(0), neurology(1, acgme_id="1800000000", track="advanced"), neurology(2, acgme_id=None),
        neurology(3, acgme_id=None), neurology(4, acgme_id=None, in_match=False),
    )  # fmt: skip
    pairs = (PossibleTwin("p2", "p0", "alike"),)
    assert programs_by_specialty(Catalog("some", records, twins=pairs)) == {"neurology": 2}  # type: ignore[arg-type]


def test_the_terminal_says_it_and_gives_it_as_json(
    fine: Catalog, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MATCHSAFE_CATALOGS", str(tmp_path))
    Store().change("fine", "test", lambda _: (fine, ""))
    told = CliRunner().invoke(app, ["catalog", "audit", "--on", DAY.isoformat()]).stdout
    assert "Neurology: 8" in told
    assert "Nothing that must not be there." in told
    content = json.loads(
        CliRunner().invoke(app, ["catalog", "audit", "--on", DAY.isoformat(), "--json"]).stdout
    )
    assert content["programs"] == {"neurology": 8}
    assert content["plans"][0]["clean"] is True
    assert CliRunner().invoke(app, ["catalog", "audit", "--on", "soon"]).exit_code == 2
