"""A choice among people or companies: a select of few, of many a field one types a name into."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from markupsafe import Markup
from wtforms import Field
from wtforms.validators import StopValidation
from wtforms.widgets import html_params

#: Above so many nobody finds a name by scrolling.
MOST_IN_SELECT = 20

Options = Sequence[tuple[str, str]]


def told_apart(options: Options) -> list[tuple[str, str]]:
    """The same options with labels of which no two are the same: those that are get a number."""
    times = Counter(label for _value, label in options)
    seen: Counter[str] = Counter()
    found = []
    for value, label in options:
        seen[label] += 1
        found.append((value, f"{label}（{seen[label]}）" if times[label] > 1 else label))
    return found


def meant(text: str, options: Options) -> list[str]:
    """The values a typed text may mean: of that value, of that very label, else of labels it is a part of."""
    wanted = _plain(text)
    exact = [value for value, label in options if text == value or wanted == _plain(label)]
    return exact or [value for value, label in options if value and wanted in _plain(label)]


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", str(text)).casefold().split())


class PickWidget:
    """Draws a select, or an input with its list of names; both work without scripts."""

    def __call__(self, field: PickField, **kwargs: Any) -> Markup:
        """The control."""
        kwargs.setdefault("id", field.id)
        return self._names(field, kwargs) if field.is_long else self._select(field, kwargs)

    def _select(self, field: PickField, kwargs: dict[str, Any]) -> Markup:
        picked = str(field.data or "")
        options = (
            Markup("<option {}>{}</option>").format(_attributes(value=value, selected=value == picked), label)
            for value, label in field.options
        )
        return Markup("<select {}>{}</select>").format(_attributes(name=field.name, **kwargs), Markup("").join(options))

    def _names(self, field: PickField, kwargs: dict[str, Any]) -> Markup:
        names = (Markup('<option value="{}">').format(label) for value, label in field.options if value)
        told = {"name": field.name, "value": field.shown, "list": f"{field.id}-names", "autocomplete": "off", **kwargs}
        return Markup('<input {}><datalist id="{}-names">{}</datalist>').format(
            _attributes(**told), field.id, Markup("").join(names)
        )


class PickField(Field):
    """One of `options`, which the page fills before the form is checked; `data` is the value that was meant."""

    widget = PickWidget()

    def __init__(self, label: str, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, **kwargs)
        self.options: list[tuple[str, str]] = []

    def offer(self, options: Options) -> None:
        """What can be picked: values and labels; one without a value stands for nobody."""
        self.options = told_apart(options)

    @property
    def is_long(self) -> bool:
        """Whether there are too many for a select."""
        return len(self.options) > MOST_IN_SELECT

    @property
    def shown(self) -> str:
        """What stands in the field: the label of what was picked, or what was typed."""
        typed = str(self.data or "") if self.raw_data else ""
        return next((label for value, label in self.options if value and value == self.data), typed)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Keeps what was sent until the options are known."""
        if valuelist:
            self.data = str(valuelist[0]).strip()
            self.raw_data = [self.data]  # blanks alone are no input

    def pre_validate(self, _form: Any) -> None:
        """Finds out which was meant."""
        if not self.data:
            return
        found = meant(str(self.data), self.options)
        if len(found) > 1:
            raise StopValidation(
                gettext("「%(text)s」に当てはまる名前がいくつかあります。一覧から選んでください。", text=self.data)
            )
        if not found:
            raise StopValidation(gettext("「%(text)s」が見つかりません。一覧から選んでください。", text=self.data))
        self.data = found[0]


def _attributes(**kwargs: Any) -> Markup:
    return Markup(html_params(**kwargs))  # noqa: S704 - wtforms has escaped the values
