"""`python -m seeds`: load the catalogue into a database that `ennoshita init` has made; again after it has changed."""

from __future__ import annotations

from app.cli.desk import opened
from app.config import load_settings
from seeds.catalogue import seed_catalogue

if __name__ == "__main__":
    with opened(load_settings()) as database, database.session() as session:
        print(seed_catalogue(session))
