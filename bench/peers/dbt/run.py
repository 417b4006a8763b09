"""One month of StreamFlow by dbt: seeds, merges into the live tables, tests, snapshots by as_of, the training set.

    python run.py --url postgresql://… --seeds seeds --month 000 --as-of 2024-01-31

All of it in one Python process that parses the project once, the least that dbt can take. Prints JSON: seconds per
phase, rows per table.
"""

import json
import os
import pathlib
import shutil
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))

from month import LIVE, Phases, answer, arguments, connection_environment

PROJECT = pathlib.Path(__file__).resolve().parent / "project"


def import_dbt():
    from dbt.cli.main import dbtRunner

    return dbtRunner


def copy_project(project, folder):
    """A copy whose seeds are links to the month's files: dbt's seeds have one place."""
    shutil.copytree(PROJECT, project, dirs_exist_ok=True)
    (project / "seeds").mkdir()
    for table in LIVE:
        (project / "seeds" / f"raw_{table}.csv").symlink_to(folder / f"{table}.csv")


def invoke(runner, as_of, *arguments):
    variables = json.dumps({"as_of": as_of})
    result = runner.invoke(["--quiet", *arguments, "--profiles-dir", ".", "--vars", variables])
    if not result.success:
        failed = [f"{r.node.name}: {r.message}" for r in result.result or [] if r.status not in ("success", "pass")]
        raise SystemExit(f"dbt {' '.join(arguments)} failed: {result.exception or '; '.join(failed)}")
    return result.result


def main():
    options, phases = arguments(), Phases()
    runner_class = phases.timed("imports", import_dbt)
    os.environ.update(connection_environment(options.url))
    with tempfile.TemporaryDirectory() as directory:
        copy_project(pathlib.Path(directory), options.seeds / f"month_{options.month}")
        os.chdir(directory)
        manifest = phases.timed("parse", lambda: invoke(runner_class(), options.as_of, "parse"))
        runner = runner_class(manifest=manifest)
        for phase, command in {
            "seed": ["seed"],
            "live": ["run", "--select", "path:models/live"],
            "test": ["test"],
            "snapshots": ["run", "--select", "path:models/snapshots"],
            "training_set": ["run", "--select", "path:models/training"],
        }.items():
            phases.timed(phase, lambda: invoke(runner, options.as_of, *command))
        os.chdir(PROJECT)
    answer(options.url, phases)


if __name__ == "__main__":
    main()
