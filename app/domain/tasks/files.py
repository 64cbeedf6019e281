"""Which files a task may hold: kinds told by content, limits, names that do no harm wherever they are written.

Nothing is unpacked: of an Office file only the list of its parts is read, which is no longer than the file. An archive
can therefore not grow in our hands; plain archives, whose content nobody could vouch for, are not taken at all.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass

from app.domain.errors import InvalidInput

MIB = 1024**2
#: The whole form has to fit into what the pages take at once (`web/headers.py`).
MAX_FILE_BYTES = 5 * MIB
MAX_TASK_BYTES = 50 * MIB
MAX_CLIENT_BYTES = 300 * MIB
MOST_FILES = 30
#: In characters; in UTF-8 it is shorter than what file systems take (255 bytes).
LONGEST_NAME, LONGEST_NAME_BYTES = 100, 240
FIELD = "file"


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind that is taken: its media type and what a name of it may end in, the usual ending first."""

    media_type: str
    endings: tuple[str, ...]


_OFFICE = "application/vnd.openxmlformats-officedocument"
PDF = FileKind("application/pdf", ("pdf",))
PNG = FileKind("image/png", ("png",))
JPEG = FileKind("image/jpeg", ("jpg", "jpeg"))
WORKBOOK = FileKind(f"{_OFFICE}.spreadsheetml.sheet", ("xlsx",))
DOCUMENT = FileKind(f"{_OFFICE}.wordprocessingml.document", ("docx",))
SLIDES = FileKind(f"{_OFFICE}.presentationml.presentation", ("pptx",))
CSV = FileKind("text/csv", ("csv",))
TEXT = FileKind("text/plain", ("txt",))
KINDS = (PDF, WORKBOOK, DOCUMENT, SLIDES, CSV, TEXT, PNG, JPEG)
ENDINGS = tuple(ending for kind in KINDS for ending in kind.endings)

_BEGINNINGS = ((b"%PDF-", PDF), (b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPEG))
_ARCHIVE, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PARTS = (("xl/workbook.xml", WORKBOOK), ("word/document.xml", DOCUMENT), ("ppt/presentation.xml", SLIDES))
_MACROS = ("vbaproject", "vbadata", "macrosheets/")
_MACRO_ENDINGS = frozenset({"docm", "dotm", "xlsm", "xltm", "xlam", "xlsb", "pptm", "potm", "ppsm", "ppam", "sldm"})
_PAGE_ENDINGS = frozenset({"svg", "svgz", "html", "htm", "xhtml", "xht", "mht", "mhtml", "xml", "xsl", "hta"})
#: What a browser would take for a page where somebody opened the text as one.
_PAGE = re.compile(r"\s*<(?:!doctype|!--|\?xml|html|head|body|script|svg|iframe|style|meta|math)\b", re.IGNORECASE)
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")
_FORBIDDEN = re.compile(r'[<>:"|?*]')
#: Names of devices; Windows opens those instead of the file.
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)", re.IGNORECASE)
#: Categories of characters that nobody sees: controls, marks of direction and width, halves, breaks, private ones.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def check_size(size_bytes: int) -> None:
    """Nothing, if a file of this size may be kept; to be asked before reading it.

    Raises:
        InvalidInput: it is empty or above `MAX_FILE_BYTES`.
    """
    if size_bytes == 0:
        raise InvalidInput(FIELD, "attached_empty")
    if size_bytes > MAX_FILE_BYTES:
        raise InvalidInput(FIELD, "attached_large", limit_mib=MAX_FILE_BYTES // MIB)


def check_room(*, size_bytes: int, task_files: int, task_bytes: int, client_bytes: int) -> None:
    """Nothing, if the task and its client have room for one more file of this size.

    Raises:
        InvalidInput: too many files, or too much of them.
    """
    if task_files >= MOST_FILES:
        raise InvalidInput(FIELD, "attached_many", most=MOST_FILES)
    if task_bytes + size_bytes > MAX_TASK_BYTES:
        raise InvalidInput(FIELD, "attached_task_full", limit_mib=MAX_TASK_BYTES // MIB)
    if client_bytes + size_bytes > MAX_CLIENT_BYTES:
        raise InvalidInput(FIELD, "attached_client_full", limit_mib=MAX_CLIENT_BYTES // MIB)


def kind_of(name: str, content: bytes) -> FileKind:
    """What the file is, told by its content; its name has to end accordingly, because that decides what opens it.

    Args:
        name: of `safe_name`.
        content: all of it.

    Raises:
        InvalidInput: of a kind that is not taken, or named as another kind.
    """
    ending = _ending(name)
    if ending in _MACRO_ENDINGS:
        raise InvalidInput(FIELD, "attached_macros")
    if ending in _PAGE_ENDINGS:
        raise InvalidInput(FIELD, "attached_page")
    kind = _by_content(content, ending)
    if ending not in kind.endings:
        raise InvalidInput(FIELD, "attached_ending", ending=f".{kind.endings[0]}")
    return kind


def safe_name(raw: str) -> str:
    """The name without folders, what nobody sees and what no file may be called, its ending kept; never empty.

    Characters of direction go, so that a name ends where it seems to. Slashes of both kinds part folders.
    """
    last = unicodedata.normalize("NFC", raw.encode("utf-8", "replace").decode()).replace("\\", "/").rsplit("/", 1)[-1]
    seen = "".join(" " if each in "\t\n\r\f" else each for each in last)
    seen = "".join(each for each in seen if unicodedata.category(each) not in _UNSEEN)
    plain = _FORBIDDEN.sub("_", " ".join(seen.split())).strip(". ")
    if _DEVICES.match(plain):
        plain = f"_{plain}"
    stem, dot, ending = plain.rpartition(".")
    if not dot:
        stem, ending = plain, ""
    while len(stem) + len(dot + ending) > LONGEST_NAME or len((stem + dot + ending).encode()) > LONGEST_NAME_BYTES:
        if not stem:
            return "file"
        stem = stem[:-1]
    return f"{stem.rstrip() or 'file'}{dot}{ending}"


def _ending(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""


def _by_content(content: bytes, ending: str) -> FileKind:
    for beginning, kind in _BEGINNINGS:
        if content.startswith(beginning):
            return kind
    if content.startswith(_ARCHIVE):
        return _office(content)
    if content.startswith(_OLD_OFFICE):
        raise InvalidInput(FIELD, "attached_old_office")
    return _words(content, ending)


def _office(content: bytes) -> FileKind:
    """Which Office file the parts of an archive make; read from the list at its end, nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = [part.lower() for part in archive.namelist()]
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as broken:
        raise InvalidInput(FIELD, "attached_kind") from broken
    kind = next((kind for part, kind in _PARTS if part in parts and "[content_types].xml" in parts), None)
    if kind is None:
        raise InvalidInput(FIELD, "attached_archive")
    if any(mark in part for part in parts for mark in _MACROS):
        raise InvalidInput(FIELD, "attached_macros")
    return kind


def _words(content: bytes, ending: str) -> FileKind:
    """Text in UTF-8, UTF-16 with its mark, or cp932; a table where its name says so."""
    text = _decoded(content)
    if text is None or _CONTROLS.search(text):
        raise InvalidInput(FIELD, "attached_kind")
    if _PAGE.match(text):
        raise InvalidInput(FIELD, "attached_page")
    if ending not in (*CSV.endings, *TEXT.endings):
        raise InvalidInput(FIELD, "attached_kind")
    return CSV if ending in CSV.endings else TEXT


def _decoded(content: bytes) -> str | None:
    marked = [name for mark, name in _MARKS if content.startswith(mark)]
    for name in marked or ["utf-8", "cp932"]:
        try:
            return content.decode(name)
        except UnicodeDecodeError:
            continue
    return None
