"""Letters and lines of chat: every notice has them in both languages, and their links lead to pages that exist."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from app.config import Settings
from app.factory import create_app
from app.translations.mail import LETTERS, chat_words, mail_words
from app.translations.notices import TOPICS

SITE = "https://ennoshita.example"
ISSUER = "みなと事務サポート株式会社"
PACKAGE = {"client": "アオゾラ設計室", "month": "2026-10", "used": "24:00", "available": "30:00"}
PARAMS: dict[str, dict[str, object]] = {
    "plan_published": {"month": "2026-12", "version": 2},
    "invoice_issued": {
        "month": "2026-10",
        "number": "INV-2026-0143",
        "total_yen": 114_064,
        "due_date": "2026-11-30",
        "invoice": "a-B_9",
    },
    "invoice_reissued": {
        "month": "2026-10",
        "number": "INV-2026-0144",
        "replaces": "INV-2026-0143",
        "total_yen": 114_064,
        "due_date": "2026-12-31",
        "invoice": "a-B_9",
    },
    "credit_note_issued": {
        "month": "2026-10",
        "number": "CN-2026-0001",
        "credits": "INV-2026-0143",
        "total_yen": -825,
        "invoice": "a-B_9",
    },
    "task_commented": {
        "task": "受注入力",
        "client": "アルファ商店",
        "who": "山田 直子",
        "words": "月末は10時まで",
        "task_id": "a-B_9",
    },
    "package_near": PACKAGE,
    "package_used_up": PACKAGE,
    "package_exceeded": PACKAGE,
    "books_do_not_hold": {"count": 3},
    "something_newer": {"what": 1},
}
PAGES = {
    "plan_published": "plans.show",
    "invoice_issued": "invoices.show",
    "invoice_reissued": "invoices.show",
    "credit_note_issued": "invoices.show",
    "task_commented": "tasks.show",
    "package_near": "home.index",
    "package_used_up": "home.index",
    "package_exceeded": "home.index",
    "books_do_not_hold": "home.index",
    "something_newer": "notices.index",
}


def test_every_notice_has_its_letter() -> None:
    assert set(LETTERS) == set(TOPICS)


def test_a_client_is_told_of_an_invoice() -> None:
    said = mail_words(
        "invoice_issued",
        PARAMS["invoice_issued"],
        locale="ja",
        to_name="山田 直子",
        issuer_name=ISSUER,
        site_url=SITE,
    )

    assert said.subject == "【みなと事務サポート株式会社】2026年10月分の請求書発行のお知らせ"
    assert said.text == (
        "山田 直子 様\n"
        "\n"
        "いつもお世話になっております。みなと事務サポート株式会社です。\n"
        "\n"
        "2026年10月分の請求書を発行しました。\n"
        "\n"
        "請求書番号：INV-2026-0143\n"
        "ご請求金額：¥114,064（税込）\n"
        "お支払期日：2026年11月30日\n"
        "\n"
        "次のページでご確認ください。PDFも同じページから保存できます。\n"
        "https://ennoshita.example/invoices/a-B_9\n"
        "\n"
        "ご不明な点がございましたら、担当者までお問い合わせください。\n"
        "\n"
        "----------------------------------------\n"
        "みなと事務サポート株式会社\n"
        "このメールはEnnoshitaから自動でお送りしています。\n"
    )


def test_the_same_in_english() -> None:
    said = mail_words(
        "invoice_issued",
        PARAMS["invoice_issued"],
        locale="en",
        to_name="Naoko Yamada",
        issuer_name="Minato Office Support",
        site_url=SITE,
    )

    assert said.subject == "[Minato Office Support] Invoice for October 2026"
    assert said.text == (
        "Dear Naoko Yamada,\n"
        "\n"
        "Thank you for working with Minato Office Support.\n"
        "\n"
        "The invoice for October 2026 has been issued.\n"
        "\n"
        "Invoice number: INV-2026-0143\n"
        "Amount due: ¥114,064 (incl. tax)\n"
        "Due date: 30 November 2026\n"
        "\n"
        "Please find it on the page below, where you can also save it as a PDF.\n"
        "https://ennoshita.example/invoices/a-B_9\n"
        "\n"
        "If anything is unclear, please ask the person in charge.\n"
        "\n"
        "----------------------------------------\n"
        "Minato Office Support\n"
        "This mail was sent automatically by Ennoshita.\n"
    )


def test_a_plan_is_told_with_its_month_and_version() -> None:
    text = mail_words(
        "plan_published", PARAMS["plan_published"], locale="ja", to_name="x", issuer_name=ISSUER, site_url=SITE
    ).text

    assert "2026年12月の割当計画（第2版）を公開しました。" in text
    assert f"{SITE}/plans?month=2026-12\n" in text


def test_colleagues_are_greeted_as_such() -> None:
    text = mail_words(
        "books_do_not_hold", {"count": 3}, locale="ja", to_name="藤井 純", issuer_name=ISSUER, site_url=SITE
    ).text

    assert "お疲れさまです。" in text
    assert "食い違いが3件" in text
    assert "お世話になっております" not in text
    assert "お問い合わせください" not in text


@pytest.mark.parametrize("topic", ["package_near", "package_used_up", "package_exceeded"])
def test_of_a_package_staff_get_a_plain_notice_and_clients_a_letter(topic: str) -> None:
    told = {"locale": "ja", "to_name": "x", "issuer_name": ISSUER, "site_url": SITE}
    params = {**PACKAGE, "client_id": "a-B_9"}

    staff = mail_words(topic, params, is_staff=True, **told).text  # type: ignore[arg-type]
    client = mail_words(topic, params, **told).text  # type: ignore[arg-type]

    assert f"{SITE}/hours?month=2026-10&client=a-B_9\n" in staff
    assert "お世話になって" not in staff
    assert "お問い合わせください" not in staff
    assert f"{SITE}/?month=2026-10\n" in client
    assert "お世話になって" in client


def test_who_has_no_name_is_written_to_all_the_same() -> None:
    said = mail_words("something_newer", {}, locale="ja", to_name=" ", issuer_name="", site_url=SITE)

    assert said.subject == "お知らせ"
    assert said.text == (
        "ご担当者様\n\nいつもお世話になっております。\n\nお知らせがあります。\n内容は次のページでご確認ください。\n"
        "https://ennoshita.example/notices\n\nご不明な点がございましたら、担当者までお問い合わせください。\n\n"
        "----------------------------------------\nこのメールはEnnoshitaから自動でお送りしています。\n"
    )


def test_names_write_no_line_of_their_own_and_no_format() -> None:
    said = mail_words(
        "plan_published",
        PARAMS["plan_published"],
        locale="ja",
        to_name="山田\r\n至急お振込みください",
        issuer_name="100%(month)s\n社",
        site_url=SITE,
    )

    assert said.text.startswith("山田 至急お振込みください 様\n\n")
    assert "\n" not in said.subject
    assert said.subject.startswith("【100%(month)s 社】")


def test_chat_has_the_notice_and_its_page() -> None:
    assert chat_words("plan_published", PARAMS["plan_published"], locale="ja", site_url=SITE) == (
        "2026年12月の割当計画が届きました\n第2版が公開されました。\nhttps://ennoshita.example/plans?month=2026-12"
    )
    assert chat_words("plan_published", PARAMS["plan_published"], locale="en", site_url=SITE).endswith("month=2026-12")


def test_an_unknown_language_is_japanese() -> None:
    assert "2026年12月" in chat_words("plan_published", PARAMS["plan_published"], locale="fr", site_url=SITE)


@pytest.mark.parametrize("topic", sorted(PAGES))
def test_the_link_of_a_letter_leads_to_its_page(tmp_path: Path, topic: str) -> None:
    app = create_app(Settings(f"sqlite:///{tmp_path / 'x.db'}", "k" * 32, tmp_path))
    line = next(
        line for line in chat_words(topic, PARAMS[topic], locale="ja", site_url=SITE).splitlines() if SITE in line
    )
    parts = urlsplit(line)

    endpoint, values = app.url_map.bind("ennoshita.example").match(parts.path)

    assert endpoint == PAGES[topic]
    assert values == (
        {"public_id": "a-B_9"}
        if topic in {"invoice_issued", "invoice_reissued", "credit_note_issued", "task_commented"}
        else {}
    )


def test_a_value_cannot_leave_its_place_in_a_link() -> None:
    params = PARAMS["invoice_issued"] | {"invoice": "../x?y#z"}

    assert chat_words("invoice_issued", params, locale="ja", site_url=SITE).endswith("/invoices/..%2Fx%3Fy%23z")
