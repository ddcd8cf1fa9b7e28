"""Markets in files: reading them, writing them, and reading somebody's result.

The formats are described in ``docs/reference/market-files.md``. ``tables`` finds out what kind of file it is
and hands on blocks of rows, ``columns`` says what columns there are, ``listing`` turns names into numbers,
``agreement`` and ``linking`` tell what does not fit together, and ``joining`` makes the market.
"""

from __future__ import annotations

from matchsafe.market.files.json_market import read_market_json, read_varied_market_json
from matchsafe.market.files.reader import read_market, read_varied_market
from matchsafe.market.files.results import read_result
from matchsafe.market.files.writer import write_market

__all__ = [
    "read_market",
    "read_market_json",
    "read_result",
    "read_varied_market",
    "read_varied_market_json",
    "write_market",
]
