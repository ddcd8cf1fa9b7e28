"""Chances: fitted draws and assumptions, turned into estimates by quadrature over the applicant's strength."""

from matchsafe.odds.assessment import Assessment, assess
from matchsafe.odds.checks import Check, checks
from matchsafe.odds.draws import fit_report
from matchsafe.odds.effects import LABELS as INTERVIEW_KINDS
from matchsafe.odds.effects import WhatIf, what_if

__all__ = ["INTERVIEW_KINDS", "Assessment", "Check", "WhatIf", "assess", "checks", "fit_report", "what_if"]
