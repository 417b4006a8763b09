model (
    name public.training_set,
    kind incremental_by_time_range (time_column as_of, batch_size 1)
);

select
    p.user_id, p.as_of, u.user_gender, u.user_is_senior, u.has_family, u.has_dependents, p.months_active,
    p.contract_type, p.paperless_billing, p.monthly_fee, p.total_paid, p.net_service,
    coalesce(p.plan_stream_tv, false) as plan_stream_tv,
    coalesce(p.plan_stream_movies, false) as plan_stream_movies,
    g.watch_hours_30d, g.avg_session_mins_7d, g.unique_devices_30d, g.skips_7d, g.rebuffer_events_7d,
    y.failed_payments_90d, s.support_tickets_90d, s.ticket_avg_resolution_hrs_90d, l.churn_label
from public.subscriptions_profile_snapshots p
join public.users_snapshots u on u.user_id = p.user_id and u.as_of = p.as_of
join public.usage_agg_30d_snapshots g on g.user_id = p.user_id and g.as_of = p.as_of
join public.payments_agg_90d_snapshots y on y.user_id = p.user_id and y.as_of = p.as_of
join public.support_agg_90d_snapshots s on s.user_id = p.user_id and s.as_of = p.as_of
join public.labels_snapshots l on l.user_id = p.user_id and l.as_of = p.as_of
where p.as_of between @start_ds::date and @end_ds::date
