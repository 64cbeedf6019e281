"""Who is in the demo. Companies, people, addresses and the bank are invented."""

from __future__ import annotations

from dataclasses import dataclass

from app.actions.accounts import IssuerData
from app.actions.assistants import AssistantData
from app.actions.clients import ClientData
from app.domain.accounts import Role
from app.domain.terms import Terms, package_terms
from app.domain.terms.carry import CarryOver
from app.domain.worktime import Month

PASSWORD = "ennoshita-demo"  # noqa: S105 - everybody may know it: it opens nothing but the demo
"""The password of every demo account."""

ISSUER = IssuerData(
    name="みなと事務サポート株式会社",
    registration_no="T7123456789012",
    postal_code="000-0002",
    address="神奈川県架空市港町4-5-6",
    contact_name="岡本 誠",
    contact_email="billing@example.jp",
    bank_lines="見本銀行（9999）　本店（001）　普通　1234567\nミナトジムサポート（カ",
    remarks="振込手数料はご負担ください。",
    invoice_pattern="INV-{YYYY}-{SEQ:4}",
)


@dataclass(frozen=True, slots=True)
class DemoClient:
    """A client of the demo.

    Attributes:
        data: the company.
        sheet: its inventory, as the file it came in.
        fee_yen: a month's fee, without tax.
        included_min: minutes the fee buys.
        overage_yen_per_hour: price of an hour above, without tax.
        carry_over: what becomes of minutes left.
        consent_min: overage that was agreed to; None where none needs to be.
        worked_min: minutes worked in each closed month.
    """

    data: ClientData
    sheet: str
    fee_yen: int
    included_min: int
    overage_yen_per_hour: int
    carry_over: CarryOver
    consent_min: int | None
    worked_min: int

    def terms(self, month: Month) -> Terms:
        """Its contract from that month on."""
        return package_terms(
            month,
            self.fee_yen,
            self.included_min,
            self.overage_yen_per_hour,
            overage_step_min=15,
            carry_over=self.carry_over,
            overage_consent_min=self.consent_min,
        )


CLIENTS = (
    # 3:30 of 30:00 are left and carried over, as on the invoice of the pictures.
    DemoClient(
        ClientData(
            "AOZORA",
            "株式会社アオゾラ設計室",
            "アオゾラ設計室",
            "000-0001",
            "東京都架空区青空町1-2-3",
            "山田 直子",
        ),
        "studio_cp932.csv",
        fee_yen=100_000,
        included_min=30 * 60,
        overage_yen_per_hour=4_000,
        carry_over=CarryOver.NEXT_MONTH,
        consent_min=None,
        worked_min=26 * 60 + 30,
    ),
    # 1:40 above 50:00, billed as 1:45.
    DemoClient(
        ClientData(
            "KOMACHI",
            "株式会社こまち雑貨店",
            "こまち雑貨店",
            "000-0003",
            "大阪府架空市こまち通2-8",
            "佐藤 光",
        ),
        "ec_shop_utf8bom.csv",
        fee_yen=155_000,
        included_min=50 * 60,
        overage_yen_per_hour=3_600,
        carry_over=CarryOver.NONE,
        consent_min=None,
        worked_min=51 * 60 + 40,
    ),
    # 0:50 of 20:00 are left and expire; nothing may be worked above it without consent.
    DemoClient(
        ClientData(
            "MIDORI",
            "医療法人みどり会",
            "みどり会",
            "000-0004",
            "愛知県架空市緑ヶ丘3-1-1",
            "西村 悟",
        ),
        "clinic.xlsx",
        fee_yen=70_000,
        included_min=20 * 60,
        overage_yen_per_hour=4_000,
        carry_over=CarryOver.NONE,
        consent_min=0,
        worked_min=19 * 60 + 10,
    ),
)

ASSISTANTS = (
    AssistantData("A01", "森下 由香", 40 * 60, {"bookkeeping": 4, "general_affairs": 3}),
    AssistantData("A02", "大西 健太", 30 * 60, {"personnel": 3, "sales_clerical": 3, "general_affairs": 2}),
    AssistantData("A03", "髙橋 美咲", 40 * 60, {"bookkeeping": 3, "sales_clerical": 3, "secretary": 2}),
    AssistantData("A04", "山﨑 涼子", 30 * 60, {"planning": 3, "web": 3, "secretary": 3}),
    AssistantData("A05", "石川 翔", 25 * 60, {"web": 4, "it": 2, "image_editing": 2}),
    AssistantData("A06", "小野寺 彩", 15 * 60, {"secretary": 3, "general_affairs": 3}),
)


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """Somebody who can sign in; `code` is that of their company or of themselves as an assistant."""

    email: str
    name: str
    role: Role
    code: str = ""


ACCOUNTS = (
    DemoAccount("yamada@example.jp", "山田 直子", Role.CLIENT, "AOZORA"),
    DemoAccount("takahashi@example.jp", "髙橋 美咲", Role.ASSISTANT, "A03"),
    DemoAccount("okamoto@example.jp", "岡本 誠", Role.OPERATOR),
)
LAST_ACCOUNT = DemoAccount("fujii@example.jp", "藤井 純", Role.ADMINISTRATOR)
"""Made when everything else stands: where it is, the demo is complete."""
EVERYBODY = (*ACCOUNTS, LAST_ACCOUNT)
