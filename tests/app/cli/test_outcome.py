"""Commands that ask for a job: done here, watched where another does it, cancelled at Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from app.actions.jobs.claim import UNFORESEEN, claim_job, fail_job, finish_job
from app.actions.jobs.steer import cancel_job
from app.cli import execute
from app.database import Database
from app.domain.accounts import HOUSE
from app.domain.jobs import JobState
from app.queries import jobs as jobs_queries
from app.queries import tasks as tasks_queries
from seeds.catalogue import seed_catalogue
from tests.brokers import wait_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.cli.desk import Desk
    from app.queries.jobs import JobView
    from tests.app.cli.conftest import Call
    from tests.clocks import FakeClock

ROOT = Path(__file__).parents[3]
ONE_ENGINE = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


@dataclass
class Elsewhere:
    """Jobs that somebody else does: nothing happens for a number of looks, then `act` does."""

    desk: Desk
    looks: int
    act: Callable[[Database, str], object]
    seen: int = 0
    rings: list[str] = field(default_factory=list)
    is_every_look: bool = False

    def connect(self, database: Database) -> None:
        database.wake = self.rings.append

    def run_here(self, database: Database, public_id: str, _told: Any) -> bool:
        self.seen += 1
        if self.is_every_look or self.seen == self.looks:
            self.act(database, public_id)
        return False


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """No pause between two looks."""
    monkeypatch.setattr("app.cli.outcome.POLL_S", 0.0)


def scoring(desk: Desk, looks: int, act: Callable[[Database, str], object]) -> tuple[int, Elsewhere]:
    elsewhere = Elsewhere(desk, looks, act)
    return execute(["tasks", "score"], replace(desk, jobs=elsewhere)), elsewhere  # type: ignore[arg-type]


def done_by_another(desk: Desk) -> Callable[[Database, str], object]:
    def act(database: Database, public_id: str) -> None:
        desk.jobs.run_here(database, public_id, lambda _part, _step: None)

    return act


def every_job(database: Database) -> list[JobView]:
    with database.session() as session:
        return jobs_queries.jobs(session, HOUSE)


@pytest.mark.usefixtures("at_once")
def test_a_job_that_another_does_is_watched_to_its_end(
    desk: Desk, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    code, elsewhere = scoring(desk, 3, done_by_another(desk))

    said = capsys.readouterr()
    assert (code, said.out, said.err) == (0, "0件を採点しました。\n", "")
    assert elsewhere.rings == [each.public_id for each in every_job(database)]


@ONE_ENGINE
@pytest.mark.usefixtures("at_once")
def test_a_person_is_told_once_that_no_worker_has_taken_it_up(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    code, _ = scoring(desk, 50, done_by_another(desk))

    said = capsys.readouterr()
    assert (code, said.out) == (0, "0件を採点しました。\n")
    assert said.err == "受け持つ処理係（ennoshita worker）を待っています。（やめるには Ctrl-C）\n"


@ONE_ENGINE
@pytest.mark.usefixtures("at_once")
def test_a_person_is_told_that_it_will_be_tried_again(
    desk: Desk, clock: FakeClock, capsys: pytest.CaptureFixture[str]
) -> None:
    looks = 0

    def act(database: Database, public_id: str) -> None:
        nonlocal looks
        looks += 1
        with database.session() as session:
            claimed = claim_job(session, now=clock.now(), new_id=desk.new_id, public_id=public_id)
            assert (claimed is None) == (looks not in {1, 30})
            if claimed and looks == 1:
                fail_job(session, claimed, problems=[UNFORESEEN], now=clock.now(), again=True)
            elif claimed:
                finish_job(session, claimed, result={"scored": 7}, now=clock.now())
        if looks == 29:
            clock.advance(seconds=5)  # the first pause

    elsewhere = Elsewhere(desk, 1, act)
    elsewhere.is_every_look = True
    code = execute(["tasks", "score"], replace(desk, jobs=elsewhere))  # type: ignore[arg-type]

    said = capsys.readouterr()
    assert (code, said.out) == (0, "7件を採点しました。\n")
    assert said.err == "うまくいかなかったため、少し待ってからもう一度行います。（やめるには Ctrl-C）\n"


@ONE_ENGINE
@pytest.mark.usefixtures("at_once")
def test_a_job_that_somebody_cancelled_ends_with_2_and_says_so(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    def cancel(database: Database, public_id: str) -> None:
        with database.session() as session:
            cancel_job(session, scope=HOUSE, public_id=public_id, now=desk.clock.now())

    code, _ = scoring(desk, 2, cancel)

    assert code == 2
    assert "処理は取り消されました" in capsys.readouterr().err


@ONE_ENGINE
@pytest.mark.usefixtures("at_once")
def test_ctrl_c_while_another_does_it_cancels_it(
    desk: Desk, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(_database: Database, _public_id: str) -> None:
        raise KeyboardInterrupt

    code, _ = scoring(desk, 2, interrupt)

    assert code == 130
    assert "中断しました" in capsys.readouterr().err
    assert [each.state for each in every_job(database)] == [JobState.CANCELLED]


@ONE_ENGINE
def test_ctrl_c_in_the_middle_of_an_import_stores_nothing(call: Call, database: Database, tmp_path: Path) -> None:
    with database.session() as session:
        seed_catalogue(session)
    call("client", "add", "--code", "A", "--name", "アオゾラ", "--hours", "30", "--fee", "100000")
    sheet = tmp_path / "large.csv"
    rows = "\n".join(f"名刺入力{number},総務,30分" for number in range(9_000))
    sheet.write_text(f"業務名,部署,所要時間\n{rows}\n", encoding="utf-8")
    # A shell that starts something in the background has it ignore Ctrl-C; this one listens.
    listening = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    others = {name: value for name, value in os.environ.items() if not name.startswith("ENNOSHITA_")}  # noqa: TID251
    command = subprocess.Popen(
        [
            *(sys.executable, "-c", listening + "from app.factory import main; main()"),
            *("tasks", "import", str(sheet), "--client", "A"),
        ],
        cwd=ROOT,
        env={**others, "ENNOSHITA_DATABASE_URL": database.url},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with command:
        try:
            wait_for(lambda: any(each.state is JobState.RUNNING for each in every_job(database)))
            command.send_signal(signal.SIGINT)
            out, err = command.communicate(timeout=120)
        finally:
            command.kill()

    assert (command.returncode, out) == (130, "")
    assert err.strip() == "エラー：中断しました。終わったところまでは保存され、途中のものは残っていません。"
    assert [each.state for each in every_job(database)] == [JobState.CANCELLED]
    with database.session() as session:
        assert tasks_queries.inventory(session, HOUSE) == []
