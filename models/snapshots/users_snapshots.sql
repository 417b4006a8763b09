select
  user_id,
  signup_date,
  user_gender,
  user_is_senior,
  has_family,
  has_dependents
from {{ ref('users') }}
where {{ is_exported(ref('raw_users')) }}
