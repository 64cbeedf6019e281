"""Which usual task of the catalogue a name of an inventory means. Law: too little likeness is no match, never a guess.

Names are folded (width, case, particles, a few synonyms) and cut into pairs of neighbouring characters; a Latin word
stays whole. Pairs that few entries have weigh more, so that 議事 counts and 作成 hardly does. An entry that names
several tasks (「議事録・文字起こし」) is compared as a whole and task by task; the best counts.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.domain.tasks.catalogue import CatalogueEntry
from app.domain.tasks.synonyms import in_catalogue_words

__all__ = ["CatalogueEntry", "CatalogueMatch", "match_catalogue", "suggestions"]

MATCH_PCT = 40
"""Likeness from which an entry is taken for the task's own."""
SUGGESTION_PCT = 12
"""Likeness from which an entry is worth showing in a list to choose from."""

_NAME_SHARE = 0.6
_DETAIL_BONUS = 0.06
_DEPARTMENT_BONUS = 0.04
_KATAKANA_WEIGHT = 2.0
_LATIN_WEIGHT = 1.5
_PARTICLES = re.compile("(?:へ|と|から|で)の|[のをにがはへ]")
_DIVIDERS = re.compile(r"[\s・、,/()\[\]（）:;&+→と]+")
_KATAKANA = re.compile("[ァ-ヺー]+")
_RUNS = re.compile(r"[a-z0-9]+|[ァ-ヺー]+|[^a-z0-9ァ-ヺー]+")


@dataclass(frozen=True, slots=True)
class CatalogueMatch:
    """An entry and how alike it is.

    Attributes:
        no: number of the entry.
        similarity_pct: 0 to 100; 100 is the same name.
    """

    no: int
    similarity_pct: int


def match_catalogue(
    name: str, entries: Sequence[CatalogueEntry], *, detail: str = "", department: str = ""
) -> CatalogueMatch | None:
    """The most alike entry, or None where none reaches `MATCH_PCT`.

    Args:
        name: the task's name.
        entries: the catalogue; hand in the same tuple for many names, its pairs are kept.
        detail: what the task is about; decides between entries that are nearly equally alike.
        department: who does it; the same.
    """
    best = _index(tuple(entries)).ranked(name, detail, department)[:1]
    return best[0] if best and best[0].similarity_pct >= MATCH_PCT else None


def suggestions(name: str, entries: Sequence[CatalogueEntry], limit: int = 5) -> tuple[CatalogueMatch, ...]:
    """The most alike entries, best first, at most `limit` and none below `SUGGESTION_PCT`."""
    ranked = _index(tuple(entries)).ranked(name, "", "")
    return tuple(match for match in ranked[:limit] if match.similarity_pct >= SUGGESTION_PCT)


Pairs = Mapping[str, float]
"""Pair of characters or word -> how much it counts in its text, rarity aside."""


def _pairs(text: str) -> Pairs:
    pairs: dict[str, float] = {}
    for part in _parts(text):
        for pair, weight in _pairs_of_part(part):
            pairs[pair] = max(weight, pairs.get(pair, 0.0))
    return pairs


def _parts(text: str) -> list[str]:
    folded = _PARTICLES.sub("", unicodedata.normalize("NFKC", text).casefold())
    return [part for part in _DIVIDERS.split(in_catalogue_words(folded)) if part]


def _pairs_of_part(part: str) -> Iterator[tuple[str, float]]:
    """Pairs within the part. A word in katakana counts as two pairs, however long it is written."""
    runs = _RUNS.findall(part)
    for run in runs:
        if run[0].isascii():
            yield run, _LATIN_WEIGHT
            continue
        pairs = [run[at : at + 2] for at in range(len(run) - 1)] or [run]
        is_word = "ァ" <= run[0] <= "ー" and len(pairs) > _KATAKANA_WEIGHT
        yield from ((pair, _KATAKANA_WEIGHT / len(pairs) if is_word else 1.0) for pair in pairs)


@dataclass(frozen=True, slots=True)
class _Variant:
    """A name under which an entry is compared."""

    entry: CatalogueEntry
    pairs: Pairs


class _Index:
    """The catalogue's names cut into weighted pairs."""

    def __init__(self, entries: Sequence[CatalogueEntry]) -> None:
        self._variants = [variant for entry in entries for variant in _variants(entry)]
        wholes = Counter(pair for entry in entries for pair in _pairs(entry.name_ja))
        self._rarity = {pair: math.log(1 + len(entries) / count) for pair, count in wholes.items()}
        self._rarest = math.log(1 + len(entries))
        self._totals = [self._total(variant.pairs) for variant in self._variants]
        self._places: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for place, variant in enumerate(self._variants):
            for pair, weight in variant.pairs.items():
                self._places[pair].append((place, weight))

    def ranked(self, name: str, detail: str, department: str) -> list[CatalogueMatch]:
        """Every entry that shares a pair with the name, most alike first, the lower number first of equals."""
        best: dict[int, float] = {}
        details = _pairs(detail)
        for place, likeness in self._likeness(_pairs(name)).items():
            variant = self._variants[place]
            with_bonus = likeness + self._bonus(variant, details, department)
            best[variant.entry.no] = max(with_bonus, best.get(variant.entry.no, 0.0))
        matches = [CatalogueMatch(no, min(100, round(100 * likeness))) for no, likeness in best.items()]
        return sorted(matches, key=lambda match: (-match.similarity_pct, match.no))

    def _likeness(self, pairs: Pairs) -> dict[int, float]:
        """Place of a variant -> share of the name it covers and share of it that is covered, weighed together."""
        total = self._total(pairs)
        covers: dict[int, float] = defaultdict(float)
        for pair, weight in pairs.items():
            rarity = self._rarity.get(pair, self._rarest)
            for place, own_weight in self._places.get(pair, ()):
                of_name = _NAME_SHARE * weight / total
                covers[place] += rarity * (of_name + (1 - _NAME_SHARE) * own_weight / self._totals[place])
        return covers

    def _bonus(self, variant: _Variant, details: Pairs, department: str) -> float:
        shared = sum(weight * self._rarity[pair] for pair, weight in variant.pairs.items() if pair in details)
        is_same_function = len(department) > 1 and department[:2] in variant.entry.function_ja
        return _DETAIL_BONUS * shared / self._total(variant.pairs) + _DEPARTMENT_BONUS * is_same_function

    def _total(self, pairs: Pairs) -> float:
        return sum(weight * self._rarity.get(pair, self._rarest) for pair, weight in pairs.items()) or 1.0


def _variants(entry: CatalogueEntry) -> Iterator[_Variant]:
    """The entry's tasks, and their parts that tell what they are by themselves: not 処理, not レポート."""
    tasks = entry.name_ja.split(", ")
    for task in tasks:
        yield _Variant(entry, _pairs(task))
        parts = _parts(task)
        if len(parts) > 1:
            yield from (_Variant(entry, _pairs(part)) for part in parts if _is_telling(part))


def _is_telling(part: str) -> bool:
    return len(part) > 2 and _KATAKANA.fullmatch(part) is None


@lru_cache(maxsize=4)
def _index(entries: tuple[CatalogueEntry, ...]) -> _Index:
    return _Index(entries)
