"""`account` for who lost a password or a second factor, and for accounts that must go at once."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

import argon2
import pytest

from app.actions import accounts as accounts_actions
from app.domain.accounts import HOUSE, Account, Role
from app.domain.signing import Stage
from app.models import PasskeyRow
from app.queries import accounts as accounts_queries
from tests.clocks import START, CountingIds
from tests.signing import OPERATOR, SECRET

if TYPE_CHECKING:
    from pathlib import Path

    from app.cli.desk import Desk
    from app.database import Database
    from tests.app.cli.conftest import Call
    from tests.signing import House
    from tests.worlds import MakeWorld

EMAIL, LOST = "junko.fujii@example.jp", "another password 2026"


@pytest.fixture(autouse=True)
def somebody(make_world: MakeWorld) -> None:
    world = make_world()
    world.account(EMAIL, Role.ADMINISTRATOR)
    world.session.close()


def found(database: Database) -> Account:
    with database.session() as session:
        account = accounts_queries.account_by_email(session, EMAIL)
    assert account is not None
    return account


def test_the_new_password_opens_and_every_session_ends(call: Call, database: Database) -> None:
    before = found(database)

    said = call("account", "password", "--email", "Junko.Fujii@example.jp", "--password-stdin", stdin=f"{LOST}\n")

    after = found(database)
    assert (said.code, said.out) == (0, f"{EMAIL} のパスワードを決めなおしました。\n")
    assert argon2.PasswordHasher().verify(after.password_hash, LOST)
    assert after.session_key != before.session_key


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("email", "typed", "told"),
    [
        (EMAIL, "short", "パスワード：短すぎます。12文字以上にしてください。"),
        ("nobody@example.jp", LOST, "メールアドレス（--email）：見つかりません"),
    ],
)
def test_what_cannot_be_done_changes_nothing(call: Call, database: Database, email: str, typed: str, told: str) -> None:
    before = found(database)

    said = call("account", "password", "--email", email, "--password-stdin", stdin=f"{typed}\n")

    assert (said.code, said.out) == (2, "")
    assert told in said.err
    assert found(database) == before


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_the_last_administrator_is_not_closed_and_another_is_at_once(call: Call, database: Database) -> None:
    said = call("account", "close", "--email", EMAIL)
    assert said.code == 2
    assert "最後の管理者です" in said.err
    assert found(database).is_active

    with database.session() as session:
        accounts_actions.add_account(
            session,
            scope=HOUSE,
            data=accounts_actions.NewAccount("second@example.jp", "二人目", Role.ADMINISTRATOR, password=LOST),
            now=START,
            new_id=CountingIds(900),
            new_key=CountingIds(950),
        )
    said = call("account", "close", "--email", EMAIL)

    assert (said.code, said.out) == (0, f"{EMAIL} を停止しました。\n")
    assert not found(database).is_active


def test_a_lost_second_factor_is_reset(call: Call, house: House) -> None:
    house.with_app()
    token = house.open().token
    house.session.close()

    said = call("account", "reset-second-factor", "--email", OPERATOR)

    assert (said.code, said.out) == (0, f"{OPERATOR} の2段階目の確認を解除しました。\n")
    assert house.entered(token) is None
    assert house.open().stage is Stage.WHOLE
    assert call("account", "reset-second-factor", "--email", OPERATOR).code == 2


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_passkeys_are_removed_with_the_second_factor_where_that_is_said(call: Call, house: House) -> None:
    house.with_app()
    house.with_passkeys(2)
    house.session.close()

    said = call("account", "reset-second-factor", "--email", OPERATOR)
    assert said.out.splitlines() == [
        f"{OPERATOR} の2段階目の確認を解除しました。",
        "パスキーが 2 個残っています。それもなくしたときは、--with-passkeys をつけて外してください。",
    ]

    said = call("account", "reset-second-factor", "--email", OPERATOR, "--with-passkeys")
    assert (said.code, said.out) == (0, f"{OPERATOR} のパスキー 2 個を外しました。\n")
    assert house.rows(PasskeyRow) == []


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_apps_are_sealed_with_the_new_secret_key(call: Call, house: House, desk: Desk) -> None:
    house.with_app()
    house.session.close()
    # The desk has another secret key than the one that sealed.
    left = call("account", "seal")
    assert left.code == 0
    assert left.out.splitlines() == [
        "認証アプリ 1 件のうち 0 件を封印しなおしました。",
        "1 件は、本人が次にコードを入れるまで封印しなおせません。それまで前の鍵を残してください。",
    ]

    object.__setattr__(desk, "settings", replace(desk.settings, old_secret_keys=(SECRET,)))

    assert call("account", "seal").out == "認証アプリ 1 件のうち 1 件を封印しなおしました。\n"


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_password_that_others_know_is_not_set(call: Call, database: Database, desk: Desk, tmp_path: Path) -> None:
    stolen = tmp_path / "stolen.txt"
    stolen.write_text(hashlib.sha1(LOST.encode()).hexdigest().upper() + ":2\n", "utf-8")
    object.__setattr__(desk, "settings", replace(desk.settings, breached_passwords=stolen))
    before = found(database)

    for typed, told in ((LOST, "漏れたことのある"), ("leavemealone", "まっさきに試される")):
        said = call("account", "password", "--email", EMAIL, "--password-stdin", stdin=f"{typed}\n")
        assert said.code == 2
        assert told in said.err
    assert found(database) == before
