"""Why a file is not taken. One class a reason; `app.translations.inventory` has the sentences."""

from __future__ import annotations

from typing import ClassVar

from app.domain.errors import DomainError


class FileRefused(DomainError):
    """A file that cannot be read as a sheet; the subclass says why. `field` is always "file"."""

    code: ClassVar[str] = "file_refused"

    def __init__(self, **params: str | int) -> None:
        super().__init__("file", **params)


class FileEmpty(FileRefused):
    """No content, or blanks only."""

    code: ClassVar[str] = "file_empty"


class FileTooLarge(FileRefused):
    """More bytes than `limit_mib` mebibytes."""

    code: ClassVar[str] = "file_too_large"


class UnpacksTooLarge(FileRefused):
    """A workbook of more bytes than `limit_mib` mebibytes when it is unpacked."""

    code: ClassVar[str] = "file_unpacks_large"


class CellTooLong(FileRefused):
    """A cell in `row` of more than `limit` characters."""

    code: ClassVar[str] = "file_cell_long"


class TooManyRows(FileRefused):
    """More rows than `limit`."""

    code: ClassVar[str] = "file_too_many_rows"


class TooManyColumns(FileRefused):
    """A row, `row`, with more columns than `limit`."""

    code: ClassVar[str] = "file_too_many_columns"


class ArchiveSuspicious(FileRefused):
    """A workbook packed as no spreadsheet program packs one: too many parts, too strongly, twice the same, locked."""

    code: ClassVar[str] = "file_archive_suspicious"


class WorkbookBroken(FileRefused):
    """A workbook that cannot be opened."""

    code: ClassVar[str] = "file_workbook_broken"


class WorkbookEmpty(FileRefused):
    """A workbook in which no visible sheet holds a text."""

    code: ClassVar[str] = "file_workbook_empty"


class OldOrLockedWorkbook(FileRefused):
    """An .xls of old, or a workbook under a password: both come in the same wrapping."""

    code: ClassVar[str] = "file_old_or_locked_workbook"


class NotASheet(FileRefused):
    """Some other kind of file: a picture, a PDF, a text document, a page."""

    code: ClassVar[str] = "file_not_a_sheet"


class ContainsNul(FileRefused):
    """A NUL character in row `row`."""

    code: ClassVar[str] = "file_contains_nul"


class EncodingUnknown(FileRefused):
    """Characters in no encoding that is read (UTF-8, UTF-16, cp932)."""

    code: ClassVar[str] = "file_encoding_unknown"


class EncodingUnsupported(FileRefused):
    """Characters in a known encoding, `encoding`, that is not read."""

    code: ClassVar[str] = "file_encoding_unsupported"


class EncodingMixed(FileRefused):
    """Two encodings in one file: line `row` is not in that of the others."""

    code: ClassVar[str] = "file_encoding_mixed"


class CsvBroken(FileRefused):
    """A quotation mark that is not closed, or text behind one, from row `row` on."""

    code: ClassVar[str] = "file_csv_broken"
