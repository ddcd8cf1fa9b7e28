"""The article's sixth question: US clinical experience does not change how many interviews are needed."""

from __future__ import annotations

from typing import Any


def test_the_target_is_the_same_with_an_observership_and_with_hands_on_experience(
    outlook: Any, strong_non_us_img: dict[str, Any], warned: Any
) -> None:
    answers = [
        outlook(8, strong_non_us_img | {"us_clinical_experience": kind})
        for kind in ("observership", "hands_on")
    ]
    assert len({(a.bucket.code, a.target, a.still_needed, a.zone.code) for a in answers}) == 1
    for answer in answers:
        assert "does not change how many you need" in warned(answer)["experience_same_target"]
