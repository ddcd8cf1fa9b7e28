"""``matchsafe market``: a market from plain files, studied."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from matchsafe.cli import match
from matchsafe.cli.errors import CliError, tell
from matchsafe.cli.progress import tell_if_compiling

if TYPE_CHECKING:
    from matchsafe.cli.match import MatchOptions
    from matchsafe.cli.screen import Screen
    from matchsafe.domain.estimate import AnswerPart
    from matchsafe.domain.match_report import Mechanism
    from matchsafe.market.types import Market
    from matchsafe.services.market_study import By

Answer = TypeVar("Answer", bound="AnswerPart")
_LONGEST = 2_000_000
"""Bytes of a file of changes."""


def options(
    applicants: str,
    programs: str | None,
    couples: str | None,
    one_sided: str,
    ties: str | None,
    seed: str,
    as_json: bool,
) -> MatchOptions:
    """What every study is given, as options of a match."""
    return match.MatchOptions(
        applicants, programs, couples, seed=seed, one_sided=one_sided, ties=ties, as_json=as_json
    )


def statistics(asked: MatchOptions, by: str) -> None:
    """Figures of one result."""
    from matchsafe.cli.market_screen import show_statistics
    from matchsafe.services import market_study

    _study(
        asked,
        lambda market: market_study.statistics(market, _by(market, "--by", by), int(asked.seed)),
        show_statistics,
    )


def mechanisms(asked: MatchOptions) -> None:
    """Every mechanism on one market."""
    from matchsafe.cli.market_screen import show_mechanisms
    from matchsafe.services import market_study

    _study(asked, lambda market: market_study.mechanisms(market, int(asked.seed)), show_mechanisms)


def compare(asked: MatchOptions, first: str, second: str) -> None:
    """Two results on one market."""
    from matchsafe.cli.market_screen import show_comparison
    from matchsafe.services import market_study

    def work(market: Market) -> Any:
        one, two = _by(market, "--first", first), _by(market, "--second", second)
        return market_study.comparison(market, one, two, int(asked.seed), (first, second))

    _study(asked, work, show_comparison)


def what_if(asked: MatchOptions, changes: str, by: str, *, each: bool) -> None:
    """The match with changes of the market."""
    from matchsafe.cli.market_screen import show_changes
    from matchsafe.services import market_study

    asked = replace(asked, mechanism=by)
    content = _json(changes)
    _study(
        asked,
        lambda market: market_study.what_if(
            market, content, each=each, by=cast("Mechanism", by), seed=int(asked.seed)
        ),
        show_changes,
    )


def _study(
    asked: MatchOptions, work: Callable[[Market], Answer], show: Callable[[Screen, Answer], None]
) -> None:
    """Read the market, study it, and print what was found.

    Raises:
        CliError: Naming everything that is wrong with options and files.
    """
    match.checked(asked)
    from matchsafe.cli.screen import Screen
    from matchsafe.market.files.reader import plain
    from matchsafe.market.problems import MarketError
    from matchsafe.market.ties import draw_ties
    from matchsafe.present.match_words import tie_sentence

    tell_if_compiling()
    try:
        market = plain(match.read(asked))
        lottery = match.lottery_of(asked)
        if lottery is not None:
            market, drawn = draw_ties(market, lottery, int(asked.seed))
            tell(tie_sentence(drawn))
        found = work(market)
    except MarketError as error:
        raise CliError([*str(error).splitlines(), *match.advice(error)]) from error
    if asked.as_json:
        sys.stdout.write(found.model_dump_json(indent=2) + "\n")
    else:
        show(Screen(), found)


def _by(market: Market, option: str, text: str) -> By:
    """A mechanism by name, or the result in a file."""
    from matchsafe.market.files import read_result
    from matchsafe.services.market_study import MECHANISMS

    if text in MECHANISMS:
        return text
    if not Path(text).exists():
        raise CliError(
            f'{option}: "{text[:80]}" is neither a file nor a mechanism. Accepted: {", ".join(MECHANISMS)}.'
        )
    return read_result(text, market).assignment


def _json(path: str) -> object:
    """What a JSON file holds.

    Raises:
        CliError: If it cannot be read.
    """
    try:
        content = sys.stdin.buffer.read(_LONGEST + 1) if path == "-" else Path(path).read_bytes()
        if len(content) > _LONGEST:
            raise CliError(f"{path}: has more than {_LONGEST:,} bytes.")
        return json.loads(content)
    except OSError as error:
        raise CliError(f"{path[:80]}: cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise CliError(f"{path[:80]}: is not JSON: {error}.") from error
