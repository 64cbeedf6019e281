"""Positions beyond a sheet's limits are seen before a reader lays out the cells; entities and depth are refused."""

from __future__ import annotations

import pytest

from app.adapters.spreadsheets.extents import look_through
from app.adapters.spreadsheets.refusals import (
    ArchiveSuspicious,
    FileRefused,
    TooManyColumns,
    TooManyRows,
    WorkbookBroken,
)


def sheet(data: str) -> bytes:
    """A part with this sheet data."""
    return f"<worksheet><sheetData>{data}</sheetData></worksheet>".encode()


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ('<row r="1048576"><c r="A1048576"><v>1</v></c></row>', TooManyRows),
        ('<row r="1"><c r="XFD1"><v>1</v></c></row>', TooManyColumns),
        ('<row r="10201"><c><v>1</v></c></row>', TooManyRows),
        ("<row>" + "<c><v>1</v></c>" * 201 + "</row>", TooManyColumns),
        ('<x:row xmlns:x="y"><x:c r="A99999"><x:is><x:t>a</x:t></x:is></x:c></x:row>', TooManyRows),
        ('<row r="1"><c r="A99999999999"><v>1</v></c></row>', WorkbookBroken),
        ('<row r="1"><c r=" A1"><v>1</v></c></row>', WorkbookBroken),
        ('<row r="x"><c><v>1</v></c></row>', WorkbookBroken),
        ("<row>", WorkbookBroken),
        ("<a>" * 200 + "</a>" * 200, ArchiveSuspicious),
    ],
)
def test_cells_no_sheet_may_have_are_refused(data: str, error: type[FileRefused]) -> None:
    with pytest.raises(error):
        look_through(sheet(data))


def test_formatted_cells_without_a_value_may_lie_anywhere() -> None:
    assert look_through(sheet('<row r="1048576"><c r="XFD1048576" s="3"/></row>')).kept == {}


def test_declared_entities_are_refused() -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><a>&c;</a>'

    with pytest.raises(ArchiveSuspicious):
        look_through(bomb)


def test_an_encoding_the_part_declares_is_not_believed() -> None:
    part = b'<?xml version="1.0" encoding="cp037"?>' + sheet('<row r="1"><c r="XFD1"><v>1</v></c></row>')

    with pytest.raises(TooManyColumns):
        look_through(part)


def test_errors_and_formulas_without_a_result_are_kept_by_position() -> None:
    found = look_through(
        sheet(
            '<row r="2"><c r="B2" t="e"><v>#N/A</v></c><c><f>1+1</f></c><c r="D2"><f>A1</f><v>5</v></c>'
            '<c r="E2" t="str"><f>IF(A1="","","x")</f><v></v></c></row>'
        )
    )

    assert found.kept == {(1, 1): "#N/A", (1, 2): "=1+1"}
