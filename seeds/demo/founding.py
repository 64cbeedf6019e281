"""The first scenes: the house, its clients, its people, and the inventories that come in. Each is played once."""

from __future__ import annotations

import datetime as dt

from app.actions.accounts import NewAccount, add_account, save_issuer
from app.actions.assistants import add_assistant, set_fee
from app.actions.clients import add_client
from app.actions.tasks.import_sheet import import_sheet, keep_sheet
from app.domain.accounts import HOUSE, Role
from app.domain.pay import FeeTerms
from app.domain.worktime import Month, work_date
from app.queries import accounts as accounts_queries
from app.queries import assistants as assistants_queries
from app.queries import clients as clients_queries
from app.queries import tasks as tasks_queries
from seeds.catalogue import DATA, seed_catalogue
from seeds.demo.cast import ACCOUNTS, ASSISTANTS, CLIENTS, FEES, ISSUER, PASSWORD, DemoAccount, DemoClient
from seeds.demo.stage import Stage

INVENTORIES = DATA / "inventories"


def found_house(stage: Stage, month: Month) -> None:
    """Catalogue, issuer, clients, assistants and the accounts that are told what happens."""
    seed_catalogue(stage.session)
    save_issuer(stage.session, scope=HOUSE, data=ISSUER)
    now = stage.at(month.first_day - dt.timedelta(days=10), 9)
    known = {company.code for company in clients_queries.clients(stage.session, HOUSE)}
    for client in CLIENTS:
        if client.data.code not in known:
            add_client(
                stage.session,
                scope=HOUSE,
                data=client.data,
                terms=client.terms(month),
                now=now,
                new_id=stage.new_id,
            )
    people = {person.code for person in assistants_queries.assistants(stage.session, HOUSE)}
    for person in ASSISTANTS:
        if person.code not in people:
            public_id = add_assistant(stage.session, scope=HOUSE, data=person, now=now, new_id=stage.new_id)
            fee_yen, category = FEES[person.code]
            terms = FeeTerms(Month.of(work_date(now)), fee_yen, category)
            set_fee(stage.session, scope=HOUSE, public_id=public_id, terms=terms, now=now)
    for account in ACCOUNTS:
        open_account(stage, account, now)


def open_account(stage: Stage, account: DemoAccount, now: dt.datetime) -> None:
    """An account with the demo's password, unless it is there."""
    session = stage.session
    if accounts_queries.account_by_email(session, account.email) is not None:
        return
    client_id = assistant_id = None
    if account.role is Role.CLIENT:
        client_id = clients_queries.client(session, HOUSE, code=account.code).id
    if account.role is Role.ASSISTANT:
        assistant_id = assistants_queries.assistant(session, HOUSE, code=account.code).id
    data = NewAccount(account.email, account.name, account.role, client_id, assistant_id, password=PASSWORD)
    add_account(session, scope=HOUSE, data=data, now=now, new_id=stage.new_id, new_key=stage.new_key)


def take_in_inventory(stage: Stage, client: DemoClient, month: Month) -> None:
    """The client's sheet becomes scored tasks, unless that has happened."""
    session = stage.session
    company = clients_queries.client(session, HOUSE, code=client.data.code)
    if tasks_queries.inventory(session, HOUSE, client_id=company.id, limit=1):
        return
    now = stage.at(month.first_day - dt.timedelta(days=8), 14)
    path = INVENTORIES / client.sheet
    sheet = keep_sheet(
        session,
        scope=HOUSE,
        client_public_id=company.public_id,
        data=path.read_bytes(),
        filename=path.name,
        now=now,
        new_id=stage.new_id,
    )
    import_sheet(session, scope=HOUSE, sheet_public_id=sheet, now=now, new_id=stage.new_id)
