"""How much of a file is read: enough for any market there is, too little to fill the memory."""

from __future__ import annotations

from typing import Final

LONGEST_CELL: Final = 1_000
"""Characters in a cell; a longer one is no name."""
LONGEST_LINE: Final = 10 * LONGEST_CELL
LINES_OF_A_ROW: Final = 200
"""Line ends within quotes that one row may have; more of them means that a quote was never closed."""
MOST_ROWS: Final = 20_000_000
MOST_PROBLEMS: Final = 100_000
"""Reading a file stops after so many problems."""
MOST_NAMES: Final = 3_000_000
MOST_LETTERS: Final = 100_000_000
"""Of all names of one kind together."""
BLOCK: Final = 5_000
"""Rows handed on at a time."""
FIRST_LOOK: Final = 100_000
"""After so many rows, and at every doubling, rows are compared; a file in which half of them repeat is not read on."""
