"""Published figures, rules of thumb and assumptions, each with its citation.

Each figure has an id ``file.name`` and stands in ``data/file.yaml``. Code asks for it by id and never writes
the number itself::

    from matchsafe import evidence

    evidence.number("match_rates.visa_needed_2026")  # 54.4, in matched per 100
    evidence.table("charting_2026.counts").find(specialty="neurology")["matched"]
    evidence.figure("fees.eras_2026_first_30").citation()

Asking for one figure reads one file. ``figures``, ``search`` and ``suggest`` read them all.
"""

from matchsafe.evidence.figure import Figure, Kind, Table
from matchsafe.evidence.store import figure, figures, file_names, number, search, suggest, table, with_prefix

__all__ = [
    "Figure",
    "Kind",
    "Table",
    "figure",
    "figures",
    "file_names",
    "number",
    "search",
    "suggest",
    "table",
    "with_prefix",
]
