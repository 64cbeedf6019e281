"""`export …` and `invoice xml` write files."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.app.cli.conftest import Call

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


def test_files_are_named_by_what_they_hold(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert call("export", "journal", "yayoi", "2026-10").out == "journal_yayoi_2026-10.csv\n"
    assert call("export", "hours", "xlsx", "2026-10", "2026-11").out == "hours_2026-10_2026-11.xlsx\n"
    assert call("export", "documents", "2026-10").out == "documents_2026-10.zip\n"
    assert zipfile.ZipFile(tmp_path / "documents_2026-10.zip").namelist() == ["索引.csv", "SHA256SUMS.txt"]
    assert (tmp_path / "journal_yayoi_2026-10.csv").read_bytes() == b""


def test_a_file_goes_where_it_is_told(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "hours.csv"

    assert call("export", "hours", "csv", "2026-10", "-o", str(path)).out == f"{path}\n"
    assert path.read_text("utf-8-sig").startswith("日付,")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (("export", "hours", "csv", "2026-11", "2026-10"), "終わりの月は、始まりの月より前にできません。"),
        (("export", "journal", "other", "2026-10"), "other"),
        (("invoice", "xml", "INV-1"), "見つかりません"),
        (("export", "hours", "csv", "2026-10", "-o", "/nowhere/hours.csv"), "書けません"),
    ],
)
def test_what_cannot_be_written_says_why(call: Call, line: tuple[str, ...], sentence: str) -> None:
    refused = call(*line)

    assert refused.code == 2
    assert sentence in refused.err
