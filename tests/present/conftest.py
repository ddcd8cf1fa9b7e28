from __future__ import annotations

from pathlib import Path

import pytest

from matchsafe.domain.outlook import CurvePoint, Outlook


@pytest.fixture(scope="session")
def outlook() -> Outlook:
    """A made-up answer that has every part."""
    return Outlook.model_validate_json((Path(__file__).parent / "sample_outlook.json").read_text("utf-8"))


@pytest.fixture(scope="session")
def points(outlook: Outlook) -> tuple[CurvePoint, ...]:
    return outlook.curve
