"""What can be typed after ``matchsafe catalog import`` and ``search``, and how every command names a catalog."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from matchsafe.cli.options import Json, Maybe, Several, argument, option

Name = Annotated[Maybe, option("The catalog; the one in use if left out.", "NAME", name="--catalog")]


@dataclass(frozen=True)
class ImportOptions:
    """What was typed of an import."""

    file: Annotated[str, argument("NRMP's PDF, a CSV, Excel or JSON table, or a catalog.", "FILE")]
    kind: Annotated[
        Maybe, option("What it is: nrmp, table or exchange; found out if left out.", "KIND", name="--as")
    ] = None
    maps: Annotated[
        Several,
        option(
            "What a column is; FIELD:percent, FIELD:share, FIELD:2025; - for none.",
            "COLUMN=FIELD",
            name="--map",
        ),
    ] = None
    sets: Annotated[
        Several, option("A value for every row, such as specialty=neurology.", "FIELD=VALUE", name="--set")
    ] = None
    specialty: Annotated[
        Maybe, option("The specialty of rows that name none, for a list without such a column.", "NAME")
    ] = None
    map_file: Annotated[Maybe, option("A YAML file with columns: and set:.", "FILE")] = None
    delimiter: Annotated[
        Maybe, option("What separates the columns of a text file; found out if left out.")
    ] = None
    sheet: Annotated[Maybe, option("Sheet of a workbook; the first table if left out.")] = None
    source: Annotated[str, option("Who says so; the name of the file if left out.")] = ""
    as_of: Annotated[Maybe, option("Date of values that have none: 2026 or 2026-06-30.", "DATE")] = None
    preview: Annotated[bool, option("Show what would happen and change nothing.", name="--preview")] = False
    name: Name = None
    answers: Annotated[
        Several, option("Answer a question: the id of a program, new or skip.", "KEY=ANSWER", name="--answer")
    ] = None
    unsure: Annotated[Maybe, option("What to do with every question that has no answer: new or skip.")] = None
    yes: Annotated[bool, option("Bring it in without asking.", name="--yes")] = False
    as_json: Json = False


@dataclass(frozen=True)
class SearchOptions:
    """What was typed of a search; filters are called as those of ``matchsafe.catalog.query.Query``."""

    text: Annotated[str, argument("Words of the name, place or specialty.", "TEXT")] = ""
    specialties: Annotated[Several, option("A specialty; may be given again.", name="--specialty")] = None
    states: Annotated[Several, option("A state; may be given again.", name="--state")] = None
    areas: Annotated[Several, option("A census region or division, such as Midwest.", name="--area")] = None
    near: Annotated[Maybe, option("A state, or latitude,longitude.", "PLACE")] = None
    within: Annotated[float | None, option("At most this far from --near.", "MILES")] = None
    tracks: Annotated[
        Several, option("categorical, preliminary, transitional, advanced or physician.", name="--track")
    ] = None
    settings: Annotated[
        Several, option("community, community_university_affiliated or university.", name="--setting")
    ] = None
    visas: Annotated[Several, option("j1 or h1b: sponsors at least one of those given.", name="--visa")] = (
        None
    )
    img_share_at_least: Annotated[
        float | None, option("Least share of IMGs, 0 to 1.", "SHARE", name="--img-share")
    ] = None
    score: Annotated[int | None, option("Your Step 2 CK score: minimum not above it.")] = None
    years_since_graduation: Annotated[
        int | None, option("Years since your graduation: limit not below it.", name="--years")
    ] = None
    attempts: Annotated[int | None, option("Failed attempts it has to accept.")] = None
    without_usce: Annotated[bool, option("Does not require US clinical experience.", name="--no-usce")] = (
        False
    )
    signals: Annotated[bool, option("Takes program signals.", name="--signals")] = False
    signal_season: Annotated[
        str, option("ERAS season of --signals: 2025 or 2026.", "YEAR", name="--season")
    ] = "2026"
    unfilled: Annotated[bool, option("Had positions left in the last Match known.", name="--unfilled")] = (
        False
    )
    known_only: Annotated[bool, option("Leave out programs with unknown values.", name="--known-only")] = (
        False
    )
    sort: Annotated[str, option("name, state, distance, positions, img_share, unfilled and others.")] = "name"
    descending: Annotated[bool, option("The greatest first.", name="--descending")] = False
    page: Annotated[int, option("Page to show.")] = 1
    per_page: Annotated[int, option("Programs on a page, up to 1000.")] = 50
    name: Name = None
    as_json: Json = False
