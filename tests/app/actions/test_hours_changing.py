"""Editing, approving and questioning hours, and late work, on both databases."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.actions.hours.approve import approve_hours
from app.actions.hours.edit import EditData, edit_entry
from app.actions.hours.log import EntryData, log_time
from app.actions.hours.question import answer_question, ask_question
from app.actions.hours.reverse import reverse_entry
from app.actions.hours.timer import start_timer, stop_timer
from app.actions.invoices.close import close_client_month
from app.actions.invoices.issue import issue_invoice
from app.domain import errors
from app.domain.accounts import HOUSE, Role, Scope
from app.domain.worktime import TOKYO
from app.models import MessageRow, Notice
from app.queries import approvals as approvals_queries
from app.queries import entries as entries_queries
from app.queries import hours as hours_queries
from app.queries import questions as questions_queries
from app.queries.approvals import DayKey
from app.queries.check import check
from tests.contracts import changed
from tests.worlds import NOVEMBER, OCTOBER, TERMS

if TYPE_CHECKING:
    from tests.worlds import MakeWorld, World

DAY = dt.date(2026, 10, 5)


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    return make_world().with_plan().at(dt.datetime(2026, 10, 20, 18, tzinfo=TOKYO))


def edit(world: World, entry: str, scope: Scope = HOUSE, **changes: object) -> tuple[str, ...]:
    wanted: dict[str, object] = {"reason": "書き間違い", "work_date": DAY, "minutes": 60, **changes}
    data = EditData(world.ids(), entry, **wanted)  # type: ignore[arg-type]
    return edit_entry(world.session, scope=scope, data=data, now=world.clock.now(), new_id=world.ids)


def approve(world: World, **changes: object) -> int:
    wanted: dict[str, object] = {"month": OCTOBER, "seen_at": world.clock.now(), "now": world.clock.now(), **changes}
    return approve_hours(world.session, scope=HOUSE, new_id=world.ids, **wanted)  # type: ignore[arg-type]


def close_october(world: World) -> str:
    """October of ALPHA closed on 2 November; its draft."""
    world.at(dt.datetime(2026, 11, 2, 9, tzinfo=TOKYO))
    arguments = {"client_public_id": world.clients["ALPHA"], "month": OCTOBER}
    closed = close_client_month(
        world.session,
        scope=HOUSE,
        now=world.clock.now(),
        new_id=world.ids,
        **arguments,  # type: ignore[arg-type]
    )
    assert closed.invoice_public_id is not None
    return closed.invoice_public_id


def used(world: World) -> int:
    return hours_queries.month_balances(world.session, world.client_id("ALPHA"), OCTOBER).used_min


class TestEdit:
    def test_the_old_entry_stays_beside_its_reversal_and_the_new_one(self, world: World) -> None:
        (first,) = world.log("受注入力", DAY, minutes=90)

        (second,) = edit(world, first, minutes=60, note="会議を除く")

        assert used(world) == 60
        steps = entries_queries.history(world.session, entries_queries.entry_detail(world.session, HOUSE, second))
        assert [(step.is_reversal, step.replaces, step.worked_min, step.note) for step in steps] == [
            (False, False, 90, ""),
            (True, False, -90, "書き間違い"),
            (False, True, 60, "会議を除く"),
        ]
        assert list(check(world.session)) == []

    def test_the_history_is_the_same_from_every_entry_of_it(self, world: World) -> None:
        (first,) = world.log("受注入力", DAY, minutes=90)
        (second,) = edit(world, first, minutes=60)
        (third,) = edit(world, second, minutes=30)
        world.log("受注入力", DAY, minutes=7)  # somebody else's history

        found = {
            entry: [
                step.public_id
                for step in entries_queries.history(
                    world.session, entries_queries.entry_detail(world.session, HOUSE, entry)
                )
            ]
            for entry in (first, second, third)
        }

        assert found[first] == found[second] == found[third]
        assert len(found[first]) == 5  # three entries and two reversals

    def test_the_span_is_free_for_the_new_clock(self, world: World) -> None:
        (first,) = world.log("受注入力", DAY, starts=dt.time(9), stops=dt.time(10))

        edit(world, first, minutes=None, starts=dt.time(9, 30), stops=dt.time(11))

        assert used(world) == 90
        with pytest.raises(errors.OverlappingEntry):
            world.log("名刺入力", DAY, starts=dt.time(10, 30), stops=dt.time(12))
        assert list(check(world.session)) == []

    def test_a_refused_edit_leaves_everything_as_it_was(self, world: World) -> None:
        (first,) = world.log("受注入力", DAY, minutes=90)

        with pytest.raises(errors.FutureEntry):
            edit(world, first, work_date=dt.date(2026, 10, 21))

        assert used(world) == 90
        assert [e.is_reversed for e in hours_queries.entries(world.session, HOUSE, month=OCTOBER)] == [False]

    def test_an_edit_goes_around_no_limit_of_the_package(self, make_world: MakeWorld) -> None:
        world = make_world(terms=changed(TERMS, overage_consent_min=0)).with_plan()
        world.at(dt.datetime(2026, 10, 20, 18, tzinfo=TOKYO)).log("受注入力", DAY, minutes=1190)
        (small,) = world.log("受注入力", dt.date(2026, 10, 6), minutes=10)  # 20 hours: the package is used up

        with pytest.raises(errors.PackageExhausted) as caught:
            edit(world, small, work_date=dt.date(2026, 10, 6), minutes=11)
        assert caught.value.params == {"room_min": 10}
        edit(world, small, work_date=dt.date(2026, 10, 6), minutes=9)

    def test_less_is_never_refused_however_far_a_timer_went(self, make_world: MakeWorld) -> None:
        world = make_world(terms=changed(TERMS, overage_consent_min=0)).with_plan()
        world.at(dt.datetime(2026, 10, 20, 8, tzinfo=TOKYO)).log("受注入力", DAY, minutes=1140)
        (small,) = world.log("受注入力", dt.date(2026, 10, 6), minutes=60)  # 20 hours: the package is used up
        doer, item = world.doer("受注入力"), world.item("受注入力")
        start_timer(world.session, scope=doer, work_item_public_id=item, now=world.clock.now(), new_id=world.ids)
        world.clock.advance(hours=2)
        stop_timer(world.session, scope=doer, now=world.clock.now(), new_id=world.ids)

        with pytest.raises(errors.PackageExhausted):
            edit(world, small, work_date=dt.date(2026, 10, 6), minutes=61)
        edit(world, small, work_date=dt.date(2026, 10, 6), minutes=30)

        assert used(world) == 1290  # 1140 + 30 + 120

    def test_the_same_edit_sent_twice_changes_once(self, world: World) -> None:
        (first,) = world.log("受注入力", DAY, minutes=90)
        data = EditData("made-by-the-sender", first, "書き間違い", DAY, minutes=60)

        for _time in range(2):
            edit_entry(world.session, scope=HOUSE, data=data, now=world.clock.now(), new_id=world.ids)

        assert used(world) == 60

    @pytest.mark.parametrize("reason", ["", "  ", "あ" * 401])
    def test_a_reason_is_asked_for(self, world: World, reason: str) -> None:
        (first,) = world.log("受注入力", DAY, minutes=90)

        with pytest.raises(errors.InvalidInput):
            edit(world, first, reason=reason)
        with pytest.raises(errors.InvalidInput):
            reverse_entry(
                world.session, scope=HOUSE, public_id=first, reason=reason, now=world.clock.now(), new_id=world.ids
            )
        assert used(world) == 90

    def test_an_assistant_changes_own_entries_and_sets_no_charge(self, world: World) -> None:
        doer = world.doer("受注入力")
        data = EntryData("e-0000001", world.item("受注入力"), DAY, minutes=30)
        log_time(world.session, scope=doer, data=data, now=world.clock.now(), new_id=world.ids)

        with pytest.raises(errors.NotFound):
            edit(world, "e-0000001", scope=world.other(doer))
        with pytest.raises(errors.Forbidden):
            edit(world, "e-0000001", scope=doer, charged_min=10)
        with pytest.raises(errors.Forbidden):
            edit(world, "e-0000001", scope=world.client_scope("ALPHA"))
        edit(world, "e-0000001", scope=doer)

    def test_a_cut_out_of_goodwill_changes_the_charge_alone(self, world: World) -> None:
        (first,) = world.log("受注入力", DAY, minutes=90)

        (second,) = edit(world, first, minutes=90, charged_min=60)

        entry = entries_queries.entry_detail(world.session, HOUSE, second)
        assert (entry.worked_min, entry.charged_min, entry.cost_min) == (90, 60, 90)
        assert used(world) == 60
        assert list(check(world.session)) == []

    def test_the_assistant_is_told_what_the_operator_changed_and_why(self, world: World) -> None:
        account = world.account("sato@example.jp", Role.ASSISTANT, assistant="sato")
        (first,) = world.log("受注入力", DAY, minutes=90)

        (second,) = edit(world, first)

        (notice,) = world.session.scalars(select(Notice).where(Notice.account_id == account))
        assert notice.topic == "hours_changed"
        assert notice.params == {
            "task": "受注入力",
            "day": "2026-10-05",
            "minutes": 90,
            "reason": "書き間違い",
            "entry": second,
        }
        mailed = world.session.scalars(select(MessageRow.topic).where(MessageRow.account_id == account))
        assert list(mailed) == ["hours_changed"]


class TestLateWork:
    def test_work_of_a_closed_month_counts_in_the_open_one_and_is_marked(self, world: World) -> None:
        close_october(world)

        (entry,) = world.log("受注入力", DAY, minutes=45)

        found = entries_queries.entry_detail(world.session, HOUSE, entry)
        assert (found.work_date, found.month, found.is_late) == (DAY, NOVEMBER, True)
        balances = hours_queries.month_balances(world.session, world.client_id("ALPHA"), NOVEMBER)
        assert balances.used_min == 45
        assert list(check(world.session)) == []

    def test_late_work_may_be_changed_while_its_month_is_open(self, world: World) -> None:
        close_october(world)
        (entry,) = world.log("受注入力", DAY, minutes=45)

        (changed,) = edit(world, entry, minutes=30)

        found = entries_queries.entry_detail(world.session, HOUSE, changed)
        assert (found.work_date, found.month, found.is_late, found.worked_min) == (DAY, NOVEMBER, True, 30)
        assert list(check(world.session)) == []

    def test_an_entry_of_a_closed_month_is_neither_changed_nor_taken_back(self, world: World) -> None:
        (entry,) = world.log("受注入力", DAY, minutes=45)
        close_october(world)

        with pytest.raises(errors.MonthClosed):
            edit(world, entry)
        with pytest.raises(errors.MonthClosed):
            reverse_entry(
                world.session, scope=HOUSE, public_id=entry, reason="x", now=world.clock.now(), new_id=world.ids
            )


class TestApproval:
    def test_days_are_approved_together_and_their_assistant_is_told_once(self, world: World) -> None:
        account = world.account("sato@example.jp", Role.ASSISTANT, assistant="sato")
        for day in (DAY, DAY, dt.date(2026, 10, 6)):
            world.log("受注入力", day, minutes=30)
        world.log("名刺入力", DAY, minutes=20, assistant="mori")
        key = DayKey(world.clients["ALPHA"], world.assistants["sato"], DAY)

        assert approve(world, keys=[key]) == 2
        assert approve(world, keys=[key]) == 0

        (notice,) = world.session.scalars(select(Notice).where(Notice.account_id == account))
        assert (notice.topic, notice.params) == ("hours_approved", {"month": "2026-10", "count": 2, "minutes": 60})
        waiting = approvals_queries.awaiting(world.session, HOUSE, OCTOBER)
        assert [(each.day.day, each.assistant_name, each.worked_min) for each in waiting] == [
            (5, "森 学", 20),
            (6, "佐藤 花", 30),
        ]
        total = approvals_queries.awaiting_total(world.session, HOUSE, OCTOBER)
        assert (total.days, total.entries, total.worked_min) == (2, 2, 50)

    def test_a_client_s_month_is_approved_at_once(self, world: World) -> None:
        world.log("受注入力", DAY, minutes=30)
        world.log("名刺入力", DAY, minutes=20)

        assert approve(world, client_public_id=world.clients["BETA"]) == 1
        assert [each.client_short_name for each in approvals_queries.awaiting(world.session, HOUSE, OCTOBER)] == [
            "アルファ商店"
        ]

    def test_what_came_in_after_the_page_was_made_was_not_looked_at(self, world: World) -> None:
        seen_at = world.clock.now()
        world.clock.advance(seconds=5)
        world.log("受注入力", DAY, minutes=30)

        assert approve(world, seen_at=seen_at) == 0

    def test_entries_taken_back_wait_for_nothing(self, world: World) -> None:
        (entry,) = world.log("受注入力", DAY, minutes=30)
        reverse_entry(world.session, scope=HOUSE, public_id=entry, reason="x", now=world.clock.now(), new_id=world.ids)

        assert approvals_queries.awaiting(world.session, HOUSE, OCTOBER) == []
        assert approve(world) == 0

    def test_approved_hours_are_changed_by_the_operator_alone_and_stay_approved(self, world: World) -> None:
        doer = world.doer("受注入力")
        data = EntryData("e-0000001", world.item("受注入力"), DAY, minutes=30)
        log_time(world.session, scope=doer, data=data, now=world.clock.now(), new_id=world.ids)
        approve(world)

        with pytest.raises(errors.EntryApproved):
            edit(world, "e-0000001", scope=doer)
        with pytest.raises(errors.EntryApproved):
            reverse_entry(
                world.session, scope=doer, public_id="e-0000001", reason="x", now=world.clock.now(), new_id=world.ids
            )
        (changed,) = edit(world, "e-0000001")

        assert entries_queries.entry_detail(world.session, HOUSE, changed).approved_at is not None

    def test_only_staff_approve(self, world: World) -> None:
        for scope in (world.doer("受注入力"), world.client_scope("ALPHA")):
            with pytest.raises(errors.Forbidden):
                approve_hours(
                    world.session,
                    scope=scope,
                    month=OCTOBER,
                    seen_at=world.clock.now(),
                    now=world.clock.now(),
                    new_id=world.ids,
                )


class TestQuestion:
    def ask(self, world: World, entry: str, client: str = "ALPHA", text: str = "この時間は何ですか。") -> str:
        return ask_question(
            world.session,
            scope=world.client_scope(client),
            entry_public_id=entry,
            text=text,
            now=world.clock.now(),
            new_id=world.ids,
        )

    def answer(self, world: World, question: str) -> str:
        return answer_question(
            world.session,
            scope=HOUSE,
            public_id=question,
            answer="月次の入力です。",
            now=world.clock.now(),
            new_id=world.ids,
        )

    def test_staff_are_told_and_the_answer_goes_back_to_the_client(self, world: World) -> None:
        staff = world.account("operator@example.jp", Role.OPERATOR)
        client = world.account("alpha@example.jp", Role.CLIENT, client="ALPHA")
        (entry,) = world.log("受注入力", DAY, minutes=90)

        question = self.ask(world, entry)
        assert [each.public_id for each in questions_queries.open_questions(world.session, HOUSE)] == [question]
        assert self.answer(world, question) == "kept"

        told = {row.account_id: row.topic for row in world.session.scalars(select(Notice))}
        assert told == {staff: "hours_questioned", client: "question_answered"}
        assert questions_queries.open_questions(world.session, HOUSE) == []

    def test_the_outcome_is_what_became_of_the_line(self, world: World) -> None:
        (first,) = world.log("受注入力", DAY, minutes=90)
        (second,) = world.log("受注入力", DAY, minutes=30)
        questions = [self.ask(world, first), self.ask(world, second)]

        edit(world, first)
        reverse_entry(world.session, scope=HOUSE, public_id=second, reason="x", now=world.clock.now(), new_id=world.ids)

        assert [self.answer(world, question) for question in questions] == ["changed", "taken_back"]

    def test_one_question_at_a_time_and_one_answer(self, world: World) -> None:
        (entry,) = world.log("受注入力", DAY, minutes=90)
        question = self.ask(world, entry)

        with pytest.raises(errors.QuestionOpen):
            self.ask(world, entry)
        self.answer(world, question)
        with pytest.raises(errors.QuestionAnswered):
            self.answer(world, question)
        self.ask(world, entry)

    def test_a_line_of_somebody_else_does_not_exist(self, world: World) -> None:
        (entry,) = world.log("受注入力", DAY, minutes=90)

        with pytest.raises(errors.NotFound):
            self.ask(world, entry, client="BETA")
        with pytest.raises(errors.NotFound):
            self.answer(world, "no-such-question")

    def test_the_days_after_the_invoice_end(self, world: World) -> None:
        (entry,) = world.log("受注入力", DAY, minutes=90)
        draft = close_october(world)
        issue_invoice(world.session, scope=HOUSE, public_id=draft, now=world.clock.now(), new_id=world.ids)

        world.at(dt.datetime(2026, 11, 12, 23, tzinfo=TOKYO))  # issued on the 2nd: until the 12th
        self.answer(world, self.ask(world, entry))
        world.at(dt.datetime(2026, 11, 13, 0, 1, tzinfo=TOKYO))
        with pytest.raises(errors.QuestionsEnded):
            self.ask(world, entry)

    def test_a_line_that_was_taken_back_is_not_questioned(self, world: World) -> None:
        (entry,) = world.log("受注入力", DAY, minutes=90)
        reverse_entry(world.session, scope=HOUSE, public_id=entry, reason="x", now=world.clock.now(), new_id=world.ids)

        with pytest.raises(errors.AlreadyReversed):
            self.ask(world, entry)
