"""Workbooks made by hand, sound and hostile."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet


def workbook(*sheets: tuple[str, Callable[[Worksheet], None]]) -> bytes:
    """A workbook with these sheets, each filled by its function."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, fill in sheets:
        fill(book.create_sheet(name))
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def rows(*cells: tuple[object, ...]) -> Callable[[Worksheet], None]:
    """A function that appends these rows."""

    def fill(sheet: Worksheet) -> None:
        for row in cells:
            sheet.append(row)

    return fill


def parts_of(data: bytes) -> dict[str, bytes]:
    """Every part of a workbook by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Mapping[str, bytes]) -> bytes:
    """An archive of these parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def with_sheet_xml(sheet_data: str, *, head: str = "") -> bytes:
    """A workbook whose only sheet has this XML as its data."""
    parts = parts_of(workbook(("業務", rows(("業務名", "頻度")))))
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    xml = f'{head}<worksheet xmlns="{space}"><sheetData>{sheet_data}</sheetData></worksheet>'
    return packed({**parts, "xl/worksheets/sheet1.xml": xml.encode()})
