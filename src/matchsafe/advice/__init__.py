"""The rules of thumb as advice: group, zone, target, warnings, actions by date, each citing its source.

The one entry point is :func:`advise`. Action codes are listed in ``actions.ACTIONS``, warning codes in
``advise.WARNINGS``.
"""

from matchsafe.advice.season_advice import Advice, advise

__all__ = ["Advice", "advise"]
