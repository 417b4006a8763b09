import os
import pathlib

import pandas


def read_month(table, end):
    """The month's file, its cells as text that PostgreSQL casts, so that no digit of a numeric is lost."""
    month = (end.year - 2024) * 12 + end.month - 1
    path = pathlib.Path(os.environ["PEER_SEEDS"]) / f"month_{month:03d}" / f"{table}.csv"
    frame = pandas.read_csv(path, dtype=str)
    frame["as_of"] = end.date().isoformat()
    return frame.astype(object).where(frame.notna(), None)
