"""The press: a child that dies, hangs or is given up harms one document at most, and none is left behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from app.adapters.pdf import PdfFailed, render_invoice
from app.adapters.pdf.content import content_of
from app.adapters.pdf.press import Press
from app.adapters.pdf.typeset import typeset
from tests.app.adapters.pdf.invoices import october_invoice

ROOT = Path(__file__).parents[4]


@pytest.fixture
def press() -> Iterator[Press]:
    press = Press()
    yield press
    press.close()


def content(number: str = "INV-2026-0143") -> str:
    return json.dumps(content_of(replace(october_invoice(), number=number)), ensure_ascii=False)


def is_gone(pid: int) -> bool:
    """Whether the process ends within half a minute; a zombie counts as still there."""
    return comes_true(lambda: not Path(f"/proc/{pid}").exists())


def comes_true(claim: Callable[[], bool]) -> bool:
    for _ in range(600):
        if claim():
            return True
        time.sleep(0.05)
    return False


class Stopping:
    """A caller that stops the child at the first question, so that the document is in the middle at the next."""

    def __init__(self, press: Press, then: Callable[[int], None] = lambda _pid: None) -> None:
        self.press = press
        self.then = then
        self.pids: list[int] = []

    def __call__(self) -> None:
        pid = self.press.pid
        assert pid is not None
        if not self.pids:
            os.kill(pid, signal.SIGSTOP)
        else:
            self.then(pid)
        self.pids.append(pid)


def test_the_bytes_are_those_of_setting_it_here() -> None:
    assert render_invoice(october_invoice()) == typeset(content())


def test_documents_share_one_child(press: Press) -> None:
    press.pdf(content())
    first = press.pid
    press.pdf(content("INV-2026-0144"))

    assert first is not None
    assert press.pid == first


def test_a_document_larger_than_a_pipe_goes_through(press: Press) -> None:
    long = json.loads(content())
    long["remarks"] = "お支払いについて。" * 20_000  # 540 kB; a pipe holds 64 kB

    assert press.pdf(json.dumps(long, ensure_ascii=False)).startswith(b"%PDF")


def test_a_child_killed_in_the_middle_fails_its_document_and_no_other(press: Press) -> None:
    caller = Stopping(press, lambda pid: os.kill(pid, signal.SIGKILL))

    with pytest.raises(PdfFailed, match="ended in the middle of a document, with status -9"):
        press.pdf(content(), tick=caller)

    assert is_gone(caller.pids[0])
    assert press.pdf(content()) == typeset(content())
    assert press.pid not in caller.pids


def test_a_child_killed_between_documents_is_replaced_unnoticed(press: Press) -> None:
    press.pdf(content())
    pid = press.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)  # dead with all its threads, and not yet buried

    assert press.pdf(content()) == typeset(content())
    assert is_gone(pid)


def test_a_document_that_takes_too_long_is_given_up(press: Press) -> None:
    caller = Stopping(press)

    with pytest.raises(PdfFailed, match=r"not set within 0\.3 s"):
        press.pdf(content(), limit_s=0.3, tick=caller)

    assert is_gone(caller.pids[0])
    assert press.pdf(content()) == typeset(content())


def test_a_typesetter_that_does_not_even_read_is_given_up() -> None:
    press = Press((sys.executable, "-c", "import time; time.sleep(3600)"))

    with pytest.raises(PdfFailed, match=r"not set within 0\.3 s"):
        press.pdf("x" * 200_000, limit_s=0.3)  # a pipe holds 64 kB

    assert press.pid is None


def test_a_caller_that_gives_up_ends_the_child(press: Press) -> None:
    def give_up(_pid: int) -> None:
        raise TimeoutError("the job was cancelled")  # an error that the press could take for its own

    caller = Stopping(press, give_up)

    with pytest.raises(TimeoutError, match="the job was cancelled"):
        press.pdf(content(), tick=caller)

    assert is_gone(caller.pids[0])
    assert press.pdf(content()) == typeset(content())


def test_a_caller_is_asked_while_it_waits_for_its_turn(press: Press) -> None:
    asked: list[str] = []

    def wait_for_the_other(_pid: int) -> None:
        assert comes_true(lambda: len(asked) >= 2)
        raise InterruptedError

    with ThreadPoolExecutor(1) as other:
        first = other.submit(press.pdf, content(), tick=Stopping(press, wait_for_the_other))
        assert comes_true(lambda: press.pid is not None)
        press.pdf(content(), tick=lambda: asked.append("second"))

    assert isinstance(first.exception(), InterruptedError)


def test_twenty_documents_of_four_threads_each_get_their_own(press: Press) -> None:
    contents = [content(f"INV-2026-{number:04d}") for number in range(20)]

    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(press.pdf, contents))

    assert made == [typeset(each) for each in contents]


def test_a_document_the_typesetter_refuses_says_why_and_keeps_the_child(press: Press) -> None:
    press.pdf(content())
    pid = press.pid

    with pytest.raises(PdfFailed, match="TypstError"):
        press.pdf('{"template": "invoice.typ"}')

    assert press.pdf(content()) == typeset(content())
    assert press.pid == pid


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("raise SystemExit(3)", "with status 3"),
        ("import sys; sys.stdin.buffer.read(5); print('no answer', flush=True)", "no answer"),
        ("import os, sys; os.write(1, b'P\\0\\0\\0\\1xy'); sys.stdin.buffer.read()", "no answer"),  # a byte too many
    ],
)
def test_a_typesetter_that_does_not_answer_is_ended(code: str, why: str) -> None:
    press = Press((sys.executable, "-c", code))

    with pytest.raises(PdfFailed, match=why):
        press.pdf(content())

    assert press.pid is None


def test_a_typesetter_that_cannot_be_started_is_said_so() -> None:
    with pytest.raises(PdfFailed, match="could be started"):
        Press(("/nowhere/python",)).pdf(content())


def test_a_typesetter_that_takes_its_whole_group_along_leaves_nobody(tmp_path: Path) -> None:
    grandchild = tmp_path / "pid"
    code = (
        "import pathlib, subprocess, sys\n"
        "other = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(3600)'])\n"
        f"pathlib.Path({str(grandchild)!r}).write_text(str(other.pid))\n"
        "other.wait()"
    )
    press = Press((sys.executable, "-c", code))

    def give_up_when_it_is_there() -> None:
        if grandchild.exists() and grandchild.read_text("ascii"):
            raise InterruptedError

    with pytest.raises(InterruptedError):
        press.pdf(content(), tick=give_up_when_it_is_there)

    assert comes_true(lambda: _is_dead(int(grandchild.read_text("ascii"))))


def _is_dead(pid: int) -> bool:
    """Whether it runs no more; who inherits an orphan may take its time to bury it."""
    try:
        return "Z (zombie)" in Path(f"/proc/{pid}/status").read_text("ascii")
    except (FileNotFoundError, ProcessLookupError):
        return True


def test_closing_leaves_no_child_and_the_next_document_starts_another() -> None:
    press = Press()
    press.pdf(content())
    pid = press.pid
    assert pid is not None

    press.close()
    press.close()

    assert is_gone(pid)
    assert press.pdf(content()).startswith(b"%PDF")
    press.close()


def test_closing_ends_a_document_that_hangs(press: Press) -> None:
    caller = Stopping(press)

    with ThreadPoolExecutor(1) as other:
        hanging = other.submit(press.pdf, content(), tick=caller)
        assert comes_true(lambda: bool(caller.pids))
        press.close()

    assert isinstance(hanging.exception(), PdfFailed)
    assert is_gone(caller.pids[0])


def test_a_fork_takes_neither_the_child_nor_its_lock(press: Press) -> None:
    """As the workers of Celery do; a fork of a process with threads is left to a process without."""
    code = (
        "import os, sys\n"
        "from app.adapters.pdf import render_invoice\n"
        "from app.adapters.pdf.render import _PRESS\n"
        "from tests.app.adapters.pdf.invoices import october_invoice\n"
        "first = render_invoice(october_invoice())\n"
        "_PRESS._lock.acquire()\n"  # as another thread may, at the moment of the fork
        "pid = os.fork()\n"
        "if pid == 0:\n"
        "    os._exit(0 if _PRESS.pid is None and render_invoice(october_invoice()) == first else 1)\n"
        "_PRESS._lock.release()\n"
        "status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])\n"
        "again = render_invoice(october_invoice())\n"
        "print(status, again == first)"
    )

    assert _run(code) == "0 True\n"


def test_a_process_that_ends_takes_its_child_along() -> None:
    code = (
        "from app.adapters.pdf import render_invoice\n"
        "from app.adapters.pdf.render import _PRESS\n"
        "from tests.app.adapters.pdf.invoices import october_invoice\n"
        "render_invoice(october_invoice())\n"
        "print(_PRESS.pid)"
    )

    assert not Path(f"/proc/{_run(code).strip()}").exists()


def _run(code: str) -> str:
    """What the program prints; a process or pipe that it leaves open would be warned of."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert done.stderr == ""
    return done.stdout


def test_a_caller_killed_takes_its_idle_child_along() -> None:
    code = (
        "import time\n"
        "from app.adapters.pdf.press import Press\n"
        "from tests.app.adapters.pdf.test_press import content\n"
        "press = Press()\n"
        "press.pdf(content())\n"
        "print(press.pid, flush=True)\n"
        "time.sleep(3600)"
    )

    assert _ends_with_its_caller(code)


def test_a_caller_killed_takes_its_child_along_in_the_middle_of_a_document(tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    endless = (
        "import pathlib, time\n"
        "from app.adapters.pdf.child import main\n"
        f"main(lambda _: pathlib.Path({str(begun)!r}).touch() or time.sleep(3600))"
    )
    code = (
        "import sys\n"
        "from app.adapters.pdf.press import Press\n"
        f"press = Press((sys.executable, '-c', {endless!r}))\n"
        "press.pdf('{}', tick=lambda: print(press.pid, flush=True))"
    )

    assert _ends_with_its_caller(code, begun.exists)


def _ends_with_its_caller(code: str, is_ready: Callable[[], bool] = lambda: True) -> bool:
    """Whether the child of a program that prints its child's id ends when the program is killed."""
    caller = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert caller.stdout is not None
    pid = int(caller.stdout.readline())
    assert comes_true(is_ready)
    caller.kill()
    caller.wait()
    caller.stdout.close()
    ends = is_gone(pid)
    if not ends:
        os.kill(pid, signal.SIGKILL)
    return ends
