"""A month's hours as the client and the operation see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.actions.invoices.close import close_client_month
from app.domain.accounts import HOUSE, Role
from app.queries import clients as clients_queries
from app.queries import hours as hours_queries
from app.web.hours import showing
from tests.app.web.office import text_of
from tests.app.web.working_month import OCTOBER, cast_of
from tests.clocks import CountingIds

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from tests.app.web.working_month import Operation

PAGE = "/hours?month=2026-11"


@pytest.fixture
def staff(operation: Operation) -> FlaskClient:
    return operation.browser(Role.OPERATOR)


class TestClient:
    def test_hours_stand_by_task_and_entry_with_the_package(self, operation: Operation) -> None:
        text = text_of(operation.browser(Role.CLIENT).get(PAGE).text)

        assert "34時間12分のうち17時間12分を使用" in text
        # 打合せ議事録: 4 × 80 = 320 minutes, the most of the five
        assert "業務ごとの時間 打合せ議事録の作成 5:20" in text
        assert "予約台帳の更新" not in text
        assert "取り消す" not in text


class TestStaffPage:
    def test_every_clients_package_is_a_row_of_figures_and_a_bar(self, staff: FlaskClient) -> None:
        html = staff.get(PAGE).text

        text = text_of(html)
        assert "アオゾラ設計室 30:00 4:12 使用17:12・予定4:18・空き12:42 17:12 4:18 12:42 – 50%使用" in text
        assert "みどり歯科 10:00 – 使用7:12・予定1:48・空き1:00 7:12 1:48 1:00 – 72%使用" in text
        assert "合計 70:00 4:12 43:28 10:52 19:52 –" in text

    def test_packages_are_paged_and_searched_and_their_sum_is_of_all_of_them(
        self, staff: FlaskClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(showing, "CLIENTS_PAGE", 1)

        first, last = (staff.get(f"{PAGE}&clients={page}").text for page in (1, 3))

        assert "アオゾラ設計室 30:00" in text_of(first)
        assert "みどり歯科 10:00" not in text_of(first)
        assert "みどり歯科 10:00" in text_of(last)
        for page in (first, last):
            assert "合計 70:00 4:12 43:28 10:52 19:52 –" in text_of(page)
        found = text_of(staff.get(f"{PAGE}&q=みどり").text)
        assert "合計 10:00 – 7:12 1:48 1:00 –" in found
        assert "「どこにもない」に当てはまる依頼企業はありません" in text_of(staff.get(f"{PAGE}&q=どこにもない").text)

    def test_one_clients_entries_are_shown_alone(self, operation: Operation, staff: FlaskClient) -> None:
        with operation.database.session() as session:
            midori = cast_of(session).clients["みどり歯科"]

        text = text_of(staff.get(f"{PAGE}&client={midori}").text)

        assert "みどり歯科の記録だけを表示しています。" in text
        list_of_entries = text[text.index("稼働の記録") :]
        assert "予約台帳の更新" in list_of_entries
        assert "商品登録" not in list_of_entries

    def test_a_client_that_does_not_exist_is_not_found(self, staff: FlaskClient) -> None:
        assert staff.get(f"{PAGE}&client=nobody").status_code == 404

    def test_a_closed_month_says_so_and_keeps_its_entries(self, operation: Operation, staff: FlaskClient) -> None:
        with operation.database.session() as session:
            close_client_month(
                session,
                scope=HOUSE,
                client_public_id=cast_of(session).clients["みどり歯科"],
                month=OCTOBER,
                now=operation.clock.now(),
                new_id=CountingIds(80_000),
            )
            midori = clients_queries.client(session, HOUSE, code="MIDORI")
            (entry_of_october, *_) = hours_queries.entries(session, HOUSE, month=OCTOBER, client_id=midori.id)

        path = f"/hours/entries/{entry_of_october.public_id}"
        answer = staff.post(f"{path}/reverse", data={"reason": "x"})

        assert answer.status_code == 409
        assert "この月は締め済みです。" in answer.text
        assert "2026年10月は締め済みです。" in staff.get(path).text
        assert "締め済み" in text_of(staff.get("/hours?month=2026-10").text)
