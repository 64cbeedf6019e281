"""How gunicorn serves the pages: `gunicorn 'app.factory:wsgi()'` in this folder finds this file by itself.

Everything here can be told otherwise on gunicorn's command line or in GUNICORN_CMD_ARGS: `--workers 4 --threads 16`.
The database has to allow `workers x ENNOSHITA_POOL_SIZE` connections.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from gunicorn.glogging import Logger

from app.adapters import logs
from app.config import SettingsError, load_settings, require_secret

try:
    _settings = load_settings()
    require_secret(_settings)
except SettingsError as error:
    raise SystemExit(str(error)) from None  # the sentence is for whoever starts this, a trace is for nobody

_address = f"[{_settings.host}]" if ":" in _settings.host else _settings.host

bind = f"{_address}:{_settings.port}"
workers = 2
worker_class = "gthread"
threads = 8
#: A request may wait for a connection, a lock and its statement; a worker silent for longer than this hangs.
timeout = 90
#: At a stop no new request is taken and those that run may finish.
graceful_timeout = 30
#: Longer than a proxy's pause between two requests on one connection.
keepalive = 5
#: Each worker makes its own application: connections, threads and the figures' files do not survive a fork.
preload_app = False
#: Our own lines have no addresses of visitors in them; see app/web/records.py.
accesslog = None
#: Who is believed about X-Forwarded-Proto is counted once, in app/web/proxies.py. gunicorn would believe any process of
#: this machine, which is where a proxy runs that hands on what the visitor wrote.
secure_scheme_headers: dict[str, str] = {}
forwarded_allow_ips = ""
forwarder_headers = ""
#: Steered by signals; two services of one user would share the socket.
control_socket_disable = True

_FIGURES = Path(tempfile.gettempdir()) / f"ennoshita-figures-{os.getpid()}"
#: prometheus-client reads this when it is imported, so it has to stand before a worker is.
raw_env = [f"PROMETHEUS_MULTIPROC_DIR={_FIGURES}"]
_FIGURES.mkdir(mode=0o700, exist_ok=True)  # `--preload` makes the application before `on_starting`


class Lines(Logger):
    """gunicorn's log through the handler of everything else."""

    def setup(self, cfg: Any) -> None:
        """Takes gunicorn's own handlers away again."""
        super().setup(cfg)
        for log in (self.error_log, self.access_log):
            log.handlers.clear()
            log.propagate = True


logger_class = Lines
logs.configure(_settings.log_format)


def on_starting(server: Any) -> None:
    """Makes the folder of the figures anew; another user's folder of that name stops the start."""
    shutil.rmtree(_FIGURES, ignore_errors=True)
    _FIGURES.mkdir(mode=0o700)
    os.chown(_FIGURES, server.cfg.uid, server.cfg.gid)


def post_fork(server: Any, worker: Any) -> None:
    """With `--preload`, leaves the connections of the first process to it."""
    del server
    if worker.app.callable is not None:
        worker.app.callable.extensions["ennoshita"].database.engine.dispose(close=False)


def post_worker_init(worker: Any) -> None:
    """Begins the worker's background work, where there is no broker to leave it to."""
    worker.app.callable.extensions["ennoshita_jobs"].begin()


def worker_exit(server: Any, worker: Any) -> None:
    """Gives back what the worker does, closes its connections; others would notice, and write about it."""
    del server
    if worker.app.callable is not None:
        worker.app.callable.extensions["ennoshita_jobs"].end()
        worker.app.callable.extensions["ennoshita"].database.dispose()


def child_exit(server: Any, worker: Any) -> None:
    """Forgets what the dead worker had in use; what it counted stays counted."""
    del server
    from prometheus_client.multiprocess import mark_process_dead  # noqa: PLC0415 - reads the environment of raw_env

    mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def on_exit(server: Any) -> None:
    """Removes the folder of the figures."""
    del server
    shutil.rmtree(_FIGURES, ignore_errors=True)
