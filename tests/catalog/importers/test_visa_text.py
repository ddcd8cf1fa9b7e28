"""What sentences say of visas: a negation wins, and what can be read in two ways is not known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchsafe.catalog.importers.cell_values import read_cell, visas_of_code
from matchsafe.catalog.importers.number_text import PLAIN
from matchsafe.catalog.importers.visa_text import VISA_FIELDS, sponsorship, visas_of

YES, NO = True, False


@pytest.mark.parametrize(
    "text",
    [
        "J-1 visa only; we do not sponsor H-1B", "J1 yes, H1B not offered", "J-1 only", "J-1 visas only",
        "J-1 visa only we do not sponsor H-1B", "J1/no H1B", "J1: yes; H1B: no", "J1 yes H1B no", "J-1 (ECFMG) only",
        "We sponsor J-1 but not H-1B", "H1B - No, J1 - Yes", "J1, no H1", "J-1 \u2713 H-1B \u2717",
        "H-1B never, J-1 always",
        "H-1B sponsorship is no longer available; J-1 accepted", "J-1, H-1B not sponsored", "J-1 but H-1B is excluded",
        "We cannot sponsor H-1B visas. J-1 visas through ECFMG are accepted.", "J1 - Y, H1B - N",
        "J-1 sponsored, but this program doesn\u2019t sponsor H-1B",
        "We don't offer H1B; J1 ok", "J-1 visa without H-1B", "Accepts J-1; refuses H-1B", "J-1 \u2705, H-1B \u274c",
        "Yes (J1), No (H1B)", "J-1 exclusively", "Only the J-1 visa is sponsored", "J1 ok, H1B on hold",
        "J-1 Visa, H-1B (no longer)", "J-1 (yes), H-1B (no)", "J-1, H-1B (not sponsored)",
        "J1 Yes, H1B: not at this time", "only J1 through ECFMG; H-1B: N", "J1 w/o H1B", "J1(+), H1B(-)", "+J1 -H1B",
        "J-1 = 1, H-1B = 0", "J1 True H1B False", "J-1; no other visas", "just J1", "J1, H1B - nope",
        "J1; H1B, not anymore",
        "J-1 accepted \u2013 no H-1B", "J-1 accepted / no H-1B", "No visa other than J-1", "Nothing but J-1",
        "J-1 is sponsored, others are not", "We accept J-1 visa holders only", "J1only",
        "J1 \U0001f44d H1B \U0001f44e",
        "No H-1B, J-1 only", "No H1B J1 visa only", "no H-1B sponsorship, J-1 visas only",
        "No sponsorship except for the ECFMG J-1", "J-1 1, H-1B 0",
        "No H1B / J1 ok", "No - H1B. Yes - J1", "J-1 through ECFMG (Intealth) only", "J-1 allowed; H-1B forbidden",
        "Open to J-1; closed to H-1B",
        "Sponsors J-1; H-1B sponsorship phased out", "J-1 only (no exceptions)", "H-1B off the table, J-1 accepted",
        "The hospital stopped filing H-1B petitions; J-1 remains available", "J-1 remains; H-1B no more",
        "no H visas, J ok", "No visas sponsored except J-1", "No other visas accepted, except the J-1",
        "no longer offering H1B but J1 remains", "H1B paused due to $100,000 fee, J1 continues",
        "Due to the new fee, H-1B sponsorship is suspended. J-1 OK.", "Sponsored: J-1. Not sponsored: H-1B",
    ],
)  # fmt: skip
def test_j1_and_no_h1b(text: str) -> None:
    assert visas_of(text) == {"j1": YES, "h1b": NO}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("J-1, H-1B", {"j1": YES, "h1b": YES}), ("J1 & H1B", {"j1": YES, "h1b": YES}),
        ("both", {"j1": YES, "h1b": YES}),
        ("J-1 or H-1B", {"j1": YES, "h1b": YES}), ("J1 Visa, H1B visa, F1 visa", {"j1": YES, "h1b": YES}),
        ("H-1B (Step 3 required), J-1", {"j1": YES, "h1b": YES}), ("J-1 visa", {"j1": YES}),
        ("H-1B only if Step 3 is passed", {"h1b": YES}), ("J-1 visas are sponsored through ECFMG", {"j1": YES}),
        ("No J-1, H-1B or F-1", {"j1": NO, "h1b": NO}), ("Neither J-1 nor H-1B", {"j1": NO, "h1b": NO}),
        ("J-1 and H-1B visas are not sponsored", {"j1": NO, "h1b": NO}), ("No visa", {"j1": NO, "h1b": NO}),
        ("We do not sponsor visas", {"j1": NO, "h1b": NO}), ("does not sponsor", {"j1": NO, "h1b": NO}),
        ("US citizens and permanent residents only", {"j1": NO, "h1b": NO}), ("not H-1B", {"h1b": NO}),
        ("No J1 or H1B visas sponsored", {"j1": NO, "h1b": NO}), ("We don't sponsor any visas", {"j1": NO, "h1b": NO}),
        ("J1 mostly, H1B 1 per year", {}), ("Non-immigrant visas: J-1. Immigrant visas: none.", {"j1": YES}),
        ("Must be authorized to work in the US without sponsorship", {"j1": NO, "h1b": NO}),
        ("All visas accepted", {"j1": YES, "h1b": YES}), ("H-1B paused", {"h1b": NO}),
        ("No visa sponsorship (J-1 or H-1B)", {"j1": NO, "h1b": NO}), ("H-1B (case by case), J-1", {"j1": YES}),
        ("J-1 and, on rare occasions, H-1B", {"j1": YES}), ("H-1B, sometimes; J-1", {"j1": YES}),
        ("H-1B (after passing Step 3) and J-1", {"j1": YES, "h1b": YES}),
        ("H1b (no J1)", {"h1b": YES, "j1": NO}),
        ("No J1, yes H1B", {"j1": NO, "h1b": YES}), ("Any visa but H-1B", {"h1b": NO}),
        ("H-1Bs are not accepted", {"h1b": NO}),
        ("Non-US citizens must obtain a J-1 visa", {"j1": YES}), ("J-1 as well as H-1B", {"j1": YES, "h1b": YES}),
        ("Does not accept H1-B", {"h1b": NO}), ("visa sponsorship: none", {"j1": NO, "h1b": NO}),
        ("Visa: No", {"j1": NO, "h1b": NO}), ("Visa sponsorship is not available", {"j1": NO, "h1b": NO}),
        ("Must not require visa sponsorship", {"j1": NO, "h1b": NO}), ("J1/H1B (Step 3 req)", {"j1": YES, "h1b": YES}),
        ("J-1 and H-1B are both unavailable", {"j1": NO, "h1b": NO}), ("H1B no problem", {"h1b": YES}),
        ("no preference: J1 or H1B", {"j1": YES, "h1b": YES}),
        ("H1B sponsored for those with Step 3 only", {"h1b": YES}),
        ("H-1B visas are not sponsored by the program", {"h1b": NO}), ("Anything but J-1", {"j1": NO}),
        ("Applicants who hold a J-1 visa are accepted", {"j1": YES}),
        ("Not only J-1 but also H-1B", {"j1": YES, "h1b": YES}), ("We do not exclude J-1", {"j1": YES}),
        ("no restriction on J-1", {"j1": YES}), ("J-1: no minimum score", {"j1": YES}),
        ("No J-1 waiver positions; J-1 sponsored", {"j1": YES}),
        ("No H-1B, J-1", {"h1b": NO}), ("No J-1, H-1B", {"j1": NO}), ("No H-1B, J-1, F-1.", {"h1b": NO}),
        ("Must already hold a green card", {"j1": NO, "h1b": NO}),
        ("prefers J-1, H-1B considered", {"j1": YES, "h1b": YES}), ("Sponsors any visa type", {"j1": YES, "h1b": YES}),
        ("Only US citizens are accepted", {"j1": NO, "h1b": NO}), ("H-1B cap exempt, sponsored", {"h1b": YES}),
        ("Green card or citizenship required", {"j1": NO, "h1b": NO}),
        ("Citizenship not required; J-1 accepted", {"j1": YES}),
        ("does not accept applicants requiring a visa", {"j1": NO, "h1b": NO}),
    ],
)  # fmt: skip
def test_each_visa_is_read_for_itself(text: str, said: dict[str, bool]) -> None:
    assert visas_of(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("H-1B case by case", {}), ("J-1; H-1B case-by-case", {"j1": YES}), ("H-1B: contact us", {}), ("no info", {}),
        ("H-1B possible", {}), ("J-1 yes. H-1B may be considered", {"j1": YES}), ("ask us", {}), ("H-1B?", {}),
        ("J1, H1B considered case by case", {"j1": YES}), ("J-1. H-1B visas are sponsored for fellows.", {"j1": YES}),
        ("H1B: zero so far", {}), ("J1 \u2714 H1B \u2013", {"j1": YES}), ("J-1: -, H-1B: yes", {"h1b": YES}),
        ("H-1B was our chief's dream", {}), ("H-1B, J-1: no", {"j1": NO}),
        ("J-1 yes; H-1B N/A", {"j1": YES}), ("J1 > H1B", {}), ("H-1B only for PGY-4", {}),
        ("No J-1. J-1", {}), ("H1B - rarely", {}), ("H1B, discouraged", {}), ("H1B transfer only", {}),
        ("No H-1B unless Step 3 passed", {}), ("H-1B not sponsored except for current holders", {}),
        ("H-1B not ruled out", {}), ("H-1B: $100k fee", {}), ("No H1B info", {}), ("visa not required", {}),
        ("J1 +/- H1B", {"j1": YES}), ("H1B sponsored in 2022", {}), ("H-1B: 3 of 20 residents", {}),
        ("H1B yes if score > 250", {}), ("H1B not preferred", {}),
        ("F-1 only", {}), ("Step 3 required", {}), ("J-1 waivers are not supported", {}),
        ("Must be a US citizen or eligible for a visa through ECFMG", {}),
        ("Those who need a visa should not wait with their papers", {}),
    ],
)  # fmt: skip
def test_what_is_not_sure_is_not_known(text: str, said: dict[str, bool]) -> None:
    assert visas_of(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Yes", {"h1b": YES}), ("Yes - Step 3 required", {"h1b": YES}), ("N", {"h1b": NO}), ("0", {"h1b": NO}),
        ("not offered", {"h1b": NO}), ("Does not sponsor", {"h1b": NO}), ("No, J-1 only", {"j1": YES, "h1b": NO}),
        ("Sponsored", {"h1b": YES}), ("case by case", {}), ("Contact us", {}), ("Step 3 required", {}),
        ("No info", {}),
        ("we do not", {"h1b": NO}), ("Suspended", {"h1b": NO}), ("\u274c", {"h1b": NO}), ("\u2705", {"h1b": YES}),
        ("no response so far", {}), ("We do not sponsor H-1B", {"h1b": NO}),
        ("yes/no", {}), ("Not required", {}), ("No longer", {"h1b": NO}), ("Suspended due to costs", {}),
        ("US citizens only", {"h1b": NO}), ("Sponsorship available", {"h1b": YES}), ("No (J-1 only)", {"h1b": NO}),
        ("No (the fee)", {"h1b": NO}), ("No, except for fellows", {}), ("we're not able to", {"h1b": NO}),
        ("Sponsored for faculty, not for residents", {}), ("Yes, but none in the last 3 years", {}),
        ("yes but very rare", {}), ("Sponsored for fellows", {}), ("Yes, no Step 3 needed", {"h1b": YES}),
        ("unknown yet", {}), ("available", {"h1b": YES}), ("No J-1", {}),
    ],
)  # fmt: skip
def test_a_column_about_one_visa_is_read_in_words(text: str, said: dict[str, bool]) -> None:
    assert {k: v for k, v in sponsorship(text, "h1b").items() if k == "h1b"} == {
        k: v for k, v in said.items() if k == "h1b"
    }


@given(st.dictionaries(st.sampled_from(VISA_FIELDS), st.booleans(), min_size=1))
def test_what_was_read_is_kept_as_it_was_said(said: dict[str, bool]) -> None:
    sentence = "; ".join(f"{visa}: {'yes' if sponsored else 'no'}" for visa, sponsored in said.items())
    assert visas_of_code(str(read_cell("visas", sentence, PLAIN))) == said


@given(st.text(max_size=60))
def test_any_text_is_read_or_not_known(text: str) -> None:
    assert set(visas_of(text)) <= set(VISA_FIELDS)
    assert set(sponsorship(text, "j1")) <= set(VISA_FIELDS)
