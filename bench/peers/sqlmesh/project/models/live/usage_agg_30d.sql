model (
    name public.usage_agg_30d,
    kind incremental_by_unique_key (unique_key user_id, batch_size 1),
    audits (
        not_null(columns := (user_id)),
        accepted_range(column := watch_hours_30d, min_v := 0),
        accepted_range(column := avg_session_mins_7d, min_v := 0),
        column_set(expected := ('user_id', 'watch_hours_30d', 'avg_session_mins_7d', 'unique_devices_30d', 'skips_7d', 'rebuffer_events_7d'))
    )
);

select
    user_id,
    watch_hours_30d,
    avg_session_mins_7d,
    unique_devices_30d,
    skips_7d,
    rebuffer_events_7d
from raw.usage_agg_30d
where as_of between @start_ds::date and @end_ds::date
