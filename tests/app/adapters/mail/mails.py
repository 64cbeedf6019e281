"""A mail for tests to start from."""

from __future__ import annotations

import datetime as dt

from app.adapters.mail import Mail


def some_mail() -> Mail:
    """What a client is told of its invoice."""
    return Mail(
        to_address="yamada@example.jp",
        to_name="山田 直子",
        subject="2026年10月分の請求書が届きました",
        text="山田 直子 様\n\n請求書を発行しました。\nhttps://ennoshita.example/invoices/id-0001\n",
        message_id="id-0001",
        sender_address="billing@example.jp",
        sender_name="みなと事務サポート株式会社",
        date=dt.datetime(2026, 11, 5, 0, 30, tzinfo=dt.UTC),
    )
