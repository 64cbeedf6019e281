"""One record a line, in JSON or text, with nothing about persons."""

from __future__ import annotations

import io
import json
import logging
import threading
from typing import TYPE_CHECKING, Any

import pytest
import structlog

from app.adapters import logs
from tests.loglines import kept_logging

if TYPE_CHECKING:
    from collections.abc import Iterator

FORMATS = pytest.mark.parametrize("log_format", ["json", "text"])


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    with kept_logging():
        yield io.StringIO()


def records(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_json_line_has_its_values_its_level_and_its_time(stream: io.StringIO) -> None:
    logs.configure("json", stream)

    logs.logger("ennoshita.jobs").warning("done", kind="plan", seconds=2)

    (record,) = records(stream)
    assert record.pop("timestamp").endswith("Z")
    assert record == {"event": "done", "kind": "plan", "seconds": 2, "level": "warning", "logger": "ennoshita.jobs"}


def test_a_text_line_can_be_read(stream: io.StringIO) -> None:
    logs.configure("text", stream)

    logs.logger("ennoshita.jobs").info("done", kind="plan", seconds=2)

    assert stream.getvalue().endswith("[info] done [ennoshita.jobs] kind=plan seconds=2\n")


@FORMATS
def test_a_newline_in_a_value_stays_one_record(stream: io.StringIO, log_format: str) -> None:
    logs.configure(log_format, stream)

    logs.logger("ennoshita").info("one", value="a\nb\u2028c\x1b[31m")
    logging.getLogger("celery").info("two\n2026 [info] forged")

    assert len(stream.getvalue().splitlines()) == 2
    assert "\x1b" not in stream.getvalue()


def test_lines_of_libraries_look_like_ours(stream: io.StringIO) -> None:
    logs.configure("json", stream)

    logging.getLogger("gunicorn.error").info("Booting worker with pid: %s", 7)

    (record,) = records(stream)
    assert (record["event"], record["logger"]) == ("Booting worker with pid: 7", "gunicorn.error")


def test_lines_of_structlogs_own_loggers_look_like_ours(stream: io.StringIO) -> None:
    made_before = structlog.get_logger()
    logs.configure("json", stream)

    try:
        {}["山田 直子"]
    except LookupError:
        made_before.exception("failed", job_id="job-7")

    (record,) = records(stream)
    assert (record["event"], record["job_id"], record["level"]) == ("failed", "job-7", "error")
    assert record["exception"].endswith("\nKeyError")


def test_what_is_bound_is_on_every_line_inside_and_on_none_after(stream: io.StringIO) -> None:
    logs.configure("json", stream)

    with logs.bound(job_id="job-7"):
        logs.logger("ennoshita").info("ours")
        logging.getLogger("sqlalchemy.pool").warning("theirs")
        other = threading.Thread(target=lambda: logs.logger("ennoshita").info("another thread's"))
        other.start()
        other.join()
    logs.logger("ennoshita").info("after")

    assert [record.get("job_id") for record in records(stream)] == ["job-7", "job-7", None, None]


def test_a_second_call_takes_the_place_of_the_first(stream: io.StringIO) -> None:
    logs.configure("text", stream)
    logs.configure("json", stream)

    logs.logger("ennoshita").info("once")

    assert len(records(stream)) == 1


@FORMATS
def test_a_trace_says_where_and_what_kind_and_nothing_of_what_was_typed(stream: io.StringIO, log_format: str) -> None:
    logs.configure(log_format, stream)
    typed = "山田 直子"

    def convert(value: str) -> int:
        return int(value)

    try:
        try:
            convert(typed)
        except ValueError as error:
            raise LookupError(typed) from error
    except LookupError:
        logs.logger("ennoshita").exception("failed")
        logging.getLogger("waitress").exception("Exception while serving /tasks")

    said = stream.getvalue()
    end = '"' if log_format == "json" else "\n"
    assert said.count("in convert") == said.count(f"LookupError{end}") == 2
    assert "ValueError" in said
    assert typed not in said
    assert json.dumps(typed)[1:-1] not in said


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Error handling request GET /tasks?q=yamada", "Error handling request GET /tasks"),
        ("Invalid request from ip=192.0.2.7: Invalid HTTP request line: 'GET /?q=yamada'", "Invalid request"),
        ("mail to naoko.yamada@mail.example.jp was refused", "mail to *** was refused"),
    ],
)
def test_libraries_repeat_nothing_of_a_visitor(stream: io.StringIO, said: str, kept: str) -> None:
    logs.configure("json", stream)

    logging.getLogger("gunicorn.error").warning(said)

    assert records(stream)[0]["event"] == kept
