"""StreamFlow's tables: types as PostgreSQL has them, in the order of the CSV files' columns."""

LIVE = {
    "users": {
        "user_id": "text", "signup_date": "date", "user_gender": "text", "user_is_senior": "boolean",
        "has_family": "boolean", "has_dependents": "boolean",
    },
    "subscriptions": {
        "user_id": "text", "months_active": "int", "plan_stream_tv": "boolean", "plan_stream_movies": "boolean",
        "contract_type": "text", "paperless_billing": "boolean", "monthly_fee": "numeric", "total_paid": "numeric",
        "net_service": "text", "add_on_security": "boolean", "add_on_backup": "boolean",
        "add_on_device_protect": "boolean", "add_on_support": "boolean",
    },
    "usage_agg_30d": {
        "user_id": "text", "watch_hours_30d": "numeric", "avg_session_mins_7d": "numeric",
        "unique_devices_30d": "int", "skips_7d": "int", "rebuffer_events_7d": "int",
    },
    "payments_agg_90d": {"user_id": "text", "failed_payments_90d": "int"},
    "support_agg_90d": {
        "user_id": "text", "support_tickets_90d": "int", "ticket_avg_resolution_hrs_90d": "numeric",
    },
    "labels": {"user_id": "text", "churn_label": "boolean"},
}

# snapshot: (live table, columns beside user_id and as_of)
SNAPSHOTS = {
    "users_snapshots": (
        "users", ["signup_date", "user_gender", "user_is_senior", "has_family", "has_dependents"],
    ),
    "subscriptions_profile_snapshots": (
        "subscriptions",
        ["months_active", "monthly_fee", "paperless_billing", "plan_stream_tv", "plan_stream_movies",
         "net_service", "contract_type", "total_paid"],
    ),
    "usage_agg_30d_snapshots": (
        "usage_agg_30d",
        ["watch_hours_30d", "avg_session_mins_7d", "unique_devices_30d", "skips_7d", "rebuffer_events_7d"],
    ),
    "payments_agg_90d_snapshots": ("payments_agg_90d", ["failed_payments_90d"]),
    "support_agg_90d_snapshots": (
        "support_agg_90d", ["support_tickets_90d", "ticket_avg_resolution_hrs_90d"],
    ),
    "labels_snapshots": ("labels", ["churn_label"]),
}

# The features beside the label: written once, for the table and for the select that fills it.
TRAINING_SET = """
    select p.user_id, p.as_of, u.user_gender, u.user_is_senior, u.has_family, u.has_dependents, p.months_active,
           p.contract_type, p.paperless_billing, p.monthly_fee, p.total_paid, p.net_service,
           coalesce(p.plan_stream_tv, false) as plan_stream_tv,
           coalesce(p.plan_stream_movies, false) as plan_stream_movies,
           g.watch_hours_30d, g.avg_session_mins_7d, g.unique_devices_30d, g.skips_7d, g.rebuffer_events_7d,
           y.failed_payments_90d, s.support_tickets_90d, s.ticket_avg_resolution_hrs_90d, l.churn_label
    from subscriptions_profile_snapshots p
    join users_snapshots u using (user_id, as_of)
    join usage_agg_30d_snapshots g using (user_id, as_of)
    join payments_agg_90d_snapshots y using (user_id, as_of)
    join support_agg_90d_snapshots s using (user_id, as_of)
    join labels_snapshots l using (user_id, as_of)
"""


def schema_statements():
    for table, columns in LIVE.items():
        definitions = ", ".join(f"{name} {type}" for name, type in columns.items())
        reference = "" if table == "users" else ", foreign key (user_id) references users"
        yield f"create table if not exists {table} ({definitions}, primary key (user_id){reference})"
    for snapshot, (table, columns) in SNAPSHOTS.items():
        definitions = ", ".join(f"{name} {LIVE[table][name]}" for name in columns)
        yield (
            f"create table if not exists {snapshot} "
            f"(user_id text, as_of date, {definitions}, primary key (user_id, as_of))"
        )
    yield f"create table if not exists training_set as {TRAINING_SET} with no data"
    yield "create unique index if not exists training_set_key on training_set (user_id, as_of)"
