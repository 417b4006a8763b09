"""What the database must hold once every month up to an as_of is built: an independent reading of StreamFlow.

    python3 expected_state.py --seeds seeds --as-of 2024-02-29 --out expected [--tables users labels_snapshots]

writes one CSV a table: sorted by key, NULL as an empty cell, booleans true/false, numbers without trailing zeros (what
`trim_scale(x)::text` prints), so that two states are equal when their files are. Only the standard library is used.
"""

import argparse
import csv
import datetime
import pathlib
from decimal import Decimal


def boolean(cell):
    return None if cell == "" else {"True": "true", "False": "false"}[cell]


def number(cell):
    return format(Decimal(cell).normalize(), "f")


def whole(cell):
    return str(int(cell))


def false_without_internet(value):
    return "false" if value is None else value


TYPES = {
    "user_is_senior": boolean, "has_family": boolean, "has_dependents": boolean,
    "months_active": whole, "plan_stream_tv": boolean, "plan_stream_movies": boolean,
    "paperless_billing": boolean, "monthly_fee": number, "total_paid": number,
    "watch_hours_30d": number, "avg_session_mins_7d": number, "unique_devices_30d": whole,
    "skips_7d": whole, "rebuffer_events_7d": whole, "failed_payments_90d": whole,
    "support_tickets_90d": whole, "ticket_avg_resolution_hrs_90d": number, "churn_label": boolean,
}  # the other columns are text, or a date, which is written as it is read

LIVE = {
    "users": "user_id signup_date user_gender user_is_senior has_family has_dependents",
    "subscriptions": "user_id months_active plan_stream_tv plan_stream_movies contract_type paperless_billing "
    "monthly_fee total_paid net_service add_on_security add_on_backup add_on_device_protect add_on_support",
    "usage_agg_30d": "user_id watch_hours_30d avg_session_mins_7d unique_devices_30d skips_7d rebuffer_events_7d",
    "payments_agg_90d": "user_id failed_payments_90d",
    "support_agg_90d": "user_id support_tickets_90d ticket_avg_resolution_hrs_90d",
    "labels": "user_id churn_label",
}

# snapshot: (live table, columns beside user_id and as_of)
SNAPSHOTS = {
    "users_snapshots": ("users", "signup_date user_gender user_is_senior has_family has_dependents"),
    "subscriptions_profile_snapshots": (
        "subscriptions",
        "months_active monthly_fee paperless_billing plan_stream_tv plan_stream_movies net_service "
        "contract_type total_paid",
    ),
    "usage_agg_30d_snapshots": (
        "usage_agg_30d",
        "watch_hours_30d avg_session_mins_7d unique_devices_30d skips_7d rebuffer_events_7d",
    ),
    "payments_agg_90d_snapshots": ("payments_agg_90d", "failed_payments_90d"),
    "support_agg_90d_snapshots": ("support_agg_90d", "support_tickets_90d ticket_avg_resolution_hrs_90d"),
    "labels_snapshots": ("labels", "churn_label"),
}

TRAINING_SET = (
    "user_id as_of user_gender user_is_senior has_family has_dependents months_active contract_type "
    "paperless_billing monthly_fee total_paid net_service plan_stream_tv plan_stream_movies watch_hours_30d "
    "avg_session_mins_7d unique_devices_30d skips_7d rebuffer_events_7d failed_payments_90d "
    "support_tickets_90d ticket_avg_resolution_hrs_90d churn_label"
)


def months_up_to(seeds, as_of):
    """The folders and dates of the months, from month_000 (January 2024) to the one of the as_of."""
    for month in range(10_000):
        year, index = divmod(month + 1, 12)
        date = (datetime.date(2024 + year, index + 1, 1) - datetime.timedelta(days=1)).isoformat()
        if date > as_of:
            return
        yield seeds / f"month_{month:03d}", date


def read(folder, table):
    """Rows by user_id, every cell as its column's canonical text or None."""
    with open(folder / f"{table}.csv", newline="", encoding="ascii") as file:
        return {
            row["user_id"]: {name: TYPES.get(name, str)(cell) for name, cell in row.items()}
            for row in csv.DictReader(file)
        }


def live_rows(folders, table):
    """A later month overwrites the users it has; a user it lacks stays."""
    rows = {}
    for folder, _ in folders:
        rows.update(read(folder, table))
    return rows.values()


def snapshot_rows(folders, table):
    for folder, date in folders:
        for row in read(folder, SNAPSHOTS[table][0]).values():
            yield {**row, "as_of": date}


def training_rows(folders):
    for folder, date in folders:
        features = [read(folder, table) for table in LIVE if table != "labels"]
        for user_id, label in read(folder, "labels").items():
            row = {"as_of": date, **label}
            for table in features:
                row.update(table[user_id])
            for plan in ("plan_stream_tv", "plan_stream_movies"):
                row[plan] = false_without_internet(row[plan])
            yield row


def expected(seeds, as_of, table):
    """The header and the rows of a table."""
    folders = list(months_up_to(pathlib.Path(seeds), as_of))
    if table in LIVE:
        return LIVE[table].split(), live_rows(folders, table)
    if table in SNAPSHOTS:
        return ["user_id", "as_of", *SNAPSHOTS[table][1].split()], snapshot_rows(folders, table)
    return TRAINING_SET.split(), training_rows(folders)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", required=True)
    parser.add_argument("--as-of", required=True)
    parser.add_argument("--out", required=True, type=pathlib.Path)
    every = [*LIVE, *SNAPSHOTS, "training_set"]
    parser.add_argument("--tables", nargs="+", choices=every, default=every)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    for table in options.tables:
        columns, rows = expected(options.seeds, options.as_of, table)
        lines = [[row.get(column) for column in columns] for row in rows]
        lines.sort(key=lambda line: line[:2])
        with open(options.out / f"{table}.csv", "w", newline="", encoding="ascii") as file:
            csv.writer(file, lineterminator="\n").writerows([columns, *lines])


if __name__ == "__main__":
    main()
