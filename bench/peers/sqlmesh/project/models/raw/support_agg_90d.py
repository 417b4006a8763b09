from reading import read_month
from sqlmesh import model
from sqlmesh.core.model.kind import ModelKindName


@model(
    "raw.support_agg_90d",
    kind={"name": ModelKindName.INCREMENTAL_BY_TIME_RANGE, "time_column": "as_of", "batch_size": 1},
    columns={
        "user_id": "text",
        "support_tickets_90d": "int",
        "ticket_avg_resolution_hrs_90d": "numeric",
        "as_of": "date",
    },
)
def execute(context, start, end, execution_time, **kwargs):
    return read_month("support_agg_90d", end)
