"""Two companies and the two assistants who work for one of them each; every word that people wrote says whose it is.

On one side are ALPHA and sato, on the other BETA and mori. What is written about a side carries the side's mark.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.actions.accounts import NewAccount, add_account
from app.actions.assistants import AssistantData, edit_assistant
from app.actions.clients import ClientData, edit_client
from app.actions.hours.import_csv import keep_hours_file
from app.actions.hours.log import EntryData, log_time
from app.actions.hours.question import answer_question, ask_question
from app.actions.hours.timer import start_timer
from app.actions.hours.top_up import ask_top_up
from app.actions.invoices.close import close_client_month
from app.actions.invoices.credit import CreditData, credit_invoice
from app.actions.invoices.expense import ExpenseData, record_expense, take_back_expense
from app.actions.invoices.issue import issue_invoice
from app.actions.invoices.pay import PaymentData, record_payment
from app.actions.leave import add_leave
from app.actions.plans.make import ask_plan
from app.actions.plans.tie import pin_task
from app.actions.tasks.attach import FileData, attach_file, set_manual_file
from app.actions.tasks.discuss import add_comment
from app.actions.tasks.import_sheet import ask_import, keep_sheet
from app.actions.tasks.manual import set_manual
from app.domain.accounts import HOUSE, Role, Scope
from app.domain.leave import LeaveData
from app.domain.worktime import TOKYO
from app.queries import accounts as accounts_queries
from app.queries import assistants as assistants_queries
from app.queries import invoices as invoices_queries
from app.queries.invoices import billing
from tests.worlds import NOVEMBER, OCTOBER, PASSWORD, World, routine_task

if TYPE_CHECKING:
    from app.database import Database
    from tests.clocks import CountingIds, FakeClock

TODAY = dt.datetime(2026, 11, 18, 9, tzinfo=TOKYO)


@dataclass(frozen=True)
class Side:
    """A company, who works for it, and the mark of both."""

    client: str
    assistant: str
    mark: str

    def said(self, what: str) -> str:
        """The words with the mark."""
        return f"{what} {self.mark}"


ALPHA, BETA = Side("ALPHA", "sato", "zqakane"), Side("BETA", "mori", "zqbrook")
SIDES = (ALPHA, BETA)
#: Who signs in with which address; the first two pairs belong to a side.
PEOPLE = {
    "alpha": (Role.CLIENT, ALPHA),
    "beta": (Role.CLIENT, BETA),
    "sato": (Role.ASSISTANT, ALPHA),
    "mori": (Role.ASSISTANT, BETA),
    "operator": (Role.OPERATOR, None),
    "administrator": (Role.ADMINISTRATOR, None),
}


def found_house(database: Database, clock: FakeClock, ids: CountingIds) -> World:
    """October is planned, worked, closed, issued, paid and partly credited; November is planned twice, and begun."""
    world = World(database, clock, ids)
    for side in SIDES:
        _introduce(world, side)
    for name in ("operator", "administrator"):
        world.account(f"{name}@example.jp", PEOPLE[name][0])
    world.with_plan(OCTOBER)
    for side in SIDES:
        _work(world, side)
    world.at(dt.datetime(2026, 11, 2, 9, tzinfo=TOKYO))
    for side in SIDES:
        _bill(world, side)
    world.with_plan(NOVEMBER)
    world.at(TODAY)
    for side in SIDES:
        _begin(world, side)
    ask_plan(world.session, scope=scope(world, "operator"), month=NOVEMBER, now=world.clock.now(), new_id=world.ids)
    world.run_jobs()
    for side in SIDES:
        _leave_waiting(world, side)
    world.session.rollback()
    return world


def scope(world: World, name: str) -> Scope:
    """The scope of one of `PEOPLE`."""
    account = accounts_queries.account_by_email(world.session, f"{name}@example.jp")
    assert account is not None
    return account.scope


def _introduce(world: World, side: Side) -> None:
    session, said, now = world.session, side.said, world.clock.now()
    data = ClientData(side.client, said("株式会社"), said("略称"), "150-0001", said("東京都港区"), said("山田"))
    edit_client(session, scope=HOUSE, public_id=world.clients[side.client], data=data)
    people = {each.code: each for each in assistants_queries.assistants(session, HOUSE)}
    person = AssistantData(side.assistant, said("担当"), 100 * 60, {"general_affairs": 3, "bookkeeping": 3})
    edit_assistant(session, scope=HOUSE, public_id=world.assistants[side.assistant], data=person)
    away = LeaveData(dt.date(2027, 5, 6), dt.date(2027, 5, 7))
    told = {"scope": HOUSE, "now": now, "new_id": world.ids}
    add_leave(session, assistant_public_id=world.assistants[side.assistant], data=away, **told)
    for name, role in ((side.client.lower(), Role.CLIENT), (side.assistant, Role.ASSISTANT)):
        account = NewAccount(
            f"{name}@example.jp",
            said("利用者"),
            role,
            password=PASSWORD,
            client_id=world.client_id(side.client) if role is Role.CLIENT else None,
            assistant_id=people[side.assistant].id if role is Role.ASSISTANT else None,
        )
        add_account(session, scope=HOUSE, data=account, now=now, new_id=world.ids, new_key=world.ids)
    for name, minutes in (("請求書の発行", 20), ("議事録", 10), ("在庫表", 40), ("社会保険の資格取得届", 30)):
        facts = replace(
            routine_task(said(name), minutes=minutes),
            department=said("総務"),
            detail=said("手順"),
            owner=said("担当者"),
            frequency_text=said("毎日"),
            expertise="不要",
            tools=said("表計算"),
            note=said("備考"),
        )
        task = world.submit(side.client, facts)
        world.tasks[f"{side.client} {name}"] = task
    told = {"scope": HOUSE, "task_public_id": task, "now": now}
    add_comment(session, body=said("ひとこと"), new_id=world.ids, **told)
    set_manual(session, url=f"https://docs.example.jp/{side.mark}", reviewed_on=None, **told)
    told["task_public_id"] = world.tasks[_name(side)]  # what the assistant has as well
    file = FileData(f"{side.mark}.txt", side.said("見本").encode())
    attach_file(session, data=file, new_id=world.ids, **told)
    set_manual_file(session, data=file, reviewed_on=None, new_id=world.ids, **told)
    for task in (_name(side), said("請求書の発行"), said("議事録")):
        pin_task(
            session,
            scope=HOUSE,
            task_public_id=world.tasks[task],
            assistant_public_id=world.assistants[side.assistant],
            now=now,
        )


def _name(side: Side) -> str:
    """The task that every world gives the company."""
    return {"ALPHA": "受注入力", "BETA": "名刺入力"}[side.client]


def _log(world: World, side: Side, day: dt.date, minutes: int) -> str:
    item = world.item(side.said("請求書の発行"), OCTOBER if day.month == 10 else NOVEMBER)
    data = EntryData(world.ids(), item, day, minutes=minutes, note=side.said("メモ"))
    told = {"now": world.clock.now(), "new_id": world.ids}
    return log_time(world.session, scope=scope(world, side.assistant), data=data, **told)[0]


def _work(world: World, side: Side) -> None:
    world.at(dt.datetime(2026, 10, 20, 18, tzinfo=TOKYO))
    told = {"now": world.clock.now(), "new_id": world.ids}
    first = _log(world, side, dt.date(2026, 10, 5), 60)
    _log(world, side, dt.date(2026, 10, 6), 45)
    asks = scope(world, side.client.lower())
    question = ask_question(world.session, scope=asks, entry_public_id=first, text=side.said("なぜ"), **told)
    answer_question(world.session, scope=HOUSE, public_id=question, answer=side.said("答え"), **told)


def _bill(world: World, side: Side) -> None:
    session, now = world.session, world.clock.now()
    told = {"scope": HOUSE, "now": now, "new_id": world.ids}
    spent = {"scope": HOUSE, "client_public_id": world.clients[side.client], "month": OCTOBER, "now": now}
    record_expense(session, data=ExpenseData(world.ids(), side.said("送料"), 500), **spent)
    wrong = record_expense(session, data=ExpenseData(world.ids(), side.said("切手"), 84), **spent)
    take_back_expense(session, public_id=wrong, reason=side.said("書き間違い"), **told)
    closed = close_client_month(session, client_public_id=world.clients[side.client], month=OCTOBER, **told)
    issue_invoice(session, public_id=str(closed.invoice_public_id), **told)
    paid = PaymentData(world.ids(), now.date(), 1_000, side.said("振込"))
    record_payment(session, scope=HOUSE, invoice_public_id=str(closed.invoice_public_id), data=paid, now=now)
    head = invoices_queries.invoice(session, HOUSE, public_id=str(closed.invoice_public_id)).head
    entry = billing.billed(session, HOUSE, head.id)[0]
    data = CreditData(entry_ids=[entry.id], reason=side.said("誤り"))
    credit_invoice(session, public_id=str(closed.invoice_public_id), data=data, **told)


def _begin(world: World, side: Side) -> None:
    told = {"now": world.clock.now(), "new_id": world.ids}
    _log(world, side, dt.date(2026, 11, 5), 30)
    spent = ExpenseData(world.ids(), side.said("切手"), 840, receipt_no=side.said("A-1"))
    client_id = world.clients[side.client]
    record_expense(
        world.session, scope=HOUSE, client_public_id=client_id, month=NOVEMBER, data=spent, now=world.clock.now()
    )
    item = world.item(side.said("議事録"), NOVEMBER)
    start_timer(world.session, scope=scope(world, side.assistant), work_item_public_id=item, **told)
    client = scope(world, side.client.lower())
    sheet = f"業務名,部門,所要時間,頻度\n{side.said('議事録の清書')},{side.said('総務')},30分,毎月\n".encode()
    kept = keep_sheet(
        world.session,
        scope=client,
        client_public_id=world.clients[side.client],
        data=sheet,
        filename=f"{side.mark}.csv",
        **told,
    )
    ask_import(world.session, scope=client, sheet_public_id=kept, good_rows_only=True, **told)


def _leave_waiting(world: World, side: Side) -> None:
    told = {"now": world.clock.now(), "new_id": world.ids}
    line = f"2026-11-06,{side.client},{side.said('請求書の発行')},{side.assistant},9:00,9:30,{side.said('覚え')}"
    keep_hours_file(
        world.session,
        scope=scope(world, side.assistant),
        data=f"日付,依頼企業,業務,アシスタント,開始,終了,メモ\n{line}\n".encode(),
        filename=f"{side.mark}.csv",
        **told,
    )
    client = scope(world, side.client.lower())
    ask_top_up(world.session, scope=client, month=NOVEMBER, minutes=60, **told)
    ask_import(
        world.session,
        scope=client,
        sheet_public_id=keep_sheet(
            world.session,
            scope=client,
            client_public_id=world.clients[side.client],
            data=f"業務名,部門,所要時間,頻度\n{side.said('名簿')},総務,30分,毎月\n".encode(),
            filename=f"{side.mark}-2.csv",
            **told,
        ),
        **told,
    )
