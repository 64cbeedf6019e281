#!/bin/sh
# Run once by the database's container when its volume is new (compose.yaml): the role that owns the tables, and no more.
set -eu
psql -v ON_ERROR_STOP=1 -v password="$POSTGRES_PASSWORD" -U "${POSTGRES_USER:-postgres}" -d postgres <<'SQL'
CREATE ROLE ennoshita LOGIN PASSWORD :'password';
CREATE DATABASE ennoshita OWNER ennoshita ENCODING 'UTF8' TEMPLATE template0;
SQL
