"""A plan in blocks as worker processes make it, one or two on one PostgreSQL; and what the rest of a month costs.

The same operation is planned twice, each time in a database of its own that is a copy of the same one.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.engine import make_url

from app.actions.accounts import save_issuer
from app.actions.assistants import AssistantData, add_assistant
from app.actions.clients import ClientData, add_client
from app.actions.hours.log import EntryData, log_time
from app.actions.invoices.close import Closed, close_all
from app.actions.invoices.issue import issue_month
from app.actions.invoices.pdf import invoice_pdf
from app.actions.jobs.claim import beat, claim_job, finish_job, split_job
from app.actions.plans.blocks import cut_plan
from app.actions.plans.inputs import load
from app.actions.plans.make import ask_plan
from app.actions.plans.publish import publish_plan
from app.actions.plans.store import store_plan
from app.actions.tasks.storing import store_weights, weights_in_force
from app.adapters.clock import SystemClock, new_public_id
from app.database import Database, Session, transaction
from app.domain.accounts import HOUSE
from app.domain.assistants import SKILLS as KNOWN_SKILLS
from app.domain.jobs import block_order, plan_order
from app.domain.terms import package_terms
from app.domain.worktime import Month
from app.jobs.broker import Broker
from app.models import AssistantRow, Client, JobRow, TaskRow, TaskScore, TaskSkill
from app.models.jobs import ask
from app.queries import invoices as invoices_queries
from app.queries import plans as plans_queries
from optimizer import Cut, cut, join
from tests.benchmarks.operations import SKILLS, operation
from tests.brokers import redis, wait_for
from tests.databases import TEMPLATE, _cloned
from tests.house.files import ROOT
from tests.worlds import ISSUER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from optimizer import Problem, Task
    from tests.brokers import Redis
    from tests.databases import PostgresServer

TASKS, BLOCKS = 2_400, 8
#: Parts of a plan of 20,000 tasks.
PARTS = 67
PAPERS = 50
MONTH = Month(2026, 11)
COMMAND = (sys.executable, "-u", "-c", "from app.factory import main; main()", "worker")
SKILL_OF = dict(zip(SKILLS, KNOWN_SKILLS, strict=True))
LOOKS = 24_000  # ten minutes


@dataclass(frozen=True, slots=True)
class Made:
    """A plan that workers made: its job, its blocks' jobs, their answers, and who does what."""

    whole: JobRow
    parts: Sequence[JobRow]
    rows: frozenset[tuple[str, str, int]]
    left_out: frozenset[tuple[str, str]]

    @property
    def seconds(self) -> float:
        return _between(self.whole.asked_at, self.whole.ended_at)

    @property
    def cut_short(self) -> set[int]:
        """The places of the blocks whose solver ran out of time, 300 s, rather than of work."""
        return {place for place, part in enumerate(self.parts) if _result(part)["status"] == "time_limit"}

    def answer(self, place: int) -> Any:
        """What the block's worker found."""
        return _result(self.parts[place])["assignments"]


def bench_a_plan_by_one_and_by_two_workers(migrated_postgres: PostgresServer, tmp_path: Path) -> None:
    with _cloned(migrated_postgres, TEMPLATE) as url, redis() as broker:
        _fill(url, operation(17, TASKS))
        made = {}
        for processes in (1, 2):
            busy = os.getloadavg()[0]
            with _cloned(migrated_postgres, make_url(url).database or "") as copy:
                made[processes] = _planned(copy, broker, processes, tmp_path)
            _print(made[processes], processes, busy)
    print(f"  two workers are {made[1].seconds / made[2].seconds:.2f} times as fast as one")
    assert len(made[1].parts) == len(made[2].parts) == BLOCKS
    cut_short = made[1].cut_short | made[2].cut_short
    unlike = {place for place in range(BLOCKS) if made[1].answer(place) != made[2].answer(place)}
    print(f"  {len(cut_short)} block(s) ended by their time and may differ, {len(unlike)} do; ", end="")
    print(f"{len(made[1].rows ^ made[2].rows)} of {len(made[1].rows | made[2].rows):,} rows are in one plan only")
    assert unlike <= cut_short
    assert unlike or (made[1].rows, made[1].left_out) == (made[2].rows, made[2].left_out)


@pytest.mark.parametrize("is_safe", [False, True], ids=["fsync-off", "fsync-on"])
def bench_what_a_block_costs_the_database(migrated_postgres: PostgresServer, is_safe: bool) -> None:
    pieces = cut(operation(17, TASKS), count=BLOCKS, seed=1).blocks
    asked = [{"number": place, "block": pieces[place % len(pieces)].to_json(), "start": []} for place in range(PARTS)]
    answer = {"assignments": [{"task": f"t{n}", "assistant": f"a{n}", "minutes": n} for n in range(200)]}
    with _cloned(migrated_postgres, TEMPLATE) as url, _durable(migrated_postgres, is_safe=is_safe):
        database = Database(url)
        costs = _costs(database, asked, answer)
        database.dispose()
    sent = statistics.median(len(json.dumps(one, ensure_ascii=False).encode()) for one in asked) / 1000
    print(f"\nblocks of {sent:.0f} kB, answers of {len(json.dumps(answer)) / 1000:.1f} kB, ", end="")
    print(f"fsync {'on' if is_safe else 'off'}, load {os.getloadavg()[0]:.1f}:")
    for what, found in costs.items():
        late = sorted(found)[round(0.95 * (len(found) - 1))]
        print(f"  {what}: median {statistics.median(found):.1f} ms, p95 {late:.1f} ms")


@pytest.mark.parametrize("tasks", [5_000, 20_000])
def bench_what_one_worker_does_before_and_after_the_blocks(migrated_postgres: PostgresServer, tasks: int) -> None:
    with _cloned(migrated_postgres, TEMPLATE) as url:
        _fill(url, operation(17, tasks))
        database, busy = Database(url), os.getloadavg()[0]
        now = SystemClock().now()
        with database.session() as session:
            started = time.perf_counter()
            pieces = cut_plan(session, scope=HOUSE, month=MONTH, count=None, tick=lambda: None)
            was_cut = time.perf_counter()
            assert pieces is not None
            inputs = load(session, HOUSE, MONTH)
            session.rollback()
            was_read = time.perf_counter()
            result = join(inputs.problem, Cut.from_json(pieces.kept["cut"]), [])  # first plan: as long as with answers
            joined = time.perf_counter()
            store_plan(session, HOUSE, MONTH, inputs, result, now=now, new_id=new_public_id)
            stored = time.perf_counter()
        database.dispose()
    kept_mb = len(json.dumps(pieces.kept, ensure_ascii=False).encode()) / 1e6
    print(f"  load before {busy:.1f}: load, prices, cut {was_cut - started:.1f} s, ", end="")
    print(f"after the blocks {stored - was_cut:.1f} s: load {was_read - was_cut:.1f}, ", end="")
    print(f"join and check {joined - was_read:.1f}, store with clients locked {stored - joined:.1f}; ", end="")
    print(f"{len(pieces.blocks)} blocks, {kept_mb:.1f} MB kept")


def bench_the_end_of_a_month(migrated_postgres: PostgresServer) -> None:
    with _cloned(migrated_postgres, TEMPLATE) as url:
        _fill(url, operation(17, TASKS))
        database, busy = Database(url), os.getloadavg()[0]
        told: dict[str, Any] = {"scope": HOUSE, "now": dt.datetime(2026, 12, 2, tzinfo=dt.UTC), "new_id": new_public_id}
        with database.session() as session:
            save_issuer(session, scope=HOUSE, data=ISSUER)
            inputs = load(session, HOUSE, MONTH)
            session.rollback()
            first = join(inputs.problem, cut(inputs.problem, count=BLOCKS), [])
            made = store_plan(session, HOUSE, MONTH, inputs, first, now=told["now"], new_id=new_public_id)
            publish_plan(session, public_id=made.public_id, **told)
            logged_s, entries = _log_some(session, told)
            started = time.perf_counter()
            closed = close_all(session, month=MONTH, **told)
            was_closed = time.perf_counter()
            numbers = issue_month(session, month=MONTH, **told)
            issued = time.perf_counter()
            papers = [each.public_id for each in invoices_queries.invoices(session, HOUSE, month=MONTH)][:PAPERS]
            session.rollback()
            began = time.perf_counter()
            for paper in papers:
                invoice_pdf(session, scope=HOUSE, public_id=paper, now=told["now"])
            pressed_s = time.perf_counter() - began
        database.dispose()
    assert {type(each) for each in closed} == {Closed}
    print(f"  load before {busy:.1f}: an entry of {entries:,} logged in {1000 * logged_s / entries:.0f} ms, ", end="")
    print(f"a month of {len(closed)} closed in {1000 * (was_closed - started) / len(closed):.0f} ms, ", end="")
    print(f"an invoice of {len(numbers)} issued in {1000 * (issued - was_closed) / len(numbers):.0f} ms, ", end="")
    print(f"a paper of {len(papers)} made in {1000 * pressed_s / len(papers):.0f} ms")


def _log_some(session: Session, told: dict[str, Any]) -> tuple[float, int]:
    """How long it took to log half an hour on every work item that somebody has, and how many those are."""
    plan = plans_queries.published_plan(session, MONTH)
    assert plan is not None
    given = plans_queries.assignments(session, HOUSE, plan.id)
    session.rollback()
    started = time.perf_counter()
    for place, each in enumerate(given):
        day = dt.date(MONTH.year, MONTH.number, 1 + place % 28)
        data = EntryData(
            new_public_id(), each.work_item_public_id, day, minutes=30, assistant_public_id=each.assistant_public_id
        )
        log_time(session, data=data, **told)
    return time.perf_counter() - started, len(given)


def _costs(database: Database, asked: list[dict[str, Any]], answer: dict[str, Any]) -> dict[str, list[float]]:
    """Milliseconds of the transactions of a plan in parts, one worker doing them all."""
    found: dict[str, list[float]] = {}
    now, kept = SystemClock().now(), {"cut": {"blocks": asked}}
    order = plan_order(MONTH, "h" * 64)

    def took(what: str, do: Callable[[], Any], *, for_each: int = 1) -> Any:
        started = time.perf_counter()
        given = do()
        found.setdefault(what, []).append(1000 * (time.perf_counter() - started) / for_each)
        return given

    with database.session() as session:
        with transaction(session):
            ask(session, order, new_id=new_public_id, asked_by=None, now=now)
        whole = claim_job(session, now=now, new_id=new_public_id)
        assert whole is not None
        orders = [block_order(order.natural_key, place, one) for place, one in enumerate(asked)]
        took(
            "row of a block",
            partial(split_job, session, whole, orders=orders, kept=kept, now=now, new_id=new_public_id),
            for_each=len(orders),
        )
        names = session.scalars(select(JobRow.public_id).where(JobRow.parent_id == whole.id)).all()
        session.rollback()
    for name in names:
        with database.session() as session:
            claimed = took("claim", partial(claim_job, session, now=now, new_id=new_public_id, public_id=name))
        with database.session() as session:
            took("beat", partial(beat, session, claimed, progress=0.1, step="plan_solve", now=now))
        with database.session() as session:
            took("answer", partial(finish_job, session, claimed, result=answer, now=now))
    with database.session() as session:
        joined = took("claim of the whole", partial(claim_job, session, now=now, new_id=new_public_id))
        assert len(joined.parts) == len(asked)
        took("beat of the whole", partial(beat, session, joined, progress=0.9, step="plan_join", now=now))
    return found


@contextmanager
def _durable(server: PostgresServer, *, is_safe: bool) -> Iterator[None]:
    """With every commit on the disk before it is answered, as a real server has it; the tests' own does without."""
    names = ("fsync", "synchronous_commit", "full_page_writes")
    server.execute(*(f"ALTER SYSTEM SET {name}={'on' if is_safe else 'off'}" for name in names))
    server.execute("SELECT pg_reload_conf()", "SELECT pg_sleep(0.5)")
    try:
        yield
    finally:
        server.execute(*(f"ALTER SYSTEM SET {name}=off" for name in names), "SELECT pg_reload_conf()")


def _planned(url: str, broker: Redis, processes: int, folder: Path) -> Made:
    """The plan of the month, made by so many worker processes."""
    database = Database(url)
    database.wake = Broker(broker.url).announce
    with _workers(url, broker, processes, folder):
        wait_for(lambda: _count(database, "TRUE") == _count(database, "state = 'done'") > 0)  # those of every day
        with database.session() as session:
            now = SystemClock().now()
            public_id = ask_plan(session, scope=HOUSE, month=MONTH, now=now, new_id=new_public_id, blocks=BLOCKS)
        wait_for(lambda: _count(database, f"public_id = '{public_id}' AND ended_at IS NOT NULL") == 1, looks=LOOKS)
    with database.session() as session:
        whole = session.scalars(select(JobRow).where(JobRow.public_id == public_id)).one()
        assert whole.state == "done", whole.problems
        parts = session.scalars(select(JobRow).where(JobRow.parent_id == whole.id).order_by(JobRow.place)).all()
        plan = plans_queries.plan(session, HOUSE, MONTH)
        assert plan is not None
        done = plans_queries.assignments(session, HOUSE, plan.id)
        left = plans_queries.left_out(session, HOUSE, plan.id)
        session.expunge_all()
    database.dispose()
    return Made(
        whole,
        parts,
        frozenset((each.task_public_id, each.assistant_public_id, each.planned_min) for each in done),
        frozenset((each.task_public_id, each.reason) for each in left),
    )


@contextmanager
def _workers(url: str, broker: Redis, processes: int, folder: Path) -> Iterator[None]:
    """So many `ennoshita worker` that hear the bell; ended whatever happens."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("ENNOSHITA_")}  # noqa: TID251
    told = {"ENNOSHITA_DATABASE_URL": url, "ENNOSHITA_BROKER_URL": broker.url, "ENNOSHITA_SECRET_KEY": "s" * 40}
    running: list[subprocess.Popen[bytes]] = []
    said = [folder / f"worker-{processes}-{place}.out" for place in range(processes)]
    try:
        for path in said:
            with path.open("wb") as out, path.with_suffix(".log").open("wb") as log:
                environment = {**others, **told, "PYTHONPATH": str(ROOT)}
                running.append(subprocess.Popen(COMMAND, cwd=ROOT, env=environment, stdout=out, stderr=log))
        wait_for(lambda: all(path.stat().st_size for path in said))
        yield
    finally:
        for process in running:
            process.terminate()
        for process in running:
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _count(database: Database, where: str) -> int:
    with database.engine.connect() as connection:
        return int(connection.scalar(text(f"SELECT count(*) FROM job WHERE {where}")))


def _print(made: Made, processes: int, busy: float) -> None:
    whole, parts = made.whole, made.parts
    begun, ended = min(_known(part.asked_at) for part in parts), max(_known(part.ended_at) for part in parts)
    solved = [float(_result(part)["seconds"]) for part in parts]
    beside = [_between(part.started_at, part.ended_at) - own for part, own in zip(parts, solved, strict=True)]
    print(f"\n{TASKS:,} tasks, {processes} worker process(es), load before {busy:.1f}: ", end="")
    print(f"{made.seconds:.1f} s from asked to done")
    print(f"  begun after {_between(whole.asked_at, whole.started_at):.2f} s, ", end="")
    print(
        f"load, prices, cut {_between(whole.started_at, begun):.1f} s, blocks {_between(begun, ended):.1f} s, ", end=""
    )
    print(f"join, check, store {_between(ended, whole.ended_at):.1f} s")
    spread = (
        f"min {min(solved):.1f}, median {statistics.median(solved):.1f}, max {max(solved):.1f}, sum {sum(solved):.1f}"
    )
    print(f"  block s: {spread}; beside the solver {1000 * statistics.median(beside):.0f} ms a block (median)")


def _result(part: JobRow) -> dict[str, Any]:
    assert part.result is not None
    return part.result


def _known(instant: dt.datetime | None) -> dt.datetime:
    assert instant is not None
    return instant


def _between(start: dt.datetime | None, end: dt.datetime | None) -> float:
    return (_known(end) - _known(start)).total_seconds()


def _fill(url: str, problem: Problem) -> None:
    """The operation in that database: companies and people through the actions, tasks and their scores as rows."""
    database = Database(url)
    with database.session() as session:
        now = SystemClock().now()
        told: dict[str, Any] = {"scope": HOUSE, "now": now, "new_id": new_public_id}
        for place, package in enumerate(problem.packages):
            terms = package_terms(MONTH, 100_000, package.minutes, 4_000, team_size=package.team_size)
            add_client(session, data=ClientData(f"C{place:04d}", package.client, package.client), terms=terms, **told)
        for person in problem.assistants:
            skills = {SKILL_OF[name]: level for name, level in person.skills.items()}
            add_assistant(session, data=AssistantData(person.id, person.id, person.minutes, skills), **told)
        with transaction(session):
            clients = {one.name: one.id for one in session.scalars(select(Client))}
            rows = [_task(place, task, clients, now) for place, task in enumerate(problem.tasks, 1)]
            session.add_all(rows)
            session.flush()
            weights = weights_in_force(session)
            store_weights(session, weights, now=now)
            session.flush()
            found = zip(rows, problem.tasks, strict=True)
            session.add_all(_score(row, round(task.value_per_hour), weights.version, now) for row, task in found)
        started = time.perf_counter()
        loaded = load(session, HOUSE, MONTH).problem
        took_s = time.perf_counter() - started
        people = len(session.scalars(select(AssistantRow.id)).all())
    with database.engine.execution_options(isolation_level="AUTOCOMMIT", writes=True).connect() as connection:
        connection.exec_driver_sql("ANALYZE")
    database.dispose()
    assert len(loaded.tasks) == len(problem.tasks)
    print(
        f"\n{len(loaded.tasks):,} tasks of {len(loaded.packages)} clients, {people} assistants: read in {took_s:.2f} s"
    )


def _task(number: int, task: Task, clients: dict[str, int], now: dt.datetime) -> TaskRow:
    return TaskRow(
        public_id=new_public_id(),
        client_id=clients[task.client or ""],
        number=number,
        name=task.id,
        minutes_per_run=task.minutes,
        runs_per_year=12,
        skills=[TaskSkill(skill=SKILL_OF[name], level=level) for name, level in task.skills.items()],
        created_at=now,
        changed_at=now,
    )


def _score(row: TaskRow, value: int, version: int, now: dt.datetime) -> TaskScore:
    return TaskScore(
        client_id=row.client_id,
        task_id=row.id,
        weights_version=version,
        suitability=value,
        treatment="outsource",
        is_stopped=False,
        breakdown={},
        scored_at=now,
    )
