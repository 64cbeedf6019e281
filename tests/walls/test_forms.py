"""What is sent: only what a form asks for counts, only with its token, and words are only words."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import openpyxl
import pytest
from flask import request
from sqlalchemy import Boolean, Date, DateTime, Integer, String, update

from app.database import transaction
from app.models import Client, Row
from app.web.access import current_scope, signed_in
from app.web.request import current_session
from tests.walls.companies import BETA, PEOPLE
from tests.walls.reading import Form, forms, walk
from tests.walls.rows import changed
from tests.walls.table import lines
from tests.walls.test_canaries import read, starts
from tests.walls.test_matrix import MISSING, own_of

if TYPE_CHECKING:
    from pathlib import Path

    from werkzeug.test import TestResponse

    from tests.walls.conftest import Copy, House

pytestmark = pytest.mark.parametrize("house", ["sqlite"], indirect=True)

#: An administrator has every form of an operator.
WHO_SEND = ("alpha", "sato", "administrator")
#: Names that pages take from the address or the form alike: which month is meant.
ASKED_ANYWAY = {"month"}
#: Forms after which nobody is signed in who was.
ENDS_THE_VISIT = ("/sign-out", "/account/sessions/", "/settings/accounts/")
#: Fields that a rule takes though no page shows them: why a payment is taken back.
UNSHOWN = {"/invoices/id/payments/id/reverse": {"reason"}}


def sendable(house: House, name: str) -> list[Form]:
    """Every form the person finds, one for each address and set of fields."""
    found: dict[tuple[str, tuple[str, ...]], Form] = {}
    for address, answer in read(house, name).items():
        for form in forms(address, answer):
            found.setdefault((re.sub(r"id-\d+", "ID", form.action.split("?")[0]), tuple(sorted(form.values))), form)
    return [form for form in found.values() if not form.action.startswith(ENDS_THE_VISIT)]


def extra_fields(house: House) -> dict[str, str]:
    """Every column of every model, with a value it could take."""
    foreign = own_of(house, BETA)
    found = {}
    for table in Row.metadata.sorted_tables:
        for column in table.columns:
            kind = column.type
            if column.name == "public_id":
                found[column.name] = foreign["task"]
            elif isinstance(kind, (Integer, Boolean)):
                found[column.name] = "2"
            elif isinstance(kind, (Date, DateTime)):
                found[column.name] = "2026-10-01"
            elif isinstance(kind, String):
                found[column.name] = {"role": "administrator", "state": "published"}.get(column.name, "extra")
    return {name: value for name, value in found.items() if name not in ASKED_ANYWAY}


def taken_beside(copied: Copy, name: str, sent: list[Form]) -> list[str]:
    """Forms in which a field that is not theirs made a difference to what is stored or answered."""
    found, browser, extras = [], copied.browsers[name], extra_fields(copied)
    for form in sent:
        outcomes = []
        own = form.values.keys() | form.typed | form.files | UNSHOWN.get(re.sub(r"id-\d+", "id", form.action), set())
        for beside in ({}, {key: [value] for key, value in extras.items() if key not in own}):
            copied.again()
            status = form.send(browser, **beside).status_code
            outcomes.append((status, copied.rows()))
        if outcomes[0] != outcomes[1]:
            rows = changed(outcomes[0][1], outcomes[1][1])
            found.append(f"{name} {form.action}: {outcomes[0][0]}, {outcomes[1][0]}, {rows}")
    copied.again()
    return found


@pytest.mark.parametrize("name", WHO_SEND)
def test_a_field_that_is_no_part_of_a_form_makes_no_difference(copied: Copy, name: str) -> None:
    sent = sendable(copied, name)

    assert taken_beside(copied, name, sent) == []
    assert len(sent) > 3


def test_a_form_that_takes_whatever_comes_is_found(copied: Copy) -> None:
    @signed_in
    def takes_all() -> str:
        told = {key: value for key, value in request.form.items() if key in {"name", "address"}}
        with transaction(current_session()):
            current_session().execute(update(Client).where(Client.id == current_scope().client_id).values(**told))
        return "done"

    copied.app.add_url_rule("/planted", "planted", takes_all, methods=["POST"])
    planted = Form("/planted", {"name": ["新しい名"]}, frozenset(), frozenset())

    assert [found.partition(":")[0] for found in taken_beside(copied, "alpha", [planted])] == ["alpha /planted"]


def sent_without_token(copied: Copy, paths: list[str]) -> list[str]:
    """Addresses that take a form that does not prove to come from our page."""
    copied.again()
    browser = copied.browsers["administrator"]
    copied.app.config["WTF_CSRF_ENABLED"] = True
    return [path for path in paths if browser.post(path).status_code != 400]


def test_nothing_is_taken_without_the_token_of_our_own_page(copied: Copy) -> None:
    own = own_of(copied, BETA)
    unsafe = [line.at(own.get(line.kind) or MISSING, own) for line in lines() if line.method != "GET"]
    before = copied.rows()

    assert sent_without_token(copied, unsafe) == []
    assert changed(before, copied.rows()) == {}
    assert {line.method for line in lines()} == {"GET", "POST"}


def test_a_rule_that_asks_for_no_token_is_found(copied: Copy) -> None:
    copied.app.add_url_rule("/planted", "planted", signed_in(lambda: "done"), methods=["POST"])
    copied.app.extensions["csrf"].exempt(copied.app.view_functions["planted"])

    assert sent_without_token(copied, ["/planted"]) == ["/planted"]


#: Word by word: what it would become where it is not treated as mere words.
HOSTILE = {
    "script and template": "<script>zqalert()</script>\"'><img src=zq onerror=zq()>{{ 7*'zqt' }}${7*7}{% raw %}",
    "formula": "=zq(1)+cmd|' /C calc'!A0",
    "right to left and nul": "\u202ezq\u2066\u200fzq\x00zq",
    "half a character": "zq\ud83dzq",
    "long": "zq" * 500_000,
}
_RAW = re.compile(r"<script>zq|<img src=zq|(zqt){7}")


def failed_at(copied: Copy, name: str, sent: list[Form]) -> list[str]:
    """Forms that fail where their words are hostile; what is taken stays."""
    found, browser = [], copied.browsers[name]
    for form in sent:
        for what, text in HOSTILE.items():
            # One field is enough for a megabyte: the limit is of the whole form.
            filled = {name: [text] for name in sorted(form.typed)[: 1 if what == "long" else None]}
            answer = replace(form, values={**form.values, **filled}).send(browser)
            if answer.status_code >= 500 or _RAW.search(answer.text):
                found.append(f"{name} {form.action} {what}: {answer.status_code}")
    return found


def harmful(copied: Copy, name: str, addresses: list[str]) -> list[str]:
    """Addresses at which hostile words are more than words, or that fail."""
    found = []
    for address, answer in walk(copied.browsers[name], addresses).items():
        if answer.status_code >= 500:
            found.append(f"{address}: {answer.status_code}")
        elif answer.mimetype == "text/html" and _RAW.search(answer.text):
            found.append(f"{address}: raw")
        elif _formulas(answer):
            found.append(f"{address}: a formula")
    return found


def _formulas(answer: TestResponse) -> list[object]:
    """Cells of a sheet that a spreadsheet would work out."""
    if answer.mimetype == "text/csv":
        rows = csv.reader(io.StringIO(answer.data.decode("utf-8", "replace")))
        return [cell for row in rows for cell in row if cell.startswith("=")]
    if "spreadsheetml" not in answer.mimetype:
        return []
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    return [cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_hostile_words_are_only_words_wherever_they_are_shown(copied: Copy) -> None:
    for name in WHO_SEND:
        assert failed_at(copied, name, sendable(copied, name)) == []
    copied.world.run_jobs()

    for name in PEOPLE:
        assert harmful(copied, name, starts(copied, name)) == []
    stored = "\n".join(row for rows in copied.rows().values() for row in rows)
    assert "zqalert" in stored  # something of it was taken


def test_a_page_that_shows_words_as_they_came_is_found(copied: Copy, tmp_path: Path) -> None:
    assert tmp_path.exists()
    copied.app.add_url_rule("/planted", "planted", signed_in(lambda: f"<p>{HOSTILE['script and template']}</p>"))
    sheet = signed_in(lambda: (f"a\n{HOSTILE['formula']}\n", 200, {"Content-Type": "text/csv"}))
    copied.app.add_url_rule("/planted.csv", "planted_sheet", sheet)

    assert harmful(copied, "alpha", ["/planted", "/planted.csv"]) == ["/planted: raw", "/planted.csv: a formula"]
