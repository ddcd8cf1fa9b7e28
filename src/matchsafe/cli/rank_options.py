"""What can be typed after ``matchsafe rank`` and ``matchsafe couples``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from matchsafe.cli.options import Csv, Force, Json, Maybe, On, Xlsx, argument, option


@dataclass(frozen=True)
class RankOptions:
    """What was typed after ``matchsafe rank``."""

    file: Annotated[str, argument("A season file in YAML or JSON; - reads it from standard input.", "FILE")]
    on: On = None
    typed: Annotated[Maybe, option("Compare with what the official system shows, a line a rank.", "FILE")] = (
        None
    )
    watch: Annotated[
        bool, option("Watch the Match run on this list, in a small market made for it.", name="--watch")
    ] = False
    market: Annotated[Maybe, option("With --watch: another market, 1 to 100.", "N")] = None
    seasons: Annotated[
        Maybe, option("Put the list into so many simulated national seasons, 1 to 1000; 100 are usual.", "N")
    ] = None
    csv: Csv = None
    xlsx: Xlsx = None
    force: Force = False
    as_json: Json = False


@dataclass(frozen=True)
class CoupleOptions:
    """What was typed after ``matchsafe couples``."""

    first: Annotated[str, argument("The first partner's season file.", "A")]
    second: Annotated[
        Maybe, argument("The second's; if left out, the partner under couples in the first.", "B")
    ] = None
    together: Annotated[
        Maybe,
        option("program, city, metro, state, division, miles, hours or anywhere; default: state.", "RULE"),
    ] = None
    miles: Annotated[Maybe, option("With --together miles: how far apart.", "N")] = None
    hours: Annotated[Maybe, option("With --together hours: how far apart by road, about.", "N")] = None
    limit: Annotated[Maybe, option("Longest list, at most 300 pairs.", "N")] = None
    wishes: Annotated[Maybe, option("Every wish in a YAML file; options here come first.", "FILE")] = None
    watch: Annotated[
        bool, option("Watch the Match run on the pairs, in a small market made for them.", name="--watch")
    ] = False
    pairs: Annotated[Maybe, option("Check this list of pairs (CSV: first, second) instead.", "FILE")] = None
    keep: Annotated[bool, option("Keep the pairs in both season files.", name="--keep")] = False
    for_partner: Annotated[
        Maybe, option("Write A as a file for the partner: no notes, people, costs or ratings.", "FILE")
    ] = None
    with_ratings: Annotated[bool, option("With --for-partner: the ratings too.", name="--with-ratings")] = (
        False
    )
    on: On = None
    csv: Csv = None
    xlsx: Xlsx = None
    force: Force = False
    as_json: Json = False
