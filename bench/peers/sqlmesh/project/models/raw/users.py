from reading import read_month
from sqlmesh import model
from sqlmesh.core.model.kind import ModelKindName


@model(
    "raw.users",
    kind={"name": ModelKindName.INCREMENTAL_BY_TIME_RANGE, "time_column": "as_of", "batch_size": 1},
    columns={
        "user_id": "text",
        "signup_date": "date",
        "user_gender": "text",
        "user_is_senior": "boolean",
        "has_family": "boolean",
        "has_dependents": "boolean",
        "as_of": "date",
    },
)
def execute(context, start, end, execution_time, **kwargs):
    return read_month("users", end)
