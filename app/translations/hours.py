"""Minutes as people say them: 7時間30分, 7 h 30 min."""

from __future__ import annotations

from app.translations import N_, Words

BOTH = N_("%(hours)s時間%(minutes)s分")
HOURS = N_("%(hours)s時間")
MINUTES = N_("%(minutes)s分")


def hours_words(say: Words, minutes: int) -> str:
    """The duration for prose: 7時間30分, 30時間, 45分, 0分; below zero with a minus sign before it."""
    hours, rest = divmod(abs(minutes), 60)
    text = BOTH if hours and rest else HOURS if hours else MINUTES
    return ("−" if minutes < 0 else "") + say(text, hours=hours, minutes=rest)
