"""Markets in files: reading them, writing them, and reading somebody's result.

The formats are described in ``docs/reference/market-files.md``. ``tabular`` reads the files, ``tables`` says which
columns there are, ``list_entries`` turns names into numbers, ``agreement`` and ``supplemental_lists`` find what
does not fit together, and ``assembly`` makes the market.
"""

from __future__ import annotations

from matchsafe.market.files.json_market import is_json, read_market_json, read_varied_market_json
from matchsafe.market.files.reader import read_market, read_varied_market
from matchsafe.market.files.results import read_result
from matchsafe.market.files.writer import write_market

__all__ = [
    "is_json",
    "read_market",
    "read_market_json",
    "read_result",
    "read_varied_market",
    "read_varied_market_json",
    "write_market",
]
