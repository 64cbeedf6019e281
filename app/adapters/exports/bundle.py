"""Many documents as one zip with an index, written while it is sent: any size needs the memory of one document."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.adapters.exports.cells import Cell, csv_bytes

INDEX_NAME = "索引.csv"
SUMS_NAME = "SHA256SUMS.txt"
#: Where the name of a file stands that is not made yet.
NOT_MADE = "（ファイルは作成中です）"
_HEAD: tuple[Cell, ...] = (
    "種類",
    "番号",
    "取引年月日",
    "発行日",
    "取引金額（税込）",
    "取引先",
    "ファイル名",
    "SHA-256",
)


@dataclass(frozen=True, slots=True)
class BundledFile:
    """One document: what the index says of it, and its bytes as kept.

    Attributes:
        kind: 適格請求書 and the like, as the index says it.
        number: its number.
        traded_on: the day of the transaction.
        issue_date: the day on the document, with which its name begins.
        amount_yen: with tax.
        partner: the client's name.
        filename: inside of the zip; a second of the same name gets a count.
        content: its bytes; None while there is no file yet, and the index says so.
        sha256: its hash as kept, or empty, and it is worked out here.
    """

    kind: str
    number: str
    traded_on: dt.date
    issue_date: dt.date
    amount_yen: int
    partner: str
    filename: str
    content: bytes | None
    sha256: str = ""


class BundleBroken(RuntimeError):
    """A document's bytes are no longer those its hash was kept for; names it."""


def bundle(files: Iterable[BundledFile], made_at: dt.datetime) -> Iterator[bytes]:
    """The zip, piece by piece: each document, then `索引.csv` and `SHA256SUMS.txt`.

    The same files at the same time give the same bytes.

    Args:
        files: in the order of the index.
        made_at: stands as the time of every file in it.

    Raises:
        BundleBroken: a document no longer has the hash it was kept with; a bundle that lies is not finished.
    """
    out = _Pipe()
    index: list[tuple[Cell, ...]] = [_HEAD]
    sums: list[str] = []
    taken: set[str] = set()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            if file.content is None:
                index.append((*_searched(file), NOT_MADE, ""))
                continue
            digest = hashlib.sha256(file.content).hexdigest()
            if file.sha256 and digest != file.sha256:
                raise BundleBroken(file.number)
            name = _free_name(file.filename, taken)
            _write(archive, name, file.content, made_at)
            index.append((*_searched(file), name, digest))
            sums.append(f"{digest}  {name}\n")
            yield from out.taken()
        _write(archive, INDEX_NAME, b"".join(csv_bytes(index)), made_at)
        _write(archive, SUMS_NAME, "".join(sums).encode("utf-8"), made_at)
    yield from out.taken()


def _searched(file: BundledFile) -> tuple[Cell, ...]:
    """What a document is looked for by, in the order of the index."""
    return (file.kind, file.number, file.traded_on, file.issue_date, file.amount_yen, file.partner)


class _Pipe(io.RawIOBase):
    """Where the zip is written to; it cannot go back, so that what was written can be sent."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        piece = bytes(memoryview(data))  # type: ignore[arg-type]
        self._pieces.append(piece)
        return len(piece)

    def taken(self) -> Iterator[bytes]:
        """What was written since the last time."""
        pieces, self._pieces = self._pieces, []
        yield from pieces


def _write(archive: zipfile.ZipFile, name: str, content: bytes, made_at: dt.datetime) -> None:
    entry = zipfile.ZipInfo(name, made_at.timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, content)


def _free_name(name: str, taken: set[str]) -> str:
    """The name, or with a count before its ending; case is no difference on many machines."""
    stem, dot, ending = name.rpartition(".")
    found, count = name, 1
    while found.casefold() in taken:
        count += 1
        found = f"{stem}（{count}）{dot}{ending}"
    taken.add(found.casefold())
    return found
