"""Chances: fitted draws and assumptions, turned into estimates by quadrature over the applicant's two traits."""

from matchsafe.odds.assessment import Assessment, assess
from matchsafe.odds.draws import acceptance_report, fit_report
from matchsafe.odds.effects import INTERVIEW_KINDS, WhatIf, what_if

__all__ = ["INTERVIEW_KINDS", "Assessment", "WhatIf", "acceptance_report", "assess", "fit_report", "what_if"]
