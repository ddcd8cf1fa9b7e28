"""One list of pairs for two saved seasons."""

from __future__ import annotations

from datetime import date

import pytest

from .conftest import DAY, Reader

SEASON = """
applicant: {{type: us_img}}
target: {{specialty: internal_medicine}}
interviews:
  - {{program: {0} One, state: NY, status: attended}}
  - {{program: {0} Two, state: CA, status: attended}}
"""


@pytest.fixture(autouse=True)
def february(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(DAY, "today", date(2027, 2, 10))


@pytest.fixture
def both(reader: Reader) -> tuple[str, str]:
    """The address of the first partner's pairs, and the id of the second's season."""
    first, second = (reader.send("/upload", text=SEASON.format(name)).url for name in ("Ash", "Birch"))
    return f"{first}/rank/couple", second.rsplit("/", 1)[1]


def test_the_pairs_come_with_chances_reasons_and_checks(reader: Reader, both: tuple[str, str]) -> None:
    base, partner = both
    assert reader.open(base).h1 == "One list for two"
    page = reader.open(f"{base}?partner={partner}&together=state&alone=last")
    assert "Of 100 couples like you with this list, both match in about" in page.words
    assert "If each of you ranked alone" in page.words
    rows = [" ".join(r.text.split()) for r in page.all("tr")]
    assert any(r.startswith("1Ash OneBirch One") and "Together (New York)" in r for r in rows)
    assert "Certify your list by 3 March 2027" in page.words
    table = reader.open(f"{base}/list.csv?partner={partner}").html
    assert table.count("\n") == 1 + 4 + 4
    assert "999999999" in table
    assert "The rivals are invented." in reader.open(f"{base}/watch?partner={partner}&market=3").words


def test_pairs_of_their_own_are_checked(reader: Reader, both: tuple[str, str]) -> None:
    base, partner = both
    page = reader.send(
        f"{base}?partner={partner}", pairs="Ash One | Birch One\nAsh Two, no match\nAsh Two,Birch Two"
    )
    assert page.h1 == "Your own pairs"
    assert "Ash Two with Birch Two: below a pair of one of these programs" in page.words
    assert "Outcomes that no pair catches" in page.words


def test_what_is_wrong_with_the_wishes_is_named(reader: Reader, both: tuple[str, str]) -> None:
    base, _ = both
    page = reader.open(f"{base}?partner=nobody&weight=x", 422)
    assert [where for where, _ in page.errors] == ["#partner", "#weight"]


def test_alone_on_the_device_it_says_how_the_partner_gets_there(reader: Reader) -> None:
    alone = reader.send("/upload", text=SEASON.format("Ash")).url
    assert "Your partner is not here yet." in reader.open(f"{alone}/rank/couple").words


def test_the_partner_in_the_season_itself_can_be_chosen(reader: Reader) -> None:
    own = SEASON.format("Ash") + "couples: {partner: {type: us_md}, partner_interviews: 2}\n"
    base = reader.send("/upload", text=own).url + "/rank/couple"
    assert "Interview 1" in reader.open(f"{base}?partner=own").words
