select
  user_id,
  churn_label
from {{ ref('raw_labels') }}
