"""The plan on the page: what it has to respect, the list that answers, marks, files, and what goes wrong."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest

from matchsafe.catalog.sample import sample
from matchsafe.web.plan_marks import with_mark

from .conftest import EARLY, buttons, names


def test_a_season_without_a_plan_is_asked_first_and_the_tab_is_in_the_navigation(reader, season):
    page = reader.open(f"/s/{season}/plan")
    assert page.h1 == "Your limits and wishes"
    tab = page.all("a", href=f"/s/{season}/plan")[0]
    assert tab.text == "Plan"
    assert page.value("budget") == ""


def test_a_draft_goes_to_its_open_question(reader):
    draft = reader.start()
    for part in ("", "/wishes", "/print", "/list.csv"):
        assert "/q/" in reader.open(f"/s/{draft}/plan{part}").url
    assert "/q/" in reader.send(f"/s/{draft}/plan/wishes", catalog="sample").url


def test_the_answer_comes_first_with_its_range_and_every_number_of_it_is_a_link(reader, planned):
    page = reader.open(f"/s/{planned}/plan")
    assert re.fullmatch(r"Apply to \d+ programs for \$450\.", page.h1)
    heading = re.search(r'<h1>.*?<p class="basis">', page.html, re.S).group(0)
    assert re.search(r'of 100 applicants like you, <a href="/method#plan">about \d+</a> match', heading)
    assert re.search(r"It could be \d+ to \d+\.", heading)
    assert '<a href="#bill">$' in heading
    assert "%" not in page.words
    for told in (
        "No other list for your budget can be better by",
        "The next $100",
        "Multiplying the programs' chances",
        "The usual mistake",
    ):
        assert told in page.words


def test_the_sample_is_named_wherever_it_is_used(reader, planned):
    for address in (f"/s/{planned}/plan", f"/s/{planned}/plan/print", "/sample/plan"):
        assert "its programs are invented" in reader.open(address).words, address


def test_each_program_has_its_chances_with_ranges_its_reasons_and_its_fee(reader, planned):
    page = reader.open(f"/s/{planned}/plan")
    rows = [e for e in page.all("tr") if e.text.count("in 100") >= 2 and "$" in e.text]
    assert len(rows) == len(names(page)) == 10
    assert all("Why" in r.text and re.search(r"Safer|Target|Reach", r.text) for r in rows)
    assert "Programs 1 to 10 of" in page.words


def test_the_list_goes_on_over_pages_without_a_program_twice(reader, planned):
    last = reader.open(f"/s/{planned}/plan?page=999")
    pages = int(re.search(r"Page (\d+) of \1", last.words).group(1))
    each = [reader.open(f"/s/{planned}/plan?page={n}") for n in range(1, pages + 1)]
    found = [name for page in each for name in names(page)]
    assert len(found) == len(set(found)) == int(re.search(r"of (\d+), most useful", last.words).group(1))
    assert names(last) == names(each[-1])
    assert each[0].all("a", rel="next")
    assert not last.all("a", rel="next")
    (many,) = (e for e in last.all("a") if e.text == "40 on a page")
    desk = reader.open(many.attributes["href"].partition("#")[0])
    assert names(desk) == found[:40]
    assert desk.all(
        "form", action=f"/s/{planned}/plan/mark?page=1&rows=40"
    )  # what is marked there leads back there
    assert next(e for e in desk.all("a") if e.text == "10 on a page")


def test_a_dropped_program_is_off_the_list_until_it_is_taken_back(reader, planned):
    before = reader.open(f"/s/{planned}/plan")
    gone, name = buttons(before, "drop")[0].split(" ")[1], names(before)[0]
    after = reader.send(f"/s/{planned}/plan/mark", do=f"drop {gone}")
    assert f"{name} is off the list." in after.all("div", role="status")[0].text
    assert name not in names(after)
    assert f"free {gone}" in buttons(after, "free")
    back = reader.send(f"/s/{planned}/plan/mark", do=f"free {gone}")
    assert name in names(back)


def test_a_program_that_was_left_out_can_be_put_on_and_let_go(reader, planned):
    page = reader.open(f"/s/{planned}/plan")
    on = {b.split(" ")[1] for b in buttons(page, "drop")}
    other = next(b.split(" ")[1] for b in reversed(buttons(page, "pin")) if b.split(" ")[1] not in on)
    name = next(p.name for p in sample().programs if p.id == other)
    after = reader.send(f"/s/{planned}/plan/mark", do=f"pin {other}")
    whole = reader.open(f"/s/{planned}/plan/print").words
    assert f"{name} stays on the list from now on." in after.words
    assert name in whole


def test_an_applied_program_costs_nothing_more_and_its_signal_can_be_set_right(reader, planned):
    page = reader.open(f"/s/{planned}/plan")
    does = next(does for does in buttons(page, "applied") if not does.startswith("applied-plain"))
    program = does.split(" ")[1]
    first = reader.send(f"/s/{planned}/plan/mark", do=does)
    # the list may be in another order now
    pages = (reader.open(f"/s/{planned}/plan?rows=40&page={n}") for n in (1, 2))
    after, row = next((p, e) for p in pages for e in p.all("tr", class_="sent"))
    assert "$0" in row.text
    assert "Applied" in row.text
    assert f"free {program}" in buttons(after, "free")
    assert f"applied-plain {program}" in buttons(first, "applied-plain")
    again = reader.send(f"/s/{planned}/plan/mark", do=f"applied-plain {program}")
    assert "Sent without a signal." in again.words
    kept = json.loads(reader.client.get(f"/s/{planned}/season.json").text)["plan"]
    assert kept["marks"]["sample"]["applied"] == {program: None}


@pytest.mark.parametrize("kind", ["yaml", "json"])
def test_a_downloaded_season_brings_its_plan_back(reader, planned, kind):
    page = reader.open(f"/s/{planned}/plan")
    drop, apply = buttons(page, "drop")[0], buttons(page, "applied")[1]
    reader.send(f"/s/{planned}/plan/mark", do=drop)
    reader.send(f"/s/{planned}/plan/mark", do=apply)
    address = page.all("a", href=f"/s/{planned}/season.yaml")[0].attributes["href"]
    text = reader.client.get(address.replace("yaml", kind)).text
    reader.send(f"/s/{planned}/delete")
    again = reader.send("/upload", text=text).url
    assert reader.client.get(f"{again}/season.{kind}").text == text
    form = reader.open(f"{again}/plan/wishes")
    assert form.value("budget") == "450"
    assert {drop.replace("drop", "free"), f"free {apply.split(' ')[1]}"} == set(buttons(form, "free"))


def test_a_season_file_with_a_plan_that_cannot_be_used_is_told_beside_its_line(reader):
    text = "applicant: {type: non_us_img}\ntarget: {specialty: IM}\nplan:\n  request:\n    budget: -5\n    color: red\n"
    page = reader.send("/upload", expect=422, text=text)
    assert [href for href, _ in page.errors] == ["#line-5", "#line-6"]
    assert "plan.request.budget" in page.errors[0][1]


def test_the_day_of_sending_is_asked_kept_and_counts(reader, season):
    asked = f"/s/{season}/plan/wishes"
    field = reader.open(asked).all("input", name="sent_on")[0].attributes
    assert (field["type"], field["value"]) == ("date", "")
    assert "sent_on-hint" in field["aria-describedby"]
    told = {"catalog": "sample", "max_programs": "5"}
    early = reader.send(asked, **told, sent_on="2026-09-01")
    assert "comes late" not in early.words
    late = reader.send(asked, **told, sent_on="2026-12-10")
    assert "Sent on 10 December 2026, an application is late" in late.words
    assert reader.open(asked).value("sent_on") == "2026-12-10"
    kept = json.loads(reader.client.get(f"/s/{season}/season.json").text)
    assert kept["plan"]["request"]["sent_on"] == "2026-12-10"
    for wrong in ("2026-02-30", "10 December", "1026-12-10", "20261210"):
        page = reader.send(asked, expect=422, **told, sent_on=wrong)
        assert page.errors[0][0] == "#sent_on"
        assert f"“{wrong}” is no date. Write year-month-day, for example: 2026-11-28" in page.errors[0][1]
        assert page.value("sent_on") == wrong
    assert "10 December 2026" not in reader.send(asked, **told, sent_on="").words
    assert reader.open(asked).value("sent_on") == ""


def test_another_budget_is_planned_for_on_the_page_itself(reader, planned):
    page = reader.open(f"/s/{planned}/plan")
    assert page.value("budget") == "450"
    field = page.all("input", name="budget")[0].attributes
    assert "data-slider" in field
    page = reader.send(f"/s/{planned}/plan/budget", budget="$300")
    assert page.all("div", role="status")[0].text.strip() == "Planned again for $300."
    assert page.value("budget") == "300"
    assert reader.open(f"/s/{planned}/plan/wishes").value("budget") == "300"
    page = reader.send(f"/s/{planned}/plan/budget", expect=422, budget="much")
    assert page.errors[0][0] == "#budget"
    assert page.value("budget") == "much"
    assert reader.open(f"/s/{planned}/plan").value("budget") == "300"


def test_a_budget_that_no_list_keeps_is_told_and_a_season_without_a_plan_has_none(reader, season):
    reader.send(f"/s/{season}/plan/budget", expect=404, budget="300")
    told = {"catalog": "sample", "only_states": "NY", "minimums": "NY: 5", "max_programs": "6"}
    reader.send(f"/s/{season}/plan/wishes", **told)
    assert reader.send(f"/s/{season}/plan/budget", expect=422, budget="20").errors
    assert "without a budget" in reader.send(f"/s/{season}/plan/budget", budget="").words


def test_marks_are_kept_when_another_list_is_tried(reader, planned):
    program = buttons(reader.open(f"/s/{planned}/plan"), "drop")[0].split(" ")[1]
    reader.send(f"/s/{planned}/plan/mark", do=f"applied-gold {program}")
    reader.send(f"/s/{planned}/plan/wishes", catalog="none", max_programs="10", **EARLY)
    reader.send(f"/s/{planned}/plan/wishes", catalog="sample", budget="450", **EARLY)
    form = reader.open(f"/s/{planned}/plan/wishes")
    assert "What you marked" in form.words
    assert f"free {program}" in buttons(form, "free")
    reader.send(f"/s/{planned}/plan/forget")
    assert "What you marked" not in reader.open(f"/s/{planned}/plan/wishes").words


@pytest.mark.parametrize(
    "do",
    [
        "allow sample-0001",
        "allow-luck sample-0001",
        "obey sample-0001",
        "",
        "pin",
        "pin nobody",
        "eat sample-0001",
        "applied-copper sample-0001",
        "drop \x00",
    ],
)
def test_a_mark_that_is_none_is_refused(reader, planned, do):
    reader.send(f"/s/{planned}/plan/mark", expect=422, do=do)


def test_a_rule_that_does_not_stand_for_the_reader_lets_a_barred_program_in(reader):
    season = reader.season(visa={"applicant__visa": "h1b"}, flags={"skip": "yes"})
    page = reader.send(
        f"/s/{season}/plan/wishes", catalog="sample", max_programs="3", only_states="NY", **EARLY
    )
    allow = buttons(page, "allow-visa")[0]
    program = allow.split(" ")[1]
    name = next(p.name for p in sample().programs if p.id == program)
    assert "Its visa policy does not stand for me" in page.words
    after = reader.send(f"/s/{season}/plan/mark", do=allow)
    told = after.all("div", role="status")[0].text
    assert f"{name} may be on the list now" in told
    assert f"obey-visa {program}" in buttons(after, "obey")
    assert allow not in buttons(after, "allow")
    reader.send(f"/s/{season}/plan/mark", do=f"pin {program}")
    listed = reader.open(f"/s/{season}/plan")
    assert "You said that this does not stand for you." in listed.words
    form = reader.open(f"/s/{season}/plan/wishes")
    assert f"{name}: its visa policy" in form.words
    reader.send(f"/s/{season}/plan/mark", do=f"free {program}")
    back = reader.send(f"/s/{season}/plan/mark", do=f"obey-visa {program}")
    assert "The rule counts for" in back.all("div", role="status")[0].text
    assert allow in buttons(back, "allow")
    assert "Rules that do not stand" not in reader.open(f"/s/{season}/plan/wishes").words


def test_marks_need_a_plan_with_a_list(reader, season):
    reader.send(f"/s/{season}/plan/mark", expect=404, do="pin sample-0001")
    reader.send(f"/s/{season}/plan/forget", expect=404)
    assert "plan" not in json.loads(reader.client.get(f"/s/{season}/season.json").text)
    reader.send(f"/s/{season}/plan/wishes", catalog="none", max_programs="5", **EARLY)
    reader.send(f"/s/{season}/plan/mark", expect=404, do="pin sample-0001")
    reader.send(f"/s/{season}/plan/forget")


def test_without_a_list_the_plan_is_by_state_and_says_what_to_look_up(reader, season):
    page = reader.send(
        f"/s/{season}/plan/wishes", catalog="none", max_programs="30", only_states="NY, New Jersey", **EARLY
    )
    assert page.h1.startswith("Apply to about 30 programs")
    assert re.search(r"\d+ of some \d+", page.words)
    assert "Look up for each program" in page.words
    assert "average programs by state" in page.words
    assert not buttons(page, "")


def test_pictures_have_the_same_as_a_table(reader, planned):
    page = reader.open(f"/s/{planned}/plan")
    captions = [e.text for e in page.all("caption")]
    assert {"Interviews in 50 equally likely seasons", "What each budget would buy"} <= set(captions)
    assert len(page.all("svg", role="img")) == 2
    assert len(page.all("svg", class_="ms-map")) == 1
    table = next(e for e in page.all("table") if "Seasons of 50" in e.text)
    rows = re.findall(r"(\d+) *(\d+)", table.text)
    assert rows


def test_marks_that_no_longer_fit_are_told_and_can_be_taken_back(reader, planned):
    page = reader.open(f"/s/{planned}/plan")
    for does in buttons(page, "pin")[:3]:
        reader.send(f"/s/{planned}/plan/mark", do=does)
    page = reader.send(f"/s/{planned}/plan/wishes", expect=422, catalog="sample", max_programs="2")
    assert page.errors[0][0] == "#max_programs"
    assert len(buttons(page, "free")) == 3


def test_the_list_can_be_taken_along_as_files_without_formulas(reader, planned):
    answer = reader.client.get(f"/s/{planned}/plan/list.csv")
    assert "plan.csv" in answer.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    page = reader.open(f"/s/{planned}/plan")
    assert f"of {len(rows)}, most useful first" in page.words
    assert {r["program"] for r in rows} >= set(names(page))
    assert all("invented" in r["remark"] for r in rows)
    assert all(float(r["interview low"]) <= float(r["interview of 100"]) for r in rows)
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(reader.client.get(f"/s/{planned}/plan/list.xlsx").content))
    assert book.active.max_row == len(rows) + 1
    assert reader.client.get(f"/s/{planned}/plan/list.exe").status_code == 404


def test_the_list_for_paper_has_every_program_of_every_page(reader, planned):
    words = reader.open(f"/s/{planned}/plan/print").words
    for page in (1, 2):
        assert all(n in words for n in names(reader.open(f"/s/{planned}/plan?page={page}")))
    reader.send(f"/s/{planned}/plan/wishes", catalog="none", max_programs="5", **EARLY)
    assert "of some" in reader.open(f"/s/{planned}/plan/print").words


@pytest.mark.usefixtures("own_catalogs")
def test_a_list_that_is_gone_is_told_and_another_can_be_chosen(reader, season):
    from matchsafe.catalog.store import Store

    store = Store()
    programs = sample()
    store.change("mine", "test", lambda before: (type(before)("mine", programs.records), "made"))
    page = reader.open(f"/s/{season}/plan/wishes")
    assert "mine" in {e.attributes["value"] for e in page.all("input", name="catalog")}
    assert (
        next(e for e in page.all("input", name="catalog") if "checked" in e.attributes).attributes["value"]
        == "mine"
    )
    page = reader.send(f"/s/{season}/plan/wishes", catalog="mine", budget="300", **EARLY)
    assert "Sample catalog" not in page.words
    import shutil

    shutil.rmtree(store.folder / "mine")
    page = reader.open(f"/s/{season}/plan", expect=422)
    assert page.errors[0][0] == "#catalog"
    for part in ("print", "list.csv"):
        assert reader.client.get(f"/s/{season}/plan/{part}").status_code == 422


@pytest.mark.usefixtures("own_catalogs")
def test_a_marked_program_that_left_the_list_is_told_and_its_mark_is_kept(reader, season):
    from matchsafe.catalog.catalog import Catalog
    from matchsafe.catalog.store import Store

    store, records = Store(), sample().records
    store.change("mine", "test", lambda _: (Catalog("mine", records), "made"))
    page = reader.send(f"/s/{season}/plan/wishes", catalog="mine", budget="300", **EARLY)
    program = buttons(page, "drop")[0].split(" ")[1]
    reader.send(f"/s/{season}/plan/mark", do=f"applied-plain {program}")
    left = tuple(r for r in records if r.id != program)
    store.change("mine", "test", lambda _: (Catalog("mine", left), "made"))
    page = reader.open(f"/s/{season}/plan?did=applied&which={program}")
    assert "1 of the programs you marked is no longer in the list" in page.words
    assert page.all("div", role="status")[0].text.strip() == ""
    assert program in reader.client.get(f"/s/{season}/season.json").text


def test_without_the_solver_the_page_says_what_to_install(reader, season, monkeypatch):
    from matchsafe.planning.errors import MissingExtraError
    from matchsafe.web.planner import Planner

    def missing(*_):
        raise MissingExtraError("Install it with: pip install 'matchsafe[plan]'")

    monkeypatch.setattr(Planner, "search", missing)
    page = reader.send(f"/s/{season}/plan/wishes", expect=422, catalog="sample", budget="300")
    assert "pip install" in page.errors[0][1]


def test_a_program_has_one_mark_at_most():
    from matchsafe.domain.season_plan import Marks

    marks = Marks(include=("a",), exclude=("b",), applied={"c": "gold"})
    assert with_mark(marks, "applied", "a", "silver") == Marks(
        exclude=("b",), applied={"c": "gold", "a": "silver"}
    )
    assert with_mark(marks, "pin", "b") == Marks(include=("a", "b"), applied={"c": "gold"})
    assert with_mark(marks, "free", "c") == Marks(include=("a",), exclude=("b",))
    assert with_mark(marks, "drop", "b") == marks
    waived = with_mark(with_mark(marks, "allow", "z", "attempts"), "allow", "z", "visa")
    assert waived == marks.model_copy(update={"overrides": {"z": ("visa", "attempts")}})
    assert with_mark(waived, "drop", "b") == waived
    assert with_mark(waived, "obey", "z", "visa").overrides == {"z": ("attempts",)}
    assert with_mark(with_mark(waived, "obey", "z", "visa"), "obey", "z", "attempts") == marks


def test_a_plan_that_takes_long_is_worked_on_after_the_form_was_answered(reader, monkeypatch):
    season_id = reader.season(interviews="0", flags={"skip": "yes"})
    monkeypatch.setattr("matchsafe.web.planner.PLAN_PATIENCE", 0.0)
    sent = reader.client.post(
        f"/s/{season_id}/plan/wishes",
        data={"catalog": "sample", "budget": "700", "max_programs": "9", **EARLY},
        follow_redirects=False,
    )
    assert sent.status_code == 303, "the wishes are kept"
    answer = reader.client.get(f"/s/{season_id}/plan")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "10")
    assert "being worked on" in answer.text
    monkeypatch.setattr("matchsafe.web.planner.PLAN_PATIENCE", 60.0)
    assert reader.open(f"/s/{season_id}/plan").status == 200
