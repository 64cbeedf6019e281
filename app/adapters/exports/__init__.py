"""Files that leave the app: journals for accounting software, tables, bundles of documents.

Everything is written piece by piece, so that a file of any length needs the memory of one piece. Reading order:
`cells.py`, `tables.py`, `journals/`, `bundle.py`.
"""

from __future__ import annotations

from app.adapters.exports.bundle import BundledFile, bundle
from app.adapters.exports.journals import JournalFormat, journal_file, lost_characters
from app.adapters.exports.names import document_filename
from app.adapters.exports.tables import Table, csv_table, xlsx_table

__all__ = [
    "BundledFile",
    "JournalFormat",
    "Table",
    "bundle",
    "csv_table",
    "document_filename",
    "journal_file",
    "lost_characters",
    "xlsx_table",
]
