"""A look through the XML of a workbook before it is opened. Law: no part may name more cells than a sheet may have.

A file of 5 kB that names the cells A1 and XFD1048576 makes a reader lay out seventeen thousand million cells; so the
positions are looked at first. The same look keeps what the reader drops: error values and formulas without a result.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.parsers import expat

from app.adapters.spreadsheets.refusals import ArchiveSuspicious, TooManyColumns, TooManyRows, WorkbookBroken
from app.adapters.spreadsheets.sheet import MAX_COLUMNS, MAX_ROWS, MAX_TASK_ROWS

Position = tuple[int, int]
"""0-based row and column."""

_REFERENCE = re.compile(r"([A-Za-z]{1,4})([0-9]{1,8})")
_ROW_NUMBER = re.compile("[0-9]{1,8}")
_FILLINGS = ("v", "f", "is")
_MAX_DEPTH = 100


@dataclass(slots=True)
class SheetText:
    """What a look through one part found.

    Attributes:
        kept: text of cells that a reader would drop: 「#N/A」, 「=SUM(A1:A3)」 where no result is kept.
        relations: of a .rels part, id -> target.
        sheets: of the workbook's main part, name -> relation id, in order.
    """

    kept: dict[Position, str] = field(default_factory=dict)
    relations: dict[str, str] = field(default_factory=dict)
    sheets: dict[str, str] = field(default_factory=dict)


def look_through(content: bytes) -> SheetText:
    """What the part says outside of its plain cells.

    Raises:
        TooManyRows, TooManyColumns: a filled cell lies beyond the limits.
        ArchiveSuspicious: entities are declared, or elements lie absurdly deep.
        WorkbookBroken: not XML.
    """
    look = _Look()
    try:
        look.parser.Parse(content, True)  # noqa: FBT003 - expat takes it by position only
    except expat.ExpatError:
        raise WorkbookBroken from None
    return look.found


class _Look:
    """Follows the elements of one part; names are taken without their prefix."""

    def __init__(self) -> None:
        self.found = SheetText()
        # The encoding is given, not read from the part: the reader behind takes every part for UTF-8 as well.
        self.parser = expat.ParserCreate("utf-8")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._doctype
        self._depth = 0
        self._row = self._column = -1
        self._type = ""
        self._is_in_cell = False
        self._texts: dict[str, list[str]] = {}

    def _doctype(self, *_declaration: object) -> None:
        raise ArchiveSuspicious

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise ArchiveSuspicious
        name = tag.rpartition(":")[2]
        if name == "c":
            self._start_cell(attributes)
        elif self._is_in_cell and name in _FILLINGS:
            self.parser.CharacterDataHandler = self._texts.setdefault(name, []).append
        elif name == "row":
            self._row, self._column = _row_index(attributes, self._row + 1), -1
        elif name == "Relationship":
            self.found.relations[attributes.get("Id", "")] = attributes.get("Target", "")
        elif name == "sheet":
            relation = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), "")
            self.found.sheets[attributes.get("name", "")] = relation

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._row, self._column = _position(attributes, (self._row, self._column + 1))
        self._type = attributes.get("t", "n")
        self._texts = {}
        self._is_in_cell = True

    def _end(self, tag: str) -> None:
        self._depth -= 1
        self.parser.CharacterDataHandler = None
        if self._is_in_cell and tag.rpartition(":")[2] == "c":
            self._is_in_cell = False
            if self._texts:
                self._end_cell()

    def _end_cell(self) -> None:
        if self._row >= MAX_ROWS:
            raise TooManyRows(limit=MAX_TASK_ROWS)
        if self._column >= MAX_COLUMNS:
            raise TooManyColumns(row=self._row + 1, limit=MAX_COLUMNS)
        value = "".join(self._texts.get("v", ()))
        if self._type == "e":
            self.found.kept[self._row, self._column] = value
        elif self._type == "n" and not value and "f" in self._texts:
            self.found.kept[self._row, self._column] = "=" + "".join(self._texts["f"])


def _row_index(attributes: dict[str, str], following: int) -> int:
    number = attributes.get("r")
    if number is None:
        return following
    if _ROW_NUMBER.fullmatch(number) is None:
        raise WorkbookBroken
    return int(number) - 1


def _position(attributes: dict[str, str], following: Position) -> Position:
    """The cell's own position, or that behind the cell before it; a reference nobody writes is refused, not skipped."""
    reference = attributes.get("r")
    if reference is None:
        return following
    parts = _REFERENCE.fullmatch(reference)
    if parts is None:
        raise WorkbookBroken
    return int(parts[2]) - 1, _column_index(parts[1])


def _column_index(letters: str) -> int:
    index = 0
    for letter in letters.upper():
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1
