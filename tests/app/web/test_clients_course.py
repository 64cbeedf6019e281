"""How long a contract runs, on the pages: its days, a fee before work, what the operator is reminded of."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.actions.clients import set_terms
from app.domain.accounts import HOUSE, Role
from app.domain.terms import Terms
from app.domain.terms.duration import Duration, Notice, NoticeKind
from app.domain.terms.fees import Fee
from app.domain.worktime import TOKYO, Month
from app.web import clients, home
from app.web.clients.explaining import sentences_of_terms
from tests.app.web.office import Office, open_office, text_of
from tests.worlds import TERMS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.worlds import MakeWorld

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
NOVEMBER = Month(2026, 11)
YEARLY = Duration(12, 12, notice=Notice(NoticeKind.DAY, 1, 31))


@pytest.fixture
def office(make_world: MakeWorld, tmp_path: Path) -> Office:
    world = make_world(terms=replace(TERMS, duration=YEARLY)).with_plan()
    return open_office(world.at(dt.datetime(2026, 10, 15, 9, tzinfo=TOKYO)), tmp_path, clients.bp, home.bp)


def page(office: Office, month: str = "2026-10") -> str:
    found = office.browser(Role.OPERATOR).get(f"/clients/{office.world.clients['ALPHA']}?month={month}")
    assert found.status_code == 200
    return text_of(found.text)


def test_the_days_of_a_contract_stand_on_its_page(office: Office) -> None:
    said = page(office)

    # October 2026 to September 2027; notice until the end of August
    assert "契約の初日 2026年10月1日" in said
    assert "いまの期間の終わり 2027年9月30日" in said
    assert "解約の申し出の期限 2027年8月31日" in said
    assert "更新日 2027年10月1日" in said


def test_the_board_reminds_of_what_is_near_and_of_nothing_else(office: Office) -> None:
    browser, reminded = office.browser(Role.OPERATOR), "2027年8月31日(火)までに申し出がなければ、自動で更新します。"
    assert "契約の期限" not in text_of(browser.get("/").text)

    office.world.at(dt.datetime(2027, 8, 2, 9, tzinfo=TOKYO))

    board = text_of(office.browser(Role.OPERATOR).get("/").text)
    assert "契約の期限 2社" in board
    assert reminded in board
    assert reminded in page(office, "2027-08")


def test_a_fee_before_work_is_recorded_once_and_taken_back(office: Office) -> None:
    world, browser = office.world, office.browser(Role.OPERATOR)
    terms = replace(TERMS, valid_from=NOVEMBER, fee=replace(TERMS.fee, is_prepaid=True))
    set_terms(world.session, scope=HOUSE, public_id=world.clients["ALPHA"], terms=terms, now=world.clock.now())
    at = f"/clients/{world.clients['ALPHA']}/prepayment"
    sent = {"received_on": "2026-10-14", "amount_yen": "55,000円"}
    assert "前金" not in page(office)
    assert "11月の前金 入金待ち" in page(office, "2026-11")

    for _twice in range(2):
        assert browser.post(f"{at}?month=2026-11", data=sent).status_code == 302

    assert "10月14日(水)に¥55,000の入金を確かめました。" in page(office, "2026-11")
    assert browser.post(f"{at}/withdraw?month=2026-11").status_code == 302
    assert "11月の前金 入金待ち" in page(office, "2026-11")


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"received_on": "2026-10-16", "amount_yen": "55000"}, "入金日"),
        ({"received_on": "", "amount_yen": "55000"}, "入力してください。"),
        ({"received_on": "2026-10-14", "amount_yen": "たくさん"}, "数を読み取れません。"),
    ],
)
def test_a_payment_that_cannot_be_is_refused_in_words(office: Office, sent: dict[str, str], said: str) -> None:
    world, browser = office.world, office.browser(Role.OPERATOR)
    terms = replace(TERMS, valid_from=NOVEMBER, fee=replace(TERMS.fee, is_prepaid=True))
    set_terms(world.session, scope=HOUSE, public_id=world.clients["ALPHA"], terms=terms, now=world.clock.now())

    browser.post(f"/clients/{world.clients['ALPHA']}/prepayment?month=2026-11", data=sent)
    found = text_of(browser.get(f"/clients/{world.clients['ALPHA']}?month=2026-11").text)

    assert said in found
    assert "入金待ち" in found


@pytest.mark.parametrize(
    ("duration", "sentences"),
    [
        (Duration(), []),
        (Duration(6, 3), ["契約期間は6か月です。そのあとは3か月ずつ、自動で更新します。"]),
        (Duration(6), ["契約期間は6か月です。自動では更新しません。"]),
        (Duration(least_months=3), ["解約できるのは、3か月目の終わりからです。"]),
        (
            Duration(notice=Notice(NoticeKind.MONTHS, 2)),
            ["解約は、契約が終わる日の2か月前までに申し出ます。"],
        ),
        (Duration(notice=Notice(NoticeKind.DAY, 0, 15)), ["解約は、終わる月の15日までに申し出ます。"]),
        (Duration(notice=Notice(NoticeKind.DAY, 1, 31)), ["解約は、終わる月の1か月前の末日までに申し出ます。"]),
        (Duration(cooling_off_days=8), ["契約の初日から8日のあいだは、初期解約できます。"]),
        (Duration(lower_days=14), ["契約の初日から14日のあいだは、小さいプランに変えられます。"]),
        (Duration(changes_at_renewal=True), ["プランを変えられるのは、更新のときだけです。"]),
        (Duration(ends_with=Month(2027, 3)), ["契約は2027年3月で終わります。"]),
    ],
)
def test_the_course_is_told_in_sentences(office: Office, duration: Duration, sentences: list[str]) -> None:
    plain = Terms(NOVEMBER, Fee(50_000, 1_200))
    with office.app.test_request_context():
        before = sentences_of_terms(plain)
        said = sentences_of_terms(replace(plain, duration=duration))

    assert [text for text in said if text not in before] == sentences


def test_a_fee_before_work_is_told(office: Office) -> None:
    with office.app.test_request_context():
        said = sentences_of_terms(Terms(NOVEMBER, Fee(50_000, 1_200, is_prepaid=True)))

    assert "月額の入金を確かめるまで、その月の稼働はパッケージに記録できません。" in said
