"""The invoice of the design, INV-2026-0143, for tests to start from; every figure adds up."""

from __future__ import annotations

import datetime as dt

from app.adapters.pdf import InvoiceDocument, Party, TaskHours
from app.domain.invoicing import Expense, TaxCategory, draft_invoice
from app.domain.packages import close_month
from app.domain.terms import package_terms
from app.domain.terms.carry import CarryOver
from app.domain.worktime import Month

OCTOBER = Month(2026, 10)
TERMS = package_terms(OCTOBER, 100_000, 30 * 60, 4_000, carry_over=CarryOver.NEXT_MONTH)


def october_invoice() -> InvoiceDocument:
    """30 hours bought, 26:30 used, 3:30 carried; two expenses, one of them food at the reduced rate."""
    balance = close_month(TERMS, granted_min=1_800, carried_in_min=0, used_min=1_590)
    draft = draft_invoice(
        TERMS,
        balance,
        OCTOBER,
        (
            Expense("郵送料の実費（10月12日、26日）", 2, 630),
            Expense("来客用飲料の立替（10月20日）", 1, 2_480, TaxCategory.REDUCED),
        ),
    )
    return InvoiceDocument(
        number="INV-2026-0143",
        issue_date=dt.date(2026, 11, 5),
        month=OCTOBER,
        starts_on=OCTOBER.first_day,
        ends_on=OCTOBER.last_day,
        due_date=dt.date(2026, 11, 30),
        issuer=Party(
            "みなと事務サポート株式会社", "〒000-0002　神奈川県架空市港町4-5-6", "岡本 誠　billing@example.jp"
        ),
        registration_number="T7123456789012",
        recipient=Party("株式会社アオゾラ設計室", "〒000-0001　東京都架空区青空町1-2-3", "山田 直子"),
        lines=draft.lines,
        tax_groups=draft.tax_groups,
        tax_rounding=TERMS.billing.tax_rounding,
        hours=(
            TaskHours("請求書作成・発行", 265),
            TaskHours("受領請求書の処理", 375),
            TaskHours("入金確認・消込", 155),
            TaskHours("打合せ議事録の作成", 390),
            TaskHours("スケジュール調整", 190),
            TaskHours("経費精算チェック", 170),
            TaskHours("備品の発注", 45),
        ),
        balance=balance,
        bank_lines=("見本銀行（9999）　本店（001）　普通　1234567", "ミナトジムサポート（カ"),
        remarks="振込手数料はご負担ください。稼働の明細への\nご質問は11月15日までお受けします。",
        shows_mark=True,
    )
