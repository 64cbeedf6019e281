"""People who sign in: a house with staff alone, browsers here and there, a phone with an authenticator app."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import b32decode
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.actions.accounts import IssuerData, NewAccount, add_account, save_issuer
from app.actions.accounts.links import send_reset
from app.actions.accounts.second_factor import begin_totp, confirm_totp
from app.actions.accounts.sessions import open_session
from app.actions.accounts.sign_in import check_sign_in
from app.actions.messages import Outlets
from app.adapters.keyring import Keyring
from app.database import transaction
from app.domain.accounts import HOUSE, Account, Role, Scope
from app.domain.signing import Entered, Method, Opened, Visitor
from app.jobs.kinds import HANDLERS
from app.jobs.runner import Runner
from app.models import AuditRow, PasskeyRow, Row
from app.queries import accounts as accounts_queries
from app.queries.accounts.signing import entered, sealed_totp
from tests.clocks import CountingIds, FakeClock
from tests.worlds import KeptMails

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from app.database import Database

SECRET = "a key for tests that is long enough"
SITE = "https://ennoshita.example.jp"
PASSWORD = "とても長い合言葉 2026"
OTHER_PASSWORD = "もっと長い合言葉 2027"
HERE = Visitor("198.51.100.7", "Mozilla/5.0 (Windows NT 10.0) Chrome/142.0")
THERE = Visitor("203.0.113.9", "Mozilla/5.0 (iPhone) Safari/605.1")
KEYS = Keyring(SECRET)
ADMINISTRATOR, OPERATOR, SECOND = "jun@example.jp", "makoto@example.jp", "sakura@example.jp"


@dataclass
class House:
    """An operation with two administrators and an operator; nobody is signed in."""

    database: Database
    clock: FakeClock
    ids: CountingIds
    mails: KeptMails = field(default_factory=KeptMails)

    def __post_init__(self) -> None:
        self.session = self.database.session()
        data = IssuerData(
            "みなと事務サポート株式会社",
            "T1180301018771",
            "",
            "神奈川県",
            "",
            "office@example.jp",
            "",
            "",
            "INV-{SEQ:4}",
        )
        save_issuer(self.session, scope=HOUSE, data=data)
        for email, role in (
            (ADMINISTRATOR, Role.ADMINISTRATOR),
            (SECOND, Role.ADMINISTRATOR),
            (OPERATOR, Role.OPERATOR),
        ):
            self.add(email, role)

    @property
    def now(self) -> datetime:
        return self.clock.now()

    def add(self, email: str, role: Role) -> Account:
        data = NewAccount(email, email.partition("@")[0], role, password=PASSWORD)
        add_account(self.session, scope=HOUSE, data=data, now=self.now, new_id=self.ids, new_key=new_key)
        return self.account(email)

    def account(self, email: str = OPERATOR) -> Account:
        self.session.rollback()
        found = accounts_queries.account_by_email(self.session, email)
        assert found is not None
        return found

    def scope(self, email: str) -> Scope:
        return self.account(email).scope

    def check(self, email: str = OPERATOR, password: str = PASSWORD, visitor: Visitor = HERE) -> Account:
        return check_sign_in(self.session, email=email, password=password, visitor=visitor, now=self.now)

    def open(
        self, email: str = OPERATOR, *, method: Method = Method.PASSWORD, needed: bool = False, visitor: Visitor = HERE
    ) -> Opened:
        return open_session(
            self.session,
            account=self.account(email),
            method=method,
            visitor=visitor,
            is_second_factor_needed=needed,
            now=self.now,
            new_id=self.ids,
            new_key=new_key,
        )

    def entered(self, token: str) -> Entered | None:
        self.session.rollback()
        return entered(self.session, token, self.now)

    def inside(self, token: str) -> Entered:
        found = self.entered(token)
        assert found is not None
        return found

    def with_app(self, email: str = OPERATOR) -> Phone:
        """The phone of somebody who has set up an authenticator app, a step ago; their sessions stay."""
        account = self.account(email)
        begin_totp(self.session, account, keys=KEYS, now=self.now, new_key=new_key)
        sealed = sealed_totp(self.session, account.id)
        assert sealed is not None
        shown = KEYS.apps.shown(sealed, account.id, email)
        assert shown is not None
        phone = Phone(shown.key)
        opened = self.open(email)
        codes, _ = confirm_totp(
            self.session,
            self.inside(opened.token),
            code=phone.code(self.now),
            keys=KEYS,
            visitor=HERE,
            now=self.now,
            new_id=self.ids,
            new_key=new_key,
        )
        phone.recovery_codes = codes
        self.clock.advance(seconds=60)
        return phone

    def with_passkeys(self, count: int, email: str = OPERATOR) -> None:
        """So many passkeys of somebody, of a device that nobody has."""
        owner = self.account(email).id
        with transaction(self.session):
            for _ in range(count):
                made = {"public_id": self.ids(), "credential_id": new_key(), "public_key": "x", "created_at": self.now}
                self.session.add(PasskeyRow(account_id=owner, name="仕事のパソコン", sign_count=0, **made))

    def send_reset(self, email: str) -> bool:
        return send_reset(self.session, scope=HOUSE, email=email, now=self.now, new_id=self.ids)

    def rows(self, table: type[Row]) -> list[Any]:
        """Every row of the table as it is now."""
        self.session.rollback()
        return list(self.session.scalars(select(table)))

    def run_jobs(self) -> int:
        """How many jobs were done until none waited; mails are kept."""
        outlets = Outlets(self.mails, None, "", SITE, KEYS)
        runner = Runner(self.database, self.clock, self.ids, HANDLERS, outlets, heartbeat_s=600.0)
        done = 0
        while runner.run():
            done += 1
        return done

    def mailed_token(self) -> str:
        """What opens the link of the newest mail."""
        text = self.mails.kept[-1].text
        return text.partition("/sign-in/link/")[2].split()[0]

    def deeds(self, email: str | None = None) -> list[str]:
        """What the audit trail says of that account, or of everybody, in the order it was done."""
        self.session.rollback()
        found = select(AuditRow.action).order_by(AuditRow.id)
        if email is not None:
            found = found.where(AuditRow.subject == f"account:{self.account(email).public_id}")
        return list(self.session.scalars(found))


@dataclass
class Phone:
    """An authenticator app, written from RFC 6238 and not with the library under test."""

    key: str
    recovery_codes: list[str] = field(default_factory=list)

    def code(self, now: datetime) -> str:
        secret = b32decode(self.key.replace("-", "").replace(" ", ""))
        digest = hmac.digest(secret, int(now.timestamp() // 30).to_bytes(8, "big"), hashlib.sha1)
        at = digest[-1] & 15
        return f"{(int.from_bytes(digest[at : at + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06d}"


def new_key() -> str:
    return secrets.token_urlsafe(32)


@pytest.fixture
def house(database: Database, clock: FakeClock, ids: CountingIds) -> Iterator[House]:
    """An operation with staff alone, on both databases."""
    made = House(database, clock, ids)
    yield made
    made.session.close()
