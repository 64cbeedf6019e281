"""Numbers of invoices by a pattern, and the registration number of their issuer."""

from __future__ import annotations

import datetime as dt
import re

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
