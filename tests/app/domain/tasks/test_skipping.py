"""Rows that are no tasks are told apart from tasks that look a little like them."""

from __future__ import annotations

import pytest

from app.domain.tasks.columns import find_header
from app.domain.tasks.skipping import SkipReason, skip_reason

LABELS = ("No", "部署", "業務名", "業務内容", "頻度", "1回の時間")
MAPPING = find_header([LABELS]).mapping


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ((), SkipReason.BLANK),
        (("", "", ""), SkipReason.BLANK),
        (("19", "", "", "", "", ""), SkipReason.BLANK),  # prepared, but nothing in it
        (("20", "", "", "", "", "0分"), SkipReason.BLANK),
        (("", "", "合計"), SkipReason.TOTAL),
        (("合計", "", "", "", "", "0"), SkipReason.TOTAL),
        (("合計", "", "", "", "", "1200"), SkipReason.TOTAL),
        (("", "", "計", "", "", "90分"), SkipReason.TOTAL),
        (("", "総務部 小計", "", "", "", "300"), SkipReason.TOTAL),
        (("", "", "Total"), SkipReason.TOTAL),
        (LABELS, SkipReason.HEADER),
        (("", "部門", "業務名", "業務内容", "頻度", "1回の時間"), SkipReason.HEADER),
        (("例", "総務", "請求書の発行", "", "毎月", "30分"), SkipReason.EXAMPLE),
        (("", "", "（例）請求書の発行", "", "毎月", "30分"), SkipReason.EXAMPLE),
        (("記入例", "", "請求書の発行", "", "毎月", "30分"), SkipReason.EXAMPLE),
        (
            (
                "",
                "■ 経理部",
            ),
            SkipReason.TITLE,
        ),
        (
            (
                "",
                "経理",
            ),
            SkipReason.TITLE,
        ),
        (("", "", "【経理】"), SkipReason.TITLE),
    ],
)
def test_rows_that_are_no_tasks_are_skipped(cells: tuple[str, ...], reason: SkipReason) -> None:
    assert skip_reason(cells, LABELS, MAPPING) is reason


@pytest.mark.parametrize(
    "cells",
    [
        ("", "", "掃除"),
        ("1", "", "月次集計"),
        ("", "総務", "売上の合計", "日報に足す", "毎日", "10分"),
        ("", "", "例会の準備", "", "毎月"),
        ("", "", "サンプル発送", "", "毎週"),
        ("", "", "【重要】契約更新", "", "毎年"),
        ("", "", "業務日報の確認", "", "毎日"),
    ],
)
def test_tasks_that_look_a_little_like_them_are_kept(cells: tuple[str, ...]) -> None:
    assert skip_reason(cells, LABELS, MAPPING) is None


def test_names_in_brackets_are_tasks_where_the_sheet_has_nothing_but_names() -> None:
    header = find_header([("業務名",)])

    assert skip_reason(("【経理】請求",), ("業務名",), header.mapping) is None
