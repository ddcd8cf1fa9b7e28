"""Invented program lists in every form a real one comes in, and a small writer of PDFs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

COVER = [
    "Program Results",
    "March 2025",
    "www.nrmp.org",
    "Main Residency Match",
    "2021 - 2025 Appointment Years",
]
TITLE = "Program Results: Main Residency Match 2021-2025 Appointment Years"
HEAD = [
    "Code Quota Filled",
    " 2025",
    "Quota Filled Quota Filled Quota Filled Quota Filled",
    " 2024 2023 2022 2021",
]
FIRST = [
    "ALABAMA",
    "Test Mercy Hosp-AL",
    "Sampleville Program ",
    *HEAD,
    "Internal Medicine 9001140C0 10 9 10 10 8 8 -- -- 6 5",
    "Medicine-Preliminary 9001140P0 4 4 3 3 -- -- -- -- -- --",
    "Public Health & Preventive Med/2yr-MPH",
    "Available",
    "9001380R0 2 2 -- -- -- -- -- -- -- --",
    "Sampletown Program ",
    *HEAD,
    "Neurology 9001180A0 3 3 3 2 3 3 3 3 3 3",
]
SECOND = [
    "Test Mercy Hosp-AL (Continued)",
    "Sampletown Program ",
    *HEAD,
    "Transitional 9001999P0 7 7 7 7 7 7 7 7 7 7",
    "PUERTO RICO",
    "NOTASTATE-PR",
    "Inventada Program ",
    *HEAD,
    "Family Medicine/Rural 9002120C1 5 1 5 5 5 5 5 5 5 5",
    "Medicine-Psychiatry 9002715C0 1 1 1 1 1 1 1 1 1 1",
]


def write_pdf(path: Path, pages: Sequence[Sequence[str]]) -> Path:
    """A PDF with one text line under the other on each page."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    kids = []
    for lines in pages:
        escaped = [s.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") for s in lines]
        shown = "\n".join(f"({line}) Tj 0 -12 Td" for line in escaped)
        stream = f"BT /F1 8 Tf 30 760 Td\n{shown}\nET"
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        kids.append(len(objects) + 1)
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> "
            f"/Contents {len(objects)} 0 R >>"
        )
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{k} 0 R' for k in kids)}] >>"
    out = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    start = len(out)
    size = len(objects) + 1
    out += f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\n".encode()
    path.write_bytes(out + f"startxref\n{start}\n%%EOF\n".encode())
    return path


def report_pages(*bodies: Sequence[str], promised: int | None = None) -> list[list[str]]:
    """Pages in the layout of NRMP's report: a cover, and each body between title and foot."""
    count = promised or len(bodies) + 1
    foot = "Reproduction prohibited without the written permission of the NRMP Page {} of {}"
    return [COVER, *([TITLE, *body, foot.format(i, count)] for i, body in enumerate(bodies, 2))]


@pytest.fixture
def pdf(tmp_path: Path) -> Callable[[Sequence[Sequence[str]]], Path]:
    return lambda pages: write_pdf(tmp_path / "report.pdf", pages)


@pytest.fixture
def pages() -> Callable[..., list[list[str]]]:
    return report_pages


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """A small report of invented programs."""
    return write_pdf(tmp_path / "report.pdf", report_pages(FIRST, SECOND))


@pytest.fixture
def report_bodies() -> tuple[list[str], list[str]]:
    return list(FIRST), list(SECOND)
