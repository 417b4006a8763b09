from reading import read_month
from sqlmesh import model
from sqlmesh.core.model.kind import ModelKindName


@model(
    "raw.subscriptions",
    kind={"name": ModelKindName.INCREMENTAL_BY_TIME_RANGE, "time_column": "as_of", "batch_size": 1},
    columns={
        "user_id": "text",
        "months_active": "int",
        "plan_stream_tv": "boolean",
        "plan_stream_movies": "boolean",
        "contract_type": "text",
        "paperless_billing": "boolean",
        "monthly_fee": "numeric",
        "total_paid": "numeric",
        "net_service": "text",
        "as_of": "date",
    },
)
def execute(context, start, end, execution_time, **kwargs):
    return read_month("subscriptions", end)
