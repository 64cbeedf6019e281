"""`account password` for somebody who lost theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import argon2
import pytest

from app.domain.accounts import Account, Role
from app.queries import accounts as accounts_queries

if TYPE_CHECKING:
    from app.database import Database
    from tests.app.cli.conftest import Call
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
