model (
    name public.users,
    kind incremental_by_unique_key (unique_key user_id, batch_size 1),
    audits (
        not_null(columns := (user_id)),
        column_set(expected := ('user_id', 'signup_date', 'user_gender', 'user_is_senior', 'has_family', 'has_dependents'))
    )
);

select
    user_id,
    signup_date,
    user_gender,
    user_is_senior,
    has_family,
    has_dependents
from raw.users
where as_of between @start_ds::date and @end_ds::date
