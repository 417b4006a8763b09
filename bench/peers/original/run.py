"""One month of StreamFlow by the stack it was first made with: pandas, SQLAlchemy upserts, Great Expectations.

    python run.py --url postgresql://… --seeds seeds --month 000 --as-of 2024-01-31

Written as well as that stack is by people who know it: typed reading, so that no digit and no NULL is lost, one
transaction for the load, set-based upserts and snapshots. Prints JSON: seconds per phase, rows per table.
"""

import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
os.environ["GX_ANALYTICS_ENABLED"] = "False"

from month import Phases, answer, arguments

from tables import LIVE, SNAPSHOTS, TRAINING_SET, schema_statements

# Numbers stay text until PostgreSQL makes them numeric: a float would lose the last of 17 digits.
PANDAS_TYPES = {"text": "str", "date": "str", "numeric": "str", "int": "int64", "boolean": "boolean"}


def read(folder, table):
    import pandas

    types = {column: PANDAS_TYPES[type] for column, type in LIVE[table].items()}
    return pandas.read_csv(folder / f"{table}.csv", dtype=types)


def upsert(connection, table, frame):
    """Stages the frame in a temporary table, then writes it over the live rows of the same users."""
    staging = f"staging_{table}"
    connection.exec_driver_sql(f"create temporary table {staging} (like {table}) on commit drop")
    frame.to_sql(staging, connection, if_exists="append", index=False)
    columns = ", ".join(frame.columns)
    changes = ", ".join(f"{name} = excluded.{name}" for name in frame.columns if name != "user_id")
    connection.exec_driver_sql(
        f"insert into {table} ({columns}) select {columns} from {staging} "
        f"on conflict (user_id) do update set {changes}"
    )


def snapshot(connection, name, as_of):
    table, columns = SNAPSHOTS[name]
    listed = ", ".join(columns)
    connection.exec_driver_sql(
        f"insert into {name} (user_id, as_of, {listed}) "
        f"select user_id, cast(%(as_of)s as date), {listed} from {table} "
        "on conflict (user_id, as_of) do nothing",
        {"as_of": as_of},
    )
    connection.exec_driver_sql(f"analyze {name}")


def extend_training_set(connection, as_of):
    connection.exec_driver_sql(
        f"insert into training_set {TRAINING_SET} where p.as_of = %(as_of)s on conflict do nothing",
        {"as_of": as_of},
    )


def import_stack():
    import pandas
    import sqlalchemy

    import validation

    return sqlalchemy, validation


def main():
    options, phases = arguments(), Phases()
    sqlalchemy, validation = phases.timed("imports", import_stack)
    url = sqlalchemy.make_url(options.url).set(drivername="postgresql+psycopg2")
    engine = sqlalchemy.create_engine(url)
    folder = options.seeds / f"month_{options.month}"

    def in_one_transaction(phase, work, items):
        def run():
            with engine.begin() as connection:
                for item in items:
                    work(connection, item)

        phases.timed(phase, run)

    in_one_transaction("schema", lambda connection, sql: connection.exec_driver_sql(sql), schema_statements())
    in_one_transaction("load", lambda connection, table: upsert(connection, table, read(folder, table)), LIVE)
    phases.timed("validate", lambda: validation.validate(url.render_as_string(hide_password=False)))
    in_one_transaction("snapshots", lambda connection, name: snapshot(connection, name, options.as_of), SNAPSHOTS)
    in_one_transaction("training_set", extend_training_set, [options.as_of])
    answer(options.url, phases)


if __name__ == "__main__":
    main()
