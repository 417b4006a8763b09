{{ freeze(ref('subscriptions'), [
    'months_active', 'monthly_fee', 'paperless_billing', 'plan_stream_tv', 'plan_stream_movies', 'net_service',
    'contract_type', 'total_paid',
]) }}
