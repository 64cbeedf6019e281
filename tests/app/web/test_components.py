"""The components, drawn once each, and what they promise: words beside colours, nothing inline, labels on controls."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from flask import render_template_string
from wtforms import FieldList, FormField, RadioField, StringField
from wtforms.validators import Length

from app.domain.accounts import Role
from app.domain.offers import Offer, Packages
from app.domain.packages import sources_of
from app.web.forms import Form, choices
from tests.app.web.conftest import sign_in
from tests.app.web.specimens import add_specimens

if TYPE_CHECKING:
    from flask import Flask


@pytest.fixture
def specimen(web: Flask) -> str:
    add_specimens(web)
    browser = web.test_client()
    sign_in(browser, Role.CLIENT)
    answer = browser.get("/specimens?month=2026-11")
    assert answer.status_code == 200
    return answer.text


def _drawn(web: Flask, template: str, **values: object) -> str:
    with web.test_request_context("/"):
        return render_template_string(template, **values)


def test_no_component_needs_an_inline_style_or_script(specimen: str) -> None:
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*src=)|javascript:", specimen)


def test_the_bar_draws_used_planned_expiring_and_the_tick_and_says_them(web: Flask) -> None:
    template = '{% from "components/bars.html" import package_bar %}{{ package_bar(2000, 1000, 600, 200) }}'

    svg = _drawn(web, template)

    # Of 2000 minutes: used 1000 = 50 %, planned 600 = 30 % from 50 %, expiring 200 = 10 % at the end, tick at 80 %.
    assert '<rect class="u" x="0.0%" width="50.0%"' in svg
    assert 'fill="url(#t-p)" x="50.0%" width="30.0%"' in svg
    assert 'fill="url(#t-c)" x="90.0%" width="10.0%"' in svg
    assert '<svg x="80.0%" width="2"' in svg
    assert 'aria-label="33時間20分のうち使用16時間40分、予定10時間、空き6時間40分"' in svg


def test_every_part_that_a_month_s_hours_are_made_of_is_said(web: Flask) -> None:
    def said(**parts: int) -> str:
        sources = sources_of(granted_min=1800, **parts)
        return _drawn(web, "{{ sources|made_of }}/{{ sources|beside_base }}", sources=sources)

    assert said() == "基本の時間です/"
    # 30:00 + 3:30 + 0:15 are the 33:45 that stand beside it.
    assert said(carried_in_min=210, adjusted_min=15) == "基本30時間＋繰越3時間30分＋返還15分/＋繰越3時間30分＋返還15分"
    # 30:00 + 1:00 − 0:20 − 2:00 are 28:40.
    taken = said(topped_up_min=60, adjusted_min=-20, owed_in_min=120)
    assert taken == "基本30時間＋追加1時間−調整20分−前月の不足2時間/＋追加1時間−調整20分−前月の不足2時間"


def test_a_package_of_now_among_others_says_what_it_is_made_of_and_whether_it_still_is(web: Flask) -> None:
    # 30:00 + 3:30 + 0:15 are 33:45, which the answer reckoned with; an hour bought since is in no row of it.
    offers = tuple(Offer(minutes, 4, minutes, None, None, is_current=minutes == 2025) for minutes in (1800, 2025))
    table = Packages("c", offers, 6, 2400, 0)
    template = '{% from "components/answers.html" import packages_card %}{{ packages_card(table, sources=sources) }}'

    def said(topped_up_min: int) -> str:
        sources = sources_of(granted_min=1800, carried_in_min=210, adjusted_min=15, topped_up_min=topped_up_min)
        return _drawn(web, template, table=table, sources=sources)

    assert "基本30時間＋繰越3時間30分＋返還15分" in said(0)
    assert "いま使える33時間45分" in said(0)
    assert "計画の時点では33時間45分" in said(60)
    assert "いま使える34時間45分は、基本30時間＋追加1時間＋繰越3時間30分＋返還15分です。" in said(60)


def test_every_texture_a_bar_refers_to_is_on_the_page(specimen: str) -> None:
    wanted = set(re.findall(r"url\(#([^)]+)\)", specimen))

    assert wanted == {"t-p", "t-c", "t-o"}
    assert wanted <= set(re.findall(r'<pattern id="([^"]+)"', specimen))


def test_a_field_in_error_is_marked_and_described_by_its_error_and_hint(specimen: str) -> None:
    day = re.search(r'<input[^>]*name="day"[^>]*>', specimen)
    spent = re.search(r'<input[^>]*name="spent"[^>]*>', specimen)

    assert day is not None
    assert 'aria-invalid="true"' in day[0]
    assert 'aria-describedby="day-err"' in day[0]
    assert '<ul class="err" id="day-err">' in specimen
    assert spent is not None
    assert 'aria-describedby="spent-hint"' in spent[0]
    assert "aria-invalid" not in spent[0]


def test_every_control_has_its_label(specimen: str) -> None:
    ids = set(re.findall(r'<(?:input|select|textarea)[^>]*id="([^"]+)"', specimen))
    labelled = set(re.findall(r'<label for="([^"]+)"', specimen)) | {"agreed"}  # the box sits inside its label

    assert {each for each in ids if not each.startswith("way-")} == labelled


def test_an_optional_field_says_so_and_a_required_one_does_not(specimen: str) -> None:
    assert '<label for="note">メモ<span class="need">任意</span></label>' in specimen
    assert '<label for="spent">かかった時間</label>' in specimen


def test_every_form_that_changes_something_carries_a_token(specimen: str) -> None:
    forms = re.findall(r'<form[^>]*method="post".*?</form>', specimen, re.DOTALL)

    assert len(forms) > 5
    assert all('name="csrf_token"' in form for form in forms)


def test_a_task_without_a_score_says_so_in_words(specimen: str) -> None:
    assert "点数なし" in specimen


def test_an_icon_that_is_not_in_the_sprite_is_an_error(web: Flask) -> None:
    with pytest.raises(LookupError, match="no-such-icon"):
        _drawn(web, '{{ icon("no-such-icon") }}')


def test_what_a_person_typed_is_escaped_inside_components(web: Flask) -> None:
    template = '{% from "components/status.html" import st %}{{ st(word, "check") }}'

    assert "&lt;b&gt;" in _drawn(web, template, word="<b>")


class _Row(Form):
    class Meta:
        csrf = False

    hours = StringField("時間", [Length(max=1)])


class _Refused(Form):
    name = StringField("名前", [Length(max=3)])
    wish = RadioField("希望", choices=choices([("a", "渡す"), ("b", "渡さない")]))
    rows = FieldList(FormField(_Row), min_entries=1)


def test_above_a_refused_form_each_wrong_field_is_a_link_to_it_and_the_page_opens_there(web: Flask) -> None:
    template = '{% from "components/forms.html" import wrong, field %}{{ wrong(form) }}|{{ field(form.name) }}'
    with web.test_request_context("/", method="POST", data={"name": "長い名前", "wish": "c", "rows-0-hours": "10"}):
        form = _Refused()
        assert not form.is_sent_and_sound()
        above, _, below = render_template_string(template, form=form).partition("|")

    assert re.findall(r'href="#([^"]+)">([^<]+)<', above) == [
        ("name", "名前"),
        ("wish-0", "希望"),
        ("rows-0-hours", "時間"),
    ]
    # The first of a document is the one a browser opens on: without the box above it is the field.
    assert 'tabindex="-1" autofocus' in above
    assert re.search(r"<input[^>]* autofocus ", below)


def test_a_sound_form_has_nothing_above_it_and_opens_on_no_field(web: Flask) -> None:
    template = '{% from "components/forms.html" import wrong, field %}{{ wrong(form) }}{{ field(form.name) }}'
    with web.test_request_context("/", method="POST", data={"name": "名", "wish": "a", "rows-0-hours": "1"}):
        form = _Refused()
        assert form.is_sent_and_sound()
        text = render_template_string(template, form=form)

    assert "note" not in text
    assert "autofocus" not in text
