"""What was probably meant: every near miss of a word, a field, a specialty, a state and a form of value."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from matchsafe.domain.field_types import field_types, models_in
from matchsafe.domain.problem import path_text
from matchsafe.domain.season import Season
from matchsafe.domain.specialties import SPECIALTY_NAMES
from matchsafe.domain.states import STATE_NAMES
from matchsafe.workspace.seasonfile import Problem, check

Changed = Callable[..., dict[str, Any]]
Problems = Callable[[object], tuple[Problem, ...]]
Only = Callable[..., Problem]


WORDS = [
    (model.__name__, name, word)
    for model in models_in(Season)
    for name, field in field_types(model).items()
    if field.kind in ("word", "words")
    for word in field.words
]
PLACES: dict[str, tuple[str | int, ...]] = {
    "Season": (),
    "Applicant": ("applicant",),
    "Step1": ("applicant", "step1"),
    "Step2": ("applicant", "step2_ck"),
    "Step3": ("applicant", "step3"),
    "Target": ("target",),
    "Couple": ("couples",),
    "Interview": ("interviews", 0),
    "VisaPromise": ("interviews", 0, "visa_promise"),
    "Application": ("applications", 0),
    "Papers": ("applications", 0, "documents"),
    "Event": ("events", 0),
    "MockInterview": ("mock_interviews", 0),
    "Connection": ("connections", 0),
    "Cost": ("costs", 0),
    "TaskMark": ("tasks", 0),
    "OutlookRecord": ("outlooks", 0),
    "SeasonResult": ("result",),
    "RankList": ("rank_list",),
    "SupplementalList": ("rank_list", "supplemental", 0),
    "RankVersion": ("rank_list", "history", 0),
    "Comparison": ("rank_list", "comparisons", 0),
    "CoupleList": ("couple_list",),
    "CoupleWishes": ("couple_list", "wishes"),
    "PairEntry": ("couple_list", "pairs", 0),
    "PairVersion": ("couple_list", "history", 0),
}


def slips(word: str) -> set[str]:
    """Ways to get a word wrong that leave no doubt: another case, dashes, a letter doubled or left out."""
    middle = len(word) // 2
    wrong = {word.upper(), word.replace("_", "-"), word.replace("_", " "), word.title(), f" {word} "}
    if len(word) >= 5:
        wrong |= {word[:middle] + word[middle] + word[middle:], word[:middle] + word[middle + 1 :]}
    return wrong - {word}


def test_every_near_miss_of_a_word_is_suggested(valid: dict[str, Any], only: Only) -> None:
    for model, name, word in WORDS:
        path = (*PLACES[model], name)
        several = isinstance(_at(valid, path), list)
        for wrong in slips(word):
            problem = only(*path, to=[wrong] if several else wrong)
            assert problem.suggestion == word, (wrong, problem)
            assert word in problem.accepted
            assert problem.path == path_text((*path, 0) if several else path)


def _at(data: Any, path: tuple[str | int, ...]) -> Any:
    for part in path:
        data = data[part]
    return data


FIELDS = [(model.__name__, name) for model in models_in(Season) for name in field_types(model)]


def test_every_near_miss_of_a_field_name_is_suggested(
    valid: dict[str, Any], changed: Changed, problems: Problems
) -> None:
    for model, name in (f for f in FIELDS if len(f[1]) > 3):
        group = _at(valid, PLACES[model])
        for wrong in (name.upper(), name.replace("_", "-"), name.replace("_", ""), name[:-2] + name[-1]):
            if wrong in group or wrong == name or (name, wrong) == ("start", "stat"):  # as near to state
                continue
            found = problems(changed(*PLACES[model], wrong, to=1))
            assert [(p.code, p.suggestion) for p in found] == [("unknown_field", name)], wrong
            assert wrong in found[0].sentence()


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        (("applicant", "yog"), "graduation_year"),
        (("applicant", "usce"), "us_clinical_experience"),
        (("applicant", "step2"), "step2_ck"),
        (("interviews", 0, "hospital"), "program"),
        (("interviews", 0, "visas"), "visas_sponsored"),
        (("specialty",), "specialty, under target"),
        (("visa",), "visa, under applicant"),
        (("target", "status"), "status, under interviews"),
        (("applicant", "score"), "score, under step2_ck"),
        (("applicant", "applications_sent"), "applications_sent"),
        (("applicant", "qqqq"), None),
    ],
)
def test_an_unknown_field_that_is_known_by_another_name_or_elsewhere_says_so(
    path: tuple[str | int, ...], meant: str | None, only: Only
) -> None:
    assert only(*path, to=1).suggestion == meant


@pytest.mark.parametrize(
    ("path", "value", "meant"),
    [
        (("applicant", "step2_ck", "score"), "245", "245"),
        (("applicant", "step2_ck", "score"), "245 points", "245"),
        (("applicant", "step2_ck", "score"), "0245", "245"),
        (("applicant", "step2_ck", "score"), "not yet", "null"),
        (("applicant", "step2_ck", "score"), True, None),
        (("applicant", "step2_ck", "score"), 245.5, None),
        (("applicant", "step2_ck", "score"), "-3", None),
        (("applicant", "graduation_year"), 23, "2023"),
        (("applicant", "graduation_year"), 98, "1998"),
        (("applicant", "graduation_year"), "23", "2023"),
        (("applicant", "step2_ck"), 245, "{score: 245}"),
        (("applicant", "step2_ck"), "245", "{score: 245}"),
        (("applicant", "step2_ck"), 7, None),
        (("applicant", "step1"), "pass", "{passed: true}"),
        (("applicant", "step3"), False, "{passed: false}"),
        (("applicant", "step1"), [1], None),
        (("applicant", "step1", "passed"), "yes", "true"),
        (("applicant", "step1", "passed"), "failed", "false"),
        (("applicant", "step1", "passed"), "maybe", None),
        (("applicant", "step1", "passed"), "unknown", "null"),
        (("applicant", "red_flags"), "gap", "[gap]"),
        (("applicant", "red_flags"), "gaps, transfer", "[gap, transfer]"),
        (("applicant", "red_flags"), "gap, qqqqqq", None),
        (("applicant", "red_flags"), "none", "[]"),
        (("applicant", "red_flags"), 3, None),
        (("applicant", "letters"), "good", "strong"),
        (("applicant", "letters"), "not known", "unknown"),
        (("applicant", "letters"), 5, None),
        (("applicant", "letters"), False, None),
        (("applicant", "visa"), "unknown", "null"),
        (("applicant", "visa"), "both", "j1_or_h1b"),
        (("applicant", "visa"), "green card", "none"),
        (("applicant", "visa"), "H1-B", "h1b"),
        (("applicant", "us_clinical_experience"), "off", "none"),
        (("applicant",), "US-IMG", "{type: us_img}"),
        (("applicant",), 5, None),
        (("couples",), False, "null"),
        (("couples",), "no", "null"),
        (("couples",), [], None),
        (("couples", "partner"), "us img", "{type: us_img}"),
        (("couples", "partner_target"), "psych", "{specialty: psychiatry}"),
        (("target",), "Internal Medicine", "{specialty: internal_medicine}"),
        (("target",), "astrology department", None),
        (("interviews",), "6", "6"),
        (("interviews",), "about 6 of them", "6"),
        (("interviews",), "none", "[]"),
        (("interviews",), "several", None),
        (("interviews",), False, "[]"),
        (("interviews",), 6.5, None),
        (("interviews",), {"program": "A"}, None),
        (("interviews", 0), 7, None),
        (("interviews", 0, "program"), 140, '"140"'),
        (("interviews", 0, "program"), ["A"], None),
        (("interviews", 0, "state"), 5, '"5"'),
        (("interviews", 0, "state"), "N.Y.", "NY"),
        (("interviews", 0, "state"), "Washington DC", "DC"),
        (("interviews", 0, "state"), "Calif", "CA"),
        (("interviews", 0, "state"), "Massachusets", "MA"),
        (("interviews", 0, "state"), "Ontario", None),
        (("interviews", 0, "state"), "unknown", "null"),
        (("interviews", 0, "img_share"), 70, "0.7"),
        (("interviews", 0, "img_share"), 12.5, "0.125"),
        (("interviews", 0, "img_share"), "70%", "0.7"),
        (("interviews", 0, "img_share"), "0.7", "0.7"),
        (("interviews", 0, "img_share"), "0,7", "0.7"),
        (("interviews", 0, "img_share"), "most", None),
        (("interviews", 0, "img_share"), True, None),
        (("interviews", 0, "img_share"), -1, None),
        (("interviews", 0, "img_share"), 101, None),
        (("interviews", 0, "visas_sponsored"), "both", "[j1, h1b]"),
        (("interviews", 0, "visas_sponsored"), "J-1", "[j1]"),
        (("interviews", 0, "visas_sponsored"), "no", "[]"),
        (("interviews", 0, "visas_sponsored"), False, "[]"),
        (("interviews", 0, "visas_sponsored"), "unknown", "null"),
        (("interviews", 0, "status"), "canceled", "cancelled"),
        (("interviews", 0, "format"), "zoom", "virtual"),
        (("interviews", 0, "format"), "in person", "in_person"),
        (("interviews", 0, "went"), "good", "well"),
        (("interviews", 0, "would_rank"), "yes", "true"),
        (("interviews", 0, "would_rank"), 0, "false"),
        (("interviews", 0, "would_rank"), 2, None),
        (("target", "specialty"), "internal medecine", "internal_medicine"),
        (("target", "specialty"), "Familiy Medicine", "family_medicine"),
        (("target", "specialty"), 5, '"5"'),
        (("target", "track"), "prelim", "preliminary"),
        (("time_zone",), "Pacific time", "America/Los_Angeles"),
        (("interviews", 0, "time_zone"), "ET", "America/New_York"),
        (("interviews", 0, "time_zone"), "IST", None),
        (("interviews", 0, "start"), "11/12/2026", None),
        (("interviews", 0, "start"), "2026-02-30T09:00", None),
        (("interviews", 0, "start"), "2026-11-12T09:00-05:00", None),
        (("interviews", 0, "link"), "javascript:alert(1)", None),
        (("interviews", 0, "ratings"), 4, None),
        (("interviews", 0, "ratings", "teaching"), 6, None),
        (("events", 0, "at"), "2026-10-12T14:05", None),
        (("events", 0, "at"), 20261012, None),
        (("events", 0, "kind"), "rejection", "rejected"),
        (("events", 0, "interview"), "no such thing!", None),
        (("applications", 0, "sent"), "yesterday", None),
        (("outlooks", 0, "month"), "2026-13", None),
        (("outlooks", 0, "chance"), "62%", "0.62"),
    ],
)  # fmt: skip
def test_a_value_in_the_wrong_form_gets_the_right_hint(
    path: tuple[str | int, ...], value: object, meant: str | None, only: Only
) -> None:
    problem = only(*path, to=value)
    assert problem.path == path_text(path)
    assert problem.suggestion == meant
    assert problem.accepted
    assert problem.seen
    assert problem.message.endswith(".")


def test_every_specialty_is_read_by_code_and_name_and_suggested_at_a_slip(
    changed: Changed, only: Only
) -> None:
    for code in SPECIALTY_NAMES:
        for text in (code, SPECIALTY_NAMES[code], code.upper()):
            assert check(changed("target", "specialty", to=text)).season.target.specialty == code
        slip = code[: len(code) // 2] + code[len(code) // 2 + 1 :]
        assert only("target", "specialty", to=slip).suggestion == code


def test_every_state_is_read_by_code_and_name_and_suggested_at_a_slip(changed: Changed, only: Only) -> None:
    for code in STATE_NAMES:
        name = STATE_NAMES[code]
        for text in (code, code.lower(), name, name.upper()):
            assert check(changed("interviews", 0, "state", to=text)).season.interview_list[0].state == code
        if len(name) > 4:
            slip = name[: len(name) // 2] + name[len(name) // 2 + 1 :]
            assert only("interviews", 0, "state", to=slip).suggestion == code


@pytest.mark.parametrize(
    ("path", "value", "meant"),
    [
        (("applications_sent",), "\uff15", "5"),
        (("applications_sent",), "\u0665", "5"),
        (("applications_sent",), "1_000", "1000"),
        (("applications_sent",), "010", "10"),
        (("applications_sent",), "about 90", "90"),
        (("applications_sent",), "0x10", None),
        (("applications_sent",), "1e3", None),
        (("applications_sent",), "1/2", None),
        (("applications_sent",), "99999", None),
        (("budget",), "$4,000", "4000"),
        (("applicant", "step2_ck", "score"), "2026-11-30", None),
        (("applicant", "graduation_year"), "06/2023", "2023"),
        (("interviews",), "5:30", None),
        (("interviews",), "6 interviews", "6"),
        (("target", "specialty"), "radiolgy", "radiology_diagnostic"),
        (("target", "specialty"), "family practise", "family_medicine"),
    ],
)
def test_a_suggestion_is_a_value_that_the_field_takes(
    path: tuple[str | int, ...], value: str, meant: str | None, only: Only, changed: Changed
) -> None:
    assert only(*path, to=value).suggestion == meant
    if meant is not None:
        assert check(changed(*path, to=int(meant) if meant.isdigit() else meant)).season


def test_a_specialty_in_full_width_letters_is_read(changed: Changed) -> None:
    written = "".join(chr(ord(c) + 0xFEE0) for c in "neurology")
    assert check(changed("target", "specialty", to=written)).season.target.specialty == "neurology"
