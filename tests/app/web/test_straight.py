"""What a form brings: marks that turn the reading direction are gone, a control is refused beside its field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask, request
from wtforms import PasswordField, StringField

from app.web.forms import Form
from app.web.request import StraightRequest

if TYPE_CHECKING:
    import pytest


class _Noted(Form):
    note = StringField("メモ")
    password = PasswordField("パスワード")


def _app() -> Flask:
    app = Flask(__name__)
    app.request_class = StraightRequest
    app.config.update(SECRET_KEY="s" * 32, WTF_CSRF_ENABLED=False)
    return app


def test_a_form_is_read_without_marks_that_turn_it_and_a_password_as_it_was_typed() -> None:
    sent = {"note": ["a\u202eb", "c\u2066d"], "password": "x\u202ey", "old": "\u2069"}
    for how in ("application/x-www-form-urlencoded", "multipart/form-data"):
        with _app().test_request_context("/", method="POST", data=sent, content_type=how):
            assert request.form.getlist("note") == ["ab", "cd"]
            assert request.form["password"] == "x\u202ey"
            assert request.form["old"] == "\u2069"


def test_nul_is_refused_beside_its_field_like_every_control(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.web.forms.sentence_of", lambda problem: f"{problem.code}: {problem.params['text']}")
    with _app().test_request_context("/", method="POST", data={"note": "a\x00b", "password": "x\x00"}):
        form = _Noted()

        assert not form.is_sent_and_sound()
        assert form.errors == {"note": ["control_character: a�b"]}
        assert "\x00" not in request.form["note"]
        assert request.form["password"] == "x\x00"  # compared as it was typed


def test_a_control_character_is_refused_beside_its_field_and_what_was_typed_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("app.web.forms.sentence_of", lambda problem: f"{problem.code}: {problem.params['text']}")
    with _app().test_request_context("/", method="POST", data={"note": "a\x0bb", "password": "x\x0b"}):
        form = _Noted()

        assert not form.is_sent_and_sound()
        assert form.errors == {"note": ["control_character: a�b"]}
        assert form.note.data == "a\x0bb"

    with _app().test_request_context("/", method="POST", data={"note": "a\tb\r\nc", "password": "x\x0b"}):
        assert _Noted().is_sent_and_sound()
