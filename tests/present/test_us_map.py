"""The map has every state once, tells the same as its table and its words, and never says anything by shade alone."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from matchsafe.domain.states import STATE_NAMES
from matchsafe.present import us_map
from matchsafe.present.us_map import PLACES, StateMap

SVG = "{http://www.w3.org/2000/svg}"
numbers = st.integers(0, 30) | st.integers(0, 20_000)
counts = st.dictionaries(st.sampled_from([*STATE_NAMES, "", "Atlantis"]), numbers, max_size=60)


def drawn(svg: str) -> list[tuple[str, str, str, str, tuple[float, float, float, float]]]:
    """Each tile: its class, its code, the number in it, what it says, and its left, top, right and bottom."""
    out = []
    for part in ElementTree.fromstring(svg):
        if "ms-shade" not in part.attrib.get("class", ""):
            continue
        title = part.find(f"{SVG}title")
        squares, texts = part.findall(f"{SVG}rect"), part.findall(f"{SVG}text")
        for square, text in zip(squares, texts, strict=True):
            left, top, wide, high = (float(square.attrib[k]) for k in ("x", "y", "width", "height"))
            number = "".join(e.text or "" for e in text)
            said = "" if title is None else title.text
            at = (left, top, left + wide, top + high)
            assert at[0] < float(text.attrib["x"]) < at[2]
            assert at[1] < float(text.attrib["y"]) < at[3]
            out.append((part.attrib["class"], text.text, number, said, at))
    return out


def test_every_state_and_territory_has_one_place_of_its_own():
    assert sorted(PLACES) == sorted(STATE_NAMES)
    assert len(set(PLACES.values())) == len(PLACES)
    assert "PR" in PLACES
    assert max(column for column, _ in PLACES.values()) <= 10


@given(counts)
def test_tiles_stay_inside_and_do_not_overlap(found: dict[str, int]):
    svg = us_map.svg(StateMap(found), title="Programs")
    _, _, wide, high = map(int, ElementTree.fromstring(svg).attrib["viewBox"].split())
    tiles = drawn(svg)
    assert sorted(code for _, code, *_ in tiles) == sorted(STATE_NAMES)
    squares = [at for *_, at in tiles]
    assert all(a >= 0 and b >= 0 and c <= wide and d <= high for a, b, c, d in squares)
    assert all(c - a >= 32 and d - b >= 32 for a, b, c, d in squares)
    for (a, b, c, d), (e, f, g, h) in combinations(squares, 2):
        assert c <= e or g <= a or d <= f or h <= b


def test_neighbours_keep_their_sides():
    for west, east in (("CA", "NV"), ("WA", "ID"), ("OH", "PA"), ("NY", "MA"), ("PA", "NJ"), ("FL", "PR")):
        assert PLACES[west][0] < PLACES[east][0]
    for north, south in (("WA", "OR"), ("OR", "CA"), ("MI", "OH"), ("GA", "FL"), ("OK", "TX"), ("NY", "PA")):
        assert PLACES[north][1] < PLACES[south][1]
    assert PLACES["IL"][0] == PLACES["WI"][0]


@given(counts)
def test_the_table_the_tiles_and_the_total_agree(found: dict[str, int]):
    made = StateMap(found)
    assert sum(row.count for row in made.rows) == made.total == sum(found.values())
    told = {}
    for shade, code, number, said, _ in drawn(us_map.svg(made, title="Programs")):
        assert bool(said) == bool(number) == (shade != "ms-shade-0")
        if said:
            name, count = re.fullmatch(r"(.+): ([\d,]+) programs?", said).groups()
            assert name == STATE_NAMES[code]
            told[name] = int(count.replace(",", ""))
    assert told == {row.name: row.count for row in made.rows if row.code}
    assert sorted({*told, *made.none}) == sorted(STATE_NAMES.values())
    assert sum(told.values()) + made.no_state.count == made.total


@given(counts)
def test_every_shade_says_its_number_and_the_most_is_the_darkest(found: dict[str, int]):
    made = StateMap(found)
    steps = made.steps
    assert all(low <= high for low, high in steps)
    assert all(a[1] + 1 == b[0] for a, b in pairwise(steps))
    shown = [row for row in made.rows if row.code]
    assert all(made.shade(row.count) in range(1, 5) for row in shown)
    assert made.shade(0) == 0
    if shown:
        assert steps[0][0] == 1
        assert made.shade(shown[0].count) == 4
        assert [shade for shade, _ in us_map.legend(made)] == list(range(5 - len(steps), 5))


@given(counts, st.sets(st.sampled_from(sorted(STATE_NAMES))))
def test_the_number_in_a_tile_is_the_number_of_its_state(found: dict[str, int], linked: set[str]):
    made = StateMap(found, hrefs={code: f"?state={code}" for code in linked})
    svg = us_map.svg(made, title="Programs")
    for shade, code, number, *_ in drawn(svg):
        count = found.get(code, 0)
        whole = str(count) if count < 10_000 else f"{count // 1000}k"
        assert number == (whole if count else "")
        assert shade == f"ms-shade-{made.shade(count)}"
    links = [e.attrib["href"] for e in ElementTree.fromstring(svg).findall(f"{SVG}a")]
    assert sorted(links) == sorted(f"?state={code}" for code in linked if found.get(code))


def test_the_legend_is_in_round_numbers():
    assert us_map.legend(StateMap({"NY": 120, "PA": 3})) == (
        (1, "1 to 10"),
        (2, "11 to 20"),
        (3, "21 to 50"),
        (4, "51 to 120"),
    )
    assert us_map.legend(StateMap({"NY": 1})) == ((4, "1"),)
    assert us_map.legend(StateMap({"": 4})) == ()


def test_a_linked_tile_says_the_state_in_full_what_is_there_and_where_one_is():
    made = StateMap(
        {"NY": 120, "": 2}, notes={"NY": "40 on your list"}, hrefs={"NY": "/x?a=1&state=NY"}, here={"NY"}
    )
    svg = us_map.svg(made, title="Programs by state")
    root = ElementTree.fromstring(svg)
    (link,) = root.findall(f"{SVG}a")
    assert root.attrib["role"] == "group"
    assert link.attrib["href"] == "/x?a=1&state=NY"
    assert link.attrib["aria-current"] == "true"
    assert link.find(f"{SVG}title").text == "New York: 120 programs, 40 on your list"
    assert "style" not in svg
    assert made.summary(made.no_state) == "State not known: 2 programs"


def test_a_map_that_leads_nowhere_is_one_picture_told_in_words():
    root = ElementTree.fromstring(us_map.svg(StateMap({"PR": 1, "GU": 1, "NY": 2}), title="Programs"))
    assert root.attrib["role"] == "img"
    assert root.find(f"{SVG}desc").text == "4 programs. New York 2, Guam 1, Puerto Rico 1."
    assert us_map.describe(StateMap({}, what="position")) == "No position in any state."


def test_the_terminal_has_the_largest_states_in_one_line():
    assert us_map.line(StateMap({"NY": 1_200, "GU": 60, "": 3})) == "NY 1,200, GU 60, state not known 3"
    many = {code: 100 - i for i, code in enumerate(STATE_NAMES)}
    told = us_map.line(StateMap(many))
    assert told.startswith("AL 100, AK 99, ")
    assert told.endswith(f"and {sum(sorted(many.values())[:-12]):,} in 42 other states")
    assert us_map.line(StateMap(dict(list(many.items())[:13]))).endswith("and 88 in 1 other state")
