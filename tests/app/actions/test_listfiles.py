"""A list written as a file by a job: what is in it, who gets it, how long."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from app.actions.exports import bundle_chosen
from app.actions.invoices.issue import issue_invoice
from app.actions.jobs.steer import cancel_job
from app.actions.listfiles import ask_file, forget_files, write_list
from app.domain.accounts import HOUSE, Role, Scope
from app.domain.errors import NotFound
from app.domain.jobs import JobCancelled, JobState
from app.domain.listfiles import DocumentsFile, ListFile
from app.domain.worktime import TOKYO
from app.queries import jobs as jobs_queries
from app.queries.jobfiles import job_file
from tests.worlds import routine_task

if TYPE_CHECKING:
    from app.domain.listfiles import WantedFile
    from tests.worlds import MakeWorld, World

FILE = ListFile(
    noun="tasks",
    form="csv",
    title="業務の一覧",
    columns=("name", "client", "monthly", "treatment"),
    head=("業務", "依頼企業", "月の時間（分）", "対処"),
    widths=(24, 24, 14, 24),
    words={"treatment": {"outsource": "外注"}},
    sort="name",
)


def operator(world: World) -> Scope:
    return Scope(world.account("okamoto@example.jp", Role.OPERATOR), Role.OPERATOR)


def client(world: World, email: str = "alpha@example.jp", code: str = "ALPHA") -> Scope:
    account = world.account(email, Role.CLIENT, client=code)
    return Scope(account, Role.CLIENT, client_id=world.client_id(code))


def ask(world: World, scope: Scope, file: WantedFile = FILE) -> str:
    return ask_file(world.session, scope=scope, file=file, now=world.clock.now(), new_id=world.ids)


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def documents(world: World) -> tuple[str, ...]:
    """The issued October of both companies, whose papers are kept, and a draft that is none of them."""
    world.with_plan().at(dt.datetime(2026, 11, 2, 9, tzinfo=TOKYO))
    bills = tuple(world.close(code).invoice_public_id or "" for code in ("ALPHA", "BETA"))
    for bill in bills:
        issue_invoice(world.session, scope=HOUSE, public_id=bill, now=world.clock.now(), new_id=world.ids)
    world.run_jobs()
    return bills


def test_chosen_documents_are_one_zip_of_what_its_asker_may_see(make_world: MakeWorld) -> None:
    world = make_world()
    file = DocumentsFile("発行した書類", (*documents(world), "none"))
    asked = {scope: ask(world, scope, file) for scope in (operator(world), client(world))}
    world.run_jobs()

    found = {}
    for scope, job in asked.items():
        made = job_file(world.session, scope, job)
        assert (made.filename, made.media_type) == ("documents_2026-11-02.zip", "application/zip")
        names = zipfile.ZipFile(io.BytesIO(made.content)).namelist()
        found[scope.role] = [name for name in names if name.endswith(".pdf")]
        assert (jobs_queries.job(world.session, scope, job).result or {})["rows"] == len(found[scope.role])
    assert {role: len(names) for role, names in found.items()} == {Role.OPERATOR: 2, Role.CLIENT: 1}


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_zip_tells_how_far_it_is_and_stops_between_two_documents(
    make_world: MakeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = make_world()
    file, told = DocumentsFile("発行した書類", documents(world)), []
    monkeypatch.setattr("app.actions.exports.DOCUMENTS_A_WORD", 1)

    def tell(part: float, _step: str) -> None:
        told.append(part)
        if part:
            raise JobCancelled

    made = bundle_chosen(world.session, scope=HOUSE, file=file, now=world.clock.now(), progress=tell)
    with pytest.raises(JobCancelled):
        list(made.pieces)

    assert told == [0.0, 0.5]  # before each of two


def test_a_job_writes_what_its_asker_sees_in_the_words_it_was_asked_in(make_world: MakeWorld) -> None:
    world = make_world()
    scope = operator(world)
    job = ask(world, scope)

    world.run_jobs()

    made = job_file(world.session, scope, job)
    assert (made.filename, made.media_type) == ("tasks_2026-09-28.csv", "text/csv; charset=utf-8")
    # 15 min × 240 / 12 are 300 a month, 30 min 600.
    assert rows_of(made.content) == [
        ["業務", "依頼企業", "月の時間（分）", "対処"],
        ["受注入力", "アルファ商店", "600", "外注"],
        ["名刺入力", "ベータ工務店", "300", "外注"],
    ]
    assert jobs_queries.job(world.session, scope, job).result == {
        "rows": 2,
        "bytes": len(made.content),
        "made_for": "staff::",
    }


def test_a_company_gets_its_own_rows_without_the_column_of_companies(make_world: MakeWorld) -> None:
    world = make_world()
    scope = client(world)
    job = ask(world, scope)
    world.run_jobs()

    assert rows_of(job_file(world.session, scope, job).content) == [
        ["業務", "月の時間（分）", "対処"],
        ["受注入力", "600", "外注"],
    ]


def test_an_excel_book_holds_the_same(make_world: MakeWorld) -> None:
    world = make_world()
    scope = operator(world)
    job = ask(world, scope, replace(FILE, form="xlsx"))
    world.run_jobs()

    sheet = load_workbook(io.BytesIO(job_file(world.session, scope, job).content)).worksheets[0]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()][1] == ["受注入力", "アルファ商店", 600, "外注"]


def test_a_file_is_for_who_asked_and_for_eyes_that_see_the_same(make_world: MakeWorld) -> None:
    world = make_world()
    mine, colleague, foreign = (
        client(world),
        client(world, "alpha2@example.jp"),
        client(world, "beta@example.jp", "BETA"),
    )
    job = ask(world, mine)
    operator_scope = operator(world)
    staff_job = ask(world, operator_scope)
    world.run_jobs()
    staff = Scope(world.account("tanaka@example.jp", Role.OPERATOR), Role.OPERATOR)

    assert job_file(world.session, staff, staff_job)
    fallen = Scope(operator_scope.account_id, Role.CLIENT, client_id=world.client_id("ALPHA"))
    for scope, wanted in ((colleague, job), (foreign, job), (mine, staff_job), (fallen, staff_job), (mine, "none")):
        with pytest.raises(NotFound):
            job_file(world.session, scope, wanted)


def test_the_same_file_asked_for_twice_is_made_once_and_another_is_another(make_world: MakeWorld) -> None:
    world = make_world()
    scope = operator(world)

    first = ask(world, scope)

    assert ask(world, scope) == first
    assert ask(world, scope, replace(FILE, text="受注")) != first
    assert ask(world, client(world)) != first


def test_a_file_is_gone_after_a_day_and_its_job_is_not(make_world: MakeWorld) -> None:
    world = make_world()
    scope = operator(world)
    job = ask(world, scope)
    world.run_jobs()
    made = world.clock.now()

    assert forget_files(world.session, now=made + dt.timedelta(days=1)) == 0
    assert forget_files(world.session, now=made + dt.timedelta(days=1, seconds=1)) == 1

    with pytest.raises(NotFound):
        job_file(world.session, scope, job)
    assert jobs_queries.job(world.session, scope, job).state is JobState.DONE


def test_one_that_is_stopped_makes_no_file(make_world: MakeWorld) -> None:
    world = make_world()
    scope = operator(world)
    job = ask(world, scope)
    cancel_job(world.session, scope=scope, public_id=job, now=world.clock.now())
    world.run_jobs()

    with pytest.raises(NotFound):
        job_file(world.session, scope, job)


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_how_far_it_is_is_told_and_it_stops_where_it_shall(
    make_world: MakeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = make_world()
    for number in range(2):
        world.submit("ALPHA", routine_task(f"集計{number}", minutes=10))
    monkeypatch.setattr("app.actions.listfiles.ROWS_A_WORD", 2)
    told: list[float] = []

    def tell(part: float, _step: str) -> None:
        told.append(part)
        if part:
            raise JobCancelled

    made = write_list(world.session, scope=operator(world), file=FILE, now=world.clock.now(), progress=tell)
    with pytest.raises(JobCancelled):
        list(made.pieces)

    assert told == [0.0, 0.5]  # before the first and before the third of four
