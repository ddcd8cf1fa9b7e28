"""A file that was read comes into a catalog as one change, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from matchsafe.catalog import exchange
from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.errors import CatalogError
from matchsafe.catalog.import_change import FIRST, complete_answers, import_programs, preview, target
from matchsafe.catalog.importers import CatalogFileError, ListOptions, read_file
from matchsafe.catalog.store import Store
from matchsafe.catalog.value_resolution import value_in_force

Write = Callable[..., Path]
LIST = "Program,Specialty,City,State,ACGME id,J1\nInvented Mercy Hospital,IM,Sampleville,NY,1409900001,yes\n"
ALIKE = "Program,Specialty,City,State,J1\nInvented Mercy Medical Center,IM,Sampleville,NY,no\n"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "catalogs")


def test_a_preview_changes_nothing(store: Store, text_file: Write) -> None:
    looked = preview(store, FIRST, read_file(text_file(LIST)))
    assert len(looked.report.new) == 1
    assert looked.version is None
    assert store.names() == ()


def test_bringing_in_makes_one_version_that_can_be_undone(store: Store, text_file: Write) -> None:
    done = import_programs(store, FIRST, read_file(text_file(LIST)))
    assert done.version
    assert done.version.what == "import of list.csv"
    assert len(store.read(FIRST).records) == 1
    store.undo(FIRST)
    assert store.read(FIRST).records == ()


def test_the_same_file_again_tells_nothing_new_and_makes_no_version(store: Store, text_file: Write) -> None:
    import_programs(store, FIRST, read_file(text_file(LIST)))
    again = import_programs(store, FIRST, read_file(text_file(LIST)))
    assert again.version is None
    assert len(store.history(FIRST)[0]) == 1


def test_an_unsure_match_waits_for_an_answer(store: Store, text_file: Write) -> None:
    import_programs(store, FIRST, read_file(text_file(LIST)))
    read = read_file(text_file(ALIKE, name="other.csv"))
    [question] = preview(store, FIRST, read).report.questions
    assert import_programs(store, FIRST, read).version is None
    answers = complete_answers(
        preview(store, FIRST, read).report, {question.key: question.candidates[0].record_id}, None
    )
    done = import_programs(store, FIRST, read, answers)
    assert len(done.after.records) == 1
    [conflict] = [c for c in done.report.conflicting if c.field == "j1"]
    assert (conflict.before.value, conflict.after.value) == (True, False)


def test_the_rest_of_the_questions_can_be_answered_at_once(store: Store, text_file: Write) -> None:
    import_programs(store, FIRST, read_file(text_file(LIST)))
    read = read_file(text_file(ALIKE, name="other.csv"))
    report = preview(store, FIRST, read).report
    assert complete_answers(report, {}, "new") == {"row 2": "new"}
    assert complete_answers(report, {"row 2": "skip"}, "new") == {"row 2": "skip"}
    assert len(import_programs(store, FIRST, read, {"row 2": "new"}).after.records) == 2


def test_answers_that_cannot_be_given_are_named_all_at_once(store: Store, text_file: Write) -> None:
    import_programs(store, FIRST, read_file(text_file(LIST)))
    report = preview(store, FIRST, read_file(text_file(ALIKE, name="other.csv"))).report
    with pytest.raises(CatalogError) as caught:
        complete_answers(report, {"row 2": "perhaps", "row 9": "new"}, None)
    assert 'There is no question "row 9"' in str(caught.value)
    assert "'perhaps' is none of" in str(caught.value)


def test_nrmps_report_joins_a_list_by_code_and_keeps_the_lists_name(
    store: Store, text_file: Write, report: Path
) -> None:
    import_programs(store, FIRST, read_file(text_file("Program,NRMP code\nA Fine Program,9002120C1\n")))
    done = import_programs(store, FIRST, read_file(report))
    record = done.after.find("9002120C1")
    assert value_in_force(record, "name").value == "A Fine Program"
    assert value_in_force(record, "positions").value == 5
    assert done.report.new
    assert len(done.report.matched) == 1


class TestTheExchangeFormat:
    def exported(self, store: Store, text_file: Write, tmp_path: Path, sample: bool = False) -> Path:
        import_programs(store, FIRST, read_file(text_file(LIST)))
        path = tmp_path / "out.jsonl"
        path.write_bytes(exchange.dump(Catalog("mine", store.read(FIRST).records, sample)))
        return path

    def test_comes_into_a_new_catalog_whole_with_its_ids(
        self, store: Store, text_file: Write, tmp_path: Path
    ) -> None:
        path = self.exported(store, text_file, tmp_path)
        done = import_programs(store, "copy", read_file(path))
        assert store.read("copy").records == store.read(FIRST).records
        assert len(done.report.new) == 1

    def test_joins_a_catalog_that_is_there(self, store: Store, text_file: Write, tmp_path: Path) -> None:
        path = self.exported(store, text_file, tmp_path)
        again = import_programs(store, FIRST, read_file(path, ListOptions(kind="exchange")))
        assert again.version is None
        assert len(again.report.matched) == 1

    def test_of_a_sample_is_never_mixed_with_real_programs(
        self, store: Store, text_file: Write, tmp_path: Path
    ) -> None:
        path = self.exported(store, text_file, tmp_path, sample=True)
        assert "Sample" in read_file(path).rights
        with pytest.raises(CatalogError, match="are invented"):
            import_programs(store, FIRST, read_file(path))
        import_programs(store, "sample", read_file(path))
        assert store.read("sample").sample
        with pytest.raises(CatalogError, match="Choose another catalog"):
            import_programs(store, "sample", read_file(text_file(LIST)))
        store.use("sample")
        assert target(store, None) == FIRST

    @pytest.mark.parametrize("kept", [0.3, 0.7, 0.95])
    def test_cut_off_is_refused(self, store: Store, text_file: Write, tmp_path: Path, kept: float) -> None:
        path = self.exported(store, text_file, tmp_path)
        path.write_bytes(path.read_bytes()[: int(path.stat().st_size * kept)])
        with pytest.raises(CatalogFileError):
            read_file(path)

    def test_changed_by_hand_is_refused(self, store: Store, text_file: Write, tmp_path: Path) -> None:
        path = self.exported(store, text_file, tmp_path)
        path.write_bytes(path.read_bytes().replace(b"Sampleville", b"Otherville"))
        with pytest.raises(CatalogFileError, match="checksum"):
            read_file(path)

    def test_without_programs_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "x.jsonl"
        path.write_bytes(exchange.dump(Catalog("empty")))
        with pytest.raises(CatalogFileError, match="a catalog without programs"):
            read_file(path)

    def test_a_table_is_not_taken_for_one(self, text_file: Write) -> None:
        with pytest.raises(CatalogFileError, match="no catalog in the exchange format"):
            read_file(text_file(LIST), ListOptions(kind="exchange"))


def test_an_import_goes_to_the_catalog_in_use_or_to_a_first_one(store: Store, text_file: Write) -> None:
    assert target(store, None) == FIRST
    assert target(store, "mine") == "mine"
    import_programs(store, "only", read_file(text_file(LIST)))
    assert target(store, None) == "only"
