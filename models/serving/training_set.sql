{{ config(as_of_column='as_of') }}
-- One row per user and as_of: every feature and the label come from the snapshots of that as_of.
-- as_of='all' shows the as_of of each row, and the joins below never leave it.
select
  labels.as_of,
  labels.user_id,
  users.signup_date,
  users.user_gender,
  users.user_is_senior,
  users.has_family,
  users.has_dependents,
  subscriptions.months_active,
  subscriptions.contract_type,
  subscriptions.net_service,
  subscriptions.paperless_billing,
  subscriptions.monthly_fee,
  subscriptions.total_paid,
  {{ served_plan('subscriptions.plan_stream_tv', 'subscriptions.net_service') }} as plan_stream_tv,
  {{ served_plan('subscriptions.plan_stream_movies', 'subscriptions.net_service') }} as plan_stream_movies,
  usage.watch_hours_30d,
  usage.avg_session_mins_7d,
  usage.unique_devices_30d,
  usage.skips_7d,
  usage.rebuffer_events_7d,
  payments.failed_payments_90d,
  support.support_tickets_90d,
  support.ticket_avg_resolution_hrs_90d,
  labels.churn_label
from {{ ref('labels_snapshots', as_of='all') }} as labels
join {{ ref('users_snapshots', as_of='all') }} as users using (as_of, user_id)
join {{ ref('subscriptions_profile_snapshots', as_of='all') }} as subscriptions using (as_of, user_id)
join {{ ref('usage_agg_30d_snapshots', as_of='all') }} as usage using (as_of, user_id)
join {{ ref('payments_agg_90d_snapshots', as_of='all') }} as payments using (as_of, user_id)
join {{ ref('support_agg_90d_snapshots', as_of='all') }} as support using (as_of, user_id)
