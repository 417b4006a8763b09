select * from {{ ref('raw_payments_agg_90d') }}
