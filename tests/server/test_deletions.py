"""What is deleted through one process of a server is held in the memory of no other."""

from __future__ import annotations

import time
from pathlib import Path

from fastapi.testclient import TestClient

from matchsafe.server.app import build
from matchsafe.server.shared_jobs import connect, share
from matchsafe.services.background import Jobs
from matchsafe.services.catalog_import.staging import Staging
from matchsafe.web import routes_outlook


def test_a_deletion_reaches_the_other_processes_at_once(tmp_path: Path) -> None:
    jobs, staging = Jobs(print), Staging()
    with share(jobs, staging) as address:
        app = build(f"sqlite:///{tmp_path}/w.sqlite", owner=address)
        with TestClient(app, base_url="http://localhost") as client:
            for tell in (connect(address)[2].tell, lambda: client.post("/seasons/delete")):
                assert client.get("/sample").status_code == 200
                assert routes_outlook._pages
                tell()
                until = time.monotonic() + 300
                while routes_outlook._pages and time.monotonic() < until:
                    time.sleep(0.01)
                assert not routes_outlook._pages
    jobs.close()
    staging.close()
