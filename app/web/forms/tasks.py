"""The forms of tasks: what is known of one, and the file a whole inventory comes in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from flask_babel import gettext
from flask_wtf.file import FileField
from wtforms import BooleanField, Field, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from app.domain.durations import read_duration_min
from app.domain.errors import DomainError, InvalidInput
from app.domain.tasks import facts
from app.domain.tasks.columns import TaskField
from app.domain.tasks.facts import Confidentiality, KeyPersonRisk, Routine
from app.domain.tasks.frequency import parse_frequency, runs_per_year
from app.domain.tasks.rows import TaskRow as TaskFacts
from app.queries.tasks import TaskView
from app.translations.inventory import CONFIDENTIALITIES, FIELDS, KEY_PERSON_RISKS, ROUTINES
from app.translations.known import COUNTS
from app.web.formats import ja_hours
from app.web.forms import Form, choices, lazy_gettext
from app.web.forms.picking import PickField
from app.web.sentences import sentence_of

_OPEN = ("", lazy_gettext("わからない"))
_YES_NO = choices([_OPEN, ("yes", lazy_gettext("あり")), ("no", lazy_gettext("なし"))])
_NOT_STATED = {None: "", True: "yes", False: "no"}
_STATED = {"yes": True, "no": False}


def _codes(words: dict[str, str]) -> list[Any]:
    return choices([_OPEN, *((code, lazy_gettext(word)) for code, word in words.items())])


def _label(field: str) -> str:
    """The field's name; said by its key here, so that the key is not collected as a string to translate."""
    return lazy_gettext(FIELDS[field])


def minutes_of(text: str) -> int:
    """Minutes of one run, at least 1.

    Raises:
        DurationError: not a duration.
        InvalidInput: 0 minutes.
    """
    minutes = read_duration_min(text)
    if minutes == 0:
        raise InvalidInput(TaskField.MINUTES_PER_RUN, "duration_zero", text=text)
    return minutes


class Readable:
    """A validator: the text is open (blank, 「随時」) or a rule reads it; else the rule's sentence stands beside it."""

    def __init__(self, read: Callable[[str], object], is_open: Callable[[str], bool] = facts.says_nothing) -> None:
        self.read = read
        self.is_open = is_open

    def __call__(self, _form: Form, field: Field) -> None:
        """Refuse what cannot be read."""
        text = str(field.data or "")
        if self.is_open(text):
            return
        try:
            self.read(text)
        except DomainError as refused:
            raise ValidationError(sentence_of(refused.problems()[0])) from refused


def _text_of(field: TaskField) -> list[Any]:
    limit = facts.TEXT_LIMITS[field]
    return [Length(max=limit, message=lazy_gettext("長すぎます。%(max)d文字までにしてください。"))]


class TaskForm(Form):
    """One task: what is done, how often and how long, what it needs, and what the client wishes."""

    name = StringField(
        _label("name"),
        [InputRequired(lazy_gettext("業務名を入力してください。")), *_text_of(TaskField.NAME)],
        render_kw={"required": True, "autocomplete": "off"},
    )
    catalogue = StringField(
        lazy_gettext("よくある業務"), [Length(max=200)], render_kw={"list": "catalogue-names", "autocomplete": "off"}
    )
    department = StringField(_label("department"), _text_of(TaskField.DEPARTMENT))
    owner = StringField(lazy_gettext("いまの担当者"), _text_of(TaskField.OWNER))
    detail = TextAreaField(_label("detail"), _text_of(TaskField.DETAIL), render_kw={"rows": 3})
    minutes_per_run = StringField(
        _label("minutes_per_run"),
        [Readable(minutes_of, facts.leaves_count_open)],
        description=lazy_gettext("「30分」「1時間半」「1.5h」のように書けます。数字だけなら分です。"),
        render_kw={"inputmode": "text", "autocomplete": "off"},
    )
    frequency = StringField(
        _label("frequency"),
        [Readable(facts.read_frequency), *_text_of(TaskField.FREQUENCY)],
        description=lazy_gettext("「毎日」「週2回」「月3回」「年1回」「随時」のように書けます。"),
        render_kw={"autocomplete": "off"},
    )
    runs_per_month = StringField(
        _label("runs_per_month"),
        [Readable(facts.read_count, facts.leaves_count_open)],
        description=lazy_gettext("数えているときだけ。頻度よりこちらを使います。"),
        render_kw={"inputmode": "decimal", "autocomplete": "off"},
    )
    has_manual = SelectField(_label("has_manual"), choices=_YES_NO)
    routine = SelectField(_label("routine"), choices=_codes(ROUTINES))
    judgement_pct = StringField(
        _label("judgement_pct"),
        [Readable(facts.read_percent)],
        description=lazy_gettext("人が判断する部分。0から100の数（%）。"),
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
    capable_people = StringField(
        _label("capable_people"),
        [Readable(facts.read_people)],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
    key_person = SelectField(_label("key_person"), choices=_codes(KEY_PERSON_RISKS))
    confidentiality = SelectField(_label("confidentiality"), choices=_codes(CONFIDENTIALITIES))
    customer_contact = SelectField(_label("customer_contact"), choices=_YES_NO)
    expertise = StringField(
        _label("expertise"),
        _text_of(TaskField.EXPERTISE),
        description=lazy_gettext("「簿記2級」「英語」など。要らなければ「不要」。"),
    )
    tools = StringField(_label("tools"), _text_of(TaskField.TOOLS))
    note = TextAreaField(_label("note"), _text_of(TaskField.NOTE), render_kw={"rows": 3})
    wish = RadioField(
        lazy_gettext("希望"),
        choices=choices(
            [
                ("requested", lazy_gettext("渡したい（計画に入れる）")),
                ("withheld", lazy_gettext("今は渡さない（棚卸にだけ残す）")),
            ]
        ),
        default="requested",
    )
    priority = SelectField(
        lazy_gettext("優先度"),
        coerce=int,
        choices=choices(
            [
                ("5", lazy_gettext("5 最優先")),
                ("4", lazy_gettext("4 高い")),
                ("3", lazy_gettext("3 ふつう")),
                ("2", lazy_gettext("2 低い")),
                ("1", lazy_gettext("1 いつでもよい")),
            ]
        ),
        default=3,
    )

    def facts(self) -> TaskFacts:
        """What a sound form says, as a row of a sheet would; an open fact is None."""
        frequency = _line(self.frequency)
        count = _read(self.runs_per_month, facts.read_count, facts.leaves_count_open)
        return TaskFacts(
            row_number=0,
            name=_line(self.name),
            department=_line(self.department),
            detail=_text(self.detail),
            owner=_line(self.owner),
            frequency_text=frequency,
            minutes_per_run=_read(self.minutes_per_run, minutes_of, facts.leaves_count_open),
            runs_per_year=runs_per_year(parse_frequency(frequency), count),
            has_manual=_STATED.get(_text(self.has_manual)),
            routine=Routine(_text(self.routine)) if _text(self.routine) else None,
            judgement_pct=_read(self.judgement_pct, facts.read_percent),
            expertise=_line(self.expertise),
            confidentiality=Confidentiality(_text(self.confidentiality)) if _text(self.confidentiality) else None,
            capable_people=_read(self.capable_people, facts.read_people),
            key_person=KeyPersonRisk(_text(self.key_person)) if _text(self.key_person) else None,
            customer_contact=_STATED.get(_text(self.customer_contact)),
            tools=_line(self.tools),
            note=_text(self.note),
        )


def form_data(task: TaskView) -> dict[str, object]:
    """A task as its form shows it; what is typed there reads back to the same facts."""
    return {
        "name": task.name,
        "department": task.department,
        "detail": task.detail,
        "owner": task.owner,
        "minutes_per_run": "" if task.minutes_per_run is None else ja_hours(task.minutes_per_run),
        "frequency": task.frequency_text,
        "runs_per_month": _count_text(task),
        "has_manual": _NOT_STATED[task.has_manual],
        "routine": task.routine or "",
        "judgement_pct": "" if task.judgement_pct is None else str(task.judgement_pct),
        "expertise": task.expertise,
        "confidentiality": task.confidentiality or "",
        "capable_people": "" if task.capable_people is None else str(task.capable_people),
        "key_person": task.key_person or "",
        "customer_contact": _NOT_STATED[task.customer_contact],
        "tools": task.tools,
        "note": task.note,
        "wish": task.wish,
        "priority": task.priority,
    }


def facts_of(task: TaskView) -> TaskFacts:
    """The facts of a stored task, to be stored again beside something that changed."""
    return TaskFacts(
        row_number=0,
        name=task.name,
        department=task.department,
        detail=task.detail,
        owner=task.owner,
        frequency_text=task.frequency_text,
        minutes_per_run=task.minutes_per_run,
        runs_per_year=task.runs_per_year,
        has_manual=task.has_manual,
        routine=Routine(task.routine) if task.routine else None,
        judgement_pct=task.judgement_pct,
        expertise=task.expertise,
        confidentiality=Confidentiality(task.confidentiality) if task.confidentiality else None,
        capable_people=task.capable_people,
        key_person=KeyPersonRisk(task.key_person) if task.key_person else None,
        customer_contact=task.customer_contact,
        tools=task.tools,
        note=task.note,
    )


class SheetForm(Form):
    """The file an inventory comes in."""

    file = FileField(
        _label("file"),
        description=lazy_gettext("CSVかxlsx、5MBまで。見出しの行や合計の行があってもそのまま読み取ります。"),
        render_kw={"accept": ".csv,.txt,.tsv,.xlsx,.xlsm", "required": True},
    )


class StoreForm(Form):
    """What becomes of the rows of a sheet; `seen` are those the page showed as known."""

    good_rows_only = BooleanField(lazy_gettext("読み取れた行だけ取り込む"))
    known = RadioField(lazy_gettext("すでにある業務"), choices=choices([("skip", ""), ("new", "")]), default="skip")
    seen = HiddenField()

    def offer(self, *, new: int, known: int) -> None:
        """Says what each choice does to so many new and known rows."""
        counts = gettext(COUNTS, new=new, known=known)
        skip = gettext("見送る（%(counts)s）", counts=counts)
        both = gettext("新しい業務として取り込む（全部で%(count)s件。同じ名前の業務が増えます）", count=new + known)
        self.known.choices = choices([("skip", skip), ("new", both)])


def _text(field: Field) -> str:
    return str(field.data or "").strip()


def _line(field: Field) -> str:
    return " ".join(_text(field).split())


def _read(field: Field, read: Callable[[str], Any], is_open: Callable[[str], bool] = facts.says_nothing) -> Any:
    return None if is_open(_text(field)) else read(_text(field))


def _count_text(task: TaskView) -> str:
    """Runs a month, where the frequency's word alone would say something else."""
    if task.runs_per_year is None or runs_per_year(parse_frequency(task.frequency_text), None) == task.runs_per_year:
        return ""
    count = (Decimal(task.runs_per_year) / 12).quantize(Decimal("0.000001")).normalize()
    return f"{count:f}"


class PinForm(Form):
    """Who is to do a task from the next plan on; nobody leaves it to the plan."""

    assistant = PickField(
        lazy_gettext("アシスタント"), description=lazy_gettext("次に作る計画から効きます。空欄なら計画に任せます。")
    )

    def offer(self, people: Iterable[tuple[str, str]]) -> None:
        """Fills the choices, each a public id and a name."""
        self.assistant.offer([("", gettext("計画に任せる")), *people])
