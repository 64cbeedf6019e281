"""Numbers of invoices by a pattern, and the registration number of their issuer."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from app.domain.errors import InvalidInput


def invoice_number(pattern: str, seq: int, issue_date: dt.date) -> str:
    """The number a pattern such as `INV-{YYYY}-{SEQ:4}` gives: `INV-2026-0143`.

    Args:
        pattern: fixed text with `{YYYY}`, `{YY}`, `{MM}` of the issue date and exactly one `{SEQ}` or `{SEQ:digits}`;
            a longer count is never cut.
        seq: the count, at least 1.
        issue_date: the day of issue in Tokyo.

    Raises:
        InvalidInput: `number_pattern` for any other pattern, `too_small` for a count below 1.
    """
    if seq < 1:
        raise InvalidInput("seq", "too_small", least=1)
    return _SEQ.sub(lambda match: f"{seq:0{match[1] or 1}d}", counter_key(pattern, issue_date))


def counter_key(pattern: str, issue_date: dt.date) -> str:
    """Names the counter a number is drawn from: the pattern with only the count left open, `INV-2026-{SEQ:4}`.

    Counting anew whenever this changes can never give a number twice: `{YYYY}` restarts each year, no date never does.

    Raises:
        InvalidInput: `number_pattern`.
    """
    year = f"{issue_date.year:04d}"
    filled = pattern.replace("{YYYY}", year).replace("{YY}", year[2:]).replace("{MM}", f"{issue_date.month:02d}")
    if len(_SEQ.findall(filled)) != 1 or re.search(r"[{}]|[\x00-\x1f]", _SEQ.sub("", filled)):
        raise InvalidInput("number_pattern", "number_pattern", pattern=pattern)
    return filled


#: ISO 6523 of the two registers a company in Japan is addressed by: corporate numbers, issuers of qualified invoices.
CORPORATE_SCHEME, REGISTRATION_SCHEME = "0188", "0221"
_PEPPOL_ID = re.compile(rf"(?:{CORPORATE_SCHEME}:[0-9]{{13}}|{REGISTRATION_SCHEME}:T[0-9]{{13}})")


def peppol_address(text: str) -> str:
    """Where the network delivers to, `0188:7123456789012` or `0221:T7123456789012`; empty for an empty text.

    A bare corporate or registration number gets the number of its register.

    Raises:
        InvalidInput: `peppol_id_format` for anything else.

    Source: developers.e-invoice.moneyforward.com, "Peppol ID の作成": corporations are 0188 and the corporate number;
    itmedia.co.jp 2022-09-30: others go by their registration number. To be verified: 0221 as an address.
    """
    plain = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    if re.fullmatch(r"[0-9]{13}", plain):
        plain = f"{CORPORATE_SCHEME}:{plain}"
    elif re.fullmatch(r"T[0-9]{13}", plain):
        plain = f"{REGISTRATION_SCHEME}:{plain}"
    if plain and not _PEPPOL_ID.fullmatch(plain):
        raise InvalidInput("peppol_id", "peppol_id_format")
    return plain


_SEQ = re.compile(r"\{SEQ(?::([1-9]))?\}")

REGISTRATION_FORMAT = "registration_number_format"
REGISTRATION_CHECK_DIGIT = "registration_number_check_digit"


def registration_number_problem(text: str) -> str | None:
    """What is wrong with a qualified-invoice registration number (T and 13 digits), or None.

    Returns:
        `registration_number_format`, to be refused, or `registration_number_check_digit`, only to be warned of: the
        digit is defined for corporate numbers, and it is not established for the numbers of sole proprietors.

    Source: 法人番号の指定に関する省令 2条. The first digit is 9 less the sum of the other twelve modulo 9, weighted
    1, 2, 1, 2 … from the right.
    """
    if not re.fullmatch(r"T[0-9]{13}", text):
        return REGISTRATION_FORMAT
    weighted = sum(int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(text[2:])))
    return None if int(text[1]) == 9 - weighted % 9 else REGISTRATION_CHECK_DIGIT
