"""What can be typed after ``matchsafe catalog import``, and how every command names a catalog."""

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
