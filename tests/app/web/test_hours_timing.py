"""The timer's two buttons: what cannot be begun ends nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.accounts import HOUSE, Role
from app.queries import plans as plans_queries
from tests.app.web.working_month import NOVEMBER

if TYPE_CHECKING:
    from tests.app.web.working_month import Operation


def item(operation: Operation, task: str) -> str:
    with operation.database.session() as session:
        return next(each.public_id for each in plans_queries.work(session, HOUSE, NOVEMBER) if each.task_name == task)


def test_work_of_somebody_else_cannot_be_timed_and_the_timer_runs_on(operation: Operation) -> None:
    misaki = operation.browser(Role.ASSISTANT)
    misaki.post("/hours/timer/start", data={"work_item": item(operation, "予約台帳の更新")})

    refused = misaki.post("/hours/timer/start", data={"work_item": item(operation, "受領請求書の処理")})

    assert refused.status_code == 404
    assert 'action="/hours/timer/stop"' in misaki.get("/notices").text
