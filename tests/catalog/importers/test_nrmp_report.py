"""NRMP's report of all programs, in its layout and out of it."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from matchsafe.catalog.importers import (
    CatalogFileError,
    ImportCancelled,
    Watch,
    pdf_process,
    pdf_text,
    read_file,
)
from matchsafe.catalog.importers.nrmp_totals import totals
from matchsafe.evidence.program_codes import parse_code

Pdf = Callable[[Sequence[Sequence[str]]], Path]
Pages = Callable[..., list[list[str]]]
Bodies = tuple[list[str], list[str]]


def values(report: Path, code: str, field: str) -> dict[int | None, object]:
    draft = next(d for d in read_file(report).drafts if d.nrmp_codes[0].value == code)
    return {v.year: v.value for v in getattr(draft, field)}


class TestAReportInItsLayout:
    def test_gives_a_program_for_each_code_with_its_place(self, report: Path) -> None:
        drafts = {d.nrmp_codes[0].value: d for d in read_file(report).drafts}
        assert list(drafts) == ["9001140C0", "9001140P0", "9001380R0", "9001180A0", "9001999P0", "9002120C1"]
        places = {
            c: (d.institution[0].value, d.sponsor_city[0].value, d.sponsor_state[0].value)
            for c, d in drafts.items()
        }
        assert places["9001140C0"] == ("Test Mercy Hosp-AL", "Sampleville", "AL")
        assert places["9001180A0"] == places["9001999P0"] == ("Test Mercy Hosp-AL", "Sampletown", "AL")
        assert places["9002120C1"] == ("NOTASTATE-PR", "Inventada", "PR")

    def test_reads_five_years_and_leaves_dashes_unknown(self, report: Path) -> None:
        assert values(report, "9001140C0", "positions") == {2025: 10, 2024: 10, 2023: 8, 2021: 6}
        assert values(report, "9001140C0", "filled") == {2025: 9, 2024: 10, 2023: 8, 2021: 5}

    def test_tells_track_and_specialty_from_the_code(self, report: Path) -> None:
        told = {
            d.nrmp_codes[0].value: (d.specialty[0].value, d.track[0].value) for d in read_file(report).drafts
        }
        assert told == {
            "9001140C0": ("internal_medicine", "categorical"),
            "9001140P0": ("internal_medicine", "preliminary"),
            "9001380R0": ("public_health_preventive_medicine", "physician"),
            "9001180A0": ("neurology", "advanced"),
            "9001999P0": ("transitional_year", "transitional"),
            "9002120C1": ("family_medicine", "categorical"),
        }

    def test_joins_a_name_printed_on_two_lines(self, report: Path) -> None:
        draft = next(d for d in read_file(report).drafts if d.nrmp_codes[0].value == "9001380R0")
        assert draft.name[0].value == "Test Mercy Hosp-AL: Public Health & Preventive Med/2yr-MPH Available"

    def test_says_of_every_value_who_says_so_and_when(self, report: Path) -> None:
        for _, facts in read_file(report).drafts[0].facts():
            assert {(v.source, v.as_of, v.reliability) for v in facts} == {
                ("NRMP Program Results 2021-2025", "2025-03", "official")
            }

    def test_tells_a_program_whose_specialty_this_tool_does_not_have(self, report: Path) -> None:
        [rejected] = read_file(report).rejected
        assert rejected.detail == "9002715C0"
        assert "Internal Medicine/Psychiatry" in rejected.reason

    def test_compares_its_sums_with_the_printed_totals(self, report: Path) -> None:
        by_year = {t.year: t for t in read_file(report).totals}
        assert (by_year[2025].offered, by_year[2025].filled) == (32, 27)
        assert by_year[2025].agrees is False
        assert "43,237 and 40,764 (43,205 short offered, 40,737 short filled)" in by_year[2025].sentence()

    def test_says_what_nrmp_allows(self, report: Path) -> None:
        assert "own use" in read_file(report).rights

    def test_tells_how_far_it_is(self, report: Path) -> None:
        steps: list[tuple[int, int]] = []
        read_file(report, watch=Watch(progress=lambda done, total: steps.append((done, total))))
        assert steps == [(0, 3), (1, 3), (2, 3), (3, 3)]

    def test_can_be_stopped_between_pages(self, report: Path) -> None:
        with pytest.raises(ImportCancelled, match="nothing was changed"):
            read_file(report, watch=Watch(cancelled=lambda: True))


class TestWhatIsWrongWithALine:
    @pytest.mark.parametrize(
        ("line", "said"),
        [
            ("Surgery 9001440C0 4 4 4", "3 values under 5 years"),
            ("Surgery 9001440C0 four 4 4 4 4 4 4 4 4 4", "cannot be read as a program"),
            ("Surgery 9001440Z0 4 4 4 4 4 4 4 4 4 4", "not a program code"),
            ("Internal Medicine 9001140C0 1 1 1 1 1 1 1 1 1 1", "listed twice"),
            ("9001440C0 4 4 4 4 4 4 4 4 4 4", "no name"),
        ],
    )
    def test_is_told_with_its_page_and_the_others_are_read(
        self, pdf: Pdf, pages: Pages, report_bodies: Bodies, line: str, said: str
    ) -> None:
        first, second = report_bodies
        read = read_file(pdf(pages([*first, line], second)))
        assert len(read.drafts) == 6
        [problem] = read.cells.problems
        assert said in problem.message
        assert problem.row == 2

    def test_a_block_without_a_city_is_told(self, pdf: Pdf, pages: Pages, report_bodies: Bodies) -> None:
        first, second = report_bodies
        read = read_file(pdf(pages([x for x in first if "Sampleville" not in x], second)))
        assert "name or city is missing" in read.cells.problems[0].message

    def test_lines_at_the_end_that_were_not_understood_are_told(
        self, pdf: Pdf, pages: Pages, report_bodies: Bodies
    ) -> None:
        first, second = report_bodies
        read = read_file(pdf(pages(first, [*second, "Some Hospital"])))
        assert "Some Hospital" in read.cells.problems[-1].message


class TestAnotherPdf:
    def test_is_recognised(self, pdf: Pdf) -> None:
        with pytest.raises(CatalogFileError, match="is not NRMP's"):
            read_file(pdf([["My thesis"], ["Chapter 1"]]))

    def test_with_the_cover_of_the_report_only_is_recognised(self, pdf: Pdf, pages: Pages) -> None:
        with pytest.raises(CatalogFileError, match="is not NRMP's"):
            read_file(pdf(pages(["Nothing here"])))

    def test_a_long_one_is_left_after_five_pages(self, pdf: Pdf, pages: Pages) -> None:
        body = [[*pages()[0]], *[["Words"] for _ in range(30)]]
        with pytest.raises(CatalogFileError, match="is not NRMP's"):
            read_file(pdf(body))

    def test_the_report_with_its_last_pages_missing_is_refused(
        self, pdf: Pdf, pages: Pages, report_bodies: Bodies
    ) -> None:
        with pytest.raises(CatalogFileError, match="cut off: the last page read is 2 of 206"):
            read_file(pdf(pages(report_bodies[0], promised=206)))

    @pytest.mark.parametrize("kept", [0.1, 0.4, 0.6, 0.8, 0.95])
    def test_the_first_part_of_a_file_is_never_taken_for_the_whole(self, report: Path, kept: float) -> None:
        content = report.read_bytes()
        report.write_bytes(content[: int(len(content) * kept)])
        with suppress(CatalogFileError):
            assert len(read_file(report).drafts) == 6

    def test_one_with_a_password_is_named_as_such(self, pdf: Pdf, tmp_path: Path) -> None:
        path = pdf([["x"]])
        content = path.read_bytes()
        secret = b"<< /Filter /Standard /V 1 /R 2 /O <" + b"00" * 32 + b"> /U <" + b"00" * 32 + b"> /P -1 >>"
        path.write_bytes(
            content.replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt " + secret + b" /ID [<00> <00>]")
        )
        with pytest.raises(CatalogFileError, match="password"):
            read_file(path)

    def test_one_with_thousands_of_pages_is_refused(self, pdf: Pdf) -> None:
        with pytest.raises(CatalogFileError, match="1,001 pages"):
            read_file(pdf([["x"]] * 1001))

    def test_a_page_too_full_is_refused(self, pdf: Pdf) -> None:
        with pytest.raises(CatalogFileError, match="characters: this is no list"):
            read_file(pdf([["x" * 1000] * 210]))

    def test_a_page_that_cannot_be_read_is_named(
        self, report: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        import pypdfium2

        def broken(page: object) -> None:
            raise pypdfium2.PdfiumError("Failed to load text page")

        monkeypatch.setattr(pypdfium2.PdfPage, "get_textpage", broken)
        monkeypatch.setattr(pdf_process, "_limit", lambda _: None)
        pdf_process.main(str(report), "1")
        *_, last = capsys.readouterr().out.splitlines()
        assert "Page 1 cannot be read" in json.loads(last)["refused"][0]

    def test_a_small_file_that_asks_for_much_memory_is_refused_and_hurts_nobody(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        stream = zlib.compress(b"BT /F1 9 Tf " + b"(a) Tj\n" * 3_000_000 + b"ET", 9)
        objects = [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R"
            b"/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>",
            b"<</Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (len(stream), stream),
        ]
        body = b"%PDF-1.4\n" + b"".join(b"%d 0 obj\n%b\nendobj\n" % (n, o) for n, o in enumerate(objects, 1))
        path = tmp_path / "bomb.pdf"
        path.write_bytes(body + b"trailer<</Root 1 0 R/Size 5>>\n%%EOF")
        assert path.stat().st_size < 300_000
        monkeypatch.setattr(pdf_text, "MEMORY", 200 * 1024**2)
        with pytest.raises(CatalogFileError, match="more memory or time than any list needs"):
            list(pdf_text.page_lines(path))


class TestACode:
    def test_is_taken_apart(self) -> None:
        code = parse_code(" 9999 140c12 ")
        assert code
        assert (code.institution, code.specialty_digits, code.kind, code.number) == ("9999", "140", "C", 12)
        assert code.specialty == "internal_medicine"

    @pytest.mark.parametrize(
        "text", ["", "9999140", "9999140C", "9999140F0", "999140C0", "9999140C0000", "x"]
    )
    def test_of_another_form_is_none(self, text: str) -> None:
        assert parse_code(text) is None


@pytest.mark.parametrize(
    ("cover", "city", "head"),
    [
        ("2016-2020 Main Residency Match", "Sampleville Program", ["Code Quota Matched"]),
        ("Program Results, 2013 - 2017", "Sampleville", ["Program Code Quota Matched"]),
        ("2016-2020 Appointment Years", "Sampleville Program Name", ["Program Code Quota Filled"]),
    ],
)
def test_an_edition_before_2021_is_read_in_its_own_words(
    pdf: Pdf, cover: str, city: str, head: list[str]
) -> None:
    """Invented rows; the years stand in one line, and positions are "matched"."""
    last = 2017 if "2017" in cover else 2020
    years = " ".join(str(last - n) for n in range(5))
    row = "Internal Medicine 9001140C0 10 9 10 10 8 8 -- -- 6 5"
    body = ["OHIO", "Test Mercy Hosp-OH", city, *head, years, "Quota Matched " * 5, row]
    foot = "Page {} of 2"
    title = f"Program Results {last - 4}-{last}"
    report = pdf([["Program Results", cover, foot.format(1)], [title, *body, foot.format(2)]])
    read = read_file(report)
    [draft] = read.drafts
    assert (read.rows, read.cells.total) == (1, 0)
    assert (draft.institution[0].value, draft.sponsor_city[0].value) == ("Test Mercy Hosp-OH", "Sampleville")
    assert values(report, "9001140C0", "filled") == {last: 9, last - 1: 10, last - 2: 8, last - 4: 5}
    assert draft.positions[0].source == f"NRMP Program Results {last - 4}-{last}"


def test_a_year_without_printed_totals_is_told_as_such() -> None:
    [total] = totals([{1999: (3, 2)}])
    assert total.agrees is None
    assert total.sentence() == "1999: 3 offered, 2 filled; no national total is known here to compare with"


def test_sums_that_equal_the_printed_totals_say_so() -> None:
    [total] = totals([{2021: (38_000, 36_179)}, {2021: (106, None)}])
    assert total.agrees
    assert "equals" in total.sentence()


def test_sums_above_the_printed_totals_say_so() -> None:
    [total] = totals([{2021: (38_107, 36_179)}])
    assert "(1 too many offered, equal filled)" in total.sentence()
