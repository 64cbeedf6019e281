"""Jobs on the outbox: send one message."""

from __future__ import annotations

from app.actions.accounts.links import send_reset
from app.actions.messages import send_message
from app.jobs.work import Answer, Work


def send(work: Work) -> Answer:
    """The message is out, or nobody is there to take it; a link to reset a password is put into the outbox first."""
    work.tell(0.0, "send")
    if "reset" in work.arguments:
        email = work.arguments["reset"]
        return {"asked": send_reset(work.session, scope=work.scope, email=email, now=work.now, new_id=work.new_id)}
    is_sent = send_message(
        work.session, scope=work.scope, public_id=work.arguments["message"], outlets=work.outlets, now=work.now
    )
    return {"sent": is_sent}
