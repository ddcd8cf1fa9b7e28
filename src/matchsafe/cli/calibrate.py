"""``matchsafe calibrate``: fit the free parameters of a preset to published figures, and report the fit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from matchsafe.cli.errors import FAULT, STOPPED, CliError
from matchsafe.cli.output import new_file, print_json
from matchsafe.cli.simulate_options import (
    MOST_THREADS,
    CalibrateOptions,
    preset_of,
    processors,
    share,
    whole,
)

if TYPE_CHECKING:
    from matchsafe.services.simulation.calibration import Fit
    from matchsafe.services.simulation.trials import KeptTrials

MOST_ROUNDS = 100
MOST_SEASONS = 1_000
MOST_SEED = 2**32 - 1
ABOUT = (
    "What is not published and had to be chosen (assumed), and what was set so that simulated figures meet published "
    "ones (fitted, with matchsafe calibrate). The counts of applicants, programs and positions come from the evidence. "
    "Strength, noise and taste are measured in standard deviations."
)


DEFAULTS = {"preset": "us_2025", "rounds": "2", "seasons": "1", "seed": "1", "scale": "1"}
"""What a fit is told by these options; a preset is remade by its schedule instead."""


def run(asked: CalibrateOptions) -> None:
    """Fit and write."""
    from matchsafe.cli.progress import progress_bar, stop_event, tell_if_compiling
    from matchsafe.services.simulation import write_preset

    problems: list[str] = []
    threads = whole("threads", asked.threads, 1, MOST_THREADS, problems) if asked.threads else processors()
    out = new_file("--out", asked.out, problems, force=asked.force)
    work = _remade(asked, problems) if asked.remake else _fitted(asked, problems)
    keep = new_file("--keep", asked.keep, problems, force=True)
    if out is not None and out == keep:
        problems.append("--keep: this is the file that the preset goes to; give another.")
    kept = _kept(keep, problems) if keep is not None and not problems else None
    if problems or work is None or out is None:
        raise CliError(problems)
    tell_if_compiling()
    with stop_event() as stop, progress_bar("trials") as told:
        found = work.run(
            threads=threads,
            kept=kept,
            on_progress=lambda trials, _: told(trials, work.most, None),
            cancel=stop.is_set,
        )
    end = f"; stopped after {found.trials} trials" if stop.is_set() else ""
    try:
        write_preset(out, found.preset, work.free, ABOUT, f"matchsafe calibrate FILE {work.made}{end}")
    except OSError as error:
        raise CliError(f"{out} cannot be written: {error.strerror}.", FAULT) from error
    _tell(found, out, as_json=asked.as_json)
    if stop.is_set():
        raise CliError(f"Stopped after {found.trials} trials. The best so far is in {out}.", STOPPED)


@dataclass(frozen=True)
class _FitToRun:
    """A fit to run: its free parameters, how many trials it takes at most, and what to say of it."""

    run: Callable[..., Fit]
    free: tuple[str, ...]
    most: int
    made: str


def _fitted(asked: CalibrateOptions, problems: list[str]) -> _FitToRun | None:
    """A fit as the options say."""
    from matchsafe import __version__
    from matchsafe.services.simulation import fitted_names
    from matchsafe.services.simulation.calibration import DAMPING, STEPS_A_ROUND, fit

    texts = {name: getattr(asked, name) or default for name, default in DEFAULTS.items()}
    rounds = whole("rounds", texts["rounds"], 1, MOST_ROUNDS, problems)
    seasons = whole("seasons", texts["seasons"], 1, MOST_SEASONS, problems)
    seed = whole("seed", texts["seed"], 0, MOST_SEED, problems)
    scale = share(texts["scale"], problems)
    preset = preset_of(texts["preset"], problems)
    if preset is None:
        return None
    free = fitted_names()
    options = " ".join(f"--{name} {quote(text)}" for name, text in texts.items())
    return _FitToRun(
        partial(fit, preset, free, seed=seed, seasons=range(seasons), scale=scale, rounds=rounds),
        free,
        1 + rounds * (1 + len(free) + STEPS_A_ROUND * len(DAMPING)),
        f"{options} (version {__version__}, from preset {preset.digest})",
    )


def _remade(asked: CalibrateOptions, problems: list[str]) -> _FitToRun | None:
    """The fit that made a preset that ships."""
    from matchsafe.services.simulation.schedule import load_schedule, remake, schedule_names

    name = asked.remake or ""
    problems += [f"--{one}: not with --remake, which has its own." for one in DEFAULTS if getattr(asked, one)]
    if name not in schedule_names():
        problems.append(f'--remake: "{name[:40]}" is not accepted: {", ".join(schedule_names())}.')
        return None
    schedule = load_schedule(name)
    return _FitToRun(partial(remake, schedule), schedule.free, schedule.most_trials, schedule.made)


def _kept(path: Path, problems: list[str]) -> KeptTrials | None:
    from matchsafe.services.simulation.trials import KeptTrials

    try:
        return KeptTrials(path)
    except OSError as error:
        problems.append(f"--keep: {path} cannot be used: {error.strerror}.")
    except ValueError:
        problems.append(f"--keep: {path} holds something else than finished trials. Give another name.")
    return None


def _tell(found: Fit, out: Path, *, as_json: bool) -> None:
    if as_json:
        content = {
            "loss": found.loss,
            "trials": found.trials,
            "residuals": dict(found.residuals),
            "file": str(out),
        }
        print_json(content)
        return
    from matchsafe.cli.screen import Screen

    screen = Screen()
    screen.say(f"Fitted in {found.trials} trials; written to {out}.", "bold")
    screen.say("How far each figure is still off, in units of what counts as near:")
    for name, off in sorted(found.residuals.items(), key=lambda item: -abs(item[1])):
        screen.row(screen.words(f"{off:8.2f}  {name}"))
    screen.say("Look at the figures the fit never saw: matchsafe simulate --preset FILE --seasons 20")
