"""What a season asks for today: the answer and how it moved, the next step, what is due, clashes and gaps."""

from matchsafe.services.today.past import WEEK
from matchsafe.services.today.report import progress, today

__all__ = ["WEEK", "progress", "today"]
