"""The terms editor: every parameter goes into the form and comes out the same, and an example follows it."""

from __future__ import annotations

import datetime as dt
import html
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from app.actions.clients import set_terms
from app.domain.accounts import HOUSE, Role
from app.domain.money import TaxRounding
from app.domain.opendays import DueShift
from app.domain.terms import Terms, package_terms
from app.domain.terms.activities import Activities, Counting
from app.domain.terms.billing import Billing, DueRule, IssueKind, IssueRule
from app.domain.terms.carry import Carry, CarryOver, Consume
from app.domain.terms.clock import Band, Clock, DayKind, Weighs
from app.domain.terms.duration import Duration, Notice, NoticeKind
from app.domain.terms.fees import Fee, FirstMonth
from app.domain.terms.overage import Consent, Overage
from app.domain.terms.rounding import Rounding, RoundingScope
from app.domain.worktime import TOKYO, Month
from app.queries import clients as clients_queries
from app.web import clients
from app.web.clients.examples import example_of
from app.web.clients.explaining import sentences_of_terms
from tests.app.web.office import Office, error_beside, open_office, text_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.worlds import MakeWorld

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
DECEMBER = Month(2026, 12)
FULL = Terms(
    DECEMBER,
    Fee(
        96_000,
        1_800,
        set_up_yen=30_000,
        management_pct=10,
        months_ahead=1,
        begins_on=dt.date(2026, 11, 25),
        is_prepaid=True,
    ),
    Overage(
        multiple_pct=125,
        step_min=60,
        rounding=Rounding.NEAREST,
        scope=RoundingScope.TASK_DAY,
        consent=Consent.WARN,
        top_up_min=90,
        is_month_later=True,
    ),
    Carry(CarryOver.DAYS, 70, cap_pct=40, above_min=1_200, fee_yen_per_hour=500, consume=Consume.BASE_FIRST, owes=True),
    Clock(
        (
            Band((DayKind.WEEKDAY,), 1_080, 1_320, 125),
            Band((DayKind.WEEKEND, DayKind.HOLIDAY), 0, 1_440, 150),
        ),
        Weighs.PRICE,
    ),
    Activities(meeting=Counting.BILLED, training=Counting.PAID, hand_over=Counting.NOT_COUNTED),
    Billing(
        20,
        IssueRule(IssueKind.BUSINESS_DAY, 4),
        DueRule(2, 10, DueShift.PREVIOUS, 7),
        TaxRounding.HALF_UP,
        10,
    ),
    team_size=3,
    is_shared=True,
    duration=Duration(
        12, 6, 3, Notice(NoticeKind.DAY, 1, 20), 8, 14, changes_at_renewal=True, ends_with=Month(2027, 11)
    ),
)
METERED = Terms(
    DECEMBER,
    Fee(5_000, metered_yen_per_hour=2_500, least_billed_min=600, set_up_yen=30_000, management_pct=10),
    carry=Carry(cap_min=60),
)
BY_DAY = Terms(
    DECEMBER,
    Fee(30_000, 600, first_month=FirstMonth.DAILY, begins_on=dt.date(2026, 12, 22)),
    Overage(3_000, consent=Consent.BEFORE, consent_min=90),
    Carry(CarryOver.MONTHS, 3),
)


class Fields(HTMLParser):
    """The fields of a page's forms as a browser would send them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select and (self._select not in self.found or "selected" in given):
            self.found[self._select] = value
        elif tag == "input" and name and (given.get("type") not in ("checkbox", "radio") or "checked" in given):
            self.found[name] = value


def fields_of(page: str) -> dict[str, str]:
    reader = Fields()
    reader.feed(page)
    return reader.found


@pytest.fixture
def office(make_world: MakeWorld, tmp_path: Path) -> Office:
    world = make_world().with_plan().at(dt.datetime(2026, 10, 15, 9, tzinfo=TOKYO))
    return open_office(world, tmp_path, clients.bp)


def address(office: Office) -> str:
    return f"/clients/{office.world.clients['ALPHA']}/terms"


def newest(office: Office) -> Terms:
    with office.world.database.session() as session:
        client = clients_queries.client(session, HOUSE, code="ALPHA")
        return clients_queries.terms_series(session, HOUSE, client.id)[-1]


@pytest.mark.parametrize("terms", [FULL, METERED, BY_DAY], ids=["full", "metered", "by_day"])
def test_every_parameter_comes_out_of_the_form_as_it_went_in(office: Office, terms: Terms) -> None:
    world, staff = office.world, office.browser(Role.OPERATOR)
    set_terms(world.session, scope=HOUSE, public_id=world.clients["ALPHA"], terms=terms, now=world.clock.now())

    sent = fields_of(staff.get(address(office)).text)
    page = staff.post(address(office), data={**sent, "valid_from": "2027-01"})

    assert page.status_code == 302
    # an end that was settled belongs to the terms before
    ended = replace(terms.duration, ends_with=None)
    assert newest(office) == replace(terms, valid_from=Month(2027, 1), duration=ended)


def test_a_theme_that_is_set_stands_open_and_others_are_folded(office: Office) -> None:
    world, staff = office.world, office.browser(Role.OPERATOR)
    before = staff.get(address(office)).text
    set_terms(world.session, scope=HOUSE, public_id=world.clients["ALPHA"], terms=FULL, now=world.clock.now())
    after = staff.get(address(office)).text

    assert (before.count('<details class="card theme">'), after.count('<details class="card theme" open>')) == (4, 4)


def test_the_example_follows_the_hours_typed(office: Office) -> None:
    staff = office.browser(Role.OPERATOR)
    sent = fields_of(staff.get(address(office)).text)

    part = staff.post("/clients/terms/explained", data={**sent, "example_used_min": "22時間10分"}).text

    # 20:00 for 50,000 at 3,000 above in steps of 15: 2:10 are 2:15, 6,750; 56,750 + 5,675
    said = text_of(f"<main>{part}</main>")
    assert "超過 2:15 ¥6,750" in said
    assert "合計（税込） ¥62,425" in said


def test_a_new_closing_day_is_explained_as_it_will_be_billed(office: Office) -> None:
    staff, company = office.browser(Role.OPERATOR), office.world.clients["ALPHA"]
    sent = fields_of(staff.get(address(office)).text) | {"valid_from": "2027-01", "closing_day": "15"}

    part = staff.post(f"/clients/terms/explained?client={company}", data=sent).text
    said = text_of(f"<main>{part}</main>")
    staff.post(address(office), data=sent)
    later = text_of(staff.get(f"/clients/{company}?month=2027-01").text)

    # 1 to 15 January are 15 of the 31 days from 16 December; 20:00 x 15 / 31 = 9:40, 50,000 x 15 / 31 = 24,193
    assert "1月分は15日間です（ふつうは31日間）。日割りはせず、20時間と¥50,000（税抜）をそのまま請求します。" in said
    assert "1月からの条件を9時間40分・¥24,193で保存し、続けて2月からの条件を" in said
    for page in (said, later):
        assert "1月分は2027年1月1日(金)から2027年1月15日(金)まで" in page


def test_the_example_is_worked_out_without_javascript(office: Office) -> None:
    staff = office.browser(Role.OPERATOR)
    sent = fields_of(staff.get(address(office)).text)

    page = staff.post(address(office), data={**sent, "example_used_min": "10", "explain": "1"})

    assert "翌月へ繰り越す時間 10:00" in text_of(page.text)
    assert newest(office).valid_from == Month(2026, 10)


def test_what_breaks_a_rule_is_said_beside_its_field_all_at_once(office: Office) -> None:
    staff = office.browser(Role.OPERATOR)
    sent = fields_of(staff.get(address(office)).text)
    wrong = {"metered_yen_per_hour": "2,500", "carry_cap_pct": "40", "carry_cap_min": "5"}

    page = staff.post(address(office), data={**sent, **wrong})

    assert page.status_code == 400
    assert "どちらか一方" in error_beside(page.text, "metered_yen_per_hour")
    assert "どちらか一方" in error_beside(page.text, "carry_cap_min")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"bands-0-days": "weekday"}, "時間帯と倍率を入力してください。"),
        ({"bands-0-days": "weekday", "bands-0-starts_min": "25:00"}, "時刻「25:00」を読み取れません。"),
        ({"carry_over": "months"}, "入力してください。"),
        ({"issue_kind": "business_day", "issue_day": "21"}, "第20営業日までにしてください。"),
        ({"begins_on": "来月"}, "日付「来月」を読み取れません。"),
        (
            {
                "bands-0-days": "weekday",
                "bands-0-starts_min": "9:00",
                "bands-0-stops_min": "12:00",
                "bands-0-multiple_pct": "150%",
                "bands-1-days": "weekday",
                "bands-1-starts_min": "11:00",
                "bands-1-stops_min": "13:00",
                "bands-1-multiple_pct": "150",
            },
            "時間帯が重なっています。",
        ),
    ],
)
def test_what_cannot_be_taken_is_said(office: Office, wrong: dict[str, str], sentence: str) -> None:
    staff = office.browser(Role.OPERATOR)
    sent = fields_of(staff.get(address(office)).text)

    page = staff.post(address(office), data={**sent, **wrong})

    assert page.status_code == 400
    assert sentence in html.unescape(page.text)


@pytest.mark.parametrize(
    ("terms", "sentence"),
    [
        (FULL, "月額は前払いです。12月を締めた請求書に、1月分の月額が載ります。"),
        (FULL, "月額と従量の合計の10%を、管理費として加えます。"),
        (FULL, "業務と日ごとに1時間単位で数え、"),
        (FULL, "使い切ると1時間30分ずつ買い足し、余った分は使うまで残ります。"),
        (FULL, "超過は、次の月の請求書に載せます。"),
        (FULL, "時間は、期間の初日から70日のあいだ使えます。"),
        (FULL, "繰り越せるのは12時間までです。"),  # 40 % of 30 hours
        (FULL, "毎月の時間が20時間を超えるプランだけが、繰り越せます。"),
        (FULL, "繰り越した時間には、1時間¥500（税抜）の手数料がかかります。"),
        (FULL, "平日の18:00〜22:00は、料金が125%になります。"),
        (FULL, "打ち合わせは、パッケージとは別に請求します。"),
        (FULL, "研修は請求しません。アシスタントには払います。"),
        (FULL, "12月分は2026年11月25日(水)から2026年12月20日(日)まで"),
        (FULL, "12月分の請求書は、2027年1月7日(木)に発行します。"),  # 4, 5, 6, 7 January
        (FULL, "お支払は、請求書の発行から7日以内です。"),
        (FULL, "明細への質問は、発行から10日以内に受けます。"),
        (METERED, "稼働した時間を、1時間¥2,500（税抜）で請求します。少なくとも10時間を請求します。"),
        (METERED, "最初の月に、初期費用¥30,000（税抜）を請求します。"),
        (BY_DAY, "契約は2026年12月22日(火)に始まり、最初の月は料金も時間も日割りです。"),
        (BY_DAY, "使わなかった時間は、3か月後の月末まで使えます。"),
    ],
)
def test_every_rule_has_its_sentence(office: Office, terms: Terms, sentence: str) -> None:
    with office.app.test_request_context():
        assert sentence in "\n".join(sentences_of_terms(terms))


def test_an_example_of_metered_hours_shows_what_is_charged(office: Office) -> None:
    with office.app.test_request_context():
        example = example_of(METERED, 750)

    # 12:30 x 2,500 = 31,250 with 5,000, 10 % of both 3,625; the set-up fee is only the first month's
    assert [(line.minutes, line.amount_yen) for line in example.lines] == [(None, 5_000), (750, 31_250), (None, 3_625)]
    assert (example.subtotal_yen, example.total_yen) == (39_875, 43_862)


def test_an_example_beyond_the_consent_says_how_much_is_missing(office: Office) -> None:
    with office.app.test_request_context():
        assert example_of(BY_DAY, 720).needs_consent_min == 30  # 12:00 - 10:00 - 1:30
        assert example_of(package_terms(DECEMBER, 1, 600, 1), 720).needs_consent_min == 0


def test_the_form_of_a_new_company_explains_without_storing(office: Office) -> None:
    staff = office.browser(Role.OPERATOR)
    sent = fields_of(staff.get("/clients/new").text)
    written = {"code": "GAMMA", "name": "ガンマ出版", "included_min": "10", "base_fee_yen": "25,000"}

    page = staff.post("/clients/new", data={**sent, **written, "overage_yen_per_hour": "2,500", "explain": "1"})

    assert page.status_code == 200
    assert re.search("毎月10時間を¥25,000", page.text)
    with office.world.database.session() as session:
        assert {each.code for each in clients_queries.clients(session, HOUSE)} == {"ALPHA", "BETA"}
