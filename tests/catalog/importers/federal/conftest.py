"""Invented rows in the official layouts."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import openpyxl
import pytest

from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.record import Record

LCA = [
    "CASE_NUMBER", "CASE_STATUS", "RECEIVED_DATE", "DECISION_DATE", "ORIGINAL_CERT_DATE", "VISA_CLASS", "JOB_TITLE",
    "SOC_CODE", "SOC_TITLE", "FULL_TIME_POSITION", "BEGIN_DATE", "END_DATE", "TOTAL_WORKER_POSITIONS",
    "NEW_EMPLOYMENT", "EMPLOYER_NAME", "TRADE_NAME_DBA", "EMPLOYER_ADDRESS1", "EMPLOYER_CITY", "EMPLOYER_STATE",
    "EMPLOYER_POSTAL_CODE", "EMPLOYER_COUNTRY", "NAICS_CODE", "WORKSITE_WORKERS", "SECONDARY_ENTITY",
    "WORKSITE_ADDRESS1", "WORKSITE_CITY", "WORKSITE_COUNTY", "WORKSITE_STATE", "WORKSITE_POSTAL_CODE",
    "WAGE_RATE_OF_PAY_FROM", "WAGE_RATE_OF_PAY_TO", "WAGE_UNIT_OF_PAY", "PREVAILING_WAGE", "PW_UNIT_OF_PAY",
    "PW_WAGE_LEVEL",
]  # fmt: skip
"""Columns of FY2025, without those of agents and contacts."""
FILED = {
    "CASE_STATUS": "Certified", "DECISION_DATE": "2025-04-07", "VISA_CLASS": "H-1B", "JOB_TITLE": "Resident Physician",
    "SOC_CODE": "29-1229.00", "EMPLOYER_NAME": "INVENTED LAKESIDE HOSPITAL, INC.", "EMPLOYER_CITY": "SAMPLEVILLE",
    "EMPLOYER_STATE": "OH", "WAGE_RATE_OF_PAY_FROM": 66000, "WAGE_UNIT_OF_PAY": "Year",
}  # fmt: skip
USCIS = (
    "Fiscal Year,Employer,Initial Approval,Initial Denial,Continuing Approval,Continuing Denial,NAICS,Tax ID,State,"
    "City,ZIP\n"
    '2023,INVENTED LAKESIDE HOSPITAL,"1,020",1,15,0,62,1234,OH,SAMPLEVILLE,43000\n'
    "2023,INVENTED SOFTWARE LLC,500,2,100,0,54,9999,OH,SAMPLEVILLE,43000\n"
)
CMS = (
    "Facility ID,Facility Name,Address,City/Town,State,ZIP Code,County/Parish,Telephone Number,Hospital Type,"
    "Hospital Ownership,Emergency Services\n"
    "999001,INVENTED LAKESIDE HOSPITAL,1 LAKE ROAD,SAMPLEVILLE,OH,43000,SAMPLE,(555) 010-0000,Acute Care Hospitals,"
    "Voluntary non-profit - Private,Yes\n"
    "999002,INVENTED PRAIRIE MEDICAL CENTER,2 BASE ROAD,TESTBURG,PA,15000,TEST,(555) 010-0001,"
    "Acute Care - Department of Defense,Department of Defense,Yes\n"
)
CLOSED = (
    "CCN,Provider Name,City and State,CBSA Code,Terminating Date,IME Cap,DGME Cap\n"
    '999003,Invented River Hospital,"Mocktown, NY",12345,"Aug. 24, 2024",36.33,39.28\n'
)
INSTRUCTIONS = (
    "Instructions for Reading the Section 5506 Final Awards Spreadsheet - Round 99:\nThis spreadsheet contains the "
    "results under section 5506 of the ACA, Preservation of Resident Cap Positions from Closed Hospitals due to the "
    "closure of Invented River Hospital in Mocktown, NY on August 24, 2024.\nThere are three tabs.\n"
)


def filings(path: Path, *rows: dict[str, object]) -> Path:
    """A quarter of the Department of Labor's data; each row says how it differs from a resident's filing."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(LCA)
    for number, row in enumerate(rows):
        filed = {**FILED, "CASE_NUMBER": f"I-200-25097-{path.stem[-1]}{number:05d}", **row}
        sheet.append([filed.get(column) for column in LCA])
    book.save(path)
    return path


def program(key: str, name: str, city: str | None, state: str, **fields: object) -> Record:
    """A program of internal medicine."""
    told = {"name": name, "specialty": "internal_medicine", "city": city, "state": state, **fields}
    return Record.model_validate(
        {
            "id": key,
            **{f: [{"value": v, "source": "An invented list"}] for f, v in told.items() if v is not None},
        }
    )


@pytest.fixture
def programs() -> Catalog:
    """Four hospitals, one of them of the same name in another city."""
    return Catalog(
        "programs",
        (
            program("lake", "Invented Lakeside Hospital Program", "Sampleville", "OH"),
            program("lake-2", "Invented Lakeside Hospital Program", "Otherton", "OH", h1b=False),
            program("prairie", "Invented Prairie Medical Center Program", None, "PA"),
            program("river", "Invented River Hospital Program", "Mocktown", "NY"),
        ),
    )


class _Files(BaseHTTPRequestHandler):
    def __init__(self, files: dict[str, bytes], *args: object) -> None:
        self.files = files
        super().__init__(*args)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        body = self.files.get(self.path)
        self.send_response(200 if body is not None else 404)
        self.send_header("Content-Type", "text/html" if self.path == "/page" else "application/octet-stream")
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[dict[str, bytes]], str]]:
    """A server of the test's own with these files; its address."""
    started: list[tuple[ThreadingHTTPServer, Thread]] = []
    monkeypatch.setenv("no_proxy", "*")

    def start(files: dict[str, bytes]) -> str:
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Files, files))
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        started.append((server, thread))
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server, thread in started:
        server.shutdown()
        thread.join()
        server.server_close()


def zipped(**files: bytes | str) -> bytes:
    """A ZIP archive; "__" stands for the point in a name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "."), content)
    return out.getvalue()


def as_csv(*rows: dict[str, object]) -> str:
    """The same data as a text table."""
    out = io.StringIO()
    writer = csv.DictWriter(out, LCA)
    writer.writeheader()
    for number, row in enumerate(rows):
        writer.writerow({**FILED, "CASE_NUMBER": f"I-200-{number}", **row})
    return out.getvalue()
