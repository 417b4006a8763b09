from reading import read_month
from sqlmesh import model
from sqlmesh.core.model.kind import ModelKindName


@model(
    "raw.labels",
    kind={"name": ModelKindName.INCREMENTAL_BY_TIME_RANGE, "time_column": "as_of", "batch_size": 1},
    columns={
        "user_id": "text",
        "churn_label": "boolean",
        "as_of": "date",
    },
)
def execute(context, start, end, execution_time, **kwargs):
    return read_month("labels", end)
