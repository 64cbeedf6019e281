"""Which work the law reserves to which profession, by article, and how the catalogue abbreviates it.

Source: the acts as in force in November 2026; the Administrative Scriveners Act was amended on 2026-01-01, since when
papers for public offices are reserved under whatever name the fee is paid, a monthly package included.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from optimizer.scoring.result import Profession

LABOUR_FILINGS = "社会保険労務士法2条1項1号・27条"
LABOUR_BOOKS = "社会保険労務士法2条1項2号・27条"
TAX_PAPERS = "税理士法2条1項・52条"
TAX_ADVICE = "税理士法2条1項3号・52条"
LEGAL_AFFAIRS = "弁護士法72条"
PUBLIC_PAPERS = "行政書士法1条の3・19条"
REGISTRATION = "司法書士法3条・73条"
PATENTS = "弁理士法75条"
MY_NUMBER = "番号法10条・11条"

#: The law named when only the profession is known, as from a catalogue class.
LAW_OF: dict[Profession, str] = {
    "labour_consultant": LABOUR_FILINGS,
    "tax_accountant": TAX_PAPERS,
    "lawyer": LEGAL_AFFAIRS,
    "administrative_scrivener": PUBLIC_PAPERS,
    "judicial_scrivener": REGISTRATION,
    "patent_attorney": PATENTS,
}
_LETTERS: dict[str, Profession] = {
    "社": "labour_consultant",
    "税": "tax_accountant",
    "弁": "lawyer",
    "行": "administrative_scrivener",
    "司": "judicial_scrivener",
    "理": "patent_attorney",
}
_CLASS = re.compile(r"(?<![A-Za-z])([XS])\(([社税弁行司理/]+)\)")
#: Knowing a profession is asked for, dealing with one is not: 「税理士とのやり取りの経験」.
_ASKED_FOR = r"(?=$|・|/|等|など|資格|の?(資格|知識|業務|独占)|のみ|限定|必須|必要|法人|先生|事務所|に依頼|へ依頼)"
#: Words in which a company asks for a profession's knowledge.
PROFESSION_WORDS: dict[Profession, re.Pattern[str]] = {
    "labour_consultant": re.compile(r"(社労士|社会保険労務士)" + _ASKED_FOR),
    "tax_accountant": re.compile(r"(税理士)" + _ASKED_FOR),
    "lawyer": re.compile(r"(弁護士)" + _ASKED_FOR),
    "administrative_scrivener": re.compile(r"(行政書士)" + _ASKED_FOR),
    "judicial_scrivener": re.compile(r"(司法書士)" + _ASKED_FOR),
    "patent_attorney": re.compile(r"(弁理士)" + _ASKED_FOR),
}


@dataclass(frozen=True, slots=True)
class LawClass:
    """A catalogue entry's law class, read."""

    kind: Literal["free", "support", "reserved"]
    professions: tuple[Profession, ...]


def read_law_class(raw: str | None) -> LawClass:
    """The class in "X(税)(R)", "S(司/弁)" and the like; anything without X or S is free.

    An entry with both, such as "F? (R: … → S(社))", takes the strictest.
    """
    found = dict(reversed(_CLASS.findall(raw or "")))
    if "X" in found:
        return LawClass("reserved", _professions(found["X"]))
    if "S" in found:
        return LawClass("support", _professions(found["S"]))
    return LawClass("free", ())


def laws(professions: Iterable[Profession]) -> str:
    """The articles behind the professions, joined by 「、」."""
    return "、".join(LAW_OF[each] for each in professions)


def _professions(marks: str) -> tuple[Profession, ...]:
    return tuple(_LETTERS[mark] for mark in marks if mark in _LETTERS)
