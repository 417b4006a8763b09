{{ config(as_of_column='as_of', unique_key='user_id') }}
-- Each label with the terms that held at its as_of, and never those that came later.
select
  labels.as_of,
  labels.user_id,
  labels.churn_label,
  terms.valid_from as terms_since,
  terms.contract_type,
  terms.monthly_fee
from {{ as_of_join(
  ref('labels_snapshots', as_of='all'),
  ref('subscriptions_history', as_of='all'),
  'user_id',
  at='as_of',
  left_as='labels',
  right_as='terms',
) }}
