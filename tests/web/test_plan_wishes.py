"""The form of a plan: what is asked comes back, and everything wrong is told beside its field."""

from __future__ import annotations

from matchsafe.web.form_reader import states_in
from matchsafe.web.plan_lines import minimum_lines, minimums, most_by_specialty, specialty_lines

from .conftest import EARLY


def test_what_the_form_says_is_asked_and_comes_back(reader, season):
    reader.send(
        f"/s/{season}/plan/wishes",
        catalog="sample",
        budget="$1,000",
        max_programs="20",
        specialties=["internal_medicine", "family_medicine"],
        home_states="New York",
        preferred_states="Middle Atlantic",
        only_states="NY; NJ\nPennsylvania",
        objective="utility",
        wish_states="nj",
        wish_states_weight="4",
        wish_settings=["university"],
        wish_h1b="yes",
        wish_size="large",
        wish_near="PA",
        wish_within="100",
        first_specialty="family_medicine",
        **EARLY,
    )
    form = reader.open(f"/s/{season}/plan/wishes")
    assert form.value("budget") == "1000"
    assert form.value("max_programs") == "20"
    assert form.value("only_states") == "NY, NJ, PA"
    assert form.value("preferred_states") == "NJ, NY, PA"
    assert form.value("wish_near") == "Pennsylvania"
    assert form.value("wish_within") == "100"
    checked = {e.attributes["value"] for e in form.all("input") if "checked" in e.attributes}
    assert {"sample", "internal_medicine", "family_medicine", "utility", "university", "yes"} <= checked
    page = reader.open(f"/s/{season}/plan")
    assert "Family Medicine" in page.words
    assert "By your wishes" in page.words
    assert form.value("signals") == "all"
    assert form.value("useful_step") == "0"


def test_everything_wrong_is_told_at_once_beside_its_field(reader, season):
    page = reader.send(
        f"/s/{season}/plan/wishes",
        expect=422,
        catalog="gone",
        budget="much",
        max_programs="0",
        specialties="astrology",
        only_states="Narnia",
        objective="luck",
        wish_near="Mars",
        wish_size="huge",
    )
    fields = {href for href, _ in page.errors}
    assert fields == {
        "#catalog", "#budget", "#max_programs", "#specialties", "#only_states", "#objective", "#wish_near", "#wish_size"
    }  # fmt: skip
    assert all(href[1:] in page.ids for href in fields)
    assert page.value("budget") == "much"
    assert page.value("only_states") == "Narnia"
    assert page.title.startswith("Error:")
    assert reader.open(f"/s/{season}/plan").h1 == "Your limits and wishes"


def test_wishes_without_a_wish_are_told(reader, season):
    page = reader.send(f"/s/{season}/plan/wishes", expect=422, catalog="sample", objective="utility")
    assert page.errors[0][0] == "#wish_states"


def test_what_cannot_be_planned_leads_to_the_field(reader, season):
    page = reader.send(
        f"/s/{season}/plan/wishes", expect=422, catalog="none", specialties="dermatology", max_programs="5"
    )
    assert page.errors[0][0] == "#specialties"
    page = reader.send(f"/s/{season}/plan/wishes", expect=422, catalog="none", only_states="GU")
    assert page.errors[0][0] == "#only_states"


def test_least_and_most_numbers_are_asked_and_come_back(reader, season):
    page = reader.send(
        f"/s/{season}/plan/wishes",
        catalog="none",
        max_programs="6",
        only_states="WY, MT, AK, CA, HI, OR, WA",
        specialties=["internal_medicine", "family_medicine"],
        minimums="Wyoming, MT: 2\n\npacific: 1",
        max_per_specialty="fm: 3",
    )
    cells = [e.text for e in page.all("th", scope="row") if ", " in e.text]
    assert any("Wyoming" in c or "Montana" in c for c in cells)
    form = reader.open(f"/s/{season}/plan/wishes")
    assert form.all("textarea", name="minimums")[0].text == "WY, MT: 2\nAK, CA, HI, OR, WA: 1"
    assert form.all("textarea", name="max_per_specialty")[0].text == "Family Medicine: 3"


def test_lines_that_cannot_be_read_are_told_all_at_once_beside_their_field(reader, season):
    page = reader.send(
        f"/s/{season}/plan/wishes",
        expect=422,
        catalog="sample",
        minimums="Narnia: 5\nNY: 0\nNY",
        max_per_specialty="astrology: 5\nFM: 2\nfamily medicine: 3",
        seconds="0",
    )
    assert [href for href, _ in page.errors] == ["#minimums"] * 3 + ["#max_per_specialty"] * 2 + ["#seconds"]
    assert {href[1:] for href, _ in page.errors} <= set(page.ids)
    assert page.all("textarea", name="minimums")[0].text == "Narnia: 5\nNY: 0\nNY"


def test_what_no_list_can_keep_leads_to_its_field(reader, season):
    told = {"catalog": "sample", "only_states": "NY", "minimums": "TX: 5"}
    assert reader.send(f"/s/{season}/plan/wishes", expect=422, **told).errors[0][0] == "#minimums"


def test_rules_by_line_are_read_and_written():
    assert minimums("NY, new jersey: 5\nMountain : 1,") == (
        [{"states": ("NY", "NJ"), "at_least": 5}],
        ["“Mountain : 1,” cannot be read. Write states or a census region, a colon and a number, "
         "for example: NY, New Jersey: 5."],
    )  # fmt: skip
    assert minimums("NY: 301")[1] == ["“NY: 301”: the number has to be from 1 to 300."]
    assert minimums("NY: 1\n" * 51)[1][0].startswith("51 lines")
    assert minimum_lines(()) == ""
    assert most_by_specialty("IM: 7", 9) == ({"internal_medicine": 7}, [])
    assert specialty_lines({"internal_medicine": 7}) == "Internal Medicine: 7"


def test_states_are_read_as_codes_names_and_census_regions():
    assert states_in("ny, New Jersey; pacific") == (("NY", "NJ", "AK", "CA", "HI", "OR", "WA"), [])
    assert states_in(" , ;\n") == ((), [])
    assert states_in("Ny, ny, Atlantis, x") == (("NY",), ["Atlantis", "x"])
