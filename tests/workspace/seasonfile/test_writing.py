"""Writing a season as a file."""

from __future__ import annotations

import json

import pytest

from matchsafe.domain.season import Season
from matchsafe.workspace.seasonfile import check, dump_json, dump_yaml, load_text

DATA = {
    "interviews": [
        {
            "went": "well",
            "program": "Lakeshore Example Hospital",
            "status": "attended",
            "state": "NY",
            "visas_sponsored": ["j1"],
            "img_share": 1,
        }
    ],
    "target": {"specialty": "IM"},
    "applicant": {"visa": None, "type": "non_us_img", "red_flags": ["gap"], "step2_ck": {"score": None}},
}


def test_yaml_has_a_head_and_only_what_was_given_in_a_fixed_order() -> None:
    assert dump_yaml(check(DATA).season) == (
        "# matchsafe season file\n"
        "# Every field but applicant.type, target.specialty and an interview's program may be left out.\n"
        "applicant:\n"
        "  type: non_us_img\n"
        "  step2_ck: {score: null}\n"
        "  visa: null\n"
        "  red_flags: [gap]\n"
        "target: {specialty: internal_medicine}\n"
        "interviews:\n"
        "- program: Lakeshore Example Hospital\n"
        "  state: NY\n"
        "  img_share: 1.0\n"
        "  visas_sponsored: [j1]\n"
        "  status: attended\n"
        "  went: well\n"
    )


def test_json_has_only_what_was_given_and_ends_with_a_line_break() -> None:
    text = dump_json(check(DATA).season)
    assert text.endswith("}\n")
    assert json.loads(text)["applicant"] == {
        "type": "non_us_img",
        "step2_ck": {"score": None},
        "visa": None,
        "red_flags": ["gap"],
    }


def test_a_bare_number_of_interviews_stays_a_number() -> None:
    season = check({**DATA, "interviews": 6}).season
    assert "interviews: 6\n" in dump_yaml(season)
    assert load_text(dump_yaml(season)).season.only_a_number


NAMES = [
    *("no", "1e5", "1e3", ".5", "5.", "+7", "0140", "null", "~", "&a", "*a", "!x", "{a}", "<b>", "@", "%"),
    *("`", "=", "<<", ".nan", "2023-01-01", "\\u0041", "'"),
    *("- a", "a: b", "# x", "x\ny", '"q"', "a\u2028b", "\U0001f3e5", "a" * 300),
]


@pytest.mark.parametrize("name", NAMES)
def test_every_name_reads_back_as_it_was(name: str) -> None:
    season = check({**DATA, "interviews": [{"program": name}]}).season
    for text in (dump_yaml(season), dump_json(season)):
        assert load_text(text).season == season
        assert load_text(text).season.interview_list[0].program == name


def test_a_season_built_in_code_can_be_written() -> None:
    season = Season.model_validate({"applicant": {"type": "us_md"}, "target": {"specialty": "Ob/Gyn"}})
    assert load_text(dump_yaml(season)).season == season
