"""One list of pairs for two saved seasons."""

from __future__ import annotations

from datetime import date

import pytest

from .conftest import DAY, Page, Reader

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


def kept(reader: Reader, both: tuple[str, str], **wishes: str) -> Page:
    """The page of the pairs that both seasons keep."""
    base, partner = both
    asked = "&".join(f"{k}={v}" for k, v in {"partner": partner, **wishes}.items())
    return reader.send(f"{base}/keep?{asked}")


def names(page: Page) -> list[tuple[str, str]]:
    def of(who: str) -> list[str]:
        cells = [e.text for e in page.all("td") if e.attributes.get("data-label") == who]
        return [text.removesuffix("999999999").strip() for text in cells]

    return list(zip(of("You"), of("Your partner"), strict=True))


def test_kept_pairs_stand_in_both_seasons_and_each_change_too(reader: Reader, both: tuple[str, str]) -> None:
    base, partner = both
    page = kept(reader, both)
    assert page.h1 == "Your list for two"
    assert "Kept in both seasons." in page.words
    theirs = f"/s/{partner}/rank/couple"
    before = names(page)
    assert names(reader.open(theirs)) == [(b, a) for a, b in before]
    assert len(before) == 8
    for said in ("down:1", "off:8"):
        page = reader.send(f"{base}/edit", do=said)
    assert names(page)[:2] == [before[1], before[0]]
    assert "you said so" in page.words
    assert "no pair catches" in page.words
    second = reader.open(base).all("option")[1].attributes["value"]
    page = reader.send(f"{base}/edit", do="add", own=second, theirs="no match")
    assert names(page)[-1] == before[-1] == ("Ash Two", "no match")
    turned = names(page)
    page = reader.send(f"{base}/edit", do="order", order="3,1,2,4,5,6,7,8")
    assert names(page)[:3] == [turned[2], turned[0], turned[1]]
    page = reader.send(f"{base}/edit", do="move", number="8", to="2")
    assert [(b, a) for a, b in names(reader.open(theirs))] == names(page)
    assert "Moved pair 8 to 2" in page.words
    page = reader.send(f"{base}/edit", do="restore:0")
    assert names(page) == before
    assert "Moved a pair" in reader.open(f"{base.split('/rank')[0]}/history").words
    assert reader.open(f"{base}/list.csv").html.count("\n") == 9
    assert "The rivals are invented." in reader.open(f"{base}/watch").words


def test_each_partner_certifies_their_half_and_a_change_raises_the_alarm(
    reader: Reader, both: tuple[str, str]
) -> None:
    base, partner = both
    kept(reader, both)
    page = reader.send(f"{base}/edit", do="certify")
    assert "You: Certified as it stands. Your partner: Not certified yet." in page.words
    assert "Only one of you has certified." in page.words
    page = reader.send(f"/s/{partner}/rank/couple/edit", do="certify")
    assert "Only one of you" not in page.words
    page = reader.send(f"{base}/edit", do="up:2")
    assert "For you: You changed the list after you certified it." in page.words
    assert "For your partner: You changed the list after you certified it." in page.words
    assert "You: Certified as it stands." in reader.send(f"{base}/edit", do="certified").words


def test_wishes_of_every_kind_make_the_pairs(reader: Reader, both: tuple[str, str]) -> None:
    page = kept(reader, both, must="Ash Two, no match", never="Ash One, Birch One", apart="no", limit="4",
                together="hours", hours="2,5", weight="0.5")  # fmt: skip
    assert names(page)[0] == ("Ash Two", "no match")
    assert ("Ash One", "Birch One") not in names(page)
    assert len(names(page)) == 4
    form = reader.open(f"{both[0]}?change=1")
    assert [t.text for t in form.all("textarea")] == ["Ash Two, no match", "Ash One, Birch One"]
    values = {
        i.attributes["id"]: i.attributes.get("value") for i in form.all("input") if "id" in i.attributes
    }
    assert (values["hours"], values["weight"]) == ("2.5", "0.5")
    page = reader.open(f"{both[0]}?partner={both[1]}&must=Ash Two&limit=900", 422)
    assert [where for where, _ in page.errors] == ["#limit", "#must"]


def test_edits_that_cannot_be_are_named_and_change_nothing(reader: Reader, both: tuple[str, str]) -> None:
    base, _ = both
    kept(reader, both)
    before = names(reader.open(base))
    assert reader.send(f"{base}/edit", 422, do="move", number="x", to="1").errors[0][0] == "#number"
    assert (
        reader.send(f"{base}/edit", 422, do="add", own="no match", theirs="no match").errors[0][0] == "#own"
    )
    for do, order in (("off:99", ""), ("order", "1,1"), ("order", "x"), ("order", "9,1")):
        assert (
            "not on your list any more" in reader.send(f"{base}/edit", 422, do=do, order=order).errors[0][1]
        )
    assert reader.client.post(f"{base}/edit", data={"do": "dance"}).status_code == 400
    assert (
        reader.client.post(f"{both[0].replace('couple', 'none')}/edit", data={"do": "up:1"}).status_code
        == 404
    )
    assert names(reader.open(base)) == before


def test_two_lists_that_differ_are_told_and_made_one(reader: Reader, both: tuple[str, str]) -> None:
    base, partner = both
    kept(reader, both)
    reader.send(f"/s/{partner}/undo")  # the partner takes the list back: only this season keeps one
    page = reader.send(f"{base}/edit", do="give")
    assert "keeps another list" not in page.words
    assert len(names(reader.open(f"/s/{partner}/rank/couple"))) == 8
    other = {"couple_list": {"partner": base.split("/")[2], "pairs": [["Birch Two", "no match"]]}}
    assert reader.client.patch(f"/api/v1/seasons/{partner}", json=other).status_code == 200
    assert "Your partner’s season keeps another list than yours." in reader.open(base).words
    page = reader.send(f"{base}/edit", do="theirs")
    assert names(page) == [("no match", "Birch Two")]
    assert "keeps another list" not in page.words


def test_a_file_brings_the_partner_without_notes_and_ratings(reader: Reader, both: tuple[str, str]) -> None:
    base, partner = both
    kept(reader, both)
    file = reader.client.get(f"/s/{partner}/rank/couple/for-partner.json")
    assert "attachment" in file.headers["content-disposition"]
    assert reader.client.get(f"/s/{partner}/rank/couple/for-partner.exe").status_code == 404
    alone = reader.send("/upload", text=SEASON.format("Ash")).url
    sent = {"file": ("partner.json", file.content, "application/json")}
    page = reader.send(f"{alone}/rank/couple/partner", files=sent, pairs="yes")
    assert "Your partner is here now." in page.words
    page = reader.open(f"{alone}/rank/couple")
    assert names(page) == names(reader.open(base))
    assert "With Your partner, as this season has them" in page.words
    assert reader.send(f"{alone}/rank/couple/partner", 422).errors[0][0] == "#file"
    wrong = {"file": ("x.json", b"{", "application/json")}
    assert reader.send(f"{alone}/rank/couple/partner", 422, files=wrong).errors[0][0] == "#file"
