model (
    name public.labels_snapshots,
    kind incremental_by_time_range (time_column as_of, batch_size 1)
);

select
    user_id,
    as_of,
    churn_label
from raw.labels
where as_of between @start_ds::date and @end_ds::date
