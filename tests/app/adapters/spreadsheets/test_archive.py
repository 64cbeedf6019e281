"""A workbook's directory is checked before anything is unpacked, and is not believed."""

from __future__ import annotations

import io
import re
import struct
import tracemalloc
import zipfile

import pytest

from app.adapters.spreadsheets import archive
from app.adapters.spreadsheets.archive import MAX_PARTS, read_parts, repack
from app.adapters.spreadsheets.refusals import (
    ArchiveSuspicious,
    FileRefused,
    NotASheet,
    UnpacksTooLarge,
    WorkbookBroken,
)
from tests.app.adapters.spreadsheets.workbooks import packed, parts_of, rows, workbook

SOUND = workbook(("業務", rows(("業務名", "頻度"), ("掃除", "毎日"))))


def with_sizes(data: bytes, name: str, size: int) -> bytes:
    """The archive with another unpacked size declared for one part."""
    changed = bytearray(data)
    for mark, offset, name_at in ((b"PK\x03\x04", 22, 30), (b"PK\x01\x02", 24, 46)):
        for found in re.finditer(re.escape(mark), data):
            if data[found.start() + name_at :].startswith(name.encode()):
                struct.pack_into("<I", changed, found.start() + offset, size)
    return bytes(changed)


def test_the_xml_parts_are_read_and_packed_anew() -> None:
    parts = read_parts(packed({**parts_of(SOUND), "xl/media/image1.png": b"picture"}))

    assert "xl/media/image1.png" not in parts
    assert parts_of(repack(parts).getvalue()) == parts == parts_of(SOUND)


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = packed({**parts_of(SOUND), "xl/worksheets/sheet1.xml": b" " * 60_000_000})  # 60 kB to 60 MB
    assert len(bomb) < 70_000
    tracemalloc.start()

    with pytest.raises(ArchiveSuspicious):
        read_parts(bomb)

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000


def test_more_than_the_largest_workbook_is_refused_whatever_its_ratio() -> None:
    huge = with_sizes(SOUND, "xl/worksheets/sheet1.xml", 4_000_000_000)

    with pytest.raises(UnpacksTooLarge):
        read_parts(huge)


@pytest.mark.parametrize("size", [0, 10])
def test_a_part_larger_than_declared_is_refused(size: int) -> None:
    with pytest.raises(WorkbookBroken):
        read_parts(with_sizes(SOUND, "xl/worksheets/sheet1.xml", size))


def test_what_lies_behind_the_declared_size_never_reaches_the_reader() -> None:
    """A part that declares its first bytes, with their checksum, and goes on behind them."""
    content = b"<a/>" + b" " * 10_000
    data = bytearray(with_sizes(packed({"xl/workbook.xml": content}), "xl/workbook.xml", 4))
    for mark, offset in ((b"PK\x03\x04", 14), (b"PK\x01\x02", 16)):
        struct.pack_into("<I", data, data.index(mark) + offset, archive.zlib.crc32(b"<a/>"))

    assert parts_of(repack(read_parts(bytes(data))).getvalue()) == {"xl/workbook.xml": b"<a/>"}


def test_too_many_parts_are_refused() -> None:
    with pytest.raises(ArchiveSuspicious):
        read_parts(packed({**parts_of(SOUND), **{f"xl/x{number}.xml": b"" for number in range(MAX_PARTS)}}))


def test_two_parts_of_one_name_are_refused() -> None:
    with pytest.raises(ArchiveSuspicious):
        read_parts(packed({**parts_of(SOUND), "XL/workbook.XML": b"<workbook/>"}))


@pytest.mark.parametrize("parts", [{"word/document.xml": b"<w/>"}, {"mimetype": b"application/vnd.oasis"}, {}])
def test_other_archives_are_no_sheets(parts: dict[str, bytes]) -> None:
    with pytest.raises(NotASheet):
        read_parts(packed(parts))


def test_a_locked_part_is_refused() -> None:
    data = bytearray(SOUND)
    data[data.index(b"PK\x01\x02") + 8] |= 1

    with pytest.raises(FileRefused):
        read_parts(bytes(data))


def test_names_that_climb_out_of_the_archive_go_nowhere() -> None:
    parts = {**parts_of(SOUND), "../../etc/evil.xml": b"<a/>"}

    assert zipfile.ZipFile(io.BytesIO(repack(read_parts(packed(parts))).getvalue())).testzip() is None
