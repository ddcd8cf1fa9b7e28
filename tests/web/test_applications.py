"""Programs marked as applied to are seen in the season: their number, and the interviews they invite to."""

from __future__ import annotations

import json

import pytest

from matchsafe.catalog.sample import sample
from matchsafe.domain.program import Program
from matchsafe.domain.season import Applicant, Season, Target
from matchsafe.web.applications import applied_programs, count_mismatch, interview, with_application_count

from .conftest import EARLY

IM = [p for p in sample().programs if p.specialty == "internal_medicine" and p.state == "NY"]
OTHER = next(p for p in sample().programs if p.specialty == "family_medicine")
SEASON = Season(applicant=Applicant(type="us_img"), target=Target(specialty="internal_medicine"))


@pytest.fixture(autouse=True)
def own_catalogs(monkeypatch, tmp_path):
    monkeypatch.setenv("MATCHSAFE_CATALOGS", str(tmp_path / "catalogs"))


@pytest.fixture
def planned(reader):
    season = reader.season(interviews="0", flags={"skip": "yes"})
    reader.send(f"/s/{season}/plan/wishes", catalog="sample", max_programs="5", only_states="NY", **EARLY)
    return season


def sent(reader, season):
    return json.loads(reader.client.get(f"/s/{season}/season.json").text).get("applications_sent")


def test_the_number_of_applications_follows_the_marks(reader, planned):
    page = reader.send(f"/s/{planned}/plan/mark", do=f"applied-plain {IM[0].id}")
    assert "Your season says 1 application sent." in page.all("div", role="status")[0].text
    assert sent(reader, planned) == 1
    reader.send(f"/s/{planned}/plan/mark", do=f"applied-plain {IM[1].id}")
    reader.send(f"/s/{planned}/plan/mark", do=f"applied-plain {OTHER.id}")
    assert sent(reader, planned) == 2
    reader.send(f"/s/{planned}/plan/mark", do=f"free {IM[1].id}")
    assert sent(reader, planned) == 1
    reader.send(f"/s/{planned}/plan/forget")
    assert sent(reader, planned) is None


def test_another_number_the_reader_said_is_never_written_over_but_asked_about(reader, planned):
    reader.send(f"/s/{planned}/q/applications", applications_sent="1")
    reader.send(f"/s/{planned}/plan/mark", do=f"applied-plain {IM[0].id}")
    page = reader.send(f"/s/{planned}/plan/mark", do=f"applied-plain {IM[1].id}")
    assert sent(reader, planned) == 2
    reader.send(f"/s/{planned}/q/applications", applications_sent="1")
    page = reader.open(f"/s/{planned}/plan")
    assert "You marked 2 programs as applied here; your season says 1." in page.words
    page = reader.send(f"/s/{planned}/plan/applied")
    assert "Your season says 2 applications sent." in page.all("div", role="status")[0].text
    assert sent(reader, planned) == 2
    reader.send(f"/s/{planned}/q/applications", applications_sent="80")
    page = reader.send(f"/s/{planned}/plan/mark", do=f"applied-plain {IM[2].id}")
    assert sent(reader, planned) == 80
    assert "your season says 80" not in page.words


def test_an_invitation_is_told_by_choosing_a_program_applied_to(reader, planned):
    base = f"/s/{planned}/interviews"
    assert "You applied here" not in reader.open(base).words
    for program in (*IM[:2], OTHER):
        page = reader.send(f"/s/{planned}/plan/mark", do=f"applied-plain {program.id}")
    link = next(a for a in page.all("a") if a.attributes["href"].endswith(f"applied={IM[0].id}#from-plan"))
    page = reader.open(f"/s/{planned}/{link.attributes['href']}")
    chosen = [o.attributes["value"] for o in page.all("option") if "selected" in o.attributes]
    assert IM[0].id in chosen
    assert "2 you applied to in Internal Medicine. 1 in other specialties is not here" in page.words
    reader.send(f"{base}/applied", applied=IM[0].id, came="scheduled")
    held = json.loads(reader.client.get(f"/s/{planned}/season.json").text)["interviews"]
    assert held[0].pop("id")
    assert held == [json.loads(json.dumps(interview(IM[0], "scheduled", "internal_medicine")))]
    assert held[0]["state"] == "NY"
    left = {o.attributes["value"] for e in [reader.open(base)] for o in e.all("option")}
    assert IM[1].id in left
    assert IM[0].id not in left


def test_a_choice_that_is_none_is_told_beside_its_field(reader, planned):
    reader.send(f"/s/{planned}/plan/mark", do=f"applied-plain {IM[0].id}")
    page = reader.send(f"/s/{planned}/interviews/applied", expect=422, applied="nobody", came="maybe")
    assert [href for href, _ in page.errors] == ["#applied", "#came"]
    assert {"applied", "came"} <= set(page.ids)


def test_a_draft_is_not_asked_about_applications(reader):
    draft = reader.start()
    reader.send(f"/s/{draft}/interviews/applied", expect=422, applied="x", came="invited")
    assert reader.send(f"/s/{draft}/plan/applied").url.startswith(f"/s/{draft}/q/")


@pytest.mark.parametrize(
    ("said", "before", "after", "now"),
    [(None, 0, 1, 1), (3, 3, 4, 4), (3, 3, 2, 2), (1, 1, 0, None), (0, 0, 1, 1)],
)
def test_the_number_follows_where_it_was_that_of_the_marks(said, before, after, now):
    season = SEASON.model_copy(update={"applications_sent": said})
    found = with_application_count(season, before, after)
    assert found is not None
    assert found.applications_sent == now


@pytest.mark.parametrize(("said", "before", "after"), [(80, 3, 4), (None, 3, 4), (3, 3, 3), (None, 0, 0)])
def test_the_number_stays_where_the_reader_said_another(said, before, after):
    assert (
        with_application_count(SEASON.model_copy(update={"applications_sent": said}), before, after) is None
    )


def test_only_more_marks_than_said_are_asked_about():
    season = SEASON.model_copy(update={"applications_sent": 5})
    assert [count_mismatch(season, n) for n in (4, 5, 6)] == [None, None, 6]
    assert count_mismatch(SEASON, 1) == 1
    assert count_mismatch(SEASON, 0) is None


@pytest.mark.parametrize(
    ("j1", "h1b", "visas"),
    [
        (None, None, None),
        (True, None, ["j1"]),
        (True, True, ["j1", "h1b"]),
        (False, False, []),
        (False, None, None),
    ],
)
def test_only_visas_that_are_known_are_filled_in(j1, h1b, visas):
    program = Program(id="x", name="Invented Hospital", specialty="neurology", j1=j1, h1b=h1b)
    found = interview(program, "invited", "neurology")
    assert found.get("visas_sponsored") == visas
    assert {k for k in found if k != "visas_sponsored"} == {"program", "status"}


def test_marks_of_a_list_that_is_gone_or_of_no_list_offer_nothing():
    from matchsafe.domain.season_plan import Marks, SeasonPlan

    marks = {"gone": Marks(applied={"x": None})}
    assert applied_programs(SeasonPlan(catalog="gone", marks=marks)) == ()
    assert applied_programs(SeasonPlan(catalog=None, marks=marks)) == ()
    assert applied_programs(None) == ()
