"""Figures for Prometheus: what requests took, and what the database says when it is asked.

With several processes each keeps its own figures in files, and whoever is asked adds them up; the library finds the
folder in PROMETHEUS_MULTIPROC_DIR, which gunicorn.conf.py sets.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from prometheus_client import CONTENT_TYPE_LATEST as CONTENT_TYPE_LATEST  # noqa: PLC0414 - the page takes it from here
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy import Engine, event
from sqlalchemy.pool import QueuePool

BUCKETS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Figures:
    """What the database says at the moment it is asked.

    Attributes:
        jobs: (kind, state) to how many there are.
        oldest_waiting_s: how long the first job that may begin has waited; None when none waits.
        plan_gap: how far the newest plan may be from the best, 0 to 1; None where nothing is proven or planned.
        plan_seconds: how long the newest plan took; None before the first.
    """

    jobs: dict[tuple[str, str], int] = field(default_factory=dict)
    oldest_waiting_s: float | None = None
    plan_gap: float | None = None
    plan_seconds: float | None = None


class Instruments:
    """The figures of one process; `exposition` adds those of its siblings."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "ennoshita_requests", "Requests answered.", ["endpoint", "method", "status"], registry=self._registry
        )
        self._seconds = Histogram(
            "ennoshita_request_seconds",
            "Seconds until a request was answered.",
            ["endpoint", "method"],
            buckets=BUCKETS_S,
            registry=self._registry,
        )
        self._pool_size = self._gauge("ennoshita_pool_size", "Database connections that may be open.")
        self._pool_used = self._gauge("ennoshita_pool_checked_out", "Database connections in use.")

    def _gauge(self, name: str, text: str) -> Gauge:
        return Gauge(name, text, registry=self._registry, multiprocess_mode="livesum")

    def observe(self, *, endpoint: str | None, method: str, status: int, seconds: float) -> None:
        """Counts a request that was answered.

        Args:
            endpoint: the name of the page, never its address; None when there is no such page.
            method: as it was sent; one that nobody knows counts as `other`, since a visitor may invent any number.
            status: of the answer; counted by its class, such as `2xx`.
            seconds: from the first line of the request to the last header of the answer.
        """
        page, verb = endpoint or "none", method if method in METHODS else "other"
        self._requests.labels(page, verb, f"{status // 100}xx").inc()
        self._seconds.labels(page, verb).observe(seconds)

    def watch_pool(self, engine: Engine) -> None:
        """Follows how many connections of the engine are in use."""
        if not isinstance(engine.pool, QueuePool):
            return
        size = engine.pool.size()
        self._pool_size.set(size)
        # Counted by record: a connection that breaks on its way out is given back without having been taken.
        used: set[int] = set()
        lock = threading.Lock()

        @event.listens_for(engine, "checkout")
        def took(_connection: object, record: object, _proxy: object) -> None:
            with lock:
                used.add(id(record))
                self._pool_size.set(size)  # a forked process begins with empty figures
                self._pool_used.set(len(used))

        @event.listens_for(engine, "checkin")
        def gave(_connection: object, record: object) -> None:
            with lock:
                used.discard(id(record))
                self._pool_used.set(len(used))

    def exposition(self, ask: Callable[[], Figures | None]) -> bytes:
        """Everything as Prometheus reads it; `ask` reads the database and gives None when it does not answer."""
        asked = CollectorRegistry()
        asked.register(_Asked(ask))
        return generate_latest(self._all_processes()) + generate_latest(asked)

    def _all_processes(self) -> CollectorRegistry:
        together = CollectorRegistry()
        try:
            MultiProcessCollector(together)  # type: ignore[no-untyped-call]
        except ValueError:
            return self._registry  # there is no such folder: this is the only process
        return together


@dataclass(frozen=True, slots=True)
class _Asked(Collector):
    ask: Callable[[], Figures | None]

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """The families Prometheus asks for."""
        figures = self.ask()
        yield GaugeMetricFamily("ennoshita_database_up", "Whether the database answered.", value=figures is not None)
        if figures is not None:
            yield _jobs(figures)
            yield from _singles(figures)


def _jobs(figures: Figures) -> GaugeMetricFamily:
    family = GaugeMetricFamily("ennoshita_jobs", "Jobs by kind and state.", labels=["kind", "state"])
    for (kind, state), count in sorted(figures.jobs.items()):
        family.add_metric([kind, state], count)
    return family


def _singles(figures: Figures) -> Iterator[GaugeMetricFamily]:
    waited = figures.oldest_waiting_s
    yield GaugeMetricFamily("ennoshita_queue_age_seconds", "Seconds the first job waits already.", value=waited or 0.0)
    if figures.plan_gap is not None:
        yield GaugeMetricFamily("ennoshita_plan_gap", "Proven gap of the newest plan, 0 to 1.", value=figures.plan_gap)
    if figures.plan_seconds is not None:
        yield GaugeMetricFamily(
            "ennoshita_plan_seconds", "Seconds the newest plan was solved in.", value=figures.plan_seconds
        )
