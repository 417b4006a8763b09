select
  user_id,
  months_active,
  monthly_fee,
  total_paid,
  paperless_billing,
  plan_stream_tv,
  plan_stream_movies,
  net_service,
  contract_type
from {{ ref('subscriptions') }}
where {{ is_exported(ref('raw_subscriptions')) }}
