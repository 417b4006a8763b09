select
    p.user_id, p.as_of, u.user_gender, u.user_is_senior, u.has_family, u.has_dependents, p.months_active,
    p.contract_type, p.paperless_billing, p.monthly_fee, p.total_paid, p.net_service,
    coalesce(p.plan_stream_tv, false) as plan_stream_tv,
    coalesce(p.plan_stream_movies, false) as plan_stream_movies,
    g.watch_hours_30d, g.avg_session_mins_7d, g.unique_devices_30d, g.skips_7d, g.rebuffer_events_7d,
    y.failed_payments_90d, s.support_tickets_90d, s.ticket_avg_resolution_hrs_90d, l.churn_label
from {{ ref('subscriptions_profile_snapshots') }} p
join {{ ref('users_snapshots') }} u using (user_id, as_of)
join {{ ref('usage_agg_30d_snapshots') }} g using (user_id, as_of)
join {{ ref('payments_agg_90d_snapshots') }} y using (user_id, as_of)
join {{ ref('support_agg_90d_snapshots') }} s using (user_id, as_of)
join {{ ref('labels_snapshots') }} l using (user_id, as_of)
where p.as_of = date '{{ var("as_of") }}'
