"""Jobs on the outbox: send one message."""

from __future__ import annotations

from app.actions.messages import send_message
from app.jobs.work import Answer, Work


def send(work: Work) -> Answer:
    """The message is out, or nobody is there to take it."""
    work.tell(0.0, "send")
    is_sent = send_message(
        work.session, scope=work.scope, public_id=work.arguments["message"], outlets=work.outlets, now=work.now
    )
    return {"sent": is_sent}
