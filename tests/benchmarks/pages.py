"""Every page of a house as each role sees it: statements, time at the server, bytes, plans of slow statements."""

from __future__ import annotations

import statistics
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import event, text

from app.domain.accounts import Role
from app.domain.worktime import Month
from tests.app.web.served import serve
from tests.worlds import NOVEMBER, PASSWORD

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask.testing import FlaskClient

    from app.database import Database
    from tests.worlds import World

STAFF = (Role.OPERATOR, Role.ADMINISTRATOR)
EVERYBODY = tuple(Role)
#: Address -> who opens it. `{client}`, `{assistant}`, `{task}`, `{entry}` and `{invoice}` are the first of their kind.
PAGES: dict[str, tuple[Role, ...]] = {
    "/": EVERYBODY,
    "/tasks": EVERYBODY,
    "/tasks?client={client}": STAFF,
    "/tasks/{task}": (Role.CLIENT, *STAFF),
    "/tasks/{task}/edit": (Role.CLIENT, *STAFF),
    "/tasks/new": (Role.CLIENT, *STAFF),
    "/tasks/import": (Role.CLIENT, *STAFF),
    "/plans?month={month}": EVERYBODY,
    "/plans?month={month}&view=weeks": STAFF,
    "/plans?month={month}&view=tasks": STAFF,
    "/hours?month={month}": EVERYBODY,
    "/hours?month={before}": EVERYBODY,
    "/hours?month={month}&client={client}": STAFF,
    "/hours/month?month={month}": (Role.ASSISTANT,),
    "/hours/approvals?month={month}": STAFF,
    "/hours/entries/{entry}": EVERYBODY,
    "/hours/import": (Role.ASSISTANT, *STAFF),
    "/invoices?month={before}": (Role.CLIENT, *STAFF),
    "/invoices/{invoice}": (Role.CLIENT, *STAFF),
    "/invoices/{invoice}/credit": STAFF,
    "/invoices/{invoice}/void": STAFF,
    "/invoices/search": STAFF,
    "/invoices/exports": STAFF,
    "/clients?month={month}": STAFF,
    "/clients/{client}?month={month}": STAFF,
    "/clients/{client}/edit": STAFF,
    "/clients/{client}/terms": STAFF,
    "/assistants?month={month}": STAFF,
    "/assistants/{assistant}?month={month}": STAFF,
    "/assistants/{assistant}/edit": STAFF,
    "/assistants/{assistant}/fee": STAFF,
    "/assistants/{assistant}/statement?month={before}": STAFF,
    "/assistants/pay?month={before}": STAFF,
    "/pay?month={before}": (Role.ASSISTANT,),
    "/jobs": EVERYBODY,
    "/notices": EVERYBODY,
    "/settings": (Role.ADMINISTRATOR,),
    "/settings/accounts": (Role.ADMINISTRATOR,),
    "/settings/weights": (Role.ADMINISTRATOR,),
    "/settings/weights/compare": (Role.ADMINISTRATOR,),
}
#: What opens and closes a transaction and asks nothing. On PostgreSQL it is opened with five settings at once, one of
#: which is that it only reads; who asks, once that is known, is said in a statement that counts.
FRAME = ("PRAGMA", "BEGIN", "COMMIT", "ROLLBACK", "SET TRANSACTION")
OPENED = "set_config('transaction_read_only'"


@dataclass(frozen=True)
class Seen:
    """One page as one role saw it; `median_ms` is wall time in the process that serves."""

    role: Role
    address: str
    status: int
    statements: int
    median_ms: float
    html_kb: float


@contextmanager
def statements(database: Database) -> Iterator[list[tuple[str, object, float]]]:
    """Statements that reach the database meanwhile: text, parameters, milliseconds."""
    seen: list[tuple[str, object, float]] = []
    begun = [0.0]

    def before(*_: object) -> None:
        begun[0] = time.perf_counter()

    def after(_connection: object, _cursor: object, statement: str, parameters: object, *_rest: object) -> None:
        if not statement.startswith(FRAME) and OPENED not in statement:
            seen.append((statement, parameters, 1000 * (time.perf_counter() - begun[0])))

    event.listen(database.engine, "before_cursor_execute", before)
    event.listen(database.engine, "after_cursor_execute", after)
    try:
        yield seen
    finally:
        event.remove(database.engine, "before_cursor_execute", before)
        event.remove(database.engine, "after_cursor_execute", after)


def browsers(world: World, folder: Path) -> dict[Role, FlaskClient]:
    """Somebody of each role, signed in."""
    app = serve(world.database, world.clock, folder)
    found = {}
    for role in Role:
        email = f"{role.value}@example.jp"
        world.account(
            email,
            role,
            client="ALPHA" if role is Role.CLIENT else None,
            assistant="sato" if role is Role.ASSISTANT else None,
        )
        world.session.rollback()
        found[role] = app.test_client()
        assert found[role].post("/sign-in", data={"email": email, "password": PASSWORD}).status_code == 302
    return found


def filled(world: World, month: Month = NOVEMBER) -> dict[str, str]:
    """Address -> the same with the ids of this house."""
    with world.database.session() as session:
        invoice = session.execute(
            text("SELECT public_id FROM invoice WHERE client_id = 1 AND number IS NOT NULL ORDER BY id DESC LIMIT 1")
        ).scalar_one()
        entry = session.execute(
            text("SELECT public_id FROM time_entry WHERE client_id = 1 AND assistant_id = 1 ORDER BY id DESC LIMIT 1")
        ).scalar_one()
    told = {
        "entry": entry,
        "client": world.clients["ALPHA"],
        "assistant": world.assistants["sato"],
        "task": world.tasks["受注入力"],
        "invoice": invoice,
        "month": str(month),
        "before": str(month.previous()),
    }
    return {address: address.format(**told) for address in PAGES}


def look(database: Database, browser: FlaskClient, role: Role, name: str, address: str, *, times: int) -> Seen:
    """The page, opened so often after it was opened once."""
    browser.get(address)
    took_ms, count, answer = [], 0, None
    for _ in range(times):
        with statements(database) as said:
            begun = time.perf_counter()
            answer = browser.get(address)
            took_ms.append(1000 * (time.perf_counter() - begun))
        count = len(said)
    assert answer is not None
    return Seen(role, name, answer.status_code, count, statistics.median(took_ms), len(answer.data) / 1024)


def explained(database: Database, statement: str, parameters: object) -> str:
    """How the database goes about a statement."""
    word = "EXPLAIN QUERY PLAN " if database.engine.dialect.name == "sqlite" else "EXPLAIN ANALYZE "
    with database.engine.connect() as connection:
        rows = connection.exec_driver_sql(word + statement, parameters).all()  # type: ignore[arg-type]
    return "\n".join(str(row[-1]) for row in rows)
