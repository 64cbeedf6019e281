"""Log lines: one record a line, JSON for machines or text for people, and nothing about persons in either.

Everything goes through the standard library's root logger, so lines of gunicorn, Celery, SQLAlchemy and waitress look
like ours. What an exception says is left out, where it was raised stays: docs/adr/0010.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO, cast

import structlog
from structlog.typing import EventDict, Processor

from app.adapters.traces import trace_of

#: What visitors send and servers repeat. A control character would begin a second record or colour a terminal.
MAIL_ADDRESS = re.compile(r"[^\s@<>\"'(),:;]+@[^\s@<>\"'(),:;]+\.[^\s@<>\"'(),:;]+")
QUERY_STRING = re.compile(r"(?<=/)([^\s?\"']*)\?[^\s\"']*")
REFUSED_BY_GUNICORN = re.compile(r"(Invalid request) from ip=.*", re.DOTALL)
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def configure(log_format: str, stream: TextIO | None = None) -> logging.Handler:
    """The one handler of this process, in place of the one an earlier call made.

    Args:
        log_format: `json` or `text`.
        stream: where lines go; standard error otherwise.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.set_name("ennoshita")
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _trace,
                *([structlog.processors.JSONRenderer()] if log_format == "json" else [_one_line, _text()]),
            ],
            foreign_pre_chain=[*_facts(), _without_people],
        )
    )
    root = logging.getLogger()
    for former in [each for each in root.handlers if each.get_name() == "ennoshita"]:
        root.removeHandler(former)
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    logging.getLogger("alembic").setLevel(logging.WARNING)  # it tells of every look at the tables
    logging.captureWarnings(capture=True)
    structlog.configure(
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        processors=_to_root(),
    )
    return handler


def logger(name: str) -> structlog.stdlib.BoundLogger:
    """A logger of key and value: `logger("ennoshita.jobs").info("done", kind="plan")`; values are codes and numbers.

    Unlike `structlog.get_logger()` it keeps quiet in a process that never called `configure`.
    """
    wrapped = structlog.wrap_logger(
        logging.getLogger(name),
        wrapper_class=structlog.stdlib.BoundLogger,
        processors=_to_root(),
    )
    return cast("structlog.stdlib.BoundLogger", wrapped)


@contextmanager
def bound(**values: str) -> Iterator[None]:
    """Gives every line that is written inside these values too, such as `job_id`."""
    with structlog.contextvars.bound_contextvars(**values):
        yield


def _facts() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]


def _to_root() -> list[Processor]:
    return [
        structlog.stdlib.filter_by_level,
        *_facts(),
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ]


def _text() -> structlog.dev.ConsoleRenderer:
    return structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0, pad_level=False)


def _trace(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """The record with where its exception was raised in place of the exception."""
    failure = event.pop("exc_info", None)
    error = sys.exc_info()[1] if failure is True else failure[1] if isinstance(failure, tuple) else failure
    if isinstance(error, BaseException):
        event["exception"] = trace_of(error)
    return event


def _without_people(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """The record of a library without mail addresses, query strings and the addresses of visitors."""
    said = REFUSED_BY_GUNICORN.sub(r"\1", str(event["event"]))
    event["event"] = MAIL_ADDRESS.sub("***", QUERY_STRING.sub(r"\1", said))
    return event


def _one_line(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """The record with control characters spelt out; the lines of a trace are ours and stay lines."""
    for key, value in event.items():
        if isinstance(value, str) and key != "exception":
            event[key] = CONTROL.sub(lambda found: repr(found[0])[1:-1], value)
    return event
