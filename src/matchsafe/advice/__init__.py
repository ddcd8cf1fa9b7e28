"""The rules of thumb as advice: group, zone, target, warnings, actions by date, each citing its source.

The one entry point is :func:`advise`. Every code and its words are in ``data/actions.yaml`` and ``data/warnings.yaml``.
"""

from matchsafe.advice.season_advice import Advice, advise

__all__ = ["Advice", "advise"]
