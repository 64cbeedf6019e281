"""Which tool a file of hours is from, told by its headings, and where its columns stand.

Sources of the headings: the detailed reports as their tools export them, also kept as test files by solidtime
(resources/testfiles: toggl, clockify and harvest time entries).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import InvalidInput

#: Rows at the top that may be titles.
TITLES = 20


class Tool(StrEnum):
    """Where a file is from."""

    TOGGL = "toggl"
    CLOCKIFY = "clockify"
    HARVEST = "harvest"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is to be read: its tool, the index of its row of headings, the index of each column by field."""

    tool: Tool
    header_row: int
    columns: Mapping[str, int]

    def cells(self, row: Sequence[str]) -> dict[str, str]:
        """A row by field, without blanks around; what the row is too short for is empty."""
        return {field: row[place].strip() if place < len(row) else "" for field, place in self.columns.items()}


#: Words a plain file may head each column with.
PLAIN = {
    "day": ("日付", "作業日", "稼働日", "date"),
    "client": ("依頼企業", "企業", "顧客", "client"),
    "task": ("業務", "業務名", "作業", "task"),
    "assistant": ("アシスタント", "担当", "担当者", "assistant"),
    "duration": ("時間", "作業時間", "所要時間", "duration", "minutes"),
    "starts": ("開始", "開始時刻", "start"),
    "stops": ("終了", "終了時刻", "end", "stop"),
    "activity": ("区分", "種別", "activity"),
    "note": ("メモ", "備考", "内容", "note"),
}
_TIMED = {
    "client": ("client",),
    "project": ("project",),
    "task": ("task",),
    "assistant": ("user", "member"),
    "email": ("email",),
    "day": ("start date",),
    "starts": ("start time",),
    "stops_on": ("end date", "stop date"),
    "stops": ("end time", "stop time"),
    "note": ("description",),
}
_TOGGL = {**_TIMED, "duration": ("duration",)}
_CLOCKIFY = {**_TIMED, "duration": ("duration (h)",)}
_HARVEST = {
    "day": ("date",),
    "client": ("client",),
    "project": ("project",),
    "task": ("task",),
    "note": ("notes",),
    "hours": ("hours",),
    "first_name": ("first name",),
    "last_name": ("last name",),
}
#: tool, its columns, headings it must have
_TOOLS = (
    (Tool.CLOCKIFY, _CLOCKIFY, {"start date", "start time", "group"}),
    (Tool.CLOCKIFY, _CLOCKIFY, {"start date", "start time", "duration (h)"}),
    (Tool.TOGGL, _TOGGL, {"start date", "start time", "duration"}),
    (Tool.HARVEST, _HARVEST, {"date", "hours", "first name", "last name"}),
)


def find_layout(rows: Sequence[Sequence[str]]) -> Layout:
    """How the file is to be read.

    Raises:
        InvalidInput: `column_missing`; `params["column"]` is the heading that is missing.
    """
    for index, row in enumerate(rows[:TITLES]):
        words = [plain_words(cell) for cell in row]
        for tool, columns, needed in _TOOLS:
            if needed <= set(words):
                return _complete(Layout(tool, index, _places(words, columns)))
        places = _places(words, PLAIN)
        if "day" in places and "task" in places:
            return _complete(Layout(Tool.PLAIN, index, places))
    raise InvalidInput("day", "column_missing", column=PLAIN["day"][0])


def plain_words(text: str) -> str:
    """A heading or a name for comparison: half-width, small letters, single blanks."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _places(words: Sequence[str], columns: Mapping[str, Iterable[str]]) -> dict[str, int]:
    found = {}
    for field, names in columns.items():
        place = next((place for place, word in enumerate(words) if word in names), None)
        if place is not None:
            found[field] = place
    return found


def _complete(layout: Layout) -> Layout:
    """The layout, if it says who, what and how long."""
    has_clock = {"starts", "stops"} <= layout.columns.keys()
    if not has_clock and not {"duration", "hours"} & layout.columns.keys():
        raise InvalidInput("duration", "column_missing", column=PLAIN["duration"][0])
    if not {"client", "project"} & layout.columns.keys():
        raise InvalidInput("client", "column_missing", column=PLAIN["client"][0])
    return layout
