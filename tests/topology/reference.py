"""What background work promises, in plain Python and without a database: jobs, workers that may be dead, one clock."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

BEAT_S = 10.0
#: 1.5 heartbeats of silence is a death; one more second is the first whole second after it.
LOST_S = 15.0
#: Five attempts at most, with 5, 10, 20, 40 seconds between them.
ATTEMPTS = 5
LIVING = {"waiting", "running", "split"}


@dataclass(eq=False)
class Job:
    """One job as it should stand."""

    id: int
    public_id: str
    key: str
    not_before: dt.datetime
    #: seconds it may stand behind others that were asked for after it
    patience_s: int = 0
    whole: Job | None = None
    state: str = "waiting"
    attempts: int = 0
    holder: str | None = None
    beaten_at: dt.datetime | None = None
    is_cancel_wanted: bool = False
    parts: list[Job] = field(default_factory=list)
    #: how often somebody's work was taken as this life's result
    finishes: int = 0

    @property
    def lives(self) -> bool:
        return self.state in LIVING

    def facts(self) -> tuple[object, ...]:
        """What the row must say as well."""
        return (self.key, self.state, self.attempts, self.holder, self.beaten_at, self.is_cancel_wanted)

    def let_go(self, state: str) -> None:
        self.state, self.holder, self.beaten_at = state, None, None

    def end(self, state: str) -> None:
        self.let_go(state)
        if self.whole is not None and self.whole.state == "split" and not any(p.lives for p in self.whole.parts):
            self.whole.state = "waiting"


@dataclass
class Book:
    """Every job there is."""

    jobs: dict[str, Job] = field(default_factory=dict)

    def living(self, key: str) -> Job | None:
        found = [job for job in self.jobs.values() if job.key == key and job.lives]
        assert len(found) <= 1, f"{key} lives twice"
        return found[0] if found else None

    def due(self, now: dt.datetime) -> list[Job]:
        """Who may begin, in the order of their turns."""
        found = [job for job in self.jobs.values() if job.state == "waiting" and job.not_before <= now]
        return sorted(found, key=lambda job: (job.not_before + dt.timedelta(seconds=job.patience_s), job.id))

    def begin(self, job: Job, holder: str, now: dt.datetime) -> None:
        job.state, job.holder, job.beaten_at = "running", holder, now
        job.attempts += 1

    def split(self, job: Job, parts: list[Job]) -> None:
        """The job waits for its parts, unless somebody wants it to stop."""
        if job.is_cancel_wanted:
            job.end("cancelled")
            return
        job.attempts -= 1  # going on after the parts is the same attempt
        job.let_go("split")
        job.parts = parts
        self.jobs |= {part.public_id: part for part in parts}

    def fail(self, job: Job, now: dt.datetime, *, again: bool, at_once: bool) -> None:
        self._drop_parts(job)
        if again and job.attempts < ATTEMPTS and not job.is_cancel_wanted:
            job.let_go("waiting")
            job.not_before = now if at_once else now + dt.timedelta(seconds=5 * 2 ** (job.attempts - 1))
        else:
            job.end("cancelled" if job.is_cancel_wanted else "failed")

    def cancel(self, job: Job) -> None:
        for each in (job, *job.parts):
            if each.lives:
                each.is_cancel_wanted = True
                if each.state != "running":
                    each.end("cancelled")

    def retry(self, job: Job, now: dt.datetime) -> None:
        self._drop_parts(job)
        job.state, job.attempts, job.is_cancel_wanted, job.not_before, job.finishes = "waiting", 0, False, now, 0

    def sweep(self, now: dt.datetime) -> int:
        """How many went back from the dead."""
        lost = [
            job
            for job in self.jobs.values()
            if job.beaten_at is not None and job.beaten_at < now - dt.timedelta(seconds=LOST_S)
        ]
        for job in lost:
            if job.is_cancel_wanted or job.attempts >= ATTEMPTS:
                job.end("cancelled" if job.is_cancel_wanted else "failed")
                continue
            job.let_go("waiting")
            pause = 0 if job.attempts == 1 else 5 * 2 ** (job.attempts - 2)
            job.not_before = now + dt.timedelta(seconds=pause)
        return len(lost)

    def _drop_parts(self, job: Job) -> None:
        for part in job.parts:
            del self.jobs[part.public_id]
        job.parts = []
