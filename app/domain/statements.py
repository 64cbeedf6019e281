"""What an assistant is paid for a month: fee, consumption tax, income tax withheld, and the last day to pay.

The document's words are Japanese whatever the language of the page, as those of an invoice are.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from app.domain.errors import InvalidInput
from app.domain.money import TaxRounding, tax_of

#: The lower rate of income tax holds up to this fee.
WITHHOLDING_STEP_YEN = 1_000_000
#: Days within which a freelancer is paid, the day of receipt being the first.
PAY_WITHIN_DAYS = 60

#: Printed on a statement that the payer keeps as a 仕入明細書.
CONFIRMED_BY_SILENCE = "送付後一定期間内に誤りのある旨の連絡がない場合には、記載内容のとおり確認があったものとします。"


@dataclass(frozen=True, slots=True)
class StatementLine:
    """Work on one task for one client.

    Attributes:
        client: whom it was done for, by the name the assistant knows.
        task: what was done.
        minutes: worked; None for a fee by the piece.
        fee_yen: without tax.
    """

    client: str
    task: str
    minutes: int | None
    fee_yen: int


@dataclass(frozen=True, slots=True)
class Pay:
    """The month's sums in yen. `transfer_yen` = fee + tax − withheld."""

    fee_yen: int
    tax_rate_pct: int
    tax_yen: int
    withheld_yen: int

    @property
    def transfer_yen(self) -> int:
        """What arrives in the account."""
        return self.fee_yen + self.tax_yen - self.withheld_yen


def pay_of(fee_yen: int, *, tax_rate_pct: int, rounding: TaxRounding, withholds: bool) -> Pay:
    """The sums of a fee; tax is rounded once, on the whole fee.

    Args:
        fee_yen: the month's fee without tax, at least 0.
        tax_rate_pct: 0 where the contract's fee holds no consumption tax.
        rounding: the method agreed on.
        withholds: whether the contract's category is one of those income tax is withheld from.
    """
    withheld_yen = withholding_yen(fee_yen) if withholds else 0
    return Pay(fee_yen, tax_rate_pct, tax_of(fee_yen, tax_rate_pct, rounding), withheld_yen)


def confirmation(registration_number: str) -> str:
    """The sentence by which the payee confirms the statement; empty for a payee without a registration number.

    With the number on it the payer deducts consumption tax by the statement itself (仕入明細書), which counts only once
    the payee has confirmed it. One way is this sentence on it, and no word of an error within a time after it was sent.

    Source: 消費税法 30条 9項 3号; 消費税法基本通達 11-6-6; 国税庁 インボイスQ&A 「仕入明細書の相手方への確認」 (問86 of
    the edition in force in August 2025), which has the sentence.
    """
    return CONFIRMED_BY_SILENCE if registration_number else ""


def withholding_yen(fee_yen: int) -> int:
    """Income tax withheld from a fee without consumption tax, a fraction of a yen dropped.

    10.21 % up to a million yen and 20.42 % above, for the closed list of fees the law names (manuscripts, translation,
    design, lectures …). Clerical work and data entry are not on it.

    Raises:
        InvalidInput: `too_small`, a negative fee.

    Source: 所得税法 204条, 205条; 復興財源確保法 28条. Consumption tax may be left out of the sum where it is stated
    apart (所得税基本通達 204-2 and 消費税経理通達).
    """
    if fee_yen < 0:
        raise InvalidInput("fee_yen", "too_small", least=0)
    lower_yen = min(fee_yen, WITHHOLDING_STEP_YEN)
    return (lower_yen * 1021 + (fee_yen - lower_yen) * 2042) // 10_000


def last_pay_date(received_on: dt.date) -> dt.date:
    """The last day work received that day may be paid on; for work billed by the month, the day is the month's end.

    Source: フリーランス法 (特定受託事業者取引適正化法) 4条 1項: within 60 days counted from the day of receipt, which
    is the first of them.
    """
    return received_on + dt.timedelta(days=PAY_WITHIN_DAYS - 1)
