"""A plan for two on the page: the form, both lists, files, and what goes wrong."""

from __future__ import annotations

import csv
import io
import re

import pytest


@pytest.fixture(scope="module")
def couple(lasting_reader):
    reader = lasting_reader
    mine, theirs = (reader.season(visa={"applicant__visa": "j1"}, flags={"skip": "yes"}) for _ in range(2))
    reader.send(f"/s/{mine}/plan/wishes", catalog="sample", only_states="NY, NJ, PA", budget="90")
    return reader, mine, theirs


def address(season, theirs, **fields):
    given = {"partner": theirs, "catalog": "sample", "together": "state", "budget": "120", **fields}
    return f"/s/{season}/plan/couple?" + "&".join(f"{k}={v}" for k, v in given.items())


@pytest.fixture(scope="module")
def page(couple):
    reader, mine, theirs = couple
    return reader.open(address(mine, theirs))


def test_the_form_offers_the_seasons_of_this_device_and_every_rule(couple):
    reader, mine, theirs = couple
    page = reader.open(f"/s/{mine}/plan/couple")
    assert page.h1 == "A plan for two"
    offered = [e.attributes["value"] for e in page.all("input", name="partner")]
    assert theirs in offered
    assert offered[-1] == mine
    assert [e.attributes["value"] for e in page.all("input", name="together")] == [
        "state", "division", "miles", "anywhere",
    ]  # fmt: skip
    assert f'href="/s/{mine}/plan/couple"' in reader.open(f"/s/{mine}/plan/wishes").html


def test_the_answer_comes_first_with_its_range_and_both_lists_follow(page):
    assert re.search(r"match in one state in (about \d+|fewer than 1) in 100 \(", page.h1)
    assert "%" not in page.words
    for told in ("Both match in one state", "At least one of you matches", "How near the best", "New"):
        assert told in page.words
    assert (
        len([e for e in page.all("h2") if re.match(r"(First|Second) partner, .*: \d+ program", e.text)]) == 2
    )


def test_what_a_partner_asked_for_alone_counts_in_the_plan_for_two(couple):
    reader, mine, theirs = couple
    found = reader.client.get(address(mine, theirs).replace("couple?", "couple/list.csv?"))
    rows = list(csv.DictReader(io.StringIO(found.content.decode("utf-8-sig"))))
    assert {r["partner"] for r in rows} == {"first", "second"}
    assert {r["state"] for r in rows if r["partner"] == "first"} <= {"NY", "NJ", "PA"}
    book = reader.client.get(address(mine, theirs).replace("couple?", "couple/list.xlsx?"))
    assert book.content[:2] == b"PK"
    assert reader.client.get(f"/s/{mine}/plan/couple/list.pdf").status_code == 404


def test_without_a_list_states_are_counted_for_both(couple):
    reader, mine, _ = couple
    page = reader.open(address(mine, mine, catalog="none", together="division"))
    assert "Apply to about" in page.words
    assert "Look up for each program" in page.words


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"partner": "nobody"}, "choose one of the seasons saved on this device"),
        ({"budget": "lots"}, "Budget for both: “lots” is not a whole number"),
        ({"together": "miles", "catalog": "none"}, "this needs a program list"),
        ({"together": "near"}, "“near” is not one of the choices"),
        ({"wanted": "Atlantis"}, "“Atlantis” is no US state"),
        ({"catalog": "gone"}, "Program list: “gone” is not one of the choices"),
        ({"wanted": "NY", "together": "division"}, "no region lies in New York alone"),
    ],
)
def test_what_cannot_be_used_is_told_beside_the_form(couple, fields, told):
    reader, mine, theirs = couple
    page = reader.open(address(mine, theirs, **fields), expect=422)
    assert page.h1 == "A plan for two"
    assert told in page.words


def test_a_draft_goes_to_its_open_question(couple):
    reader = couple[0]
    draft = reader.start()
    for part in ("", "/list.csv"):
        assert "/q/" in reader.open(f"/s/{draft}/plan/couple{part}").url
