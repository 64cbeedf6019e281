"""Why a backup was not made, or not put back; in both cases nothing was changed."""

from __future__ import annotations

from enum import StrEnum


class Refusal(StrEnum):
    """What stood in the way."""

    THERE_ALREADY = "there_already"
    """There is a file of that name; no backup is ever written over."""
    NOT_WRITTEN = "not_written"
    """The folder is not there or may not be written to, or its disk is full."""
    NOT_READ = "not_read"
    """There is no such file, or it may not be read."""
    NO_DATABASE = "no_database"
    """There is nothing to copy: no file, or no tables in it."""
    NO_TOOL = "no_tool"
    """PostgreSQL's own program for it is not on this machine."""
    FAILED = "failed"
    """PostgreSQL's own program, or the database itself, refused; `said` is its last line."""
    NO_BACKUP = "no_backup"
    """The file is none of ours."""
    DAMAGED = "damaged"
    """The file is one of ours and is not whole."""
    OTHER_KIND = "other_kind"
    """The file is of the other kind of database."""
    NEWER = "newer"
    """The file's tables are of a version that this program does not know."""
    HAS_DATA = "has_data"
    """There are companies or accounts in the database, and nobody said that they may go."""
    BUSY = "busy"
    """Somebody held the database for too long."""


class BackupRefused(Exception):
    """Nothing was changed.

    Args:
        refusal: why.
        params: what its sentence names.
    """

    def __init__(self, refusal: Refusal, **params: str) -> None:
        super().__init__(str(refusal), params)
        self.refusal = refusal
        self.params = params
