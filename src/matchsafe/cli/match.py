"""``matchsafe match``: a market from plain files, the result and the proof that nobody can upset it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from matchsafe.cli.errors import CliError, tell
from matchsafe.cli.output import print_json_text
from matchsafe.cli.progress import tell_if_compiling
from matchsafe.domain.text import whole_number

if TYPE_CHECKING:
    from matchsafe.cli.market_options import MarketOptions, MatchOptions
    from matchsafe.domain.match_report import Lottery, MatchReport, Mechanism
    from matchsafe.market.market_builder import OneSided
    from matchsafe.market.problems import MarketError
    from matchsafe.market.types import Definition, Market, Side
    from matchsafe.market.variations import VariedMarket

UNSTABLE: Final = 3
"""The exit code of a result that is not stable, matched or checked; no fault of the program has it."""
MOST_SECONDS: Final = 1_000_000
_MOST_SEED: Final = 10**18 - 1
_SLOW: Final = 100_000
"""Entries of lists from which on the engine without Numba takes long."""
_CHOICES: Final = {
    "--side": ("applicant", "program"),
    "--definition": ("KPR", "MM"),
    "--one-sided": ("report", "unacceptable"),
    "--ties": ("refuse", "single", "multiple"),
    "--mechanism": (
        "deferred_acceptance", "immediate_acceptance", "top_trading_cycles", "serial_dictatorship",
    ),
}  # fmt: skip


def run(asked: MatchOptions) -> None:
    """Match a market, or check a result, and print it."""
    seed, seconds = checked(asked)
    from matchsafe.market.problems import MarketError

    try:
        varied = read(asked)
        tell_if_compiling()
        report = _report(asked, varied, seed, seconds)
    except MarketError as error:
        raise CliError([*str(error).splitlines(), *advice(error)]) from error
    except KeyError as error:
        raise CliError(_unknown(str(asked.explain), varied.market)) from error
    _write(asked, report)
    if not report.certificate.stable:
        raise CliError((), code=UNSTABLE)


def checked(asked: MatchOptions) -> tuple[int, float]:
    """Look at the options before any file.

    Returns:
        The seed, and the seconds for the couples.
    """
    from matchsafe.cli.match_out import problems_of_target

    lines = problems_of(asked)
    seconds = _seconds(asked.seconds)
    if seconds is None:
        lines.append(f'--seconds: "{asked.seconds[:40]}" is not a number from 0 to {MOST_SECONDS:,}.')
    if asked.as_json and asked.as_csv:
        lines.append("--json and --csv: only one of them can be printed.")
    if asked.near_feasible and (asked.mechanism != "deferred_acceptance" or asked.side != "applicant"):
        lines.append("--near-feasible: goes with deferred acceptance with applicants proposing.")
    if asked.mechanism != "deferred_acceptance" and asked.side == "program":
        lines.append("--side: goes with deferred acceptance only.")
    if asked.check is not None:
        given = {"--side": asked.side == "program", "--near-feasible": asked.near_feasible,
                 "--mechanism": asked.mechanism != "deferred_acceptance"}  # fmt: skip
        lines += [
            f"{name}: a result that is only checked is not matched; leave it out."
            for name in given
            if given[name]
        ]
    if asked.check is not None and asked.explain is not None:
        lines.append("--explain: a result that is only checked is not explained; leave --check out.")
    if asked.out is not None:
        lines += problems_of_target(asked.out, [name for name in asked.files if name], force=asked.force)
    if lines:
        raise CliError(lines)
    return int(asked.seed), seconds or 0.0


def problems_of(asked: MarketOptions, *more: str) -> list[str]:
    """What is wrong with options that every command on a market has; ``more`` are other files it reads."""
    lines = [
        f'{option}: "{value[:40]}" is not known. Accepted: {", ".join(choices)}.'
        for option, choices in _CHOICES.items()
        if (value := getattr(asked, option[2:].replace("-", "_"), None)) is not None and value not in choices
    ]
    if whole_number(asked.seed, 0, _MOST_SEED) is None:
        lines.append(f'--seed: "{asked.seed[:40]}" is not a whole number from 0.')
    if [*asked.files, *more].count("-") > 1:
        lines.append("-: standard input can be only one of the files.")
    return lines


def _seconds(text: str) -> float | None:
    try:
        seconds = float(text)
    except ValueError:
        return None
    return seconds if 0 <= seconds <= MOST_SECONDS else None


def read(asked: MarketOptions) -> VariedMarket:
    """The market in the files.

    Raises:
        MarketError: Listing everything that is wrong with them.
        CliError: If files are missing.
    """
    from matchsafe.market.files import is_json, read_varied_market, read_varied_market_json

    one_sided = cast("OneSided", asked.one_sided)
    ties = lottery_of(asked) is not None
    if asked.programs is None:
        more = (asked.couples, asked.supplemental, asked.reversions)
        if any(name is not None for name in more) or not is_json(asked.applicants):
            raise CliError(
                "Give two files, the applicants' lists and the programs' lists, or one JSON file with the whole market."
            )
        market = read_varied_market_json(asked.applicants, one_sided=one_sided, ties=ties)
    else:
        market = read_varied_market(
            asked.applicants,
            asked.programs,
            asked.couples,
            supplemental=asked.supplemental,
            reversions=asked.reversions,
            one_sided=one_sided,
            ties=ties,
        )
    if asked.ties == "refuse":
        from matchsafe.market.ties import refuse_ties

        refuse_ties(market)
    return market


def _report(asked: MatchOptions, market: VariedMarket, seed: int, seconds: float) -> MatchReport:
    from matchsafe.services import match

    _warn_if_slow(market.market)
    lottery = lottery_of(asked)
    side, definition = cast("Side", asked.side), cast("Definition", asked.definition)
    if asked.check is not None:
        from matchsafe.market.files import read_result

        return match.check_report(market, read_result(asked.check, market.market), definition=definition)
    return match.match_report(
        market, side=side, seed=seed, definition=definition, seconds=seconds, applicant=asked.explain,
        mechanism=cast("Mechanism", asked.mechanism), lottery=lottery, near_feasible=asked.near_feasible,
    )  # fmt: skip


def lottery_of(asked: MarketOptions) -> Lottery | None:
    """What breaks ties in programs' lists, if anything does."""
    return cast("Lottery", asked.ties) if asked.ties in ("single", "multiple") else None


def _warn_if_slow(market: Market) -> None:
    from matchsafe.market.jit import COMPILED

    if not COMPILED and len(market.programs) > _SLOW:
        tell(
            "Numba is not installed, so this runs as plain Python with the same result, about 50 times slower.",
            "To have it fast: pip install 'matchsafe[market]'",
        )


def advice(error: MarketError) -> list[str]:
    """The options that accept what was reported, if there are any."""
    if any(problem.code in ("one_sided", "not_eligible") for problem in error.problems):
        return [
            "To read a listing that only one side made as not wanted by the other: --one-sided unacceptable"
        ]
    if any(problem.code == "tie" for problem in error.problems):
        return ["To break ties in programs' lists by lottery: --ties single, or --ties multiple"]
    return []


def _unknown(name: str, market: Market) -> list[str]:
    from difflib import get_close_matches

    near = get_close_matches(name, market.applicant_ids, n=3) if market.applicants < 10_000 else []
    guess = [f"Did you mean: {', '.join(near)}"] if near else []
    return [f'--explain: there is no applicant "{name[:80]}" in this market.', *guess]


def _write(asked: MatchOptions, report: MatchReport) -> None:
    from matchsafe.cli import match_out

    if asked.out is not None:
        match_out.save(report, asked.out)
    if asked.as_json:
        print_json_text(report.model_dump_json(indent=2))
    elif asked.as_csv:
        match_out.print_csv(report)
    else:
        from matchsafe.cli.match_screen import show
        from matchsafe.cli.screen import Screen

        show(Screen(), report, asked.out, checked=asked.check is not None)
