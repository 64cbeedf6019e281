"""`check` on what follows an invoice: payments, a credit note, a void and the audit chain; each tampering is named."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from app.actions.invoices.close import close_all
from app.actions.invoices.credit import CreditData, credit_invoice
from app.actions.invoices.issue import issue_month
from app.actions.invoices.pay import PaymentData, record_payment, reverse_payment
from app.actions.invoices.void import void_invoice
from app.domain.accounts import HOUSE
from app.domain.crediting import MinutesGo
from app.domain.worktime import TOKYO
from app.queries import invoices as invoices_queries
from app.queries.invoices import billing as billing_queries
from tests.app.queries.check.tampering import Tamper, played, tampering
from tests.worlds import OCTOBER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.database import Database
    from tests.worlds import World

TODAY = dt.date(2026, 11, 2)
#: ALPHA's records: close 1, issue 2, credit 3, payment 4, payment taken back 5.
ALPHA = "stream = 1"


def play(world: World) -> None:
    """October issued. ALPHA (20:10 of 20:00): 1:00 credited and charged again, paid, taken back. BETA: voided once."""
    world.with_plan().at(dt.datetime(2026, 10, 31, 20, tzinfo=TOKYO))
    world.log("受注入力", dt.date(2026, 10, 5), minutes=1150)
    world.log("受注入力", dt.date(2026, 10, 6), minutes=60)
    world.log("名刺入力", dt.date(2026, 10, 5), minutes=300, assistant="mori")
    world.at(dt.datetime(2026, 11, 2, 20, tzinfo=TOKYO))
    common = {"scope": HOUSE, "now": world.clock.now(), "new_id": world.ids}
    close_all(world.session, month=OCTOBER, **common)  # type: ignore[arg-type]
    issue_month(world.session, month=OCTOBER, **common)  # type: ignore[arg-type]
    alpha, beta = invoices_queries.invoices(world.session, HOUSE)
    last = billing_queries.billed(world.session, HOUSE, alpha.id)[1]
    data = CreditData(entry_ids=[last.id], minutes_go=MinutesGo.AGAIN, reason="誤り")
    credit_invoice(world.session, public_id=alpha.public_id, data=data, **common)  # type: ignore[arg-type]
    paid = PaymentData("payment-1", TODAY, 55_000)
    record_payment(world.session, scope=HOUSE, invoice_public_id=alpha.public_id, data=paid, now=world.clock.now())
    reverse_payment(world.session, public_id="payment-1", **common)  # type: ignore[arg-type]
    void_invoice(world.session, public_id=beta.public_id, reason="宛名", **common)  # type: ignore[arg-type]


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def books(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    yield from played(request, tmp_path_factory, play)


@pytest.fixture
def tamper(books: Database) -> Iterator[Tamper]:
    yield from tampering(books)


def test_sound_books_hold(tamper: Tamper) -> None:
    assert tamper() == {}


@pytest.mark.parametrize(
    ("statement", "rules"),
    [
        ("UPDATE billed_entry SET minutes = 1000 WHERE minutes = 1150", {"invoice_entries"}),
        ("DELETE FROM billed_entry WHERE minutes = 1150", {"invoice_entries"}),
        ("UPDATE billed_entry SET reopened_at = '2026-11-02 00:00:00' WHERE minutes = 1150", {"entry_reopened"}),
        ("UPDATE credit_note SET minutes_go = 'back'", {"credit_posting"}),
        ("UPDATE credit_note SET to_month = '2026-12'", {"credit_posting"}),
        (
            (
                "UPDATE invoice_line SET amount_yen = -751, quantity = -1"
                " WHERE amount_yen = -750 AND invoice_id IN (SELECT invoice_id FROM credit_note)"
            ),
            {"credit_beyond", "invoice_total"},
        ),
        (
            "UPDATE invoice_tax SET tax_yen = -74 WHERE invoice_id IN (SELECT invoice_id FROM credit_note)",
            {"credit_tax", "invoice_total"},
        ),
        ("DELETE FROM invoice_void", {"invoice_void"}),
        ("UPDATE payment SET amount_yen = 54999 WHERE amount_yen = 55000", {"payment"}),
        ("DELETE FROM payment WHERE amount_yen = 55000", {"payment"}),
    ],
)
def test_what_was_changed_behind_the_app_is_found(tamper: Tamper, statement: str, rules: set[str]) -> None:
    assert rules <= set(tamper(statement))


@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE audit_row SET reason = '正しい' WHERE {ALPHA} AND seq = 3",
        f"UPDATE audit_row SET account_id = 1 WHERE {ALPHA} AND seq = 3",
        f"UPDATE audit_row SET at = '2026-11-02 00:00:00' WHERE {ALPHA} AND seq = 3",
        f"UPDATE audit_row SET after = '{{}}' WHERE {ALPHA} AND seq = 3",
        f"UPDATE audit_row SET seq = 9 WHERE {ALPHA} AND seq = 3",
        f"DELETE FROM audit_row WHERE {ALPHA} AND seq = 3",
    ],
)
def test_the_first_altered_row_of_the_audit_chain_is_named(tamper: Tamper, statement: str) -> None:
    found = tamper(statement)

    assert set(found) == {"audit_chain"}
    assert (found["audit_chain"].params["stream"], found["audit_chain"].params["wanted"]) == (1, 3)


def test_a_row_put_into_the_chain_is_named(tamper: Tamper) -> None:
    columns = "stream, seq, at, account_id, action, subject, before, after, reason, hash"
    copied = columns.replace("seq", "seq + 1")

    found = tamper(f"INSERT INTO audit_row ({columns}) SELECT {copied} FROM audit_row WHERE {ALPHA} AND seq = 5")

    assert found["audit_chain"].params["wanted"] == 6


def test_a_tail_that_was_cut_is_not_seen_in_the_chain_itself(tamper: Tamper) -> None:
    # Which is why the heads are shown to people who write them down.
    assert tamper(f"DELETE FROM audit_row WHERE {ALPHA} AND seq = 5") == {}
