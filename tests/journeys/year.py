"""April 2019 to March 2020 for three clients, month by month: the year in which Japan's tax rate last changed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from app.actions.accounts import save_issuer
from app.actions.assistants import AssistantData, add_assistant
from app.actions.clients import ClientData, add_client
from app.actions.hours.approve import approve_hours
from app.actions.hours.log import EntryData, log_time
from app.actions.invoices.close import Closed, close_all
from app.actions.invoices.issue import issue_month
from app.actions.invoices.pay import PaymentData, record_payment
from app.actions.invoices.prepay import PrepaymentData, record_prepayment
from app.actions.plans.add import add_to_month
from app.actions.tasks.catalogue import load_catalogue
from app.actions.tasks.submit import TaskData, submit_task
from app.domain.accounts import HOUSE
from app.domain.money import TaxRounding
from app.domain.terms.carry import Carry, CarryOver
from app.domain.terms.rounding import RoundingScope
from app.domain.worktime import TOKYO, Month
from app.queries import clients as clients_queries
from app.queries import invoices as invoices_queries
from app.queries.invoices import payments as payments_queries
from app.queries.invoices.prepaid import prepaid_month
from seeds.presets import presets
from tests.worlds import CATALOGUE, ISSUER, routine_task

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.database import Session
    from app.domain.terms import Terms
    from app.queries.invoices import InvoiceHead, InvoiceView
    from tests.clocks import CountingIds, FakeClock

APRIL, MARCH = Month(2019, 4), Month(2020, 3)
NAMES = {"AOZORA": "アオゾラ設計室", "KOMACHI": "こまち雑貨店", "MINATO": "港北物流"}


def aozora(valid_from: Month, base_yen: int, included_min: int, hour_yen: int) -> Terms:
    """CASTER BIZ: unused minutes go into the next month for ¥500 an hour; here at most a fifth of the package."""
    return presets()["caster_biz"].terms(
        valid_from,
        fee={"base_yen": base_yen, "included_min": included_min},
        overage={"yen_per_hour": hour_yen, "step_min": 15},
        carry={"cap_pct": 20},
    )


def komachi() -> Terms:
    """Bizmow: ¥5,000 and ¥2,500 an hour of at least 10, and 10 % on both; each entry up to 15 minutes, closed on 20th.

    The step of an entry is Virtually Your PA's, pay as you go; Bizmow's own is unknown.
    """
    return presets()["bizmow"].terms(
        APRIL,
        overage={"step_min": 15, "scope": RoundingScope.ENTRY},
        billing={"closing_day": 20, "tax_rounding": TaxRounding.HALF_UP},
    )


def minato() -> Terms:
    """BizWorkers: the fee a month ahead, evenings and holidays count more; minutes live three months as Assistify's."""
    terms = presets()["bizworkers"].terms(APRIL, fee={"base_yen": 60_000, "included_min": 20 * 60})
    return replace(terms, carry=Carry(CarryOver.MONTHS, 3))


@dataclass(frozen=True, slots=True)
class Work:
    """Minutes on each of these days; `at` is the hour it began, where that is known. A day is month and day."""

    minutes: int
    days: tuple[tuple[int, int], ...]
    at: int | None = None


@dataclass
class Year:
    """The house on its way through the year; everything goes through the actions, at the clock's time."""

    session: Session
    clock: FakeClock
    ids: CountingIds
    clients: dict[str, str] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    tasks: dict[str, str] = field(default_factory=dict)

    def found(self) -> Year:
        self.at(dt.date(2019, 3, 18))
        load_catalogue(self.session, scope=HOUSE, entries=CATALOGUE)
        save_issuer(self.session, scope=HOUSE, data=ISSUER)
        terms = {"AOZORA": aozora(APRIL, 100_000, 30 * 60, 4_000), "KOMACHI": komachi(), "MINATO": minato()}
        for code, name in NAMES.items():
            data, person = ClientData(code, name, name), AssistantData(f"for-{code}", f"{name}の担当", 200 * 60, {})
            self.clients[code] = add_client(self.session, data=data, terms=terms[code], **self.told)
            self.people[code] = add_assistant(self.session, data=person, **self.told)
            self.tasks[code] = submit_task(
                self.session,
                client_public_id=self.clients[code],
                data=TaskData(routine_task(f"{name}の受注入力", minutes=30)),
                **self.told,
            )
        return self

    @property
    def told(self) -> dict[str, object]:
        """What every action wants to know."""
        return {"scope": HOUSE, "now": self.clock.now(), "new_id": self.ids}

    def at(self, day: dt.date, hour: int = 9) -> None:
        """It is that hour of that day in Tokyo."""
        self.session.rollback()
        self.clock.instant = dt.datetime.combine(day, dt.time(hour), TOKYO).astimezone(dt.UTC)

    def work(self, code: str, month: Month, done: Iterable[Work]) -> list[str]:
        """Public ids of entries for work that counts in the month of the contract."""
        if code == "MINATO":
            self.prepay(code, month)
        item = add_to_month(self.session, scope=HOUSE, task_public_id=self.tasks[code], month=month, new_id=self.ids)
        found = []
        for each in done:
            for number, day in each.days:
                starts = dt.time(each.at) if each.at is not None else None
                data = EntryData(
                    self.ids(),
                    item,
                    _day_of(month, number, day),
                    minutes=each.minutes if starts is None else None,
                    starts=starts,
                    stops=dt.time(starts.hour + each.minutes // 60) if starts else None,
                    assistant_public_id=self.people[code],
                )
                found += log_time(self.session, data=data, **self.told)
        return found

    def prepay(self, code: str, month: Month) -> None:
        """The month's fee came in before its work, which the terms ask for; no invoice charges it yet."""
        if prepaid_month(self.session, self.client_id(code), month) is None:
            data = PrepaymentData(month, self.today, 60_000)
            record_prepayment(
                self.session, scope=HOUSE, client_public_id=self.clients[code], data=data, now=self.clock.now()
            )

    def close(self, month: Month) -> None:
        """All that was worked is approved, every client's month closed and issued."""
        approve_hours(self.session, month=month, seen_at=self.clock.now(), **self.told)
        for each in close_all(self.session, month=month, **self.told):
            assert isinstance(each, Closed), each
            assert not each.was_closed
        assert len(issue_month(self.session, month=month, **self.told)) == len(NAMES)

    def bill(self, code: str, month: Month) -> InvoiceView:
        """The client's invoice of the month that counts."""
        (head,) = [each for each in self.issued(month) if each.client_code == code]
        return invoices_queries.invoice(self.session, HOUSE, public_id=head.public_id)

    def issued(self, month: Month | None = None) -> list[InvoiceHead]:
        """The invoices that count, newest month first."""
        return invoices_queries.invoices(self.session, HOUSE, month=month, state="issued", kind="invoice")

    def pay(self, head: InvoiceHead, amount_yen: int) -> None:
        """Money comes in today, or goes back."""
        data = PaymentData(self.ids(), self.today, amount_yen)
        record_payment(self.session, scope=HOUSE, invoice_public_id=head.public_id, data=data, now=self.clock.now())

    def pay_all(self) -> None:
        """Everybody pays what is open."""
        for head in self.issued():
            if open_yen := self.open_yen([head]):
                self.pay(head, open_yen)

    def open_yen(self, heads: list[InvoiceHead]) -> int:
        """What is still to come in for these invoices."""
        return sum(each.open_yen for each in payments_queries.paid(self.session, heads, self.today).values())

    def client_id(self, code: str) -> int:
        """The row id of the client."""
        return clients_queries.client(self.session, HOUSE, code=code).id

    @property
    def today(self) -> dt.date:
        return self.clock.now().astimezone(TOKYO).date()


def _day_of(month: Month, number: int, day: int) -> dt.date:
    """That day of the month with the number: in the year of the contract's month, or the year before."""
    return dt.date(month.year - (number > month.number), number, day)
