-- The training set joins the tables: a user whom one of them lacks would be missing there without a word.
{% set tables = ['subscriptions', 'usage_agg_30d', 'payments_agg_90d', 'support_agg_90d', 'labels'] %}
{% for table in tables %}
select users.user_id, '{{ table }}' as missing_from
from {{ ref('users') }} as users
where not exists (select from {{ ref(table) }} as other where other.user_id = users.user_id)
{% if not loop.last %}union all{% endif %}
{% endfor %}
