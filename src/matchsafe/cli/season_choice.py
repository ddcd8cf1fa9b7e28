"""A season named on the command line: a file, standard input, or the id of one saved on this computer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from matchsafe.cli.errors import CliError
from matchsafe.cli.season_input import STDIN, day_of, season_and_day
from matchsafe.cli.validate import tell_warnings

if TYPE_CHECKING:
    from matchsafe.domain.season import Season
    from matchsafe.domain.season_plan import SeasonPlan
    from matchsafe.workspace.stored_season import StoredSeason


@dataclass(frozen=True)
class SeasonChoice:
    """A season and the day asked about.

    Attributes:
        stored: What is saved here under the id; ``None`` for a file.
        before: The season a week before the day, where it is saved here and its history reaches back.
        plan: What was asked of its plan.
    """

    season: Season
    day: date
    stored: StoredSeason | None = None
    before: Season | None = None
    plan: SeasonPlan | None = None


def choose(which: str, on: str | None) -> SeasonChoice:
    """The season of a file or an id, and the day; warnings about a file are told on stderr.

    Raises:
        CliError: With the problems of both.
    """
    if which != STDIN and not Path(which).exists() and _may_be_id(which):
        day = date.today() if on is None else day_of(on)
        stored, before = _saved_season(which, day)
        assert stored.season is not None
        return SeasonChoice(stored.season, day, stored, before, stored.plan)
    loaded, day = season_and_day(which, on)
    tell_warnings(loaded.warnings)
    return SeasonChoice(loaded.season, day, plan=loaded.plan)


def _may_be_id(text: str) -> bool:
    """Whether a text looks like the id of a saved season, and not like the name of a file."""
    return len(text) >= 16 and text.isascii() and text.replace("-", "").replace("_", "").isalnum()


def _saved_season(season_id: str, day: date) -> tuple[StoredSeason, Season | None]:
    from matchsafe.workspace.store import UnknownSeason, UnreadableSeason, Workspace, WorkspaceError

    try:
        with Workspace() as workspace:
            found = workspace.get(season_id)
            week_ago = datetime.fromordinal(max(1, day.toordinal() - 7)).replace(tzinfo=UTC)
            was = workspace.at(season_id, week_ago)
    except UnknownSeason:
        raise CliError(f'"{season_id}" is neither a file nor the id of a season saved here.') from None
    except (UnreadableSeason, WorkspaceError) as error:
        raise CliError(str(error)) from error
    if found.season is None:
        raise CliError(f'The season "{season_id}" is not finished: some questions are still open.')
    return found, None if was is None else was.season
