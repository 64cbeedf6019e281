"""What was typed into the week's cells: new totals become entries of the difference, everything else a problem."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext

from app.actions.hours.log import EntryData
from app.domain.durations import DurationError, read_duration_min
from app.domain.workdays import week_of
from app.queries.weeks import WeekRow
from app.web.formats import hm
from app.web.sentences import sentences_of
from app.web.weeks import field_name


@dataclass(slots=True)
class TypedWeek:
    """A week's form. `names` are the fields of `entries`, one for one; `errors` by field; `typed` as it was sent."""

    typed: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    entries: list[EntryData] = field(default_factory=list)
    names: list[str] = field(default_factory=list)


def read_week(rows: Sequence[WeekRow], monday: dt.date, form: Mapping[str, str]) -> TypedWeek:
    """The form of that week against what is recorded now."""
    week = TypedWeek()
    for row in rows:
        for day in week_of(monday):
            name, item = field_name(row.task_public_id, day), row.item_on(day)
            if item is not None and name in form:
                _read_cell(week, name, form, item, day, row.minutes.get(day, 0))
    return week


def _read_cell(week: TypedWeek, name: str, form: Mapping[str, str], item: str, day: dt.date, recorded_min: int) -> None:
    week.typed[name] = text = form[name].strip()
    try:
        total_min = read_duration_min(text) if text else 0
    except DurationError as error:
        week.errors[name] = sentences_of(error)[0]
        return
    if total_min == recorded_min:
        return
    if form.get(f"was.{name}", "") != str(recorded_min):
        week.errors[name] = gettext("ほかの画面で%(hours)sに変わりました。", hours=hm(recorded_min))
    elif total_min < recorded_min:
        week.errors[name] = gettext("減らすときは、下の一覧で記録を直すか取り消してください。")
    else:
        public_id = _entry_id(form.get("key", ""), name, recorded_min)
        week.entries.append(EntryData(public_id, item, day, minutes=total_min - recorded_min))
        week.names.append(name)


def _entry_id(key: str, name: str, recorded_min: int) -> str:
    """The same for the same form sent again, so that it is stored once."""
    digest = hashlib.sha256(f"{key}\x1f{name}\x1f{recorded_min}".encode()).digest()
    return base64.urlsafe_b64encode(digest)[:22].decode()
