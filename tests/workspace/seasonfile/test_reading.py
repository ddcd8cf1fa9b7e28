"""From text to a season: formats, traps of YAML, and bounds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from matchsafe.workspace.seasonfile import Problem, SeasonFileError, check, load, load_text

MINIMAL = "applicant: {type: non_us_img}\ntarget: {specialty: internal_medicine}\n"
JSON_START = '{"applicant": {"type": "us_img"}, "target": {"specialty": "IM"}, '
EXAMPLES = sorted(
    p for p in (Path(__file__).parents[3] / "examples").iterdir() if p.suffix in (".yaml", ".json")
)
ONE = MINIMAL + "interviews:\n  - program: Lakeshore Example Hospital\n"


def problems(text: str | bytes) -> tuple[Problem, ...]:
    with pytest.raises(SeasonFileError) as caught:
        load_text(text)
    return caught.value.problems


def only(text: str | bytes) -> Problem:
    found = problems(text)
    assert len(found) == 1, [p.sentence() for p in found]
    return found[0]


def in_interview(line: str) -> str:
    return f"{ONE}    {line}\n"


class TestFormats:
    def test_the_smallest_season_file_leaves_everything_else_unknown(self) -> None:
        season = load_text(MINIMAL).season
        assert season.applicant.visa is None
        assert season.applicant.step2_ck.score is None
        assert season.interview_list == ()

    def test_interviews_may_be_a_bare_number(self) -> None:
        assert len(load_text(MINIMAL + "interviews: 6").season.interview_list) == 6

    def test_json_and_yaml_of_the_same_season_are_the_same(self) -> None:
        data = {
            "applicant": {"type": "us_img", "step2_ck": {"score": 241}},
            "target": {"specialty": "family_medicine"},
            "interviews": [{"program": 'Zdroj\u016f "\U0001f3e5" \u5317\u4eac', "img_share": 0.25}],
        }
        from_json = load_text(json.dumps(data)).season
        assert from_json == load_text(json.dumps(data, ensure_ascii=False, indent=1)).season
        assert from_json == check(data).season
        assert from_json.interview_list[0].program.startswith("Zdroj\u016f")

    def test_a_group_in_curly_brackets_without_quotes_is_read_as_yaml(self) -> None:
        text = "{applicant: {type: us_do}, target: {specialty: psychiatry}, interviews: 3,}"
        assert load_text(text).season.applicant.type == "us_do"

    def test_json_with_a_comma_too_many_is_read_all_the_same(self) -> None:
        text = '{"applicant": {"type": "us_img"}, "target": {"specialty": "IM"},}'
        assert load_text(text).season.target.specialty == "internal_medicine"

    def test_json_on_many_lines_keeps_its_lines(self) -> None:
        text = '{\n "applicant": {\n  "type": "us_im"\n },\n "target": {"specialty": "IM"}\n}'
        problem = only(text)
        assert (problem.path, problem.line, problem.suggestion) == ("applicant.type", 3, "us_img")

    @pytest.mark.parametrize("start", [b"\xef\xbb\xbf", b"---\n", b"# a comment\n\n", b"%YAML 1.1\n---\n"])
    def test_a_byte_order_mark_a_comment_or_a_document_start_does_no_harm(self, start: bytes) -> None:
        assert load_text(start + MINIMAL.encode()).season.applicant.type == "non_us_img"

    def test_windows_line_ends_do_no_harm(self) -> None:
        text = ONE.replace("\n", "\r\n") + "    status: atended\r\n"
        assert only(text).line == 5

    @pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.name)
    def test_every_example_is_read_without_a_warning(self, path: Path) -> None:
        loaded = load(path)
        assert loaded.warnings == ()
        assert loaded.season.interview_list or path.name.startswith("planning")

    def test_the_two_first_examples_are_who_they_say_they_are(self) -> None:
        by_name = {p.name: load(p).season for p in EXAMPLES}
        first = by_name["non_us_img_internal_medicine_6.yaml"]
        second = by_name["us_img_family_medicine_10.yaml"]
        assert (first.applicant.type, first.target.specialty) == ("non_us_img", "internal_medicine")
        assert (second.applicant.type, second.target.specialty) == ("us_img", "family_medicine")
        assert (len(first.interview_list), len(second.interview_list)) == (6, 10)

    def test_every_program_of_the_examples_is_visibly_invented(self) -> None:
        names = [i.program for p in EXAMPLES for i in load(p).season.interview_list]
        assert all("Example" in name for name in names)


class TestTrapsOfYaml:
    def test_none_is_a_word_and_no_is_a_truth_value(self) -> None:
        season = load_text(
            "applicant: {type: us_img, visa: none, us_clinical_experience: none}\n"
            "target: {specialty: IM}\ninterviews: [{program: X, would_rank: no, highly_selective: On}]"
        ).season
        assert (season.applicant.visa, season.applicant.us_clinical_experience) == ("none", "none")
        assert season.interview_list[0].would_rank is False
        assert season.interview_list[0].highly_selective is True

    @pytest.mark.parametrize("word", ["no", "No", "off", "false"])
    def test_a_visa_of_no_suggests_none_and_shows_what_was_written(self, word: str) -> None:
        problem = only(f"applicant: {{type: us_img, visa: {word}}}\ntarget: {{specialty: IM}}")
        assert (problem.path, problem.seen, problem.suggestion) == ("applicant.visa", word, "none")

    def test_null_and_a_blank_place_mean_not_known(self) -> None:
        text = (
            "applicant: {type: us_img, visa: null, letters: , step1: ~}\ntarget: {specialty: IM}\ninterviews:"
        )
        season = load_text(text).season
        assert season.applicant.visa is None
        assert season.applicant.letters == "unknown"
        assert season.interviews == ()

    @pytest.mark.parametrize(
        "name", ["No", "ON", "true", "null_", "0140", "2023-05-01", "1403500123", "1e3", "3:20"]
    )
    def test_a_program_keeps_its_name_as_it_is_written(self, name: str) -> None:
        text = f"{MINIMAL}interviews: [{{program: {name}, city: {name}}}]"
        assert load_text(text).season.interview_list[0].program == name
        assert load_text(text).season.interview_list[0].city == name

    def test_a_name_that_is_a_number_needs_quotes_in_json(self) -> None:
        text = JSON_START + '"interviews": [{"program": 140}]}'
        problem = only(text)
        assert (problem.path, problem.seen, problem.suggestion) == ("interviews[0].program", "140", '"140"')

    def test_oregon_is_a_state_and_norway_is_not(self) -> None:
        assert load_text(in_interview("state: OR")).season.interview_list[0].state == "OR"
        problem = only(in_interview("state: NO"))
        assert (problem.code, problem.seen) == ("unknown_state", '"NO"')

    @pytest.mark.parametrize("written", ["0245", "0x1F", "3:20", "1_000", "2023-05-01", "0o17", "twelve"])
    def test_what_is_not_plain_digits_is_not_a_number(self, written: str) -> None:
        problem = only(f"{MINIMAL}applications_sent: {written}")
        assert (problem.path, problem.seen) == ("applications_sent", f'"{written}"')
        assert "plain digits" in problem.message

    def test_a_date_for_a_year_suggests_the_year(self) -> None:
        text = "applicant: {type: us_img, graduation_year: 2023-05-01}\ntarget: {specialty: IM}"
        assert only(text).suggestion == "2023"

    @pytest.mark.parametrize("written", [".nan", ".inf", "-.INF", "1e999", "9" * 200])
    def test_a_number_that_is_not_finite_is_refused(self, written: str) -> None:
        problem = only(in_interview(f"img_share: {written}"))
        assert (problem.code, problem.path, problem.line) == ("not_finite", "interviews[0].img_share", 5)

    @pytest.mark.parametrize("written", ["NaN", "Infinity", "-Infinity", "1e999"])
    def test_json_that_names_what_is_not_a_number_is_refused(self, written: str) -> None:
        text = JSON_START + f'"applications_sent": {written}}}'
        problem = only(text)
        assert (problem.code, problem.path, problem.line) == ("not_finite", "applications_sent", 1)

    def test_plain_tags_are_read(self) -> None:
        text = "applicant: !!map {type: !!str us_img}\ntarget: {specialty: ! IM}\ninterviews: !!int 3"
        assert load_text(text).season.interviews == 3

    @pytest.mark.parametrize(
        "tag", ["!!python/object/apply:os.system", "!!binary", "!secret", "!!timestamp", "!!set"]
    )
    @pytest.mark.parametrize("value", ["x", "[x]", "{x: y}"])
    def test_other_tags_are_refused(self, tag: str, value: str) -> None:
        problem = only(f"{MINIMAL}interviews:\n  {tag} {value}")
        assert (problem.code, problem.line) == ("tag", 4)
        assert problem.seen.strip('"') == tag

    def test_a_yaml_bomb_is_refused_at_its_first_anchor(self) -> None:
        bomb = "a: &a [x, x]\n" + "".join(
            f"{c}: &{c} [*{p}, *{p}]\n" for p, c in zip("abcd", "bcde", strict=True)
        )
        problem = only(bomb)
        assert (problem.code, problem.line) == ("anchor", 1)

    def test_a_reference_is_refused(self) -> None:
        assert only("applicant: *me").code == "anchor"

    def test_a_second_document_is_refused(self) -> None:
        problem = only(MINIMAL + "---\n" + MINIMAL)
        assert (problem.code, problem.line) == ("several_documents", 3)

    @pytest.mark.parametrize("key", ["[a, b]", "{a: b}"])
    def test_a_list_as_the_name_of_a_field_is_refused(self, key: str) -> None:
        assert only(f"? {key}\n: x").code == "field_name"

    def test_names_of_fields_are_words_even_if_they_look_like_truth_values_or_numbers(self) -> None:
        found = problems(MINIMAL + "on: 1\n7: 2\n? \n: 3")
        assert [p.path for p in found] == ["on", "7", '[""]']

    def test_a_field_written_twice_is_named_with_both_lines(self) -> None:
        problem = only(in_interview("status: attended\n    went: well\n    status: invited"))
        assert (problem.code, problem.path, problem.line) == ("duplicate_field", "interviews[0].status", 7)
        assert "on line 5 and on line 7" in problem.message

    def test_a_field_written_twice_in_json_is_named_too(self) -> None:
        text = '{"applicant": {"type": "us_img",\n"type": "us_img"}, "target": {"specialty": "IM"}}'
        assert (only(text).code, only(text).line) == ("duplicate_field", 2)


class TestMalformed:
    @pytest.mark.parametrize(
        ("text", "line", "words"),
        [
            ("applicant:\n\ttype: us_img", 2, "indent with spaces"),
            ("applicant: type: us_img", 1, "a colon stands where none can be"),
            ("applicant:\n  type: us_img\n visa: j1\n", 3, "does not line up"),
            ("applicant: {type: us_img\ntarget: x", 2, "is not closed"),
            ("applicant: 'us_img\ntarget: x", 2, "quote is opened and never closed"),
            ("applicant:\n  type\n  visa: j1", 3, "a colon"),
            ("- a\nb: 1", 2, "does not line up with the list"),
            ('a: "\\q"', 1, "wrong letter"),
            ('a: "\\uzzzz"', 1, "character's number"),
            ("a: [", 2, "a value is missing"),
            ("%FOO\n", 1, "begin with %"),
            ("a: |\n x\ny", 4, "no colon"),
            ("a: >\n\n\t x", 3, "a tab stands"),
        ],
    )
    def test_yaml_that_cannot_be_read_is_explained_with_its_line(
        self, text: str, line: int, words: str
    ) -> None:
        problem = only(text)
        assert (problem.code, problem.path) == ("malformed", "")
        assert abs((problem.line or 0) - line) <= 1
        assert words in problem.message
        assert "column" in problem.message

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ('{"applicant": {"type": "us_img"} "target": 3}', "expected a comma or a closing bracket"),
            ('{"applicant" {"type": "us_img"}}', "expected a colon"),
            ('{"applicant": {"type": "us_img"', "ends before every { and [ is closed"),
            ('{"applicant": "us_img}', "a quote is never closed"),
            ('{"applicant": [1, 2}', "expected"),
            ('{"a": 1} {"b": 2}', "more text after the end"),
            ('{"a": "\\q"}', "wrong \\"),
            ('{"a": @}', "cannot stand here"),
            ('{"a": maybe, "b": [}', "needs double quotes"),
            ('{"a": ]}', "expected a value"),
            ('{"a": 1, ]', "field's name in double quotes"),
            ('{"a": 1 : 2}', "expected a comma"),
            ('{"a": "b" "c"}', "expected a comma"),
        ],
    )
    def test_json_that_cannot_be_read_is_explained(self, text: str, words: str) -> None:
        problem = only(text)
        assert problem.code == "malformed"
        assert words in problem.message

    @pytest.mark.parametrize(
        "text", ["", "   \n\n", "# only a comment\n", "---\n", "~", b"", b"\xef\xbb\xbf"]
    )
    def test_an_empty_file_is_called_empty(self, text: str | bytes) -> None:
        assert only(text).code == "empty"

    @pytest.mark.parametrize("text", ["6", "hello", "[]", "[1, 2]", '"x"', "true", "- a\n- b", '[{"a": 1}]'])
    def test_a_file_that_is_not_a_group_of_fields_is_refused(self, text: str) -> None:
        problem = only(text)
        assert (problem.code, problem.line) == ("not_a_season", 1)
        assert "applicant" in problem.accepted

    @pytest.mark.parametrize(
        "content",
        [
            b"\x89PNG\r\n\x1a\n\x00\x00",
            b"\xff\xfea\x00p\x00",
            "applicant: é".encode("latin-1"),
            "a: \ud800",
            "a: b\x00c",
            "a: \x1b[31mred",
            b"PK\x03\x04",
        ],
    )
    def test_what_is_not_text_is_called_so(self, content: str | bytes) -> None:
        assert only(content).code == "not_text"

    def test_an_unprintable_character_is_given_with_its_line(self) -> None:
        assert only(b"a: 1\nb: \x07").line == 2

    @pytest.mark.parametrize("written", ['"a\\u001b[31m"', '"\\ud800"', '"a\\u0000b"'])
    def test_an_unprintable_character_in_an_escape_is_refused(self, written: str) -> None:
        text = JSON_START + f'"interviews": [{{"program": {written}}}]}}'
        problem = only(text)
        assert (problem.code, problem.path) == ("unprintable", "interviews[0].program")
        assert problem.seen.isprintable()


def test_the_reader_without_libyaml_reads_and_refuses_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    import yaml

    monkeypatch.delattr(yaml, "CSafeLoader")
    assert load_text(ONE).season.interview_list[0].program == "Lakeshore Example Hospital"
    for text in ('a: "\\UFFFFFFFF"', "a: [", "a:\n\t- b", "- a\nb: 1", "a: @x"):
        assert only(text).code == "malformed"
