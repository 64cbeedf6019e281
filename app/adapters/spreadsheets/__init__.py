"""Sheets as people hand them in, turned into rows of text. Law: limits before reading, and never a guess at characters.

What a file is, is told by its content and not by its name. Nothing is evaluated: a formula is its kept value or
its text.
"""

from __future__ import annotations

from app.adapters.spreadsheets.reader import read_sheet, read_task_sheet
from app.adapters.spreadsheets.refusals import FileRefused
from app.adapters.spreadsheets.sheet import MAX_SHEET_BYTES, MAX_TASK_ROWS, Sheet

__all__ = ["MAX_SHEET_BYTES", "MAX_TASK_ROWS", "FileRefused", "Sheet", "read_sheet", "read_task_sheet"]
