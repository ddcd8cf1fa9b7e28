"""A result with variations that is wrong is reported, and worded, with what is wrong about each variation."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from matchsafe.market import Reversion, Variations, match_varied, varied_market
from matchsafe.market.variation_report import report_varied
from matchsafe.market.variation_stability import certify_varied
from matchsafe.present.match_words import blocking_lines, with_words
from matchsafe.present.variation_words import variation_lists, with_variation_words


def test_wrong_numbers_and_wrong_reversions_are_named() -> None:
    people = ["Ann", "Ben"]
    programs: Any = {"Ward": (2, people), "Lab": (3, []), "Hill": (0, [])}
    wanted = Variations(reversions=[Reversion("Lab", "Hill", 2)], parity={"Ward": "even"})
    right = match_varied(varied_market({a: ["Ward"] for a in people}, programs, variations=wanted))
    assert right.stable
    held, given = right.held.copy(), np.array([1])
    held[1] = -1
    found = certify_varied(right.varied, held, right.entries, given)
    wrong = replace(right, held=held, given=given, certificate=found)
    report = with_variation_words(with_words(report_varied(wrong)))
    assert report.certificate.sentences[0] == (
        "Checked: not stable. 1 applicant and a program that would rather have each other; 1 program with an even or"
        " odd number that is not the wanted one; 1 reversion that moved the wrong number of positions."
    )
    assert blocking_lines(report.certificate) == [
        "Ben and Ward would rather have each other.",
        "Ward has an even or odd number that it does not want.",
        "Lab to Hill: 1 position moved, which is too many, too few, or before its turn.",
    ]
    assert report.programs[1].quota == 2


def test_a_seat_nobody_waits_for_is_not_called_empty_for_the_number() -> None:
    programs: Any = {"Ward": (3, ["Ann"])}
    varied = varied_market({"Ann": ["Ward"]}, programs, variations=Variations(parity={"Ward": "odd"}))
    told = report_varied(match_varied(varied)).variations
    assert told is not None
    assert variation_lists(told) == [
        ("Even or odd numbers", ["Ward wants an odd number: 1 of 3 positions filled."])
    ]


def test_a_report_without_variations_stays_as_it_is() -> None:
    report = report_varied(match_varied(varied_market({}, {}))).model_copy(update={"variations": None})
    assert with_variation_words(report) is report
