"""One assignment beside the grid: against the next best figure by figure, its due day, the weeks of who has it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.actions.plans.make import make_plan
from app.domain.accounts import HOUSE, Role
from app.queries import plans as plans_queries
from app.queries.plans.beside import Beside, Side
from app.web.plans.picking import Comparison, Line, compared
from tests.app.web.office import text_of
from tests.app.web.working_month import NOVEMBER
from tests.clocks import CountingIds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.queries.plans import AssignmentView
    from tests.app.web.working_month import Operation

DECEMBER = "/plans?month=2026-12"
#: 494 points in 6:30 at 80 % of the month.
OWN = Side("own", 390, 494.0, 0.0, 0, is_previous=False, load_percent=80, missing_minutes=0, is_team_full=False)
OTHER = replace(OWN, assistant="other", load_percent=95)


@pytest.fixture
def speaking(operation: Operation) -> Iterator[None]:
    """Words are said in a request; a browser of its own makes its own."""
    with operation.app.test_request_context("/"):
        yield


def lines(own: Side, other: Side, code: str = "overall") -> dict[str, tuple[str, str]]:
    return {line.name: (line.own, line.other) for line in compared(Beside(own, other), "森下", code).lines}


def december(operation: Operation) -> list[AssignmentView]:
    """The rows of a draft nobody has begun to work on."""
    told = {"scope": HOUSE, "now": operation.clock.now(), "new_id": CountingIds(60_000)}
    with operation.database.session() as session:
        made = make_plan(session, month=NOVEMBER.next(), **told)
        return plans_queries.assignments(session, HOUSE, plans_queries.plan_by_id(session, made.public_id).id)


@pytest.mark.usefixtures("speaking")
def test_two_who_are_alike_are_compared_by_value_time_and_load_alone() -> None:
    assert compared(Beside(OWN, OTHER), "森下", "even_load") == Comparison(
        "森下",
        (
            Line("適性×優先度", "494", "494"),
            Line("かかる時間", "6:30", "6:30"),
            Line("月の負担", "80%", "95%", decides=True),
        ),
        "森下さんに替えても、点は同じです。",
    )


@pytest.mark.usefixtures("speaking")
def test_overage_is_taken_off_the_points() -> None:
    told = lines(replace(OWN, overage_cost=4.5), replace(OTHER, minutes=430, overage_cost=24.5))

    assert told["超過の費用"] == ("−4.5", "−24")
    assert told["合計の点"] == ("490", "470")
    # 494 - 4.5 = 489.5, 494 - 24.5 = 469.5: 20 points
    assert (
        compared(
            Beside(replace(OWN, overage_cost=4.5), replace(OTHER, minutes=430, overage_cost=24.5)), "森下", ""
        ).instead
        == "森下さんに替えると、20点下がります。パッケージを40分多く使います。"
    )


@pytest.mark.usefixtures("speaking")
@pytest.mark.parametrize(
    ("code", "changes", "line"),
    [
        ("published", {"changes": 1}, Line("公開中の計画から", "変わらない", "変わる", decides=True)),
        ("others_full", {"missing_minutes": 45}, Line("足りない空き", "ない", "0:45", decides=True)),
        ("team_kept", {"is_team_full": True}, Line("担当の人数", "上限内", "上限を超える", decides=True)),
    ],
)
def test_what_decided_is_marked(code: str, changes: dict[str, int], line: Line) -> None:
    told = compared(Beside(OWN, replace(OTHER, **changes)), "森下", code)  # type: ignore[arg-type]

    assert [each for each in told.lines if each.decides] == [line]


@pytest.mark.usefixtures("speaking")
def test_who_had_it_last_month_is_told_of_either() -> None:
    assert lines(replace(OWN, is_previous=True), OTHER)["先月も担当"] == ("はい", "いいえ")


@pytest.mark.usefixtures("speaking")
def test_nothing_is_promised_of_somebody_who_has_no_time() -> None:
    assert compared(Beside(OWN, replace(OTHER, value=600.0, missing_minutes=30)), "森下", "others_full").instead == ""


@pytest.mark.usefixtures("speaking")
def test_a_next_best_that_is_better_here_says_so() -> None:
    told = compared(Beside(OWN, replace(OTHER, value=500.0, minutes=360)), "森下", "overall")

    assert told.instead == "森下さんに替えると、ここだけなら6.0点上がります。パッケージは30分少なくて済みます。"


def test_the_page_compares_the_picked_assistant_with_the_next_best(operation: Operation) -> None:
    rows = december(operation)
    row = next(row for row in rows if "next_best" in row.reason)

    html = operation.browser(Role.OPERATOR).get(f"{DECEMBER}&item={row.work_item_public_id}").text

    text = text_of(html)
    assert f"次点との比較 比べること {row.assistant_name} 次点" in text
    # 360 minutes; who had it in November is asked before the load
    assert "先月も担当 決め手 はい いいえ かかる時間 6:00 6:00 月の負担" in text


def test_work_that_somebody_has_begun_is_compared_with_nobody(operation: Operation) -> None:
    assert 'class="t tight versus"' not in operation.browser(Role.OPERATOR).get("/plans?month=2026-11").text


def test_a_due_day_is_set_beside_the_grid_and_the_weeks_are_shown(operation: Operation) -> None:
    browser, row = operation.browser(Role.OPERATOR), december(operation)[0]
    sent = {"month": "2026-12", "item": row.work_item_public_id, "due": "2026-12-11"}

    text = text_of(browser.post("/plans/due", data=sent, follow_redirects=True).text)

    assert "期限を変えました。計画しなおすと反映されます。" in text
    assert "期限 12/11(金)" in text
    assert "この案を作ったあとに" in browser.get("/plans/freshness?month=2026-12&version=1").text
    # 12/6 ends the first week, 12/13 the second
    assert re.search(rf"{row.assistant_name}さんの週 第1週 12/6\(日\)まで .*? 第2週 12/13\(日\)まで", text)


@pytest.mark.parametrize(("due", "said"), [("2027-01-01", "その月の日付にしてください。"), ("soon", "日付「soon」")])
def test_a_day_that_cannot_be_is_refused_in_words(operation: Operation, due: str, said: str) -> None:
    browser, row = operation.browser(Role.OPERATOR), december(operation)[0]

    answer = browser.post("/plans/due", data={"month": "2026-12", "item": row.work_item_public_id, "due": due})

    assert answer.status_code == 400
    assert said in answer.text


def test_only_staff_set_a_due_day(operation: Operation) -> None:
    for role in (Role.CLIENT, Role.ASSISTANT):
        assert operation.browser(role).post("/plans/due", data={"month": "2026-11"}).status_code == 403
