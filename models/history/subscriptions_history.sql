-- What each subscription was, from when to when: a plan or a fee that stays the same is one row.
select
  user_id,
  contract_type,
  net_service,
  paperless_billing,
  plan_stream_tv,
  plan_stream_movies,
  monthly_fee
from {{ ref('subscriptions') }}
where {{ is_exported(ref('raw_subscriptions')) }}
