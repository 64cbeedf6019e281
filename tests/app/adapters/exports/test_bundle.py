from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import hashlib
import io
import zipfile

import pytest

from app.adapters.exports import BundledFile, bundle, document_filename
from app.adapters.exports.bundle import BundleBroken

MADE_AT = dt.datetime(2026, 12, 1, 9, 0, tzinfo=dt.UTC)


def file(number: int, partner: str = "株式会社アオゾラ設計室") -> BundledFile:
    name = document_filename(dt.date(2026, 11, 5), 114_064, partner, f"INV-{number}", "pdf")
    content = f"content {number}".encode()
    traded_on, issue_date = dt.date(2026, 10, 31), dt.date(2026, 11, 5)
    return BundledFile("適格請求書", f"INV-{number}", traded_on, issue_date, 114_064, partner, name, content)


def opened(pieces: object) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(pieces)))


def test_the_index_finds_each_document_by_day_amount_and_partner() -> None:
    archive = opened(bundle([file(1), file(2)], MADE_AT))
    rows = list(csv.reader(io.StringIO(archive.read("索引.csv").decode("utf-8-sig"))))

    assert rows[0] == ["種類", "番号", "取引年月日", "発行日", "取引金額（税込）", "取引先", "ファイル名", "SHA-256"]
    name = "20261105_114064_株式会社アオゾラ設計室_INV-1.pdf"
    digest = hashlib.sha256(b"content 1").hexdigest()
    said = ["適格請求書", "INV-1", "2026-10-31", "2026-11-05", "114064", "株式会社アオゾラ設計室"]
    assert rows[1] == [*said, name, digest]
    assert archive.read(name) == b"content 1"
    assert archive.testzip() is None


def test_the_sums_are_those_a_common_tool_checks() -> None:
    archive = opened(bundle([file(1)], MADE_AT))
    line = archive.read("SHA256SUMS.txt").decode()

    assert line == f"{hashlib.sha256(b'content 1').hexdigest()}  {file(1).filename}\n"


def test_documents_of_one_name_are_all_there() -> None:
    same = [dataclasses.replace(file(1), content=b"a"), dataclasses.replace(file(1), content=b"b")]
    archive = opened(bundle(same, MADE_AT))

    assert [archive.read(name) for name in archive.namelist()[:2]] == [b"a", b"b"]
    assert archive.namelist()[1].endswith("（2）.pdf")


def test_a_document_that_is_not_what_was_kept_stops_the_bundle() -> None:
    altered = dataclasses.replace(file(1), sha256=hashlib.sha256(b"content 2").hexdigest())

    with pytest.raises(BundleBroken, match="INV-1"):
        list(bundle([altered], MADE_AT))


def test_documents_are_fetched_while_the_bundle_is_sent() -> None:
    fetched: list[int] = []

    def files() -> object:
        for number in range(3):
            fetched.append(number)
            yield file(number)

    pieces = bundle(files(), MADE_AT)
    next(pieces)
    assert fetched == [0]
    assert len(opened([*bundle(files(), MADE_AT)]).namelist()) == 5


def test_the_same_files_at_the_same_time_give_the_same_bytes() -> None:
    assert list(bundle([file(1)], MADE_AT)) == list(bundle([file(1)], MADE_AT))


@pytest.mark.parametrize(
    ("partner", "part"),
    [
        ("../../etc/passwd", "_.._etc_passwd"),
        ('甲\\乙:丙*?"<>|', "甲_乙_丙______"),
        ("\x00\u202e甲\ud842\n社", "甲社"),
        ("  . ", "_"),
        ("あ" * 300, "あ" * 40),
        ("髙﨑𠮷①㈱", "髙﨑𠮷①㈱"),
    ],
)
def test_a_name_leads_nowhere_else(partner: str, part: str) -> None:
    assert document_filename(dt.date(2026, 11, 5), 1, partner, "N", "xml") == f"20261105_1_{part}_N.xml"
