"""One operation over a month, in each language: every role comes in when it is its turn and does what it comes for."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from app.actions.assistants import set_fee
from app.config import Settings
from app.domain.accounts import HOUSE, Role
from app.domain.pay import FeeTerms
from app.domain.worktime import TOKYO
from app.factory import create_app
from app.jobs.threads import JobThreads
from app.queries import hours as hours_queries
from app.queries import invoices as invoices_queries
from app.queries import plans as plans_queries
from app.queries import tasks as tasks_queries
from app.queries.check import check
from tests.browser.saying import Speech
from tests.worlds import OCTOBER, PASSWORD, SEPTEMBER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask
    from playwright.sync_api import Locator, Page

    from app.domain.accounts import Scope
    from tests.worlds import MakeWorld, World

pytestmark = [
    pytest.mark.browser,
    # What the browser does is the same on both databases; the journeys run on both.
    pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True),
]
SHEET = Path(__file__).parents[2] / "seeds" / "data" / "inventories" / "studio_cp932.csv"
NAMES = {Role.CLIENT: "client", Role.OPERATOR: "operator", Role.ADMINISTRATOR: "admin"}


@dataclass
class Visit:
    """A person in front of the app, who reads one language."""

    page: Page
    address: str
    say: Speech

    def sign_in(self, name: str) -> Visit:
        """In, by address and password."""
        self.page.on("dialog", lambda dialog: dialog.accept())
        self.page.goto(f"{self.address}/sign-in?lang={self.say.language}")
        self.page.get_by_label(self.say("メールアドレス")).fill(f"{name}@example.jp")
        self.page.get_by_label(self.say("パスワード")).fill(PASSWORD)
        self.page.get_by_role("button", name=self.say("サインイン"), exact=True).click()
        expect(self.page).not_to_have_url(re.compile("sign-in"))
        return self

    def go(self, path: str) -> Visit:
        """On that page, which is in the person's language."""
        self.page.goto(f"{self.address}{path}")
        expect(self.page.locator("html")).to_have_attribute("lang", self.say.language)
        return self

    def fill(self, label: str, text: str) -> Visit:
        """The first field whose label begins so, filled in; that it is optional stands in the label as well."""
        begins = re.compile(f"^{re.escape(self.say(label))}")
        self.page.get_by_label(begins).and_(self.page.locator("main :is(input, textarea)")).first.fill(text)
        return self

    def press(self, button: str, **values: object) -> Visit:
        """The button pressed, the first that is named so."""
        self._named("button", button, values).click()
        return self

    def follow(self, link: str, **values: object) -> Visit:
        """The link followed, the first that is named so."""
        self._named("link", link, values).click()
        return self

    def reads(self, sentence: str, **values: object) -> Visit:
        """The page says that."""
        expect(self.page.locator("main")).to_contain_text(self.say(sentence, **values))
        return self

    def _named(self, kind: str, name: str, values: dict[str, object]) -> Locator:
        return self.page.locator("main").get_by_role(kind, name=self.say(name, **values)).first  # type: ignore[arg-type]


@dataclass
class Month:
    """The operation, and how somebody comes in."""

    world: World
    enter: Callable[[str], Visit]

    def at(self, month: int, day: int, hour: int = 9) -> Month:
        """It is that day of 2026."""
        self.world.at(dt.datetime(2026, month, day, hour, tzinfo=TOKYO))
        return self

    @property
    def doer(self) -> Scope:
        """The assistant who has the task of ALPHA's."""
        self.world.session.rollback()
        return self.world.doer("受注入力")

    @property
    def doer_name(self) -> str:
        """How that assistant signs in."""
        return "sato" if self.doer.assistant_id == 1 else "mori"


@pytest.fixture(params=["ja", "en"])
def month(
    request: pytest.FixtureRequest,
    make_world: MakeWorld,
    serve: Callable[[Flask], str],
    open_page: Callable[..., Page],
    tmp_path: Path,
) -> Iterator[Month]:
    world, speech = make_world(), Speech(request.param)
    world.account("client@example.jp", Role.CLIENT, client="ALPHA")
    world.account("operator@example.jp", Role.OPERATOR)
    world.account("admin@example.jp", Role.ADMINISTRATOR)
    for name, public_id in world.assistants.items():
        world.account(f"{name}@example.jp", Role.ASSISTANT, assistant=name)
        set_fee(
            world.session, scope=HOUSE, public_id=public_id, terms=FeeTerms(SEPTEMBER, 1_500), now=world.clock.now()
        )
    settings = Settings(world.database.url, "s" * 40, tmp_path)
    address = serve(create_app(settings, database=world.database, clock=world.clock))
    threads = JobThreads(world.runner(), 2)
    threads.start()
    yield Month(world, lambda name: Visit(open_page(), address, speech).sign_in(name))
    threads.stop()


def test_a_month_of_each_role(month: Month) -> None:
    the_administrator_sets_the_place_up(month.at(9, 28))
    the_client_hands_in_its_tasks(month.at(9, 28, 11))
    the_operator_scores_plans_and_publishes(month.at(9, 29))
    the_client_sees_the_plan(month.at(9, 29, 15))
    the_assistant_works(month.at(10, 20))
    the_client_asks(month.at(10, 21))
    the_operator_answers(month.at(10, 22))
    the_operator_bills(month.at(11, 2))
    the_client_gets_the_invoice(month.at(11, 3))
    the_assistant_is_paid(month.at(11, 4))
    the_administrator_looks_back(month.at(11, 5))

    month.world.session.rollback()
    assert list(check(month.world.session)) == []


def the_administrator_sets_the_place_up(month: Month) -> None:
    admin = month.enter("admin").go("/settings")
    admin.fill("会社名", "株式会社みなと").press("保存する")
    admin.reads("発行者を保存しました。これから発行する請求書に印字されます。")
    expect(admin.page.get_by_label(admin.say("会社名"))).to_have_value("株式会社みなと")

    admin.go("/settings/accounts").fill("名前", "伊藤 舞").fill("メールアドレス", "ito@example.jp")
    admin.page.locator("main select[name=role]").select_option("operator")
    admin.press("招待する").reads("%(name)sさんに招待のメールを送りました。", name="伊藤 舞")


def the_client_hands_in_its_tasks(month: Month) -> None:
    client = month.enter("client").go("/tasks/import")
    client.page.locator("input[type=file]").set_input_files(SHEET)
    client.press("読み取る").reads("文字コード %(encoding)s", encoding=client.say("Shift_JIS（cp932）"))
    client.press("%(count)s業務を取り込む", count=18)

    expect(client.page.get_by_role("heading", name=client.say("業務棚卸"), exact=True)).to_be_visible()
    expect(client.page.locator("main")).to_contain_text("社会保険労務士法")
    month.world.session.rollback()
    # The world's own task and 18 of the sheet.
    assert len(tasks_queries.inventory(month.world.session, month.world.client_scope("ALPHA"))) == 19


def the_operator_scores_plans_and_publishes(month: Month) -> None:
    operator = month.enter("operator").go("/tasks?month=2026-10")
    operator.press("採点しなおす")
    expect(operator.page.locator("main")).to_contain_text("21")
    operator.go("/plans?month=2026-10").press("計画を作る")
    operator.follow("確認して公開").press("公開する")
    operator.reads("第%(version)s版・公開中", version=1)


def the_client_sees_the_plan(month: Month) -> None:
    client = month.enter("client").go("/plans?month=2026-10")
    expect(client.page.locator("main")).to_contain_text("受注入力")


def the_assistant_works(month: Month) -> None:
    world, assistant = month.world, month.enter(month.doer_name).go("/")
    assistant.press("%(task)sを始める", task="受注入力")
    expect(assistant.page.get_by_text(assistant.say("計測中")).first).to_be_visible()
    world.clock.advance(minutes=42)
    assistant.press("%(task)sを止めて記録する", task="受注入力")
    expect(assistant.page.get_by_text(assistant.say("計測中"))).to_have_count(0)

    assistant.go("/hours?month=2026-10&week=2026-10-12")
    assistant.page.locator("table.wk input[aria-label*='受注入力']").nth(1).fill("1時間半")
    assistant.press("保存する").reads("%(count)s件の時間を記録しました。", count=1)
    assistant.go("/hours?month=2026-10").fill("長さ", "0:30").press("記録する").reads("時間を記録しました。")

    assistant.go("/hours/month?month=2026-10")
    expect(assistant.page.locator("main")).to_contain_text("2:42")  # 0:42 + 1:30 + 0:30
    world.session.rollback()
    entries = hours_queries.entries(world.session, month.doer, month=OCTOBER)
    assert sorted(entry.minutes for entry in entries) == [30, 42, 90]


def the_client_asks(month: Month) -> None:
    client = month.enter("client").go("/hours/top-up?month=2026-10")
    client.page.locator("input[name=minutes]").first.check()
    client.press("追加を頼む")
    expect(client.page.locator("[role=status], .flash, .note").first).to_be_visible()

    client.go("/hours?month=2026-10")
    client.page.locator("main a[href^='/hours/entries/']").first.click()
    client.fill("質問", "何の作業でしたか。").press("質問を送る")
    client.reads("運営の返事をお待ちください。返事があるとお知らせします。")


def the_operator_answers(month: Month) -> None:
    operator = month.enter("operator").go("/hours/approvals?month=2026-10")
    operator.follow("確かめて答える").fill("返事", "注文書の入力です。").press("返事を送る")
    expect(operator.page.locator("main")).to_contain_text("注文書の入力です。")
    operator.go(f"/hours/top-up?month=2026-10&client={month.world.clients['ALPHA']}")
    operator.page.locator("input[name=minutes]").first.check()
    operator.press("追加する")
    expect(operator.page).not_to_have_url(re.compile("top-up"))


def the_operator_bills(month: Month) -> None:
    operator = month.enter("operator").go("/hours/approvals?month=2026-10")
    operator.press("選んだ日を承認する").reads("%(count)s件の記録を承認しました。", count=3)
    operator.go("/invoices?month=2026-10").press("すべて締める（%(count)s社）", count=2)
    operator.reads("%(count)s社を締め、請求書の下書きを作りました。", count=2)
    operator.press("すべて発行する（%(count)s件）", count=2)
    expect(operator.page.locator("main")).to_contain_text("INV-2026-0002")

    month.world.session.rollback()
    bill = next(
        each
        for each in invoices_queries.invoices(month.world.session, HOUSE, month=OCTOBER)
        if each.client_short_name == "アルファ商店"
    )
    operator.go(f"/invoices/{bill.public_id}").fill("金額", str(bill.total_yen)).press("入金を記録する")
    operator.reads("入金を記録しました。")


def the_client_gets_the_invoice(month: Month) -> None:
    client = month.enter("client").go("/invoices?month=2026-10")
    with client.page.expect_download() as download:
        client.page.locator("main a[href$='.pdf']").first.click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
    client.follow("明細を見る")
    expect(client.page.locator("main")).to_contain_text("INV-2026-000")


def the_assistant_is_paid(month: Month) -> None:
    assistant = month.enter(month.doer_name).go("/pay?month=2026-10")
    expect(assistant.page.locator("main")).to_contain_text("2:42")
    with assistant.page.expect_download() as download:
        assistant.page.locator("main a[href*='.pdf']").first.click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")


def the_administrator_looks_back(month: Month) -> None:
    admin = month.enter("admin").go("/settings/accounts")
    admin.page.locator("main a[href^='/settings/accounts/']", has_text="operator").first.click()
    admin.reads("これまでのこと")
    expect(admin.page.locator("section[aria-labelledby='h-deeds'] tbody tr").first).to_be_visible()
    plan = plans_queries.published_plan(month.world.session, OCTOBER)
    assert plan is not None
    assert plan.version == 1
