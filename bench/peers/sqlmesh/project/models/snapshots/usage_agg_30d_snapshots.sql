model (
    name public.usage_agg_30d_snapshots,
    kind incremental_by_time_range (time_column as_of, batch_size 1)
);

select
    user_id,
    as_of,
    watch_hours_30d,
    avg_session_mins_7d,
    unique_devices_30d,
    skips_7d,
    rebuffer_events_7d
from raw.usage_agg_30d
where as_of between @start_ds::date and @end_ds::date
