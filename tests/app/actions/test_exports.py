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
    months_between,
)
from app.actions.invoices.close import close_all
from app.actions.invoices.einvoice import invoice_xml
from app.actions.invoices.issue import issue_month
from app.actions.invoices.pdf import invoice_pdf
from app.adapters.exports import JournalFormat
from app.database import transaction
from app.domain.accounts import HOUSE, Role, Scope
from app.domain.errors import EInvoiceUnsound, Forbidden, InvalidInput, NotFound, NotIssued
from app.domain.worktime import TOKYO, Month
from app.models import Issuer
from app.queries import invoices as invoices_queries
from app.queries.books import Months
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


def test_the_bundle_holds_the_documents_as_kept_with_their_index(world: World) -> None:
    head = issue(world)["ALPHA"]
    kept = invoice_pdf(world.session, scope=HOUSE, public_id=head.public_id, now=world.clock.now()).content
    months = Months(NOVEMBER, NOVEMBER)
    made = export_documents(world.session, scope=HOUSE, months=months, now=world.clock.now())
    archive = zipfile.ZipFile(io.BytesIO(b"".join(made.pieces)))
    rows = list(csv.reader(io.StringIO(archive.read("索引.csv").decode("utf-8-sig"))))

    # BETA's paper was not made yet: it stands in the index, and nothing is lost in silence
    assert [row[1:4] for row in rows[1:]] == [
        ["INV-2026-0001", "2026-11-01", "55825"],
        ["INV-2026-0002", "2026-11-01", "55000"],
    ]
    assert rows[1][0] == "適格請求書"
    assert rows[1][6] == hashlib.sha256(kept).hexdigest()
    assert archive.read(rows[1][5]) == kept
    assert rows[2][5:] == ["（ファイルは作成中です）", ""]


def test_the_paper_carries_the_file_for_machines(world: World) -> None:
    head = issue(world)["ALPHA"]
    xml = invoice_xml(world.session, scope=HOUSE, public_id=head.public_id)
    pdf = invoice_pdf(world.session, scope=HOUSE, public_id=head.public_id, now=world.clock.now())
    attached = PdfReader(io.BytesIO(pdf.content)).attachments

    assert attached == {"INV-2026-0001.xml": [xml.content]}
    assert xml.filename == "20261101_55825_ALPHA_INV-2026-0001.xml"
    assert etree.fromstring(xml.content).tag.endswith("}Invoice")
    assert xml == invoice_xml(world.session, scope=HOUSE, public_id=head.public_id)


def test_an_issuer_without_number_has_no_file_for_machines(world: World) -> None:
    # as a database of an older version may hold it; the form asks for the number
    with transaction(world.session):
        world.session.execute(update(Issuer).values(registration_no=""))
    head = issue(world)["ALPHA"]

    with pytest.raises(EInvoiceUnsound) as refused:
        invoice_xml(world.session, scope=HOUSE, public_id=head.public_id)
    assert refused.value.params["rules"] == "registration_number, aligned-ibr-jp-01"
    pdf = invoice_pdf(world.session, scope=HOUSE, public_id=head.public_id, now=world.clock.now())
    assert PdfReader(io.BytesIO(pdf.content)).attachments == {}


def test_a_draft_has_no_file_and_strangers_see_none(world: World) -> None:
    draft = invoices_queries.invoices(world.session, HOUSE, month=OCTOBER)[0]
    with pytest.raises(NotIssued):
        invoice_xml(world.session, scope=HOUSE, public_id=draft.public_id)

    head = issue(world)["ALPHA"]
    with pytest.raises(NotFound):
        invoice_xml(world.session, scope=world.client_scope("BETA"), public_id=head.public_id)
    assert invoice_xml(world.session, scope=world.client_scope("ALPHA"), public_id=head.public_id).content


@pytest.mark.parametrize("role", [Role.CLIENT, Role.ASSISTANT])
def test_files_of_everybody_are_for_staff(world: World, role: Role) -> None:
    scope = Scope(1, role, client_id=1 if role is Role.CLIENT else None, assistant_id=None)
    with pytest.raises(Forbidden):
        export_journal(world.session, scope=scope, form=JournalFormat.FREEE, months=ONLY_OCTOBER)
    with pytest.raises(Forbidden):
        export_hours(world.session, scope=scope, form=TableFormat.CSV, months=ONLY_OCTOBER)
    with pytest.raises(Forbidden):
        export_documents(world.session, scope=scope, months=ONLY_OCTOBER, now=world.clock.now())


def test_a_range_of_months_goes_forward_and_ends() -> None:
    assert months_between(Month(2026, 1), Month(2028, 12)) == Months(Month(2026, 1), Month(2028, 12))
    with pytest.raises(InvalidInput) as backwards:
        months_between(NOVEMBER, OCTOBER)
    assert backwards.value.reason == "months_order"
    with pytest.raises(InvalidInput) as many:
        months_between(Month(2026, 1), Month(2029, 1))
    assert many.value.reason == "months_many"
