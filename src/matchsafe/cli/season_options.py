"""What can be typed after ``matchsafe season intake``, and how commands that need no season name one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from matchsafe.cli.options import Json, Maybe, Several, argument, option

OwnSeason = Annotated[
    Maybe, option("Your season: a file or the id of a saved one; the only saved one if left out.")
]


@dataclass(frozen=True)
class IntakeOptions:
    """What was typed of messages."""

    files: Annotated[
        Several,
        argument(
            "Messages: .eml, mbox, text, HTML or .ics; a folder of them; - for standard input.", "FILE..."
        ),
    ] = None
    season: OwnSeason = None
    accept: Annotated[
        Several,
        option("Take this event into the season; =ID says whose, =new adds the program.", "EVENT[=ID]"),
    ] = None
    searches: Annotated[
        bool, option("Print mail searches that find missed invitations.", name="--searches")
    ] = False
    on: Annotated[
        Maybe, option("The day undated text is from; today if left out.", "YYYY-MM-DD", name="--on")
    ] = None
    as_json: Json = False
