"""What each role is told of, and whether a person wants to hear it in the app and by mail."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.accounts import Role

_PACKAGE = ("package_near", "package_used_up", "package_exceeded")
_TIME = ("time_added", "time_declined")
_DOCUMENT = ("invoice_issued", "invoice_reissued", "credit_note_issued")
#: role -> the topics that reach it, in the order they are offered
TOPICS_OF: dict[Role, tuple[str, ...]] = {
    Role.CLIENT: ("plan_published", "task_commented", *_PACKAGE, *_TIME, "question_answered", *_DOCUMENT),
    Role.ASSISTANT: ("plan_published", "task_commented", "hours_approved", "hours_changed", "hours_taken_back"),
    Role.OPERATOR: ("task_commented", *_PACKAGE, "time_asked", "hours_questioned"),
    Role.ADMINISTRATOR: ("task_commented", *_PACKAGE, "time_asked", "hours_questioned", "books_do_not_hold"),
}
#: Nobody may close their eyes to these: in the app they are always shown.
ALWAYS_IN_APP = frozenset({"books_do_not_hold"})
#: What happens to an account is told both ways, so that nobody can silence it who got into it.
OF_THE_ACCOUNT = frozenset(
    {
        *("invited", "password_reset", "password_changed"),
        *("second_factor_set", "second_factor_off", "passkey_added", "passkeys_removed"),
    }
)


@dataclass(frozen=True, slots=True)
class Choice:
    """Where an account wants to hear of a topic; both, until it says otherwise."""

    in_app: bool = True
    by_mail: bool = True


BOTH = Choice()


def choice_kept(topic: str, wanted: Choice) -> Choice:
    """The choice as it may be kept: what must be seen stays in the app."""
    return Choice(wanted.in_app or topic in ALWAYS_IN_APP, wanted.by_mail)
