select
  user_id,
  support_tickets_90d,
  ticket_avg_resolution_hrs_90d
from {{ ref('support_agg_90d') }}
where {{ is_exported(ref('raw_support_agg_90d')) }}
