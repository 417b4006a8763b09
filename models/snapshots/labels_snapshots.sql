-- frozen like every feature: a label read from the live table would be the newest month's
select
  user_id,
  churn_label
from {{ ref('labels') }}
where {{ is_exported(ref('raw_labels')) }}
