"""A form larger than pages take comes back with the limit beside the field of its file, to whoever may see the form."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.domain.accounts import Role
from app.web.headers import MAX_UPLOAD_BYTES
from tests.app.web.office import error_beside, text_of

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from tests.app.web.working_month import Operation

SAID = "ファイルが大きすぎます。5MBまでです。行をいくつかのファイルに分けるか、CSVで保存しなおしてください。"


def send(browser: FlaskClient, path: str) -> TestResponse:
    # Written by hand: the test client leaves large bodies of its own making open.
    head = b'--cut\r\nContent-Disposition: form-data; name="file"; filename="large.csv"\r\n\r\n'
    body = head + bytes(MAX_UPLOAD_BYTES) + b"\r\n--cut--\r\n"
    return browser.post(path, data=body, content_type="multipart/form-data; boundary=cut")


@pytest.mark.parametrize("path", ["/tasks/import", "/hours/import"])
def test_the_form_comes_back_and_says_how_large_a_sheet_may_be(operation: Operation, path: str) -> None:
    staff = operation.browser(Role.OPERATOR)
    operation.app.config["WTF_CSRF_ENABLED"] = True  # what reads a form first of all

    answer = send(staff, path)

    assert answer.status_code == 413
    assert error_beside(answer.text, "file") == SAID
    assert 'type="file"' in answer.text
    assert f'data-most-bytes="{5 * 1024 * 1024}"' in answer.text


def test_the_company_of_the_address_stays_chosen(operation: Operation) -> None:
    staff = operation.browser(Role.OPERATOR)
    html = staff.get("/tasks/import").text
    company = html.split('<option value="')[-1].split('"')[0]

    answer = send(staff, f"/tasks/import?client={company}")

    assert f'value="{company}" selected' in answer.text


def test_who_may_not_see_the_form_is_told_of_the_size_alone(operation: Operation) -> None:
    browsers = operation.app.test_client(), operation.browser(email="misaki@example.jp")
    operation.app.config["WTF_CSRF_ENABLED"] = True

    for browser in browsers:
        answer = send(browser, "/tasks/import")
        assert answer.status_code == 413
        assert "ファイルが大きすぎます" in text_of(answer.text)
        assert 'type="file"' not in answer.text
