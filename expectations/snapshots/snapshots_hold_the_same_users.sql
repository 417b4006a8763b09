-- The training set joins them: a user that one of them lacks would be missing without a word.
{% set others = [
  'subscriptions_profile_snapshots',
  'usage_agg_30d_snapshots',
  'payments_agg_90d_snapshots',
  'support_agg_90d_snapshots',
  'labels_snapshots',
] %}
{% for other in others %}
(select user_id, '{{ other }}' as missing_from from {{ ref('users_snapshots') }}
except select user_id, '{{ other }}' from {{ ref(other) }})
{% if not loop.last %}union all{% endif %}
{% endfor %}
