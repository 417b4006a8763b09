-- the add_on columns are in the table and in no export so far
select
  user_id,
  months_active,
  plan_stream_tv,
  plan_stream_movies,
  contract_type,
  paperless_billing,
  monthly_fee,
  total_paid,
  net_service,
  null::boolean as add_on_security,
  null::boolean as add_on_backup,
  null::boolean as add_on_device_protect,
  null::boolean as add_on_support
from {{ ref('raw_subscriptions') }}
