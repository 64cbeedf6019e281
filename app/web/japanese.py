"""Says of Japanese words on an English page that they are Japanese: WCAG 2.2, 3.1.2 Language of Parts.

What people typed (names of tasks, companies and persons, notes) stays as it is in every language of the pages. It is
marked where the page leaves the house, by its characters: no template has to remember it, Japanese pages cost nothing.
Attributes cannot be marked apart from their element and stay as they are.
"""

from __future__ import annotations

import re

from flask import Flask, Response
from flask_babel import get_locale

_LETTERS = "々〆\u3041-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
"""Kana and kanji; those of a company's name in Chinese are among them."""
_BETWEEN_WORDS = r"\s<>“”‘’()\[\],:"
_IN_WORD = f"[^{_BETWEEN_WORDS}]"
# A text costs what its length is: a word is looked for where it begins, and what was read is not read in another way.
_WORD = f"[^{_BETWEEN_WORDS}{_LETTERS}]*+[{_LETTERS}]{_IN_WORD}*+"
_JAPANESE = re.compile(f"[{_LETTERS}]")
_STRETCH = re.compile(f"(?<!{_IN_WORD}){_WORD}(?: {_WORD})*+")
_TAG = re.compile(r"(<[^<>]*>)")
_NAME = re.compile(r"</?([a-zA-Z]+)")
_HOLDS_NO_TAGS = frozenset({"option", "textarea", "title"})


def mark_japanese(html: str) -> str:
    """The page with `lang="ja"` on elements that say nothing but Japanese, and on Japanese words within other text.

    Words are put into `<bdi>`, which no rule of the sheets is about, in a drawing into `<tspan>`. Another one keeps
    the text around them together: the parts of a line that is a flex box or a grid would come apart.
    """
    pieces = ["", *_TAG.split(html)]  # tag, text, tag, text, …
    drawings = 0
    for at in range(0, len(pieces), 2):
        tag = pieces[at]
        drawings += _opens_drawing(tag) - tag.startswith("</svg")
        if _JAPANESE.search(pieces[at + 1]):
            following = pieces[at + 2] if at + 2 < len(pieces) else ""
            pieces[at], pieces[at + 1] = _marked(tag, pieces[at + 1], following, is_drawn=drawings > 0)
    return "".join(pieces)


def _opens_drawing(tag: str) -> bool:
    return tag.startswith("<svg") and not tag.endswith("/>")


def _marked(tag: str, text: str, following: str, *, is_drawn: bool) -> tuple[str, str]:
    """The tag before a text and the text, one of them with the mark; neither where the text cannot hold one."""
    name = _name(tag)
    is_alone = not tag.startswith("</") and following == f"</{name}>"
    if is_alone and _STRETCH.fullmatch(text.strip()):
        return (tag if " lang=" in tag else f'{tag[:-1]} lang="ja">'), text
    if name in _HOLDS_NO_TAGS and is_alone:
        return tag, text
    mark = "tspan" if is_drawn else "bdi"
    words = _STRETCH.sub(rf'<{mark} lang="ja">\g<0></{mark}>', text)
    return tag, words if is_drawn or _STRETCH.fullmatch(text.strip()) else f"<bdi>{words}</bdi>"


def _name(tag: str) -> str:
    found = _NAME.match(tag)
    return found[1] if found else ""


def _mark(response: Response) -> Response:
    if response.mimetype == "text/html" and not response.is_streamed and str(get_locale()) == "en":
        response.set_data(mark_japanese(response.get_data(as_text=True)))
    return response


def wire_japanese(app: Flask) -> None:
    """Marks every page and part of a page that is sent in English."""
    app.after_request(_mark)
