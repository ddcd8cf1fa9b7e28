"""``matchsafe catalog import``, ``fetch``, ``list`` and ``undo``."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.catalog.importers.conftest import FIRST, SECOND, report_pages, write_pdf
from tests.catalog.importers.federal.conftest import USCIS

from matchsafe.catalog.import_change import import_programs
from matchsafe.catalog.store import Store
from matchsafe.cli import catalog_import
from matchsafe.cli.progress import counter

Run = Callable[..., Any]
LIST = (
    "Program,Specialty,City,State,ACGME id,J1,Step 2 minimum\n"
    "Invented Mercy Hospital,IM,Sampleville,NY,1409900001,yes,220\n"
)
ALIKE = "Program,Specialty,City,State,J1\nInvented Mercy Medical Center,IM,Sampleville,NY,no\n"


@pytest.fixture(autouse=True)
def catalogs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MATCHSAFE_CATALOGS", str(tmp_path / "catalogs"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "catalogs"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "list.csv"
    path.write_text(LIST)
    return path


@pytest.fixture
def other(tmp_path: Path) -> Path:
    path = tmp_path / "other.csv"
    path.write_text(ALIKE)
    return path


def at_terminal(monkeypatch: pytest.MonkeyPatch, *answers: str) -> list[str]:
    """Make the command believe it is at a terminal, and answer its questions."""
    given = iter(answers)
    asked: list[str] = []

    def answer(prompt: str) -> str:
        asked.append(prompt)
        try:
            return next(given)
        except StopIteration:
            raise EOFError from None

    monkeypatch.setattr(catalog_import, "at_terminal", lambda: True)
    monkeypatch.setattr("builtins.input", answer)
    return asked


class TestALook:
    def test_shows_columns_first_programs_and_what_would_happen(self, run: Run, file: Path) -> None:
        ran = run("catalog", "import", str(file), "--preview")
        assert ran.code == 0
        for said in (
            "Program -> name; sure:",
            "Specialty: Internal Medicine",
            "Step 2 CK minimum: 220",
            "1 new, 0 matched",
        ):
            assert said in ran.out
        assert Store().names() == ()

    def test_is_all_there_is_without_a_terminal_and_without_yes(self, run: Run, file: Path) -> None:
        ran = run("catalog", "import", str(file))
        assert ran.code == 2
        assert "add --yes" in ran.err
        assert Store().names() == ()

    def test_tells_what_was_left_out_and_what_could_not_be_read(self, run: Run, file: Path) -> None:
        rows = "".join(f"P{i},Skill {i},X,NY,,no,\n" for i in range(10))
        file.write_text(LIST + rows + "Q,IM,Y,NY,,no,banana\nR,IM,Z,NY,,no,210\nS,IM,W,NY,,no,210\n")
        ran = run("catalog", "import", str(file), "--preview")
        assert "Left out: 10 rows" in ran.out
        assert "and 2 more (all with --json)" in ran.out
        assert (
            '1 in Step 2 minimum; first: row 13, column Step 2 minimum: "banana" is no Step 2 CK score'
            in ran.out
        )

    def test_names_columns_that_are_not_read(self, run: Run, file: Path) -> None:
        file.write_text("Program,Specialty,Applicants 2026,eras applicants 2026,mood\nA,IM,5,5,good\n")
        ran = run("catalog", "import", str(file), "--preview", "--set", "state=NY")
        assert "eras applicants 2026: not read" in ran.out
        assert "no field fits: mood" in ran.out
        assert "every row -> state: NY" in ran.out

    def test_of_nrmps_report_compares_its_sums_and_says_what_is_allowed(
        self, run: Run, file: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from matchsafe.catalog.importers import ProgramFile
        from matchsafe.catalog.importers.from_nrmp import RIGHTS
        from matchsafe.catalog.importers.nrmp_totals import totals
        from matchsafe.catalog.importers.reader import read_file

        def as_report(path: Path, options: object, watch: object) -> ProgramFile:
            read = read_file(path)
            return ProgramFile(
                "r.pdf", "nrmp", ("pages",), read.drafts, totals=totals([{2021: (5, 4)}]), rights=RIGHTS
            )

        monkeypatch.setattr(catalog_import, "read_file", as_report)
        out = run("catalog", "import", str(file), "--preview").out
        assert "2021: 5 offered, 4 filled; the printed national totals are 38,106 and 36,179" in out
        assert RIGHTS in out


class TestBringingIn:
    def test_makes_a_version_that_undo_takes_back(self, run: Run, file: Path) -> None:
        ran = run("catalog", "import", str(file), "--yes")
        assert ran.code == 0
        assert 'The catalog "programs" now has 1 program.' in ran.out
        assert "* " not in run("catalog", "undo").out
        assert Store().read("programs").records == ()
        assert "version 1" in run("catalog", "undo", "--redo").out
        told = json.loads(run("catalog", "undo", "--json").out)
        assert told["version"] is None
        again = json.loads(run("catalog", "undo", "--redo", "--json").out)
        assert (again["name"], again["version"]["number"]) == (told["name"], 1)
        assert "programs (in use)" in run("catalog", "list").out

    def test_again_says_that_nothing_is_new(self, run: Run, file: Path) -> None:
        run("catalog", "import", str(file), "--yes")
        assert "adds nothing new" in run("catalog", "import", str(file), "--yes").out

    def test_lists_questions_with_the_way_to_answer_them(self, run: Run, file: Path, other: Path) -> None:
        run("catalog", "import", str(file), "--yes")
        ran = run("catalog", "import", str(other), "--yes")
        assert "row 2: Invented Mercy Medical Center, Sampleville, NY. Is it" in ran.out
        assert '--answer "row 2=' in ran.out
        assert "Nothing is brought in yet." in ran.out
        key = Store().read("programs").records[0].id
        ran = run("catalog", "import", str(other), "--yes", "--answer", f"row 2={key}")
        assert "0 new, 1 matched" in ran.out
        assert "Sponsors J-1 visas: yes (list.csv) against no (other.csv)" in ran.out

    def test_takes_all_unsure_ones_as_told(self, run: Run, file: Path, other: Path) -> None:
        run("catalog", "import", str(file), "--yes")
        run("catalog", "import", str(other), "--yes", "--unsure", "new", "--catalog", "programs")
        assert len(Store().read("programs").records) == 2

    def test_gives_the_whole_report_as_json(self, run: Run, file: Path) -> None:
        told = json.loads(run("catalog", "import", str(file), "--yes", "--json").out)
        assert told["catalog"] == {"name": "programs", "changed": True, "version": 1, "records": 1}
        assert [c["field"] for c in told["columns"]][:3] == ["name", "specialty", "city"]
        assert told["new"] == ["1409900001"]
        ran = run("catalog", "import", str(file), "--json")
        assert ran.code == 2
        assert json.loads(ran.out)["catalog"]["changed"] is False
        assert json.loads(run("catalog", "list", "--json").out)[0]["versions"][0]["records"] == 1


class TestAtATerminal:
    def test_asks_before_it_changes_anything(
        self, run: Run, file: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked = at_terminal(monkeypatch, "n")
        assert "Nothing was changed." in run("catalog", "import", str(file)).out
        assert asked == ['Bring this into the catalog "programs"? [y/N] ']
        at_terminal(monkeypatch, "y")
        run("catalog", "import", str(file))
        assert len(Store().read("programs").records) == 1

    @pytest.mark.parametrize(("answer", "records"), [("1", 1), ("n", 2), ("s", 1), ("new", 2)])
    def test_asks_about_a_program_that_may_be_there(
        self, run: Run, file: Path, other: Path, monkeypatch: pytest.MonkeyPatch, answer: str, records: int
    ) -> None:
        run("catalog", "import", str(file), "--yes")
        at_terminal(monkeypatch, "9", answer, "y")
        ran = run("catalog", "import", str(other))
        assert "Please answer with a number from 1 to 1, n or s." in ran.err
        assert len(Store().read("programs").records) == records

    @pytest.mark.parametrize(("answer", "records"), [("n", 24), ("", 12), ("y", 24)])
    def test_asks_first_whether_to_go_through_many(
        self, run: Run, file: Path, other: Path, monkeypatch: pytest.MonkeyPatch, answer: str, records: int
    ) -> None:
        head, places = "Program,Specialty,City,State\n", [f"Town{chr(97 + i)}" for i in range(12)]
        file.write_text(head + "".join(f"Invented {p} Mercy Hospital,IM,{p},NY\n" for p in places))
        other.write_text(head + "".join(f"Invented {p} Mercy Medical Center,IM,{p},NY\n" for p in places))
        run("catalog", "import", str(file), "--yes")
        at_terminal(monkeypatch, answer, *(["n"] * 12 if answer == "y" else []), "y")
        ran = run("catalog", "import", str(other))
        assert "and 4 more (all with --json)" in ran.out
        assert len(Store().read("programs").records) == records

    def test_the_end_of_the_answers_changes_nothing(
        self, run: Run, file: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        at_terminal(monkeypatch)
        ran = run("catalog", "import", str(file))
        assert (ran.code, Store().names()) == (130, ())
        assert "Stopped. Nothing was changed." in ran.err


class TestWhatIsWrong:
    def test_is_said_at_once_and_changes_nothing(self, run: Run, file: Path) -> None:
        ran = run("catalog", "import", str(file), "--as", "magic", "--unsure", "maybe", "--as-of", "soon")
        assert ran.code == 2
        for said in ("--as:", "--unsure:", "--as-of:"):
            assert said in ran.err
        assert Store().names() == ()

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (("nowhere.csv",), "There is no file"),
            (("list.csv", "--map", "x=name"), "no column 'x'"),
            (("list.csv", "--answer", "row 2"), "KEY=ANSWER"),
            (("list.csv", "--answer", "row 2=new"), 'There is no question "row 2"'),
            (("list.csv", "--catalog", "NO NO"), "cannot be the name"),
            (("list.csv", "--as", "nrmp"), "is no PDF"),
            (("list.csv", "--delimiter", ";"), "only one column"),
            (("list.csv", "--delimiter", "tab"), "only one column"),
            (("list.csv", "--map-file", "no.yaml"), "There is no file"),
        ],
    )
    def test_is_one_clear_message(self, run: Run, file: Path, arguments: tuple[str, ...], said: str) -> None:
        ran = run("catalog", "import", *arguments, "--yes")
        assert ran.code == 2
        assert said in ran.err
        assert "Traceback" not in ran.err

    def test_undo_without_a_catalog_says_so(self, run: Run, file: Path) -> None:
        assert "There is no catalog yet." in run("catalog", "undo").err
        assert "no catalog yet" in run("catalog", "list").out
        assert "There is no catalog" in run("catalog", "undo", "--catalog", "x").err

    def test_a_list_of_catalogs_that_cannot_be_read_says_so(
        self, run: Run, file: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from matchsafe.catalog.errors import DamagedCatalog

        run("catalog", "import", str(file), "--yes")

        def broken(self: Store, name: str) -> None:
            raise DamagedCatalog("the list is damaged")

        monkeypatch.setattr(Store, "history", broken)
        assert "the list is damaged" in run("catalog", "list").err


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """An invented report in NRMP's layout."""
    return write_pdf(tmp_path / "report.pdf", report_pages(FIRST, SECOND))


class TestFetch:
    def test_only_what_is_known_can_be_downloaded(self, run: Run) -> None:
        assert "Accepted: nrmp, dol, uscis, cms, closures" in run("catalog", "fetch", "everything").err
        assert "Get the national list first" in run("catalog", "fetch", "dol", "--yes").err

    def test_a_public_file_adds_to_the_list_that_is_there(
        self, run: Run, file: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def served(
            source: object, addresses: tuple[str, ...], to: Path, watch: object, *, force: bool
        ) -> int:
            return to.write_text(
                USCIS.replace("INVENTED LAKESIDE HOSPITAL", "INVENTED MERCY HOSPITAL").replace("OH", "NY")
            )

        monkeypatch.setattr("matchsafe.cli.catalog_import.fetch_public", served)
        run("catalog", "import", str(file), "--yes")
        assert "anyone may use it" in run("catalog", "fetch", "uscis").out
        ran = run("catalog", "fetch", "h1b", "--yes")
        assert "2 rows read, 1 of them is about 1 employer or hospital." in ran.out
        assert "1: of employers outside health care and education" in ran.out
        assert "0 new, 1 matched" in ran.out
        assert "H-1B: 1,035 approved in 2023" in run("catalog", "search", "mercy").out
        saved = run("catalog", "fetch", "uscis", "--to", "hub.csv")
        assert "Now: matchsafe catalog import hub.csv" in saved.out

    def test_an_address_that_is_none_is_refused(self, run: Run) -> None:
        assert "is no web address" in run("catalog", "fetch", "nrmp", "--from", "here").err

    def test_saves_the_file_and_says_what_to_do_next(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(
            "matchsafe.catalog.importers.download.fetch_list",
            lambda where, path, *_, **__: path.write_bytes(b"%PDF-"),
        )
        ran = run(
            "catalog", "fetch", "nrmp", "--from", "https://example.org/r.pdf", "--to", "Invented_Report.pdf"
        )
        assert "Saved in Invented_Report.pdf (5 bytes)" in ran.out
        assert "Now: matchsafe catalog import Invented_Report.pdf" in ran.out
        assert "own use" in ran.out

    def test_one_command_gets_the_list_and_brings_it_in(
        self, run: Run, report: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked: list[str | None] = []

        def copied(address: str | None, to: Path, watch: object, *, force: bool) -> int:
            asked.append(address)
            return to.write_bytes(report.read_bytes())

        monkeypatch.setattr("matchsafe.catalog.importers.download.fetch_list", copied)
        refused = run("catalog", "fetch", "nrmp")
        assert (refused.code, asked) == (2, [])
        assert "own use" in refused.out
        assert "add --yes" in refused.err
        ran = run("catalog", "fetch", "nrmp", "--yes")
        assert asked == [None]
        assert 'The catalog "programs" now has 6 programs.' in ran.out
        assert len(Store().read("programs").records) == 6

    def test_a_download_that_fails_says_the_way_by_hand_and_changes_nothing(
        self, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("MATCHSAFE_NRMP_URL", "http://127.0.0.1:1/r.pdf")
        ran = run("catalog", "fetch", "nrmp", "--yes")
        assert ran.code == 2
        assert "By hand: open" in ran.err
        assert Store().names() == ()


@pytest.mark.parametrize("signal_number", [signal.SIGKILL, signal.SIGINT])
def test_a_killed_import_leaves_the_catalog_as_it_was(
    file: Path, tmp_path: Path, catalogs: Path, signal_number: int
) -> None:
    """Killed while the new version stands in its file, before it is the one in use."""
    from matchsafe.catalog.importers import read_file

    import_programs(Store(), "programs", read_file(file))
    before = Store().read("programs").records
    second = tmp_path / "second.csv"
    second.write_text("Program,Specialty,State\n" + "".join(f"New {i},FM,NY\n" for i in range(50)))
    marker = tmp_path / "writing"
    code = (
        "import signal, sys, time, pathlib\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a job in the background ignores it
        "from matchsafe.catalog import store\n"
        "whole = store._write_index\n"
        f"def slow(place, index): pathlib.Path({str(marker)!r}).touch(); time.sleep(60); whole(place, index)\n"
        "store._write_index = slow\n"
        f"sys.argv = ['matchsafe', 'catalog', 'import', {str(second)!r}, '--yes', '--unsure', 'new']\n"
        "from matchsafe.cli import main\n"
        "main()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=dict(os.environ)
    )
    until = time.monotonic() + 300
    while not marker.exists():
        assert process.poll() is None, process.communicate()[1].decode()
        assert time.monotonic() < until
        time.sleep(0.02)
    process.send_signal(signal_number)
    _, err = process.communicate(timeout=300)
    assert process.returncode == (-signal_number if signal_number == signal.SIGKILL else 130)
    assert b"Traceback" not in err
    assert Store().read("programs").records == before
    assert len(import_programs(Store(), "programs", read_file(second), {}).after.records) == 51


class TestProgressOnATerminal:
    def test_is_one_line_written_over(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
        with counter("Reading", "pages") as show:
            show(1, 20)
            show(2, 20)
            show(20, 20)
        written = capsys.readouterr().err
        assert "Reading: 20 of 20 pages" in written
        assert written.count("\n") == 1  # one line, written over
        assert written.endswith("\x1b[2K")  # and gone in the end

    def test_is_silent_elsewhere(self, capsys: pytest.CaptureFixture[str]) -> None:
        with counter("Reading", "pages") as show:
            show(1, 0)
        assert capsys.readouterr().err == ""
