"""How long an inventory sheet of 10,000 rows takes, from the bytes to scored tasks in the database."""

from __future__ import annotations

import csv
import io
import time
from typing import TYPE_CHECKING

from app.actions.clients import ClientData, add_client
from app.actions.tasks.catalogue import load_catalogue
from app.actions.tasks.import_sheet import import_sheet, keep_sheet
from app.adapters.spreadsheets import read_sheet
from app.domain.accounts import HOUSE
from app.domain.tasks.catalogue import read_catalogue
from app.domain.terms import package_terms
from app.domain.worktime import Month
from tests.house.files import ROOT

if TYPE_CHECKING:
    from app.database import Database
    from tests.clocks import CountingIds, FakeClock

ROWS, LIMIT_S = 10_000, 10.0
CATALOGUE = ROOT / "seeds" / "data" / "catalogue.csv"
HEADER = ("業務", "部門", "発生頻度", "所要時間", "手順書", "メモ")
SAID = (("毎日", "40"), ("週2", "1.5h"), ("月3回", "1時間半"), ("隔週", "３０分"), ("年1回", "2時間"))


def bench_ten_thousand_rows(database: Database, clock: FakeClock, ids: CountingIds) -> None:
    sheet = _sheet()
    with database.session() as session:
        load_catalogue(session, scope=HOUSE, entries=read_catalogue(read_sheet(CATALOGUE.read_bytes(), "c.csv").rows))
        terms = package_terms(Month(2026, 11), base_fee_yen=100_000, included_min=1_800, overage_yen_per_hour=4_000)
        data = ClientData("BENCH", "株式会社計測", "計測")
        client = add_client(session, scope=HOUSE, data=data, terms=terms, now=clock.now(), new_id=ids)
        now = clock.now()

        started = time.perf_counter()
        kept = keep_sheet(
            session, scope=HOUSE, client_public_id=client, data=sheet, filename="計測.csv", now=now, new_id=ids
        )
        imported = import_sheet(session, scope=HOUSE, sheet_public_id=kept, now=now, new_id=ids, good_rows_only=True)
        took_s = time.perf_counter() - started

    print(f"\n{database.engine.dialect.name}: {imported.stored:,} tasks ({imported.stopped:,} gated) in {took_s:.2f} s")
    assert imported.stored + imported.reported + imported.skipped == ROWS
    assert took_s < LIMIT_S


def _sheet() -> bytes:
    with CATALOGUE.open(encoding="utf-8-sig") as file:
        names = [(entry["name_ja"], entry["function_ja"]) for entry in csv.DictReader(file)]
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADER)
    for number in range(ROWS):
        name, department = names[number % len(names)]
        often, long = SAID[number % len(SAID)]
        writer.writerow((f"{name} {number + 1}", department, often, long, "有" if number % 2 else "無", ""))
    return text.getvalue().encode("cp932", "replace")
