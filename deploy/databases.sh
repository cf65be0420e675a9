#!/bin/sh
# Makes the two databases, each with a user who reaches nothing else; at the first start of the database in compose.yaml.
set -eu
psql --set ON_ERROR_STOP=1 --set queue="$QUEUE_PASSWORD" --set prefect="$PREFECT_PASSWORD" --username postgres <<'SQL'
CREATE ROLE communique LOGIN PASSWORD :'queue';
CREATE ROLE prefect LOGIN PASSWORD :'prefect';
CREATE DATABASE communique OWNER communique;
CREATE DATABASE prefect OWNER prefect;
REVOKE ALL ON DATABASE communique FROM PUBLIC;
REVOKE ALL ON DATABASE prefect FROM PUBLIC;
SQL
