model (
    name public.subscriptions_profile_snapshots,
    kind incremental_by_time_range (time_column as_of, batch_size 1)
);

select
    user_id,
    as_of,
    months_active,
    monthly_fee,
    paperless_billing,
    plan_stream_tv,
    plan_stream_movies,
    net_service,
    contract_type,
    total_paid
from raw.subscriptions
where as_of between @start_ds::date and @end_ds::date
