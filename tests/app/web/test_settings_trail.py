"""The page of the audit trail and its file: filters, whether the chain holds, and a file that proves itself."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event

from app.actions.accounts.standing import set_role
from app.database import transaction
from app.domain.accounts import Role
from app.models.audit import HOUSE_STREAM, record
from app.translations.audit import ACTIONS, KINDS, REFUSALS
from tests.app.web.office import text_of
from tests.app.web.test_accounts_flows import Pages, make_pages
from tests.signing import ADMINISTRATOR, OPERATOR

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from tests.signing import House

ROOT = Path(__file__).parents[3]
MOST_STATEMENTS, MOST_BYTES = 20, 60_000


@pytest.fixture
def pages(house: House, tmp_path: Path) -> Pages:
    return make_pages(house, tmp_path)


@pytest.fixture
def browser(pages: Pages) -> FlaskClient:
    """An administrator's, after somebody was refused."""
    pages.sign_in(pages.browser(), OPERATOR, "a guess")
    pages.sign_in(pages.browser(), "nobody@example.jp", "a guess")
    return pages.inside(ADMINISTRATOR)


def _rows(browser: FlaskClient, query: str = "") -> list[str]:
    """What each row of the table says was done, the newest first."""
    html = browser.get(f"/settings/audit{query}").text.partition("</form>")[2]
    table = html.partition('id="h-trail"')[2].partition("</section>")[0]
    return [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r'<td class="b">(.*?)</td>', table)]


def test_what_was_done_is_said_in_words_and_the_newest_first(browser: FlaskClient) -> None:
    assert _rows(browser)[:3] == ["サインインした", "サインインを断った", "サインインを断った"]
    assert "この画面の" in browser.get("/settings/audit").text
    assert "方法：パスワード" in browser.get("/settings/audit").text
    assert "どれも前の記録とつながっています" in browser.get("/settings/audit").text


def test_it_is_filtered_by_who_what_when_and_refusals(browser: FlaskClient) -> None:
    assert _rows(browser, "?kind=refused") == ["サインインを断った", "サインインを断った"]
    assert _rows(browser, "?actor=jun%40&kind=account") == ["サインインした"]
    assert _rows(browser, "?kind=invoice") == []
    assert _rows(browser, "?first_day=2026-11-19") == []
    assert len(_rows(browser, "?first_day=2026-11-18&last_day=2026-11-18")) >= 3


def test_what_is_no_day_is_said_beside_its_field(browser: FlaskClient) -> None:
    answer = browser.get("/settings/audit?first_day=x")

    assert answer.status_code == 400
    assert "aria-invalid" in answer.text
    assert "どれも前の記録とつながっています" not in answer.text  # of what is not shown nothing is said
    assert browser.get("/settings/audit.csv?first_day=x").status_code == 400


def test_what_was_changed_stands_beside_what_was_done(pages: Pages, browser: FlaskClient) -> None:
    house = pages.house
    set_role(
        house.session,
        scope=house.scope(ADMINISTRATOR),
        public_id=house.account().public_id,
        role=Role.ADMINISTRATOR,
        client_id=None,
        assistant_id=None,
        now=house.now,
        new_key=lambda: "another key",
    )

    assert "役割：運営 → 管理者" in browser.get("/settings/audit").text


def test_the_page_is_light_and_asks_the_database_a_few_times_with_many_records(
    pages: Pages, browser: FlaskClient
) -> None:
    house, values = pages.house, {f"a_long_name_{number}": "x" * 200 for number in range(20)}
    house.session.rollback()
    with transaction(house.session):
        for _ in range(120):
            record(
                house.session,
                stream=HOUSE_STREAM,
                account_id=None,
                action="terms.set",
                subject="client:aaaaaaaaaaaaaaaaaaaaaa",
                now=house.now,
                after=values,
            )
    asked: list[str] = []
    event.listen(house.database.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))

    answer = browser.get("/settings/audit?page=2")

    assert len(asked) <= MOST_STATEMENTS
    assert len(answer.data) <= MOST_BYTES
    assert "ほか14項目" in answer.text  # 20 values, of which 6 are shown
    assert _rows(browser, "?page=3")


def test_the_whole_chain_is_checked_in_the_background_and_the_page_says_so(pages: Pages, browser: FlaskClient) -> None:
    assert "まだ全体を確かめていません。" in browser.get("/settings/audit").text

    assert browser.post("/settings/audit/check").headers["Location"].startswith("/jobs/")
    pages.house.run_jobs()

    text = text_of(browser.get("/settings/audit").text)
    assert "つながっています" in text
    assert "に全体を確かめました。" in text


def test_a_file_proves_every_hash_by_itself(browser: FlaskClient) -> None:
    """As `docs/security.md` says how, with nothing of the program."""
    answer = browser.get("/settings/audit.csv", buffered=True)
    assert answer.headers["Content-Disposition"] == "attachment; filename=audit_2026-11-18.csv"
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))[1:]

    previous = "0" * 64
    for *_, before, told, text in rows:
        plain = json.dumps(json.loads(text), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        assert before == previous
        previous = hashlib.sha256((before + plain).encode()).hexdigest()
        assert told == previous
    assert len(rows) >= 4


def test_nothing_in_the_file_is_worked_out_by_a_spreadsheet(pages: Pages, browser: FlaskClient) -> None:
    house = pages.house
    house.session.rollback()
    with transaction(house.session):
        record(
            house.session,
            stream=HOUSE_STREAM,
            account_id=None,
            action="terms.set",
            subject="client:x",
            now=house.now,
            after={"note": "=1+1\u202e\x7f\nx"},
            reason="=cmd|' /C calc'!A0",
        )

    answer = browser.get("/settings/audit.csv", buffered=True)

    *_, last = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert last[8] == "'=cmd|' /C calc'!A0"
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in last)
    assert json.loads(last[-1])["reason"] == "=cmd|' /C calc'!A0"
    assert json.loads(last[-1])["after"] == {"note": "=1+1\u202e\x7f\nx"}


def test_only_administrators_read_it(pages: Pages) -> None:
    browser = pages.inside()

    for path in ("/settings/audit", "/settings/audit.csv"):
        assert browser.get(path).status_code == 403
    assert browser.post("/settings/audit/check").status_code == 403


def test_every_action_that_is_recorded_has_words_and_a_kind() -> None:
    told = "\n".join(path.read_text("utf-8") for path in (ROOT / "app/actions").rglob("*.py"))
    named = {each for each in re.findall(r'"([a-z]+\.[a-z_]+)"', told) if each.partition(".")[0] in KINDS} - {
        *("account.id", "invoice.pdf")
    }

    assert named - ACTIONS.keys() == set()
    assert {each.partition(".")[0] for each in ACTIONS} == KINDS.keys()
    assert tuple(each for each in ACTIONS if each.endswith("refused")) == REFUSALS
