"""Fields for hours, yen, months and whole numbers as people write them; what was typed stays in the field."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Any, Generic, TypeVar

from flask_babel import get_locale
from wtforms import DateField, Field
from wtforms.widgets import TextInput

from app.domain.durations import read_duration_min
from app.domain.errors import DomainError, Problem
from app.domain.worktime import DAY_MIN, Month, parse_day
from app.web.formats import ja_hours
from app.web.forms import lazy_gettext
from app.web.sentences import sentence_of

_Value = TypeVar("_Value")
#: Below zero and far above what anybody means too: such a number is read, and refused for its size.
_NUMBER = re.compile(r"-?([0-9]{1,40}|[0-9]{1,3}(,[0-9]{3}){1,12})")

_MINUSES = str.maketrans(dict.fromkeys("−‐‑–—ー▲△", "-"))


class WrittenField(Field, Generic[_Value]):
    """A text field whose `data` is what the text means: None where it is blank or cannot be read."""

    widget = TextInput()
    data: _Value | None

    def read(self, text: str) -> _Value:
        """What the text means.

        Raises:
            ValueError: with the sentence to show beside the field.
            DomainError: whose sentence is shown.
        """
        raise ValueError(text)

    def write(self, value: _Value) -> str:
        """The value as it stands in the field before anybody typed."""
        return str(value)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else self.write(self.data)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Reads what was sent."""
        text = str(valuelist[0]).strip() if valuelist else ""
        self.data = None
        if not text:
            return
        try:
            self.data = self.read(text)
        except DomainError as refused:
            raise ValueError(sentence_of(refused.problems()[0])) from refused


class HoursField(WrittenField[int]):
    """Minutes, written as 「30時間」 or 「1時間半」; a bare number means hours."""

    def read(self, text: str) -> int:
        """Minutes, at least 0."""
        return read_duration_min(text, bare_unit_min=60)

    def write(self, value: int) -> str:
        """30時間, 1時間30分."""
        return ja_hours(value)


class WholeField(WrittenField[int]):
    """A whole number inside limits; thousands may be parted by commas, a unit may follow.

    Args:
        least: the smallest number taken.
        most: the largest.
        unit: a sign or word around the number that is read over, such as 円.
    """

    def __init__(self, label: str, *, least: int = 0, most: int, unit: str = "", **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.least = least
        self.most = most
        self.unit = unit

    def read(self, text: str) -> int:
        """The number."""
        plain = unicodedata.normalize("NFKC", text).replace(" ", "").translate(_MINUSES).strip(self.unit + "¥\\")
        if not _NUMBER.fullmatch(plain):
            raise ValueError(lazy_gettext("数を読み取れません。110,000 のように書いてください。"))
        number = int(plain.replace(",", ""))
        if not self.least <= number <= self.most:
            # A unit is a Japanese word; English pages have it in the label.
            unit = self.unit if str(get_locale() or "ja") == "ja" else ""
            limits: dict[str, str | int] = {"least": f"{self.least:,}{unit}", "most": f"{self.most:,}{unit}"}
            raise ValueError(sentence_of(Problem("out_of_range", params=limits)))
        return number

    def write(self, value: int) -> str:
        """110,000."""
        return f"{value:,}"


class MonthField(WrittenField[Month]):
    """A month written as 2026-11, as browsers with a month picker send it; 2026/11 and 2026年11月 are read too."""

    def read(self, text: str) -> Month:
        """The month."""
        plain = unicodedata.normalize("NFKC", text)
        return Month.parse(
            re.sub(r"^(\d{4})[/年.](\d{1,2})月?$", lambda found: f"{found[1]}-{int(found[2]):02d}", plain)
        )


class DayField(WrittenField[dt.date]):
    """A day written as 2026-12-08; 2026/12/8 and 2026年12月8日 are read too."""

    def read(self, text: str) -> dt.date:
        """The day."""
        plain = unicodedata.normalize("NFKC", text)
        found = re.fullmatch(r"(\d{4})[-/年.](\d{1,2})[-/月.](\d{1,2})日?", plain)
        day = parse_day(f"{found[1]}-{int(found[2]):02d}-{int(found[3]):02d}") if found else None
        if day is None:
            raise ValueError(sentence_of(Problem("date_format", params={"text": text})))
        return day


class PickedDayField(DateField):
    """A day out of the browser's calendar, of a year an operation can be about."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Takes the day as it was sent; refused are other shapes and years before 2000 and after 2999."""
        text = " ".join(valuelist)
        self.data = parse_day(text)
        if text and self.data is None:
            raise ValueError(sentence_of(Problem("date_format", params={"text": text})))


class ClockField(WrittenField[int]):
    """A time of the day as minutes since midnight, written as 18:00; 24:00 is the day's end."""

    def read(self, text: str) -> int:
        """Minutes, 0 to 1,440."""
        found = re.fullmatch(r"(\d{1,2}):([0-5]\d)", unicodedata.normalize("NFKC", text))
        minutes = int(found[1]) * 60 + int(found[2]) if found else DAY_MIN + 1
        if minutes > DAY_MIN:
            raise ValueError(sentence_of(Problem("time_format", params={"text": text})))
        return minutes

    def write(self, value: int) -> str:
        """18:00."""
        return f"{value // 60}:{value % 60:02d}"


def typed(field: Any) -> Any:
    """What a sound form has in a field that must be filled.

    Raises:
        ValueError: nothing, which a sound form has not.
    """
    if field.data is None:
        raise ValueError(field.name)
    return field.data
