from reading import read_month
from sqlmesh import model
from sqlmesh.core.model.kind import ModelKindName


@model(
    "raw.payments_agg_90d",
    kind={"name": ModelKindName.INCREMENTAL_BY_TIME_RANGE, "time_column": "as_of", "batch_size": 1},
    columns={
        "user_id": "text",
        "failed_payments_90d": "int",
        "as_of": "date",
    },
)
def execute(context, start, end, execution_time, **kwargs):
    return read_month("payments_agg_90d", end)
