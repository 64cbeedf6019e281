"""What hostile words could do where they are shown: on a page, on paper, in a sheet, a calendar or a mail."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Any

import openpyxl
from pypdf import PdfReader

from app.adapters.mail import Mail, message_of
from tests.walls.reading import words_of

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

RAW = re.compile(r"<script>zq|<img src=zq|(zqt){7}")
#: What is neither kept nor shown: controls but for tab and line ends, halves of characters, marks that turn the text.
UNKEPT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
#: The same in a row as Python writes it, with `\x0b` for what cannot be printed.
UNKEPT_AS_SHOWN = r"zq\\x(?!0d)|zq\\u20|zq\\ud8"
_WORKED_OUT = re.compile(r"\s*[=+\-@\t\r＝＋－＠]")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
#: Names of what a paper may do by itself, or when it is touched. Source: ISO 32000-1, 12.6.
_DEEDS = {"/OpenAction", "/AA", "/JS", "/JavaScript", "/Launch", "/SubmitForm", "/GoToR", "/RichMedia", "/XFA"}
_LINE = re.compile(r"[A-Z-]+(;[A-Z]+=[^:;]+)*:.*")


def harm_of(answer: TestResponse) -> str:
    """What is wrong with the answer; empty if nothing is."""
    if answer.status_code >= 500:
        return str(answer.status_code)
    if answer.mimetype == "text/html":
        return "raw" if RAW.search(answer.text) else "turned" if UNKEPT.search(answer.text) else ""
    if answer.mimetype == "text/calendar":
        return _harm_of_calendar(answer.text)
    if answer.data.startswith(b"%PDF"):
        return _harm_of_paper(answer.data)
    return "a formula" if _formulas(answer) else ""


def harm_of_mail(mail: Mail) -> str:
    """What is wrong with the mail as it goes over the wire; empty if nothing is."""
    message = message_of(mail)
    lines = message.as_bytes().partition(b"\r\n\r\n")[0].decode("ascii").split("\r\n")
    names = {line.partition(":")[0] for line in lines if not line.startswith((" ", "\t"))}
    strange = names - {
        *("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted"),
        *("MIME-Version", "Content-Type", "Content-Transfer-Encoding"),
    }
    return ", ".join(sorted(strange)) or ("turned" if UNKEPT.search(f"{message['Subject']}{mail_text(mail)}") else "")


def mail_text(mail: Mail) -> str:
    """The words of the mail as its reader gets them."""
    return str(message_of(mail).get_content())


def calendar_of(browser: FlaskClient) -> str:
    """The address of the person's calendar, which is made for it."""
    page = browser.post("/preferences/calendar").text
    found = re.search(r"/calendar/[\w-]{43}\.ics", page)
    assert found is not None
    return found[0]


def _harm_of_calendar(text: str) -> str:
    lines = text.replace("\r\n ", "").split("\r\n")[:-1]
    broken = [line for line in lines if not _LINE.fullmatch(line)]
    ends = [line for line in lines if line.startswith(("BEGIN:VEVENT", "END:VEVENT", "SUMMARY"))]
    is_even = ends == ["BEGIN:VEVENT", *[]] or all(
        one.startswith("BEGIN") and two.startswith("SUMMARY") and three.startswith("END")
        for one, two, three in zip(ends[::3], ends[1::3], ends[2::3], strict=True)
    )
    return "" if not broken and is_even and not UNKEPT.search(text) else "another event"


def _harm_of_paper(data: bytes) -> str:
    reader = PdfReader(io.BytesIO(data))
    told = "".join(page.extract_text() for page in reader.pages)
    found = _names(reader.trailer["/Root"], set()) & _DEEDS
    return ", ".join(sorted(found)) or ("raw" if "zqt" * 7 in told else "turned" if UNKEPT.search(told) else "")


def _names(value: Any, seen: set[int]) -> set[str]:
    """Every name that stands in the tree of a paper's objects."""
    real = value.get_object()
    if id(real) in seen:
        return set()
    seen.add(id(real))
    if isinstance(real, dict):
        return {str(key) for key in real}.union(*(_names(each, seen) for each in real.values()))
    if isinstance(real, list):
        return set().union(*(_names(each, seen) for each in real))
    return {str(real)} if str(real).startswith("/") else set()


def _formulas(answer: TestResponse) -> list[object]:
    """Cells of a sheet that a spreadsheet would work out, and those that turn."""
    if answer.mimetype == "text/csv":
        rows = csv.reader(io.StringIO(words_of(answer.data).removeprefix("\ufeff")))
        return [cell for row in rows for cell in row if _is_worked_out(cell) or UNKEPT.search(cell)]
    if "spreadsheetml" not in answer.mimetype:
        return []
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    return [cell.value for cell in cells if cell.data_type == "f" or UNKEPT.search(str(cell.value))]


def _is_worked_out(cell: str) -> bool:
    return _WORKED_OUT.match(cell) is not None and not _NUMBER.fullmatch(cell)
