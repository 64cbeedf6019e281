"""What a task's page shows of what gathers there: comments, files, its manual, on which days it is due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext

from app.actions.tasks.discuss import LONGEST_BODY
from app.domain.accounts import Role
from app.domain.errors import InvalidInput
from app.domain.tasks.duedays import DueRule, shared_out
from app.domain.tasks.files import ENDINGS, MAX_FILE_BYTES, MOST_FILES
from app.queries import taskfiles, taskpages
from app.queries.plans import AssignmentView
from app.queries.taskfiles import FileView
from app.queries.tasks import TaskView
from app.translations import N_
from app.web.access import current_scope
from app.web.months import today
from app.web.request import current_session, services
from app.web.sentences import sentences_of
from app.web.tasks.duebox import due_box, due_words, month_words, weekday_words

#: A manual nobody looked at for so long may no longer be right.
STALE_DAYS = 365
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


def gathered(task: TaskView, rule: DueRule | None, typed: Typed) -> dict[str, object]:
    """What the page shows of it all."""
    session, scope = current_session(), current_scope()
    found = taskpages.manual(session, scope, task.id)
    return {
        "comments": taskpages.comments(session, scope, task.id),
        "comment_roles": {role: gettext(word) for role, word in ROLES.items()},
        "longest_comment": LONGEST_BODY,
        "comment_id": services().new_id(),
        "manual": found,
        "is_manual_stale": found is not None and _is_stale(found.reviewed_on),
        "files": _files_box(taskfiles.files(session, scope, task.id)),
        "file_endings": ",".join(f".{ending}" for ending in ENDINGS),
        "most_file_bytes": MAX_FILE_BYTES,
        "most_files": MOST_FILES,
        "due": due_box(rule, task.catalogue_no, typed.values),
        "due_words": due_words(),
        "due_months": month_words(),
        "weekdays": weekday_words(),
        "typed": typed,
        "today_iso": today().isoformat(),
    }


def days_of(given: Sequence[AssignmentView], rule: DueRule | None) -> list[dt.date]:
    """The days of the month on which the given work is due; empty where it is one that the page names anyway."""
    days = {day for each in given for day, _minutes in shared_out(each.planned_min, each.due_date, rule)}
    return sorted(days) if len(days) > 1 else []


def _files_box(found: list[FileView]) -> FilesBox:
    there = [each for each in found if each.removed_at is None]
    return FilesBox(
        tuple(each for each in there if not each.is_manual),
        tuple(each for each in found if each.removed_at is not None),
        next((each for each in there if each.is_manual), None),
    )


def _is_stale(day: dt.date | None) -> bool:
    return day is not None and (today() - day).days > STALE_DAYS
