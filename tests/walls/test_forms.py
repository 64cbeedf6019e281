"""What is sent: only what a form asks for counts, only with its token, and words are only words."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from flask import request
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject
from sqlalchemy import Boolean, Date, DateTime, Integer, String, update

from app.database import transaction
from app.models import Client, Row
from app.web.access import current_scope, signed_in
from app.web.request import current_session
from tests.house.access import lines
from tests.walls.companies import BETA, PEOPLE
from tests.walls.harm import UNKEPT_AS_SHOWN, calendar_of, harm_of, harm_of_mail
from tests.walls.reading import NEW, Form, forms, walk
from tests.walls.rows import changed
from tests.walls.test_canaries import read, starts
from tests.walls.test_matrix import MISSING, own_of
from tests.worlds import PASSWORD

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from tests.walls.conftest import Copy, House

#: An administrator has every form of an operator.
WHO_SEND = ("alpha", "sato", "administrator")
#: Names that pages take from the address or the form alike: which month is meant.
ASKED_ANYWAY = {"month"}
#: Forms without a word to fill in, after which somebody is not signed in any more who was.
ENDS_A_VISIT = ("/sign-out", "/account/sessions/", "/settings/accounts/")
#: Fields that a rule takes though no page shows them: why a payment is taken back.
UNSHOWN = {"/invoices/id/payments/id/reverse": {"reason"}}


#: What is typed into a field that stands empty, so that a form is taken: one that is refused anyway proves nothing.
TYPED = {
    "amount_yen": "100",
    "base_fee_yen": "60000",
    "body": "ひとこと",
    "code": "NEW1",
    "description": "切手",
    "display_name": "新しい人",
    "email": "new@example.jp",
    "fee_yen_per_hour": "1500",
    "frequency": "毎月",
    "included_min": "30時間",
    "minutes": "0:30",
    "minutes_per_run": "30分",
    "monthly_min": "80:00",
    "name": "新しい名",
    "old": PASSWORD,
    "overage_yen_per_hour": "2000",
    "password": PASSWORD,
    "question": "なぜですか",
    "reason": "書き間違い",
    "short_name": "新しい",
    "unit_price_yen": "84",
}


def typed_in(house: House, form: Form) -> Form:
    """The form with its empty fields filled in as somebody would."""
    told = {**TYPED, "client": house.world.clients["ALPHA"], "assistant": house.world.assistants["sato"]}
    if "old" in form.values:
        told["password"] = "もっと長い合言葉 2027"
    empty = [key for key, found in form.values.items() if key in told and not "".join(found).strip()]
    values = {**form.values, **{key: [told[key]] for key in empty}}
    values.pop("suggested", None)  # a button beside the one that saves
    return replace(form, values=values)


def sendable(house: House, name: str) -> list[Form]:
    """Every form the person finds, one for each address and set of fields, filled in."""
    found: dict[tuple[str, tuple[str, ...]], Form] = {}
    for address, answer in read(house, name).items():
        for form in forms(address, answer):
            found.setdefault((re.sub(r"id-\d+", "ID", form.action.split("?")[0]), tuple(sorted(form.values))), form)
    return [typed_in(house, form) for form in found.values()]


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


_MARKUP = "<script>zqalert()</script>\"'><img src=zq onerror=zq()>{{ 7*'zqt' }}${7*7}{% raw %}"
_BREAKS = "zq\r\nBcc: zq@evil.example\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:zq\\;zq"
#: Word by word: what it would become where it is not treated as mere words. What is accepted last stays on a form that
#: changes something, so the last holds everything; the others are for fields that take few characters.
HOSTILE = {
    "formula": "=zq(1)+cmd|' /C calc'!A0",
    "right to left": "zq\u202ezq\u2066zq",
    "script and template": _MARKUP,
    "all of it": f"=zq(1)\u202e{_MARKUP}{_BREAKS}zq\ud800zq",
}
#: Tried in each field by itself as well, where a number beside it would have the whole form refused. Each that is taken
#: by a form that makes something leaves another page to be read.
ALONE = {"all of it", "a control"}
#: What is not taken at all.
UNTAKEN = {
    "nul": "zq\x00zq",
    "a control": "zq\x0bzq\x1b[31mzq",
    "long": "zq" * 500_000,
}


def failed_at(copied: Copy, name: str, sent: list[Form], texts: dict[str, str]) -> list[str]:
    """Forms that fail where their words are hostile; what is taken stays."""
    found, browser, fresh = [], copied.browsers[name], count(600_000)
    for form in sent:
        if not form.typed and form.action.startswith(ENDS_A_VISIT):
            continue
        for what, text in texts.items():
            # A page gives its form an id of its own, under which it is taken once.
            values = {
                key: [f"id-{next(fresh)}" if NEW.fullmatch(v) else v for v in kept] for key, kept in form.values.items()
            }
            answers = _sent_with(
                browser, replace(form, values=values), text, f"{name}-{len(what)}@example.jp" if what in ALONE else ""
            )
            # A form that was refused shows what was typed as it was typed.
            failed = [each for each in answers if harm_of(each) not in {"", "turned"}]
            found += [f"{name} {form.action} {what}: {each.status_code}" for each in failed]
    return found


def _sent_with(browser: FlaskClient, form: Form, text: str, email: str) -> list[TestResponse]:
    """The answers to the text in every field, and with an address, where that was refused, in each by itself."""
    names = sorted(form.typed)
    if len(text) > 10_000:
        names = names[:1]  # one field is enough for a megabyte: the limit is of the whole form
    told = {**form.values, **{name: [text] for name in names}}
    answers = [replace(form, values=told).send(browser)]
    if email and answers[0].status_code == 400 and len(names) > 1:
        alone = ({**form.values, "email": [email], name: [text]} for name in names)
        answers += [replace(form, values=values).send(browser) for values in alone]
    return answers


def harmful(copied: Copy, name: str, addresses: list[str]) -> list[str]:
    """Addresses at which hostile words are more than words, or that fail."""
    seen = walk(copied.browsers[name], addresses)
    return [f"{address}: {what}" for address, answer in seen.items() if (what := harm_of(answer))]


def stored(copied: Copy) -> list[str]:
    """Everything that is kept but for papers, whose words are read as they are shown."""
    return [f"{table} {row}" for table, rows in copied.rows().items() for row in rows if table != "invoice_file"]


def test_controls_and_endless_words_are_not_taken(copied: Copy) -> None:
    for name in WHO_SEND:
        assert failed_at(copied, name, sendable(copied, name), UNTAKEN) == []

    assert [row for row in stored(copied) if re.search(UNKEPT_AS_SHOWN, row) or len(row) > 100_000] == []


def test_hostile_words_are_only_words_wherever_they_are_shown(copied: Copy) -> None:
    for name in WHO_SEND:
        assert failed_at(copied, name, sendable(copied, name), HOSTILE) == []
    # A comment is kept once under the id of its page's form; one without an id is kept, and told by mail.
    talk = next(form for form in sendable(copied, "alpha") if "body" in form.typed)
    said = replace(talk, values={"body": [HOSTILE["all of it"]]}).send(copied.browsers["alpha"])
    assert said.status_code in {302, 303}
    copied.world.run_jobs()

    for name in PEOPLE:
        assert harmful(copied, name, [*starts(copied, name), calendar_of(copied.browsers[name])]) == []
    assert [mail.subject for mail in copied.world.mails.kept if harm_of_mail(mail)] == []
    assert any("zqalert" in mail.text for mail in copied.world.mails.kept)
    assert sum("zqalert" in row for row in stored(copied)) > 10  # much of it was taken
    assert [row for row in stored(copied) if re.search(UNKEPT_AS_SHOWN, row)] == []


def test_a_page_that_shows_words_as_they_came_is_found(copied: Copy) -> None:
    copied.app.add_url_rule("/planted", "planted", signed_in(lambda: f"<p>{HOSTILE['script and template']}</p>"))
    sheet = signed_in(lambda: (f"a\n{HOSTILE['formula']}\n", 200, {"Content-Type": "text/csv"}))
    copied.app.add_url_rule("/planted.csv", "planted_sheet", sheet)
    copied.app.add_url_rule("/turned", "turned", signed_in(lambda: f"<p>{HOSTILE['right to left']}</p>"))
    event = f"BEGIN:VEVENT\r\nSUMMARY:{_BREAKS}\r\nEND:VEVENT\r\n"
    calendar = signed_in(lambda: (event, 200, {"Content-Type": "text/calendar"}))
    copied.app.add_url_rule("/planted.ics", "planted_calendar", calendar)
    paper = signed_in(lambda: (_paper_that_acts(), 200, {"Content-Type": "application/pdf"}))
    copied.app.add_url_rule("/planted.pdf", "planted_paper", paper)

    @signed_in
    def read_twice() -> str:
        name = unquote(request.form["name"], errors="surrogatepass")[-5:]
        with transaction(current_session()):
            current_session().execute(update(Client).where(Client.id == current_scope().client_id).values(name=name))
        return "done"

    copied.app.add_url_rule("/halves", "halves", read_twice, methods=["POST"])

    planted = ["/planted", "/planted.csv", "/turned", "/planted.ics", "/planted.pdf"]
    assert harmful(copied, "alpha", planted) == [
        "/planted: raw",
        "/planted.csv: a formula",
        "/turned: turned",
        "/planted.ics: another event",
        "/planted.pdf: /JS, /JavaScript, /OpenAction",
    ]

    halves = Form("/halves", {"name": ["新しい名"]}, frozenset({"name"}), frozenset())
    assert failed_at(copied, "alpha", [halves], HOSTILE) == ["alpha /halves all of it: 500"]


def _paper_that_acts() -> bytes:
    writer, file = PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    script = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert('zq')")}
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(script)
    writer.write(file)
    return file.getvalue()
