"""``matchsafe calibrate``: fit the free parameters of a preset to published figures, and report the fit."""

from __future__ import annotations

from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from matchsafe.cli.errors import FAULT, STOPPED, CliError
from matchsafe.cli.output import print_json
from matchsafe.cli.simulate_options import CalibrateOptions, new_file, preset_of, share, whole

if TYPE_CHECKING:
    from matchsafe.market.season.preset import Preset
    from matchsafe.services.simulation.calibration import Fit

MOST_ROUNDS = 100
MOST_SEASONS = 1_000
MOST_SEED = 2**32 - 1
ABOUT = (
    "What is not published and had to be chosen (assumed), and what was set so that simulated figures meet published "
    "ones (fitted, with matchsafe calibrate). The counts of applicants, programs and positions come from the evidence. "
    "Strength, noise and taste are measured in standard deviations."
)


def run(asked: CalibrateOptions) -> None:
    """Fit and write.

    Raises:
        CliError: Naming every option that cannot be used; or that it was stopped, with the best so far written.
    """
    from matchsafe.cli.progress import progress_bar, stop_event, tell_if_compiling
    from matchsafe.services.simulation import fitted_names, write_preset
    from matchsafe.services.simulation.calibration import STEPS_A_ROUND, fit

    problems: list[str] = []
    rounds = whole("rounds", asked.rounds, 1, MOST_ROUNDS, problems)
    seasons = whole("seasons", asked.seasons, 1, MOST_SEASONS, problems)
    seed = whole("seed", asked.seed, 0, MOST_SEED, problems)
    scale = share(asked.scale, problems)
    out = new_file("out", asked.out, asked.force, problems)
    preset = preset_of(asked.preset, problems)
    if problems or preset is None or out is None:
        raise CliError(problems)
    free = fitted_names()
    tell_if_compiling()
    most = 1 + rounds * (len(free) + 3 * STEPS_A_ROUND)
    with stop_event() as stop, progress_bar("trials") as told:
        found = fit(
            preset, free, seed=seed, seasons=range(seasons), scale=scale, rounds=rounds,
            on_progress=lambda trials, _: told(trials, most, None), cancel=stop.is_set,
        )  # fmt: skip
    try:
        write_preset(out, found.preset, free, ABOUT, _origin(asked, preset, found, stopped=stop.is_set()))
    except OSError as error:
        raise CliError(f"{out} cannot be written: {error.strerror}.", FAULT) from error
    _tell(found, out, as_json=asked.as_json)
    if stop.is_set():
        raise CliError(f"Stopped after {found.trials} trials. The best so far is in {out}.", STOPPED)


def _origin(asked: CalibrateOptions, preset: Preset, found: Fit, *, stopped: bool) -> str:
    """The command that makes this preset again, and what it began from."""
    from matchsafe import __version__

    options = " ".join(
        f"--{name} {quote(getattr(asked, name))}" for name in ("preset", "rounds", "seasons", "seed", "scale")
    )
    end = f"; stopped after {found.trials} trials" if stopped else ""
    return f"matchsafe calibrate FILE {options} (version {__version__}, from preset {preset.digest}){end}"


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
