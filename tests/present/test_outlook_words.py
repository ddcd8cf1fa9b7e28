"""An outlook is said the same way everywhere: the answer, the usual target, what to know."""

from __future__ import annotations

from typing import get_args

import pytest

from matchsafe.advice.rules import rules
from matchsafe.domain.estimate import Estimate
from matchsafe.domain.outlook import Caution, Caveat, CaveatCode, CoupleOutlook, Outlook, TargetCount
from matchsafe.domain.season import Season
from matchsafe.domain.text import MarkedText
from matchsafe.odds import INTERVIEW_KINDS
from matchsafe.present import marked, outlook_words


def exactly(value: float) -> Estimate:
    return Estimate(value=value, low=value, high=value)


def headline(of: Outlook) -> MarkedText:
    return outlook_words.headline(of.chance, of.couple, of.counts.rankable)


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


def test_the_headline_without_an_interview_is_exact_and_not_the_end(outlook: Outlook) -> None:
    none = outlook.counts.model_copy(update={"rankable": 0})
    told = headline(outlook.model_copy(update={"counts": none, "chance": exactly(0.0)}))
    assert "none match" in told
    assert told.endswith("One interview changes that.")


@pytest.mark.parametrize(
    ("rankable", "target", "told"),
    [
        (6, (10, 12), "Borderline. Four to six more would bring you to the usual target of 10 to 12."),
        (0, (12, 15), "Borderline. 12 to 15 more would bring you to the usual target of 12 to 15."),
        (11, (10, 12), "Borderline. You are inside the usual target of 10 to 12."),
        (14, (10, 12), "Borderline. You are past the usual target of 10 to 12."),
        (3, (10, 12), "Borderline. Seven to nine more would bring you to the usual target of 10 to 12."),
        (1, (10, 12), "Borderline. 9 to 11 more would bring you to the usual target of 10 to 12."),
        (9, (10, 10), "Borderline. One more would bring you to the usual target of 10 to 10."),
    ],
)
def test_the_standing_says_how_far_the_usual_target_is(
    outlook: Outlook, rankable: int, target: tuple[int, int], told: str
) -> None:
    changed = outlook.model_copy(
        update={
            "counts": outlook.counts.model_copy(update={"rankable": rankable}),
            "target": TargetCount(low=target[0], high=target[1]),
        }
    )
    assert outlook_words.zone_sentence(changed) == told


def test_the_standing_without_a_target_promises_none(outlook: Outlook) -> None:
    zone = outlook.zone.model_copy(update={"code": "no_safe_number"})
    assert (
        outlook_words.zone_sentence(outlook.model_copy(update={"target": None, "zone": zone}))
        == "No safe number."
    )


def test_the_standing_of_a_couple_speaks_of_one_and_asks_for_each(outlook: Outlook) -> None:
    two = CoupleOutlook(partner_interviews=12, both=exactly(0.5), one=exactly(0.3), neither=exactly(0.2))
    told = outlook_words.zone_sentence(
        outlook.model_copy(update={"couple": two, "target": TargetCount(low=12, high=15)})
    )
    assert told.startswith("Borderline for one applicant alone. ")
    assert told.endswith("the usual target of 12 to 15 each.")


def test_a_us_graduate_is_not_placed_on_a_scale_made_for_imgs(outlook: Outlook) -> None:
    bucket = outlook.bucket.model_copy(update={"code": "not_an_img"})
    zone = outlook.zone.model_copy(update={"code": "extremely_high_risk", "text": "Made for IMGs."})
    graduate = outlook.model_copy(update={"bucket": bucket, "zone": zone, "target": None})
    assert (
        outlook_words.zone_sentence(graduate)
        == "The usual targets were made for IMGs, so none is given here."
    )
    assert outlook_words.zone_text(graduate) == "Made for IMGs."


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Borderline: it can go either way.", "The rule of thumb: it can go either way."),
        ("borderline", "The rule of thumb: borderline."),
        ("A match is likely", "The rule of thumb: a match is likely."),
        ("IMGs match", "The rule of thumb: IMGs match."),
    ],
)
def test_the_meaning_of_a_zone_is_named_a_rule_of_thumb(outlook: Outlook, text: str, told: str) -> None:
    zone = outlook.zone.model_copy(update={"text": text})
    without_rate = outlook.model_copy(update={"zone": zone, "rule_of_thumb": None})
    assert outlook_words.zone_text(without_rate) == told
    rate = outlook_words.zone_text(outlook.model_copy(update={"zone": zone}))
    assert rate == f"{told} It gives about 45 in 100 for a list of 4 to 6."


def test_the_numbers_of_the_answer_and_the_target_lead_to_where_they_come_from(outlook: Outlook) -> None:
    assert marked.html(headline(outlook)) == (
        'Of 100 applicants like you, <a href="/method">about 71</a> match. It could be '
        '<a href="/method">58 to 82</a>.'
    )
    target = TargetCount(low=12, high=15, source="article.couple_target")
    told = marked.html(outlook_words.zone_sentence(outlook.model_copy(update={"target": target})))
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
    told = outlook_words.caveats(season(interviews=3), found)
    assert len(set(told)) == len(found)
    assert not any("{" in t for t in told)
    assert "Only 17 non-US IMGs are behind the figures for Neurology. Other specialties fill in." in told
    assert any("adjusted them for US-IMGs" in t for t in told)


def test_every_kind_of_interview_has_its_words() -> None:
    assert set(outlook_words.INTERVIEW_KINDS) == set(INTERVIEW_KINDS)


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
    told = outlook_words.not_counted(season(interviews=interviews))
    assert told.startswith("Not counted: ")
    for part in (
        "1 (you declined it)",
        "2 (on a waiting list)",
        "1 (you would not rank it)",
        "1 (the program does not",
    ):
        assert part in told, told
    assert outlook_words.not_counted(season(interviews=interviews[-1:])) == ""


def test_the_notes_are_the_warnings_that_the_rules_call_notes() -> None:
    assert {code for code, rule in rules("warnings").items() if rule.note} == outlook_words.NOTES


def test_what_to_check_and_what_is_good_to_know_keep_their_order(outlook: Outlook) -> None:
    codes = ("visa_unknown", "good_mix", "couple_each", "virtual_same")
    found = tuple(Caution(code=c, text="t", source="s") for c in codes)
    check, notes = outlook_words.cautions(outlook.model_copy(update={"warnings": found}))
    assert [c.code for c in check] == ["visa_unknown", "couple_each"]
    assert [c.code for c in notes] == ["good_mix", "virtual_same"]
