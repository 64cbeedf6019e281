"""Where an exception was raised, without a word of what it says."""

from __future__ import annotations

import traceback


def trace_of(error: BaseException) -> str:
    """The files, lines and types of an exception and its causes, the first cause first.

    Messages and values are left out: they repeat what people typed, and an SQL error repeats the row. The code a
    database gives its errors says nothing about persons and stays.
    """
    told: list[str] = []
    current: BaseException | None = error
    while current is not None:
        told += [_kind(current), *(_place(frame) for frame in reversed(traceback.extract_tb(current.__traceback__)))]
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return "\n".join(reversed(told))


def _place(frame: traceback.FrameSummary) -> str:
    return f"  {frame.filename}:{frame.lineno} in {frame.name}: {frame.line}"


def _kind(error: BaseException) -> str:
    code = getattr(error, "sqlstate", None) or getattr(error, "sqlite_errorname", None)
    name = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    return f"{name} [{code}]" if code else name
