"""Every page of the furnished demo as each role finds it: statements, bytes, and time at the server, slowest first."""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING

import pytest

from app.domain.accounts import Role
from tests.pages.visiting import Visitor, readable

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from tests.furnished import Furnished

TIMES = 5
#: The target of a page, and how many of the slowest are printed.
MOST_MS, SHOWN = 60.0, 15


@pytest.mark.parametrize("role", list(Role))
def bench_demo(furnished: Furnished, role: Role) -> None:
    demo, rules = furnished.demo, readable(role)
    browser = demo.browser(role)
    starts = [rule for rule in sorted(rules) if "<" not in rule]
    starts += [address for rule, address in furnished.addresses.items() if rule in rules]
    pages = [
        each
        for each in Visitor(demo.app, demo.database, browser, most_of_a_kind=1).visit(starts)
        if each.answer.status_code == 200
    ]
    timed = sorted(((*_took_ms(browser, each.address), each) for each in pages), key=lambda row: -row[1])

    late = sum(cpu_ms > MOST_MS for _, cpu_ms, _ in timed)
    print(f"\n{role}: {len(timed)} pages, {late} over {MOST_MS:.0f} ms of processor time")
    print(f"{'wall ms':>8} {'cpu ms':>8} {'SQL':>4} {'bytes':>7}  page")
    for wall_ms, cpu_ms, each in timed[:SHOWN]:
        print(f"{wall_ms:8.1f} {cpu_ms:8.1f} {each.statements:4} {len(each.answer.data):7}  {each.kind}")


def _took_ms(browser: FlaskClient, address: str) -> tuple[float, float]:
    """Medians of wall time, which hangs on what else the machine does, and of processor time, which does not."""
    wall_ms, cpu_ms = [], []
    for _ in range(TIMES):
        begun, begun_cpu = time.perf_counter(), time.thread_time()
        browser.get(address, buffered=True)
        wall_ms.append(1000 * (time.perf_counter() - begun))
        cpu_ms.append(1000 * (time.thread_time() - begun_cpu))
    return statistics.median(wall_ms), statistics.median(cpu_ms)
