"""An outlook is said the same way everywhere: the answer, the usual target, what to know."""

from __future__ import annotations

from datetime import date
from typing import get_args

import pytest

from matchsafe.advice.rules import rules
from matchsafe.domain.estimate import Estimate
from matchsafe.domain.outlook import (
    Caution,
    Caveat,
    CaveatCode,
    CoupleOutlook,
    Outlook,
    SpecialtyOutlook,
    TargetCount,
)
from matchsafe.domain.season import Season
from matchsafe.domain.text import MarkedText, paragraph
from matchsafe.odds import INTERVIEW_KINDS
from matchsafe.odds.effects import FIRST_YEAR
from matchsafe.present import caveat_words, outlook_words, phrase, words
from matchsafe.services.outlook import outlook as outlook_of


def exactly(value: float) -> Estimate:
    return Estimate(value=value, low=value, high=value)


def headline(of: Outlook, silence: outlook_words.Silence | None = None) -> MarkedText:
    return paragraph(outlook_words.answer(of.chance, of.couple, of.counts.rankable, silence))


def at(outlook: Outlook, rankable: int, **more: object) -> Outlook:
    counts = outlook.counts.model_copy(update={"rankable": rankable})
    return outlook.model_copy(update={"counts": counts, "toward_target": rankable, **more})


def season(**more: object) -> Season:
    applicant = {"type": "us_img", "visa": "j1"}
    return Season.model_validate({"applicant": applicant, "target": {"specialty": "neurology"}, **more})


def test_the_headline_holds_the_number_the_class_and_the_range(outlook: Outlook) -> None:
    assert headline(outlook) == ("Of 100 applicants like you, about 71 match. It could be 58 to 82.")


def test_the_headline_of_a_couple_is_about_both(outlook: Outlook) -> None:
    couple = CoupleOutlook(
        partner_interviews=12,
        both=Estimate(value=0.6, low=0.5, high=0.7),
        one=exactly(0.3),
        neither=exactly(0.1),
    )
    told = headline(outlook.model_copy(update={"couple": couple}))
    assert told == "Of 100 couples like you, about 60 match together. It could be 50 to 70."


def test_the_headline_without_an_interview_says_so_and_names_no_number(outlook: Outlook) -> None:
    told = headline(at(outlook, 0, chance=exactly(0.0)))
    assert told == "You have no interview you can rank, and nobody matches without one."


@pytest.mark.parametrize(
    ("rankable", "target", "told"),
    [
        (6, (10, 12), "Four to six more interviews bring you to the usual 10 to 12."),
        (0, (12, 15), "The usual target is 12 to 15 interviews."),
        (11, (10, 12), "You are inside the usual 10 to 12."),
        (14, (10, 12), "You are past the usual 10 to 12."),
        (1, (10, 12), "9 to 11 more interviews bring you to the usual 10 to 12."),
        (9, (10, 10), "One more interview brings you to the usual 10 to 10."),
    ],
)
def test_the_verdict_is_followed_by_how_far_the_usual_target_is(
    outlook: Outlook, rankable: int, target: tuple[int, int], told: str
) -> None:
    changed = at(outlook, rankable, target=TargetCount(low=target[0], high=target[1]))
    assert outlook_words.distance(changed) == told


def test_more_interviews_are_not_counted_where_one_would_add_nothing(outlook: Outlook) -> None:
    little = [n.model_copy(update={"effect": exactly(0.004)}) for n in outlook.next_interview]
    told = outlook_words.distance(outlook.model_copy(update={"next_interview": tuple(little)}))
    assert told == "One more interview would add less than 1 in 100."


@pytest.mark.parametrize(
    "code", ["applications_open", "ranking", "list_closed", "match_monday", "after_match"]
)
def test_the_distance_is_left_out_where_no_interview_is_to_be_had(outlook: Outlook, code: str) -> None:
    phase = outlook.phase.model_copy(update={"code": code})
    assert outlook_words.distance(outlook.model_copy(update={"phase": phase})) == ""
    assert outlook_words.distance(outlook.model_copy(update={"target": None})) == ""


def test_a_couple_is_told_both_counts_beside_the_target_of_each(outlook: Outlook) -> None:
    two = CoupleOutlook(partner_interviews=5, both=exactly(0.5), one=exactly(0.3), neither=exactly(0.2))
    told = outlook_words.distance(at(outlook, 12, couple=two, target=TargetCount(low=12, high=15)))
    assert told == "You have 12 and your partner 5; the usual target for couples is 12 to 15 each."


@pytest.mark.parametrize(
    ("phase", "codes", "headline_is", "verdict"),
    [
        (
            "applications_open",
            (),
            "Nobody holds an interview for this season yet.",
            "Your plan is the answer",
        ),
        ("past_season", (), "These interviews are from a season that is over.", "Your plan is the answer"),
        (
            "match_day",
            (),
            "This season is over. Before the Match it was about 71 of 100, 58 to 82.",
            "Your result",
        ),
        ("after_match", ("own_match",), "This season is over.", "Your result counts now"),
        (
            "november",
            ("no_tables",),
            "No published table counts ranks in Neurology. From",
            "We cannot say more",
        ),
    ],
)
def test_where_no_verdict_can_be_given_the_page_says_what_can_be_said(
    outlook: Outlook, phase: str, codes: tuple[CaveatCode, ...], headline_is: str, verdict: str
) -> None:
    silence = outlook_words.silence(season(interviews=6), [Caveat(c) for c in codes], phase)
    assert silence is not None
    assert headline(outlook, silence).startswith(headline_is)
    assert verdict in silence.text


def test_no_interview_yet_is_too_early_to_say_only_before_november() -> None:
    none = [Caveat("no_interviews")]
    early = outlook_words.silence(season(interviews=0), none, "early_invitations")
    assert early is not None
    assert "most invitations come in November" in early.text
    assert outlook_words.silence(season(interviews=0), none, "november") is None
    assert outlook_words.silence(season(interviews=3), [], "early_invitations") is None


@pytest.mark.parametrize(
    ("phase", "verdict", "early"),
    [
        ("early_invitations", "very_unlikely", True),
        ("early_invitations", "uncertain", True),
        ("early_invitations", "likely", False),
        ("early_invitations", "cannot_say", False),
        ("november", "unlikely", False),
    ],
)
def test_a_low_count_in_october_is_said_to_be_early(
    outlook: Outlook, phase: str, verdict: str, early: bool
) -> None:
    changes = {
        "phase": outlook.phase.model_copy(update={"code": phase}),
        "verdict": outlook.verdict.model_copy(update={"code": verdict}),
    }
    told = outlook_words.distance(outlook.model_copy(update=changes))
    assert (
        told.startswith("This counts only what you hold today, and most invitations come in November.")
        is early
    )


def test_the_estimate_is_set_beside_everyone_with_as_many_ranks_and_the_difference_explained(
    outlook: Outlook,
) -> None:
    def fared(value: float) -> MarkedText:
        e = Estimate(value=value, low=value - 0.02, high=value + 0.02)
        reference = outlook.reference_class.model_copy(update={"estimate": e})
        return outlook_words.comparison(outlook.model_copy(update={"reference_class": reference}))

    assert fared(0.72).endswith("about 72 (70 to 74) matched. You are close to them.")
    assert "Yours is higher because of your profile" in fared(0.5)
    assert "Yours is lower because of your profile" in fared(0.9)
    assert outlook_words.comparison(at(outlook, 0)) == ""


def test_the_numbers_of_the_answer_and_the_target_lead_to_where_they_come_from(outlook: Outlook) -> None:
    assert phrase.html(headline(outlook)) == (
        'Of 100 applicants like you, <a href="/method">about 71</a> match. It could be '
        '<a href="/method">58 to 82</a>.'
    )
    target = TargetCount(low=12, high=15, source="article.couple_target")
    told = phrase.html(outlook_words.distance(outlook.model_copy(update={"target": target})))
    assert told.endswith('<a href="/evidence/article.couple_target">12 to 15</a>.')


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (0.01, "Of 100 applicants like you, about 1 matches."),
        (0.001, "Of 100 applicants like you, fewer than 1 match."),
        (0.999, "Of 100 applicants like you, more than 99 match."),
    ],
)
def test_the_answer_agrees_with_its_number(outlook: Outlook, value: float, told: str) -> None:
    assert headline(outlook.model_copy(update={"chance": exactly(value)})) == told


def test_every_caveat_of_the_model_has_its_sentence() -> None:
    found = [Caveat(code, 17) for code in get_args(CaveatCode)]
    told = caveat_words.caveats(season(interviews=3), found)
    assert len(set(told)) == len(found)
    assert not any("{" in t for t in told)
    assert "Only 17 non-US IMGs are behind the figures for Neurology. Other specialties fill in." in told
    assert any("adjusted them for US-IMGs" in t for t in told)


def test_every_kind_of_interview_has_its_words() -> None:
    assert set(outlook_words.INTERVIEW_KINDS) == {*INTERVIEW_KINDS, FIRST_YEAR}


def test_the_reference_class_is_named_with_its_count() -> None:
    told = outlook_words.reference_text("non_us_img", "internal_medicine", 6)
    assert told == "non-US IMGs who preferred Internal Medicine and ranked 6 programs"
    assert outlook_words.reference_text("us_md", "neurology", 1).endswith("ranked 1 program")


@pytest.mark.parametrize(
    ("n", "worth", "told"),
    [
        (9, 5.2, "Your 9 are worth about 5 average ones."),
        (1, 0.4, "Your 1 is worth about 0 average ones."),
        (2, 1.2, "Your 2 are worth about 1 average one."),
        (6, 6.3, ""),
        (0, 0.0, ""),
    ],
)
def test_what_a_list_is_worth_is_said_where_it_differs_from_its_count(
    outlook: Outlook, n: int, worth: float, told: str
) -> None:
    counted = outlook.counts.model_copy(update={"rankable": n})
    changed = outlook.model_copy(update={"counts": counted, "effective_interviews": worth})
    assert outlook_words.worth(changed) == told


def test_a_bare_number_is_not_told_as_invited_and_scheduled(outlook: Outlook) -> None:
    counts = outlook.counts.model_copy(update={"rankable": 4})
    assert outlook_words.counts(counts, season(interviews=4)) == "You gave the number 4. We count all 4."
    assert outlook_words.counts(counts, season(interviews=[])).startswith("You told us: ")


def test_interviews_that_do_not_count_are_told_with_the_reason() -> None:
    interviews = [
        {"program": "A", "status": "declined"},
        {"program": "B", "status": "waitlisted"},
        {"program": "C", "status": "waitlisted"},
        {"program": "D", "would_rank": False},
        {"program": "E", "visas_sponsored": []},
        {"program": "F"},
    ]
    told = outlook_words.exclusions(season(interviews=interviews))
    assert told.startswith("Not counted: ")
    for part in (
        "1 (you declined it)",
        "2 (on a waiting list)",
        "1 (you would not rank it)",
        "1 (the program does not",
    ):
        assert part in told, told
    assert outlook_words.exclusions(season(interviews=interviews[-1:])) == ""


def test_the_notes_are_the_warnings_that_the_rules_call_notes() -> None:
    assert {code for code, rule in rules("warnings").items() if rule.note} == outlook_words.NOTES


def test_what_to_check_and_what_is_good_to_know_keep_their_order(outlook: Outlook) -> None:
    codes = ("visa_unknown", "good_mix", "couple_each", "virtual_same")
    found = tuple(Caution(code=c, text="t", source="s") for c in codes)
    check, notes = outlook_words.cautions(outlook.model_copy(update={"warnings": found}))
    assert [c.code for c in check] == ["visa_unknown", "couple_each"]
    assert [c.code for c in notes] == ["good_mix", "virtual_same"]


def test_a_list_over_two_specialties_says_each_part_and_each_alone_in_the_order_of_wishes() -> None:
    season = Season.model_validate({
        "applicant": {"type": "non_us_img", "visa": "none"},
        "targets": [{"specialty": "neurology", "track": "advanced"}, {"specialty": "family_medicine"}],
        "interviews": [
            {"program": "A", "went": "poorly"}, {"program": "B", "specialty": "family_medicine", "went": "poorly"}
        ],
    })  # fmt: skip
    answer = outlook_of(season, date(2026, 11, 22))
    first, second = outlook_words.specialties(answer)
    assert first.startswith("Neurology (advanced), 1 interview: ")
    assert second.startswith("Family Medicine, 1 interview: ")
    one, two = answer.by_specialty
    for line, part in ((first, one), (second, two)):
        share, alone = words.chance(part.share), words.chance(part.chance)  # each with its range
        assert line.endswith(
            f": {share} match here{'. Alone: the same' if share == alone else f'. Alone: {alone}'}."
        )
    assert outlook_words.worth(answer) == "Your 2 are worth about 1 average one, each in its own specialty."
    assert words.season_line(season).startswith("Neurology (advanced), then Family Medicine, non-US IMG")


def test_a_part_without_interviews_gets_no_number(outlook: Outlook) -> None:
    one = {"track": "categorical", "chance": outlook.chance, "share": outlook.chance}
    parts = [
        SpecialtyOutlook(specialty="neurology", count=6, **one),
        SpecialtyOutlook(specialty="pathology", count=0, **one),
    ]
    _, none = outlook_words.specialties(outlook.model_copy(update={"by_specialty": tuple(parts)}))
    assert none == "Pathology: no interview counts yet."


def test_a_list_in_one_specialty_says_nothing_of_parts() -> None:
    season = Season.model_validate(
        {"applicant": {"type": "us_img"}, "target": {"specialty": "neurology"}, "interviews": 6}
    )
    assert outlook_words.specialties(outlook_of(season, date(2026, 11, 22))) == ()


IMGS_THERE = "15 of 100 graduates of schools outside the United States matched (2003 to 2008)."


@pytest.mark.parametrize(
    ("specialty", "whose", "published"),
    [
        ("ophthalmology", "SF Match", f" There, {IMGS_THERE}"),
        ("urology", "American Urological Association", ""),
    ],
)
def test_a_specialty_with_a_match_of_its_own_gets_no_number_but_what_is_published_and_whose_it_is(
    specialty: str, whose: str, published: str
) -> None:
    couples = {"partner": {"type": "us_md"}, "partner_interviews": 4}
    found = outlook_of(
        season(target={"specialty": specialty}, interviews=6, couples=couples), date(2026, 11, 22)
    )
    assert (found.chance, found.reference_class, found.couple) == (None, None, None)
    assert (found.curve, found.by_specialty, found.next_interview, found.assumptions) == ((), (), (), ())
    assert (found.verdict.code, outlook_words.has_number(found)) == ("cannot_say", False)
    name = specialty.title()
    assert found.headline == f"We give no chance for {name}: it has a match of its own ({whose}).{published}"
    assert found.caveats[0].startswith(f"{name} has a match of its own ({whose}).")
    assert IMGS_THERE in found.caveats[1] if published else len(found.caveats) == 1
    ids = {s.id for s in found.sources}
    assert "season_rules.own_match_lead" in ids
    assert ("selection.ophthalmology_imgs" in ids) == bool(published)
    assert not {i for i in ids if i.startswith(("charting", "assumptions"))}
    assert outlook_words.couple(found) == ()


def test_interviews_of_a_match_of_its_own_are_left_out_of_the_chance_of_the_other() -> None:
    both = [{"specialty": "ophthalmology"}, {"specialty": "neurology"}]
    held = [{"program": f"P{n}", "status": "attended", "specialty": "neurology"} for n in range(4)]
    eye = [{"program": "Eye", "status": "attended", "specialty": "ophthalmology"}]
    base = {"applicant": {"type": "us_img"}}
    alone, mixed = (
        outlook_of(Season.model_validate({**base, **more}), date(2026, 11, 22))
        for more in ({"targets": both[1:], "interviews": held}, {"targets": both, "interviews": held + eye})
    )
    assert mixed.chance is not None
    assert alone.chance is not None
    assert mixed.chance.value == alone.chance.value
    assert (
        "Ophthalmology has a match of its own (SF Match). Your interviews there are not counted here."
        in mixed.caveats
    )
