r"""Any table in: CSV and its relatives, XLSX, JSON, Parquet or a saved web page, whatever the file is called.

What comes out are headings and typed cells with their place. Every reader of people's files goes through here, so there
is one set of limits and one set of guards against files made to do harm. Nothing is computed, run or fetched.

>>> from pathlib import Path
>>> from matchsafe.domain.problem import Problems
>>> from matchsafe.tabular import TableSource, open_table
>>> _ = Path("list.txt").write_text(
...     "My list;;\nProgram;Seats;City\nInvented A;12;Sampleville\n"
...     ";;\nInvented B;;Testburg\n")
>>> table = open_table(TableSource.of("list.txt"))
>>> table.columns
('Program', 'Seats', 'City')
>>> table.notes[1]
'the headings are in row 2; the rows above them are no data'
>>> list(table.rows(Problems()))
[(3, ['Invented A', '12', 'Sampleville']), (5, ['Invented B', '', 'Testburg'])]
>>> print(table.problem("is no number", "number", 5, "Seats").sentence())
row 5, column Seats: is no number

``TableSource`` names the file, its limits and the error that is raised; ``open_table`` finds out what the file is and
where its headings stand; a ``FileTable`` gives rows (``rows``) or, for large files, blocks of columns (``blocks``). A
cell is text, or in typed files a number, a truth value, a date or a time; an empty cell is ``""`` everywhere.
"""

from matchsafe.tabular.cells import Cell, clean, text_of
from matchsafe.tabular.frame import Frame, frame_table, is_frame
from matchsafe.tabular.grid import Known, is_total
from matchsafe.tabular.headings import HeadingRule, fitting_fields
from matchsafe.tabular.json_tables import parse_json, read_json
from matchsafe.tabular.kinds import Kind, kind_of
from matchsafe.tabular.reader import open_table
from matchsafe.tabular.source import LIST_LIMITS, MEBIBYTE, Limits, TableError, TableSource
from matchsafe.tabular.table import BLOCK, Block, FileTable

__all__ = [
    "BLOCK",
    "LIST_LIMITS",
    "MEBIBYTE",
    "Block",
    "Cell",
    "FileTable",
    "Frame",
    "HeadingRule",
    "Kind",
    "Known",
    "Limits",
    "TableError",
    "TableSource",
    "clean",
    "fitting_fields",
    "frame_table",
    "is_frame",
    "is_total",
    "kind_of",
    "open_table",
    "parse_json",
    "read_json",
    "text_of",
]
