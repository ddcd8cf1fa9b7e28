"""Signals by specialty, and what the reader calls them."""

from __future__ import annotations

from matchsafe.evidence.signals import signal_counts, signal_name


def test_internal_medicine_has_two_kinds_and_family_medicine_one() -> None:
    assert signal_counts("internal_medicine") == (3, 12)
    assert signal_counts("family_medicine").gold == 0
    assert signal_counts("family_medicine").silver > 0


def test_a_specialty_without_figures_has_no_signals() -> None:
    assert signal_counts("osteopathic_neuromusculoskeletal_medicine") == (0, 0)


def test_signals_are_named_by_kind_only_where_there_are_two() -> None:
    assert signal_name("silver", "internal_medicine") == "silver signal"
    assert signal_name("gold", "internal_medicine") == "gold signal"
    assert signal_name("silver", "family_medicine") == "signal"
    assert signal_name(None, "internal_medicine") == ""
