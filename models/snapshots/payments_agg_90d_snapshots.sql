select
  user_id,
  failed_payments_90d
from {{ ref('payments_agg_90d') }}
