"""What holds for every season on every day."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from matchsafe import evidence
from matchsafe.advice import Advice, advise
from matchsafe.advice.phase import PHASES
from matchsafe.advice.rules import rules
from matchsafe.domain.season import Season
from matchsafe.domain.specialties import SPECIALTY_NAMES

maybe = st.none
APPLICANTS = st.fixed_dictionaries(
    {"type": st.sampled_from(["us_img", "non_us_img", "us_md", "us_do"])},
    optional={
        "graduation_year": maybe() | st.integers(1990, 2035),
        "step1": st.fixed_dictionaries(
            {"passed": maybe() | st.booleans(), "attempts": maybe() | st.integers(1, 4)}
        ),
        "step2_ck": st.fixed_dictionaries(
            {"score": maybe() | st.integers(180, 300), "attempts": maybe() | st.integers(1, 4)}
        ),
        "us_clinical_experience": st.sampled_from([None, "none", "observership", "hands_on"]),
        "letters": st.sampled_from(["weak", "average", "strong", "unknown"]),
        "visa": st.sampled_from([None, "none", "j1", "h1b", "j1_or_h1b"]),
        "red_flags": st.lists(
            st.sampled_from(["gap", "attempt", "professionalism", "transfer", "other"]), max_size=3
        ),
    },
)
INTERVIEWS = st.integers(0, 40) | st.lists(
    st.fixed_dictionaries(
        {"program": st.sampled_from(["Lake Hospital", "Hill Clinic", "River Medical Center"])},
        optional={
            "state": st.sampled_from([None, "NY", "NJ", "CA", "PR"]),
            "city": st.sampled_from([None, "New York", "Chicago"]),
            "setting": st.sampled_from(
                ["community", "community_university_affiliated", "university", "unknown"]
            ),
            "img_share": maybe() | st.floats(0, 1),
            "visas_sponsored": maybe() | st.lists(st.sampled_from(["j1", "h1b"]), max_size=2),
            "status": st.sampled_from(
                ["invited", "scheduled", "attended", "declined", "cancelled", "waitlisted"]
            ),
            "format": st.sampled_from(["virtual", "in_person", "unknown"]),
            "went": st.sampled_from(["poorly", "mixed", "well", "unknown"]),
            "would_rank": st.booleans(),
            "highly_selective": st.booleans(),
        },
    ),
    max_size=14,
)
SEASONS = st.fixed_dictionaries(
    {
        "applicant": APPLICANTS,
        "target": st.fixed_dictionaries(
            {
                "specialty": st.sampled_from(sorted(SPECIALTY_NAMES)),
                "track": st.sampled_from(["categorical", "preliminary", "transitional", "advanced"]),
            }
        ),
        "interviews": INTERVIEWS,
    },
    optional={
        "applications_sent": maybe() | st.integers(0, 300),
        "couples": maybe() | st.fixed_dictionaries({"partner": APPLICANTS, "partner_interviews": INTERVIEWS}),
    },
).map(Season.model_validate)
DAYS = st.dates(date(2026, 6, 1), date(2027, 5, 31)) | st.dates()

SCOLDING = re.compile(
    r"\b(should have|your fault|fail(ed|ure)?|panic|lazy|stupid|blow|blew|excuses?|"
    r"bad applicant|hopeless|desperate|"
    r"unfortunately|sadly|guarantee[ds]?|amazing|best ever|don't pretend)\b",
    re.IGNORECASE,
)
ONE_IN_N = re.compile(r"\b(1|one) in \d|\b(1|one) out of (\d|\w+)\b", re.IGNORECASE)


def sentences(advice: Any) -> list[str]:
    return [
        advice.phase.text,
        advice.zone.text,
        *advice.bucket.reasons,
        *(w.text for w in advice.warnings),
        *(x for a in advice.actions for x in (a.text, a.why)),
        *(x for d in advice.disagreements for x in (d.ours, d.article)),
    ]


@settings(max_examples=80, deadline=None)
@given(SEASONS, DAYS)
def test_advice_is_the_same_again_sourced_useful_and_calm_for_every_season_on_every_day(
    season: Season, on: date
) -> None:
    advice = advise(season, on)
    assert advise(Season.model_validate(season.model_dump(exclude_unset=True)), on) == advice
    every_code_is_documented_and_every_source_is_a_figure(advice)
    below_the_target_there_is_something_to_do_and_nothing_twice(advice, on)
    words_are_calm_whole_and_free_of_percent_signs(advice)


def every_code_is_documented_and_every_source_is_a_figure(advice: Advice) -> None:
    assert {a.code for a in advice.actions} <= set(rules("actions"))
    assert {w.code for w in advice.warnings} <= set(rules("warnings"))
    for source in advice.sources:
        assert evidence.figure(source).id == source
    used = {x.source for x in (*advice.warnings, *advice.actions)} | {
        s for d in advice.disagreements for s in d.sources
    }
    assert used <= set(advice.sources)
    assert len(set(advice.sources)) == len(advice.sources)


def below_the_target_there_is_something_to_do_and_nothing_twice(advice: Advice, on: date) -> None:
    if advice.still_needed or advice.zone.code == "no_safe_number":
        assert advice.actions
    assert len({a.code for a in advice.actions}) == len(advice.actions)
    assert len({w.code for w in advice.warnings}) == len(advice.warnings)
    assert all(a.due is None or a.due >= on for a in advice.actions)
    first = advice.actions[0] if advice.actions else None
    step = advice.next_step
    assert (step and (step.code, step.text, step.due)) == (first and (first.code, first.text, first.due))


def words_are_calm_whole_and_free_of_percent_signs(advice: Advice) -> None:
    for text in sentences(advice):
        assert "%" not in text
        assert "None" not in text
        assert not ONE_IN_N.search(text), text
        assert not SCOLDING.search(text), text
        assert text == text.strip()
        assert "  " not in text
        assert ".." not in text


@settings(max_examples=25, deadline=None)
@given(SEASONS, DAYS)
def test_format_of_an_interview_never_changes_zone_target_or_actions(season: Season, on: date) -> None:
    if season.only_a_number:
        return
    results = []
    for kind in ("virtual", "in_person"):
        same = [i.model_copy(update={"format": kind}) for i in season.interview_list]
        advice = advise(season.model_copy(update={"interviews": tuple(same)}), on)
        results.append((advice.zone, advice.target, advice.actions))
    assert results[0] == results[1]


def test_no_documented_code_is_dead() -> None:
    """Each code of both lists is given by some module, and its phases follow each other."""
    from pathlib import Path

    import matchsafe.advice as package

    code = "\n".join(p.read_text(encoding="utf-8") for p in Path(str(package.__file__)).parent.glob("*.py"))
    for rule in (*rules("actions").values(), *rules("warnings").values()):
        assert f'"{rule.code}"' in code, rule.code
        assert PHASES.index(rule.first) <= PHASES.index(rule.last), rule.code
