"""On which databases the walls are tried."""

from __future__ import annotations

import os

import pytest

POSTGRESQL = pytest.param("postgresql", marks=pytest.mark.postgres)
BOTH = ("sqlite", POSTGRESQL)
#: What is sent is sent to both by `make walls`; a usual run sends it to one, for it takes minutes.
SENT_TO = BOTH if os.environ.get("WALLS") else BOTH[:1]  # noqa: TID251 - a switch of the tests, not of the app
