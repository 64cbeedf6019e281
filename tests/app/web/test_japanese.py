"""Japanese words on an English page are marked as Japanese, wherever they stand, and nothing else is changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.accounts import Role
from app.web.japanese import mark_japanese
from tests.app.web.conftest import sign_in

if TYPE_CHECKING:
    from flask.testing import FlaskClient


@pytest.mark.parametrize(
    ("html", "marked"),
    [
        ('<td class="b">山田 花子</td>', '<td class="b" lang="ja">山田 花子</td>'),
        ("<option>経理Q&amp;A作成</option>", '<option lang="ja">経理Q&amp;A作成</option>'),
        ("<a><i></i>名前</a>", '<a><i></i><bdi lang="ja">名前</bdi></a>'),
        (
            "<p>Approve 請求書作成 for “A社” now</p>",
            '<p><bdi>Approve <bdi lang="ja">請求書作成</bdi> for “<bdi lang="ja">A社</bdi>” now</bdi></p>',
        ),
        ("<svg><text>請求</text></svg>", '<svg><text lang="ja">請求</text></svg>'),
        ("<svg><text>請求 of July</text></svg>", '<svg><text><tspan lang="ja">請求</tspan> of July</text></svg>'),
        ("<svg/>A社", '<svg/><bdi lang="ja">A社</bdi>'),
        ("請求書", '<bdi lang="ja">請求書</bdi>'),
    ],
)
def test_japanese_is_marked_on_its_element_or_word_by_word(html: str, marked: str) -> None:
    assert mark_japanese(html) == marked


@pytest.mark.parametrize(
    "html",
    [
        '<a lang="ja">日本語</a>',
        "<title>請求書 | Ennoshita</title>",
        "<option>請求書 of July</option>",
        '<img alt="請求書">',
        "<p>¥110,000 · 11/18 (Wed) – “ok”</p>",
        "",
    ],
)
def test_what_is_marked_cannot_be_or_is_not_japanese_stays_as_it_is(html: str) -> None:
    assert mark_japanese(html) == html


@given(st.lists(st.sampled_from(["請求書", "A社", "for", " ", "&amp;", "<br>", "(", ")", "・", "山田 花子"])))
def test_the_words_of_a_page_stay_what_they_were(parts: list[str]) -> None:
    html = f"<div><p>{''.join(parts)}</p></div>"

    assert lxml.html.fromstring(mark_japanese(html)).text_content() == lxml.html.fromstring(html).text_content()


@pytest.mark.parametrize("text", ["請求書作成 " * 5_000 + "(A)", "請" * 200_000 + " (", "a" * 200_000 + " 請("])
def test_a_long_text_costs_what_its_length_is(text: str) -> None:
    marked = mark_japanese(f"<p>{text}</p>")  # read in every way a text of eleven words took half a minute

    assert lxml.html.fromstring(marked).text_content() == text


def test_a_page_is_marked_in_english_and_left_alone_in_japanese(browser: FlaskClient) -> None:
    sign_in(browser, Role.CLIENT)
    english, japanese = (browser.get(f"/framed?lang={each}", follow_redirects=True).text for each in ("en", "ja"))

    assert '<span class="org" lang="ja">' in english
    assert '<span class="org">' in japanese
