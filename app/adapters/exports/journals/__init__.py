"""Journals for accounting software, a format a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum

from app.adapters.exports.cells import Cell, csv_bytes, lost
from app.adapters.exports.journals import freee, moneyforward, yayoi
from app.domain.journals import Accounts, Payment, Sale

Rows = Iterator[tuple[Cell, ...]]


class JournalFormat(StrEnum):
    """Whose import a file is for."""

    FREEE = "freee"
    MONEYFORWARD = "moneyforward"
    YAYOI = "yayoi"


_ROWS: dict[JournalFormat, Callable[[Iterable[Sale | Payment], Accounts], Rows]] = {
    JournalFormat.FREEE: freee.rows,
    JournalFormat.MONEYFORWARD: moneyforward.rows,
    JournalFormat.YAYOI: yayoi.rows,
}
_ENCODING = {
    JournalFormat.FREEE: freee.ENCODING,
    JournalFormat.MONEYFORWARD: moneyforward.ENCODING,
    JournalFormat.YAYOI: yayoi.ENCODING,
}


def journal_file(
    form: JournalFormat, books: Iterable[Sale | Payment], accounts: Accounts | None = None
) -> Iterator[bytes]:
    """The file of a format, row by row.

    A character the format's encoding lacks becomes 〓; `lost_characters` names them beforehand.

    Args:
        form: whose import it is for.
        books: sales and payments, in the order to write.
        accounts: names of accounts; those every small company in Japan starts with where None.
    """
    return csv_bytes(_ROWS[form](books, accounts or Accounts()), _ENCODING[form])


def lost_characters(form: JournalFormat, books: Iterable[Sale | Payment]) -> tuple[str, ...]:
    """Characters of the file that would become 〓, each once; to be warned of."""
    return lost(_ROWS[form](books, Accounts()), _ENCODING[form])
