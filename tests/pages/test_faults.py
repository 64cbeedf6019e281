"""What is wrong with a page is found, and nothing on one that is right."""

from __future__ import annotations

import pytest

from app.web.japanese import mark_japanese
from tests.pages.faults import Page, Words

GOOD = """<!doctype html>
<html lang="{lang}"><head><title>{title} | Ennoshita</title></head><body>
<h1>{title}</h1><h2 id="a">{part}</h2><p aria-labelledby="a">{said} <bdi lang="ja">アルファ商店</bdi></p>
<select><option>1<option>2</select><input aria-label="{part}"><a href="#a">{part}</a></body></html>"""
JAPANESE = GOOD.format(lang="ja", title="業務棚卸", part="すべての業務", said="依頼企業は")
ENGLISH = GOOD.format(lang="en", title="Tasks", part="All tasks", said="The client is")
WRITTEN = Words({"アルファ商店", "Please send the list today"})


@pytest.mark.parametrize(("text", "language"), [(JAPANESE, "ja"), (ENGLISH, "en")])
def test_a_page_that_is_right_has_no_fault(text: str, language: str) -> None:
    assert Page(text, language, WRITTEN).faults() == []


@pytest.mark.parametrize(
    ("good", "bad", "fault"),
    [
        ("</p>", "", "</body> where <p> is open"),
        ('<p aria-labelledby="a">', '<p aria-labelledby="a" class="x" class="y">', "<p> has class twice"),
        ("<p ", '<p style="color:red" ', "<p> has a style of its own"),
        ("<p ", '<p onclick="x()" ', "<p> has a style of its own"),
        ("<p ", '<p id="a" ', "id a stands twice"),
        ('aria-labelledby="a"', 'aria-labelledby="b"', "aria-labelledby names b, which is not there"),
        ('href="#a"', 'href="#b"', "a link leads to #b, which is not there"),
        ("<h1>Tasks</h1>", "", "its headings begin [2]"),
        ("<h2", "<h1>Tasks</h1><h2", "with 2 of level 1"),
        ("h2", "h3", "a heading of level 3 follows one of level 1"),
        ('lang="en"', 'lang="ja"', "lang is ja"),
        ("<title>Tasks | ", "<title>", "its title is 'Ennoshita'"),
        ("The client is", "依頼企業は", "is in another language: '依頼企業は アルファ商店'"),
        ("The client is", '<b lang="ja">依頼企業は</b>', "is in another language: '依頼企業は'"),
        ('<bdi lang="ja">', "<bdi>", "is not marked as Japanese: 'アルファ商店'"),
        ('aria-label="All tasks"', 'aria-label="業務"', "is in another language: '業務'"),
    ],
)
def test_a_fault_of_an_english_page_is_found(good: str, bad: str, fault: str) -> None:
    found = Page(ENGLISH.replace(good, bad), "en", WRITTEN).faults()

    assert any(fault in each for each in found), found


@pytest.mark.parametrize(
    ("said", "is_mixed"),
    [
        ("Please choose one of these", True),
        ("Please send the list today", False),
        ('<span lang="en">Please choose one of these</span>', False),
        ("<kbd>Ctrl K or Ctrl Shift P then Enter</kbd>", False),
    ],
)
def test_an_english_sentence_that_nobody_wrote_is_found_on_a_japanese_page(said: str, *, is_mixed: bool) -> None:
    found = Page(JAPANESE.replace("依頼企業は", said), "ja", WRITTEN).faults()

    assert any("another language" in each for each in found) is is_mixed, found


@pytest.mark.parametrize("said", ["Lawyers (弁護士) (Attorney Act [弁護士法72条])", "Write “週2” or the like"])
def test_what_is_quoted_or_in_brackets_may_be_japanese(said: str) -> None:
    assert Page(mark_japanese(ENGLISH.replace("The client is", said)), "en", WRITTEN).faults() == []


@pytest.mark.parametrize(("said", "count"), [("アルファ…", 0), ("ベータ…", 1)])
def test_what_people_wrote_may_be_cut_off(said: str, count: int) -> None:
    assert len(Page(mark_japanese(f"<p>{said}</p>"), "en", WRITTEN).faults()) == count


def test_a_part_of_a_page_needs_no_heading_and_no_title() -> None:
    assert Page("<p>業務棚卸</p>", "ja", WRITTEN).faults() == []
