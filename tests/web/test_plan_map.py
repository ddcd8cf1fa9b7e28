"""The map of a plan leads to the programs of a state, and back."""

from __future__ import annotations

import re

from .conftest import EARLY, buttons, names


def map_links(page):
    """The tiles that lead somewhere: address and what they say."""
    svg = re.search(r'<svg class="ms-map".*?</svg>', page.html, re.S).group(0)
    return re.findall(r'<a class="[^"]*" href="([^"]*)"[^>]*><title>([^<]*)</title>', svg)


def test_the_map_leads_to_the_programs_of_a_state_and_back(reader, planned):
    whole = reader.open(f"/s/{planned}/plan")
    on = int(re.search(r"of (\d+), most useful first", whole.words).group(1))
    links = map_links(whole)
    counts = {said.split(":")[0]: int(re.search(r": (\d+) program", said).group(1)) for _, said in links}
    assert sum(counts.values()) == on
    table = next(e for e in whole.all("table") if "All together" in e.text)
    assert all(re.search(rf"{name}\s*{count}(?!\d)", table.text) for name, count in counts.items())
    address, said = links[0]
    code = re.search(r"state=(\w\w)#list-title", address).group(1)
    page = reader.open(f"/s/{planned}/plan{address}")
    assert len(names(page)) == int(re.search(r"\d+", said).group(0))
    assert f"Only {said.split(':')[0]}: {len(names(page))} of {on}." in page.words
    assert page.all("a", href=f"/s/{planned}/plan#list-title")
    assert next(e for e in page.all("a") if e.attributes.get("aria-current") == "true")
    after = reader.send(f"/s/{planned}/plan/mark?page=1&state={code}", do=buttons(page, "drop")[0])
    assert f"Only {said.split(':')[0]}" in after.words


def test_a_state_without_a_program_of_the_list_says_so_and_a_state_that_is_none_is_refused(reader, planned):
    assert "Only Guam: 0 of" in reader.open(f"/s/{planned}/plan?state=GU").words
    assert "a state that is not known: 0 of" in reader.open("/sample/plan?state=unknown").words
    reader.open(f"/s/{planned}/plan?state=ZZ", expect=422)


def test_without_a_list_the_map_leads_to_the_rows_of_a_state(reader, season):
    page = reader.send(
        f"/s/{season}/plan/wishes",
        catalog="none",
        max_programs="30",
        only_states="NY, New Jersey, PR",
        **EARLY,
    )
    for address, _ in map_links(page):
        assert page.ids.count(address.removeprefix("#")) == 1
    assert sum(int(re.search(r": (\d+)", said).group(1)) for _, said in map_links(page)) == 30
