"""Simulated seasons as files: the market of each in a folder of its own, which reads back as the same market."""

from __future__ import annotations

import json
from pathlib import Path

from matchsafe.market.files.writer import write_market, write_rows
from matchsafe.market.season.preset import Preset
from matchsafe.market.season.season import play
from matchsafe.market.types import NO_MATCH
from matchsafe.whole_file import write_whole


def export_season(preset: Preset, seed: int, season: int, scale: float, folder: Path) -> Path:
    """Draw a season and write its market, its match and who the people are.

    Args:
        preset: What the season is drawn from.
        seed: Of the whole simulation.
        season: Which season of it.
        scale: Share of the nation's size.
        folder: Where the season's own folder is made; it has to exist.

    Returns:
        The season's folder: ``applicants.csv``, ``programs.csv``, ``couples.csv`` and ``result.csv`` as ``matchsafe
        match`` reads them, ``people.csv`` with types, ``specialties.csv``, and ``season.json`` with what it was drawn
        from.
    """
    drawn = play(preset, seed, season, scale)
    market, there = drawn.lists.market, folder / f"season-{season:04d}"
    there.mkdir(exist_ok=True)
    write_market(market, there)
    people = [market.applicant_name(a) for a in range(market.applicants)]
    places = [market.program_name(p) for p in range(len(market.quotas))]
    at = [NO_MATCH if p < 0 else places[p] for p in drawn.match.assignment.tolist()]
    write_rows(there / "result.csv", ("applicant", "program"), zip(people, at, strict=True))
    kinds = [preset.types[k] for k in drawn.people.kind[drawn.lists.applicant].tolist()]
    write_rows(there / "people.csv", ("applicant", "type"), zip(people, kinds, strict=True))
    codes = [preset.specialties[s].code for s in drawn.programs.specialty.tolist()]
    write_rows(there / "specialties.csv", ("program", "specialty"), zip(places, codes, strict=True))
    made = {"preset": preset.provenance, "seed": seed, "season": season, "scale": scale}
    write_whole(there / "season.json", f"{json.dumps(made, indent=2)}\n".encode())
    return there
