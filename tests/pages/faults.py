"""What is wrong with the HTML of a page: its tags, its headings, its names, the language of its words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from itertools import pairwise
from typing import TYPE_CHECKING

import lxml.html

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
UNSPOKEN = frozenset({"script", "style", "kbd", "code"})
#: Attributes whose words people see or hear.
SPOKEN = ("aria-label", "title", "placeholder", "alt", "data-name", "data-close", "data-shortcuts")
#: Attributes that name other elements of the page.
NAMING = ("aria-labelledby", "aria-describedby", "aria-controls", "for", "list", "headers")
JAPANESE = re.compile("[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")
#: Marks of the app around what is Japanese on an English page. They say nothing about whose words it is.
MARKS = re.compile(r"</?(?:bdi|tspan)[^>]*>|(?<=.) lang=\"ja\"(?=>)")
HOLDS_NO_MARKS = UNSPOKEN | {"option", "textarea", "title"}
LETTER = re.compile("[\u3041-\u30ff\u3400-\u9fff]")
#: Citations of laws, and what something is called in Japanese, stand in brackets or quotes.
MARKED_OFF = re.compile(r"“[^“”]*”|\([^()]*\)|\[[^][]*\]")
DEEPEST = 3
#: Four words in a row are a sentence, or a part of one.
SENTENCE = re.compile(r"[A-Za-z']{2,}(?:[ ,]+[A-Za-z']+){3,}")


#: What ends where the next begins, as the standard has it.
ENDS_BY_ITSELF = frozenset({"option"})


class Tags(HTMLParser):
    """Reads a page tag by tag; `found` says what does not fit."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.found += [f"<{tag}> is not closed" for tag in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Opens it."""
        self.handle_startendtag(tag, attrs)
        if tag not in VOID | ENDS_BY_ITSELF:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Looks at its attributes."""
        names = [name for name, _ in attrs]
        self.found += [f"<{tag}> has {name} twice" for name in {each for each in names if names.count(each) > 1}]
        self.found += [f"<{tag}> has a style of its own" for name in names if name == "style" or name.startswith("on")]

    def handle_endtag(self, tag: str) -> None:
        """Closes it."""
        if tag in ENDS_BY_ITSELF:
            return
        if not self._open or self._open[-1] != tag:
            line, _ = self.getpos()
            self.found.append(f"line {line}: </{tag}> where <{self._open[-1] if self._open else ''}> is open")
        if tag in self._open:
            while self._open.pop() != tag:
                pass


@dataclass
class Words:
    """What people wrote into the house, in any language; everything else on a page is said by the app."""

    written: Collection[str]
    _pattern: re.Pattern[str] = field(init=False)
    _known: list[str] = field(init=False)

    def __post_init__(self) -> None:
        told = {" ".join(each.split()) for each in self.written}
        self._known = sorted((each for each in told if len(each) > 1), key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, self._known)) or r"(?!)")

    def without(self, text: str) -> str:
        """The text without what people wrote, of which the end may be cut off."""
        if text.endswith("…") and any(each.startswith(text[:-1]) for each in self._known):
            return ""
        return self._pattern.sub("", text)


@dataclass
class Page:
    """A page, or a part of one that a script asks for."""

    text: str
    language: str
    words: Words

    @cached_property
    def tree(self) -> lxml.html.HtmlElement:
        """Its elements."""
        return lxml.html.fromstring(self.text)

    @cached_property
    def unmarked(self) -> lxml.html.HtmlElement:
        """Its elements, of an English page without the marks at Japanese words."""
        return lxml.html.fromstring(MARKS.sub("", self.text) or "<p>") if self.language == "en" else self.tree

    @property
    def is_whole(self) -> bool:
        """Whether it is a document of its own."""
        return self.text.lstrip().startswith("<!doctype html>")

    def faults(self) -> list[str]:
        """Everything that is wrong with it."""
        if not self.text.strip():
            return []
        found = [*Tags(self.text).found, *self._names(), *self._language(), *self._marked()]
        return [*found, *self._document()] if self.is_whole else found

    def _document(self) -> Iterator[str]:
        if self.tree.get("lang") != self.language:
            yield f"lang is {self.tree.get('lang')}"
        title = self.tree.findtext(".//title") or ""
        if not title.partition("|")[2]:
            yield f"its title is {title!r}"
        levels = [int(each.tag[1]) for each in self.tree.xpath("//h1|//h2|//h3|//h4|//h5|//h6")]
        if levels.count(1) != 1 or levels[0] != 1:
            yield f"its headings begin {levels[:3]}, with {levels.count(1)} of level 1"
        for before, after in pairwise(levels):
            if after > before + 1:
                yield f"a heading of level {after} follows one of level {before}"

    def _names(self) -> Iterator[str]:
        ids = self.tree.xpath("//@id")
        yield from (f"id {each} stands twice" for each in sorted({each for each in ids if ids.count(each) > 1}))
        if not self.is_whole:
            return
        for name in NAMING:
            for told in self.tree.xpath(f"//@{name}"):
                yield from (f"{name} names {each}, which is not there" for each in told.split() if each not in ids)
        for each in self.tree.xpath("//a/@href[starts-with(., '#')]"):
            if each[1:] not in ids:
                yield f"a link leads to {each}, which is not there"

    def _language(self) -> Iterator[str]:
        is_mixed = _has_japanese if self.language == "en" else _has_english
        for text in self.spoken():
            # Read twice, for what people wrote has brackets too; what is read at once is most of a page.
            if is_mixed(text) and is_mixed(self.words.without(text)) and is_mixed(self.words.without(bare(text))):
                yield f"is in another language: {text!r}"

    def _marked(self) -> Iterator[str]:
        """Japanese that a screen reader would read out as English."""
        for element in self.tree.iter() if self.language == "en" else ():
            if not isinstance(element.tag, str) or element.tag in HOLDS_NO_MARKS or _language_of(element) == "ja":
                continue
            for text in (element.text, *(child.tail for child in element)):
                if text and LETTER.search(text):
                    yield f"is not marked as Japanese: {' '.join(text.split())!r}"

    def spoken(self) -> Iterator[str]:
        """Every text of the page that people see or hear, but for what is marked as of another language."""
        for element in self.unmarked.iter():
            if not isinstance(element.tag, str) or element.tag in UNSPOKEN or "av" in element.get("class", "").split():
                continue  # the picture of a person is the first letter of the name
            if _language_of(element) not in (None, self.language):
                continue
            yield from (" ".join(each.split()) for each in _texts(element) if each and each.strip())


def _language_of(element: lxml.html.HtmlElement) -> str | None:
    return next((each.get("lang") for each in [element, *element.iterancestors()] if each.get("lang")), None)


def _has_japanese(text: str) -> bool:
    return JAPANESE.search(bare(text)) is not None


def _has_english(text: str) -> bool:
    return SENTENCE.search(text) is not None and JAPANESE.search(text) is None


def bare(text: str) -> str:
    """The text without what is quoted or in brackets, one within the other."""
    for _ in range(DEEPEST):
        text = MARKED_OFF.sub("", text)
    return text


def _texts(element: lxml.html.HtmlElement) -> Iterator[str | None]:
    yield element.text
    yield from (child.tail for child in element)
    yield from (element.get(name) for name in SPOKEN)
