"""How busy the machine was, and with whom: a figure taken on a busy machine says little without it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tests.load.services import Services

CROWD = "crowd"


@dataclass(frozen=True, slots=True)
class Meter:
    """Processor seconds at a moment: of the whole machine, and of what runs here by name."""

    services: Services
    machine_s: float
    idle_s: float
    spent_s: Mapping[str, float]

    @classmethod
    def of(cls, running: Services) -> Meter:
        """As it stands now."""
        times = psutil.cpu_times()
        idle_s = times.idle + getattr(times, "iowait", 0.0)
        return cls(running, sum(times) - getattr(times, "guest", 0.0), idle_s, _spent(running))

    def said(self, before_pct: float) -> str:
        """What was spent since then, in one sentence; `before_pct` is how busy the machine was before the run."""
        now = Meter.of(self.services)
        whole_s = now.machine_s - self.machine_s
        spent = {name: now.spent_s[name] - self.spent_s.get(name, 0.0) for name in now.spent_s}
        busy_s = whole_s - (now.idle_s - self.idle_s)
        others_s = max(0.0, busy_s - sum(spent.values()))
        shares = ", ".join(f"{name} {100 * each / whole_s:.0f}%" for name, each in spent.items())
        return (
            f"{os.cpu_count()} cores, shared by all: busy {100 * busy_s / whole_s:.0f}% ({shares}, "
            f"others {100 * others_s / whole_s:.0f}%); {before_pct:.0f}% before the run."
        )


def _spent(running: Services) -> dict[str, float]:
    own = psutil.Process().cpu_times()
    of = {"web": [], "workers": [], "database": [running.postgres_pid]}
    for name, process in running.processes.items():
        of["web" if name == "web" else "workers"].append(process.pid)
    # The crowd is a child of this process and has ended when it is asked for the second time.
    return {CROWD: own.children_user + own.children_system, **{name: _tree_s(pids) for name, pids in of.items()}}


def _tree_s(pids: Iterable[int]) -> float:
    return sum(_family_s(pid) for pid in pids)


def _family_s(pid: int) -> float:
    """Of a process, those it started, and those of them that have ended."""
    try:
        process = psutil.Process(pid)
        family = [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0.0
    found = 0.0
    for each in family:
        try:
            times = each.cpu_times()
        except psutil.NoSuchProcess:
            continue
        found += times.user + times.system + times.children_user + times.children_system
    return found
