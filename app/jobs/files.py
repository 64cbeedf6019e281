"""Jobs that write a list as a file."""

from __future__ import annotations

from app.actions.listfiles import keep_file
from app.domain.listfiles import ListFile
from app.jobs.work import Answer, Work


def write_list(work: Work) -> Answer:
    """The list is a file, kept with the job; a worker that died wrote nothing, or what the next one writes again."""
    return keep_file(
        work.session,
        scope=work.scope,
        job=work.claimed.public_id,
        file=ListFile.from_json(work.arguments["file"]),
        now=work.now,
        progress=work.tell,
    )
