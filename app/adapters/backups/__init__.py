"""A copy of the whole database in one file, made and put back while people work."""

from app.adapters.backups.keeping import restore, save
from app.adapters.backups.refusals import BackupRefused, Refusal

__all__ = ["BackupRefused", "Refusal", "restore", "save"]
