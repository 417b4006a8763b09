from reading import read_month
from sqlmesh import model
from sqlmesh.core.model.kind import ModelKindName


@model(
    "raw.usage_agg_30d",
    kind={"name": ModelKindName.INCREMENTAL_BY_TIME_RANGE, "time_column": "as_of", "batch_size": 1},
    columns={
        "user_id": "text",
        "watch_hours_30d": "numeric",
        "avg_session_mins_7d": "numeric",
        "unique_devices_30d": "int",
        "skips_7d": "int",
        "rebuffer_events_7d": "int",
        "as_of": "date",
    },
)
def execute(context, start, end, execution_time, **kwargs):
    return read_month("usage_agg_30d", end)
