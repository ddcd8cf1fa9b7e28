"""Every number leads to its source."""

from __future__ import annotations

import re

import pytest

from matchsafe import evidence
from matchsafe.present import sources
from matchsafe.web import routes_sources
from matchsafe.web.outlook_access import source_href, source_text


def test_the_list_links_to_every_figure(reader):
    page = reader.open("/evidence")
    links = {a.attributes["href"] for a in page.all("a")}
    assert {f"/evidence/{f.id}" for f in evidence.figures()} <= links


def test_the_page_of_a_figure_says_who_counted_what_and_where(reader):
    shapes = {(f.id.partition(".")[0], f.kind, f.table is None, f.low is None): f for f in evidence.figures()}
    for figure in shapes.values():
        page = reader.open(f"/evidence/{figure.id}")
        words = page.words
        for told in (
            figure.publisher,
            figure.document,
            figure.population,
            figure.unit,
            figure.rights,
            figure.used_by,
        ):
            assert " ".join(told.split()) in words, figure.id
        assert sources.mark(figure.kind).word in words, figure.id
        if figure.table:
            assert len(page.all("tr")) == min(len(figure.table.rows), routes_sources.PAGE) + 1
        if figure.low is not None:
            assert "We let it range from" in words, figure.id


def test_a_long_table_is_turned_page_by_page_and_loses_no_row(reader):
    longest = max((f for f in evidence.figures() if f.table), key=lambda f: len(f.table.rows))
    seen, start = 0, 1
    while start:
        page = reader.open(f"/evidence/{longest.id}?start={start}")
        seen += len(page.all("tr")) - 1
        onward = [a.attributes["href"] for a in page.all("a") if a.text == "More rows"]
        start = int(re.search(r"start=(\d+)", onward[0]).group(1)) if onward else 0
    assert seen == len(longest.table.rows) > routes_sources.PAGE
    assert f"of {seen}" in page.words
    assert [a for a in page.all("a") if a.text == "Rows before"]


@pytest.mark.parametrize("start", ["0", "-3", "many", "99999999"])
def test_a_place_in_a_table_that_is_not_there_still_shows_rows(reader, start: str):
    longest = max((f for f in evidence.figures() if f.table), key=lambda f: len(f.table.rows))
    assert len(reader.open(f"/evidence/{longest.id}?start={start}").all("tr")) > 1


def test_an_unknown_figure_is_not_found(reader):
    assert "nothing here" in reader.open("/evidence/article.nothing", expect=404).words


def test_a_source_that_is_no_figure_leads_to_the_method():
    assert source_href("our model") == "/method"
    assert source_text("our model") == "our method"


def test_the_sources_of_a_season_show_each_assumption_with_its_bar(reader):
    season_id = reader.season()
    page = reader.open(f"/s/{season_id}/sources")
    bars = page.all("rect", class_="bar")
    assert bars
    for bar in bars:
        left, width = float(bar.attributes["x"]), float(bar.attributes["width"])
        assert left >= 0
        assert width > 0
        assert left + width <= 201
    assert len(page.all("span", class_="bar-text")) == len(bars)


def test_numbers_and_codes_of_a_table_are_shown_for_people():
    shown = [routes_sources._cell(v) for v in (None, 12345, 0.5, 2026, "internal_medicine", "not_matched", 3)]
    assert shown == ["not shown", "12,345", "0.5", "2026", "Internal Medicine", "not matched", "3"]


def test_the_method_page_says_in_words_what_the_marks_mean(reader):
    page = reader.open("/method")
    for kind in sources.KINDS:
        assert sources.mark(kind).text in page.words


def test_a_bin_without_an_upper_end_has_no_limit_and_hides_nothing(reader):
    words = reader.open("/evidence/article.zones").words
    assert "no limit" in words
    assert "not shown" not in words


def test_the_bars_of_the_assumptions_stay_on_their_scale(reader):
    page = reader.open("/sample/sources")
    low, high = map(int, re.search(r"full width is (\d+) to (\d+) in 100", page.words).groups())
    assert low % 10 == high % 10 == 0
    bars = page.all("rect", class_="bar")
    assert 0 < len(bars) <= 8
    for bar in bars:
        left, width = float(bar.attributes["x"]), float(bar.attributes["width"])
        assert 0 <= left <= left + width <= 201


def test_the_method_page_names_what_no_table_can_show(reader):
    assert "No published table shows it, so we try four answers" in reader.open("/method").words
