"""Which files a task may hold: told by content, held to their names, and nothing of them unpacked."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import InvalidInput
from app.domain.tasks.files import (
    ENDINGS,
    LONGEST_NAME,
    LONGEST_NAME_BYTES,
    MAX_CLIENT_BYTES,
    MAX_FILE_BYTES,
    MAX_TASK_BYTES,
    MOST_FILES,
    check_room,
    check_size,
    kind_of,
    safe_name,
)

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF"


def archive(*parts: str, content: bytes = b"x") -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as made:
        for part in parts:
            # Of a day of its own: what is made now differs between the workers of a run, and with it the tests' names.
            made.writestr(zipfile.ZipInfo(part), content)
    return kept.getvalue()


WORKBOOK = archive("[Content_Types].xml", "xl/workbook.xml")
DOCUMENT = archive("[Content_Types].xml", "word/document.xml")
SLIDES = archive("[Content_Types].xml", "ppt/presentation.xml")


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("請求書.pdf", PDF, "application/pdf"),
        ("画面.PNG", PNG, "image/png"),
        ("写真.jpg", JPEG, "image/jpeg"),
        ("写真.jpeg", JPEG, "image/jpeg"),
        ("台帳.xlsx", WORKBOOK, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("手順.docx", DOCUMENT, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("説明.pptx", SLIDES, "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
        ("一覧.csv", "品名,数\n消しゴム,3\n".encode("cp932"), "text/csv"),
        ("一覧.csv", "\ufeff品名,数\r\n".encode(), "text/csv"),
        ("覚え.txt", "1行目\n\t2行目 <b>".encode(), "text/plain"),
        ("覚え.txt", "覚え".encode("utf-16"), "text/plain"),
    ],
)
def test_a_file_is_what_its_content_says(name: str, content: bytes, media_type: str) -> None:
    assert kind_of(name, content).media_type == media_type


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        # What looks like one kind and is another: the ending decides what opens it.
        ("請求書.pdf", PNG, "attached_ending"),
        ("写真.exe", JPEG, "attached_ending"),
        ("台帳.docx", WORKBOOK, "attached_ending"),
        ("請求書", PDF, "attached_ending"),
        ("覚え.bat", b"@echo off\r\n", "attached_kind"),
        ("覚え.js", b"alert(1)", "attached_kind"),
        ("覚え", b"abc", "attached_kind"),
        ("覚え.txt", b"MZ\x90\x00\x03", "attached_kind"),
        ("覚え.txt", b"\xff\xfe\x00", "attached_kind"),
        ("覚え.txt", b"abc\x1b[2J", "attached_kind"),
        ("写真.gif", b"GIF89a\x00\x00", "attached_kind"),
        # Macros, by name and by content.
        ("台帳.xlsm", WORKBOOK, "attached_macros"),
        ("手順.docm", DOCUMENT, "attached_macros"),
        ("台帳.xlsx", archive("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"), "attached_macros"),
        ("手順.docx", archive("[Content_Types].xml", "word/document.xml", "word/VBAPROJECT.BIN"), "attached_macros"),
        ("台帳.xlsx", archive("[Content_Types].xml", "xl/workbook.xml", "xl/macrosheets/1.xml"), "attached_macros"),
        # Pages, by name and by content.
        ("図.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "attached_page"),
        ("頁.html", b"hello", "attached_page"),
        ("頁.txt", b"\n <!DOCTYPE html><script>x()</script>", "attached_page"),
        ("頁.csv", b"\xef\xbb\xbf<svg/onload=x()>", "attached_page"),
        ("頁.txt", "<html>".encode("utf-16"), "attached_page"),
        ("図.txt", b"<?xml version='1.0'?><svg/>", "attached_page"),
        # Archives, old and locked Office files.
        ("束.zip", archive("a.txt"), "attached_archive"),
        ("台帳.xlsx", archive("xl/other.xml"), "attached_archive"),
        ("台帳.xlsx", WORKBOOK[:40], "attached_kind"),
        ("台帳.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "attached_old_office"),
        ("台帳.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "attached_old_office"),
    ],
)
def test_what_is_not_on_the_list_is_refused_with_its_reason(name: str, content: bytes, reason: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        kind_of(name, content)

    assert (refused.value.field, refused.value.reason) == ("file", reason)


def test_a_bomb_is_looked_at_and_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    # 40 MB of zeros in about 40 kB: its list of parts is read, its parts are not.
    bomb = archive("[Content_Types].xml", "xl/workbook.xml", content=bytes(20 * 1024**2))
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_told, **_names: pytest.fail("a part was opened"))

    assert kind_of("台帳.xlsx", bomb).endings == ("xlsx",)


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("請求書 2026年11月.pdf", "請求書 2026年11月.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\山田\\手順.docx", "手順.docx"),
        ("a/b\\c.txt", "c.txt"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("\u200fabc\ufeff\u200b.txt", "abc.txt"),
        ("a\x00b\x1f.txt", "ab.txt"),
        ("a\r\nX-Header: b.txt", "a X-Header_ b.txt"),
        ("half\ud83d.txt", "half_.txt"),
        ('<img src=x onerror="x">.png', "_img src=x onerror=_x__.png"),
        ("  . hidden. ", "hidden"),
        ("...", "file"),
        ("", "file"),
        (".csv", "csv"),
        ("CON.txt", "_CON.txt"),
        ("con", "_con"),
        ("console.txt", "console.txt"),
        ("か\u3099.txt", "が.txt"),
        ("葛\U000e0100城.pdf", "葛\U000e0100城.pdf"),
        ("い" * 100 + ".pdf", "い" * 78 + ".pdf"),
        ("x" * 300 + ".pdf", "x" * 96 + ".pdf"),
        ("a." + "x" * 300, "file"),
    ],
)
def test_a_name_is_kept_but_for_what_does_harm(raw: str, name: str) -> None:
    # 「い」 has three bytes: 78 of them and four letters are 238 of 240 bytes.
    assert safe_name(raw) == name


@given(st.text(st.characters(exclude_categories=()), max_size=300))
def test_no_name_is_empty_or_long_or_leads_elsewhere(raw: str) -> None:
    name = safe_name(raw)

    assert 0 < len(name) <= LONGEST_NAME
    assert len(name.encode()) <= LONGEST_NAME_BYTES
    assert not set(name) & set('/\\<>:"|?*')
    assert name == name.strip(". ")
    assert not {unicodedata.category(each) for each in name} & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    assert safe_name(name) == name


@given(st.binary(max_size=64), st.sampled_from([*ENDINGS, "exe", ""]))
def test_whatever_the_content_is_it_is_taken_or_refused(content: bytes, ending: str) -> None:
    with suppress(InvalidInput):
        assert ending in kind_of(f"x.{ending}", content).endings


def test_sizes_are_held_to_their_limits() -> None:
    check_size(MAX_FILE_BYTES)
    for size_bytes, reason in ((0, "attached_empty"), (MAX_FILE_BYTES + 1, "attached_large")):
        with pytest.raises(InvalidInput) as refused:
            check_size(size_bytes)
        assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("held", "reason"),
    [
        ((MOST_FILES, 0, 0), "attached_many"),
        ((0, MAX_TASK_BYTES - 9, 0), "attached_task_full"),
        ((0, 0, MAX_CLIENT_BYTES - 9), "attached_client_full"),
    ],
)
def test_there_is_room_up_to_the_limits_and_none_above(held: tuple[int, int, int], reason: str) -> None:
    files, of_task, of_client = held
    least = {"task_files": max(0, files - 1), "task_bytes": max(0, of_task - 1), "client_bytes": max(0, of_client - 1)}
    check_room(size_bytes=10, **least)

    with pytest.raises(InvalidInput) as refused:
        check_room(size_bytes=10, task_files=files, task_bytes=of_task, client_bytes=of_client)
    assert refused.value.reason == reason
