"""No word of the other side is on any page, paper, sheet, mail or error; reading changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from app.database import asks_for, transaction
from app.domain.accounts import HOUSE
from app.domain.askers import THE_HOUSE
from app.models import Client
from app.queries import clients as clients_queries
from app.web.access import signed_in
from app.web.request import current_session
from tests.house.access import lines
from tests.walls.companies import ALPHA, BETA, PEOPLE, SIDES
from tests.walls.conftest import House, app_over
from tests.walls.harm import calendar_of
from tests.walls.reading import alike, forms, walk, words
from tests.walls.rows import changed, everything, ids_of
from tests.walls.test_matrix import MISSING, own_of

if TYPE_CHECKING:
    from pathlib import Path

    from werkzeug.test import TestResponse

    from tests.walls.companies import Side
    from tests.walls.conftest import Copy

#: Forms that act on what is the sender's own, whatever stands in them: they only say where one was.
OF_ONESELF = {"/hours/timer/stop", "/hours/top-up"}
OF_A_SIDE = ("alpha", "beta", "sato", "mori")


def starts(house: House, name: str) -> list[str]:
    """Every rule that the person may read, with what is their own in the path."""
    role, side = PEOPLE[name]
    own = own_of(house, side or ALPHA)
    return [
        line.at(own[line.kind] if line.kind else "", own)
        for line in lines()
        if line.method == "GET" and line.roles is not None and role in line.roles
    ]


def read(house: House, name: str) -> dict[str, TestResponse]:
    """Everything the person can open."""
    if name not in house.pages:
        house.pages[name] = walk(house.browsers[name], starts(house, name))
    return house.pages[name]


def other(side: Side) -> Side:
    return BETA if side is ALPHA else ALPHA


def foreign_to(name: str) -> tuple[str, str]:
    """What only the other side wrote."""
    side = PEOPLE[name][1]
    assert side is not None
    return other(side).mark, {"ALPHA": "受注入力", "BETA": "名刺入力"}[other(side).client]


def leaks(house: House, name: str) -> list[str]:
    """Addresses where the person reads a word of the other side."""
    foreign = foreign_to(name)
    return [address for address, answer in read(house, name).items() if any(each in words(answer) for each in foreign)]


@pytest.mark.parametrize("name", OF_A_SIDE)
def test_nobody_reads_a_word_of_the_other_side(house: House, name: str) -> None:
    seen = read(house, name)
    mark = PEOPLE[name][1].mark  # type: ignore[union-attr]

    assert leaks(house, name) == []
    assert sum(mark in words(answer) for answer in seen.values()) > 5  # the words of their own are there
    assert {address: answer.status_code for address, answer in seen.items() if answer.status_code >= 500} == {}


@pytest.mark.parametrize("name", ["alpha", "sato"])
def test_nor_in_english(house: House, name: str) -> None:
    """Another language is other sentences around the same words: where one of them is put in, it is read here."""
    browser = house.browser(name)
    browser.get("/?lang=en")
    seen = walk(browser, starts(house, name))

    assert [
        address for address, answer in seen.items() if any(each in words(answer) for each in foreign_to(name))
    ] == []
    pages = [answer.text for answer in seen.values() if answer.mimetype == "text/html" and answer.status_code == 200]
    assert all('<html lang="en"' in text for text in pages if "<html" in text)
    assert len(pages) > 20


def test_a_calendar_says_nothing_of_the_other_side(copied: Copy) -> None:
    said = {name: words(copied.browsers[name].get(calendar_of(copied.browsers[name]))) for name in OF_A_SIDE}

    for name, text in said.items():
        assert "BEGIN:VEVENT" in text
        assert [each for each in foreign_to(name) if each in text] == []


def test_a_paper_and_a_sheet_are_read_as_well(house: House) -> None:
    papers = [answer for answer in read(house, "alpha").values() if answer.mimetype == "application/pdf"]
    assert any(ALPHA.mark in words(paper) for paper in papers)
    sheets = {path: words(answer) for path, answer in read(house, "operator").items() if "/exports/" in path}
    assert any(ALPHA.mark in text and BETA.mark in text for text in sheets.values())


def test_mail_says_nothing_of_the_other_side(house: House) -> None:
    to = {f"{name}@example.jp": other(PEOPLE[name][1]) for name in OF_A_SIDE}  # type: ignore[arg-type]
    mails = [mail for mail in house.world.mails.kept if mail.to_address in to]

    assert {side.client for side in to.values()} == {to[mail.to_address].client for mail in mails} == {"ALPHA", "BETA"}
    assert [mail.to_address for mail in mails if to[mail.to_address].mark in str(mail)] == []


def test_reading_everything_changes_nothing(house: House) -> None:
    for name in PEOPLE:
        read(house, name)

    assert changed(house.founded, everything(house.world.database)) == {}


def foreign_ids_that_count(house: House, name: str, of: str) -> list[str]:
    """What the person may not have but the other has, opened and sent by the person, and answered unlike nothing."""
    side = PEOPLE[of][1]
    assert side is not None
    ids, found = ids_of(house.world, side), []

    def gone(text: str) -> str:
        return MISSING if text in ids else "/".join(_lost(part, ids) for part in text.split("/"))

    pages = read(house, of)
    browser = house.browsers[name]
    browser.get("/account")  # what an earlier deed left to be said is said
    for address in pages:
        if gone(address) != address:
            one, none = browser.get(address, buffered=True), browser.get(gone(address), buffered=True)
            if side.mark in words(one) or alike(one, *ids, MISSING) != alike(none, *ids, MISSING):
                found.append(f"GET {address}: {one.status_code}, {none.status_code}")
    sent = {}
    for address, answer in pages.items():
        sent |= {(form.action.split("?")[0], tuple(sorted(form.values))): form for form in forms(address, answer)}
    for form in sent.values():
        without = form.with_ids(gone)
        if without != form and form.action.split("?")[0] not in OF_ONESELF:
            one, none = form.send(browser), without.send(browser)
            if side.mark in words(one).replace(str(form), "") and one.status_code < 400:
                found.append(f"POST {form.action}: {one.status_code}")
            if one.status_code != none.status_code:
                found.append(f"POST {form.action} {form.values}: {one.status_code}, {none.status_code}")
    return found


def _lost(part: str, ids: list[str]) -> str:
    """A part of an address without those ids, in its path and in its query."""
    pieces = part.replace("?", "\0?\0").replace("&", "\0&\0").replace("=", "\0=\0").replace(".", "\0.\0")
    return "".join(MISSING if piece in ids else piece for piece in pieces.split("\0"))


@pytest.mark.parametrize(("name", "of"), [("alpha", "beta"), ("sato", "mori"), ("alpha", "mori"), ("sato", "beta")])
def test_ids_of_the_other_side_open_nothing_and_change_nothing(house: House, name: str, of: str) -> None:
    before = everything(house.world.database)

    assert foreign_ids_that_count(house, name, of) == []
    assert changed(before, everything(house.world.database)) == {}


def test_a_page_that_leaks_and_a_page_that_writes_are_found(house: House, tmp_path: Path) -> None:
    holed = House(house.world, app_over(house.world, tmp_path, 460_000))

    @signed_in
    def names() -> str:
        asks_for(current_session(), THE_HOUSE)  # through the second wall as well, where there is one
        return ", ".join(each.name for each in clients_queries.clients(current_session(), HOUSE))

    @signed_in
    def writes() -> str:
        asks_for(current_session(), THE_HOUSE)
        with transaction(current_session()):
            code = clients_queries.clients(current_session(), HOUSE)[0].postal_code
            current_session().execute(
                update(Client).values(postal_code="150-0002" if code == "150-0001" else "150-0001")
            )
        return "done"

    holed.app.add_url_rule("/planted", "planted", names)
    holed.app.add_url_rule("/planted/write", "planted_write", writes)
    before = everything(house.world.database)

    found = walk(holed.browsers["alpha"], ["/planted", "/planted/write"])

    assert all(side.mark in words(found["/planted"]) for side in SIDES)
    assert list(changed(before, everything(house.world.database))) == ["client"]
    holed.browsers["alpha"].get("/planted/write")  # as it was
    assert changed(before, everything(house.world.database)) == {}
