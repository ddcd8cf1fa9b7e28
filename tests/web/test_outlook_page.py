"""The page that matters, for every kind of season, without JavaScript."""

from __future__ import annotations

import os
import re
from datetime import date

import pytest

from .conftest import DAY

HEADINGS = [
    "Do next",
    "What would help most",
    "What to do, by date",
    "The season, and where you are",
    "The chance as a picture",
    "How you compare, and the rule of thumb",
    "Please check",
    "How we know",
    "Keep, print, delete",
]


@pytest.fixture
def season_id(reader):
    return reader.season(exams={"applicant__step2_ck__score": "245"}, visa={"applicant__visa": "j1"})


def headings(page):
    return [re.sub(r"\s*\(\d+\)", "", " ".join(h.text.split())) for h in page.all("h2")]


def test_the_answer_comes_first_and_the_rest_in_the_promised_order(reader, season_id):
    page = reader.open(f"/s/{season_id}")
    assert re.search(r"Of 100 applicants like you, about \d+ match\. It could be \d+ to \d+\.", page.h1)
    assert headings(page) == HEADINGS


def test_the_range_is_inside_the_headline_and_both_numbers_are_links(reader, season_id):
    page = reader.open(f"/s/{season_id}")
    links = re.findall(r"<a [^>]*>([^<]*)</a>", re.search(r"<h1>(.*?)</h1>", page.html, re.S).group(1))
    assert len(links) == 2
    assert links[0].startswith("about ")
    assert " to " in links[1]


def test_the_icons_are_one_hundred_with_the_same_numbers_in_words(reader, season_id):
    page = reader.open(f"/s/{season_id}")
    array = page.all("div", class_="cells")[0]
    inside = page.html[page.html.index('class="cells"') :].partition("<figcaption>")[0]
    assert inside.count("<i class=") == 100
    assert array.attributes["role"] == "img"
    low, high = re.search(r"could be (\d+) to (\d+)", page.h1).groups()
    assert f"{low} filled" in array.attributes["aria-label"]
    assert inside.count('"c full') == int(low)
    assert inside.count('"c range') == int(high) - int(low)


def test_the_curve_has_a_title_a_description_and_a_table(reader, season_id):
    page = reader.open(f"/s/{season_id}")
    (svg,) = page.all("svg", class_="ms-curve")
    assert all(i in page.ids for i in svg.attributes["aria-labelledby"].split())
    assert "6 (you)" in page.words
    assert len(page.all("tr")) >= 20


def test_no_bare_percentage_and_no_one_in_n_anywhere(reader, season_id):
    for url in (f"/s/{season_id}", f"/s/{season_id}/sources", "/sample", "/method"):
        words = reader.open(url).words
        assert "%" not in words
        assert not re.search(r"\b1 in (?!100)\d", words)


EVERY_KIND = [
    (kind, specialty, interviews)
    for kind in ("non_us_img", "us_img", "us_md")
    for specialty, interviews in (
        ("internal_medicine", "0"),
        ("dermatology", "10"),
        ("nuclear_medicine", "4"),
        ("thoracic_surgery", "2"),
        ("ophthalmology", "3"),
        ("internal_medicine", "40"),
        ("neurological_surgery", "0"),
        ("family_medicine", "1"),
    )
]


@pytest.mark.parametrize(
    ("kind", "specialty", "interviews"),
    EVERY_KIND if os.environ.get("MATCHSAFE_EVERY_SEED") else EVERY_KIND[::3],
)
def test_every_kind_of_season_gets_a_page_of_the_same_shape(reader, kind, specialty, interviews):
    season_id = reader.season(kind=kind, specialty=specialty, interviews=interviews)
    page = reader.open(f"/s/{season_id}")
    assert re.match(
        r"Of 100 |You have no interview|We give no chance|No published table|Nobody holds|These interviews",
        page.h1,
    )
    assert 'class="verdict verdict-' in page.html
    assert [h for h in headings(page) if h in HEADINGS] == [h for h in HEADINGS if h in headings(page)]
    assert "Do next" in headings(page)
    assert "%" not in page.words
    assert reader.open(f"/s/{season_id}/sources").h1


def test_what_if_shows_the_change_without_javascript(reader, season_id):
    page = reader.open(f"/s/{season_id}?interviews=6&community=2")
    before, after = re.search(r"(\d+) → (\d+) in 100", page.words).groups()
    assert int(before) == int(re.search(r"about (\d+) match", page.h1).group(1))
    assert int(after) >= int(before)
    assert page.value("community") == "2"
    assert "6 interviews you can rank" in reader.open(f"/s/{season_id}").words


def test_what_if_by_number_and_by_kind_agree(reader, season_id):
    by_number = re.search(r"\d+ → \d+ in 100", reader.open(f"/s/{season_id}?interviews=8").words).group(0)
    by_kind = re.search(r"\d+ → \d+ in 100", reader.open(f"/s/{season_id}?community=2").words).group(0)
    assert by_number == by_kind


def test_htmx_gets_only_the_result(reader, season_id):
    answer = reader.client.get(f"/s/{season_id}/what-if?community=1", headers={"HX-Request": "true"})
    assert "→" in answer.text
    assert "<html" not in answer.text
    assert reader.open(f"/s/{season_id}/what-if?community=1").url == f"/s/{season_id}"
    sample = reader.client.get("/sample/what-if?university=1", headers={"HX-Request": "true"})
    assert "→" in sample.text


@pytest.mark.parametrize(
    "query",
    ["interviews=2", "interviews=x", "community=-1", "community=999", "university=%C2%B2", "interviews=1e9"],
)
def test_a_what_if_that_makes_no_sense_is_explained(reader, season_id, query):
    page = reader.open(f"/s/{season_id}?{query}")
    assert "write a whole number from" in page.words
    assert "→" not in page.words


def test_a_visa_kind_is_offered_only_to_who_needs_one(reader, season_id):
    assert "visa_sponsoring" in reader.open(f"/s/{season_id}").html
    other = reader.season(kind="us_img")
    assert "visa_sponsoring" not in reader.open(f"/s/{other}").html


def test_the_sample_says_that_the_applicant_is_invented(reader):
    page = reader.open("/sample")
    assert "We made this applicant up" in page.words
    assert "Delete this season" not in page.words
    assert "8 invited" in page.words


def test_each_action_has_a_date_or_urgency_a_reason_and_a_source(reader, season_id):
    page = reader.open(f"/s/{season_id}")
    actions = page.all("p", class_="action")
    assert actions
    assert len(page.all("p", class_="why")) == len(actions)
    for due in page.all("span", class_="due"):
        assert re.match(r"by \d+ \w+ \d{4}|now|this week|soon|later", due.text)


def test_every_link_on_the_page_leads_somewhere(reader, season_id):
    seen = set()
    for url in (f"/s/{season_id}", f"/s/{season_id}/sources", "/", "/sample", "/seasons", "/method"):
        for a in reader.open(url).all("a"):
            href = a.attributes["href"]
            if href.startswith("/") and href not in seen:
                seen.add(href)
                assert reader.client.get(href).status_code == 200, (url, href)
    assert len(seen) > 20


def test_the_rule_of_thumb_never_passes_for_our_estimate(reader, season_id):
    page = reader.open(f"/s/{season_id}")
    rule = re.search(r'<li class="rule">(.*?)</li>', page.html, re.S).group(1)
    assert "mark-rule-of-thumb" in rule
    assert "mark-estimate" not in rule
    assert "/evidence/article.zones" in rule
    assert "/evidence/article.match_rate_by_ranks" in rule
    assert page.html.count("“borderline”") == 1
    differs = page.html[page.html.index("Where published data and the article differ") :]
    assert "mark-published" in differs[: differs.index("</li>")]


def test_the_articles_two_tables_mark_the_readers_row_and_keep_the_proviso(reader, season_id):
    page = reader.open(f"/s/{season_id}")
    compare = page.html[page.html.index('id="compare"') : page.html.index('id="know"')]
    assert "with no big red flag" in compare
    assert [re.sub(r"<[^>]*>", "", row) for row in re.findall(r'class="here">(.*?)</th>', compare)] == [
        "5 to 6 (you)",
        "Average IMG, or an IMG with something programs may worry about (you)",
    ]


def test_the_season_is_drawn_and_told_as_a_table(reader, season_id):
    page = reader.open(f"/s/{season_id}")
    (svg,) = page.all("svg", class_="ms-timeline")
    assert all(i in page.ids for i in svg.attributes["aria-labelledby"].split())
    assert "(you are here)" in page.words
    assert "Match Day." in page.words


def test_before_anybody_can_hold_an_interview_the_page_leads_to_the_plan(reader, monkeypatch):
    season = reader.season(interviews="0")
    monkeypatch.setitem(DAY, "today", date(2026, 9, 10))
    page = reader.open(f"/s/{season}")
    assert page.h1 == "Nobody holds an interview for this season yet."
    assert f'href="/s/{season}/plan">Make your plan' in page.html
    assert "0 in 100" not in page.words.partition("The season, and where")[0]


@pytest.mark.parametrize(
    ("kind", "specialty"), [("us_md", "internal_medicine"), ("non_us_img", "dermatology")]
)
def test_the_curve_has_no_rule_of_thumb_where_the_article_does_not_speak(reader, kind, specialty):
    page = reader.open(f"/s/{reader.season(kind=kind, specialty=specialty, interviews='6')}")
    assert 'class="ms-rule"' not in page.html
    assert "For such a list it gives" not in page.words


def test_a_us_graduate_with_one_interview_is_not_called_at_extreme_risk(reader):
    page = reader.open(f"/s/{reader.season(kind='us_md', interviews='1')}")
    assert "xtremely high risk" not in page.html
    assert "The article's numbers are about IMGs" in page.words


def test_without_an_interview_nothing_is_compared_with_lists_of_none(reader):
    page = reader.open(f"/s/{reader.season(interviews='0')}")
    assert "ranked 0 programs" not in page.words
    assert "no warning signs" not in page.words


def test_a_match_of_its_own_gets_no_number_and_says_whose_it_is_and_what_is_published(reader):
    page = reader.open(f"/s/{reader.season(specialty='ophthalmology', interviews='4')}")
    assert page.h1.startswith("We give no chance for Ophthalmology: it has a match of its own (SF Match).")
    assert 'href="/evidence/selection.ophthalmology_imgs"' in page.html[: page.html.index('class="folds"')]
    know = page.html[page.html.index('id="know"') :]
    assert "Ophthalmology has a match of its own (SF Match)." in know
    assert 'id="picture"' not in page.html
    assert reader.open(f"{page.url}/sources").h1


def test_the_seven_questions_are_answered_with_the_season_and_with_the_sample(reader):
    season_id = reader.season()
    page = reader.open(f"/s/{season_id}")
    assert f'href="/s/{season_id}/questions-answered"' in page.html
    answers = reader.open(f"/s/{season_id}/questions-answered")
    assert len(answers.all("h2")) == 7
    assert "answered with your season" in answers.h1
    sample = reader.open("/sample/questions-answered")
    assert len(sample.all("h2")) == 7
    assert "this sample" in sample.h1
