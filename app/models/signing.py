"""What signing in leaves behind: sessions, links, second factors, passkeys, attempts. Tokens only as hashes."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.registry import STRICT, PublicId, Row, RowId, one_of

STAGES = ("whole", "code", "enrol")
METHODS = ("password", "passkey", "oidc", "demo")
PURPOSES = ("invitation", "reset")


class SessionRow(Row):
    """One browser that is signed in, or half way there. Signing out takes the row away."""

    __tablename__ = "account_session"
    __table_args__ = (
        one_of("stage", STAGES),
        one_of("method", METHODS),
        CheckConstraint("length(token_hash) = 64", name="token_hash_length"),
        Index(None, "account_id"),
        Index(None, "expires_at"),
        STRICT,
    )

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    #: the account's key and role when it was opened; once either has changed, the session is refused
    account_key: Mapped[str] = mapped_column(String(64))
    role: Mapped[str] = mapped_column(String(20))
    stage: Mapped[str] = mapped_column(String(10))
    method: Mapped[str] = mapped_column(String(10))
    device: Mapped[str] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(String(45))
    opened_at: Mapped[dt.datetime]
    seen_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]


class LinkRow(Row):
    """A link that was sent by mail and lets its reader choose a password, once."""

    __tablename__ = "account_link"
    __table_args__ = (one_of("purpose", PURPOSES), Index(None, "account_id"), STRICT)

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    purpose: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None]


class TotpRow(Row):
    """The authenticator app of an account; one that is not confirmed yet asks for nothing."""

    __tablename__ = "account_totp"
    __table_args__ = (STRICT,)

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"), primary_key=True)
    #: sealed with the secret key of the settings, for this account alone
    sealed: Mapped[str] = mapped_column(String(400))
    #: the last step of 30 seconds whose code was used; none up to it counts again
    last_step: Mapped[int] = mapped_column(BigInteger, default=0)
    created_at: Mapped[dt.datetime]
    confirmed_at: Mapped[dt.datetime | None]


class RecoveryCodeRow(Row):
    """One of the codes that stand in for a lost authenticator app, once."""

    __tablename__ = "recovery_code"
    __table_args__ = (Index(None, "account_id"), STRICT)

    id: Mapped[RowId]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    #: argon2id; all codes of an account share a salt, so that one computation tells which it is
    code_hash: Mapped[str] = mapped_column(String(255))
    used_at: Mapped[dt.datetime | None]


class PasskeyRow(Row):
    """A passkey of an account: the public half and how often it was used."""

    __tablename__ = "passkey"
    __table_args__ = (CheckConstraint("sign_count >= 0", name="sign_count_range"), Index(None, "account_id"), STRICT)

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    name: Mapped[str] = mapped_column(String(60))
    #: base64url of at most 1023 bytes, as the standard bounds it
    credential_id: Mapped[str] = mapped_column(String(1400), unique=True)
    public_key: Mapped[str] = mapped_column(String(2000))
    sign_count: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None]


class IdentityRow(Row):
    """Who an account is at the sign-in provider of the company."""

    __tablename__ = "account_identity"
    __table_args__ = (UniqueConstraint("issuer", "subject"), Index(None, "account_id"), STRICT)

    id: Mapped[RowId]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    issuer: Mapped[str] = mapped_column(String(255))
    subject: Mapped[str] = mapped_column(String(255))
    linked_at: Mapped[dt.datetime]


class AttemptRow(Row):
    """Attempts of one address on one name, in a row. The name is kept as a hash, whether somebody has it or not."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (
        UniqueConstraint("name_hash", "address"),
        CheckConstraint("failures >= 0", name="failures_range"),
        Index(None, "address", "last_failed_at"),
        STRICT,
    )

    id: Mapped[RowId]
    name_hash: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(49))
    failures: Mapped[int] = mapped_column(Integer, default=0)
    last_failed_at: Mapped[dt.datetime | None]
    free_at: Mapped[dt.datetime | None]
    succeeded_at: Mapped[dt.datetime | None]


class SpentRow(Row):
    """A challenge that was answered; it is not answered twice."""

    __tablename__ = "spent_challenge"
    __table_args__ = (Index(None, "expires_at"), STRICT)

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    expires_at: Mapped[dt.datetime]
