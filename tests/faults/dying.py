"""Does one thing to the books in a child that kills itself: `dying.py URL NOW WHAT ID all|writes`.

WHAT is close, issue, credit, void or reverse. Lines with a number come in: the statement at which the child dies, a
commit counting as one. What became of it goes out: `killed`, or `done` and how many statements there were. This process
reads its modules once and forks a line. With `writes` only statements that write and commits count: who dies at a read
leaves what was written before it, as who dies at the next write does.
"""

from __future__ import annotations

import datetime as dt
import itertools
import os
import signal
import sys
from typing import TYPE_CHECKING

from sqlalchemy import event

from app.actions.hours.reverse import reverse_entry
from app.actions.invoices.close import close_client_month
from app.actions.invoices.credit import CreditData, credit_invoice
from app.actions.invoices.issue import issue_invoice
from app.actions.invoices.void import void_invoice
from app.adapters.clock import new_public_id
from app.database import Database
from app.domain.accounts import HOUSE
from app.domain.crediting import MinutesGo
from tests.worlds import OCTOBER

if TYPE_CHECKING:
    from app.database import Session

WRITES = ("INSERT", "UPDATE", "DELETE")


def do(session: Session, what: str, public_id: str, now: dt.datetime) -> None:
    """The one thing."""
    if what == "close":
        told = {"scope": HOUSE, "now": now, "new_id": new_public_id}
        close_client_month(session, client_public_id=public_id, month=OCTOBER, **told)
    elif what == "issue":
        issue_invoice(session, scope=HOUSE, public_id=public_id, now=now, new_id=new_public_id)
    elif what == "credit":
        data = CreditData(is_whole=True, minutes_go=MinutesGo.AGAIN, reason="x")
        credit_invoice(session, scope=HOUSE, public_id=public_id, data=data, now=now, new_id=new_public_id)
    elif what == "void":
        void_invoice(session, scope=HOUSE, public_id=public_id, reason="x", now=now, new_id=new_public_id)
    else:
        reverse_entry(session, scope=HOUSE, public_id=public_id, reason="x", now=now, new_id=new_public_id)


def die_at(database: Database, place: int, *, counts_reads: bool) -> itertools.count[int]:
    """Counts statements and commits of this process, and kills it at that one."""
    counted = itertools.count(1)

    def look(*_: object) -> None:
        if next(counted) == place:
            os.kill(os.getpid(), signal.SIGKILL)

    def look_at(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if counts_reads or statement.startswith(WRITES):
            look()

    event.listen(database.engine, "before_cursor_execute", look_at)
    event.listen(database.engine, "commit", look)
    return counted


def main(url: str, now: str, what: str, public_id: str, counted_ones: str) -> None:
    """A child a line."""
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            database = Database(url)
            counted = die_at(database, int(line), counts_reads=counted_ones == "all")
            with database.session() as session:
                do(session, what, public_id, dt.datetime.fromisoformat(now))
            print("done", next(counted) - 1, flush=True)
            os._exit(0)
        _pid, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
            print("killed", flush=True)
        elif status:
            print("failed", status, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
