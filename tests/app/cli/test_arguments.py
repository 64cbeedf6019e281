"""What people write on the line."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from app.adapters.spreadsheets import MAX_SHEET_BYTES, FileRefused
from app.cli import arguments
from app.cli.desk import Refused
from app.domain.errors import DomainError
from app.domain.worktime import Month

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (arguments.month, "2026-10", Month(2026, 10)),
        (arguments.day, "2026-10-05", dt.date(2026, 10, 5)),
        (arguments.starts, "9:30", dt.time(9, 30)),
        (arguments.stops, "00:00", dt.time(0, 0)),
        (arguments.duration, "90", 90),
        (arguments.duration, "1時間半", 90),
        # Packages are spoken of in hours: 30 is 30 hours, 1,800 minutes.
        (arguments.hours, "30", 1800),
        (arguments.hours, "30分", 30),
    ],
)
def test_what_people_write_is_read(read: Callable[[str], object], text: str, value: object) -> None:
    assert read(text) == value


@pytest.mark.parametrize(
    ("read", "text", "field"),
    [
        (arguments.month, "10月", "month"),
        (arguments.day, "2026-02-30", "work_date"),
        (arguments.day, "9999-12-31", "work_date"),
        (arguments.starts, "24:00", "starts"),
        (arguments.stops, "9:60", "stops"),
        (arguments.stops, "nine", "stops"),
        (arguments.duration, "半日", "minutes"),
        (arguments.hours, "10〜20", "hours"),
    ],
)
def test_what_cannot_be_read_names_its_field(read: Callable[[str], object], text: str, field: str) -> None:
    with pytest.raises(DomainError) as refused:
        read(text)

    assert refused.value.field == field


def test_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(MAX_SHEET_BYTES + 1)
    monkeypatch.setattr(type(path), "read_bytes", lambda _path: pytest.fail("it was read"))

    with pytest.raises(FileRefused) as refused:
        arguments.content_of(path)

    assert refused.value.code == "file_too_large"


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        arguments.content_of(tmp_path / "none.csv")

    assert refused.value.params == {"path": tmp_path / "none.csv"}


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(Refused):
        arguments.write_content(tmp_path / "none" / "invoice.pdf", b"%PDF-")
