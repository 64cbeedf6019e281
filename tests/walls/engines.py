"""On which databases the walls are tried."""

from __future__ import annotations

import pytest

POSTGRESQL = pytest.param("postgresql", marks=pytest.mark.postgres)
BOTH = ("sqlite", POSTGRESQL)
