"""A season named on the command line: where it is kept, a file or the seasons saved here, and one change of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol, TypeVar, overload

from matchsafe.cli.errors import CliError, tell
from matchsafe.cli.season_input import STDIN, day_of, season_and_day, season_of
from matchsafe.cli.validate import tell_warnings
from matchsafe.domain.season import Season

if TYPE_CHECKING:
    from matchsafe.domain.season_plan import SeasonPlan
    from matchsafe.workspace.store import Workspace
    from matchsafe.workspace.stored_season import StoredSeason


class _SeasonChange(Protocol):
    @property
    def season(self) -> Season: ...


Change = TypeVar("Change", bound=_SeasonChange)
_NOBODY: Final = '"{}" is neither a season file nor the id of a season saved here.'


@dataclass(frozen=True, eq=False)
class SeasonPlace:
    """A season and where it is kept.

    Attributes:
        name: The file, or the id.
        season: As it was read.
        stored: What is saved here under the id; ``None`` for a file.
        plan: What was asked of its plan.
    """

    name: str
    season: Season
    stored: StoredSeason | None = None
    plan: SeasonPlan | None = None

    @property
    def version(self) -> int | None:
        """That of a saved one; ``None`` for a file."""
        return None if self.stored is None else self.stored.version

    def week_before(self, day: date) -> Season | None:
        """The season a week before a day, where it is saved here and its history reaches back."""
        if self.stored is None or day < date.min + timedelta(7):
            return None
        with saved_seasons() as workspace:
            was = workspace.at(self.name, datetime.combine(day - timedelta(7), time.min, UTC))
        return None if was is None else was.season

    def change(self, edit: Callable[[Season], Change], text: str = "") -> Change:
        """Apply a change and keep it; a file is changed where it stands, and what it said before stays beside it.

        Args:
            edit: The change.
            text: What is done, for the history of a saved season.

        Raises:
            CliError: If it was changed meanwhile, or cannot be written.
        """
        if self.version is not None:
            return self._change_saved(edit, text)
        done = edit(self.season)
        if done.season != self.season:
            write_files({self: done.season})
        return done

    def _change_saved(self, edit: Callable[[Season], Change], text: str) -> Change:
        made: list[Change] = []

        def within(season: Season) -> Season:
            made.append(edit(season))
            return made[-1].season

        with saved_seasons() as workspace:
            workspace.change(self.name, within, expected=self.version, text=text)
        return made[-1]


@contextmanager
def saved_seasons() -> Iterator[Workspace]:
    """The seasons saved on this computer.

    Raises:
        CliError: If they cannot be opened, or what is asked of them is refused.
    """
    from matchsafe.workspace.errors import WorkspaceError
    from matchsafe.workspace.store import Workspace

    try:
        with Workspace() as workspace:
            yield workspace
    except WorkspaceError as error:
        raise CliError(str(error)) from error


def write_files(wanted: Mapping[SeasonPlace, Season]) -> None:
    """Change season files where they stand: all of them, or none.

    Args:
        wanted: Each file as it was read, and what it should say.

    Raises:
        CliError: If one was changed meanwhile, or cannot be written.
    """
    from matchsafe.workspace.seasonfile import SeasonFileError, in_place, load

    lossy = []
    with in_place.only_writer(Path(place.name) for place in wanted):
        texts = {}
        for place, season in wanted.items():
            path = Path(place.name)
            try:
                same = load(path).season == place.season
                text, whole = in_place.edit_text(path.read_text(encoding="utf-8-sig"), season, place.plan)
            except (SeasonFileError, OSError):  # it is gone, or no season any more
                same, text, whole = False, "", True
            if not same:
                raise CliError(f"{place.name} was changed meanwhile. Nothing is changed; please try again.")
            texts[path] = text
            lossy += [] if whole else [place.name]
        names = " or ".join(place.name for place in wanted)
        try:
            in_place.replace_files(texts)
        except OSError as error:
            raise CliError(f"{names} cannot be written: {error.strerror}. Nothing is changed.") from error
    for name in lossy:
        tell(f"Some comments in {name} could not be kept; they are in {name}{in_place.BEFORE}.")


@overload
def find_season(named: str, day: date | None = None) -> SeasonPlace: ...


@overload
def find_season(named: str | None, day: date | None = None) -> SeasonPlace | None: ...


def find_season(named: str | None, day: date | None = None) -> SeasonPlace | None:
    """The season of a name: a file, the id of a saved one, or without a name the only saved one there is.

    Args:
        named: What was typed.
        day: The day that what is improbable in a file is judged on; today if left out.

    Raises:
        CliError: If there is no such season, or it has problems.
    """
    if named is not None and _is_file(named):
        loaded = season_of(named, day or date.today())
        return SeasonPlace(named, loaded.season, plan=loaded.plan)
    try:
        return _saved_place(named)
    except ModuleNotFoundError:
        if named is None:
            return None
        raise


def choose(named: str, on: str | None) -> tuple[SeasonPlace, date]:
    """A season to look at, also one on standard input, and the day; warnings about a file are told on stderr.

    Raises:
        CliError: With the problems of both.
    """
    if named != STDIN and not _is_file(named):
        day = day_of(on)
        return find_season(named, day), day
    loaded, day = season_and_day(named, on)
    tell_warnings(loaded.warnings)
    return SeasonPlace(named, loaded.season, plan=loaded.plan), day


def _is_file(named: str) -> bool:
    return Path(named).exists() or "." in named or os.sep in named


def _saved_place(named: str | None) -> SeasonPlace | None:
    from matchsafe.workspace.database import resolve
    from matchsafe.workspace.errors import UnknownSeason, WorkspaceError
    from matchsafe.workspace.store import Workspace

    url = resolve(None)
    if url.drivername.startswith("sqlite") and not Path(str(url.database)).exists():
        if named is None:
            return None
        raise CliError(_NOBODY.format(named))
    try:
        with Workspace() as workspace:
            if named is not None:
                found = workspace.get(named)
            else:
                saved = [s for s in workspace.list() if s.summary is not None]
                if len(saved) != 1:
                    return None
                found = workspace.get(saved[0].id)
    except UnknownSeason as error:
        raise CliError(_NOBODY.format(named)) from error
    except WorkspaceError as error:
        if named is None:
            tell(str(error))
            return None
        raise CliError(str(error)) from error
    if found.season is None:
        raise CliError("This season is not finished: some questions are still open.")
    return SeasonPlace(found.id, found.season, found, found.plan)
