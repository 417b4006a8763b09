select
  user_id,
  failed_payments_90d
from {{ ref('payments_agg_90d') }}
where {{ is_exported(ref('raw_payments_agg_90d')) }}
