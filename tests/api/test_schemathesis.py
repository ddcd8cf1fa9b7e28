"""The OpenAPI document is tried out: no fault of ours, and every answer as described."""

from __future__ import annotations

from typing import Any, Final

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    positive_data_acceptance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from matchsafe.server import create_app

CHECKS: list[Any] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    positive_data_acceptance,
    unsupported_method,
]

OUTLOOK = "/api/v1/outlook"
LIST = "catalogs/{name}"
WORK = [
    f"/api/v1/{name}"
    for name in (
        "plan", "plan/couple", "jobs/plan", "compare", "fees", "match", "couples", "rank", "rank/watch",
        "couples/watch",
        *(f"match/{s}" for s in ("statistics", "mechanisms", "comparison", "what-if", "stable-set", "reserves")),
        *(f"{LIST}{part}" for part in ("", "/import", "/history", "/use", "/undo", "/redo", "/export", "/twins",
                                     "/employers", "/import/public", "/fetch/{what}")),
        f"{LIST}/lists/{{list_name}}",
        "intake", "outlook/questions", "today", "season/calendar", "season/release", "season/soap", "season/visas",
        "season/import", "season/soap/shortlist", "season/draft", "jobs/rank",
    )
]  # fmt: skip
"""Routes whose body can fit its description and still name what is not there, or that change program lists."""
TRIED: Final = [check for check in CHECKS if check is not positive_data_acceptance]
"""A season can fit its description and still speak of an interview it does not hold."""


APP = create_app(pages=False, hosts=["testserver"])


def described(**phases: dict[str, bool]) -> Any:
    return schemathesis.openapi.from_asgi(
        "/api/v1/openapi.json",
        APP,
        config=schemathesis.Config.from_dict({"phases": phases}),
    )


few = settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)

# every field of a season at and beyond its limits is some 7,000 requests: tests/workspace/seasonfile tries them
SEARCH = "/api/v1/catalogs/{name}/programs"
SEASONS = [OUTLOOK, "/api/v1/validate"]
everything_else = described().exclude(path=[*SEASONS, SEARCH, *WORK])
work = described(coverage={"enabled": False}).include(path=[SEARCH, *WORK])
seasons = described(coverage={"enabled": False}).include(path=SEASONS)


@pytest.mark.filterwarnings("ignore")
@everything_else.parametrize()
@few
def test_the_api_does_what_its_document_says(case: schemathesis.Case) -> None:
    case.call_and_validate(checks=CHECKS)


@pytest.mark.filterwarnings("ignore")
@seasons.parametrize()
@settings(few, max_examples=30)
def test_a_season_is_read_as_the_document_says(case: schemathesis.Case) -> None:
    case.call_and_validate(checks=TRIED)


@pytest.mark.filterwarnings("ignore")
@work.parametrize()
@settings(few, max_examples=3)
def test_plans_catalogs_and_matches_are_what_the_document_says(
    case: schemathesis.Case, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MATCHSAFE_CATALOGS", str(tmp_path_factory.mktemp("catalogs")))
        for key in ("NRMP", "DOL", "USCIS", "CMS", "CLOSURES"):
            patch.setenv(f"MATCHSAFE_{key}_URL", "http://127.0.0.1:1/")
        case.call_and_validate(checks=[c for c in CHECKS if c is not positive_data_acceptance])
