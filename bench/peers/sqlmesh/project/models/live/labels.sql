model (
    name public.labels,
    kind incremental_by_unique_key (unique_key user_id, batch_size 1),
    audits (
        not_null(columns := (user_id))
    )
);

select
    user_id,
    churn_label
from raw.labels
where as_of between @start_ds::date and @end_ds::date
