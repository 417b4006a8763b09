"""The reference pipeline's expectations, on all six live tables, by Great Expectations on the database."""

import great_expectations as gx
import great_expectations.expectations as gxe

from tables import LIVE

NON_NEGATIVE = {
    "subscriptions": ["months_active", "monthly_fee"],
    "usage_agg_30d": ["watch_hours_30d", "avg_session_mins_7d"],
}
COLUMN_SETS = ["users", "subscriptions", "usage_agg_30d"]


def expectations_of(table):
    if table in COLUMN_SETS:
        yield gxe.ExpectTableColumnsToMatchSet(column_set=list(LIVE[table]), exact_match=True)
    yield gxe.ExpectColumnValuesToNotBeNull(column="user_id")
    for column in NON_NEGATIVE.get(table, []):
        yield gxe.ExpectColumnValuesToBeBetween(column=column, min_value=0)


def validate(url):
    """Raises with the failed expectations, if there are any; returns how many were checked."""
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    # add_postgres wants a user and a host before the path, which the URL of a socket has in its query
    source = context.data_sources.add_sql("warehouse", connection_string=url)
    checked, failures = 0, []
    for table in LIVE:
        asset = source.add_table_asset(name=table, table_name=table)
        batch = asset.add_batch_definition_whole_table("all").get_batch()
        suite = gx.ExpectationSuite(name=table, expectations=list(expectations_of(table)))
        for result in batch.validate(suite).results:
            checked += 1
            if not result.success:
                failures.append(f"{table}: {result.expectation_config.type} {result.result}")
    if failures:
        raise SystemExit("validation failed\n" + "\n".join(failures))
    return checked
