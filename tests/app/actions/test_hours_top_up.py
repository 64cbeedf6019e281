"""More time: the client asks, the operator adds, once; the ledger, the invoice, the audit trail and people know."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from app.actions.hours.top_up import ask_top_up, decline_top_up, top_up
from app.domain.accounts import HOUSE, Role, Scope
from app.domain.errors import Forbidden, InvalidInput, MonthClosed, NotFound, RequestChanged, RequestDecided
from app.domain.terms import Terms
from app.domain.terms.fees import Fee
from app.domain.terms.overage import Overage
from app.domain.worktime import TOKYO
from app.models import AuditRow, LedgerRow, MessageRow, Notice
from app.queries import hours as hours_queries
from app.queries import invoices as invoices_queries
from app.queries import topups as topups_queries
from app.queries.check import check
from tests.worlds import OCTOBER

if TYPE_CHECKING:
    from app.queries.topups import OpenRequest
    from tests.worlds import MakeWorld, World


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    """20:00 at 2,000 an hour above in steps of 50 minutes; one person at the client, one operator."""
    made = make_world(terms=Terms(OCTOBER, Fee(50_000, 1_200), Overage(2_000, top_up_min=50))).with_plan()
    made.account("naoko@example.jp", Role.CLIENT, client="ALPHA")
    made.account("makoto@example.jp", Role.OPERATOR)
    return made.at(dt.datetime(2026, 10, 30, 18, tzinfo=TOKYO))


def add(world: World, minutes: int, **changes: object) -> int:
    return top_up(
        world.session,
        scope=HOUSE,
        client_public_id=world.clients["ALPHA"],
        month=OCTOBER,
        minutes=minutes,
        now=world.clock.now(),
        new_id=world.ids,
        **changes,  # type: ignore[arg-type]
    )


def ask(world: World, minutes: int, form: str | None = None) -> int:
    told = {"now": world.clock.now(), "new_id": world.ids, "public_id": form}
    return ask_top_up(world.session, scope=world.client_scope("ALPHA"), month=OCTOBER, minutes=minutes, **told)  # type: ignore[arg-type]


def close(world: World) -> None:
    world.at(dt.datetime(2026, 11, 2, 9, tzinfo=TOKYO))
    world.close("ALPHA")


def notices(world: World, topic: str) -> list[tuple[int, int]]:
    found = world.session.scalars(select(Notice).where(Notice.topic == topic))
    return [(each.params["minutes"], each.params["total_yen"]) for each in found]


def test_the_prices_said_add_up_to_the_invoice(world: World) -> None:
    # 50 minutes at 2,000 are 1,666.67, 100 are 3,333.33: 1,666 and then 1,667
    assert [add(world, 50), add(world, 50)] == [1_666, 1_667]
    close(world)

    head = invoices_queries.invoices(world.session, HOUSE, month=OCTOBER)[0]
    lines = invoices_queries.invoice(world.session, HOUSE, public_id=head.public_id).lines
    assert [(line.kind.value, line.amount_yen) for line in lines] == [("base_fee", 50_000), ("top_up", 3_333)]
    assert list(check(world.session)) == []


def test_a_purchase_sent_twice_is_made_once(world: World) -> None:
    assert [add(world, 50, public_id="purchase-one") for _again in range(2)] == [1_666, 1_666]

    assert hours_queries.month_balances(world.session, world.client_id("ALPHA"), OCTOBER).topped_up_min == 50
    assert notices(world, "time_added") == [(50, 1_666)]


def test_a_purchase_is_on_the_audit_trail_and_the_client_is_told(world: World) -> None:
    add(world, 100, expires_on=dt.date(2027, 3, 31), public_id="purchase-one")

    row = world.session.scalars(select(AuditRow).where(AuditRow.action == "package.top_up")).one()
    assert row.subject == "top_up:purchase-one"
    assert row.after == {"month": "2026-10", "minutes": 100, "total_yen": 3_333, "expires_on": "2027-03-31"}
    assert notices(world, "time_added") == [(100, 3_333)]
    assert notices(world, "time_asked") == []


def test_a_wish_changes_nothing_and_the_operator_is_told(world: World) -> None:
    before = world.session.scalar(select(func.count()).select_from(LedgerRow))

    assert ask(world, 100) == 3_333

    assert world.session.scalar(select(func.count()).select_from(LedgerRow)) == before
    assert notices(world, "time_asked") == [(100, 3_333)]
    assert notices(world, "time_added") == []


def test_minutes_beside_the_agreed_step_are_neither_asked_for_nor_added(world: World) -> None:
    for buy in (add, ask):
        with pytest.raises(InvalidInput) as refused:
            buy(world, 60)
        assert (refused.value.reason, refused.value.params) == ("not_a_step", {"step": 50})


def test_a_wish_sent_three_times_is_told_once(world: World) -> None:
    for _ in range(3):
        ask(world, 50, "wish-0001")

    # One operator: a notice and a mail to them, and the chat.
    assert notices(world, "time_asked") == [(50, 1_666)]
    wanted = select(MessageRow.channel).where(MessageRow.topic == "time_asked").order_by(MessageRow.channel)
    assert list(world.session.scalars(wanted)) == ["chat", "mail"]


def test_another_amount_sent_by_the_same_form_changes_the_wish_and_is_told(world: World) -> None:
    for minutes in (50, 100, 50):  # the page is gone back to, and sent again
        ask(world, minutes, "wish-0001")

    assert [each.minutes for each in waiting(world)] == [50]
    assert [minutes for minutes, _yen in notices(world, "time_asked")] == [50, 100, 50]
    told = select(MessageRow.params).where(MessageRow.topic == "time_asked", MessageRow.channel == "chat")
    assert [each["minutes"] for each in world.session.scalars(told.order_by(MessageRow.id))] == [50, 100, 50]


def test_a_form_sent_again_after_the_answer_asks_for_nothing(world: World) -> None:
    ask(world, 50, "wish-0001")
    ask(world, 50, "wish-0002")  # the same from another tab is the same wish
    add(world, 50)

    for form in ("wish-0001", "wish-0002"):
        ask(world, 50, form)
    assert waiting(world) == []

    ask(world, 100, "wish-0001")
    assert [each.minutes for each in waiting(world)] == [100]


def test_a_wish_is_answered_by_its_minutes_and_waits_while_others_are_added(world: World) -> None:
    ask(world, 100)

    add(world, 50)
    assert [each.minutes for each in waiting(world)] == [100]
    add(world, 100)
    assert waiting(world) == []


def test_nobody_decides_on_an_amount_that_was_changed_since_they_saw_it(world: World) -> None:
    ask(world, 100)
    (seen,) = waiting(world)
    ask(world, 50)

    with pytest.raises(RequestChanged):
        decline(world, seen.public_id, asked_min=100)
    with pytest.raises(RequestChanged):
        add(world, 100, asked_min=100)
    assert (notices(world, "time_added"), len(waiting(world))) == ([], 1)

    add(world, 50, asked_min=50, public_id="purchase-one")
    add(world, 50, asked_min=50, public_id="purchase-one")
    with pytest.raises(RequestDecided):  # two operators had the page open
        add(world, 50, asked_min=50, public_id="purchase-two")
    assert notices(world, "time_added") == [(50, 1_666)]


def test_a_closed_month_is_not_asked_for_and_staff_do_not_ask(world: World) -> None:
    with pytest.raises(Forbidden):
        ask_top_up(world.session, scope=HOUSE, month=OCTOBER, minutes=50, now=world.clock.now(), new_id=world.ids)
    close(world)
    with pytest.raises(MonthClosed):
        ask(world, 50)


def test_a_wish_waits_once_a_month_until_time_is_added(world: World) -> None:
    for minutes in (100, 100, 150):  # the same again is no news, another amount changes it
        ask(world, minutes)

    (waits,) = waiting(world)
    assert (waits.client_short_name, waits.month, waits.minutes, waits.is_closed) == (
        "アルファ商店",
        OCTOBER,
        150,
        False,
    )
    assert [minutes for minutes, _yen in notices(world, "time_asked")] == [100, 150]
    add(world, 150)
    assert waiting(world) == []
    with pytest.raises(RequestDecided):
        decline(world, waits.public_id)


def test_a_wish_is_declined_with_a_reason_that_the_client_hears(world: World) -> None:
    ask(world, 100)
    (waits,) = waiting(world)
    for reason, code in (("  ", "required"), ("長" * 401, "too_long")):
        with pytest.raises(InvalidInput) as refused:
            decline(world, waits.public_id, reason)
        assert (refused.value.field, refused.value.reason) == ("reason", code)

    decline(world, waits.public_id, "今月は人手が足りません")

    told = world.session.scalars(select(Notice).where(Notice.topic == "time_declined")).one()
    assert told.params == {"month": "2026-10", "minutes": 100, "reason": "今月は人手が足りません"}
    assert waiting(world) == []
    ask(world, 100)
    assert len(waiting(world)) == 1
    actions = world.session.scalars(select(AuditRow.action).where(AuditRow.action.like("package.%")))
    assert sorted(actions) == ["package.ask", "package.ask", "package.decline"]
    assert list(check(world.session)) == []


def test_only_staff_decline_and_only_what_is_there(world: World) -> None:
    ask(world, 100)
    (waits,) = waiting(world)
    with pytest.raises(Forbidden):
        decline(world, waits.public_id, scope=world.client_scope("ALPHA"))
    with pytest.raises(NotFound):
        decline(world, "none")
    assert topups_queries.open_requests(world.session, world.client_scope("BETA"), limit=9) == []


def waiting(world: World) -> list[OpenRequest]:
    return topups_queries.open_requests(world.session, HOUSE, limit=9)


def decline(world: World, public_id: str, reason: str = "理由", scope: Scope = HOUSE, *, asked_min: int = 100) -> None:
    told = {
        "public_id": public_id,
        "asked_min": asked_min,
        "reason": reason,
        "now": world.clock.now(),
        "new_id": world.ids,
    }
    decline_top_up(world.session, scope=scope, **told)  # type: ignore[arg-type]
