from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from matchsafe.cli.app import app
from matchsafe.domain.outlook import Outlook
from matchsafe.domain.text import paragraph
from matchsafe.present import outlook_words

SAMPLE = Path(__file__).parents[1] / "present" / "sample_outlook.json"

SEASON = """\
applicant:
  type: non_us_img
  graduation_year: 2023
  step1: {passed: true, attempts: 1}
  step2_ck: {score: 245, attempts: 1}
  us_clinical_experience: hands_on
  letters: strong
  visa: j1
target: {specialty: internal_medicine}
applications_sent: 100
interviews:
  - {program: One, state: NY, setting: community, visas_sponsored: [j1, h1b], status: attended, went: well}
  - {program: Two, state: NJ, setting: university, visas_sponsored: [j1]}
  - {program: "<b>Three</b> [red]é", state: NY, status: attended}
  - {program: Four, visas_sponsored: []}
"""


class Ran:
    """What a command printed and its exit code."""

    def __init__(self, out: str, err: str, code: int) -> None:
        self.out, self.err, self.code = out, err, code


Run = Callable[..., Ran]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in this process, as if piped, in 80 columns."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("MATCHSAFE_DEBUG", raising=False)
    # Whether this is the first run on this machine is not what is tested here.
    monkeypatch.setattr("matchsafe.market.jit.compiles_first", lambda: False)

    def call(*arguments: str, typed: str | bytes | None = None) -> Ran:
        result = CliRunner().invoke(app, list(arguments), input=typed)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Ran(result.stdout, result.stderr, result.exit_code)

    return call


@pytest.fixture(scope="session")
def season_text() -> str:
    return SEASON


@pytest.fixture
def season_file(tmp_path: Path) -> Path:
    path = tmp_path / "season.yaml"
    path.write_text(SEASON, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def sample() -> Outlook:
    """A made-up answer that has every part."""
    found = Outlook.model_validate_json(SAMPLE.read_text("utf-8"))
    said = outlook_words.answer(found.chance, found.couple, found.counts.rankable, None)
    return found.model_copy(update={"headline": paragraph(said)})
