{{ freeze(ref('payments_agg_90d'), ['failed_payments_90d']) }}
