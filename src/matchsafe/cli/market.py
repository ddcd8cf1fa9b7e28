"""``matchsafe market``: a market from plain files, studied."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from matchsafe.cli import match
from matchsafe.cli.errors import CliError, tell
from matchsafe.cli.output import print_answer
from matchsafe.cli.progress import tell_if_compiling
from matchsafe.domain.text import whole_number

if TYPE_CHECKING:
    from matchsafe.cli.market_options import MarketOptions
    from matchsafe.cli.screen import Screen
    from matchsafe.domain.estimate import AnswerPart
    from matchsafe.domain.market_study import Counterfactuals, MatchComparison, MatchStatistics
    from matchsafe.market.types import Market
    from matchsafe.market.variations import VariedMarket
    from matchsafe.services.market_study import By

Answer = TypeVar("Answer", bound="AnswerPart")


def statistics(asked: MarketOptions, by: str, svg: str | None) -> None:
    """Figures of one result."""
    from matchsafe.cli.market_screen import show_statistics
    from matchsafe.services import market_study

    _study(
        asked,
        lambda market: market_study.statistics(market, _by(market, "--by", by), int(asked.seed)),
        show_statistics,
        lambda found: _pictures(svg, _of_statistics(found)),
    )


def mechanisms(asked: MarketOptions) -> None:
    """Every mechanism on one market."""
    from matchsafe.cli.market_screen import show_mechanisms
    from matchsafe.services import market_study

    _study(asked, lambda market: market_study.mechanisms(market, int(asked.seed)), show_mechanisms)


def compare(asked: MarketOptions, first: str, second: str, svg: str | None) -> None:
    """Two results on one market."""
    from matchsafe.cli.market_screen import show_comparison
    from matchsafe.services import market_study

    def work(market: Market | VariedMarket) -> Any:
        one, two = _by(market, "--first", first), _by(market, "--second", second)
        return market_study.comparison(market, one, two, int(asked.seed), (first, second))

    _study(asked, work, show_comparison, lambda found: _pictures(svg, _of_comparison(found, "flows")))


def what_if(asked: MarketOptions, changes: str, by: str, *, each: bool, svg: str | None) -> None:
    """The match with changes of the market."""
    from matchsafe.cli.market_screen import show_changes
    from matchsafe.services import market_study

    if by not in market_study.MECHANISMS:
        raise CliError(f'--by: "{by[:40]}" is not known. Accepted: {", ".join(market_study.MECHANISMS)}.')
    _study(
        asked,
        lambda market: market_study.what_if(market, _json(changes), each=each, by=by, seed=int(asked.seed)),
        show_changes,
        lambda found: _pictures(svg, _of_changes(found)),
        changes,
    )


def stable_set(asked: MarketOptions, most: str) -> None:
    """All stable matches."""
    from matchsafe.cli.market_screen import show_stable_set
    from matchsafe.services import market_study

    if whole_number(most, 1, 999_999_999) is None:
        raise CliError(f'--most: "{most[:40]}" is not a whole number from 1.')
    _study(asked, lambda market: market_study.stable_matches(market, int(most)), show_stable_set)


def reserves(asked: MarketOptions, rules: str) -> None:
    """A match with seats by type."""
    from matchsafe.cli.market_screen import show_reserved
    from matchsafe.services import market_study

    _study(
        asked, lambda market: market_study.reserve(market, _json(rules)), show_reserved, _no_pictures, rules
    )


def _no_pictures(_: object) -> None:
    pass


def _study(
    asked: MarketOptions,
    work: Callable[[Market | VariedMarket], Answer],
    show: Callable[[Screen, Answer], None],
    draw: Callable[[Answer], None] = _no_pictures,
    *others: str,
) -> None:
    """Read the market, study it, and print what was found; ``others`` are other files that the study reads."""
    if lines := match.problems_of(asked, *others):
        raise CliError(lines)
    from matchsafe.market.problems import MarketError
    from matchsafe.market.ties import draw_varied_ties
    from matchsafe.present.match_words import tie_sentence
    from matchsafe.services.market_study import study_market

    try:
        market = match.read(asked)
        tell_if_compiling()
        lottery = match.lottery_of(asked)
        if lottery is not None:
            market, drawn = draw_varied_ties(market, lottery, int(asked.seed))
            tell(tie_sentence(drawn))
        found = work(study_market(market))
    except MarketError as error:
        raise CliError([*str(error).splitlines(), *match.advice(error)]) from error
    draw(found)
    print_answer(found, show, as_json=asked.as_json)


def _by(market: Market | VariedMarket, option: str, text: str) -> By:
    """A mechanism by name, or the result in a file."""
    from matchsafe.market.files import read_result
    from matchsafe.market.variations import VariedMarket
    from matchsafe.services.market_study import MECHANISMS

    if text in MECHANISMS:
        return text
    if not Path(text).exists():
        raise CliError(
            f'{option}: "{text[:80]}" is neither a file nor a mechanism. Accepted: {", ".join(MECHANISMS)}.'
        )
    return read_result(text, market.market if isinstance(market, VariedMarket) else market)


def _json(path: str) -> object:
    """What a JSON file holds.

    Raises:
        MarketError: If it cannot be read.
    """
    from matchsafe.market.files.tables import market_source
    from matchsafe.tabular import read_json

    return read_json(market_source(path))


Pictures = Iterator[tuple[str, str, tuple[str, ...], Sequence[Sequence[str]]]]
"""Each picture's name, its SVG, and the heads and rows of its table."""


def _of_statistics(found: MatchStatistics) -> Pictures:
    from matchsafe.present import market_plots as plots
    from matchsafe.present import market_words as words

    heads = ("rank", "how many", "so far")
    kinds = (("singles", found.applicants), ("couples", found.couples), ("filled seats", found.programs))
    for who, one in kinds:
        if one.counts:
            name = f"ranks-of-{who.replace(' ', '-')}"
            yield name, plots.rank_plot(one, who), heads, words.distribution_rows(one)
    columns = ("program", "filled", "last place in")
    yield "cutoffs", plots.cutoff_plot(found.cutoffs), columns, words.cutoff_rows(found.cutoffs)


def _of_comparison(found: MatchComparison, name: str) -> Pictures:
    from matchsafe.present import market_plots as plots
    from matchsafe.present import market_words as words

    yield name, plots.flow_plot(found), ("from rank", "to rank", "how many"), words.flow_rows(found)


def _of_changes(found: Counterfactuals) -> Pictures:
    for number, one in enumerate(found.counterfactuals):
        yield from _of_comparison(one.comparison, f"flows-{number}" if number else "flows")


def _pictures(folder: str | None, pictures: Pictures) -> None:
    """Write pictures and their tables into a folder, which is made if it is not there."""
    if folder is None:
        return
    from matchsafe.market.files.writer import write_rows
    from matchsafe.whole_file import write_whole

    there = Path(folder)
    try:
        there.mkdir(exist_ok=True)
        for name, picture, heads, rows in pictures:
            write_whole(there / f"{name}.svg", f"{picture}\n".encode())
            write_rows(there / f"{name}.csv", heads, rows)
    except OSError as error:
        raise CliError(f"--svg: {folder[:80]} cannot be written: {error.strerror}.") from error
