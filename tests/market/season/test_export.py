"""Exported seasons read back as the very markets that were drawn."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np

from matchsafe.market import Market, certify, match
from matchsafe.market.certificate import pair_names
from matchsafe.market.files import read_market, read_result
from matchsafe.market.season.export import export_season
from matchsafe.market.season.season import play
from matchsafe.services.simulation import load_preset


def lists(market: Market) -> dict[str, list[str]]:
    """What singles and couples want; in which order a partner's programs stand apart from the pairs means nothing."""
    singles = {
        market.applicant_name(a): [
            market.program_name(p)
            for p in market.programs[market.offsets[a] : market.offsets[a + 1]].tolist()
        ]
        for a in np.flatnonzero(market.couple_of < 0).tolist()
    }
    c = market.couples
    pairs = {
        " and ".join(map(market.applicant_name, members)): [
            " and ".join(pair_names(market, i)) for i in range(int(c.offsets[n]), int(c.offsets[n + 1]))
        ]
        for n, members in enumerate(c.members.tolist())
    }
    return singles | pairs


def test_a_season_reads_back_as_the_market_it_was(tmp_path: Path) -> None:
    preset = load_preset("us_2025")
    there = export_season(preset, 3, 1, 0.02, tmp_path)
    drawn = play(preset, 3, 1, 0.02)
    ours = drawn.lists.market
    theirs = read_market(there / "applicants.csv", there / "programs.csv", there / "couples.csv")
    assert len(theirs.couples) == len(ours.couples) > 0
    assert theirs.quotas.tolist() == ours.quotas[[int(p) for p in theirs.program_ids]].tolist()
    assert lists(theirs) == lists(ours)
    singles = match(theirs, search=False).as_dict()
    assert singles.keys() == drawn.match.as_dict().keys()
    written = read_result(there / "result.csv", theirs)
    assert written.missing == 0
    found = certify(theirs, written.assignment)
    same = drawn.match.certificate
    assert (found.blocking_count, found.blocking_couples_count) == (
        same.blocking_count,
        same.blocking_couples_count,
    )
    with (there / "people.csv").open() as file:
        people = list(csv.reader(file))
    assert (people[0], len(people) - 1) == (["applicant", "type"], ours.applicants)
    assert {kind for _, kind in people[1:]} <= set(preset.types)
    assert json.loads((there / "season.json").read_text())["season"] == 1
    assert (there / "specialties.csv").read_text().count("\n") == len(ours.quotas) + 1
