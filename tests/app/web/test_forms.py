"""What fields say of what cannot be taken: in our words, with the limits they have."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from wtforms import RadioField, SelectField, SelectMultipleField, StringField, TimeField
from wtforms.validators import InputRequired, Length

from app.web.forms import Form, choices
from app.web.forms.amounts import MonthField, WholeField
from app.web.forms.said import OURS

if TYPE_CHECKING:
    from flask import Flask

NO_CHOICE = "選べない値です。選びなおしてください。"


class _Asked(Form):
    class Meta:
        csrf = False

    note = StringField("メモ", [Length(max=3)])
    short = StringField("短い名前", [Length(min=2)])
    needed = StringField("会社名", [InputRequired()])
    day = SelectField("支払の日", coerce=int, choices=choices([("1", "1日"), ("31", "末日")]), default=31)
    wish = RadioField("希望", choices=choices([("a", "渡す")]), default="a")
    rows = SelectMultipleField("稼働", coerce=int, choices=choices([("1", "1")]))
    starts = TimeField("開始")
    fee_yen = WholeField("月額", least=0, most=99_999_999, unit="円")
    month = MonthField("月")


SOUND = {"short": "みなと", "needed": "みなと"}


def _said(web: Flask, language: str = "ja", **sent: str) -> dict[str, list[str]]:
    headers = {"Accept-Language": language}
    with web.test_request_context("/", method="POST", data={**SOUND, **sent}, headers=headers):
        form = _Asked()
        form.is_sent_and_sound()
        return {name: [str(each) for each in errors] for name, errors in form.errors.items()}


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("note", "abcd", "長すぎます。3文字までにしてください。"),
        ("short", "あ", "短すぎます。2文字以上にしてください。"),
        ("needed", "", "入力してください。"),
        ("day", "99", NO_CHOICE),
        ("day", "x", NO_CHOICE),
        ("wish", "b", NO_CHOICE),
        ("rows", "7", NO_CHOICE),
        ("rows", "x", NO_CHOICE),
        ("starts", "25:00", "時刻を読み取れません。9:30 のように書いてください。"),
        ("fee_yen", "多め", "数を読み取れません。110,000 のように書いてください。"),
        ("fee_yen", "-1", "0円から99,999,999円までの値にしてください。"),
        ("fee_yen", "−1", "0円から99,999,999円までの値にしてください。"),
        ("fee_yen", "9" * 30, "0円から99,999,999円までの値にしてください。"),
        ("fee_yen", "100,000,000円", "0円から99,999,999円までの値にしてください。"),
        ("month", "2026-13", "月は 2026-11 の形で書いてください。"),
        ("month", "9999-12", "月は 2000-01 から 2999-12 までにしてください。"),
        ("month", "1999年1月", "月は 2000-01 から 2999-12 までにしてください。"),
    ],
)
def test_a_field_says_in_our_words_what_is_wrong_and_what_the_limits_are(
    web: Flask, field: str, typed: str, sentence: str
) -> None:
    assert _said(web, **{field: typed}) == {field: [sentence]}


def test_in_english_too(web: Flask) -> None:
    assert _said(web, "en", note="abcd", fee_yen="-1") == {
        "note": ["Too long. Keep it within 3 characters."],
        "fee_yen": ["Enter a value from 0 to 99,999,999."],
    }


def test_nothing_of_the_library_is_left_to_say() -> None:
    assert not [sentence for sentence in OURS.values() if sentence.isascii()]
