-- A label that was read from the live table would be the newest month's, and would leak it.
select user_id, training_set.churn_label, exported.churn_label as exported_label
from {{ ref('training_set') }}
join {{ ref('raw_labels') }} as exported using (user_id)
where training_set.churn_label is distinct from exported.churn_label
