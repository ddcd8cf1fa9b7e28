"""The algorithm on a small market around her list."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import pytest

from matchsafe.domain.match_report import MatchStep
from matchsafe.domain.season import Season
from matchsafe.market import Market, match
from matchsafe.market.match_variations import match_varied
from matchsafe.market.variation_builder import varied_market
from matchsafe.market.variations import Variations
from matchsafe.present import rank_words
from matchsafe.services.rank_watch import PARTNER, YOU, small_market, watched_couple, watched_match

ON: Final = date(2027, 2, 10)


def season(names: str, **more: Any) -> Season:
    held = [{"program": n, "status": "attended", "state": "NY"} for n in names.split()]
    base: dict[str, Any] = {"applicant": {"type": "us_img"}, "target": {"specialty": "pediatrics"}}
    return Season.model_validate(base | {"interviews": held} | more)


def test_she_ends_at_the_first_program_that_takes_her_in_every_market() -> None:
    for number in range(1, 21):
        found = watched_match(season("A B C D"), number, ON)
        takes = [p.name for p in found.programs if p.takes]
        assert found.ends == (takes[0] if takes else None,)
        lists = {YOU: ["A", "B", "C", "D"]} | small_market(YOU, "ABCD", [p.takes for p in found.programs], 0)[
            0
        ]
        programs = {p.name: (p.seats, p.list) for p in found.programs}
        engine = match(Market.from_lists(lists, programs, one_sided="unacceptable"))
        assert engine.program_of(YOU) == found.ends[0]


def test_without_a_number_it_shows_a_market_that_ends_below_the_first_rank() -> None:
    found = watched_match(season("A B C"), on=ON)
    assert found.ends[0] in ("B", "C")
    assert any(s.who == (YOU,) and s.outcome == "refused" for s in found.steps) or any(
        YOU in s.displaced for s in found.steps
    )


def test_a_long_list_is_played_in_part_and_says_so() -> None:
    found = watched_match(season(" ".join(f"P{i}" for i in range(14))), 1, ON)
    assert (len(found.programs), found.left_out) == (10, 4)
    assert rank_words.small_match_notes(found)[-1] == "The last 4 ranks of your list are not played."


def test_the_end_is_short_and_the_programs_that_would_take_her_stand_below_it() -> None:
    found = watched_match(season("A B C D"), 1, ON)
    takes = tuple(p.model_copy(update={"takes": p.name != "A"}) for p in found.programs)
    made = found.model_copy(update={"ends": ("B",), "programs": takes})
    assert rank_words.small_match(made) == "You end at B."
    told = "Of the programs that would take you (B, C and D), it is the one you want most."
    assert rank_words.small_match_notes(made)[0] == told


@pytest.mark.parametrize(
    ("people", "refused", "lost"),
    [
        ((YOU,), "you stand", "You lose"),
        (("Rival 7", YOU), "Rival 7 and you stand", "Rival 7 and you lose"),
        ((PARTNER,), "your partner stands", "Your partner loses"),
        (("You (first year)",), "you (first year) stand", "You (first year) lose"),
        (("Rival 2",), "Rival 2 stands", "Rival 2 loses"),
    ],
)
def test_a_step_names_you_in_the_middle_of_a_sentence_without_a_capital(
    people: tuple[str, ...], refused: str, lost: str
) -> None:
    asked: dict[str, Any] = {"who": ("Rival 1",), "rank": 2, "programs": ("A",)}
    told = rank_words.step(MatchStep(**asked, outcome="refused", better=people))
    assert told == f"Rival 1, rank 2: A. Refused: {refused} higher there."
    told = rank_words.step(MatchStep(**asked, outcome="held", displaced=people))
    assert told == f"Rival 1, rank 2: A. Taken for now. {lost} the seat."


def test_programs_on_both_lists_say_whose_position_they_are() -> None:
    found = watched_couple(season("A B"), season("A C"), on=ON)
    assert [p.name for p in found.programs] == ["A (your position)", "B", "A (your partner’s position)", "C"]
    long = season(" ".join(f"P{i}" for i in range(14)))
    assert watched_couple(long, season("A"), on=ON).left_out == 4


def test_two_programs_of_one_name_stay_two() -> None:
    assert [p.name for p in watched_match(season("A A"), 1, ON).programs] == ["A", "A (2)"]


def test_a_couple_ends_where_the_engine_puts_it() -> None:
    one, two = season("A B"), season("C D")
    for number in range(1, 11):
        found = watched_couple(one, two, number=number, on=ON)
        assert found.steps[-1].who == (YOU, PARTNER) or any(s.who == (YOU, PARTNER) for s in found.steps)
        takes = {p.name: p.takes for p in found.programs}
        for end in found.ends:
            assert end is None or takes[end]
        if all(takes.values()):
            assert None not in found.ends


def radiologist() -> Season:
    held = [
        {"program": "R1", "specialty": "radiology_diagnostic", "track": "advanced", "state": "NY"},
        {"program": "Y1", "specialty": "internal_medicine", "track": "preliminary"},
        {"program": "R2", "specialty": "radiology_diagnostic", "track": "advanced", "state": "NY"},
        {"program": "Y2", "track": "transitional"},
    ]
    order = {
        "order": ["R1", "Y1", "R2"],
        "supplemental": [{"advanced": ["R1", "R2"], "programs": ["Y1", "Y2"]}],
    }
    more = {"target": {"specialty": "radiology_diagnostic", "track": "advanced"}, "rank_list": order}
    return season("", interviews=[h | {"status": "attended"} for h in held], **more)


def test_a_supplemental_list_is_tried_after_a_match_to_its_advanced_program() -> None:
    ends = set()
    for number in range(1, 41):
        found = watched_match(radiologist(), number, ON)
        names = [p.name for p in found.programs]
        assert names == ["R1", "Y1", "R2", "Y2"]
        lists = {w: list(dict.fromkeys(s.programs[0] for s in found.steps if s.who == (w,) and s.programs))
                 for w in {n for p in found.programs for n in p.list} if w.startswith("Rival")}  # fmt: skip
        programs = {p.name: (p.seats, [w for w in p.list if w != "You (first year)"]) for p in found.programs}
        programs["Y2"] = (2, [w.removesuffix(" (first year)") for w in found.programs[3].list])
        varied = varied_market(
            {YOU: ["R1", "Y1", "R2"]} | lists, programs, one_sided="unacceptable",
            variations=Variations(supplemental={YOU: {"R1": ["Y1", "Y2"], "R2": ["Y1", "Y2"]}}),
        )  # fmt: skip
        engine = match_varied(varied)
        assert engine.as_dict()[YOU] == found.ends[0]
        assert engine.first_year() == found.first_years
        ends.add((found.ends[0], found.first_years.get(YOU, "none is needed")))
    assert {("R1", "Y1"), ("R1", None)} <= ends
    assert ("Y1", "none is needed") in ends
    assert not any(end == "R2" and year == "Y1" for end, year in ends), (
        "Y1 missed her above R2 and does so again"
    )


def test_each_partner_s_supplemental_list_is_tried_too() -> None:
    told = [watched_couple(radiologist(), season("A B"), number=n, on=ON).first_years for n in range(1, 21)]
    assert {YOU: "Y1"} in told
    assert {YOU: None} in told
    assert all(PARTNER not in years for years in told)
