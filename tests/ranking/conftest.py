"""Seasons to rank."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from matchsafe.domain.season import Season


@pytest.fixture
def season() -> Callable[..., Season]:
    """``season([{"program": "City"}, ...], visa="j1", rank_list={...})``: held interviews in Internal Medicine."""

    def make(interviews: Any, *, targets: Any = None, rank_list: Any = None, **applicant: Any) -> Season:
        held = (
            interviews if isinstance(interviews, int) else [{"status": "attended", **i} for i in interviews]
        )
        content: dict[str, Any] = {
            "applicant": {"type": "non_us_img", **applicant},
            "targets": targets or [{"specialty": "internal_medicine"}],
            "interviews": held,
        }
        return Season.model_validate(content | ({} if rank_list is None else {"rank_list": rank_list}))

    return make
