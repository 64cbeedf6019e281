"""A page that shows every component once, as the design's picture of the parts does."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from flask import Blueprint, Flask, render_template_string
from wtforms import BooleanField, DateField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from app.web.access import signed_in
from app.web.forms import Form, choices

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

SPECIMEN = Path(__file__).with_name("specimen.html")


class SpecimenForm(Form):
    spent = StringField("かかった時間", [InputRequired()], description="1時間30分として記録します")
    day = DateField("作業した日", [InputRequired()])
    kind = SelectField("業務", choices=choices([("a", "受領請求書の処理"), ("b", "入金確認・消込")]))
    way = RadioField("入れ方", choices=choices([("span", "開始と終了"), ("length", "長さ")]), default="span")
    note = TextAreaField("メモ", [Optional()])
    agreed = BooleanField("超過を承諾しました")


def add_specimens(app: Flask) -> None:
    """Adds `/specimens` to an app whose web is wired."""
    page = Blueprint("specimens", __name__)

    @page.get("/specimens")
    @signed_in
    def show() -> ResponseReturnValue:
        form = SpecimenForm(data={"spent": "1時間半"})
        form.day.errors = ["10月は締め済みです。11月の日付にするか、遅れた記録として送ってください。"]
        return render_template_string(SPECIMEN.read_text("utf-8"), form=form)

    app.register_blueprint(page)
