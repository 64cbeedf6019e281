"""Background work: its kinds and states, the keys that make it happen once, and when a silent or failed job goes on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from app.domain.worktime import Month, work_date

#: A job that failed for no reason of its own (a lost worker, a database or mail server away) is begun so often.
MOST_ATTEMPTS = 5
#: A running job silent for longer than so many heartbeats is lost. Together with a sweep every quarter heartbeat it is
#: begun again within two heartbeats of its worker's last sign of life.
LOST_AFTER_BEATS = 1.5
SWEEPS_PER_BEAT = 4
FIRST_PAUSE_S, LONGEST_PAUSE_S = 5, 600
#: How many seconds a job lets others go first that are asked for after it: people look at a bar while plans are made,
#: nobody at a mail. It is an advance, not a rank, so that what can wait is not kept waiting for ever.
PATIENCE_S = {"block": 10, "explain": 10, "pdf": 10, "send": 60, "check": 600, "tidy": 600}
#: A waiting job that nobody has taken up for so long is announced again: its message was lost, or nobody was there.
ANNOUNCED_AGAIN_S = 30
#: Jobs that ended are forgotten after so many days.
KEPT_DAYS = 90


class JobKind(StrEnum):
    """What can be done in the background."""

    IMPORT = "import"
    SCORE = "score"
    PLAN = "plan"
    BLOCK = "block"
    EXPLAIN = "explain"
    CLOSE = "close"
    ISSUE = "issue"
    PDF = "pdf"
    SEND = "send"
    CHECK = "check"
    TIDY = "tidy"


class JobState(StrEnum):
    """Where a job stands. `SPLIT` waits for its parts."""

    WAITING = "waiting"
    RUNNING = "running"
    SPLIT = "split"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Wish(StrEnum):
    """What somebody wants of a running job: that it stops, or that it ends with the best it has found."""

    STOP = "stop"
    ENOUGH = "enough"


LIVING = frozenset({JobState.WAITING, JobState.RUNNING, JobState.SPLIT})


class JobCancelled(Exception):
    """Somebody wants the job to stop; raised where it may."""


class ClaimLost(Exception):
    """Another worker has the job now: this one was thought dead. Whatever it still does must not count."""


class WorkerStopping(Exception):
    """The worker itself is asked to stop; the job goes back and is begun by another."""


#: Kinds that search, and have something to give before the search is over.
SEARCHING = frozenset({JobKind.PLAN, JobKind.BLOCK})


@dataclass(frozen=True, slots=True)
class Order:
    """A job to be asked for.

    Attributes:
        kind: what is to be done.
        natural_key: names the effect; while a job with this key lives, asking again gives that one.
        arguments: what it is done with; plain JSON.
        client_id: whose data it is about, where it is one company's.
        period: the period of a job that is done once a period, such as a day; no second one is ever made for it.
    """

    kind: JobKind
    natural_key: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    client_id: int | None = None
    period: str | None = None


def import_order(sheet: str, client_id: int, arguments: Mapping[str, Any]) -> Order:
    """The import of a kept sheet."""
    return Order(JobKind.IMPORT, f"import:{sheet}", {**arguments, "sheet": sheet}, client_id)


def score_order(client: str | None, client_id: int | None, asked_at: dt.datetime, weights_version: int) -> Order:
    """New scores for every task of a client, or of all, by these weights; those made since it was asked stand."""
    return Order(
        JobKind.SCORE,
        f"score:{client or 'all'}:{weights_version}",
        {"client": client, "asked_at": asked_at.isoformat()},
        client_id,
    )


def plan_order(month: Month, input_hash: str, blocks: int | None = None) -> Order:
    """The plan of a month from exactly these inputs; in so many blocks, or as many as its size asks for."""
    return Order(JobKind.PLAN, f"plan:{month}:{input_hash}", {"month": str(month), "blocks": blocks})


def block_order(plan_key: str, place: int, arguments: Mapping[str, Any]) -> Order:
    """One block of a plan that is made in parts."""
    return Order(JobKind.BLOCK, f"block:{plan_key}:{place}", arguments)


def explain_order(plan: str, month: Month) -> Order:
    """The answers to the usual questions about a stored plan."""
    return Order(JobKind.EXPLAIN, f"explain:{plan}", {"plan": plan, "month": str(month)})


def close_order(month: Month, client: str | None, client_id: int | None) -> Order:
    """The close of a client's month, or of everybody's."""
    return Order(JobKind.CLOSE, f"close:{client or 'all'}:{month}", {"month": str(month), "client": client}, client_id)


def issue_order(month: Month, drafts: Sequence[str]) -> Order:
    """The issue of every draft of a month, in the order of the list; `drafts` are those there were when asked."""
    return Order(JobKind.ISSUE, f"issue:{month}", {"month": str(month), "drafts": list(drafts)})


def pdf_order(invoice: str, client_id: int) -> Order:
    """The paper of an issued invoice."""
    return Order(JobKind.PDF, f"pdf:{invoice}", {"invoice": invoice}, client_id)


def send_order(message: str) -> Order:
    """The sending of one row of the outbox."""
    return Order(JobKind.SEND, f"send:{message}", {"message": message})


def reset_order(email: str, name_hash: str) -> Order:
    """The sending of a link to whoever has that address, if anybody has: looked up by the job, not by the page."""
    return Order(JobKind.SEND, f"send:reset:{name_hash}", {"reset": email})


def check_order() -> Order:
    """A check of all books now, beside that of every day."""
    return Order(JobKind.CHECK, "check:now")


def periodic_orders(now: dt.datetime) -> tuple[Order, ...]:
    """What is done once every day in Tokyo: the books are recomputed, what is no longer needed is cleared away."""
    day = work_date(now).isoformat()
    return tuple(Order(kind, f"{kind}:{day}", {}, period=day) for kind in (JobKind.CHECK, JobKind.TIDY))


def lost_before(now: dt.datetime, heartbeat_s: float) -> dt.datetime:
    """A running job whose last sign of life is before this instant is lost."""
    return now - dt.timedelta(seconds=heartbeat_s * LOST_AFTER_BEATS)


def turn_at(kind: str, not_before: dt.datetime) -> dt.datetime:
    """The instant by which a waiting job takes its turn: when it may begin, and its patience after that."""
    return not_before + dt.timedelta(seconds=PATIENCE_S.get(kind, 0))


def next_try(now: dt.datetime, attempts: int) -> dt.datetime:
    """When a job that failed for the nth time is begun again: after 5, 10, 20, ... seconds, at most ten minutes."""
    return now + dt.timedelta(seconds=min(FIRST_PAUSE_S * 2 ** (attempts - 1), LONGEST_PAUSE_S))
