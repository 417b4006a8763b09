select * from {{ ref('raw_support_agg_90d') }}
