"""What a person finds: addresses to go on to, forms to fill in, and the words of pages, papers and sheets."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import lxml.html
from pypdf import PdfReader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

MONTHS = {"2026-10", "2026-11"}
#: A page of the plan has an address for every combination of what is chosen on it.
MOST_CHOICES = 3
#: More pages than a small house has for one person: links that lead on for ever are found out.
MOST_PAGES = 1_000
NEW = re.compile(r"\bid-5\d{5}\b")
_TOKEN = re.compile(r"[A-Za-z0-9_.\-]{50,}")


class _Sent(str):
    """A value of a form that is sent in parts, with its halves of characters."""

    __slots__ = ()

    def encode(self, encoding: str = "utf-8", errors: str = "surrogatepass") -> bytes:
        """What goes over the wire."""
        return super().encode(encoding, errors)


@dataclass(frozen=True)
class Form:
    """One form as it would be sent untouched.

    Attributes:
        action: where to.
        values: name -> values, as they stand on the page.
        typed: names of fields that take words.
        files: names of fields that take a file.
    """

    action: str
    values: dict[str, list[str]]
    typed: frozenset[str]
    files: frozenset[str]

    def send(self, browser: FlaskClient, **changes: Iterable[str]) -> TestResponse:
        """The answer to it, with these fields as well."""
        told = {**self.values, **{name: list(values) for name, values in changes.items()}}
        if not self.files:
            # As a browser that is not one may send them: half a character is three bytes like any.
            body = urlencode(told, doseq=True, errors="surrogatepass")
            return browser.post(self.action, data=body, content_type="application/x-www-form-urlencoded", buffered=True)
        data: dict[str, object] = {name: [_Sent(each) for each in found] for name, found in told.items()}
        sheet = "業務名,部門,所要時間,頻度\n名簿,総務,30分,毎月\n".encode()
        data |= {name: (io.BytesIO(sheet), "sheet.csv") for name in self.files}
        return browser.post(self.action, data=data, content_type="multipart/form-data", buffered=True)

    def with_ids(self, change: Callable[[str], str]) -> Form:
        """The form with its ids changed, in its address and in its fields."""
        values = {change(name): [change(each) for each in found] for name, found in self.values.items()}
        return replace(self, action=change(self.action), values=values)


def walk(browser: FlaskClient, starts: Iterable[str]) -> dict[str, TestResponse]:
    """Address -> answer of everything that can be opened from there by links."""
    waiting, found = list(starts), {}
    while waiting:
        address = waiting.pop(0)
        if address in found or not _is_wanted(address):
            continue
        found[address] = browser.get(address, buffered=True)
        assert len(found) < MOST_PAGES, f"links lead on for ever: {address}"
        waiting += links(address, found[address])
    return found


def links(address: str, answer: TestResponse) -> list[str]:
    """Where the answer leads on to, each without its fragment."""
    found = [answer.headers["Location"]] if "Location" in answer.headers else []
    if answer.mimetype == "text/html" and answer.text.strip():
        page = lxml.html.fromstring(answer.text)
        found += [each for name in ("href", "hx-get", "src") for each in page.xpath(f"//@{name}")]
    return [urljoin(address, each).partition("#")[0] for each in found]


def forms(address: str, answer: TestResponse) -> list[Form]:
    """Every form of a page that is sent by POST, and every button that sends something by itself."""
    if answer.mimetype != "text/html" or not answer.text.strip():
        return []
    page, found = lxml.html.fromstring(answer.text), []
    for form in page.xpath("//form[translate(@method,'POST','post')='post']"):
        values, typed, files = _fields(form)
        actions = [form.get("action") or address, *form.xpath(".//@formaction"), *form.xpath(".//@hx-post")]
        found += [Form(urljoin(address, action), values, typed, files) for action in dict.fromkeys(actions)]
    return found


def _fields(form: lxml.html.FormElement) -> tuple[dict[str, list[str]], frozenset[str], frozenset[str]]:
    values: dict[str, list[str]] = {}
    for name, value in form.form_values():
        values.setdefault(name, []).append(value)
    typed, files = set(), set()
    for field in form.xpath(".//input[@name]|.//textarea[@name]|.//button[@name]"):
        kind = field.get("type", "text") if field.tag == "input" else field.tag
        if kind == "file":
            files.add(field.get("name"))
        elif kind in {"text", "search", "email", "tel", "textarea"}:
            typed.add(field.get("name"))
        elif kind in {"checkbox", "button"}:
            values.setdefault(field.get("name"), []).append(field.get("value") or "on")
    return {name: found for name, found in values.items() if name not in files}, frozenset(typed), frozenset(files)


def words(answer: TestResponse) -> str:
    """What the answer says, in its headers, on its page or paper or in its sheets."""
    heads = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    return f"{heads}\n{words_of(answer.data, answer.mimetype)}"


def words_of(content: bytes, kind: str = "") -> str:
    """The words of a file: every page of a paper, every part of an archive or a workbook."""
    if content.startswith(b"%PDF"):
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "\n".join(f"{name}\n{words_of(archive.read(name))}" for name in archive.namelist())
    if kind.startswith(("image/", "font/")):
        return ""
    return content.decode("utf-8", "replace")


def alike(answer: TestResponse, *ids: str) -> tuple[int, str, str]:
    """Status, target and words with those ids and whatever is new each time blotted out, to lay two side by side."""
    told = f"{answer.headers.get('Location', '')}\0{answer.text}"
    for public_id in ids:
        told = re.sub(rf"(?<!\w){re.escape(public_id)}(?!\w)", "ID", told)  # it may begin and end with -
    location, _, text = _TOKEN.sub("TOKEN", NEW.sub("NEW", told)).partition("\0")
    return answer.status_code, location, text


def _is_wanted(address: str) -> bool:
    told = urlsplit(address)
    query = parse_qs(told.query)
    months = query.get("month", []) + query.get("before", [])
    return (
        not told.netloc
        and told.path.startswith("/")
        and not told.path.startswith("/static/")
        and not query.keys() & {"lang", "sort", "cols", "pick"}
        and len(query.keys() - {"month"}) <= 1  # one filter at a time
        and all(month in MONTHS for month in months)
        and all(week[:7] in MONTHS for week in query.get("week", []))
    )
