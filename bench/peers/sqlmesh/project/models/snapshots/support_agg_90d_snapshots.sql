model (
    name public.support_agg_90d_snapshots,
    kind incremental_by_time_range (time_column as_of, batch_size 1)
);

select
    user_id,
    as_of,
    support_tickets_90d,
    ticket_avg_resolution_hrs_90d
from raw.support_agg_90d
where as_of between @start_ds::date and @end_ds::date
