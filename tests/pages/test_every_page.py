"""Every page of the demo as each role finds it: it opens, is small, asks little, is well made, in one language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import JSON, LargeBinary, String, select

from app.domain.accounts import Role
from app.models import Row
from tests.pages.faults import Page, Words
from tests.pages.visiting import Visited, Visitor, readable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.furnished import Furnished

MOST_STATEMENTS, MOST_BYTES = 20, 60_000
#: An opened page, a part that has not changed, a step that leads on.
OPENS = {200, 204, 302}
#: Nothing that an assistant asks for is done in the background.
HAS_NONE = {Role.ASSISTANT: {"/jobs/<public_id>"}}


@pytest.fixture(scope="session")
def words(furnished: Furnished) -> Words:
    """Whatever stands in a text column of the furnished demo."""
    with furnished.demo.database.session() as session:
        found: set[str] = set()
        for table in Row.metadata.sorted_tables:
            for column in table.columns:
                if isinstance(column.type, (String, JSON, LargeBinary)):
                    found |= {text for value in session.scalars(select(column)) for text in _strings(value)}
    return Words(found)


def _strings(value: object) -> Iterator[str]:
    """The strings in a stored value, each also as the lines it has."""
    if isinstance(value, str):
        yield value
        yield from value.splitlines()
    elif isinstance(value, bytes):  # the cells of a file
        yield from re.split(r"[,\r\n]", value.decode("utf-8", "ignore"))
    elif isinstance(value, dict):
        for each in (*value, *value.values()):
            yield from _strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)


def visits(furnished: Furnished, role: Role | None, language: str, most_of_a_kind: int) -> list[Visited]:
    """Every kind of page that the role gets at."""
    demo, rules = furnished.demo, readable(role)
    browser = demo.visitor(language) if role is None else demo.browser(role, language)
    starts = [rule for rule in sorted(rules) if "<" not in rule and rule != "/hours/top-up"]
    starts += [address for rule, address in furnished.addresses.items() if rule in rules]
    return Visitor(demo.app, demo.database, browser, most_of_a_kind).visit(starts)


def faults_of(each: Visited, language: str, words: Words) -> Iterator[str]:
    """What is wrong with it; empty for nothing."""
    if each.answer.status_code not in OPENS:
        yield f"is answered {each.answer.status_code}"
    if each.statements > MOST_STATEMENTS:
        yield f"asks the database {each.statements} times"
    if len(each.answer.data) > MOST_BYTES:
        yield f"has {len(each.answer.data)} bytes"
    if each.answer.status_code == 200 and each.answer.mimetype == "text/html":
        yield from Page(each.answer.text, language, words).faults()


every_role = pytest.mark.parametrize("role", [None, *Role], ids=lambda role: role or "visitor")


@pytest.mark.postgres
@pytest.mark.parametrize("role", [Role.CLIENT, Role.ASSISTANT, Role.ADMINISTRATOR])
def test_no_page_asks_more_often_on_postgresql(furnished_on_postgresql: Furnished, role: Role) -> None:
    """An administrator opens all that an operator does."""
    found = visits(furnished_on_postgresql, role, "ja", most_of_a_kind=1)

    assert {each.address: each.statements for each in found if each.statements > MOST_STATEMENTS} == {}


@pytest.mark.parametrize("language", ["ja", "en"])
@every_role
def test_every_page_that_a_role_finds_is_sound(
    furnished: Furnished, words: Words, role: Role | None, language: str
) -> None:
    found = visits(furnished, role, language, most_of_a_kind=2 if (role, language) == (Role.OPERATOR, "ja") else 1)

    faults: dict[str, list[str]] = {}
    for each in found:
        for fault in faults_of(each, language, words):
            faults.setdefault(fault, []).append(each.address)
    assert not faults, "\n".join(f"{fault} ({len(at)} pages, {at[0]})" for fault, at in faults.items())
    seen = {each.kind.rule for each in found}
    missing = sorted(
        rule for rule in readable(role) - HAS_NONE.get(role, set()) if rule not in seen and "." not in rule
    )
    assert missing == [], f"no link leads {role or 'a visitor'} to these; furnish the demo with something that does"
