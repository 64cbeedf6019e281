"""The demo as it is played: a whole month, today's state, and what happens when it is interrupted or in the way."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.actions.accounts import NewAccount, add_account
from app.actions.clients import ClientData, add_client
from app.cli.desk import Refused
from app.database import Database
from app.domain.accounts import HOUSE, Role
from app.domain.terms import package_terms
from app.domain.workdays import is_working_day
from app.domain.worktime import TOKYO, Month, instant_of
from app.queries import accounts as accounts_queries
from app.queries import assistants as assistants_queries
from app.queries import clients as clients_queries
from app.queries import hours as hours_queries
from app.queries import invoices as invoices_queries
from app.queries import plans as plans_queries
from app.queries import tasks as tasks_queries
from app.queries import usage as usage_queries
from app.queries.check import check
from seeds.demo.cast import ASSISTANTS, EVERYBODY
from seeds.demo.months import lay_down_pdfs
from seeds.demo.stage import Stage
from seeds.demo.story import chosen_month, is_complete, play
from tests.clocks import CountingIds

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)
#: Wednesday 18 November 2026, 14:00 in Tokyo.
NOW = dt.datetime(2026, 11, 18, 14, tzinfo=TOKYO).astimezone(dt.UTC)
TODAY = dt.date(2026, 11, 18)
ON_SQLITE = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


class StoppedError(Exception):
    """Somebody stops the demo."""


def silent(_part: float, _step: str) -> None:
    """Nobody watches."""


@pytest.fixture
def stage(database: Database, ids: CountingIds, tmp_path: Path) -> Iterator[Stage]:
    """An empty house on 18 November."""
    with database.session() as session:
        yield Stage(session, ids, ids, NOW, tmp_path / "invoices")


@pytest.fixture
def played(stage: Stage) -> Stage:
    """The demo, played from October on."""
    play(stage, chosen_month(stage.session, None, TODAY), silent)
    return stage


@pytest.fixture(scope="module")
def recording(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a house in which the demo was played, made once, to be copied."""
    folder = tmp_path_factory.mktemp("played")
    shutil.copyfile(migrated_sqlite, folder / "house.db")
    database = Database(f"sqlite:///{folder / 'house.db'}")
    with database.session() as session:
        ids = CountingIds()
        stage = Stage(session, ids, ids, NOW, folder / "invoices")
        play(stage, chosen_month(session, None, TODAY), silent)
    database.dispose()
    return folder


@pytest.fixture
def replayed(recording: Path, tmp_path: Path) -> Iterator[Stage]:
    """A copy of that house."""
    shutil.copytree(recording, tmp_path / "copy")
    database, ids = Database(f"sqlite:///{tmp_path / 'copy' / 'house.db'}"), CountingIds(50_000)
    with database.session() as session:
        yield Stage(session, ids, ids, NOW, tmp_path / "copy" / "invoices")
    database.dispose()


def usage(stage: Stage, month: Month) -> dict[str, usage_queries.UsageView]:
    return {each.client_code: each for each in usage_queries.usage(stage.session, HOUSE, month)}


def test_the_demo_is_whole_and_its_books_hold(played: Stage) -> None:
    assert is_complete(played.session)
    assert list(check(played.session)) == []
    past_month_is_billed(played)
    this_month_is_under_way(played)
    nothing_lies_in_the_future(played)
    # A client, an assistant, an operator, an administrator.
    assert {each.role for each in accounts_queries.first_of_each_role(played.session)} == set(Role)
    assert len(assistants_queries.assistants(played.session, HOUSE)) == len(ASSISTANTS) == 6
    account = accounts_queries.account_by_email(played.session, EVERYBODY[0].email)
    assert account is not None
    # Two plans were published and an invoice issued for the client's user, and 26:30 of 30:00 were more than 80 %.
    assert accounts_queries.unseen_notices(played.session, account.scope) == 4


def past_month_is_billed(played: Stage) -> None:
    used = {code: each.used_min for code, each in usage(played, OCTOBER).items()}
    assert used == {"AOZORA": 26 * 60 + 30, "KOMACHI": 51 * 60 + 40, "MIDORI": 19 * 60 + 10}
    heads = invoices_queries.invoices(played.session, HOUSE, month=OCTOBER)
    # KOMACHI: 1:40 over, billed as 1:45 of ¥3,600: (¥155,000 + ¥6,300) × 1.1 = ¥177,430.
    assert [(each.number, each.total_yen) for each in heads] == [
        ("INV-2026-0001", 110_000),
        ("INV-2026-0002", 177_430),
        ("INV-2026-0003", 77_000),
    ]
    assert len(list(played.invoices_dir.iterdir())) == 3


def this_month_is_under_way(played: Stage) -> None:
    now = usage(played, NOVEMBER)
    assert now["AOZORA"].carried_in_min == 3 * 60 + 30
    # MIDORI: 80 % of 20:00 are 16:00.
    assert now["MIDORI"].used_min == 16 * 60
    assert 0 < now["AOZORA"].used_min < now["AOZORA"].available_min
    plan = plans_queries.published_plan(played.session, NOVEMBER)
    assert plan is not None
    left_out = plans_queries.left_out(played.session, HOUSE, plan.id)
    assert len({each.reason for each in left_out}) >= 3
    assert plans_queries.plan_counts(played.session, HOUSE, plan.id).assigned > 20


def nothing_lies_in_the_future(played: Stage) -> None:
    entries = hours_queries.entries(played.session, HOUSE)
    assert all(is_working_day(entry.work_date) for entry in entries)
    assert max(instant_of(entry.stops_s) for entry in entries if entry.stops_s) <= NOW
    # Work of this very day is there as far as the clock has come.
    assert max(entry.work_date for entry in entries) == TODAY
    stamps = [each.scored_at for task in tasks_queries.inventory(played.session, HOUSE) if (each := task.score)]
    assert max(stamps) < NOW
    assert {task.wish for task in tasks_queries.inventory(played.session, HOUSE)} == {"requested"}


@ON_SQLITE
@pytest.mark.parametrize(("step", "time"), [("demo_tasks", 1), ("demo_hours", 8), ("demo_now", 1)])
def test_an_interrupted_demo_goes_on_where_it_stopped(stage: Stage, step: str, time: int) -> None:
    told: list[str] = []

    def interrupt(_part: float, now: str) -> None:
        told.append(now)
        if told.count(step) == time:
            raise StoppedError

    with pytest.raises(StoppedError):
        play(stage, OCTOBER, interrupt)
    assert not is_complete(stage.session)

    play(stage, chosen_month(stage.session, None, TODAY), silent)

    past_month_is_billed(stage)
    this_month_is_under_way(stage)
    assert list(check(stage.session)) == []


@ON_SQLITE
def test_a_demo_interrupted_last_month_goes_on_from_its_own_month(stage: Stage) -> None:
    def interrupt(_part: float, step: str) -> None:
        if step == "demo_close":
            raise StoppedError

    with pytest.raises(StoppedError):
        play(stage, OCTOBER, interrupt)
    later = replace(stage, real_now=dt.datetime(2026, 12, 1, 8, tzinfo=TOKYO).astimezone(dt.UTC))

    month = chosen_month(later.session, None, dt.date(2026, 12, 1))
    play(later, month, silent)

    assert month == OCTOBER
    assert {each.month for each in invoices_queries.invoices(later.session, HOUSE)} == {OCTOBER, NOVEMBER}
    # At eight in the morning of the first day nobody has worked yet.
    assert hours_queries.entries(later.session, HOUSE, month=NOVEMBER.next()) == []
    assert list(check(later.session)) == []


def test_a_pdf_that_was_lost_or_cut_short_is_laid_down_again(replayed: Stage) -> None:
    before = {path.name: path.read_bytes() for path in replayed.invoices_dir.iterdir()}
    lost, cut, *_whole = replayed.invoices_dir.iterdir()
    lost.unlink()
    cut.write_bytes(cut.read_bytes()[:1000])

    lay_down_pdfs(replayed, OCTOBER)

    assert {path.name: path.read_bytes() for path in replayed.invoices_dir.iterdir()} == before


@ON_SQLITE
@pytest.mark.parametrize(
    ("asked", "told"),
    [(NOVEMBER, "まだ終わっていません"), (Month(2027, 1), "まだ終わっていません"), (Month(2025, 10), "古すぎます")],
)
def test_a_month_that_is_not_over_or_long_past_is_refused(stage: Stage, asked: Month, told: str) -> None:
    with pytest.raises(Refused) as refused:
        chosen_month(stage.session, asked, TODAY)

    assert told in refused.value.sentence


@ON_SQLITE
def test_the_first_of_a_month_already_has_its_previous_month(stage: Stage) -> None:
    assert chosen_month(stage.session, None, dt.date(2026, 11, 1)) == OCTOBER
    assert chosen_month(stage.session, Month(2025, 11), TODAY) == Month(2025, 11)


def test_another_month_than_the_demos_own_is_refused(replayed: Stage) -> None:
    assert chosen_month(replayed.session, OCTOBER, TODAY) == OCTOBER
    with pytest.raises(Refused):
        chosen_month(replayed.session, Month(2026, 9), TODAY)


@ON_SQLITE
def test_somebodys_own_accounts_are_left_alone(stage: Stage) -> None:
    own = NewAccount("owner@example.jp", "持ち主", Role.ADMINISTRATOR, password="correct horse battery")
    add_account(stage.session, scope=HOUSE, data=own, now=NOW, new_id=stage.new_id, new_key=stage.new_key)

    with pytest.raises(Refused):
        chosen_month(stage.session, None, TODAY)


@ON_SQLITE
def test_somebodys_own_clients_are_left_alone(stage: Stage) -> None:
    terms = package_terms(OCTOBER, 50_000, 600, 3_000)
    data = ClientData("OWN", "わが社")
    add_client(stage.session, scope=HOUSE, data=data, terms=terms, now=NOW, new_id=stage.new_id)

    with pytest.raises(Refused):
        chosen_month(stage.session, None, TODAY)


def test_a_client_added_to_the_demo_does_not_hide_it(replayed: Stage) -> None:
    data = ClientData("OWN", "わが社")
    add_client(
        replayed.session,
        scope=HOUSE,
        data=data,
        terms=package_terms(Month(2026, 9), 50_000, 600, 3_000),
        now=NOW,
        new_id=replayed.new_id,
    )

    assert len(clients_queries.clients(replayed.session, HOUSE)) == 4
    assert chosen_month(replayed.session, None, TODAY) == OCTOBER
