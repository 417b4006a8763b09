model (
    name public.subscriptions,
    kind incremental_by_unique_key (unique_key user_id, batch_size 1),
    audits (
        not_null(columns := (user_id)),
        accepted_range(column := months_active, min_v := 0),
        accepted_range(column := monthly_fee, min_v := 0),
        column_set(expected := ('user_id', 'months_active', 'plan_stream_tv', 'plan_stream_movies', 'contract_type', 'paperless_billing', 'monthly_fee', 'total_paid', 'net_service', 'add_on_security', 'add_on_backup', 'add_on_device_protect', 'add_on_support'))
    )
);

select
    user_id,
    months_active,
    plan_stream_tv,
    plan_stream_movies,
    contract_type,
    paperless_billing,
    monthly_fee,
    total_paid,
    net_service,
    null::boolean as add_on_security,
    null::boolean as add_on_backup,
    null::boolean as add_on_device_protect,
    null::boolean as add_on_support
from raw.subscriptions
where as_of between @start_ds::date and @end_ds::date
