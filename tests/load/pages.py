"""What a visitor reads out of a page: forms with their fields, addresses, whether it is the page that was wanted."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_FORM = re.compile(r'<form\b[^>]*?action="([^"]*)"[^>]*>(.*?)</form>', re.DOTALL)
_INPUT = re.compile(r"<input\b([^>]*)>")
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
_PUBLIC_ID = re.compile(r"/[A-Za-z0-9_-]{22}(?=[/.]|$)")
#: What was refused after a redirect is said before everything else on the page.
_REFUSED = re.compile(r'<main[^>]*>\s*<div class="note bad" role="alert">(.*?)</div></div>', re.DOTALL)
LEADS_ON = {302, 303}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    text: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def location(self) -> str:
        """Where it leads on to; "" for nowhere."""
        return self.headers.get("Location", "")


def forms(page: str, action: str) -> list[dict[str, str]]:
    """The fields, by name, of every form of the page that is sent to addresses that begin so."""
    found = (form for form in _FORM.finditer(page) if unescape(form[1]).startswith(action))
    return [_fields(form[2]) for form in found]


def form(page: str, action: str) -> dict[str, str]:
    """The fields of the first such form.

    Raises:
        LookupError: there is none.
    """
    found = forms(page, action)
    if not found:
        raise LookupError(f"no form for {action}")
    return found[0]


def addresses(page: str, pattern: str) -> list[str]:
    """The addresses of the page's links that match the whole pattern, each once, in their order."""
    found = (unescape(address) for address in re.findall(r'href="([^"]*)"', page))
    return list(dict.fromkeys(address for address in found if re.fullmatch(pattern, address)))


def cells(week: Mapping[str, str], last_day: str) -> list[str]:
    """The fields of a week's form that take the minutes of a day up to `last_day`, as 2026-11-20."""
    days = ((name, re.search(r"\d{4}-\d{2}-\d{2}", name)) for name in week if f"was.{name}" in week)
    return [name for name, day in days if day and day[0] <= last_day]


def hours_and_minutes(minutes: int) -> str:
    """As people type it: 75 becomes 1:15."""
    return f"{minutes // 60}:{minutes % 60:02}"


def name_of(method: str, path: str) -> str:
    """The row of the table a request counts in: its address without ids and questions."""
    grouped = _PUBLIC_ID.sub("/…", path.partition("?")[0].partition("#")[0])
    return grouped if method == "GET" else f"{method} {grouped}"


def complaint(method: str, path: str, answer: Answer, *, is_part: bool = False) -> str:
    """What is wrong with an answer, "" for nothing. `is_part` for a request that wants a part of a page."""
    sent = method == "POST"
    if answer.status not in (LEADS_ON if sent else {200, 204, *LEADS_ON}):
        return f"{answer.status}"
    if answer.location.startswith("/sign-in"):
        return "signed out"
    if answer.status != 200:
        return ""
    if path.partition("?")[0].endswith(".pdf"):
        return "" if answer.text.startswith("%PDF") else "no PDF"
    if refused := _REFUSED.search(answer.text):
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", refused[1])).split())
    is_whole = is_part or "json" in answer.headers.get("Content-Type", "") or answer.text.rstrip().endswith("</html>")
    return "" if is_whole else "half a page"


def _fields(inside: str) -> dict[str, str]:
    inputs = (dict(_ATTRIBUTE.findall(each)) for each in _INPUT.findall(inside))
    return {each["name"]: unescape(each.get("value", "")) for each in inputs if "name" in each}
