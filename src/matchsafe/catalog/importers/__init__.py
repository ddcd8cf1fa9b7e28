"""Readers of program lists: NRMP's report, tables of any kind, and this project's own exchange format.

A reader gives drafts (``catalog.record.Draft``) with a source and a date for every field, and says what it left out
and why. It changes no catalog: a file is read whole before anything is joined to what is there.
"""

from matchsafe.catalog.importers.column_choices import Choices, read_choices
from matchsafe.catalog.importers.outcome import ProgramFile, RejectedRow
from matchsafe.catalog.importers.problems import CatalogFileError, ImportCancelled, Watch
from matchsafe.catalog.importers.reader import ListOptions, read_file

__all__ = [
    "CatalogFileError",
    "Choices",
    "ImportCancelled",
    "ListOptions",
    "ProgramFile",
    "RejectedRow",
    "Watch",
    "read_choices",
    "read_file",
]
