"""`jobs list | cancel | retry | run`."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

from app.actions.jobs.claim import claim_job
from app.actions.tasks.score import ask_scores
from app.domain.accounts import HOUSE

if TYPE_CHECKING:
    from app.cli.desk import Desk
    from app.database import Database
    from tests.app.cli.conftest import Call

ONE_ENGINE = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


@pytest.fixture
def asked(desk: Desk, database: Database) -> str:
    """The public id of a job that waits."""
    with database.session() as session:
        return ask_scores(session, scope=HOUSE, client_public_id=None, now=desk.clock.now(), new_id=desk.new_id)


def test_every_waiting_job_is_done_here_and_the_days_own_with_it(call: Call, asked: str) -> None:
    assert call("jobs", "run").out == "3件の処理を行いました。\n"
    assert call("jobs", "run").out == "0件の処理を行いました。\n"

    listed = call("jobs", "list", "--json").data
    assert [(each["kind"], each["state"]) for each in listed] == [
        ("tidy", "done"),
        ("check", "done"),
        ("score", "done"),
    ]
    assert listed[2]["public_id"] == asked
    assert listed[2]["result"] == {"scored": 0}


@ONE_ENGINE
def test_jobs_are_listed_with_where_they_stand(call: Call, asked: str) -> None:
    titles, _line, row = call("jobs", "list").out.splitlines()

    assert titles.split() == ["頼んだとき", "処理", "状態", "進み", "いま・理由", "記号"]
    # The clock stands at nine in Tokyo.
    assert row.split() == ["2026-11-18", "09:00:00", "業務の採点", "順番待ち", "0%", asked]
    call("jobs", "run")
    assert call("jobs", "list", "--waiting", "--json").data == []


@ONE_ENGINE
def test_a_job_is_cancelled_and_begun_again(call: Call, asked: str) -> None:
    assert call("jobs", "cancel", asked).out == "取り消しました。\n"
    assert call("jobs", "cancel", asked).out == "すでに終わっています（取消）。\n"
    assert call("jobs", "run").out == "2件の処理を行いました。\n"

    assert call("jobs", "retry", asked).out == f"もう一度順番に並べました（{asked}）。\n"
    assert call("jobs", "run").out == "1件の処理を行いました。\n"
    refused = call("jobs", "retry", asked)
    assert (refused.code, refused.out) == (2, "")


@ONE_ENGINE
def test_a_job_that_has_begun_is_told_to_stop(call: Call, asked: str, desk: Desk, database: Database) -> None:
    with database.session() as session:
        claim_job(session, now=desk.clock.now(), new_id=desk.new_id)

    assert call("jobs", "cancel", asked).out == "取り消しを伝えました。きりのよいところで止まります。\n"


@ONE_ENGINE
@pytest.mark.parametrize("verb", ["cancel", "retry"])
def test_a_job_that_never_was_is_said(call: Call, verb: str) -> None:
    said = call("jobs", verb, "never")

    assert (said.code, said.out) == (2, "")
    assert "見つかりません" in said.err


@ONE_ENGINE
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_between_two_jobs_leaves_the_rest_waiting(
    call: Call, asked: str, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    before = signal.getsignal(number)

    def stop(*_: object, **__: object) -> None:
        os.kill(os.getpid(), number)

    monkeypatch.setattr("app.jobs.background.make_rounds", stop)

    said = call("jobs", "run")

    assert (said.code, said.out) == (130, "0件の処理を行いました。\n")
    assert [each["public_id"] for each in call("jobs", "list", "--waiting", "--json").data] == [asked]
    assert signal.getsignal(number) is before
