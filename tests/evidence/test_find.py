"""Figures are found by words, and a wrong id leads to the right one."""

from __future__ import annotations

import pytest

from matchsafe import evidence


def found(text: str) -> list[str]:
    return [f.id for f in evidence.search(text)]


def test_a_figure_is_found_by_its_id() -> None:
    ids = found("charting_2026.counts")
    assert "charting_2026.counts" in ids
    named = [i for i in ids if i != "charting_2026.counts"]
    assert all("charting_2026.counts" in evidence.figure(i).notes for i in named), "the others speak of it"


def test_a_figure_is_found_by_words_of_its_title_in_any_case_and_order() -> None:
    assert "fees.eras_2026_first_30" in found("FEE eras first")


def test_a_figure_is_found_by_its_publisher() -> None:
    ids = found("journal of graduate medical education")
    assert ids
    assert all(i.startswith("visa.im_") for i in ids)


def test_every_word_has_to_be_there() -> None:
    assert found("eras zebra") == []


@pytest.mark.parametrize("text", ["", "   "])
def test_no_words_find_everything(text: str) -> None:
    assert evidence.search(text) == list(evidence.figures())


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        ("charting_2026.count", "charting_2026.counts"),
        ("chart_2026.contiguous_rank", "charting_2026.contiguous_ranks"),
        ("contiguous_ranks", "charting_2026.contiguous_ranks"),
        ("visa_required_2026", "match_rates.visa_required_2026"),
        (" FEES.ERAS_2026_FIRST_30 ", "fees.eras_2026_first_30"),
    ],
)
def test_a_near_miss_leads_to_the_figure_that_was_meant(wrong: str, meant: str) -> None:
    assert evidence.suggest(wrong)[0] == meant


def test_nothing_is_suggested_for_what_is_like_nothing() -> None:
    assert evidence.suggest("qqqqxxzz") == []


def test_no_more_is_suggested_than_asked_for_and_nothing_twice() -> None:
    near = evidence.suggest("fees.eras_2026", limit=2)
    assert len(near) == 2
    assert len(set(evidence.suggest("fees.eras_2026", limit=8))) == len(
        evidence.suggest("fees.eras_2026", limit=8)
    )
