"""What is sent: only what a form asks for counts, only with its token, and words are only words."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from flask import request
from sqlalchemy import Boolean, Date, DateTime, Integer, String, update

from app.database import transaction
from app.models import Client, Row
from app.web.access import current_scope, signed_in
from app.web.request import current_session
from tests.walls.companies import BETA, PEOPLE
from tests.walls.harm import RAW, UNKEPT_AS_SHOWN, calendar_of, harm_of, harm_of_mail
from tests.walls.reading import Form, forms, walk
from tests.walls.rows import changed
from tests.walls.table import lines
from tests.walls.test_canaries import read, starts
from tests.walls.test_matrix import MISSING, own_of

if TYPE_CHECKING:
    from tests.walls.conftest import Copy, House

pytestmark = pytest.mark.parametrize("house", ["sqlite"], indirect=True)

#: An administrator has every form of an operator.
WHO_SEND = ("alpha", "sato", "administrator")
#: Names that pages take from the address or the form alike: which month is meant.
ASKED_ANYWAY = {"month"}
#: Forms without a word to fill in, after which somebody is not signed in any more who was.
ENDS_A_VISIT = ("/sign-out", "/account/sessions/", "/settings/accounts/")
#: Fields that a rule takes though no page shows them: why a payment is taken back.
UNSHOWN = {"/invoices/id/payments/id/reverse": {"reason"}}


def sendable(house: House, name: str) -> list[Form]:
    """Every form the person finds, one for each address and set of fields."""
    found: dict[tuple[str, tuple[str, ...]], Form] = {}
    for address, answer in read(house, name).items():
        for form in forms(address, answer):
            found.setdefault((re.sub(r"id-\d+", "ID", form.action.split("?")[0]), tuple(sorted(form.values))), form)
    return list(found.values())


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
    "right to left": "zq\u202ezq\u2066zq",
    "nul": "zq\x00zq",
    "a control": "zq\x0bzq\x1b[31mzq",
    "another header or event": "zq\r\nBcc: zq@evil.example\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:zq\\;zq",
    "half a character": "zq\ud83dzq",
    "long": "zq" * 500_000,
}


def failed_at(copied: Copy, name: str, sent: list[Form]) -> list[str]:
    """Forms that fail where their words are hostile; what is taken stays."""
    found, browser = [], copied.browsers[name]
    for form in sent:
        if not form.typed and form.action.startswith(ENDS_A_VISIT):
            continue
        for number, (what, text) in enumerate(HOSTILE.items()):
            # One field is enough for a megabyte: the limit is of the whole form.
            filled = {name: [text] for name in sorted(form.typed)[: 1 if what == "long" else None]}
            told = {**form.values, **filled}
            answers = [replace(form, values=told).send(browser)]
            if "email" in filled:  # refused for its address alone, the rest would never be kept
                told["email"] = [f"{name}-{number}@example.jp"]
                answers.append(replace(form, values=told).send(browser))
            failed = [each for each in answers if each.status_code >= 500 or RAW.search(each.text)]
            found += [f"{name} {form.action} {what}: {each.status_code}" for each in failed]
    return found


def harmful(copied: Copy, name: str, addresses: list[str]) -> list[str]:
    """Addresses at which hostile words are more than words, or that fail."""
    seen = walk(copied.browsers[name], addresses)
    return [f"{address}: {what}" for address, answer in seen.items() if (what := harm_of(answer))]


def test_hostile_words_are_only_words_wherever_they_are_shown(copied: Copy) -> None:
    for name in WHO_SEND:
        assert failed_at(copied, name, sendable(copied, name)) == []
    copied.world.run_jobs()

    for name in PEOPLE:
        assert harmful(copied, name, [*starts(copied, name), calendar_of(copied.browsers[name])]) == []
    assert [mail.subject for mail in copied.world.mails.kept if harm_of_mail(mail)] == []
    assert any("zqalert" in mail.text for mail in copied.world.mails.kept)
    kept = {table: rows for table, rows in copied.rows().items() if table != "invoice_file"}  # papers, looked at above
    stored = [f"{table} {row}" for table, rows in kept.items() for row in rows]
    assert any("zqalert" in row for row in stored)  # something of it was taken
    assert [row for row in stored if re.search(UNKEPT_AS_SHOWN, row)] == []


def test_a_page_that_shows_words_as_they_came_is_found(copied: Copy) -> None:
    copied.app.add_url_rule("/planted", "planted", signed_in(lambda: f"<p>{HOSTILE['script and template']}</p>"))
    sheet = signed_in(lambda: (f"a\n{HOSTILE['formula']}\n", 200, {"Content-Type": "text/csv"}))
    copied.app.add_url_rule("/planted.csv", "planted_sheet", sheet)
    copied.app.add_url_rule("/turned", "turned", signed_in(lambda: f"<p>{HOSTILE['right to left']}</p>"))

    assert harmful(copied, "alpha", ["/planted", "/planted.csv", "/turned"]) == [
        "/planted: raw",
        "/planted.csv: a formula",
        "/turned: turned",
    ]
