select * from {{ ref('raw_usage_agg_30d') }}
