-- Every value, to the last digit: watch_hours_30d has up to 17 digits, and a float keeps 15 of them.
-- trim_scale takes exact numbers only, and 8.50 is 8.5. A user that the export no longer has keeps the
-- values that were exported last.
select user_id, trim_scale(watch_hours_30d), trim_scale(avg_session_mins_7d)
from {{ ref('usage_agg_30d') }}
where {{ is_exported(ref('raw_usage_agg_30d')) }}
except
select user_id, trim_scale(watch_hours_30d), trim_scale(avg_session_mins_7d)
from {{ ref('raw_usage_agg_30d') }}
