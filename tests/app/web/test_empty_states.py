"""Where nothing is there yet, the page says what comes next and offers it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from app.domain.accounts import Role
from app.web import assistants, clients, hours, invoices, lists, notices, plans, preferences, tasks

if TYPE_CHECKING:
    from tests.app.web.working_month import Operation

PAGES = (assistants, clients, hours, invoices, lists, notices, plans, preferences, tasks)


@pytest.fixture
def office(operation: Operation) -> Operation:
    for page in PAGES:
        if page.bp.name not in operation.app.blueprints:
            operation.app.register_blueprint(page.bp)
    return operation


@pytest.mark.parametrize(
    ("role", "path"),
    [
        (Role.CLIENT, "/plans?month=2027-06"),
        (Role.ASSISTANT, "/plans?month=2027-06"),
        (Role.OPERATOR, "/plans?month=2027-06"),
        (Role.ASSISTANT, "/hours?month=2027-06"),
        (Role.ASSISTANT, "/hours/month?month=2027-06"),
        (Role.OPERATOR, "/hours/month?month=2027-06"),
        (Role.OPERATOR, "/hours/approvals?month=2027-06"),
        (Role.OPERATOR, "/hours?month=2020-06"),
        (Role.OPERATOR, "/invoices?month=2020-06"),
        (Role.OPERATOR, "/hours/list?month=2027-06"),
        (Role.CLIENT, "/invoices/list?first=2030-01-01"),
        (Role.ASSISTANT, "/?month=2027-06"),
        (Role.OPERATOR, "/?month=2020-06"),
    ],
)
def test_an_empty_page_offers_the_next_step(office: Operation, role: Role, path: str) -> None:
    html = office.browser(role).get(path).text

    first = html[html.index('<div class="blank">') :]
    assert re.search(r"<(?:a class=\"btn|button)", first[: first.index("</section>")]), path
