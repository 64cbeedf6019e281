"""What a new task is begun from: a task that is there, or a usual one of the catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import get_locale, gettext, pgettext

from app.domain.errors import NotFound
from app.domain.tasks.catalogue import CatalogueEntry
from app.domain.tasks.columns import TaskField
from app.domain.tasks.facts import TEXT_LIMITS
from app.queries import tasks as tasks_queries
from app.queries.search import Hit, HitKind, search
from app.queries.tasks import TaskView
from app.translations import NP_
from app.web.access import current_scope
from app.web.forms.tasks import form_data
from app.web.request import current_session
from app.web.tasks.catalogue import suggested

MOST_FOUND = 8
LONGEST_SEARCH = 100
#: How often a usual task is done, as its entry says it and as a form reads it; of an entry with several, nobody knows.
_FREQUENCIES = {
    "D": NP_("frequency", "毎日"),
    "W": NP_("frequency", "毎週"),
    "M": NP_("frequency", "毎月"),
    "Q": NP_("frequency", "四半期"),
    "Y": NP_("frequency", "毎年"),
    "A": NP_("frequency", "随時"),
}


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a form begins with.

    Attributes:
        name: what it is called where it is from.
        data: what stands in the form's fields.
        like: the public id of the task it is; None for an entry of the catalogue.
        client: the public id of the task's company; None for an entry.
    """

    name: str
    data: dict[str, object]
    like: str | None = None
    client: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What there is to begin from by a name: tasks in the scope, and usual ones."""

    tasks: Sequence[Hit]
    entries: Sequence[CatalogueEntry]


def pattern_of(like: str | None, entry: str | None) -> Pattern | None:
    """What the address or the form names; None where it names nothing.

    Raises:
        NotFound: no such task in the scope, or no such entry.
    """
    if like:
        return _of_task(tasks_queries.task(current_session(), current_scope(), like))
    if entry:
        found = (each for each in tasks_queries.catalogue(current_session()) if str(each.no) == entry)
        return _of_entry(next(found, None))
    return None


def patterns_found(text: str, entries: Sequence[CatalogueEntry]) -> Found:
    """What fits the words typed, the best first; nothing where nothing was typed."""
    words = text.strip()[:LONGEST_SEARCH]
    if not words:
        return Found((), ())
    hits = search(current_session(), current_scope(), words, kinds=[HitKind.TASK], limit=MOST_FOUND)
    return Found(hits, [each.entry for each in suggested(words, entries)])


def _of_task(task: TaskView) -> Pattern:
    longest = TEXT_LIMITS[TaskField.NAME]
    # Two tasks of a name do not go together in one inventory: the copy is called one until it has a name of its own.
    name = gettext("%(name)s（写し）", name=task.name)
    data = {**form_data(task), "name": name if len(name) <= longest else task.name}
    if task.catalogue_no is not None and task.catalogue_similarity_pct is None:
        data["catalogue"] = f"{task.catalogue_no} {task.catalogue_name_ja}"
    return Pattern(task.name, data, task.public_id, task.client_public_id)


def _of_entry(entry: CatalogueEntry | None) -> Pattern:
    if entry is None:
        raise NotFound("catalogue_no")
    name = entry.name_en if str(get_locale()) == "en" else entry.name_ja
    word = _FREQUENCIES.get(entry.frequency)
    return Pattern(
        name,
        {
            "name": name,
            "catalogue": f"{entry.no} {name}",
            "frequency": pgettext("frequency", word) if word else "",
        },
    )
