"""Gates with a law behind them: work reserved to a licensed profession, and work that only prepares it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from optimizer.scoring import law
from optimizer.scoring.facts import TaskFacts
from optimizer.scoring.result import Evidence, GateFinding
from optimizer.scoring.terms import RESERVED, SUPPORT, Term
from optimizer.scoring.wording import Hit, find, prepares_only


def reserved(facts: TaskFacts) -> GateFinding:
    """Stops what only a licensed profession may do for others, by our own terms or by the catalogue's class X."""
    hits = [(term, hit) for term, hit in _reserved_hits(facts) if _takes_step(facts, hit)]
    if hits:
        return _finding("reserved", hits)
    asked = _asked_profession(facts)
    if asked is not None:
        return asked
    of_catalogue = law.read_law_class(facts.law_class)
    if of_catalogue.kind == "reserved" and not prepares_only(facts.name):
        return _from_catalogue("reserved", facts, of_catalogue)
    return GateFinding("reserved", "pass")


def support_only(facts: TaskFacts) -> GateFinding:
    """Limits what may be prepared by anybody while the reserved step stays with a professional or the client."""
    around = [(term, hit) for term, hit in _reserved_hits(facts) if not _takes_step(facts, hit)]
    hits = _hits(facts, SUPPORT)
    if hits:
        return _finding("support_only", hits)
    if around:
        return _finding("support_only", around, code="preparation")
    of_catalogue = law.read_law_class(facts.law_class)
    if of_catalogue.kind == "support" or (of_catalogue.kind == "reserved" and prepares_only(facts.name)):
        return _from_catalogue("support_only", facts, of_catalogue)
    return GateFinding("support_only", "pass")


@lru_cache(maxsize=64)  # both gates look for the same terms in the same task
def _reserved_hits(facts: TaskFacts) -> tuple[tuple[Term, Hit], ...]:
    return _hits(facts, RESERVED)


def _hits(facts: TaskFacts, terms: tuple[Term, ...]) -> tuple[tuple[Term, Hit], ...]:
    order = {"name": 0, "detail": 1, "note": 2}
    found = [(term, hit) for term in terms for hit in find(facts, term.pattern)]
    return tuple(sorted(found, key=lambda pair: order[pair[1].field]))


def _takes_step(facts: TaskFacts, hit: Hit) -> bool:
    """Whether the reserved step itself is asked for, rather than papers around it or a step others take."""
    if hit.around_only:
        return False
    if hit.field == "name":
        return True
    if hit.in_other_hands:
        return False
    return hit.names_step or not prepares_only(facts.name)


def _finding(
    gate: Literal["reserved", "support_only"], hits: Sequence[tuple[Term, Hit]], code: str = ""
) -> GateFinding:
    terms = list(dict.fromkeys(term for term, _ in hits))
    professions = tuple(dict.fromkeys(each for term in terms for each in term.professions))
    return GateFinding(
        gate,
        "stops" if gate == "reserved" else "limits",
        code=code or terms[0].code,
        law="、".join(dict.fromkeys(term.law for term in terms)),
        professions=professions,
        evidence=tuple(dict.fromkeys(hit.evidence for _, hit in hits)),
    )


def _asked_profession(facts: TaskFacts) -> GateFinding | None:
    """A company that asks for a profession's knowledge says that the work is that profession's."""
    for profession, pattern in law.PROFESSION_WORDS.items():
        hits = find(facts, pattern, ("expertise",))
        if hits:
            return GateFinding(
                "reserved",
                "stops",
                code="profession_asked",
                law=law.LAW_OF[profession],
                professions=(profession,),
                evidence=(hits[0].evidence,),
            )
    return None


def _from_catalogue(
    gate: Literal["reserved", "support_only"], facts: TaskFacts, of_catalogue: law.LawClass
) -> GateFinding:
    is_reserved = gate == "reserved"
    return GateFinding(
        gate,
        "stops" if is_reserved else "limits",
        code="catalogue" if is_reserved or of_catalogue.kind == "support" else "preparation",
        law=law.laws(of_catalogue.professions),
        professions=of_catalogue.professions,
        evidence=(Evidence("law_class", facts.law_class or ""),),
        params={"catalogue_name": facts.catalogue_name or ""},
    )
