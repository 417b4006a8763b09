model (
    name public.users_snapshots,
    kind incremental_by_time_range (time_column as_of, batch_size 1)
);

select
    user_id,
    as_of,
    signup_date,
    user_gender,
    user_is_senior,
    has_family,
    has_dependents
from raw.users
where as_of between @start_ds::date and @end_ds::date
