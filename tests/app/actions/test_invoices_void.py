"""Voiding on both databases: the number stays, the entries are free, one draft takes the place."""

from __future__ import annotations

import datetime as dt
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import TYPE_CHECKING

import pytest

from app.actions.clients import ClientData, edit_client
from app.actions.invoices.credit import CreditData, credit_invoice
from app.actions.invoices.issue import issue_invoice
from app.actions.invoices.pay import PaymentData, record_payment, reverse_payment
from app.actions.invoices.pdf import invoice_pdf, invoice_xml
from app.actions.invoices.void import void_invoice
from app.domain import errors
from app.domain.accounts import HOUSE, Role
from app.domain.worktime import TOKYO
from app.queries import accounts as accounts_queries
from app.queries import invoices as invoices_queries
from app.queries.check import check
from app.queries.invoices import billing as billing_queries
from app.queries.invoices import crediting as crediting_queries
from app.queries.invoices.searching import Search, search
from tests.app.adapters.pdf.reading import pages_of, squeezed
from tests.clocks import CountingIds

if TYPE_CHECKING:
    from tests.worlds import MakeWorld, World


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    """ALPHA's October, one entry, issued on 2 November as INV-2026-0001."""
    world = make_world().with_plan().at(dt.datetime(2026, 10, 31, 20, tzinfo=TOKYO))
    world.log("受注入力", dt.date(2026, 10, 5), minutes=60)
    world.at(dt.datetime(2026, 11, 2, 9, tzinfo=TOKYO))
    closed = world.close("ALPHA")
    issue(world, closed.invoice_public_id or "")
    return world


def issued(world: World) -> str:
    return invoices_queries.invoice(world.session, HOUSE, number="INV-2026-0001").head.public_id


def issue(world: World, public_id: str) -> str:
    return issue_invoice(world.session, scope=HOUSE, public_id=public_id, now=world.clock.now(), new_id=world.ids)


def void(world: World, public_id: str, reason: str = "宛名の誤り") -> str:
    return void_invoice(
        world.session, scope=HOUSE, public_id=public_id, reason=reason, now=world.clock.now(), new_id=world.ids
    )


def view(world: World, public_id: str) -> invoices_queries.InvoiceView:
    return invoices_queries.invoice(world.session, HOUSE, public_id=public_id)


def test_a_void_keeps_its_number_and_names_what_replaces_it(world: World) -> None:
    draft = void(world, issued(world))

    old, new = view(world, issued(world)), view(world, draft)
    assert (old.head.state, old.head.number) == ("void", "INV-2026-0001")
    assert (new.head.state, new.head.number, new.head.total_yen) == ("draft", None, old.head.total_yen)
    voiding = crediting_queries.voiding_of(world.session, HOUSE, old.head.id)
    assert voiding == crediting_queries.voiding_of(world.session, HOUSE, new.head.id)
    assert voiding is not None
    assert (voiding.replacement_public_id, voiding.reason) == (draft, "宛名の誤り")
    assert list(check(world.session)) == []


def test_the_replacement_bills_the_same_entries_under_the_next_number_and_the_new_name(world: World) -> None:
    edit_client(
        world.session, scope=HOUSE, public_id=world.clients["ALPHA"], data=ClientData("ALPHA", "アルファ株式会社")
    )
    draft = void(world, issued(world))

    assert issue(world, draft) == "INV-2026-0002"
    old, new = view(world, issued(world)), view(world, draft)
    assert (old.parties["recipient"]["name"], new.parties["recipient"]["name"]) == ("アルファ商店", "アルファ株式会社")
    assert (old.lines, old.hours, old.tax_groups) == (new.lines, new.hours, new.tax_groups)
    live = [
        [each.is_live for each in billing_queries.billed(world.session, HOUSE, found.head.id)] for found in (old, new)
    ]
    assert live == [[False], [True]]
    assert list(check(world.session)) == []


def test_voiding_twice_gives_the_same_draft(world: World) -> None:
    assert void(world, issued(world)) == void(world, issued(world))


def test_a_replacement_can_be_voided_too(world: World) -> None:
    second = void(world, issued(world))
    issue(world, second)
    third = void(world, second)

    assert issue(world, third) == "INV-2026-0003"
    voiding = crediting_queries.voiding_of(world.session, HOUSE, view(world, second).head.id)
    assert voiding is not None
    assert voiding.replacement_public_id == third
    assert list(check(world.session)) == []


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_the_paper_and_the_file_for_machines_name_the_invoice_before_them_and_no_other(world: World) -> None:
    second = void(world, issued(world))
    issue(world, second)
    third = void(world, second)
    world.at(dt.datetime(2026, 11, 4, 9, tzinfo=TOKYO))
    issue(world, third)

    every = search(world.session, HOUSE, Search())
    assert (every.count, every.total_yen) == (
        3,
        invoices_queries.invoice(world.session, HOUSE, public_id=third).head.total_yen,
    )
    told = [_told(world, public_id) for public_id in (issued(world), second, third)]
    # The second is void itself by the time its paper is made, and stands for the first all the same.
    day = "2026年11月2日発行の請求書"
    assert told == [
        ("", []),
        (f"{day}INV-2026-0001（取消）に代わる修正した適格請求書です。", ["INV-2026-0001", "2026-11-02"]),
        (f"{day}INV-2026-0002（取消）に代わる修正した適格請求書です。", ["INV-2026-0002", "2026-11-02"]),
    ]


def _told(world: World, public_id: str) -> tuple[str, list[str]]:
    """The sentence of the PDF, and number and day in the XML inside it."""
    now = world.clock.now()
    paper = invoice_pdf(world.session, scope=HOUSE, public_id=public_id, now=now).content
    file = invoice_xml(world.session, scope=HOUSE, public_id=public_id, now=now).content
    found = re.search(r"\d{4}年\d+月\d+日発行の請求書.*?です。", squeezed(pages_of(paper)[0]))
    named = re.search(rb"<cac:BillingReference>.*</cac:BillingReference>", file, re.DOTALL)
    texts = re.findall(r">([^<>\s]+)<", named[0].decode()) if named else []
    return found[0] if found else "", texts


def test_twenty_at_once_make_one_replacement(world: World) -> None:
    barrier, now, public_id = Barrier(20), world.clock.now(), issued(world)
    world.session.rollback()  # what the others write is seen afterwards

    def press(place: int) -> str:
        with world.database.session() as session:
            barrier.wait()
            ids = CountingIds(10_000 * (place + 1))
            return void_invoice(session, scope=HOUSE, public_id=public_id, reason="誤り", now=now, new_id=ids)

    with ThreadPoolExecutor(20) as pool:
        drafts = set(pool.map(press, range(20)))

    assert len(drafts) == 1
    assert len(invoices_queries.invoices(world.session, HOUSE)) == 2
    assert list(check(world.session)) == []


def test_what_was_paid_is_not_voided_until_the_payment_is_taken_back(world: World) -> None:
    data = PaymentData("pay-1", dt.date(2026, 11, 2), 55_000)
    record_payment(world.session, scope=HOUSE, invoice_public_id=issued(world), data=data, now=world.clock.now())

    with pytest.raises(errors.HasPayments):
        void(world, issued(world))
    reverse_payment(world.session, scope=HOUSE, public_id="pay-1", now=world.clock.now(), new_id=world.ids)
    with pytest.raises(errors.HasPayments):
        # Payments name this invoice; they would name one that is void.
        void(world, issued(world))


def test_what_a_credit_note_took_back_from_is_not_voided(world: World) -> None:
    credit_invoice(
        world.session,
        scope=HOUSE,
        public_id=issued(world),
        data=CreditData(amounts={1: 100}, reason="値引き"),
        now=world.clock.now(),
        new_id=world.ids,
    )

    with pytest.raises(errors.HasPayments):
        void(world, issued(world))


def test_what_replaces_a_void_invoice_says_so_and_is_not_overdue_at_once(world: World) -> None:
    client = world.account("alpha@example.jp", Role.CLIENT, client="ALPHA")
    draft = void(world, issued(world))
    world.at(dt.datetime(2026, 12, 2, 9, tzinfo=TOKYO))

    issue(world, draft)

    # Due on 30 November, 29 days after the month's end; 29 days after 2 December is the 31st, when banks are closed
    # until 3 January, a Sunday.
    assert view(world, draft).head.due_date == dt.date(2027, 1, 4)
    notice = accounts_queries.notices(world.session, replace(world.client_scope("ALPHA"), account_id=client))[0]
    assert (notice.topic, notice.params["replaces"]) == ("invoice_reissued", "INV-2026-0001")
    assert list(check(world.session)) == []


def test_a_draft_is_not_voided_and_a_reason_is_asked_for(world: World) -> None:
    with pytest.raises(errors.InvalidInput):
        void(world, issued(world), reason=" ")
    draft = void(world, issued(world))
    with pytest.raises(errors.NotIssued):
        void(world, draft)


def test_clients_and_assistants_void_nothing(world: World) -> None:
    for scope in (world.client_scope("ALPHA"), replace(world.doer("受注入力"))):
        with pytest.raises(errors.Forbidden):
            void_invoice(
                world.session,
                scope=scope,
                public_id=issued(world),
                reason="x",
                now=world.clock.now(),
                new_id=world.ids,
            )
