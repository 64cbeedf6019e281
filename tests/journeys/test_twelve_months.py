"""Twelve months of three clients under different terms, on both databases; every figure is worked out beside it.

The contracts begin in April 2019: on 1 October 2019 the tax went from 8 % to 10 % and food stayed at 8 %, and the
holidays of the new emperor (1 May, 22 October) fell on weekdays. A month below is the contract's month: KOMACHI's May
is 21 April to 20 May.
"""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.actions.clients import ClientData, edit_client, set_terms
from app.actions.hours.top_up import top_up
from app.actions.invoices.credit import CreditData, credit_invoice
from app.actions.invoices.expense import ExpenseData, record_expense
from app.actions.invoices.issue import issue_invoice
from app.actions.invoices.void import void_invoice
from app.domain.accounts import HOUSE
from app.domain.crediting import MinutesGo
from app.domain.invoicing import TaxCategory
from app.domain.packages import MonthBalance
from app.domain.worktime import Month
from app.queries import entries as entries_queries
from app.queries import invoices as invoices_queries
from app.queries.check import check
from app.queries.invoices import billing as billing_queries
from tests.journeys.year import APRIL, MARCH, NAMES, Work, Year, aozora

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.database import Database
    from app.queries.invoices import InvoiceView
    from tests.clocks import CountingIds, FakeClock


ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Row:
    """A client's month: what was worked, where its minutes went, what it came to."""

    work: tuple[Work, ...]
    balance: MonthBalance
    net_yen: int
    #: percent -> tax in yen
    taxes: dict[int, int]


def on(minutes: int, month: int, *days: int, at: int | None = None) -> Work:
    return Work(minutes, tuple((month, day) for day in days), at)


def left(granted: int, carried_in: int, used: int, carried_out: int, expired: int, **more: int) -> MonthBalance:
    """A month of which minutes are left, or exactly used up."""
    return MonthBalance(granted, carried_in, used, 0, 0, carried_out, expired, **more)


def over(granted: int, carried_in: int, used: int, over_min: int, billed: int, **more: int) -> MonthBalance:
    """A month worked above its package."""
    return MonthBalance(granted, carried_in, used, over_min, billed, 0, 0, **more)


#: 30 hours for ¥100,000 and ¥4,000 an hour above in quarters; from July 50 hours for ¥155,000 and ¥3,600. Carried
#: minutes are used first, a fifth of the package (6 hours, then 10) goes on at ¥500 an hour. Tax is rounded down.
AOZORA = {
    # 1,800 − 3 × 530 = 210 go on, ¥500 × 3.5 = 1,750. 101,750 × 8 % = 8,140.
    Month(2019, 4): Row((on(530, 4, 3, 4, 5),), left(1800, 0, 1590, 210, 0), 101_750, {8: 8_140}),
    # 4 × 350: 210 brought and 1,190 of May's 1,800; of 610 left 360 go on (¥3,000), 250 end. 103,000 × 8 % = 8,240.
    Month(2019, 5): Row((on(350, 5, 7, 8, 9, 10),), left(1800, 210, 1400, 360, 250), 103_000, {8: 8_240}),
    # 4 × 500 + 207 = 2,207; 360 + 1,800 = 2,160, so 47 above, billed 60: ¥4,000. 104,000 × 8 % = 8,320.
    Month(2019, 6): Row((on(500, 6, 4, 5, 6, 7), on(207, 6, 10)), over(1800, 360, 2207, 47, 60), 104_000, {8: 8_320}),
    # 50 hours: 3,000 − 5 × 580 = 100 go on, ¥500 × 100 / 60 = 833.33. Tea 3 × ¥1,111 = 3,333.
    # Food bore the same rate then, so all is rounded once: 159,166 × 8 % = 12,733.28 (12,466.64 and 266.64 apart).
    Month(2019, 7): Row((on(580, 7, 2, 3, 4, 5, 8),), left(3000, 0, 2900, 100, 0), 159_166, {8: 12_733}),
    # 4 × 500: 100 brought, 1,900 of August's; of 1,100 left 600 go on (¥5,000), 500 end. 160,000 × 8 % = 12,800.
    Month(2019, 8): Row((on(500, 8, 5, 6, 7, 8),), left(3000, 100, 2000, 600, 500), 160_000, {8: 12_800}),
    # 5 × 600 + 620 and the 30 of 30 August that came late: 3,650; 600 + 3,000 = 3,600, so 50 above, billed 60: ¥3,600.
    # 158,600 × 8 % = 12,688.
    Month(2019, 9): Row(
        (on(600, 9, 4, 5, 6, 9, 10), on(620, 9, 11)), over(3000, 600, 3650, 50, 60), 158_600, {8: 12_688}
    ),
    # 5 × 640 = 3,200; 300 were bought (¥3,600 × 5 = 18,000) and are used last: 200 of them, 100 stay, which cost no
    # carrying fee. 173,000 × 10 % = 17,300.
    Month(2019, 10): Row(
        (on(640, 10, 2, 3, 4, 7, 8),), left(3000, 0, 3200, 100, 0, topped_up_min=300), 173_000, {10: 17_300}
    ),
    # 5 × 610 = 3,050: 3,000 and 50 of the bought 100. Tea 2 × ¥2,160 = 4,320 at 8 %: 345.6. 155,000 × 10 % = 15,500.
    Month(2019, 11): Row((on(610, 11, 5, 6, 7, 8, 11),), left(3000, 100, 3050, 50, 0), 159_320, {10: 15_500, 8: 345}),
    # 5 × 540 = 2,700: 300 of December's go on (¥2,500), and the 50 bought. 157,500 × 10 % = 15,750.
    Month(2019, 12): Row((on(540, 12, 3, 4, 5, 6, 9),), left(3000, 50, 2700, 350, 0), 157_500, {10: 15_750}),
    # 5 × 664 = 3,320: December's 300, January's 3,000, 20 of the bought 50. 155,000 × 10 % = 15,500.
    Month(2020, 1): Row((on(664, 1, 7, 8, 9, 10, 14),), left(3000, 350, 3320, 30, 0), 155_000, {10: 15_500}),
    # 2 × 500 = 1,000: of 2,000 left 600 go on (¥5,000) with the bought 30, 1,400 end. 160,000 × 10 % = 16,000.
    Month(2020, 2): Row((on(500, 2, 4, 5),), left(3000, 30, 1000, 630, 1400), 160_000, {10: 16_000}),
    # 5 × 740 = 3,700; 600 + 3,000 + 30 = 3,630, so 70 above, billed 75: ¥3,600 × 1.25 = 4,500. 159,500 × 10 % = 15,950.
    Month(2020, 3): Row((on(740, 3, 3, 4, 5, 6, 9),), over(3000, 630, 3700, 70, 75), 159_500, {10: 15_950}),
}


def metered(minutes: int) -> MonthBalance:
    """A month without a package: all that is charged is above it."""
    return MonthBalance(0, 0, minutes, minutes, minutes, 0, 0)


#: ¥5,000 and ¥2,500 an hour, of at least 10, 10 % on both without fractions; each entry up to the quarter; tax rounded
#: to the nearest yen.
KOMACHI = {
    # 130 → 135, 200 → 210: 345, billed 600: ¥25,000. (5,000 + 25,000) × 10 % = 3,000. 30,000 once. Of 63,000 8 % are
    # 5,040.
    Month(2019, 4): Row((on(130, 4, 3), on(200, 4, 15)), metered(345), 63_000, {8: 5_040}),
    # 25 April is May's: 400 → 405, 310 → 315, 95 → 105, 61 → 75: 900, ¥37,500. + 5,000 + 4,250 = 46,750; 8 % = 3,740.
    Month(2019, 5): Row(
        (on(400, 4, 25), on(310, 5, 8), on(95, 5, 14), on(61, 5, 15)), metered(900), 46_750, {8: 3_740}
    ),
    # 250 → 255, 251 → 255, 240 stays: 750, ¥31,250. + 5,000 + 3,625 = 39,875; 8 % = 3,190.
    Month(2019, 6): Row((on(250, 6, 4), on(251, 6, 5), on(240, 6, 6)), metered(750), 39_875, {8: 3_190}),
    # 620 → 630, 200 → 210: 840, ¥35,000. + 5,000 + 4,000 = 44,000; 8 % = 3,520.
    Month(2019, 7): Row((on(620, 7, 3), on(200, 7, 4)), metered(840), 44_000, {8: 3_520}),
    # 655 → 660, 340 → 345: 1,005, ¥41,875. + 5,000 + 4,687(.5) = 51,562; 8 % = 4,124.96, the nearest is 4,125.
    Month(2019, 8): Row((on(655, 8, 5), on(340, 8, 6)), metered(1005), 51_562, {8: 4_125}),
    # 610 → 615, 60 stays: 675, ¥28,125. + 5,000 + 3,312(.5) = 36,437; 8 % = 2,914.96.
    Month(2019, 9): Row((on(610, 9, 4), on(60, 9, 5)), metered(675), 36_437, {8: 2_915}),
    # 21 September to 20 October: done on the 20th, so all of it bears 10 %, that of 24 September too. 300 stays,
    # 301 → 315: 615, ¥25,625. + 5,000 + 3,062(.5) = 33,687; 10 % = 3,368.7.
    Month(2019, 10): Row((on(300, 9, 24), on(301, 10, 7)), metered(615), 33_687, {10: 3_369}),
    # 2 × 300, and the 60 of 5 September again that were credited: 660, ¥27,500. + 5,000 + 3,250 = 35,750; 3,575.
    Month(2019, 11): Row((on(300, 11, 5, 6),), metered(660), 35_750, {10: 3_575}),
    # 450 stays, 453 → 465: 915, ¥38,125. + 5,000 + 4,312(.5) = 47,437; 10 % = 4,743.7.
    Month(2019, 12): Row((on(450, 12, 3), on(453, 12, 4)), metered(915), 47_437, {10: 4_744}),
    # 21 December to 20 January: 100 → 105, billed 600: ¥25,000. + 5,000 + 3,000 = 33,000; 3,300.
    Month(2020, 1): Row((on(100, 12, 24),), metered(105), 33_000, {10: 3_300}),
    # 700 → 705, ¥29,375. + 5,000 + 3,437(.5) = 37,812; 10 % = 3,781.2.
    Month(2020, 2): Row((on(700, 2, 4),), metered(705), 37_812, {10: 3_781}),
    # 720 stays, ¥30,000. + 5,000 + 3,500 = 38,500; 3,850.
    Month(2020, 3): Row((on(720, 3, 3),), metered(720), 38_500, {10: 3_850}),
}

#: 20 hours for ¥60,000, charged a month ahead at the rate of the month it is for; ¥3,750 an hour above (1.25 × 3,000)
#: in whole hours. Minutes live three months more, the oldest are used first. Evenings and holidays count more.
MINATO = {
    # 3 × 300; Thursday the 11th from 18 to 20, 120 × 1.25 = 150: 1,050. April's and May's fee; 120,000 × 8 % = 9,600.
    Month(2019, 4): Row(
        (on(300, 4, 8, 9, 10), on(120, 4, 11, at=18)), left(1200, 0, 1050, 150, 0), 120_000, {8: 9_600}
    ),
    # 1 May is the accession, a holiday: 120 × 1.5 = 180. + 2 × 400 = 980: April's 150, 830 of May's; 370 go on.
    Month(2019, 5): Row((on(120, 5, 1, at=10), on(400, 5, 8, 9)), left(1200, 150, 980, 370, 0), 60_000, {8: 4_800}),
    # 2 × 350 = 700: May's 370, 330 of June's; 870 go on.
    Month(2019, 6): Row((on(350, 6, 4, 5),), left(1200, 370, 700, 870, 0), 60_000, {8: 4_800}),
    # 2 × 300 = 600 of June's 870: 270 and July's 1,200 go on.
    Month(2019, 7): Row((on(300, 7, 3, 4),), left(1200, 870, 600, 1470, 0), 60_000, {8: 4_800}),
    # 100 of June's 270: 170, July's 1,200 and August's 1,200 go on.
    Month(2019, 8): Row((on(100, 8, 6),), left(1200, 1470, 100, 2570, 0), 60_000, {8: 4_800}),
    # 50 of June's 170; the other 120 end with September. October's fee bears 10 %: 6,000. The courier of September
    # for ¥2,505 bears 8 %: 200.4.
    Month(2019, 9): Row((on(50, 9, 5),), left(1200, 2570, 50, 3600, 120), 62_505, {10: 6_000, 8: 200}),
    # 22 October is the enthronement, a holiday: 240 × 1.5 = 360, from 19 to 21 120 × 1.75 = 210. + 430 = 1,000 of
    # July's 1,200, whose other 200 end with October; 3 × 1,200 go on.
    Month(2019, 10): Row(
        (on(240, 10, 22, at=13), on(120, 10, 22, at=19), on(430, 10, 8)),
        left(1200, 3600, 1000, 3600, 200),
        60_000,
        {10: 6_000},
    ),
    # 10 × 493 = 4,930; 4 × 1,200 = 4,800, so 130 above, billed 180: ¥11,250. 71,250 × 10 % = 7,125.
    Month(2019, 11): Row(
        (on(493, 11, 5, 6, 7, 8, 11, 12, 13, 14, 15, 18),), over(1200, 3600, 4930, 130, 180), 71_250, {10: 7_125}
    ),
    # 2 × 600 = 1,200, all of it.
    Month(2019, 12): Row((on(600, 12, 4, 5),), left(1200, 0, 1200, 0, 0), 60_000, {10: 6_000}),
    # 2 × 550 = 1,100: 100 go on.
    Month(2020, 1): Row((on(550, 1, 8, 9),), left(1200, 0, 1100, 100, 0), 60_000, {10: 6_000}),
    # 3 × 450 = 1,350; 100 + 1,200 = 1,300, so 50 above, billed 60: ¥3,750. 63,750 × 10 % = 6,375.
    Month(2020, 2): Row((on(450, 2, 4, 5, 6),), over(1200, 100, 1350, 50, 60), 63_750, {10: 6_375}),
    # 2 × 450 = 900: 300 go on, until June. April's fee.
    Month(2020, 3): Row((on(450, 3, 4, 5),), left(1200, 0, 900, 300, 0), 60_000, {10: 6_000}),
}
ROWS = {"AOZORA": AOZORA, "KOMACHI": KOMACHI, "MINATO": MINATO}


@pytest.fixture
def year(database: Database, clock: FakeClock, ids: CountingIds) -> Iterator[Year]:
    """The house with its clients and people in March 2019, before anything was worked."""
    with database.session() as session:
        yield Year(session, clock, ids).found()


def new_package(year: Year) -> None:
    """AOZORA buys 50 hours from July on."""
    year.at(dt.date(2019, 6, 20))
    terms = aozora(Month(2019, 7), 155_000, 50 * 60, 3_600)
    set_terms(year.session, scope=HOUSE, public_id=year.clients["AOZORA"], terms=terms, now=year.clock.now())


def spend(year: Year, code: str, day: dt.date, what: str, price_yen: int, pieces: int, category: TaxCategory) -> None:
    year.at(day)
    data = ExpenseData(year.ids(), what, price_yen, pieces, category)
    client, month = year.clients[code], Month.of(day)
    record_expense(year.session, scope=HOUSE, client_public_id=client, month=month, data=data, now=year.clock.now())


def tea_in_july(year: Year) -> None:
    spend(year, "AOZORA", dt.date(2019, 7, 5), "会議のお茶代", 1_111, 3, TaxCategory.REDUCED)


def june_taken_back_and_july_made_again(year: Year) -> None:
    """AOZORA's June is credited as a whole after it was paid; KOMACHI's July went out with a wrong address."""
    year.at(dt.date(2019, 8, 6))
    june = year.bill("AOZORA", Month(2019, 6)).head
    whole = CreditData(is_whole=True, reason="6月分は請求しないことで合意")
    note = credit_invoice(year.session, public_id=june.public_id, data=whole, **year.told)
    taken = invoices_queries.invoice(year.session, HOUSE, public_id=note).head
    # All of June: 100,000 + 4,000, and their tax of 8,320.
    assert (taken.number, taken.subtotal_yen, taken.tax_yen) == ("INV-2019-0013", -104_000, -8_320)
    year.at(dt.date(2019, 8, 8))
    july = year.bill("KOMACHI", Month(2019, 7)).head
    moved = ClientData("KOMACHI", NAMES["KOMACHI"], NAMES["KOMACHI"], "000-0003", "東京都架空区港2-3-4")
    edit_client(year.session, scope=HOUSE, public_id=year.clients["KOMACHI"], data=moved)
    draft = void_invoice(year.session, public_id=july.public_id, reason="宛先の住所違い", **year.told)
    assert issue_invoice(year.session, public_id=draft, **year.told) == "INV-2019-0014"
    agrees(year, "KOMACHI", Month(2019, 7))


def late_work_and_a_courier(year: Year) -> None:
    """On 3 September somebody remembers 30 minutes of 30 August, which is closed since the 2nd."""
    year.at(dt.date(2019, 9, 3))
    (entry,) = year.work("AOZORA", Month(2019, 8), [on(30, 8, 30)])
    found = entries_queries.entry_detail(year.session, HOUSE, entry)
    assert (found.work_date, found.month, found.is_late) == (dt.date(2019, 8, 30), Month(2019, 9), True)
    spend(year, "MINATO", dt.date(2019, 9, 10), "バイク便", 2_505, 1, TaxCategory.STANDARD)


def five_hours_bought(year: Year) -> None:
    year.at(dt.date(2019, 10, 25))
    client = year.clients["AOZORA"]
    top_up(year.session, client_public_id=client, month=Month(2019, 10), minutes=300, **year.told)


def an_hour_credited_and_tea(year: Year) -> None:
    """An hour of KOMACHI's September is charged anew in the open month, for ¥28,125 × 60 / 675 = 2,500 and its 8 %."""
    year.at(dt.date(2019, 11, 5))
    september = year.bill("KOMACHI", Month(2019, 9)).head
    (hour,) = [each for each in billing_queries.billed(year.session, HOUSE, september.id) if each.minutes == 60]
    data = CreditData(entry_ids=[hour.id], minutes_go=MinutesGo.AGAIN, reason="作業内容の記載違い")
    note = credit_invoice(year.session, public_id=september.public_id, data=data, **year.told)
    taken = invoices_queries.invoice(year.session, HOUSE, public_id=note)
    assert (taken.head.subtotal_yen, taken.head.tax_yen) == (-2_500, -200)
    assert [group.rate_pct for group in taken.tax_groups] == [8]  # the rate of the service taken back, not of today
    spend(year, "AOZORA", dt.date(2019, 11, 12), "会議のお茶代", 2_160, 2, TaxCategory.REDUCED)


def december_paid_in_part(year: Year) -> None:
    year.at(dt.date(2020, 1, 10))
    year.pay(year.bill("AOZORA", Month(2019, 12)).head, 100_000)
    # 157,500 + 15,750 − 100,000
    assert year.open_yen([year.bill("AOZORA", Month(2019, 12)).head]) == 73_250


EVENTS: dict[Month, Callable[[Year], None]] = {
    Month(2019, 6): new_package,
    Month(2019, 7): tea_in_july,
    Month(2019, 8): june_taken_back_and_july_made_again,
    Month(2019, 9): late_work_and_a_courier,
    Month(2019, 10): five_hours_bought,
    Month(2019, 11): an_hour_credited_and_tea,
    Month(2020, 1): december_paid_in_part,
}


def agrees(year: Year, code: str, month: Month) -> None:
    """The client's invoice of the month is the one of the table."""
    row, bill = ROWS[code][month], year.bill(code, month)
    assert bill.balance == row.balance, (code, month)
    assert bill.head.subtotal_yen == row.net_yen, (code, month)
    assert {group.rate_pct: group.tax_yen for group in bill.tax_groups} == row.taxes, (code, month)
    assert bill.head.total_yen == row.net_yen + sum(row.taxes.values()), (code, month)


def minutes_of(year: Year, bill: InvoiceView) -> list[tuple[dt.date, int, bool]]:
    """What an invoice bills or billed: day, minutes, and whether it still does."""
    found = billing_queries.billed(year.session, HOUSE, bill.head.id)
    return [(each.work_date, each.minutes, each.is_live) for each in found]


def test_twelve_months_come_out_to_the_minute_and_the_yen(year: Year, database: Database, tmp_path: Path) -> None:
    month = APRIL
    while month <= MARCH:
        EVENTS.get(month, lambda _year: None)(year)
        year.at(month.last_day, 20)
        for code, rows in ROWS.items():
            year.work(code, month, rows[month].work)
        year.pay_all()
        year.at(month.next().first_day + dt.timedelta(days=1))
        year.close(month)
        for code in ROWS:
            agrees(year, code, month)
        assert list(check(year.session)) == [], month
        month = month.next()

    the_hour_is_billed_once(year)
    the_books_are_whole(year)
    the_command_says_so(year, database, tmp_path)


def the_hour_is_billed_once(year: Year) -> None:
    """September billed 615 and 60; the 60 were taken back, and November bills its own two entries and exactly them."""
    september, november = (year.bill("KOMACHI", Month(2019, number)) for number in (9, 11))
    hour = dt.date(2019, 9, 5)
    assert minutes_of(year, september) == [(dt.date(2019, 9, 4), 615, True), (hour, 60, False)]
    assert minutes_of(year, november) == [
        (hour, 60, True),
        (dt.date(2019, 11, 5), 300, True),
        (dt.date(2019, 11, 6), 300, True),
    ]


def the_books_are_whole(year: Year) -> None:
    """No number is missing, and everything but what was just issued is paid or given back."""
    every = invoices_queries.invoices(year.session, HOUSE)
    # 2019: 8 months × 3, the July made again, 2 credit notes. 2020: January to April × 3.
    wanted = [f"INV-2019-{n:04}" for n in range(1, 28)] + [f"INV-2020-{n:04}" for n in range(1, 13)]
    assert sorted(each.number or "" for each in every) == wanted
    # March: 175,450 + 42,350 + 66,000
    assert year.open_yen(year.issued()) == 283_800


def the_command_says_so(year: Year, database: Database, tmp_path: Path) -> None:
    year.session.rollback()
    settings = {"DATABASE_URL": database.url, "DATA_DIR": str(tmp_path), "SECRET_KEY": "s" * 32}
    told = {f"ENNOSHITA_{name}": value for name, value in settings.items()} | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", "from app.start import main; main()", "check", "--json"]
    said = subprocess.run(command, cwd=ROOT, env=told, capture_output=True, text=True, check=False)
    assert (said.returncode, json.loads(said.stdout)["problem"]) == (0, None), said.stderr
