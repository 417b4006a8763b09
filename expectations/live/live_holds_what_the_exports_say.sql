-- To the last digit: watch_hours_30d has up to 17, and a float on the way would keep 15 of them.
select user_id, watch_hours_30d::text, avg_session_mins_7d::text
from {{ ref('usage_agg_30d') }}
except
select user_id, watch_hours_30d::text, avg_session_mins_7d::text
from {{ ref('raw_usage_agg_30d') }}
