"""``matchsafe outlook``: the answer first, the reasons after, the sources last."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from matchsafe.cli.output import print_answer, print_json
from matchsafe.cli.season_input import season_and_day, terms_of
from matchsafe.cli.validate import tell_warnings

if TYPE_CHECKING:
    from matchsafe.cli.screen import Screen
    from matchsafe.domain.outlook import Outlook
    from matchsafe.domain.season import Season


def run(
    file: str, on: str | None, catalog: str | None = None, *, as_json: bool, questions: bool = False
) -> None:
    """Print the outlook of a season file, or the seven usual questions answered with it."""
    loaded, day = season_and_day(file, on)
    import matchsafe

    answer = matchsafe.outlook(loaded.season, day, *terms_of(loaded.plan, catalog))
    tell_warnings(loaded.warnings)
    if questions:
        _questions(loaded.season, answer, as_json=as_json)
        return
    print_answer(answer, lambda screen, found: show(screen, loaded.season, found), as_json=as_json)


def _questions(season: Season, answer: Outlook, *, as_json: bool) -> None:
    from matchsafe.present.article_questions import answered_questions

    found = answered_questions(season, answer)
    if as_json:
        print_json([asdict(each) for each in found])
        return
    from matchsafe.cli.screen import Screen

    screen = Screen()
    for each in found:
        screen.heading(each.question)
        for text in (each.short, *each.text):
            screen.say(text)


def show(screen: Screen, season: Season, answer: Outlook) -> None:
    """Print an outlook for a person, in the order of importance of the page."""
    from matchsafe.cli import outlook_parts as parts
    from matchsafe.present.outlook_words import has_number

    parts.answer(screen, season, answer)
    parts.couple(screen, answer)
    parts.helps(screen, answer)
    parts.actions(screen, answer)
    parts.timeline_rows(screen, season, answer)
    if has_number(answer):
        parts.picture(screen, answer)
        parts.curve(screen, answer)
        parts.comparison(screen, answer)
    parts.warnings(screen, answer)
    if has_number(answer):
        parts.assumptions(screen, answer)
    parts.sources(screen, season, answer)
