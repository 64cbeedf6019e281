"""Jobs that write a file: a list, or documents chosen from one."""

from __future__ import annotations

from app.actions.exports import bundle_chosen
from app.actions.listfiles import keep_file, write_list
from app.domain.listfiles import DocumentsFile, MadeFile, wanted_file
from app.jobs.work import Answer, Work


def write_file(work: Work) -> Answer:
    """The file is kept with the job; a worker that died wrote nothing, or what the next one writes again."""
    return keep_file(work.session, scope=work.scope, job=work.claimed.public_id, made=_made(work), now=work.now)


def _made(work: Work) -> MadeFile:
    session, scope, now = work.session, work.scope, work.now
    file = wanted_file(work.arguments["file"])
    if isinstance(file, DocumentsFile):
        return bundle_chosen(session, scope=scope, file=file, now=now, progress=work.tell)
    return write_list(session, scope=scope, file=file, now=now, progress=work.tell)
