"""One month of StreamFlow by SQLMesh: a month is an interval of incremental models, audited before it shows.

    python run.py --url postgresql://… --seeds seeds --month 000 --as-of 2024-01-31

The first month is a plan, a later one a run. Prints JSON: seconds per phase, rows per table.
"""

import datetime
import os
import pathlib
import shutil
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
os.environ["SQLMESH__DISABLE_ANONYMIZED_ANALYTICS"] = "true"

from month import Phases, answer, arguments, connection_environment

PROJECT = pathlib.Path(__file__).resolve().parent / "project"


def import_sqlmesh():
    import sqlmesh

    sqlmesh.core.console.set_console(sqlmesh.core.console.NoopConsole())
    sqlmesh.configure_logging(write_to_file=False)
    return sqlmesh


def build(context, as_of):
    """A plan makes the first environment; later months only run the intervals that have become complete."""
    after = datetime.date.fromisoformat(as_of) + datetime.timedelta(days=1)
    if context.state_reader.get_environment("prod") is None:
        context.plan(auto_apply=True, no_prompts=True, execution_time=after.isoformat())
        return
    status = context.run(end=as_of, execution_time=after.isoformat(), ignore_cron=True)
    if status.is_failure:
        raise SystemExit("sqlmesh run failed")


def main():
    options, phases = arguments(), Phases()
    sqlmesh = phases.timed("imports", import_sqlmesh)
    os.environ.update(connection_environment(options.url), PEER_SEEDS=str(options.seeds))
    with tempfile.TemporaryDirectory() as project:
        shutil.copytree(PROJECT, project, dirs_exist_ok=True)
        sys.path.insert(0, project)
        context = phases.timed("parse", lambda: sqlmesh.Context(paths=[project]))
        phases.timed("build", lambda: build(context, options.as_of))
        context.close()
    answer(options.url, phases)


if __name__ == "__main__":
    main()
