"""Files on a task's page, for each role: handed in by form, saved as a download, refused beside the field, removed."""

from __future__ import annotations

import hashlib
import io
import re
from typing import TYPE_CHECKING

import pytest

from app.domain.accounts import Role
from app.domain.tasks.files import MAX_FILE_BYTES
from app.web.headers import MAX_UPLOAD_BYTES
from tests.app.web.office import error_beside, text_of
from tests.app.web.working_month import cast_of

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from tests.app.web.working_month import Operation

PDF = b"%PDF-1.7\n" + bytes(1500)


@pytest.fixture
def tasks(operation: Operation) -> dict[str, str]:
    with operation.database.session() as session:
        return cast_of(session).tasks


@pytest.fixture
def doer(operation: Operation) -> FlaskClient:
    return operation.browser(email="yuka@example.jp")


@pytest.fixture
def task(operation: Operation, tasks: dict[str, str], doer: FlaskClient) -> str:
    """One that the client has and this assistant does."""
    both = (operation.browser(Role.CLIENT), doer)
    return next(each for each in tasks.values() if all(it.get(f"/tasks/{each}").status_code == 200 for it in both))


def send(browser: FlaskClient, path: str, name: str = "手順.pdf", content: bytes = PDF, **beside: str) -> TestResponse:
    """The page that answers to a form with a file, written out here: the test client would leave large ones open."""
    parts = [(f'name="{field}"', value.encode()) for field, value in beside.items()]
    parts.append((f'name="file"; filename="{name}"\r\nContent-Type: text/html', content))
    body = b"".join(
        b"--edge\r\nContent-Disposition: form-data; " + head.encode() + b"\r\n\r\n" + value + b"\r\n"
        for head, value in parts
    )
    kind = "multipart/form-data; boundary=edge"
    return browser.post(path, data=body + b"--edge--\r\n", content_type=kind, follow_redirects=True)


def link_of(page: str) -> str:
    found = re.search(r'href="(/tasks/[^"]+/files/[^"]+)"', page)
    assert found is not None
    return found[1]


def test_what_a_client_hands_in_is_saved_by_the_assistant_as_it_came(
    operation: Operation, task: str, doer: FlaskClient
) -> None:
    page = send(operation.browser(Role.CLIENT), f"/tasks/{task}/files", "受注メモ（11月）.pdf")
    assert "ファイルを加えました。" in text_of(page.text)

    page = doer.get(f"/tasks/{task}").text
    # 9 + 1,500 bytes are 1.47 KB, rounded up.
    assert "受注メモ（11月）.pdf 2KB・山田 直子" in text_of(page)
    answer = doer.get(link_of(page))

    assert (answer.status_code, answer.data) == (200, PDF)


def test_a_download_is_never_shown_in_the_page_and_never_kept(operation: Operation, task: str) -> None:
    browser = operation.browser(Role.CLIENT)
    page = send(browser, f"/tasks/{task}/files", "11月; 請求 書.pdf")

    answer = browser.get(link_of(page.text))

    heads = {name: answer.headers[name] for name in ("Content-Type", "X-Content-Type-Options", "Cache-Control")}
    assert heads == {
        "Content-Type": "application/octet-stream",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    # 月 is E6 9C 88, 請 E8 AB 8B, 求 E6 B1 82, 書 E6 9B B8, the blank 20 and ; 3B.
    whole = "11%E6%9C%88%3B%20%E8%AB%8B%E6%B1%82%20%E6%9B%B8.pdf"
    told = answer.headers["Content-Disposition"]
    assert told == f"attachment; filename=\"11;.pdf\"; filename*=UTF-8''{whole}"


def test_a_name_of_japanese_alone_has_a_plain_one_for_old_readers(operation: Operation, task: str) -> None:
    browser = operation.browser(Role.CLIENT)
    page = send(browser, f"/tasks/{task}/files", "手順.pdf")

    said = browser.get(link_of(page.text)).headers["Content-Disposition"]

    assert said == "attachment; filename=file.pdf; filename*=UTF-8''%E6%89%8B%E9%A0%86.pdf"


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        (
            "図.svg",
            b"<svg onload=x()>",
            "HTMLやSVGは、開くと動くおそれがあるので受け取れません。PDFかPNGに保存しなおしてください。",
        ),
        ("手順.pdf", b"", "ファイルが空です。中身のあるファイルを選んでください。"),
        (
            "手順.pdf",
            PDF + bytes(MAX_FILE_BYTES),
            "ファイルが大きすぎます。5MBまでです。分けるか、画像を小さくして保存しなおしてください。",
        ),
        (
            "手順.pdf",
            PDF + bytes(MAX_UPLOAD_BYTES),
            "ファイルが大きすぎます。5MBまでです。分けるか、画像を小さくして保存しなおしてください。",
        ),
    ],
)
@pytest.mark.parametrize(("path", "field"), [("files", "file"), ("manual/file", "manual_file")])
def test_a_file_that_is_not_taken_is_named_beside_its_field(
    operation: Operation, task: str, name: str, content: bytes, sentence: str, path: str, field: str
) -> None:
    browser = operation.browser(Role.CLIENT)

    answer = send(browser, f"/tasks/{task}/{path}", name, content)

    assert answer.status_code == (413 if len(content) > MAX_UPLOAD_BYTES else 400)
    assert error_beside(answer.text, field) == sentence
    assert "外注適性" in answer.text
    assert "/files/" not in browser.get(f"/tasks/{task}").text.replace(f"/tasks/{task}/files", "")


def test_no_file_at_all_is_asked_for(operation: Operation, task: str) -> None:
    browser = operation.browser(Role.CLIENT)
    for sent in ({}, {"file": (io.BytesIO(b""), "")}, {"file": "words"}):
        answer = browser.post(f"/tasks/{task}/files", data=sent, content_type="multipart/form-data")

        assert answer.status_code == 400
        assert error_beside(answer.text, "file") == "ファイルを選んでください。"


def test_what_is_too_large_says_nothing_of_tasks_to_who_may_not_see_them(
    operation: Operation, tasks: dict[str, str], task: str, doer: FlaskClient
) -> None:
    large, foreign = bytes(MAX_UPLOAD_BYTES + 1), tasks["予約台帳の更新"]
    client, visitor = operation.browser(Role.CLIENT), operation.app.test_client()
    operation.app.config["WTF_CSRF_ENABLED"] = True  # what reads a form first of all

    assert send(visitor, f"/tasks/{task}/files", content=large).status_code == 413
    assert "外注適性" not in send(visitor, f"/tasks/{task}/files", content=large).text
    there, nowhere = (send(client, f"/tasks/{each}/files", content=large) for each in (foreign, "id-0"))
    assert (there.status_code, text_of(there.text)) == (404, text_of(nowhere.text))
    assert text_of(send(doer, f"/tasks/{task}/manual/file", content=large).text).count("ファイルが大きすぎます") == 1


def test_a_removed_file_is_told_with_its_hash_and_opened_by_nobody(
    operation: Operation, task: str, doer: FlaskClient
) -> None:
    client = operation.browser(Role.CLIENT)
    page = send(client, f"/tasks/{task}/files", content=b"%PDF-").text
    link = link_of(page)
    assert doer.post(f"{link}/remove").status_code == 403

    page = client.post(f"{link}/remove", follow_redirects=True).text

    assert "取り除いたファイル（1件）" in text_of(page)
    assert "5B・山田 直子が11/18(水) 9:00に取り除きました。" in text_of(page)
    assert f"<code>{hashlib.sha256(b'%PDF-').hexdigest()}</code>" in page
    assert client.get(link).status_code == 404
    assert client.post(f"{link}/remove").status_code == 404


def test_a_manual_file_stands_with_its_day_and_is_reviewed_by_a_button(
    operation: Operation, task: str, doer: FlaskClient
) -> None:
    operator = operation.browser(Role.OPERATOR)
    send(operator, f"/tasks/{task}/manual/file", file_reviewed_on="2025-06-01")

    page = doer.get(f"/tasks/{task}").text
    assert "手順.pdf 2KB 最後に確認した日：2025年6月1日(日)" in text_of(page)
    assert "1年以上確認なし" in text_of(page)  # 535 days before 18 November 2026
    link = link_of(page)
    path = link.replace("/files/", "/manual/file/") + "/review"
    assert doer.post(path).status_code == 403

    page = operator.post(path, data={"file_reviewed_on": "2026-11-18"}, follow_redirects=True).text

    assert "最後に確認した日：11月18日(水)" in text_of(page)
    assert "1年以上確認なし" not in text_of(page)


@pytest.mark.parametrize("day", ["2026-11-19", "きのう"])
def test_a_day_of_review_that_cannot_be_is_named_beside_its_field(operation: Operation, task: str, day: str) -> None:
    browser = operation.browser(Role.OPERATOR)
    answer = send(browser, f"/tasks/{task}/manual/file", file_reviewed_on=day)

    assert answer.status_code == 400
    assert error_beside(answer.text, "file_reviewed_on") != ""
    assert "最後に確認した日" not in browser.get(f"/tasks/{task}").text


def test_a_task_of_another_client_takes_no_file(operation: Operation, tasks: dict[str, str]) -> None:
    client, other = operation.browser(Role.CLIENT), tasks["予約台帳の更新"]
    link = link_of(send(operation.browser(Role.OPERATOR), f"/tasks/{other}/files").text)

    statuses = [send(client, f"/tasks/{other}/{path}").status_code for path in ("files", "manual/file")]
    statuses += [client.get(link).status_code, client.post(f"{link}/remove").status_code]

    assert statuses == [404, 404, 404, 404]
