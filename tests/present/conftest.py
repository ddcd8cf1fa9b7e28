from __future__ import annotations

from pathlib import Path

import pytest

from matchsafe.domain.outlook import CurvePoint, Outlook
from matchsafe.domain.plan import PlanReport


@pytest.fixture(scope="session")
def outlook() -> Outlook:
    """A made-up answer that has every part."""
    return Outlook.model_validate_json((Path(__file__).parent / "sample_outlook.json").read_text("utf-8"))


@pytest.fixture(scope="session")
def points(outlook: Outlook) -> tuple[CurvePoint, ...]:
    return outlook.curve


def about(value: float, by: float = 0.05) -> dict[str, float]:
    """A made-up estimate with a range of ``by`` to both sides."""
    return {"value": value, "low": max(0.0, value - by), "high": min(1.0, value + by)}


def planned(number: int, role: str, sent: str, chance: float, **more: object) -> dict[str, object]:
    """One program of a made-up plan."""
    likely = {"value": chance, "low": chance / 2, "high": min(1.0, chance * 1.5)}
    return {
        "id": f"p{number}", "name": f"Invented Hospital {number}", "specialty": "internal_medicine", "state": "OH",
        "city": "Invented City", "signal": sent, "applied": False, "role": role, "p_interview": likely,
        "p_match_there": likely, "gain": about(0.02, 0.01), "signal_gain": about(0.01, 0.005), "fee": 11.0,
        "reasons": ["It sponsors J-1 visas."], "unknowns": [], **more,
    }  # fmt: skip


@pytest.fixture(scope="session")
def plan() -> PlanReport:
    """A made-up plan that has every part."""
    return PlanReport.model_validate(
        {
            "on": "2026-09-01",
            "headline": "Apply to 4 programs (4 in Internal Medicine) for $44. "
            "Applicants like you with this list match in about 40 in 100 (30 to 52).",
            "recommendation": {"code": "spend_less", "text": "Apply to 4 programs for $44."},
            "useful": {"cost": 44.0, "programs": 3, "chance": {"value": 0.4, "low": 0.3, "high": 0.52}},
            "whole_budget": {"cost": 55.0, "programs": 4, "chance": {"value": 0.405, "low": 0.3, "high": 0.53}},
            "rest_adds": about(0.005, 0.005),
            "objective": "match",
            "programs": [
                planned(1, "reach", None, 0.02),
                planned(2, "safer", "gold", 0.4),
                planned(3, "target", "silver", 0.2, state=None, unknowns=["Visas are not known."]),
                planned(4, "safer", None, 0.3, city=None, applied=True, fee=0.0),
            ],
            "cells": [],
            "chance": {"value": 0.4, "low": 0.3, "high": 0.52},
            "upper_bound": 0.42,
            "gap": 0.02,
            "bound_basis": "Concave relaxation, by tangents.",
            "status": "searched",
            "cost": 44.0,
            "budget": 60.0,
            "bill": [
                {"what": "4 programs in Internal Medicine", "amount": 44.0, "source": None, "note": ""},
                {"what": "registration with NRMP", "amount": None, "source": None, "note": "not known for 2026"},
            ],
            "interviews": {"mean": 2.4, "low": 0, "high": 3, "dots": [0] * 8 + [1] * 10 + [2] * 12 + [3] * 20},
            "target": {"low": 12, "high": 15},
            "if_independent": about(0.48),
            "budget_curve": [
                {"budget": 11.0 * n, "cost": 11.0 * n, "programs": n, "chance": about(1 - 0.88**n)} for n in range(13)
            ],
            "diminishing_from": 77.0,
            "next_dollars": {
                "dollars": 100.0,
                "programs": [f"Invented Hospital {n}" for n in range(5, 10)],
                "chance": about(0.07, 0.02),
            },
            "by_strength": [about(0.2), about(0.4), about(0.6)],
            "shifts": [
                {"by": -0.5, "same_list": about(0.3), "replanned": about(0.3), "dropped": [], "added": []},
                {"by": 0.5, "same_list": about(0.5), "replanned": about(0.52), "dropped": ["Invented Hospital 1"],
                 "added": [f"Invented Hospital {n}" for n in range(11, 16)]},
            ],
            "wasted_programs": 1,
            "wasted_dollars": 11.0,
            "wasted_adds": about(0.01, 0.005),
            "left_out": [
                {"id": "p90", "name": "Invented Hospital 90", "specialty": "internal_medicine", "state": "TX",
                 "barred": True, "reason": "It does not sponsor the visa you need (J-1)."},
                {"id": "p91", "name": "Invented Hospital 91", "specialty": "internal_medicine", "state": None,
                 "barred": False, "reason": "It adds less for its fee than those on the list."},
            ],
            "left_out_total": 12,
            "barred_total": 1,
            "catalog": {"name": "invented", "sample": True, "as_of": "2026", "programs": 16,
                        "banner": "Sample catalog: its programs are invented."},
            "warnings": ["Sample catalog: its programs are invented.", "One more warning."],
            "sources": [],
        }
    )  # fmt: skip
