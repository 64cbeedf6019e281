"""What a task's page shows of what gathers there: comments, files, its manual, by which day of a month it is due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_babel import gettext

from app.actions.tasks.discuss import LONGEST_BODY
from app.domain.accounts import Role
from app.domain.errors import InvalidInput
from app.domain.opendays import DueShift
from app.domain.tasks.duedays import DueKind, DueRule
from app.domain.tasks.files import ENDINGS, MAX_FILE_BYTES, MOST_FILES
from app.domain.worktime import Month
from app.queries import taskfiles, taskpages
from app.queries.taskfiles import FileView
from app.queries.tasks import TaskView
from app.translations import N_
from app.web.access import current_scope
from app.web.months import today
from app.web.request import current_session
from app.web.sentences import sentences_of

#: A manual nobody looked at for so long may no longer be right.
STALE_DAYS = 365
#: What is chosen on the page -> kind and shift; each with the words for it.
DUE_WAYS: dict[str, tuple[DueKind, DueShift]] = {
    "end": (DueKind.END, DueShift.PREVIOUS),
    "business": (DueKind.BUSINESS, DueShift.PREVIOUS),
    "day_before": (DueKind.DAY, DueShift.PREVIOUS),
    "day_after": (DueKind.DAY, DueShift.NEXT),
    "day": (DueKind.DAY, DueShift.NONE),
}
DUE_WORDS = {
    "": N_("月の最後の日"),
    "end": N_("月の最後の営業日"),
    "business": N_("第○営業日"),
    "day_before": N_("毎月○日（休業日は前の営業日）"),
    "day_after": N_("毎月○日（休業日は次の営業日）"),
    "day": N_("毎月○日（休業日でも）"),
}
ROLES = {
    Role.CLIENT: N_("依頼企業"),
    Role.ASSISTANT: N_("アシスタント"),
    Role.OPERATOR: N_("運営"),
    Role.ADMINISTRATOR: N_("管理者"),
}


@dataclass(frozen=True, slots=True)
class Typed:
    """What was sent and could not be kept: fields as they were typed, and the sentence beside each that is wrong."""

    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


def refused_with(error: InvalidInput, **values: str) -> Typed:
    """What was typed, and beside its field what is wrong with it."""
    return Typed(values, {str(error.field): " ".join(sentences_of(error))})


@dataclass(frozen=True, slots=True)
class FilesBox:
    """The task's files: those that are there, what removed ones were, and the one that is the manual."""

    attached: tuple[FileView, ...]
    removed: tuple[FileView, ...]
    manual: FileView | None

    @property
    def is_manual_stale(self) -> bool:
        """Whether nobody looked at the manual's file for long."""
        return self.manual is not None and _is_stale(self.manual.reviewed_on)


@dataclass(frozen=True, slots=True)
class DueBox:
    """The rule as the form holds it, and the days it gives next."""

    way: str
    number: str
    days: tuple[dt.date, ...]


def gathered(task: TaskView, typed: Typed) -> dict[str, object]:
    """What the page shows of it all."""
    session, scope = current_session(), current_scope()
    found = taskpages.manual(session, scope, task.id)
    return {
        "comments": taskpages.comments(session, scope, task.id),
        "comment_roles": {role: gettext(word) for role, word in ROLES.items()},
        "longest_comment": LONGEST_BODY,
        "manual": found,
        "is_manual_stale": found is not None and _is_stale(found.reviewed_on),
        "files": _files_box(taskfiles.files(session, scope, task.id)),
        "file_endings": ",".join(f".{ending}" for ending in ENDINGS),
        "most_file_bytes": MAX_FILE_BYTES,
        "most_files": MOST_FILES,
        "due": _due_box(taskpages.due_rule(session, task.id), typed),
        "due_words": [(way, gettext(word)) for way, word in DUE_WORDS.items()],
        "typed": typed,
        "today_iso": today().isoformat(),
    }


def _files_box(found: list[FileView]) -> FilesBox:
    there = [each for each in found if each.removed_at is None]
    return FilesBox(
        tuple(each for each in there if not each.is_manual),
        tuple(each for each in found if each.removed_at is not None),
        next((each for each in there if each.is_manual), None),
    )


def _is_stale(day: dt.date | None) -> bool:
    return day is not None and (today() - day).days > STALE_DAYS


def _due_box(rule: DueRule | None, typed: Typed) -> DueBox:
    month = Month.of(today())
    months = (month, month.next(), month.next().next())
    days = [rule.day_in(each) if rule else each.last_day for each in months]
    way = next((name for name, kept in DUE_WAYS.items() if rule and kept == _kept(rule)), "")
    return DueBox(
        typed.values.get("way", way),
        typed.values.get("number", str(rule.number) if rule and rule.number else ""),
        tuple(day for day in days if day >= today())[:2],
    )


def _kept(rule: DueRule) -> tuple[DueKind, DueShift]:
    return rule.kind, rule.shift if rule.kind is DueKind.DAY else DueShift.PREVIOUS
