model (
    name public.support_agg_90d,
    kind incremental_by_unique_key (unique_key user_id, batch_size 1),
    audits (
        not_null(columns := (user_id))
    )
);

select
    user_id,
    support_tickets_90d,
    ticket_avg_resolution_hrs_90d
from raw.support_agg_90d
where as_of between @start_ds::date and @end_ds::date
