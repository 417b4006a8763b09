"""What the peers' run.py have in common: their arguments, the parts of a URL, and the answer they print."""

import argparse
import json
import os
import pathlib
import sys
import time
import urllib.parse

import psycopg2

LIVE = ["users", "subscriptions", "usage_agg_30d", "payments_agg_90d", "support_agg_90d", "labels"]
TABLES = [
    *LIVE,
    "users_snapshots", "subscriptions_profile_snapshots", "usage_agg_30d_snapshots",
    "payments_agg_90d_snapshots", "support_agg_90d_snapshots", "labels_snapshots",
    "training_set",
]


class Phases:
    """Seconds by phase, in order."""

    def __init__(self):
        self.seconds = {}

    def timed(self, phase, work):
        started = time.perf_counter()
        result = work()
        self.seconds[phase] = time.perf_counter() - started
        return result


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", default=os.environ.get("DATABASE_URL"))
    parser.add_argument("--seeds", required=True, type=pathlib.Path)
    parser.add_argument("--month", required=True, help="the folder's number, e.g. 000")
    parser.add_argument("--as-of", required=True)
    options = parser.parse_args()
    options.seeds = options.seeds.resolve()
    return options


def connection_environment(url):
    """The URL's parts for a configuration file; a socket's directory stands in the query, as libpq has it.

    The password has the prefix that dbt keeps out of its logs.
    """
    parts = urllib.parse.urlsplit(url)
    query = dict(urllib.parse.parse_qsl(parts.query))
    decoded = urllib.parse.unquote
    return {
        "PEER_HOST": decoded(parts.hostname or query.get("host", "localhost")),
        "PEER_PORT": str(parts.port or query.get("port", 5432)),
        "PEER_USER": decoded(parts.username or query.get("user", "postgres")),
        "DBT_ENV_SECRET_PEER_PASSWORD": decoded(parts.password or query.get("password", "")),
        "PEER_DATABASE": decoded(parts.path[1:]),
    }


def answer(url, phases):
    """Prints seconds per phase and rows per table; the counting is in no phase."""
    connection = psycopg2.connect(url)
    with connection, connection.cursor() as cursor:
        rows = {}
        for table in TABLES:
            cursor.execute(f"select count(*) from {table}")
            rows[table] = cursor.fetchone()[0]
    connection.close()
    json.dump({"seconds": phases.seconds, "rows": rows}, sys.stdout, indent=2)
