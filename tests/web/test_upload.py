"""Opening a season file on the page."""

from __future__ import annotations

GOOD = b"applicant: {type: us_img}\ntarget: {specialty: family_medicine}\ninterviews: 10\n"


def test_a_file_leads_to_its_outlook(reader):
    page = reader.send("/upload", files={"file": ("season.yaml", GOOD, "application/yaml")})
    assert "Family Medicine, US-IMG, 10 interviews you can rank" in page.words


def test_json_is_read_too(reader):
    text = '{"applicant": {"type": "us_img"}, "target": {"specialty": "IM"}, "interviews": 3}'
    assert "3 interviews you can rank" in reader.send("/upload", text=text).words


def test_each_problem_links_to_its_line(reader):
    text = (
        "applicant:\n  type: non_us_mg\ntarget: {specialty: im}\ninterviews:\n  - program: A\n    state: ZZ\n"
    )
    page = reader.send("/upload", expect=422, text=text)
    assert [href for href, _ in page.errors] == ["#line-2", "#line-6"]
    assert "non_us_img" in page.errors[0][1]
    assert {"line-2", "line-6"} <= set(page.ids)
    assert page.all("textarea")[0].text == text.strip()


def test_nothing_chosen_is_explained(reader):
    page = reader.send("/upload", expect=422)
    assert page.errors == [("#file", "Choose a file, or paste its text below.")]


def test_html_in_a_broken_file_stays_text(reader):
    page = reader.send("/upload", expect=422, text="<script>alert(1)</script>: [")
    assert "<script>alert" not in page.html


def test_bytes_that_are_no_text_are_refused_in_words(reader):
    page = reader.send("/upload", expect=422, files={"file": ("x.yaml", b"\xff\xfe\x00\x80", "text/yaml")})
    assert page.errors
    assert "Traceback" not in page.html


def test_a_large_file_is_refused_in_words(reader):
    page = reader.send("/upload", expect=413, files={"file": ("x.yaml", b"a" * 1_100_000, "text/yaml")})
    assert "too large" in page.words


def test_a_file_with_very_many_problems_stays_a_light_page(reader):
    text = (
        "applicant: {type: us_img}\ntarget: {specialty: im}\ninterviews:\n"
        + "- {program: A, state: ZZ}\n" * 299
    )
    page = reader.send("/upload", expect=422, text=text)
    assert len(page.html) < 150_000
    assert "more" in page.errors[-1][1]
