select
  user_id,
  failed_payments_90d
from {{ ref('raw_payments_agg_90d') }}
