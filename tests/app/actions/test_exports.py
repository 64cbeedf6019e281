"""Files for staff from issued invoices and recorded hours, on both databases."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pytest
from lxml import etree
from pypdf import PdfReader
from sqlalchemy import update

from app.actions.exports import (
    TableFormat,
    export_documents,
    export_hours,
    export_journal,
    export_receivables,
    months_between,
)
from app.actions.invoices.close import close_all
from app.actions.invoices.credit import CreditData, credit_invoice
from app.actions.invoices.issue import issue_invoice, issue_month
from app.actions.invoices.pay import PaymentData, record_payment
from app.actions.invoices.pdf import invoice_pdf, invoice_xml
from app.actions.invoices.void import void_invoice
from app.adapters.exports import JournalFormat
from app.database import transaction
from app.domain.accounts import HOUSE, Role, Scope
from app.domain.errors import EInvoiceUnsound, Forbidden, InvalidInput
from app.domain.worktime import TOKYO, Month
from app.models import Issuer
from app.queries import invoices as invoices_queries
from app.queries.books import Months
from app.queries.invoices.searching import DayKind, Search, search
from tests.app.adapters.exports.books import rows_of
from tests.worlds import NOVEMBER, OCTOBER

if TYPE_CHECKING:
    from app.queries.invoices import InvoiceHead
    from tests.worlds import MakeWorld, World

ONLY_OCTOBER = Months(OCTOBER, OCTOBER)


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    """October of ALPHA (20:10 of 20 h) and BETA (5:00), closed and issued on 1 November."""
    world = make_world().with_plan().at(dt.datetime(2026, 10, 31, 20, tzinfo=TOKYO))
    world.log("受注入力", dt.date(2026, 10, 5), minutes=1210)
    world.log("名刺入力", dt.date(2026, 10, 6), starts=dt.time(9), stops=dt.time(14), assistant="mori")
    world.at(dt.datetime(2026, 11, 1, 9, tzinfo=TOKYO))
    close_all(world.session, scope=HOUSE, month=OCTOBER, now=world.clock.now(), new_id=world.ids)
    return world


def issue(world: World) -> dict[str, InvoiceHead]:
    issue_month(world.session, scope=HOUSE, month=OCTOBER, now=world.clock.now(), new_id=world.ids)
    heads = invoices_queries.invoices(world.session, HOUSE, month=OCTOBER)
    return {head.client_code: head for head in heads}


def test_the_journal_holds_the_issued_sales_of_the_months(world: World) -> None:
    issue(world)
    made = export_journal(world.session, scope=HOUSE, form=JournalFormat.MONEYFORWARD, months=ONLY_OCTOBER)
    rows = rows_of(made.pieces)[1:]

    # ALPHA: 10 minutes over billed as 15: 50,000 + 750, × 1.1 = 55,825, tax 5,075. BETA: 50,000 × 1.1
    assert [(row[1], row[8], row[17]) for row in rows] == [
        ("2026/10/31", "55825", "5075"),
        ("2026/10/31", "55000", "5000"),
    ]
    assert made.filename == "journal_moneyforward_2026-10.csv"


def test_drafts_and_other_months_are_no_sales(world: World) -> None:
    made = export_journal(world.session, scope=HOUSE, form=JournalFormat.FREEE, months=ONLY_OCTOBER)
    assert len(rows_of(made.pieces)) == 1

    issue(world)
    made = export_journal(world.session, scope=HOUSE, form=JournalFormat.FREEE, months=Months(NOVEMBER, NOVEMBER))
    assert len(rows_of(made.pieces)) == 1


def test_every_entry_of_work_is_listed_with_its_clock(world: World) -> None:
    made = export_hours(world.session, scope=HOUSE, form=TableFormat.CSV, months=ONLY_OCTOBER)
    rows = rows_of(made.pieces)

    assert rows[0][:4] == ["日付", "依頼企業コード", "依頼企業", "業務"]
    assert [(row[0], row[1], row[3], row[5], row[6], row[7], row[8]) for row in rows[1:]] == [
        ("2026-10-05", "ALPHA", "受注入力", "20:10", "1210", "", ""),
        ("2026-10-06", "BETA", "名刺入力", "5:00", "300", "09:00", "14:00"),
    ]


def test_the_same_entries_come_as_a_book(world: World) -> None:
    made = export_hours(world.session, scope=HOUSE, form=TableFormat.XLSX, months=ONLY_OCTOBER)
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(made.pieces))).active

    assert made.filename == "hours_2026-10.xlsx"
    assert [sheet.cell(row, 7).value for row in (1, 2, 3)] == ["分", 1210, 300]


def paid(world: World, head: InvoiceHead, amount_yen: int, day: dt.date) -> None:
    data = PaymentData(world.ids(), day, amount_yen)
    record_payment(world.session, scope=HOUSE, invoice_public_id=head.public_id, data=data, now=world.clock.now())


def test_money_that_came_in_is_in_the_journal_of_its_month(world: World) -> None:
    paid(world, issue(world)["ALPHA"], 55_825, dt.date(2026, 11, 1))
    made = export_journal(world.session, scope=HOUSE, form=JournalFormat.YAYOI, months=Months(NOVEMBER, NOVEMBER))
    (row,) = rows_of(made.pieces, "cp932")

    assert (row[3], row[4], row[8], row[10]) == ("2026/11/01", "普通預金", "55825", "売掛金")
    assert row[16].startswith("INV-2026-0001の入金")


def test_what_is_owed_is_what_was_billed_less_what_came_in(world: World) -> None:
    paid(world, issue(world)["ALPHA"], 50_000, dt.date(2026, 11, 1))
    made = export_receivables(world.session, scope=HOUSE, form=TableFormat.CSV, on=dt.date(2026, 12, 1))
    rows = rows_of(made.pieces)

    # due on 30 November; 55,825 − 50,000
    assert rows[1] == ["ALPHA", "アルファ商店", "0", "5825", "0", "0", "0", "0", "5825"]
    assert rows[2][3] == "55000"
    assert made.filename == "receivables_2026-12-01.csv"


def test_a_credit_note_is_a_return_in_the_month_of_its_issue(world: World) -> None:
    head = issue(world)["ALPHA"]
    data = CreditData(is_whole=True, reason="二重のご請求")
    credit_invoice(
        world.session, scope=HOUSE, public_id=head.public_id, data=data, now=world.clock.now(), new_id=world.ids
    )
    months = Months(NOVEMBER, NOVEMBER)
    (row,) = rows_of(export_journal(world.session, scope=HOUSE, form=JournalFormat.FREEE, months=months).pieces)[1:]
    owed = export_receivables(world.session, scope=HOUSE, form=TableFormat.CSV, on=dt.date(2026, 12, 1))

    assert (row[0], row[8], row[10], row[11]) == ("支出", "55825", "5075", "INV-2026-0001の返還")
    assert [each[0] for each in rows_of(owed.pieces)[1:]] == ["BETA"]


def test_a_void_invoice_is_taken_out_by_the_next_journal_and_not_out_of_the_last(world: World) -> None:
    """The void one stays in October; November takes it out again and has the one that replaces it."""
    head = issue(world)["ALPHA"]
    told = {"scope": HOUSE, "now": world.clock.now(), "new_id": world.ids}

    def journal(month: Month) -> list[list[str]]:
        form, months = JournalFormat.MONEYFORWARD, Months(month, month)
        return rows_of(export_journal(world.session, scope=HOUSE, form=form, months=months).pieces)[1:]

    before = journal(OCTOBER)
    draft = void_invoice(world.session, public_id=head.public_id, reason="宛先の違い", **told)
    issue_invoice(world.session, public_id=draft, **told)

    assert journal(OCTOBER) == before
    # 50,000 + 750, × 1.1 = 55,825 with 5,075: INV-2026-0001 back from sales to what is owed, INV-2026-0003 anew.
    assert [(row[1], row[2], row[8], row[9], row[10], row[18]) for row in journal(NOVEMBER)] == [
        ("2026/11/01", "売上高", "55825", "5075", "売掛金", "INV-2026-0001（取消） アルファ商店"),
        ("2026/11/01", "売掛金", "55825", "0", "売上高", "INV-2026-0003 アルファ商店"),
    ]


def test_the_bundle_holds_the_documents_as_kept_with_their_index(world: World) -> None:
    head = issue(world)["ALPHA"]
    kept = invoice_pdf(world.session, scope=HOUSE, public_id=head.public_id, now=world.clock.now()).content
    made = export_documents(world.session, scope=HOUSE, wanted=Search(), now=world.clock.now())
    archive = zipfile.ZipFile(io.BytesIO(b"".join(made.pieces)))
    rows = list(csv.reader(io.StringIO(archive.read("索引.csv").decode("utf-8-sig"))))

    # BETA's paper was not made yet: it stands in the index, and nothing is lost in silence
    assert [row[1:5] for row in rows[1:]] == [
        ["INV-2026-0001", "2026-10-31", "2026-11-01", "55825"],
        ["INV-2026-0001", "2026-10-31", "2026-11-01", "55825"],
        ["INV-2026-0002", "2026-10-31", "2026-11-01", "55000"],
    ]
    pdf, xml = sorted(rows[1:3], key=lambda row: row[6])
    assert (pdf[0], pdf[7]) == ("適格請求書", hashlib.sha256(kept).hexdigest())
    assert archive.read(pdf[6]) == kept
    assert archive.read(xml[6]).startswith(b"<?xml")
    assert rows[3][6:] == ["（ファイルは作成中です）", ""]


def test_the_bundle_holds_what_the_search_finds(world: World) -> None:
    issue(world)
    made = export_documents(
        world.session, scope=HOUSE, wanted=Search(partner="ベータ", most_yen=55_000), now=world.clock.now()
    )
    archive = zipfile.ZipFile(io.BytesIO(b"".join(made.pieces)))

    assert "INV-2026-0002" in archive.read("索引.csv").decode()
    assert "INV-2026-0001" not in archive.read("索引.csv").decode()


def test_the_bundle_and_the_search_ask_for_either_day_and_find_the_same(world: World) -> None:
    """An October supply is traded on its last day and issued in November; what is given back is traded that day."""
    head = issue(world)["ALPHA"]
    data = CreditData(is_whole=True, reason="二重のご請求")
    credit_invoice(
        world.session, scope=HOUSE, public_id=head.public_id, data=data, now=world.clock.now(), new_id=world.ids
    )

    def found(month: Month, day_kind: DayKind) -> list[list[str]]:
        wanted = Search(month.first_day, month.last_day, day_kind=day_kind)
        made = export_documents(world.session, scope=HOUSE, wanted=wanted, now=world.clock.now())
        archive = zipfile.ZipFile(io.BytesIO(b"".join(made.pieces)))
        rows = list(csv.reader(io.StringIO(archive.read("索引.csv").decode("utf-8-sig"))))[1:]
        seen = search(world.session, HOUSE, wanted)
        searched = [[each.number, str(day)] for each, day in zip(seen.heads, seen.traded_on, strict=True)]
        assert sorted(searched) == sorted(row[1:3] for row in rows)
        assert seen.count == len(rows)
        return [row[1:4] for row in rows]

    sold = [[f"INV-2026-000{number}", "2026-10-31", "2026-11-01"] for number in (1, 2)]
    given_back = ["INV-2026-0003", "2026-11-01", "2026-11-01"]
    assert found(OCTOBER, DayKind.TRADED) == sold
    assert found(OCTOBER, DayKind.ISSUED) == []
    assert found(NOVEMBER, DayKind.TRADED) == [given_back]
    assert found(NOVEMBER, DayKind.ISSUED) == [*sold, given_back]


def test_the_paper_carries_the_file_for_machines(world: World) -> None:
    head = issue(world)["ALPHA"]
    now = world.clock.now()
    xml = invoice_xml(world.session, scope=HOUSE, public_id=head.public_id, now=now)
    pdf = invoice_pdf(world.session, scope=HOUSE, public_id=head.public_id, now=now)
    attached = PdfReader(io.BytesIO(pdf.content)).attachments

    assert list(attached.values()) == [[xml.content]]
    assert etree.fromstring(xml.content).tag.endswith("}Invoice")


def test_a_document_that_breaks_a_rule_has_its_paper_and_no_file_for_machines(world: World) -> None:
    # as a database of an older version may hold it; the form asks for the number
    with transaction(world.session):
        world.session.execute(update(Issuer).values(registration_no=""))
    head = issue(world)["ALPHA"]
    now = world.clock.now()

    with pytest.raises(EInvoiceUnsound):
        invoice_xml(world.session, scope=HOUSE, public_id=head.public_id, now=now)
    pdf = invoice_pdf(world.session, scope=HOUSE, public_id=head.public_id, now=now)
    assert PdfReader(io.BytesIO(pdf.content)).attachments == {}


@pytest.mark.parametrize("role", [Role.CLIENT, Role.ASSISTANT])
def test_files_of_everybody_are_for_staff(world: World, role: Role) -> None:
    scope = Scope(1, role, client_id=1 if role is Role.CLIENT else None, assistant_id=None)
    with pytest.raises(Forbidden):
        export_journal(world.session, scope=scope, form=JournalFormat.FREEE, months=ONLY_OCTOBER)
    with pytest.raises(Forbidden):
        export_hours(world.session, scope=scope, form=TableFormat.CSV, months=ONLY_OCTOBER)
    with pytest.raises(Forbidden):
        export_documents(world.session, scope=scope, wanted=Search(), now=world.clock.now())
    with pytest.raises(Forbidden):
        export_receivables(world.session, scope=scope, form=TableFormat.CSV, on=dt.date(2026, 12, 1))


def test_a_range_of_months_goes_forward_and_ends() -> None:
    assert months_between(Month(2026, 1), Month(2028, 12)) == Months(Month(2026, 1), Month(2028, 12))
    with pytest.raises(InvalidInput) as backwards:
        months_between(NOVEMBER, OCTOBER)
    assert backwards.value.reason == "months_order"
    with pytest.raises(InvalidInput) as many:
        months_between(Month(2026, 1), Month(2029, 1))
    assert many.value.reason == "months_many"
