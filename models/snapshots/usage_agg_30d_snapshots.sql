select
  user_id,
  watch_hours_30d,
  avg_session_mins_7d,
  unique_devices_30d,
  skips_7d,
  rebuffer_events_7d
from {{ ref('usage_agg_30d') }}
where {{ is_exported(ref('raw_usage_agg_30d')) }}
