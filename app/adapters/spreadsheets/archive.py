"""The parts of a packed workbook. Law: sizes, counts and ratio are checked on the directory, before unpacking.

The directory of an archive may lie. Each part is therefore unpacked up to its declared size only, and the workbook is
packed anew from the XML parts that were read: whatever opens it later sees exactly what was checked here.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping

from app.adapters.spreadsheets.refusals import ArchiveSuspicious, NotASheet, UnpacksTooLarge, WorkbookBroken

MAX_PARTS = 1_000
MAX_UNPACKED_BYTES = 64 * 1024 * 1024
MAX_RATIO = 250
"""Unpacked to packed bytes; sheets of repeated words reach some 100, deflate ends at 1,032."""
_SMALL_BYTES = 1024 * 1024
_WORKBOOK = "xl/workbook.xml"
_READ_SUFFIXES = (".xml", ".rels")
_ENCRYPTED = 0x1
_FAILURES = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, KeyError)


def read_parts(data: bytes) -> dict[str, bytes]:
    """The XML parts of a workbook by name.

    Raises:
        NotASheet: an archive, but no workbook of the xlsx kind.
        ArchiveSuspicious, UnpacksTooLarge: more parts, a higher ratio or a larger size than a sheet has.
        WorkbookBroken: it cannot be unpacked, or is not as its directory says.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_directory(entries, len(data))
            return {entry.filename: archive.read(entry) for entry in entries if _is_read(entry)}
    except _FAILURES:
        raise WorkbookBroken from None


def repack(parts: Mapping[str, bytes]) -> io.BytesIO:
    """An archive of these parts and nothing else, not compressed."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    packed.seek(0)
    return packed


def _is_read(entry: zipfile.ZipInfo) -> bool:
    return entry.filename.lower().endswith(_READ_SUFFIXES)


def _check_directory(entries: list[zipfile.ZipInfo], packed_bytes: int) -> None:
    names = {entry.filename.lower() for entry in entries}
    unpacked_bytes = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_PARTS or len(names) != len(entries) or any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise ArchiveSuspicious
    if unpacked_bytes > MAX_UNPACKED_BYTES:
        raise UnpacksTooLarge(limit_mib=MAX_UNPACKED_BYTES // 1024**2)
    if unpacked_bytes > max(_SMALL_BYTES, MAX_RATIO * packed_bytes):
        raise ArchiveSuspicious
    if _WORKBOOK not in names:
        raise NotASheet
