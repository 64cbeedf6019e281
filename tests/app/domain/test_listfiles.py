"""A list to be written as a file goes through a job's row unchanged."""

from __future__ import annotations

import datetime as dt
import json

from app.domain.listfiles import DocumentsFile, ListFile, wanted_file

FILE = ListFile(
    noun="hours",
    form="xlsx",
    title="稼働記録の一覧",
    columns=("task", "day", "state"),
    head=("作業", "日付", "状態"),
    widths=(24, 24, 24),
    words={"state": {"waiting": "承認待ち"}},
    sort="day",
    is_descending=True,
    text="受注",
    client="c",
    chosen={"state": "waiting"},
    first_day=dt.date(2026, 11, 1),
)


def test_a_file_is_the_same_after_a_job_has_kept_it() -> None:
    for file in (FILE, DocumentsFile("発行した書類", ("a", "b"))):
        assert wanted_file(json.loads(json.dumps(file.to_json()))) == file


def test_it_is_named_after_its_list_and_the_day() -> None:
    assert FILE.filename(dt.date(2026, 11, 18)) == "hours_2026-11-18.xlsx"
    assert DocumentsFile("発行した書類", ()).filename(dt.date(2026, 11, 18)) == "documents_2026-11-18.zip"
